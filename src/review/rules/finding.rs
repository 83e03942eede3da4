//! Findings: a judgement with its reason for each criterion.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::ids::FindingId;
use entity::kinds::Judgement;

use super::{Clarification, too_long, words};
use crate::platform::error::{Error, FieldErrors, Refusal, Result};
use crate::scheme::rules::CriterionCode;

/// Longest reason of a finding or a recommendation, in characters.
pub const REASON_MAX_CHARACTERS: usize = 4_000;
/// Longest internal note, in characters.
pub const NOTE_MAX_CHARACTERS: usize = 4_000;

/// A judgement on one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which finding.
    pub id: FindingId,
    /// On which criterion.
    pub criterion: CriterionCode,
    /// What was found.
    pub judgement: Judgement,
    /// Why; the employer reads it with the decision.
    pub reason: String,
    /// For colleagues only.
    pub internal_note: String,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// The version read.
    pub version: i32,
}

/// A finding as it is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingText {
    /// What is found.
    pub judgement: Judgement,
    /// Why.
    pub reason: String,
    /// For colleagues only.
    pub internal_note: String,
}

impl FindingText {
    /// Reads a finding: a judgement, its reason, a note that fits.
    ///
    /// # Errors
    /// Sentences at `judgement`, `reason` and `internal_note`.
    pub fn parse(judgement: &str, reason: &str, internal_note: &str) -> Result<Self> {
        let mut errors = FieldErrors::new();
        let mut keep = |error: Error| {
            if let Error::Invalid(found) = error {
                errors.0.extend(found.0);
            }
        };
        let judgement: Option<Judgement> = judgement.parse().ok();
        if judgement.is_none() {
            keep(Error::invalid(
                "judgement",
                "Choose whether the criterion is met",
            ));
        }
        let reason = words(
            "reason",
            reason,
            REASON_MAX_CHARACTERS,
            "Give the reason for your judgement; the employer will read it",
            "The reason",
        )
        .map_err(&mut keep)
        .unwrap_or_default();
        let internal_note = internal_note.trim().to_owned();
        if internal_note.chars().count() > NOTE_MAX_CHARACTERS {
            keep(too_long(
                "internal_note",
                "The internal note",
                NOTE_MAX_CHARACTERS,
            ));
        }
        errors.into_result()?;
        let judgement = judgement.ok_or_else(|| Error::internal("a judgement went missing"))?;
        Ok(Self {
            judgement,
            reason,
            internal_note,
        })
    }
}

/// A judgement in words.
pub const fn judgement_words(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Met => "Met",
        Judgement::Partly => "Partly met",
        Judgement::NotMet => "Not met",
        Judgement::CannotTell => "Cannot tell",
    }
}

/// Where one criterion stands in a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JudgedState {
    /// Not judged yet.
    ToDo,
    /// Judged, but the employer changed the answer since.
    Changed(Judgement),
    /// Judged as the answer stands.
    Judged(Judgement),
}

impl JudgedState {
    /// Whether nothing is left to do.
    pub fn is_done(self) -> bool {
        match self {
            Self::ToDo | Self::Changed(_) => false,
            Self::Judged(_) => true,
        }
    }

    /// The word of its mark: `todo`, `met`, `partly`, `not-met`, `unknown`.
    pub fn mark(self) -> &'static str {
        match self.judgement() {
            None => "todo",
            Some(Judgement::Met) => "met",
            Some(Judgement::Partly) => "partly",
            Some(Judgement::NotMet) => "not-met",
            Some(Judgement::CannotTell) => "unknown",
        }
    }

    /// Whether the employer changed the answer since it was judged.
    pub fn is_changed(self) -> bool {
        match self {
            Self::Changed(_) => true,
            Self::ToDo | Self::Judged(_) => false,
        }
    }

    /// The judgement, as it stands or stood.
    pub fn judgement(self) -> Option<Judgement> {
        match self {
            Self::ToDo => None,
            Self::Changed(judgement) | Self::Judged(judgement) => Some(judgement),
        }
    }
}

/// How far a review is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is to be judged, in the order asked, and where each stands.
    pub criteria: Vec<(CriterionCode, JudgedState)>,
    /// Clarifications that the employer has not answered yet.
    pub open_clarifications: usize,
}

impl Progress {
    /// How far a review is with what is to be judged.
    pub fn of(
        to_judge: &[CriterionCode],
        findings: &[Finding],
        clarifications: &[Clarification],
    ) -> Self {
        let mut replied: BTreeMap<&CriterionCode, DateTime<Utc>> = BTreeMap::new();
        for clarification in clarifications {
            if let Some(at) = clarification.replied_at() {
                let newest = replied.entry(&clarification.criterion).or_insert(at);
                *newest = at.max(*newest);
            }
        }
        let criteria = to_judge
            .iter()
            .map(|code| {
                let found = findings.iter().find(|finding| finding.criterion == *code);
                let state = match (found, replied.get(code)) {
                    (None, _) => JudgedState::ToDo,
                    (Some(finding), Some(replied_at)) if *replied_at >= finding.saved_at => {
                        JudgedState::Changed(finding.judgement)
                    }
                    (Some(finding), _) => JudgedState::Judged(finding.judgement),
                };
                (code.clone(), state)
            })
            .collect();
        Self {
            criteria,
            open_clarifications: clarifications.iter().filter(|c| c.is_open()).count(),
        }
    }

    /// How many criteria need no more work.
    pub fn done(&self) -> usize {
        self.criteria
            .iter()
            .filter(|(_, state)| state.is_done())
            .count()
    }

    /// Whether a recommendation may follow.
    pub fn is_complete(&self) -> bool {
        self.must_be_complete().is_ok()
    }

    /// Everything is judged as it stands, and nothing is asked any more.
    ///
    /// # Errors
    /// A sentence that says what is still to do.
    pub fn must_be_complete(&self) -> Result<(), Refusal> {
        let changed = self
            .criteria
            .iter()
            .filter(|(_, state)| matches!(state, JudgedState::Changed(_)))
            .count();
        let to_do = self.criteria.len() - self.done() - changed;
        let mut left = Vec::new();
        if to_do > 0 {
            left.push(format!("judge {to_do} more of {}", self.criteria.len()));
        }
        if changed > 0 {
            left.push(format!(
                "look again at {changed} that changed since you judged {}",
                if changed == 1 { "it" } else { "them" }
            ));
        }
        if self.open_clarifications > 0 {
            left.push(format!(
                "wait for {} clarification{} or take {} back",
                self.open_clarifications,
                if self.open_clarifications == 1 {
                    ""
                } else {
                    "s"
                },
                if self.open_clarifications == 1 {
                    "it"
                } else {
                    "them"
                },
            ));
        }
        if left.is_empty() {
            Ok(())
        } else {
            Err(Refusal::new(
                "review.not_complete",
                format!("You cannot recommend yet. First {}.", left.join("; ")),
            ))
        }
    }

    /// Where a criterion stands, if it is to be judged.
    pub fn state(&self, code: &CriterionCode) -> Option<JudgedState> {
        self.criteria
            .iter()
            .find(|(own, _)| own == code)
            .map(|(_, state)| *state)
    }

    /// The first criterion that needs work.
    pub fn next(&self) -> Option<&CriterionCode> {
        self.criteria
            .iter()
            .find(|(_, state)| !state.is_done())
            .map(|(code, _)| code)
    }
}
