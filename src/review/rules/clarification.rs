//! A question on one answer, which alone unlocks.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{
    AssessmentId, ClarificationId, OrganisationId, PersonId, ReviewId, SchemeVersionId,
};

mod transition;

use super::words;
use crate::platform::error::{Error, Refusal, Result};
use crate::scheme::rules::CriterionCode;

pub use transition::{
    CLARIFICATION_TRANSITIONS, ClarificationEvent, ClarificationStatus, ClarificationTransition,
};

/// Longest question, in characters.
pub const QUESTION_MAX_CHARACTERS: usize = 2_000;
/// Longest reply, in characters.
pub const REPLY_MAX_CHARACTERS: usize = 4_000;

/// A question on one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clarification {
    /// Which clarification.
    pub id: ClarificationId,
    /// In which review.
    pub review_id: ReviewId,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// On which criterion.
    pub criterion: CriterionCode,
    /// What is asked.
    pub question: String,
    /// Who asks.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Day by which the reply is due.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub state: ClarificationState,
}

/// Where a clarification stands, with the facts of standing there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClarificationState {
    /// The employer's turn.
    Asked,
    /// Answered.
    Replied {
        /// What the employer says.
        reply: String,
        /// Who replied.
        by: PersonId,
        /// When.
        at: DateTime<Utc>,
    },
    /// The assessor took it back.
    Withdrawn {
        /// When.
        at: DateTime<Utc>,
    },
}

/// A clarification with the case it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedOf {
    /// The clarification.
    pub clarification: Clarification,
    /// Who is asked.
    pub organisation_id: OrganisationId,
    /// Short reference of the assessment.
    pub reference: String,
    /// The version of the scheme it was answered under.
    pub scheme_version_id: SchemeVersionId,
}

/// What a question is about, and by when.
#[derive(Clone, Debug)]
pub struct Question {
    /// Names the clarification.
    pub id: ClarificationId,
    /// In which review.
    pub review_id: ReviewId,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// On which criterion.
    pub criterion: CriterionCode,
    /// Who asks.
    pub asked_by: PersonId,
    /// Day by which the reply is due.
    pub due_on: NaiveDate,
}

impl Clarification {
    /// Asks, unless the same criterion is asked about already.
    ///
    /// # Errors
    /// A sentence at `question`, or that it is asked already.
    pub fn ask(
        question: Question,
        text: &str,
        others: &[Self],
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let text = words(
            "question",
            text,
            QUESTION_MAX_CHARACTERS,
            "Enter the question that the employer should answer",
            "The question",
        )?;
        if others
            .iter()
            .any(|other| other.is_open() && other.criterion == question.criterion)
        {
            return Err(Error::conflict(
                "clarification.asked_already",
                "A question on this answer is with the employer already. Wait for the reply, or take that question back first.",
            ));
        }
        Ok(Self {
            id: question.id,
            review_id: question.review_id,
            assessment_id: question.assessment_id,
            criterion: question.criterion,
            question: text,
            asked_by: question.asked_by,
            asked_at: now,
            due_on: question.due_on,
            state: ClarificationState::Asked,
        })
    }

    /// The employer replies.
    ///
    /// # Errors
    /// A sentence at `reply`, or that it is closed.
    pub fn reply(mut self, text: &str, by: PersonId, now: DateTime<Utc>) -> Result<Self> {
        self.must_be_open()?;
        let reply = words(
            "reply",
            text,
            REPLY_MAX_CHARACTERS,
            "Say what you changed or what the assessor should know",
            "The reply",
        )?;
        self.state = ClarificationState::Replied { reply, by, at: now };
        Ok(self)
    }

    /// The assessor takes it back.
    ///
    /// # Errors
    /// A sentence when it is closed.
    pub fn withdraw(mut self, now: DateTime<Utc>) -> Result<Self> {
        self.must_be_open()?;
        self.state = ClarificationState::Withdrawn { at: now };
        Ok(self)
    }

    /// It is still the employer's turn.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub fn must_be_open(&self) -> Result<()> {
        let (code, message) = match self.state {
            ClarificationState::Asked => return Ok(()),
            ClarificationState::Replied { .. } => (
                "clarification.replied",
                "This question was answered already. The reply is with the assessor.",
            ),
            ClarificationState::Withdrawn { .. } => (
                "clarification.withdrawn",
                "The assessor took this question back. There is nothing more to do.",
            ),
        };
        Err(Error::Conflict(Refusal::new(code, message)))
    }

    /// Which of the three it is.
    pub fn status(&self) -> ClarificationStatus {
        match self.state {
            ClarificationState::Asked => ClarificationStatus::Asked,
            ClarificationState::Replied { .. } => ClarificationStatus::Replied,
            ClarificationState::Withdrawn { .. } => ClarificationStatus::Withdrawn,
        }
    }

    /// Whether it is the employer's turn.
    pub fn is_open(&self) -> bool {
        match self.state {
            ClarificationState::Asked => true,
            ClarificationState::Replied { .. } | ClarificationState::Withdrawn { .. } => false,
        }
    }

    /// When the employer replied, if they did.
    pub fn replied_at(&self) -> Option<DateTime<Utc>> {
        match &self.state {
            ClarificationState::Replied { at, .. } => Some(*at),
            ClarificationState::Asked | ClarificationState::Withdrawn { .. } => None,
        }
    }
}
