//! The questions on one criterion and what became of them, as assessors and officers read them.

use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::review::rules::{ClarificationState, Entry, due_words};

/// A question on this criterion and what became of it.
pub(super) struct Asked {
    pub(super) question: String,
    pub(super) on: String,
    pub(super) outcome: String,
    pub(super) reply: String,
    pub(super) withdraw: String,
}

/// `withdraw_under` is the address of the review while its questions can be taken back.
pub(super) fn asked(ctx: &Context, entry: &Entry<'_>, withdraw_under: Option<&str>) -> Vec<Asked> {
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
                withdraw: withdraw_under
                    .filter(|_| asked.is_open())
                    .map_or_else(String::new, |path| {
                        format!("{path}/clarifications/{}/withdrawal", asked.id)
                    }),
            }
        })
        .collect()
}
