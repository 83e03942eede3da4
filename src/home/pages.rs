//! `/home`: one dashboard for everybody, made of the parts that concern the person.

use askama::Template;
use entity::ids::OrganisationId;
use entity::kinds::StaffRole;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use crate::accreditation::rules::{Accreditation, Status, expiring_before};
use crate::accreditation::store as accreditations;
use crate::assessment::rules::{Assessment, State};
use crate::assessment::store as assessments;
use crate::identity::guard::Caller;
use crate::identity::rules::{Office, role_words};
use crate::platform::calendar::{london_date, long_date, working_days_between};
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::review::rules::Clarification;
use crate::review::store as reviews;
use crate::web::page::{Shell, html};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::Visit;

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    vec![Entry::new("/home", Audience::SignedIn).get(show_home)]
}

/// What somebody is asked to do next.
struct Turn {
    heading: String,
    text: String,
    href: String,
    action: &'static str,
    mine: bool,
}

/// An accreditation in a line.
struct Held {
    tier: String,
    rung: u32,
    status: String,
    entry: String,
}

/// An organisation the person acts for.
struct Mine {
    id: OrganisationId,
    name: String,
    role: &'static str,
    turns: Vec<Turn>,
    held: Vec<Held>,
    may_start: bool,
}

/// The numbers of an officer's authority.
struct Board {
    authority: String,
    to_allocate: u64,
    over_time: u64,
    awaiting_decision: u64,
    expiring: u64,
}

/// The numbers of an assessor.
struct Queue {
    open: u64,
}

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage {
    shell: Shell,
    mine: Vec<Mine>,
    boards: Vec<Board>,
    queue: Option<Queue>,
}

#[handler]
async fn show_home(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    let page = HomePage {
        mine: list_mine(ctx, &caller).await?,
        boards: list_boards(ctx, &caller).await?,
        queue: find_queue(ctx, &caller).await?,
        shell: caller.shell(&visit, "Home"),
    };
    Ok(html(StatusCode::OK, &page))
}

async fn list_mine(ctx: &Context, caller: &Caller) -> Result<Vec<Mine>, Error> {
    let employers = caller.employers();
    if employers.is_empty() {
        return Ok(Vec::new());
    }
    let applied = assessments::list_for_employers(ctx.read(), &employers).await?;
    let asked = reviews::list_clarifications_for_employers(ctx.read(), &employers, true).await?;
    let held = accreditations::list_of_organisations(
        ctx.read(),
        employers
            .iter()
            .map(crate::identity::guard::Employer::organisation),
    )
    .await?;
    Ok(caller
        .memberships
        .iter()
        .map(|membership| {
            let id = membership.organisation_id;
            let own: Vec<&Assessment> = applied
                .iter()
                .filter(|assessment| assessment.organisation_id == id)
                .collect();
            let turns: Vec<Turn> = own
                .iter()
                .filter_map(|assessment| turn(ctx, assessment, &asked))
                .collect();
            Mine {
                id,
                name: membership.organisation_name.clone(),
                role: role_words(membership.role),
                may_start: turns.is_empty(),
                turns,
                held: held
                    .iter()
                    .filter(|accreditation| accreditation.organisation_id == id)
                    .map(|accreditation| line(ctx, accreditation))
                    .collect(),
            }
        })
        .collect())
}

/// Whose move it is in an assessment that is not over.
fn turn(ctx: &Context, assessment: &Assessment, asked: &[Clarification]) -> Option<Turn> {
    let reference = &assessment.reference;
    let page = format!("/home/assessments/{}", assessment.id);
    match &assessment.state {
        State::Draft { .. } => Some(Turn {
            heading: "It is your turn".to_owned(),
            text: format!("Assessment {reference} is not finished yet."),
            href: page,
            action: "Continue",
            mine: true,
        }),
        State::AwaitingSignOff { .. } => Some(Turn {
            heading: "It is your turn".to_owned(),
            text: format!("Assessment {reference} waits for a second person to sign it off."),
            href: format!("{page}/sign-off"),
            action: "Read and sign off",
            mine: true,
        }),
        State::Submitted { .. } => {
            let open: Vec<&Clarification> = asked
                .iter()
                .filter(|one| one.assessment_id == assessment.id)
                .collect();
            match open.iter().min_by_key(|one| one.due_on) {
                Some(first) => {
                    let days = working_days_between(ctx.today(), first.due_on);
                    let answers = if open.len() == 1 {
                        "1 answer needs".to_owned()
                    } else {
                        format!("{} answers need", open.len())
                    };
                    Some(Turn {
                        heading: "It is your turn".to_owned(),
                        text: format!(
                            "{answers} more detail, by {} ({}).",
                            long_date(first.due_on),
                            in_working_days(days)
                        ),
                        href: format!("/home/clarifications/{}", first.id),
                        action: "Answer",
                        mine: true,
                    })
                }
                None => Some(Turn {
                    heading: "It is the charter team’s turn".to_owned(),
                    text: format!(
                        "Assessment {reference} is being reviewed. We email you when there is news."
                    ),
                    href: format!("{page}/submitted"),
                    action: "See your receipt",
                    mine: false,
                }),
            }
        }
        State::Decided { .. } | State::Withdrawn { .. } => None,
    }
}

/// `9 working days`, `today`, `2 working days ago`.
fn in_working_days(days: i32) -> String {
    let plural = if days.abs() == 1 { "" } else { "s" };
    match days {
        0 => "today".to_owned(),
        1.. => format!("{days} working day{plural}"),
        _ => format!("{} working day{plural} ago", -days),
    }
}

fn line(ctx: &Context, accreditation: &Accreditation) -> Held {
    let now = ctx.now();
    let until = accreditation.term.last_day_words();
    let since = accreditation
        .last_event()
        .map(|event| long_date(london_date(event.effective_at)))
        .unwrap_or_default();
    let status = match accreditation.status_at(now) {
        Status::NotYet => "not yet in force".to_owned(),
        Status::Active => format!("valid to {until}"),
        Status::Suspended => format!("suspended since {since}"),
        Status::Withdrawn => format!("withdrawn on {since}"),
        Status::Relinquished => format!("given up on {since}"),
        Status::Lapsed => format!("lapsed after {until}"),
    };
    Held {
        tier: accreditation.tier.name.clone(),
        rung: accreditation.tier.rank,
        status,
        entry: accreditation.entry.clone(),
    }
}

async fn list_boards(ctx: &Context, caller: &Caller) -> Result<Vec<Board>, Error> {
    let mut boards = Vec::new();
    let officer = |office: &&Office| office.role == StaffRole::Officer;
    for office in caller.offices.iter().filter(officer) {
        let numbers = reviews::count_cases(
            ctx.read(),
            office.authority_id,
            ctx.today(),
            office.review_working_days,
        )
        .await?;
        let expiring = accreditations::count_expiring(
            ctx.read(),
            office.authority_id,
            expiring_before(ctx.today()),
            ctx.now(),
        )
        .await?;
        boards.push(Board {
            authority: office.authority_name.clone(),
            to_allocate: numbers.to_allocate,
            over_time: numbers.over_time,
            awaiting_decision: numbers.awaiting_decision,
            expiring,
        });
    }
    Ok(boards)
}

async fn find_queue(ctx: &Context, caller: &Caller) -> Result<Option<Queue>, Error> {
    let assessors = caller.assessors();
    if assessors.is_empty() {
        return Ok(None);
    }
    let request = crate::platform::paging::PageRequest::new(Some(1), Some(1));
    let queue = reviews::list_queue(ctx.read(), &assessors, request).await?;
    Ok(Some(Queue { open: queue.total }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_as_people_say_them() {
        let said: Vec<String> = [-2, -1, 0, 1, 9].map(in_working_days).into();
        assert_eq!(
            said,
            [
                "2 working days ago",
                "1 working day ago",
                "today",
                "1 working day",
                "9 working days"
            ]
        );
    }
}
