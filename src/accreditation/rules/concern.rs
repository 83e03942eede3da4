//! What somebody says is wrong at an accredited employer, and what comes of it.
//!
//! Nothing tells who raised a concern, unless they left an address to be told at. The employer reads the
//! question that an officer puts to it, and nothing else.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AccreditationId, AuthorityId, ConcernId, OrganisationId, PersonId};
use entity::matter_kinds::{ConcernOutcome, ConcernStatus};

use super::clock::{Clock, Span};
use super::matter::{Done, matter_words};
use super::{Days, Said};
use crate::platform::error::{Error, Refusal, Result};

/// What can happen to a concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConcernEvent {
    /// Somebody raises it.
    Raise,
    /// An officer has read it.
    Acknowledge,
    /// An officer says who else it is for.
    Refer,
    /// Officers look into it.
    Investigate,
    /// An officer puts a question to the employer.
    Ask,
    /// The employer answers.
    Answer,
    /// An officer says what comes of it.
    Close,
}

impl ConcernEvent {
    /// The word used in addresses, records and diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Raise => "raise",
            Self::Acknowledge => "acknowledge",
            Self::Refer => "refer",
            Self::Investigate => "investigate",
            Self::Ask => "ask the employer",
            Self::Answer => "answer",
            Self::Close => "close",
        }
    }
}

/// One way from one status to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConcernTransition {
    /// Where it stands before; `None` before it is raised.
    pub from: Option<ConcernStatus>,
    /// What happens.
    pub event: ConcernEvent,
    /// Where it stands afterwards.
    pub to: ConcernStatus,
    /// Who does it.
    pub who: &'static str,
}

const OFFICER: &str = "an officer without a conflict";

const fn way(
    from: ConcernStatus,
    event: ConcernEvent,
    to: ConcernStatus,
    who: &'static str,
) -> ConcernTransition {
    ConcernTransition {
        from: Some(from),
        event,
        to,
        who,
    }
}

/// Every way there is. Nothing leaves referred or closed.
pub const CONCERN_TRANSITIONS: &[ConcernTransition] = {
    use ConcernEvent::{Acknowledge, Answer, Ask, Close, Investigate, Raise, Refer};
    use ConcernStatus::{Acknowledged, Answered, Asked, Closed, Investigating, Received, Referred};
    &[
        ConcernTransition {
            from: None,
            event: Raise,
            to: Received,
            who: "anybody, without an account",
        },
        way(Received, Acknowledge, Acknowledged, OFFICER),
        way(Acknowledged, Refer, Referred, OFFICER),
        way(Acknowledged, Investigate, Investigating, OFFICER),
        way(Investigating, Ask, Asked, OFFICER),
        way(
            Asked,
            Answer,
            Answered,
            "employer: lead, signatory or contributor",
        ),
        way(Investigating, Close, Closed, OFFICER),
        way(Asked, Close, Closed, OFFICER),
        way(Answered, Close, Closed, OFFICER),
    ]
};

/// Where an event leads, if it can happen there.
pub fn next_concern_status(from: ConcernStatus, event: ConcernEvent) -> Option<ConcernStatus> {
    CONCERN_TRANSITIONS
        .iter()
        .find(|way| way.from == Some(from) && way.event == event)
        .map(|way| way.to)
}

/// An outcome, for people.
pub const fn outcome_words(outcome: ConcernOutcome) -> &'static str {
    match outcome {
        ConcernOutcome::Upheld => "Upheld: it was right",
        ConcernOutcome::PartlyUpheld => "Partly upheld: some of it was right",
        ConcernOutcome::NotUpheld => "Not upheld: it was not found to be right",
        ConcernOutcome::NoAction => "No further action: nothing more can be done",
    }
}

/// A status, for whoever raised the concern.
pub const fn progress_words(status: ConcernStatus) -> &'static str {
    match status {
        ConcernStatus::Received => "We have it. An officer will read it.",
        ConcernStatus::Acknowledged => "An officer has read it and decides who looks into it.",
        ConcernStatus::Referred => "It is for somebody else. Read below for whom.",
        ConcernStatus::Investigating => "We are looking into it.",
        ConcernStatus::Asked | ConcernStatus::Answered => {
            "We are looking into it. We put a question to the employer, in our own words."
        }
        ConcernStatus::Closed => "We have looked into it. Read below what came of it.",
    }
}

/// What somebody says is wrong at an accredited employer. Confidential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concern {
    /// Which concern.
    pub id: ConcernId,
    /// For which authority.
    pub authority_id: AuthorityId,
    /// About which employer.
    pub organisation_id: OrganisationId,
    /// About which accreditation.
    pub accreditation_id: AccreditationId,
    /// The employer’s name, as the register showed it.
    pub organisation: String,
    /// Short reference.
    pub reference: String,
    /// Hash of the code that shows how it goes.
    pub code_hash: String,
    /// What is said to be wrong.
    pub words: String,
    /// Where whoever raised it wants to be told; none for everybody else.
    pub contact: Option<String>,
    /// Where it stands.
    pub status: ConcernStatus,
    /// Who acknowledged it.
    pub acknowledged: Option<Done>,
    /// What is put to the employer.
    pub question: Option<Said>,
    /// What the employer answered.
    pub answer: Option<Said>,
    /// What came of it.
    pub outcome: Option<ConcernOutcome>,
    /// What whoever raised it is told in the end, or for whom it is.
    pub conclusion: Option<Said>,
    /// Begins when it is raised; officers acknowledge first, then answer.
    pub clock: Clock,
    /// The version read.
    pub version: i32,
}

/// Names a concern that is raised.
#[derive(Clone, Debug)]
pub struct NewConcern {
    /// Names it.
    pub id: ConcernId,
    /// For which authority.
    pub authority_id: AuthorityId,
    /// About which employer.
    pub organisation_id: OrganisationId,
    /// About which accreditation.
    pub accreditation_id: AccreditationId,
    /// The employer’s name.
    pub organisation: String,
    /// Short reference.
    pub reference: String,
    /// Hash of the code.
    pub code_hash: String,
}

impl Concern {
    /// Somebody raises it; with an address only if they ask to be told.
    ///
    /// # Errors
    /// A sentence at `words`.
    pub fn raise(
        new: NewConcern,
        typed: &str,
        contact: Option<String>,
        (now, days): (DateTime<Utc>, Days),
    ) -> Result<Self> {
        Ok(Self {
            words: matter_words("words", typed, "Say what is wrong")?,
            id: new.id,
            authority_id: new.authority_id,
            organisation_id: new.organisation_id,
            accreditation_id: new.accreditation_id,
            organisation: new.organisation,
            reference: new.reference,
            code_hash: new.code_hash,
            contact,
            status: ConcernStatus::Received,
            acknowledged: None,
            question: None,
            answer: None,
            outcome: None,
            conclusion: None,
            clock: Clock::new(now, Span::Working(days.concern_acknowledge)),
            version: 1,
        })
    }

    /// When it was raised.
    pub const fn received_at(&self) -> DateTime<Utc> {
        self.clock.from
    }

    /// An officer has read it; from now on the clock runs to the answer.
    ///
    /// # Errors
    /// A conflict when it was read before.
    pub fn acknowledge(mut self, done: Done, days: Days) -> Result<Self> {
        self.status = self.after(ConcernEvent::Acknowledge)?;
        self.acknowledged = Some(done);
        self.clock.span = Span::Working(days.concern_answer);
        Ok(self)
    }

    /// An officer says who else it is for. That ends it here.
    ///
    /// # Errors
    /// A sentence at `words`; a conflict when it cannot be said now.
    pub fn refer(mut self, to: &str, done: Done) -> Result<Self> {
        self.status = self.after(ConcernEvent::Refer)?;
        let missing = "Say who it is for, and how to reach them";
        self.conclusion = Some(said(to, missing, done)?);
        Ok(self)
    }

    /// Officers look into it.
    ///
    /// # Errors
    /// A conflict when it cannot be said now.
    pub fn investigate(mut self) -> Result<Self> {
        self.status = self.after(ConcernEvent::Investigate)?;
        Ok(self)
    }

    /// An officer puts a question to the employer: the only words of it that the employer reads.
    ///
    /// # Errors
    /// A sentence at `words`; a conflict when it cannot be asked now.
    pub fn ask(mut self, question: &str, done: Done) -> Result<Self> {
        self.status = self.after(ConcernEvent::Ask)?;
        let missing = "Write the question, in words that do not tell who raised the concern";
        self.question = Some(said(question, missing, done)?);
        Ok(self)
    }

    /// The employer answers.
    ///
    /// # Errors
    /// A sentence at `words`; a conflict when it cannot be answered now.
    pub fn answer(mut self, answer: &str, done: Done) -> Result<Self> {
        self.status = self.after(ConcernEvent::Answer)?;
        self.answer = Some(said(answer, "Write your answer", done)?);
        Ok(self)
    }

    /// An officer says what came of it.
    ///
    /// # Errors
    /// A sentence at `words`; a conflict when it cannot be closed now.
    pub fn close(mut self, outcome: ConcernOutcome, words: &str, done: Done) -> Result<Self> {
        self.status = self.after(ConcernEvent::Close)?;
        let missing = "Say what came of it; whoever raised the concern reads it";
        self.conclusion = Some(said(words, missing, done)?);
        self.outcome = Some(outcome);
        Ok(self)
    }

    /// Its clock stands still from now on.
    ///
    /// # Errors
    /// A conflict when it is over, or stands still already.
    pub fn pause(mut self, now: DateTime<Utc>) -> Result<Self> {
        self.must_be_open()?;
        self.clock.pause(now)?;
        Ok(self)
    }

    /// Its clock goes on.
    ///
    /// # Errors
    /// A conflict when it is over, or runs already.
    pub fn resume(mut self, now: DateTime<Utc>) -> Result<Self> {
        self.must_be_open()?;
        self.clock.resume(now)?;
        Ok(self)
    }

    /// What an officer can do with it now.
    pub fn possible(&self) -> Vec<ConcernEvent> {
        CONCERN_TRANSITIONS
            .iter()
            .filter(|way| way.from == Some(self.status) && way.event != ConcernEvent::Answer)
            .map(|way| way.event)
            .collect()
    }

    /// Whether something is still to be done about it.
    pub const fn is_open(&self) -> bool {
        match self.status {
            ConcernStatus::Received
            | ConcernStatus::Acknowledged
            | ConcernStatus::Investigating
            | ConcernStatus::Asked
            | ConcernStatus::Answered => true,
            ConcernStatus::Referred | ConcernStatus::Closed => false,
        }
    }

    /// The last day of the present step; none while its clock stands still and once it is over.
    pub fn due_on(&self) -> Option<NaiveDate> {
        if self.is_open() {
            self.clock.due_on()
        } else {
            None
        }
    }

    /// Everybody but the employer who did something about it.
    pub fn officers(&self) -> impl Iterator<Item = PersonId> + '_ {
        let acknowledged = self.acknowledged.map(|done| done.by);
        let asked = self.question.as_ref().map(|said| said.by);
        let closed = self.conclusion.as_ref().map(|said| said.by);
        [acknowledged, asked, closed].into_iter().flatten()
    }

    fn must_be_open(&self) -> Result<()> {
        if self.is_open() {
            return Ok(());
        }
        Err(Error::conflict(
            "concern.over",
            "This concern is over. Nothing more can be done about it.",
        ))
    }

    fn after(&self, event: ConcernEvent) -> Result<ConcernStatus> {
        next_concern_status(self.status, event).ok_or_else(|| {
            let message = match (event, self.status) {
                (ConcernEvent::Answer, ConcernStatus::Answered | ConcernStatus::Closed) => {
                    "This was answered or closed already. Nothing more is needed from you."
                }
                (_, ConcernStatus::Referred | ConcernStatus::Closed) => {
                    "This concern is over. Nothing more can be done about it."
                }
                _ => {
                    "Somebody was first, or another step comes first. Reload the page to see where it stands."
                }
            };
            Error::Conflict(Refusal::new("concern.not_possible", message))
        })
    }
}

/// Words of whoever does something.
pub(super) fn said(typed: &str, missing: &str, done: Done) -> Result<Said> {
    Ok(Said {
        words: matter_words("words", typed, missing)?,
        by: done.by,
        at: done.at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn raised() -> Concern {
        let id = Uuid::nil();
        let new = NewConcern {
            id: id.into(),
            authority_id: id.into(),
            organisation_id: id.into(),
            accreditation_id: id.into(),
            organisation: "Quarry Bank Care Ltd".to_owned(),
            reference: "C-234567".to_owned(),
            code_hash: String::new(),
        };
        let at = "2026-11-24T10:00:00Z".parse().unwrap();
        Concern::raise(new, "The rota comes late", None, (at, Days::usual(20))).unwrap()
    }

    proptest! {
        #[test]
        fn no_order_of_acts_leaves_the_table(acts in prop::collection::vec((0_u8..8, any::<bool>()), 0..14)) {
            let done = Done { by: Uuid::nil().into(), at: DateTime::UNIX_EPOCH };
            let mut one = raised();
            for (act, words) in acts {
                let typed = if words { "So" } else { " " };
                let before = one.clone();
                let now = before.received_at();
                let (event, tried) = match act {
                    0 => (ConcernEvent::Acknowledge, before.clone().acknowledge(done, Days::usual(20))),
                    1 => (ConcernEvent::Refer, before.clone().refer(typed, done)),
                    2 => (ConcernEvent::Investigate, before.clone().investigate()),
                    3 => (ConcernEvent::Ask, before.clone().ask(typed, done)),
                    4 => (ConcernEvent::Answer, before.clone().answer(typed, done)),
                    5 => (ConcernEvent::Close, before.clone().close(ConcernOutcome::Upheld, typed, done)),
                    6 => {
                        let paused = before.clone().pause(now);
                        prop_assert_eq!(paused.is_ok(), before.is_open() && !before.clock.is_paused());
                        one = paused.unwrap_or(before);
                        continue;
                    }
                    _ => {
                        let resumed = before.clone().resume(now);
                        prop_assert_eq!(resumed.is_ok(), before.is_open() && before.clock.is_paused());
                        one = resumed.unwrap_or(before);
                        continue;
                    }
                };
                let may = next_concern_status(before.status, event);
                let needs_words = !matches!(event, ConcernEvent::Acknowledge | ConcernEvent::Investigate);
                match tried {
                    Ok(after) => {
                        prop_assert_eq!(Some(after.status), may);
                        prop_assert!(words || !needs_words);
                        prop_assert_eq!(after.due_on().is_some(), after.is_open() && !after.clock.is_paused());
                        // The employer reads a question only where one was put to it.
                        prop_assert!(after.question.is_some() || !matches!(after.status, ConcernStatus::Asked | ConcernStatus::Answered));
                        one = after;
                    }
                    Err(_) => prop_assert!(may.is_none() || (needs_words && !words)),
                }
            }
        }
    }

    #[test]
    fn the_clock_runs_from_the_day_it_was_raised() {
        let one = raised();
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        assert_eq!(one.due_on(), day("2026-12-01"));
        let done = Done {
            by: Uuid::nil().into(),
            at: "2026-11-30T10:00:00Z".parse().unwrap(),
        };
        let one = one.acknowledge(done, Days::usual(20)).unwrap();
        assert_eq!(one.due_on(), day("2027-01-22"));
    }
}
