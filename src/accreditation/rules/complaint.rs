//! What somebody complains of about how an authority handles data about them, and the answer.
//!
//! The law gives everybody the right to complain to whoever handles data about them (section 164A of the
//! Data Protection Act 2018): acknowledged within 30 days, answered without undue delay.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AuthorityId, DataComplaintId};
use entity::matter_kinds::ComplaintStatus;

use super::clock::{COMPLAINT_ACKNOWLEDGE_DAYS, Clock, Span};
use super::concern::said;
use super::matter::{Done, matter_words};
use super::{Days, Said};
use crate::platform::error::{Error, FieldErrors, Refusal, Result};

/// What can happen to a data-protection complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ComplaintEvent {
    /// Somebody complains.
    Complain,
    /// An officer has read it.
    Acknowledge,
    /// An officer answers it.
    Answer,
    /// An officer closes it.
    Close,
}

impl ComplaintEvent {
    /// The word used in addresses, records and diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complain => "complain",
            Self::Acknowledge => "acknowledge",
            Self::Answer => "answer",
            Self::Close => "close",
        }
    }
}

/// One way from one status to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComplaintTransition {
    /// Where it stands before; `None` before it comes.
    pub from: Option<ComplaintStatus>,
    /// What happens.
    pub event: ComplaintEvent,
    /// Where it stands afterwards.
    pub to: ComplaintStatus,
    /// Who does it.
    pub who: &'static str,
}

const fn way(
    from: ComplaintStatus,
    event: ComplaintEvent,
    to: ComplaintStatus,
) -> ComplaintTransition {
    ComplaintTransition {
        from: Some(from),
        event,
        to,
        who: "officer",
    }
}

/// Every way there is. Nothing leaves closed.
pub const COMPLAINT_TRANSITIONS: &[ComplaintTransition] = {
    use ComplaintEvent::{Acknowledge, Answer, Close, Complain};
    use ComplaintStatus::{Acknowledged, Answered, Closed, Received};
    &[
        ComplaintTransition {
            from: None,
            event: Complain,
            to: Received,
            who: "anybody, without an account",
        },
        way(Received, Acknowledge, Acknowledged),
        way(Acknowledged, Answer, Answered),
        way(Answered, Close, Closed),
    ]
};

/// Where an event leads, if it can happen there.
pub fn next_complaint_status(
    from: ComplaintStatus,
    event: ComplaintEvent,
) -> Option<ComplaintStatus> {
    COMPLAINT_TRANSITIONS
        .iter()
        .find(|way| way.from == Some(from) && way.event == event)
        .map(|way| way.to)
}

/// What somebody complains of. Confidential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Which complaint.
    pub id: DataComplaintId,
    /// About which authority.
    pub authority_id: AuthorityId,
    /// Short reference.
    pub reference: String,
    /// Who complains.
    pub name: String,
    /// Where the answer goes.
    pub contact: String,
    /// What is complained of.
    pub words: String,
    /// Where it stands.
    pub status: ComplaintStatus,
    /// Who acknowledged it.
    pub acknowledged: Option<Done>,
    /// What was answered.
    pub answer: Option<Said>,
    /// What was noted on closing.
    pub note: Option<Said>,
    /// Begins when it comes; it stands still for nothing.
    pub clock: Clock,
    /// The version read.
    pub version: i32,
}

impl Complaint {
    /// Somebody complains.
    ///
    /// # Errors
    /// Sentences at `name` and `words`.
    pub fn complain(
        (id, authority_id, reference): (DataComplaintId, AuthorityId, String),
        (name, contact, typed): (&str, String, &str),
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut errors = FieldErrors::new();
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 200 {
            errors.add("name", "Enter your name, in 200 characters or fewer");
        }
        let words = match matter_words("words", typed, "Say what you complain of") {
            Ok(words) => words,
            Err(Error::Invalid(wrong)) => {
                errors.0.extend(wrong.0);
                String::new()
            }
            Err(other) => return Err(other),
        };
        errors.into_result()?;
        Ok(Self {
            id,
            authority_id,
            reference,
            name: name.to_owned(),
            contact,
            words,
            status: ComplaintStatus::Received,
            acknowledged: None,
            answer: None,
            note: None,
            clock: Clock::new(now, Span::Calendar(COMPLAINT_ACKNOWLEDGE_DAYS)),
            version: 1,
        })
    }

    /// When it came.
    pub const fn received_at(&self) -> DateTime<Utc> {
        self.clock.from
    }

    /// An officer has read it; from now on the clock runs to the answer.
    ///
    /// # Errors
    /// A conflict when it was read before.
    pub fn acknowledge(mut self, done: Done, days: Days) -> Result<Self> {
        self.status = self.after(ComplaintEvent::Acknowledge)?;
        self.acknowledged = Some(done);
        self.clock.span = Span::Calendar(days.complaint_answer);
        Ok(self)
    }

    /// An officer answers it.
    ///
    /// # Errors
    /// A sentence at `words`; a conflict when it cannot be answered now.
    pub fn answer(mut self, words: &str, done: Done) -> Result<Self> {
        self.status = self.after(ComplaintEvent::Answer)?;
        let missing = "Write the answer; whoever complained reads it";
        self.answer = Some(said(words, missing, done)?);
        Ok(self)
    }

    /// An officer closes it, with a note for colleagues.
    ///
    /// # Errors
    /// A sentence at `words`; a conflict when it cannot be closed now.
    pub fn close(mut self, words: &str, done: Done) -> Result<Self> {
        self.status = self.after(ComplaintEvent::Close)?;
        let missing = "Note for colleagues why it is closed";
        self.note = Some(said(words, missing, done)?);
        Ok(self)
    }

    /// What an officer can do with it now.
    pub fn possible(&self) -> Vec<ComplaintEvent> {
        COMPLAINT_TRANSITIONS
            .iter()
            .filter(|way| way.from == Some(self.status))
            .map(|way| way.event)
            .collect()
    }

    /// The last day of the present step; none once it is answered.
    pub fn due_on(&self) -> Option<NaiveDate> {
        match self.status {
            ComplaintStatus::Received | ComplaintStatus::Acknowledged => self.clock.due_on(),
            ComplaintStatus::Answered | ComplaintStatus::Closed => None,
        }
    }

    fn after(&self, event: ComplaintEvent) -> Result<ComplaintStatus> {
        next_complaint_status(self.status, event).ok_or_else(|| {
            Error::Conflict(Refusal::new(
                "complaint.not_possible",
                "Somebody was first, or another step comes first. Reload the page to see where it stands.",
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_complaint_goes_one_way_and_its_first_clock_is_the_laws() {
        let id = Uuid::nil();
        let now = "2026-11-24T10:00:00Z".parse().unwrap();
        let new = || (id.into(), id.into(), "D-234567".to_owned());
        let typed = |name, words| (name, "a@b.example".to_owned(), words);
        assert!(Complaint::complain(new(), typed("", "Why?"), now).is_err());
        assert!(Complaint::complain(new(), typed("Jo", " "), now).is_err());
        let one = Complaint::complain(new(), typed("Jo", "Why?"), now).unwrap();
        let done = Done {
            by: id.into(),
            at: now,
        };
        assert_eq!(one.due_on(), "2026-12-24".parse().ok());
        assert!(one.clone().answer("So", done).is_err());
        assert!(one.clone().close("So", done).is_err());
        let one = one.acknowledge(done, Days::usual(20)).unwrap();
        assert_eq!(one.due_on(), "2027-01-23".parse().ok());
        assert!(one.clone().acknowledge(done, Days::usual(20)).is_err());
        assert!(one.clone().answer(" ", done).is_err());
        let one = one.answer("So", done).unwrap();
        assert_eq!(one.due_on(), None);
        let one = one.close("So", done).unwrap();
        assert!(one.possible().is_empty());
    }
}
