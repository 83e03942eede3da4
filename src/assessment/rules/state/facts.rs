//! What a row says of a state, and the state that a row means.

use chrono::{DateTime, Utc};
use entity::ids::PersonId;
use entity::kinds::AssessmentStatus;

use super::{Note, State, Submission};

/// What a row says of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where it stands.
    pub status: AssessmentStatus,
    /// Who said it is ready.
    pub requested_by: Option<PersonId>,
    /// When.
    pub requested_at: Option<DateTime<Utc>>,
    /// Who signed it off.
    pub signed_off_by: Option<PersonId>,
    /// When.
    pub signed_off_at: Option<DateTime<Utc>>,
    /// When submitted.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When decided or withdrawn.
    pub closed_at: Option<DateTime<Utc>>,
    /// Why it was sent back or withdrawn.
    pub note: Option<String>,
    /// Who wrote the note.
    pub note_by: Option<PersonId>,
    /// When.
    pub note_at: Option<DateTime<Utc>>,
}

/// A row that no act of ours could have written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an assessment is {status:?} but its row says otherwise: {problem}")]
pub struct Inconsistent {
    status: AssessmentStatus,
    problem: &'static str,
}

impl Facts {
    fn submission(&self) -> Option<Submission> {
        match (
            self.requested_by,
            self.requested_at,
            self.signed_off_by,
            self.signed_off_at,
            self.submitted_at,
        ) {
            (
                Some(requested_by),
                Some(requested_at),
                Some(signed_off_by),
                Some(signed),
                Some(sent),
            ) if requested_by != signed_off_by && signed == sent => Some(Submission {
                requested_by,
                requested_at,
                signed_off_by,
                submitted_at: sent,
            }),
            _ => None,
        }
    }

    fn note(&self) -> Option<Note> {
        match (self.note.clone(), self.note_by, self.note_at) {
            (Some(text), Some(by), Some(at)) => Some(Note { by, at, text }),
            _ => None,
        }
    }

    /// The state a row means.
    ///
    /// # Errors
    /// [`Inconsistent`] when the row holds facts of another state.
    pub fn state(&self) -> Result<State, Inconsistent> {
        let wrong = |problem| Inconsistent {
            status: self.status,
            problem,
        };
        match self.status {
            AssessmentStatus::Draft => {
                if self.submitted_at.is_some() || self.closed_at.is_some() {
                    return Err(wrong("it was submitted or closed"));
                }
                Ok(State::Draft {
                    sent_back: self.note(),
                })
            }
            AssessmentStatus::AwaitingSignOff => {
                if self.submitted_at.is_some() || self.closed_at.is_some() {
                    return Err(wrong("it was submitted or closed"));
                }
                match (self.requested_by, self.requested_at) {
                    (Some(requested_by), Some(requested_at)) => Ok(State::AwaitingSignOff {
                        requested_by,
                        requested_at,
                    }),
                    _ => Err(wrong("nobody asked for sign-off")),
                }
            }
            AssessmentStatus::Submitted => {
                if self.closed_at.is_some() {
                    return Err(wrong("it was closed"));
                }
                self.submission()
                    .map(State::Submitted)
                    .ok_or_else(|| wrong("no two people signed it"))
            }
            AssessmentStatus::Decided => Ok(State::Decided {
                submission: self
                    .submission()
                    .ok_or_else(|| wrong("no two people signed it"))?,
                decided_at: self.closed_at.ok_or_else(|| wrong("it was not closed"))?,
            }),
            AssessmentStatus::Withdrawn => Ok(State::Withdrawn {
                submission: self.submission(),
                note: self.note().ok_or_else(|| wrong("nobody withdrew it"))?,
            }),
        }
    }
}
