//! One assessor at work on one submission: states, permissions, findings, clarifications.

mod advice;
pub mod agreement;
pub mod allocation;
mod bench;
mod case;
mod clarification;
pub mod clock;
pub mod comment;
mod conflict;
pub mod difference;
mod dossier;
pub mod extension;
mod finding;
pub mod hold;
pub mod mark;
mod planning;
mod profile;
mod transition;

#[cfg(test)]
mod properties;

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AssessmentId, AuthorityId, PersonId, ReviewId};
use entity::kinds::ReviewStatus;

use crate::platform::calendar::{add_working_days, london_date};
use crate::platform::error::{Error, FieldErrors, Refusal, Result};
use crate::scheme::rules::TierCode;

pub use advice::{advised_tier, confirmed_answers, criteria_to_judge};
pub use bench::{
    Agreement, Bench, Seat, agreed_findings, compare, free_seat, may_be_replaced, present,
    to_decide_on,
};
pub use case::{
    Case, CaseFile, CaseFilter, CaseNumbers, CaseReview, Turn, due_words, overdue_before, turn_of,
};
pub use clarification::{
    AskedOf, CLARIFICATION_TRANSITIONS, Clarification, ClarificationEvent, ClarificationState,
    ClarificationStatus, ClarificationTransition, QUESTION_MAX_CHARACTERS, Question,
    REPLY_MAX_CHARACTERS,
};
pub use clock::Clock;
pub use comment::{Comment, CommentState, Reader};
pub use conflict::{
    Affiliate, Conflict, find_conflict, is_public_provider, may_allocate, may_be_decided_on,
    may_decide, may_officer_read, shared_domain,
};
pub use dossier::{Change, Dossier, Entry, Viewer, evidence_words, newest_change, viewer_of};
pub use finding::{
    Finding, FindingText, JudgedState, NOTE_MAX_CHARACTERS, Progress, REASON_MAX_CHARACTERS,
    judgement_words,
};
pub use hold::{Hold, HoldText, must_not_be_on_hold};
pub use mark::{Flag, MarkFilter, Marks};
pub use planning::{Available, Waiting, plan};
pub use profile::{CAPACITY_MAX, Profile, USUAL_CAPACITY};
pub use transition::{Event, TRANSITIONS, Transition, next_status};

/// Longest statement about a conflict, and longest reason for a replacement, in characters.
pub const STATEMENT_MAX_CHARACTERS: usize = 2_000;

/// One assessor at work on one submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Which review.
    pub id: ReviewId,
    /// What is reviewed.
    pub assessment_id: AssessmentId,
    /// For whom.
    pub authority_id: AuthorityId,
    /// Who reviews.
    pub assessor_id: PersonId,
    /// As what.
    pub seat: Seat,
    /// Which officer allocated it.
    pub allocated_by: PersonId,
    /// When.
    pub allocated_at: DateTime<Utc>,
    /// Day by which a recommendation is due.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub state: State,
    /// The version read.
    pub version: i32,
}

/// Where a review stands, with the facts of standing there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The assessor has not declared yet: the case is closed to them.
    Allocated,
    /// The assessor declared no conflict and is at work.
    Open {
        /// When they declared.
        declared_at: DateTime<Utc>,
    },
    /// With the officer.
    Recommended {
        /// When they declared.
        declared_at: DateTime<Utc>,
        /// What they recommend.
        recommendation: Recommendation,
    },
    /// Over.
    Decided {
        /// When they declared.
        declared_at: DateTime<Utc>,
        /// What they recommended.
        recommendation: Recommendation,
    },
    /// Back with the officer, without a recommendation that counts.
    Returned {
        /// When.
        at: DateTime<Utc>,
        /// Why.
        why: Return,
        /// When the assessor had declared no conflict, if they had.
        declared_at: Option<DateTime<Utc>>,
    },
}

/// Why a review went back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Return {
    /// The assessor declared a conflict.
    Conflict {
        /// In the assessor's words. Confidential.
        statement: String,
    },
    /// An officer took the assessor off the case.
    Replaced {
        /// In the officer's words. Confidential.
        reason: String,
    },
}

/// What an assessor recommends. Confidential until the decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recommendation {
    /// Award or decline.
    pub advice: Advice,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Award or decline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Award a tier.
    Award {
        /// Which.
        tier: TierCode,
    },
    /// Award nothing.
    Decline,
}

/// Who is allocated what, by whom.
#[derive(Clone, Copy, Debug)]
pub struct Allocation {
    /// Names the review.
    pub id: ReviewId,
    /// What is reviewed.
    pub assessment_id: AssessmentId,
    /// For whom.
    pub authority_id: AuthorityId,
    /// Who reviews.
    pub assessor_id: PersonId,
    /// As what.
    pub seat: Seat,
    /// Which officer allocates.
    pub allocated_by: PersonId,
    /// When the case was submitted: the service standard counts from there.
    pub submitted_at: DateTime<Utc>,
    /// The service standard.
    pub review_working_days: u32,
}

impl Review {
    /// Allocates a case to an assessor who has no known conflict.
    ///
    /// # Errors
    /// A sentence when the assessor has one.
    pub fn allocate(
        allocation: Allocation,
        conflict: Option<&Conflict>,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        if let Some(conflict) = conflict {
            return Err(Error::refused(
                "review.conflict",
                format!(
                    "This assessor cannot be allocated: {}. Choose another.",
                    conflict.words()
                ),
            ));
        }
        Ok(Self {
            id: allocation.id,
            assessment_id: allocation.assessment_id,
            authority_id: allocation.authority_id,
            assessor_id: allocation.assessor_id,
            seat: allocation.seat,
            allocated_by: allocation.allocated_by,
            allocated_at: now,
            due_on: add_working_days(
                london_date(allocation.submitted_at),
                allocation.review_working_days,
            ),
            state: State::Allocated,
            version: 1,
        })
    }

    /// The assessor declares no conflict: the case opens. What is known speaks against it, if anything does.
    ///
    /// # Errors
    /// A sentence when the review is not waiting for it, or when a conflict is known.
    pub fn declare_none(mut self, known: Option<&Conflict>, now: DateTime<Utc>) -> Result<Self> {
        self.can(Event::DeclareNone)?;
        if let Some(conflict) = known {
            return Err(Error::refused(
                "review.conflict",
                format!(
                    "You cannot declare that you have no conflict: {}. Declare the conflict; the case then goes back to the officer.",
                    conflict.words()
                ),
            ));
        }
        self.state = State::Open { declared_at: now };
        Ok(self)
    }

    /// The assessor declares a conflict: the review goes back.
    ///
    /// # Errors
    /// A sentence when it is too late for that, or when the statement is missing.
    pub fn declare_conflict(mut self, statement: &str, now: DateTime<Utc>) -> Result<Self> {
        self.can(Event::DeclareConflict)?;
        let statement = words(
            "statement",
            statement,
            STATEMENT_MAX_CHARACTERS,
            "Say what the conflict is, so that the officer can choose somebody else",
            "The statement",
        )?;
        self.state = State::Returned {
            at: now,
            why: Return::Conflict { statement },
            declared_at: self.declared_at(),
        };
        Ok(self)
    }

    /// An officer takes the assessor off the case.
    ///
    /// # Errors
    /// A sentence when the review is over, or when the reason is missing.
    pub fn replace(mut self, reason: &str, now: DateTime<Utc>) -> Result<Self> {
        self.can(Event::Replace)?;
        let reason = words(
            "reason",
            reason,
            STATEMENT_MAX_CHARACTERS,
            "Say why you take the case from this assessor",
            "The reason",
        )?;
        self.state = State::Returned {
            at: now,
            why: Return::Replaced { reason },
            declared_at: self.declared_at(),
        };
        Ok(self)
    }

    /// The assessor recommends, once everything is judged and nothing is asked any more.
    ///
    /// # Errors
    /// A sentence that says what is still to do, or what is wrong with the words.
    pub fn recommend(
        mut self,
        advice: Advice,
        reason: &str,
        progress: &Progress,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        self.can(Event::Recommend)?;
        progress.must_be_complete()?;
        let reason = words(
            "reason",
            reason,
            REASON_MAX_CHARACTERS,
            "Give the reason for your recommendation; the officer decides by it",
            "The reason",
        )?;
        let State::Open { declared_at } = self.state else {
            return Err(Error::internal(
                "a recommendation of a review that is not open",
            ));
        };
        self.state = State::Recommended {
            declared_at,
            recommendation: Recommendation {
                advice,
                reason,
                at: now,
            },
        };
        Ok(self)
    }

    /// The officer sends it back to the assessor: the recommendation falls.
    ///
    /// # Errors
    /// A sentence when there is no recommendation to decide on.
    pub fn reopen(self) -> Result<Self> {
        self.open_again(Event::Defer)
    }

    /// The employer changed an answer that another assessor asked about: the recommendation falls, because it
    /// was made on what the employer said before.
    ///
    /// # Errors
    /// A sentence when there is no recommendation.
    pub fn answers_changed(self) -> Result<Self> {
        self.open_again(Event::AnswersChanged)
    }

    fn open_again(mut self, event: Event) -> Result<Self> {
        self.can(event)?;
        if let State::Recommended { declared_at, .. } = self.state {
            self.state = State::Open { declared_at };
        }
        Ok(self)
    }

    /// The officer decided: the review is over.
    ///
    /// # Errors
    /// A sentence when there is no recommendation to decide on.
    pub fn decide(mut self) -> Result<Self> {
        self.can(Event::Decide)?;
        if let State::Recommended {
            declared_at,
            recommendation,
        } = self.state
        {
            self.state = State::Decided {
                declared_at,
                recommendation,
            };
        }
        Ok(self)
    }

    /// Whether an event can happen to it.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub fn can(&self, event: Event) -> Result<()> {
        if next_status(Some(self.status()), event).is_some() {
            Ok(())
        } else {
            Err(Error::Conflict(self.cannot(event)))
        }
    }

    /// The assessor may judge and ask.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub fn must_be_open(&self) -> Result<()> {
        self.can(Event::Recommend)
    }

    fn cannot(&self, event: Event) -> Refusal {
        let message = match (&self.state, event) {
            (State::Allocated, Event::Decide | Event::Defer) => {
                "The assessor has not declared yet whether there is a conflict. The case can be decided after the assessor's recommendation."
            }
            (State::Open { .. }, Event::Decide | Event::Defer) => {
                "The assessor has not recommended anything yet. The case can be decided after that."
            }
            (State::Open { .. }, Event::DeclareNone) => {
                "You have declared already that you have no conflict. The case is open."
            }
            (
                State::Allocated | State::Open { .. } | State::Recommended { .. },
                Event::Allocate,
            ) => "This case has an assessor already. Take it from that assessor first.",
            (State::Allocated, _) => {
                "Declare first whether you have a conflict of interest; the case opens after that."
            }
            (State::Open { .. }, _) => {
                "This cannot be done while the assessor is at work on the case."
            }
            (State::Recommended { .. }, _) => {
                "The recommendation is with the officer. To change anything, ask the officer to send the case back."
            }
            (State::Decided { .. }, _) => {
                "This case is decided. Nothing more can be changed in it."
            }
            (State::Returned { .. }, _) => {
                "This case went back to the officer and is no longer with this assessor."
            }
        };
        Refusal::new("review.not_possible", message)
    }

    /// The word the row carries.
    pub fn status(&self) -> ReviewStatus {
        match self.state {
            State::Allocated => ReviewStatus::Allocated,
            State::Open { .. } => ReviewStatus::Open,
            State::Recommended { .. } => ReviewStatus::Recommended,
            State::Decided { .. } => ReviewStatus::Decided,
            State::Returned { .. } => ReviewStatus::Returned,
        }
    }

    /// When the assessor declared no conflict, if they did.
    pub fn declared_at(&self) -> Option<DateTime<Utc>> {
        match &self.state {
            State::Allocated => None,
            State::Open { declared_at }
            | State::Recommended { declared_at, .. }
            | State::Decided { declared_at, .. } => Some(*declared_at),
            State::Returned { declared_at, .. } => *declared_at,
        }
    }

    /// What the assessor recommends, if it stands.
    pub fn recommendation(&self) -> Option<&Recommendation> {
        match &self.state {
            State::Recommended { recommendation, .. } | State::Decided { recommendation, .. } => {
                Some(recommendation)
            }
            State::Allocated | State::Open { .. } | State::Returned { .. } => None,
        }
    }

    /// Whether it is the case's present review.
    pub fn is_live(&self) -> bool {
        match self.state {
            State::Allocated
            | State::Open { .. }
            | State::Recommended { .. }
            | State::Decided { .. } => true,
            State::Returned { .. } => false,
        }
    }

    /// Whether this person may read answers and evidence as the assessor of this review.
    pub fn may_read_case(&self, person: PersonId) -> bool {
        let open = match self.state {
            State::Open { .. } | State::Recommended { .. } | State::Decided { .. } => true,
            State::Allocated | State::Returned { .. } => false,
        };
        open && self.assessor_id == person
    }
}

/// Reads words that must be there and must fit.
pub(crate) fn words(
    field: &str,
    text: &str,
    max: usize,
    missing: &str,
    name: &str,
) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(FieldErrors::one(field, missing).into());
    }
    if text.chars().count() > max {
        return Err(too_long(field, name, max));
    }
    Ok(text.to_owned())
}

pub(crate) fn too_long(field: &str, name: &str, max: usize) -> Error {
    Error::invalid(field, format!("{name} must be {max} characters or fewer"))
}
