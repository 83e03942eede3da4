//! The term of an accreditation: half-open, in London days.

use chrono::{DateTime, NaiveDate, Utc};

use crate::platform::calendar::{add_months, london_date, london_midnight, long_date};

/// From the first instant of `since` to the first instant of `until`, London time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// First day of the term.
    pub since: NaiveDate,
    /// First day after the term.
    pub until: NaiveDate,
}

impl Term {
    /// So many months from a day.
    pub fn of_months(since: NaiveDate, months: u32) -> Self {
        Self {
            since,
            until: add_months(since, months),
        }
    }

    /// Whether the term has not begun at an instant.
    pub fn is_before(self, instant: DateTime<Utc>) -> bool {
        london_date(instant) < self.since
    }

    /// Whether the term is over at an instant.
    pub fn is_over(self, instant: DateTime<Utc>) -> bool {
        london_date(instant) >= self.until
    }

    /// The first instant of the term and the first after it.
    pub fn edges(self) -> (DateTime<Utc>, DateTime<Utc>) {
        (london_midnight(self.since), london_midnight(self.until))
    }

    /// The last day of the term: what people read as "valid to".
    pub fn last_day(self) -> NaiveDate {
        self.until.pred_opt().unwrap_or(self.until)
    }

    /// The last day in words.
    pub fn last_day_words(self) -> String {
        long_date(self.last_day())
    }
}
