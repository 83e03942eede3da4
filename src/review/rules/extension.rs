//! More time for the reply to a question.

use chrono::{DateTime, Months, NaiveDate, Utc};
use entity::ids::{ClarificationExtensionId, ClarificationId, PersonId};

use super::{Clarification, words};
use crate::platform::calendar::{london_date, long_date};
use crate::platform::error::{Error, Result};

/// Longest reason for more time, in characters.
pub const EXTENSION_MAX_CHARACTERS: usize = 2_000;

/// More time for the reply to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Which extension.
    pub id: ClarificationExtensionId,
    /// Of which clarification.
    pub clarification_id: ClarificationId,
    /// The day by which the reply was due.
    pub from_on: NaiveDate,
    /// The day by which it is due now.
    pub to_on: NaiveDate,
    /// Why; the employer reads it.
    pub reason: String,
    /// Who gave more time.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

impl Clarification {
    /// Gives the employer until another day: later than before, later than today, within a year.
    ///
    /// # Errors
    /// Sentences at `due` and `reason`, a conflict when the question is closed.
    pub fn extend(
        mut self,
        id: ClarificationExtensionId,
        to_on: NaiveDate,
        typed: &str,
        (by, now): (PersonId, DateTime<Utc>),
    ) -> Result<(Self, Extension)> {
        self.must_be_open()?;
        let today = london_date(now);
        let first = self.due_on.max(today);
        if to_on <= first {
            return Err(Error::invalid(
                "due",
                format!("The new day must be after {}", long_date(first)),
            ));
        }
        if today
            .checked_add_months(Months::new(12))
            .is_none_or(|last| to_on > last)
        {
            return Err(Error::invalid("due", "The new day must be within a year"));
        }
        let reason = words(
            "reason",
            typed,
            EXTENSION_MAX_CHARACTERS,
            "Say why there is more time; the employer reads it",
            "The reason",
        )?;
        let extension = Extension {
            id,
            clarification_id: self.id,
            from_on: self.due_on,
            to_on,
            reason,
            by,
            at: now,
        };
        self.due_on = to_on;
        Ok((self, extension))
    }
}
