//! What waits for an officer, and for an assessor.

use chrono::NaiveDate;
use entity::kinds::StaffRole;

use crate::accreditation::rules::expiring_before;
use crate::accreditation::rules::matter::{Matter, MatterKind};
use crate::accreditation::store::{self as accreditations, OpenCheck};
use crate::identity::guard::Caller;
use crate::identity::rules::{Office, size_band_words};
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::platform::paging::PageRequest;
use crate::review::rules::{Case, CaseFilter, Turn, due_words};
use crate::review::store as reviews;

/// So many cases are named; the numbers lead to all of them.
const NAMED: u64 = 8;

/// A case that waits for the reader.
pub(super) struct Task {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) about: String,
    pub(super) act: String,
    pub(super) colour: String,
}

/// An officer's authority: its numbers, and what waits for an officer.
pub(super) struct Board {
    pub(super) authority: String,
    pub(super) to_allocate: u64,
    pub(super) over_time: u64,
    pub(super) awaiting_decision: u64,
    pub(super) to_announce: u64,
    pub(super) expiring: u64,
    pub(super) tasks: Vec<Task>,
}

/// An assessor's cases, what is due first, first.
pub(super) struct Queue {
    pub(super) open: u64,
    pub(super) tasks: Vec<Task>,
}

/// `GEX-4RDD2 · 250 or more employees · Rochdale · due in 5 working days`
fn about(case: &Case, due: &str) -> String {
    let mut facts = vec![case.reference.clone()];
    facts.extend(case.size_band.map(|band| size_band_words(band).to_owned()));
    facts.extend(case.place.clone());
    facts.push(due.to_owned());
    facts.join(" · ")
}

pub(super) async fn list_boards(ctx: &Context, caller: &Caller) -> Result<Vec<Board>, Error> {
    let (mut boards, today) = (Vec::new(), ctx.today());
    let officer = |office: &&Office| office.role == StaffRole::Officer;
    for office in caller.offices.iter().filter(officer) {
        let (authority, standard) = (office.authority_id, office.review_working_days);
        let numbers = reviews::count_cases(ctx.read(), authority, today, standard).await?;
        let expiring = accreditations::count_expiring(
            ctx.read(),
            authority,
            expiring_before(today),
            ctx.now(),
        )
        .await?;
        let first = PageRequest::new(Some(1), Some(NAMED));
        let waiting = CaseFilter::WithOfficers;
        // Whoever also acts for an employer has enough on this page; the numbers lead to the cases.
        let cases = if caller.memberships.is_empty() {
            reviews::list_cases(ctx.read(), authority, waiting, today, standard, first)
                .await?
                .rows
        } else {
            Vec::new()
        };
        let tasks = cases
            .iter()
            .filter(|case| is_for(caller, case))
            .map(|case| officers_task(ctx, case, standard));
        // What may be awarded wrongly comes before what is not awarded yet.
        let checks = if caller.memberships.is_empty() {
            accreditations::list_open_checks(ctx.read(), authority, NAMED).await?
        } else {
            Vec::new()
        };
        let matters = if caller.memberships.is_empty() {
            let officer = caller.officer(authority)?;
            accreditations::list_waiting_matters(ctx.read(), &officer, today, NAMED).await?
        } else {
            Vec::new()
        };
        let tasks = checks
            .iter()
            .filter(|open| caller.employer(open.organisation_id).is_err())
            .map(check_task)
            .chain(matters.iter().map(|matter| matter_task(matter, today)))
            .chain(tasks)
            .collect();
        boards.push(Board {
            authority: office.authority_name.clone(),
            to_allocate: numbers.to_allocate,
            over_time: numbers.over_time,
            awaiting_decision: numbers.awaiting_decision,
            to_announce: numbers.to_announce,
            expiring,
            tasks,
        });
    }
    Ok(boards)
}

/// Nobody decides on their own employer, or on what they reviewed.
fn is_for(caller: &Caller, case: &Case) -> bool {
    let reviewed = case
        .review
        .as_ref()
        .is_some_and(|review| review.assessor_id == caller.person.id);
    !reviewed && caller.employer(case.organisation_id).is_err()
}

fn check_task(open: &OpenCheck) -> Task {
    let check = &open.check;
    Task {
        id: format!("check-{}", check.id),
        name: open.holder.clone(),
        href: format!(
            "/home/accreditations/{}/checks/{}",
            check.accreditation_id, check.id
        ),
        about: check.lapse.sentence(),
        act: "Look again".to_owned(),
        colour: String::new(),
    }
}

/// A condition, concern, complaint or appeal: whose turn it is, by when.
fn matter_task(matter: &Matter, today: NaiveDate) -> Task {
    let day = matter.due_on.map(long_date);
    let late = matter.due_on.is_some_and(|day| day < today);
    let (name, about) = match (matter.kind, matter.status.as_str()) {
        (MatterKind::Condition, "reported") => (
            matter.name.clone(),
            "says that a condition is met".to_owned(),
        ),
        (MatterKind::Condition, _) => (
            matter.name.clone(),
            format!("had a condition to meet by {}", day.unwrap_or_default()),
        ),
        (MatterKind::Concern | MatterKind::Complaint | MatterKind::Appeal, _) => {
            let mut facts = vec![matter.turn().to_owned()];
            facts.extend(day.map(|day| format!("by {day}")));
            if !matter.name.is_empty() {
                facts.insert(0, matter.name.clone());
            }
            let name = format!("{} {}", matter.kind.words(), matter.reference);
            (name, facts.join(" · "))
        }
    };
    Task {
        id: format!("{}-{}", matter.kind.as_str(), matter.id),
        name,
        href: matter.path(),
        about,
        act: "Look at it".to_owned(),
        colour: if late && matter.status != "reported" {
            "red"
        } else {
            ""
        }
        .to_owned(),
    }
}

fn officers_task(ctx: &Context, case: &Case, review_working_days: u32) -> Task {
    let turn = case.turn();
    let decides = matches!(turn, Turn::OfficerDecides);
    let due_on = case.due_on(review_working_days, ctx.today());
    let late = !decides && due_on < ctx.today();
    let due = if decides {
        format!("recommended by {}", case.assessor_name)
    } else {
        due_words(ctx.today(), due_on)
    };
    Task {
        id: format!("case-{}", case.assessment_id),
        name: case.organisation_name.clone(),
        href: format!("/home/cases/{}", case.assessment_id),
        about: about(case, &due),
        act: match (turn, late) {
            (Turn::OfficerDecides, _) => "Decide",
            (Turn::OfficerAppoints, false) => "Appoint a moderator",
            (Turn::OfficerAppoints, true) => "Appoint a moderator, over time",
            (_, false) => "Allocate",
            (_, true) => "Allocate, over time",
        }
        .to_owned(),
        colour: if late { "red" } else { "" }.to_owned(),
    }
}

pub(super) async fn find_queue(ctx: &Context, caller: &Caller) -> Result<Option<Queue>, Error> {
    let assessors = caller.assessors();
    if assessors.is_empty() {
        return Ok(None);
    }
    let first = PageRequest::new(Some(1), Some(NAMED));
    let queue = reviews::list_queue(ctx.read(), &assessors, first).await?;
    Ok(Some(Queue {
        open: queue.total,
        tasks: queue
            .rows
            .iter()
            .filter_map(|case| assessors_task(ctx, case))
            .collect(),
    }))
}

fn assessors_task(ctx: &Context, case: &Case) -> Option<Task> {
    let review = case.review.as_ref()?;
    let due_on = case.review_due_on(review, ctx.today());
    let late = due_on < ctx.today();
    let (act, mine) = match case.turn_of_review() {
        Turn::AssessorDeclares => ("Declare conflicts", true),
        Turn::AssessorJudges => ("Judge the evidence", true),
        Turn::EmployerAnswers => ("Waits for the employer", false),
        Turn::OfficerDecides => ("With the officer", false),
        Turn::OfficerAllocates | Turn::OfficerAppoints | Turn::OfficerAnnounces | Turn::Nobody => {
            ("Closed", false)
        }
    };
    Some(Task {
        id: format!("review-{}", review.id),
        name: case.organisation_name.clone(),
        href: format!("/home/reviews/{}", review.id),
        about: about(case, &due_words(ctx.today(), due_on)),
        act: act.to_owned(),
        colour: match (mine, late) {
            (true, true) => "red",
            (true, false) => "",
            (false, _) => "grey",
        }
        .to_owned(),
    })
}
