//! The organisations somebody acts for: whose turn it is, what is held, what happened.

use chrono::NaiveDate;
use entity::ids::OrganisationId;

use crate::accreditation::rules::concern::Concern;
use crate::accreditation::rules::{Accreditation, Status};
use crate::accreditation::store as accreditations;
use crate::assessment::rules::{Assessment, State};
use crate::assessment::store as assessments;
use crate::identity::guard::Caller;
use crate::identity::rules::{Membership, may_answer, may_sign_off, role_words};
use crate::platform::calendar::{london_date, long_date, working_days_between};
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::register;
use crate::review::rules::{Clarification, ClarificationState, Hold};
use crate::review::store as reviews;

/// The newest events that are told; the rest stands with each case.
const TOLD: usize = 6;

/// What somebody is asked to do next.
pub(super) struct Turn {
    pub(super) heading: String,
    pub(super) text: String,
    pub(super) href: String,
    pub(super) action: &'static str,
    pub(super) mine: bool,
}

/// An accreditation in a line.
pub(super) struct Held {
    pub(super) tier: String,
    pub(super) rung: u32,
    pub(super) status: String,
    pub(super) in_force: bool,
    /// Its own page, for the people of the employer.
    pub(super) href: String,
    /// Its page in the register, which leads to the certificate.
    pub(super) entry: String,
}

/// Something that happened, and where to read about it.
pub(super) struct Happened {
    on: NaiveDate,
    pub(super) day: String,
    pub(super) machine_day: String,
    pub(super) words: String,
    pub(super) href: String,
    pub(super) link: &'static str,
}

impl Happened {
    fn new(on: NaiveDate, words: String, href: String, link: &'static str) -> Self {
        Self {
            on,
            day: long_date(on),
            machine_day: on.to_string(),
            words,
            href,
            link,
        }
    }
}

/// An organisation the person acts for.
pub(super) struct Mine {
    pub(super) id: OrganisationId,
    pub(super) name: String,
    pub(super) role: &'static str,
    pub(super) turns: Vec<Turn>,
    pub(super) held: Vec<Held>,
    pub(super) happened: Vec<Happened>,
    pub(super) may_start: bool,
}

impl Mine {
    /// Whether one of its accreditations holds today.
    pub(super) fn is_accredited(&self) -> bool {
        self.held.iter().any(|held| held.in_force)
    }
}

pub(super) async fn list_mine(ctx: &Context, caller: &Caller) -> Result<Vec<Mine>, Error> {
    let employers = caller.employers();
    if employers.is_empty() {
        return Ok(Vec::new());
    }
    let applied = assessments::list_for_employers(ctx.read(), &employers).await?;
    let asked = reviews::list_clarifications_for_employers(ctx.read(), &employers, false).await?;
    // Who also has an office reads two desks on one page; it costs enough statements without this one.
    let holds = if caller.offices.is_empty() {
        reviews::list_holds_for_employers(ctx.read(), &employers).await?
    } else {
        Vec::new()
    };
    let held = accreditations::list_of_organisations(
        ctx.read(),
        employers
            .iter()
            .map(crate::identity::guard::Employer::organisation),
    )
    .await?;
    // Whoever also works for an authority has enough on this page; the emails lead to the questions.
    let put = if caller.offices.is_empty() {
        accreditations::list_concerns_for_employers(ctx.read(), &employers).await?
    } else {
        Vec::new()
    };
    let mut mine = Vec::new();
    for membership in &caller.memberships {
        let id = membership.organisation_id;
        let own: Vec<&Assessment> = applied
            .iter()
            .filter(|assessment| assessment.organisation_id == id)
            .collect();
        let own_held: Vec<&Accreditation> = held
            .iter()
            .filter(|accreditation| accreditation.organisation_id == id)
            .collect();
        let waiting: Vec<Turn> = own
            .iter()
            .filter_map(|assessment| turn(ctx, caller, membership, (assessment, &holds), &asked))
            .collect();
        let may_start = waiting.is_empty() && may_answer(membership.role);
        let questions = put
            .iter()
            .filter(|one| one.organisation_id == id)
            .map(|one| question(membership, one));
        let turns = questions.chain(waiting).collect();
        mine.push(Mine {
            id,
            name: membership.organisation_name.clone(),
            role: role_words(membership.role),
            may_start,
            turns,
            held: own_held
                .iter()
                .map(|accreditation| line(ctx, accreditation))
                .collect(),
            happened: happened(ctx, &own, &own_held, &asked),
        });
    }
    Ok(mine)
}

/// A question of the charter team that waits for an answer.
fn question(membership: &Membership, one: &Concern) -> Turn {
    let mine = may_answer(membership.role);
    Turn {
        heading: if mine {
            "It is your turn".to_owned()
        } else {
            "It is a colleague’s turn".to_owned()
        },
        text: "The charter team asks something about your accreditation.".to_owned(),
        href: format!("/home/held/{}/concerns/{}", one.accreditation_id, one.id),
        action: if mine { "Answer" } else { "Read it" },
        mine,
    }
}

/// Whose move it is in an assessment that is not over.
fn turn(
    ctx: &Context,
    caller: &Caller,
    membership: &Membership,
    (assessment, holds): (&Assessment, &[Hold]),
    asked: &[Clarification],
) -> Option<Turn> {
    let reference = &assessment.reference;
    let page = format!("/home/assessments/{}", assessment.id);
    let mine = may_answer(membership.role);
    let heading = |mine: bool| {
        if mine {
            "It is your turn".to_owned()
        } else {
            "It is a colleague’s turn".to_owned()
        }
    };
    match &assessment.state {
        State::Draft { .. } => Some(Turn {
            heading: heading(mine),
            text: format!("Assessment {reference} is not finished yet."),
            href: page,
            action: if mine { "Continue" } else { "Read it" },
            mine,
        }),
        State::AwaitingSignOff { requested_by, .. } => {
            let mine = may_sign_off(membership.role) && *requested_by != caller.person.id;
            Some(Turn {
                heading: heading(mine),
                text: format!("Assessment {reference} waits for a second person to sign it off."),
                href: format!("{page}/sign-off"),
                action: if mine { "Read and sign off" } else { "Details" },
                mine,
            })
        }
        State::Submitted { .. } => {
            let open: Vec<&Clarification> = asked
                .iter()
                .filter(|one| one.assessment_id == assessment.id && one.is_open())
                .collect();
            Some(match open.iter().min_by_key(|one| one.due_on) {
                Some(first) => {
                    let days = working_days_between(ctx.today(), first.due_on);
                    let answers = if open.len() == 1 {
                        "1 answer needs".to_owned()
                    } else {
                        format!("{} answers need", open.len())
                    };
                    Turn {
                        heading: heading(mine),
                        text: format!(
                            "{answers} more detail, by {} ({}).",
                            long_date(first.due_on),
                            in_working_days(days)
                        ),
                        href: format!("/home/clarifications/{}", first.id),
                        action: if mine { "Answer" } else { "Read it" },
                        mine,
                    }
                }
                None => match holds.iter().find(|one| one.assessment_id == assessment.id) {
                    Some(hold) => Turn {
                        heading: "Your application is paused".to_owned(),
                        text: format!(
                            "Assessment {reference} is paused by the authority since {}: {}",
                            hold.since(),
                            hold.reason
                        ),
                        href: format!("{page}/comments"),
                        action: "See where it stands",
                        mine: false,
                    },
                    None => Turn {
                        heading: "It is the charter team’s turn".to_owned(),
                        text: format!(
                            "Assessment {reference} is being reviewed. We email you when there is news."
                        ),
                        href: format!("{page}/submitted"),
                        action: "See your receipt",
                        mine: false,
                    },
                },
            })
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
    let status = accreditation.status_at(ctx.now());
    let until = accreditation.term.last_day_words();
    let since = accreditation
        .last_event()
        .map(|event| long_date(london_date(event.effective_at)))
        .unwrap_or_default();
    Held {
        tier: accreditation.tier.name.clone(),
        rung: accreditation.tier.rank,
        status: match status {
            Status::NotYet => format!("begins on {}", long_date(accreditation.term.since)),
            Status::Active => format!("valid to {until}"),
            Status::Suspended => format!("suspended since {since}"),
            Status::Withdrawn => format!("withdrawn on {since}"),
            Status::Relinquished => format!("given up on {since}"),
            Status::Superseded => format!("replaced on {since}"),
            Status::Lapsed => format!("lapsed after {until}"),
        },
        in_force: status == Status::Active,
        href: format!("/home/held/{}", accreditation.id),
        entry: accreditation.entry.clone(),
    }
}

/// What happened, the newest first.
fn happened(
    ctx: &Context,
    applied: &[&Assessment],
    held: &[&Accreditation],
    asked: &[Clarification],
) -> Vec<Happened> {
    let mut told = Vec::new();
    for accreditation in held {
        let page = format!("/home/held/{}", accreditation.id);
        for event in register::rules::history(accreditation, ctx.now()) {
            told.push(Happened::new(
                event.on,
                event.words,
                page.clone(),
                "Details",
            ));
        }
    }
    for assessment in applied {
        let page = format!("/home/assessments/{}", assessment.id);
        let reference = &assessment.reference;
        let mut tell = |at, words: String, href: String, link| {
            told.push(Happened::new(london_date(at), words, href, link));
        };
        match &assessment.state {
            State::Draft { .. } | State::AwaitingSignOff { .. } | State::Submitted(_) => {}
            State::Decided { decided_at, .. } => tell(
                *decided_at,
                format!("Assessment {reference} decided"),
                format!("{page}/decision"),
                "The decision and its reasons",
            ),
            State::Withdrawn { note, .. } => tell(
                note.at,
                format!("Assessment {reference} withdrawn"),
                page.clone(),
                "Read it",
            ),
        }
        for one in asked
            .iter()
            .filter(|one| one.assessment_id == assessment.id)
        {
            let about = format!("/home/clarifications/{}", one.id);
            if let ClarificationState::Replied { at, .. } = &one.state {
                let words = "You answered the assessor’s question".to_owned();
                tell(*at, words, about.clone(), "Read it");
            }
            let words = "The assessor asked about an answer".to_owned();
            tell(one.asked_at, words, about, "Read it");
        }
        if let Some(submission) = assessment.state.submission() {
            tell(
                submission.submitted_at,
                format!("Assessment {reference} submitted"),
                format!("{page}/submitted"),
                "Receipt",
            );
        }
        tell(
            assessment.started_at,
            format!("Assessment {reference} started"),
            page,
            "Open it",
        );
    }
    // What happened on one day stays in the order told: the latest step first.
    told.sort_by_key(|event| std::cmp::Reverse(event.on));
    told.truncate(TOLD);
    told
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
