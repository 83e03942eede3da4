//! The questions on one criterion and what became of them, as assessors and officers read them.

use entity::confirmation_kinds::ConfirmationStatus;

use crate::assessment::rules::confirmation::Confirmation;
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::review::rules::{Clarification, ClarificationState, Entry, due_words};
use crate::scheme::rules::CriterionCode;

/// A confirmation of this criterion by somebody outside, as assessors and officers read it.
pub(super) struct Outside {
    pub(super) who: String,
    pub(super) outcome: String,
    /// What they were shown, as the answer read then.
    pub(super) statement: String,
    pub(super) words: String,
}

/// The confirmations of a criterion; nobody's address is among what they say.
pub(super) fn outside(ctx: &Context, all: &[Confirmation], code: &CriterionCode) -> Vec<Outside> {
    let day = |at| long_date(london_date(at));
    let outcome = |one: &Confirmation| match (one.status, one.closed_at) {
        (ConfirmationStatus::Confirmed, Some(at)) => format!("Confirmed on {}", day(at)),
        (ConfirmationStatus::NotConfirmed, Some(at)) => {
            format!("Answered on {} that they cannot confirm it", day(at))
        }
        (ConfirmationStatus::Declined, Some(at)) => {
            format!("Answered on {} that they would rather not say", day(at))
        }
        (ConfirmationStatus::Revoked, _) => "The employer took the link back".to_owned(),
        (ConfirmationStatus::Asked, _) if one.is_waiting(ctx.now()) => {
            format!("Asked on {}, not answered yet", day(one.asked_at))
        }
        (ConfirmationStatus::Asked, _) => {
            format!("Asked on {}, never answered", day(one.asked_at))
        }
        (
            ConfirmationStatus::Confirmed
            | ConfirmationStatus::NotConfirmed
            | ConfirmationStatus::Declined,
            None,
        ) => "Answered".to_owned(),
    };
    all.iter()
        .filter(|one| one.criterion == *code)
        .map(|one| Outside {
            who: if one.capacity.is_empty() {
                one.asked_of.label().to_owned()
            } else {
                format!("{} ({})", one.asked_of.label(), one.capacity)
            },
            outcome: outcome(one),
            statement: one.statement.clone(),
            words: one.words.clone(),
        })
        .collect()
}

/// A question on this criterion and what became of it.
pub(super) struct Asked {
    pub(super) question: String,
    pub(super) on: String,
    pub(super) outcome: String,
    pub(super) reply: String,
    pub(super) withdraw: String,
    /// Where the employer gets more time; empty when it cannot.
    pub(super) extend: String,
}

/// `withdraw_under` is the address of the review while its questions can be taken back, `extend_under`
/// that of the case while there can be more time for them.
pub(super) fn asked(
    ctx: &Context,
    entry: &Entry<'_>,
    withdraw_under: Option<&str>,
    extend_under: Option<&str>,
) -> Vec<Asked> {
    let below = |path: Option<&str>, asked: &Clarification, act: &str| {
        path.filter(|_| asked.is_open())
            .map_or_else(String::new, |path| {
                format!("{path}/clarifications/{}/{act}", asked.id)
            })
    };
    entry
        .clarifications
        .iter()
        .map(|asked| {
            let (outcome, reply) = match &asked.state {
                ClarificationState::Asked => (
                    format!(
                        "With the employer, {}",
                        due_words(ctx.today(), asked.due_on)
                    ),
                    String::new(),
                ),
                ClarificationState::Replied { reply, at, .. } => (
                    format!("Answered on {}", long_date(london_date(*at))),
                    reply.clone(),
                ),
                ClarificationState::Withdrawn { at } => (
                    format!("Taken back on {}", long_date(london_date(*at))),
                    String::new(),
                ),
            };
            Asked {
                question: asked.question.clone(),
                on: long_date(london_date(asked.asked_at)),
                outcome,
                reply,
                withdraw: below(withdraw_under, asked, "withdrawal"),
                extend: below(extend_under, asked, "extension"),
            }
        })
        .collect()
}
