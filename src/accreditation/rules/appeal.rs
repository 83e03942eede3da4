//! What an employer appeals against, and what comes of it.
//!
//! An appeal is answered by an officer who had no part in what it is against. Upheld, it puts right what
//! can be put right: it alone brings a withdrawn accreditation back.

mod subject;

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AppealId, PersonId};
use entity::matter_kinds::{AppealAgainst, AppealStatus, Remedy};

use super::clock::{Clock, Span};
use super::concern::said;
use super::matter::{Done, matter_words};
use super::{Accreditation, Days, Said, Status};
use crate::platform::error::{Error, FieldErrors, Refusal, Result};

pub use subject::{Ground, Subject, against_words, remedy_words};

/// What can happen to an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AppealEvent {
    /// The employer appeals.
    Lodge,
    /// An officer who had no part in it takes it, also from another, who may have a part in it by now or be gone.
    Take,
    /// The employer was right.
    Uphold,
    /// The decision stands.
    Dismiss,
}

impl AppealEvent {
    /// The word used in addresses, records and diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lodge => "lodge",
            Self::Take => "take",
            Self::Uphold => "uphold",
            Self::Dismiss => "dismiss",
        }
    }
}

/// One way from one status to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppealTransition {
    /// Where it stands before; `None` before it is lodged.
    pub from: Option<AppealStatus>,
    /// What happens.
    pub event: AppealEvent,
    /// Where it stands afterwards.
    pub to: AppealStatus,
    /// Who does it.
    pub who: &'static str,
}

/// Every way there is. Nothing leaves upheld or dismissed.
pub const APPEAL_TRANSITIONS: &[AppealTransition] = &[
    AppealTransition {
        from: None,
        event: AppealEvent::Lodge,
        to: AppealStatus::Lodged,
        who: "employer: lead, in time",
    },
    AppealTransition {
        from: Some(AppealStatus::Lodged),
        event: AppealEvent::Take,
        to: AppealStatus::Taken,
        who: "an officer who had no part in it",
    },
    AppealTransition {
        from: Some(AppealStatus::Taken),
        event: AppealEvent::Take,
        to: AppealStatus::Taken,
        who: "another officer who had no part in it",
    },
    AppealTransition {
        from: Some(AppealStatus::Taken),
        event: AppealEvent::Uphold,
        to: AppealStatus::Upheld,
        who: "the officer who took it",
    },
    AppealTransition {
        from: Some(AppealStatus::Taken),
        event: AppealEvent::Dismiss,
        to: AppealStatus::Dismissed,
        who: "the officer who took it",
    },
];

/// Where an event leads, if it can happen there.
pub fn next_appeal_status(from: AppealStatus, event: AppealEvent) -> Option<AppealStatus> {
    APPEAL_TRANSITIONS
        .iter()
        .find(|way| way.from == Some(from) && way.event == event)
        .map(|way| way.to)
}

/// Who had a part in what an appeal is against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Involved {
    /// Who decided the case, also those who sent it back.
    pub decided: Vec<PersonId>,
    /// Who assessed it, in any review.
    pub assessed: Vec<PersonId>,
    /// Who allocated it.
    pub allocated: Vec<PersonId>,
    /// Who did something to the accreditation, its conditions or a concern about the employer.
    pub acted: Vec<PersonId>,
}

impl Involved {
    /// Whether a person had no part in it.
    ///
    /// # Errors
    /// A sentence that says which part, and what to do.
    pub fn must_be_new_to(&self, person: PersonId) -> Result<(), Refusal> {
        let part = if self.decided.contains(&person) {
            "You decided this case, or sent it back."
        } else if self.assessed.contains(&person) {
            "You assessed this case."
        } else if self.allocated.contains(&person) {
            "You allocated this case."
        } else if self.acted.contains(&person) {
            "You acted on this accreditation, its conditions or a concern about this employer."
        } else {
            return Ok(());
        };
        Err(Refusal::new(
            "appeal.involved",
            format!(
                "{part} An appeal is answered by somebody who had no part in it: ask another officer."
            ),
        ))
    }
}

/// What an employer appeals against. Confidential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// Which appeal.
    pub id: AppealId,
    /// Short reference.
    pub reference: String,
    /// Against what.
    pub subject: Subject,
    /// On what grounds.
    pub grounds: Vec<Ground>,
    /// Why, who of the employer, when.
    pub lodged: Said,
    /// Where it stands.
    pub status: AppealStatus,
    /// Which officer has it.
    pub taken: Option<Done>,
    /// Why it ended as it did.
    pub conclusion: Option<Said>,
    /// What was put right.
    pub remedy: Option<Remedy>,
    /// Begins when it is lodged.
    pub clock: Clock,
    /// The version read.
    pub version: i32,
}

impl Appeal {
    /// The employer appeals, in time.
    ///
    /// # Errors
    /// Sentences at `grounds` and `words`; a refusal when it is too late.
    pub fn lodge(
        (id, reference, subject): (AppealId, String, Subject),
        (grounds, typed): (Vec<Ground>, &str),
        done: Done,
        (days, today): (Days, NaiveDate),
    ) -> Result<Self> {
        subject.must_be_in_time(days, today)?;
        let mut errors = FieldErrors::new();
        if grounds.is_empty() {
            errors.add("grounds", "Tick at least one ground");
        }
        let words = match matter_words("words", typed, "Say why the decision is wrong") {
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
            reference,
            subject,
            grounds,
            lodged: Said {
                words,
                by: done.by,
                at: done.at,
            },
            status: AppealStatus::Lodged,
            taken: None,
            conclusion: None,
            remedy: None,
            clock: Clock::new(done.at, Span::Working(days.appeal_answer)),
            version: 1,
        })
    }

    /// An officer who had no part in it takes it.
    ///
    /// # Errors
    /// A refusal for whoever had a part in it; a conflict when it was taken.
    pub fn take(mut self, done: Done, involved: &Involved) -> Result<Self> {
        self.status = self.after(AppealEvent::Take)?;
        involved.must_be_new_to(done.by)?;
        if self.taken.is_some_and(|taken| taken.by == done.by) {
            return Err(Error::conflict(
                "appeal.yours",
                "You have taken this appeal already.",
            ));
        }
        self.taken = Some(done);
        Ok(self)
    }

    /// Who took it says that the employer was right, and what is put right.
    ///
    /// # Errors
    /// Sentences at `words` and `remedy`; a refusal for anybody else; a conflict when it is over.
    pub fn uphold(
        mut self,
        remedy: Remedy,
        words: &str,
        done: Done,
        involved: &Involved,
    ) -> Result<Self> {
        self.status = self.close(AppealEvent::Uphold, words, done, involved)?;
        if !self.remedies().contains(&remedy) {
            return Err(Error::invalid("remedy", "Choose what is put right"));
        }
        self.remedy = Some(remedy);
        Ok(self)
    }

    /// Who took it says that the decision stands.
    ///
    /// # Errors
    /// A sentence at `words`; a refusal for anybody else; a conflict when it is over.
    pub fn dismiss(mut self, words: &str, done: Done, involved: &Involved) -> Result<Self> {
        self.status = self.close(AppealEvent::Dismiss, words, done, involved)?;
        Ok(self)
    }

    fn close(
        &mut self,
        event: AppealEvent,
        words: &str,
        done: Done,
        involved: &Involved,
    ) -> Result<AppealStatus> {
        let to = self.after(event)?;
        involved.must_be_new_to(done.by)?;
        if self.taken.is_none_or(|taken| taken.by != done.by) {
            return Err(Error::refused(
                "appeal.not_yours",
                "Another officer took this appeal and answers it.",
            ));
        }
        let missing = "Give the reasons; the employer reads them";
        self.conclusion = Some(said(words, missing, done)?);
        Ok(to)
    }

    /// What can be put right by upholding it.
    pub const fn remedies(&self) -> &'static [Remedy] {
        match self.subject.against {
            AppealAgainst::Suspension => &[Remedy::Lift, Remedy::Record],
            AppealAgainst::Withdrawal => &[Remedy::Restore, Remedy::Record],
            AppealAgainst::Decline => &[Remedy::DecideAnew, Remedy::Record],
        }
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

    /// Whether it waits for an answer.
    pub const fn is_open(&self) -> bool {
        match self.status {
            AppealStatus::Lodged | AppealStatus::Taken => true,
            AppealStatus::Upheld | AppealStatus::Dismissed => false,
        }
    }

    /// The last day for an answer; none while its clock stands still and once it is over.
    pub fn due_on(&self) -> Option<NaiveDate> {
        if self.is_open() {
            self.clock.due_on()
        } else {
            None
        }
    }

    fn must_be_open(&self) -> Result<()> {
        if self.is_open() {
            return Ok(());
        }
        Err(Error::conflict(
            "appeal.over",
            "This appeal was answered already. Reload the page.",
        ))
    }

    fn after(&self, event: AppealEvent) -> Result<AppealStatus> {
        next_appeal_status(self.status, event).ok_or_else(|| {
            let message = match self.status {
                AppealStatus::Lodged => "An officer takes the appeal first.",
                AppealStatus::Taken => "An officer took this appeal already.",
                AppealStatus::Upheld | AppealStatus::Dismissed => {
                    "This appeal was answered already. Reload the page."
                }
            };
            Error::Conflict(Refusal::new("appeal.not_possible", message))
        })
    }
}

/// Whether a withdrawn accreditation can be in force again, beside everything else its holder has under
/// the scheme: there is never more than one.
///
/// # Errors
/// A sentence that says what stands in the way.
pub fn may_be_restored(
    withdrawn: &Accreditation,
    held: &[Accreditation],
    now: DateTime<Utc>,
) -> Result<()> {
    if withdrawn.term.is_over(now) {
        return Err(Error::conflict(
            "appeal.term_over",
            format!(
                "Its term ended on {}, so it cannot be in force again. Choose to put on record that the employer was right.",
                withdrawn.term.last_day_words()
            ),
        ));
    }
    let live = held.iter().find(|one| {
        one.id != withdrawn.id
            && matches!(
                one.status_at(now),
                Status::NotYet | Status::Active | Status::Suspended
            )
    });
    if let Some(one) = live {
        return Err(Error::conflict(
            "appeal.another_award",
            format!(
                "The employer has another accreditation under this scheme, {} until {}, and can have only one. Choose to put on record that the employer was right.",
                one.tier.name,
                one.term.last_day_words()
            ),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
