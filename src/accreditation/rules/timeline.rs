//! What happened in a case, in plain sentences.

use chrono::{DateTime, Utc};

use super::{Decision, Stage, Verdict};
use crate::review::rules::{Advice, CaseFile, Clarification, ClarificationState, Return, State};
use crate::scheme::rules::{SchemeVersion, TierCode};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in a sentence.
    pub sentence: String,
    /// Words that went with it; may be empty. Confidential.
    pub words: String,
}

/// What happened in a case, newest first. Decisions come with the names of those who decided.
pub fn timeline(
    file: &CaseFile,
    clarifications: &[Clarification],
    decisions: &[(Decision, String)],
    version: &SchemeVersion,
) -> Vec<Happened> {
    let mut happened = Vec::new();
    let mut add = |at, sentence: String, words: &str| {
        happened.push(Happened {
            at,
            sentence,
            words: words.to_owned(),
        });
    };
    let tier = |code: &TierCode| {
        version
            .tier(code)
            .map_or_else(|| code.to_string(), |tier| tier.name.to_string())
    };
    add(
        file.case.submitted_at,
        format!("{} submitted it.", file.case.organisation_name),
        "",
    );
    for known in &file.reviews {
        let (review, name) = (&known.review, &known.assessor_name);
        add(
            review.allocated_at,
            format!("An officer allocated it to {name}."),
            "",
        );
        if let Some(at) = review.declared_at() {
            add(at, format!("{name} declared no conflict of interest."), "");
        }
        if let Some(given) = review.recommendation() {
            let advice = match &given.advice {
                Advice::Award { tier: code } => format!("award {}", tier(code)),
                Advice::Decline => "decline".to_owned(),
            };
            add(
                given.at,
                format!("{name} recommended: {advice}."),
                &given.reason,
            );
        }
        if let State::Returned { at, why, .. } = &review.state {
            match why {
                Return::Conflict { statement } => {
                    add(
                        *at,
                        format!("{name} declared a conflict of interest."),
                        statement,
                    );
                }
                Return::Replaced { reason } => {
                    add(*at, format!("An officer took it from {name}."), reason);
                }
            }
        }
    }
    for asked in clarifications {
        let about = version
            .criterion(&asked.criterion)
            .map_or_else(|| asked.criterion.to_string(), |c| c.title.to_string());
        add(
            asked.asked_at,
            format!("The assessor asked about “{about}”."),
            &asked.question,
        );
        match &asked.state {
            ClarificationState::Asked => {}
            ClarificationState::Replied { reply, at, .. } => {
                add(
                    *at,
                    format!("The employer answered about “{about}”."),
                    reply,
                );
            }
            ClarificationState::Withdrawn { at } => {
                add(
                    *at,
                    format!("The question about “{about}” was taken back."),
                    "",
                );
            }
        }
    }
    for (decision, name) in decisions {
        let sentence = match &decision.verdict {
            Verdict::Award { tier: code } => format!("{name} awarded {}.", tier(code)),
            Verdict::Decline => format!("{name} declined."),
            Verdict::NotYet => format!("{name} did not award it yet, and said what to do."),
            Verdict::Defer => format!("{name} sent it back to the assessor."),
        };
        add(decision.decided_at, sentence, &decision.reason);
        match &decision.stage {
            Stage::Waiting => {}
            Stage::Announced { at, .. } if *at == decision.decided_at => {}
            Stage::Announced { at, .. } => add(*at, "The decision was announced.".to_owned(), ""),
            Stage::Undone { at, reason, .. } => add(
                *at,
                "The decision was undone before it was announced.".to_owned(),
                reason,
            ),
        }
    }
    if let (Some(at), true) = (
        file.case.closed_at,
        decisions.iter().all(|(one, _)| {
            !one.verdict.is_final() || !matches!(one.stage, Stage::Announced { .. })
        }),
    ) {
        add(
            at,
            format!("{} withdrew it.", file.case.organisation_name),
            "",
        );
    }
    happened.sort_by_key(|one| std::cmp::Reverse(one.at));
    happened
}
