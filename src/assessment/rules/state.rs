//! Where an assessment stands. A state carries its own facts; a transition consumes it.

use chrono::{DateTime, Utc};
use entity::ids::{AssessmentId, AuthorityId, OrganisationId, PersonId, SchemeId, SchemeVersionId};
use entity::kinds::AssessmentStatus;

mod facts;

pub use facts::{Facts, Inconsistent};

use super::about::About;
use crate::platform::error::{Error, Result};
use crate::scheme::rules::TierCode;

/// Longest note with which an assessment is sent back or withdrawn, in characters.
pub const NOTE_MAX_CHARACTERS: usize = 2000;

/// One application of an organisation under one version of a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Which assessment.
    pub id: AssessmentId,
    /// Short reference that people quote.
    pub reference: String,
    /// Who applies.
    pub organisation_id: OrganisationId,
    /// To whom.
    pub authority_id: AuthorityId,
    /// For which scheme.
    pub scheme_id: SchemeId,
    /// Under which version.
    pub scheme_version_id: SchemeVersionId,
    /// The tier applied for.
    pub tier_sought: TierCode,
    /// What it says of itself beside the answers.
    pub about: About,
    /// Who started it.
    pub started_by: PersonId,
    /// When.
    pub started_at: DateTime<Utc>,
    /// Where it stands.
    pub state: State,
    /// The version read; every change of state names it.
    pub version: i32,
}

/// Where an assessment stands, with the facts of that state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The employer answers.
    Draft {
        /// Why it came back, if it did.
        sent_back: Option<Note>,
    },
    /// A second person is asked to sign off; nothing changes meanwhile.
    AwaitingSignOff {
        /// Who said it is ready.
        requested_by: PersonId,
        /// When.
        requested_at: DateTime<Utc>,
    },
    /// With the authority.
    Submitted(Submission),
    /// Awarded or declined.
    Decided {
        /// What was submitted.
        submission: Submission,
        /// When.
        decided_at: DateTime<Utc>,
    },
    /// Taken back by the employer.
    Withdrawn {
        /// What had been submitted, if anything.
        submission: Option<Submission>,
        /// Who withdrew it, when and why.
        note: Note,
    },
}

/// Who said it is ready, who signed it off, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Who said it is ready.
    pub requested_by: PersonId,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// The second person, who signed it off.
    pub signed_off_by: PersonId,
    /// When it was signed off and so submitted.
    pub submitted_at: DateTime<Utc>,
}

/// Words that went with a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// The words; may be empty.
    pub text: String,
}

impl Note {
    /// A note of a person.
    ///
    /// # Errors
    /// A sentence at `note` when it is too long, or missing though `needed`.
    pub fn new(by: PersonId, at: DateTime<Utc>, text: &str, needed: Option<&str>) -> Result<Self> {
        let text = text.trim().replace("\r\n", "\n");
        if let (true, Some(sentence)) = (text.is_empty(), needed) {
            return Err(Error::invalid("note", sentence));
        }
        if text.chars().count() > NOTE_MAX_CHARACTERS {
            return Err(Error::invalid(
                "note",
                format!("The note must be {NOTE_MAX_CHARACTERS} characters or fewer"),
            ));
        }
        Ok(Self { by, at, text })
    }
}

/// A status in words.
pub fn status_words(status: AssessmentStatus) -> &'static str {
    match status {
        AssessmentStatus::Draft => "In progress",
        AssessmentStatus::AwaitingSignOff => "Waiting for sign-off",
        AssessmentStatus::Submitted => "Submitted",
        AssessmentStatus::Decided => "Decided",
        AssessmentStatus::Withdrawn => "Withdrawn",
    }
}

impl State {
    /// Which of the five it is.
    pub fn status(&self) -> AssessmentStatus {
        match self {
            Self::Draft { .. } => AssessmentStatus::Draft,
            Self::AwaitingSignOff { .. } => AssessmentStatus::AwaitingSignOff,
            Self::Submitted(_) => AssessmentStatus::Submitted,
            Self::Decided { .. } => AssessmentStatus::Decided,
            Self::Withdrawn { .. } => AssessmentStatus::Withdrawn,
        }
    }

    /// What was submitted, in whatever state it is now.
    pub fn submission(&self) -> Option<&Submission> {
        match self {
            Self::Draft { .. } | Self::AwaitingSignOff { .. } => None,
            Self::Submitted(submission) | Self::Decided { submission, .. } => Some(submission),
            Self::Withdrawn { submission, .. } => submission.as_ref(),
        }
    }

    /// What a row says of it.
    pub fn facts(&self) -> Facts {
        let submission = self.submission();
        let (note, closed_at) = match self {
            Self::Draft { sent_back } => (sent_back.as_ref(), None),
            Self::AwaitingSignOff { .. } | Self::Submitted(_) => (None, None),
            Self::Decided { decided_at, .. } => (None, Some(*decided_at)),
            Self::Withdrawn { note, .. } => (Some(note), Some(note.at)),
        };
        let (requested_by, requested_at) = match self {
            Self::AwaitingSignOff {
                requested_by,
                requested_at,
            } => (Some(*requested_by), Some(*requested_at)),
            Self::Draft { .. }
            | Self::Submitted(_)
            | Self::Decided { .. }
            | Self::Withdrawn { .. } => (
                submission.map(|s| s.requested_by),
                submission.map(|s| s.requested_at),
            ),
        };
        Facts {
            status: self.status(),
            requested_by,
            requested_at,
            signed_off_by: submission.map(|s| s.signed_off_by),
            signed_off_at: submission.map(|s| s.submitted_at),
            submitted_at: submission.map(|s| s.submitted_at),
            closed_at,
            note: note.map(|note| note.text.clone()),
            note_by: note.map(|note| note.by),
            note_at: note.map(|note| note.at),
        }
    }
}

impl Assessment {
    /// Whether answers and evidence may be changed.
    pub fn can_be_answered(&self) -> bool {
        matches!(self.state, State::Draft { .. })
    }

    /// Whether the employer still works on it or waits for it.
    pub fn is_open(&self) -> bool {
        match self.state {
            State::Draft { .. } | State::AwaitingSignOff { .. } | State::Submitted(_) => true,
            State::Decided { .. } | State::Withdrawn { .. } => false,
        }
    }

    /// Somebody else changed it when the version is not the one that was read.
    ///
    /// # Errors
    /// A conflict then.
    pub fn must_be_at(&self, version: i32) -> Result<()> {
        if self.version == version {
            Ok(())
        } else {
            Err(Error::stale())
        }
    }

    /// Answers and evidence may be changed.
    ///
    /// # Errors
    /// A conflict that says why not.
    pub fn must_be_answerable(&self) -> Result<()> {
        if self.can_be_answered() {
            Ok(())
        } else {
            Err(self.moved_on())
        }
    }

    /// Why a step that was possible before is not any more.
    fn moved_on(&self) -> Error {
        let (code, message) = match &self.state {
            State::Draft { .. } => (
                "assessment.draft",
                "This assessment is being answered. Ask for sign-off first.",
            ),
            State::AwaitingSignOff { .. } => (
                "assessment.awaiting_sign_off",
                "This assessment is waiting for sign-off, so nothing in it can change. Send it back first.",
            ),
            State::Submitted(_) => (
                "assessment.already_submitted",
                "This assessment was submitted already. Nothing more is needed.",
            ),
            State::Decided { .. } => (
                "assessment.decided",
                "This assessment was decided already. Start a new one to apply again.",
            ),
            State::Withdrawn { .. } => (
                "assessment.withdrawn",
                "This assessment was withdrawn. Start a new one to apply again.",
            ),
        };
        Error::conflict(code, message)
    }

    /// Another tier is sought.
    ///
    /// # Errors
    /// A conflict when it is not a draft.
    pub fn seek(mut self, tier: TierCode) -> Result<Self> {
        self.must_be_answerable()?;
        self.tier_sought = tier;
        Ok(self)
    }

    /// Says something else of the application as a whole.
    ///
    /// # Errors
    /// A conflict when it is not a draft.
    pub fn say(mut self, about: About) -> Result<Self> {
        self.must_be_answerable()?;
        self.about = about;
        Ok(self)
    }

    /// It goes on under a newer version, to be answered there.
    ///
    /// # Errors
    /// A conflict when it is submitted, decided or withdrawn.
    pub fn move_to(
        mut self,
        version: SchemeVersionId,
        tier: TierCode,
        about: About,
    ) -> Result<Self> {
        match &self.state {
            State::Draft { .. } => {}
            State::AwaitingSignOff { .. } => self.state = State::Draft { sent_back: None },
            State::Submitted(_) | State::Decided { .. } | State::Withdrawn { .. } => {
                return Err(self.moved_on());
            }
        }
        self.scheme_version_id = version;
        self.tier_sought = tier;
        self.about = about;
        Ok(self)
    }

    /// Somebody says that it is ready.
    ///
    /// # Errors
    /// A conflict when it is not a draft.
    pub fn request_sign_off(mut self, by: PersonId, now: DateTime<Utc>) -> Result<Self> {
        self.must_be_answerable()?;
        self.state = State::AwaitingSignOff {
            requested_by: by,
            requested_at: now,
        };
        Ok(self)
    }

    /// It goes back to be answered: a second person must say why, who asked may just take it back.
    ///
    /// # Errors
    /// A conflict when nobody asked for sign-off, a sentence at `note`.
    pub fn send_back(mut self, by: PersonId, now: DateTime<Utc>, note: &str) -> Result<Self> {
        let State::AwaitingSignOff { requested_by, .. } = self.state else {
            return Err(self.moved_on());
        };
        let needed = (by != requested_by).then_some("Say what should be changed");
        self.state = State::Draft {
            sent_back: Some(Note::new(by, now, note, needed)?),
        };
        Ok(self)
    }

    /// A second person signs it off, which submits it.
    ///
    /// # Errors
    /// A conflict when nobody asked for sign-off, a refusal when the same person asked.
    pub fn sign_off(mut self, by: PersonId, now: DateTime<Utc>) -> Result<Self> {
        let State::AwaitingSignOff {
            requested_by,
            requested_at,
        } = self.state
        else {
            return Err(self.moved_on());
        };
        if by == requested_by {
            return Err(Error::refused(
                "assessment.second_person_needed",
                "You asked for this sign-off, so somebody else must give it: a lead or a signatory of your organisation. Invite a colleague if there is none.",
            ));
        }
        self.state = State::Submitted(Submission {
            requested_by,
            requested_at,
            signed_off_by: by,
            submitted_at: now,
        });
        Ok(self)
    }

    /// The employer takes it back.
    ///
    /// # Errors
    /// A conflict when it was decided or withdrawn, a sentence at `note`.
    pub fn withdraw(mut self, by: PersonId, now: DateTime<Utc>, note: &str) -> Result<Self> {
        let submission = match &self.state {
            State::Draft { .. } | State::AwaitingSignOff { .. } => None,
            State::Submitted(submission) => Some(*submission),
            State::Decided { .. } | State::Withdrawn { .. } => return Err(self.moved_on()),
        };
        self.state = State::Withdrawn {
            submission,
            note: Note::new(by, now, note, None)?,
        };
        Ok(self)
    }

    /// The authority decided.
    ///
    /// # Errors
    /// A conflict when it is not with the authority.
    pub fn decide(mut self, now: DateTime<Utc>) -> Result<Self> {
        let State::Submitted(submission) = self.state else {
            return Err(self.moved_on());
        };
        self.state = State::Decided {
            submission,
            decided_at: now,
        };
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
