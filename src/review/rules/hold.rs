//! A case on hold: paused by the authority, in words that its employer reads.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AssessmentId, AuthorityId, CaseHoldId, PersonId};

use super::clock::Pause;
use super::{Clarification, ClarificationState, too_long, words};
use crate::platform::calendar::{london_date, long_date};
use crate::platform::error::{Error, FieldErrors, Result};

/// Longest reason, note or outcome, in characters.
pub const HOLD_MAX_CHARACTERS: usize = 2_000;

/// Which of the two a hold is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HoldStatus {
    /// The case is paused.
    OnHold,
    /// It goes on.
    Lifted,
}

impl HoldStatus {
    /// The word diagrams use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnHold => "on_hold",
            Self::Lifted => "lifted",
        }
    }
}

/// What can happen to a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HoldEvent {
    /// Somebody puts the case on hold.
    Hold,
    /// Somebody lifts it.
    Lift,
}

impl HoldEvent {
    /// The word used in records and diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "put on hold",
            Self::Lift => "lift",
        }
    }
}

/// One way from one status to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HoldTransition {
    /// Where it stands before; `None` before there is a hold.
    pub from: Option<HoldStatus>,
    /// What happens.
    pub event: HoldEvent,
    /// Where it stands afterwards.
    pub to: HoldStatus,
    /// Who does it.
    pub who: &'static str,
}

const STAFF: &str = "officer, or the assessor of the case";

/// Every way there is. A case is put on hold again by another hold.
pub const HOLD_TRANSITIONS: &[HoldTransition] = &[
    HoldTransition {
        from: None,
        event: HoldEvent::Hold,
        to: HoldStatus::OnHold,
        who: STAFF,
    },
    HoldTransition {
        from: Some(HoldStatus::OnHold),
        event: HoldEvent::Lift,
        to: HoldStatus::Lifted,
        who: STAFF,
    },
];

/// A case on hold, or that was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Which hold.
    pub id: CaseHoldId,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// By which authority.
    pub authority_id: AuthorityId,
    /// Why, in words for the employer.
    pub reason: String,
    /// What colleagues should know; may be empty. Confidential.
    pub note: String,
    /// The day by which it is looked at again.
    pub review_on: Option<NaiveDate>,
    /// Who put it on hold. Confidential.
    pub held_by: PersonId,
    /// When.
    pub held_at: DateTime<Utc>,
    /// Who lifted it and when, once somebody has. Confidential.
    pub lifted: Option<(PersonId, DateTime<Utc>)>,
}

/// What names a new hold.
#[derive(Clone, Copy, Debug)]
pub struct NewHold {
    /// Names it.
    pub id: CaseHoldId,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// By which authority.
    pub authority_id: AuthorityId,
}

/// What somebody types to put a case on hold.
#[derive(Clone, Debug, Default)]
pub struct HoldText {
    /// Why, in words for the employer.
    pub reason: String,
    /// What colleagues should know.
    pub note: String,
    /// The day by which it is looked at again.
    pub review_on: Option<NaiveDate>,
}

impl Hold {
    /// Puts a case on hold.
    ///
    /// # Errors
    /// Sentences at `reason`, `note` and `review`.
    pub fn begin(
        new: NewHold,
        typed: &HoldText,
        (by, now): (PersonId, DateTime<Utc>),
    ) -> Result<Self> {
        let reason = words(
            "reason",
            &typed.reason,
            HOLD_MAX_CHARACTERS,
            "Say why the case is on hold; the employer reads it",
            "The reason",
        )?;
        let note = typed.note.trim().to_owned();
        if note.chars().count() > HOLD_MAX_CHARACTERS {
            return Err(too_long("note", "The note", HOLD_MAX_CHARACTERS));
        }
        if typed.review_on.is_some_and(|day| day <= london_date(now)) {
            let sentence = "The day to look at it again must be after today";
            return Err(FieldErrors::one("review", sentence).into());
        }
        Ok(Self {
            id: new.id,
            assessment_id: new.assessment_id,
            authority_id: new.authority_id,
            reason,
            note,
            review_on: typed.review_on,
            held_by: by,
            held_at: now,
            lifted: None,
        })
    }

    /// Lifts it: the case goes on.
    ///
    /// # Errors
    /// A conflict when somebody was first.
    pub fn lift(mut self, by: PersonId, now: DateTime<Utc>) -> Result<Self> {
        match self.status() {
            HoldStatus::OnHold => {
                self.lifted = Some((by, now));
                Ok(self)
            }
            HoldStatus::Lifted => Err(Error::conflict(
                "hold.lifted",
                "This hold was lifted already. The case goes on.",
            )),
        }
    }

    /// Which of the two it is.
    pub fn status(&self) -> HoldStatus {
        if self.lifted.is_some() {
            HoldStatus::Lifted
        } else {
            HoldStatus::OnHold
        }
    }

    /// The day since which the case is on hold, in words.
    pub fn since(&self) -> String {
        long_date(london_date(self.held_at))
    }
}

/// A case on hold is neither recommended on nor decided.
///
/// # Errors
/// A sentence that says since when, and what to do first.
pub fn must_not_be_on_hold(running: Option<&Hold>) -> Result<()> {
    running.map_or(Ok(()), |hold| {
        Err(Error::conflict(
            "case.on_hold",
            format!(
                "This case is on hold since {}. Lift the hold first, then go on.",
                hold.since()
            ),
        ))
    })
}

/// When the clock of a case stood still: while it was on hold, and while a question was with its employer.
pub fn pauses(holds: &[Hold], asked: &[Clarification]) -> Vec<Pause> {
    let of_holds = holds.iter().map(|hold| Pause {
        from: london_date(hold.held_at),
        until: hold.lifted.map(|(_, at)| london_date(at)),
    });
    let of_questions = asked.iter().map(|one| Pause {
        from: london_date(one.asked_at),
        until: match &one.state {
            ClarificationState::Asked => None,
            ClarificationState::Replied { at, .. } | ClarificationState::Withdrawn { at } => {
                Some(london_date(*at))
            }
        },
    });
    of_holds.chain(of_questions).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use uuid::Uuid;

    fn begun(reason: &str, review_in: Option<u64>) -> Result<Hold> {
        let id = Uuid::nil();
        let new = NewHold {
            id: id.into(),
            assessment_id: id.into(),
            authority_id: id.into(),
        };
        let now = DateTime::UNIX_EPOCH;
        let typed = HoldText {
            reason: reason.to_owned(),
            note: String::new(),
            review_on: review_in.map(|days| london_date(now) + Days::new(days)),
        };
        Hold::begin(new, &typed, (id.into(), now))
    }

    #[test]
    fn a_hold_has_a_reason_and_blocks_until_it_is_lifted_once() {
        assert!(begun(" ", None).is_err());
        assert!(begun("We wait for the tribunal", Some(0)).is_err());
        let hold = begun("We wait for the tribunal", Some(1)).unwrap();
        assert!(must_not_be_on_hold(None).is_ok());
        assert!(must_not_be_on_hold(Some(&hold)).is_err());
        let (by, now) = (Uuid::nil().into(), DateTime::UNIX_EPOCH);
        let lifted = hold.lift(by, now).unwrap();
        assert_eq!(lifted.status(), HoldStatus::Lifted);
        assert!(lifted.lift(by, now).is_err());
    }
}
