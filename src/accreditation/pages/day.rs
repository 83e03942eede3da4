//! A day as three fields take it.

use chrono::NaiveDate;

use crate::platform::error::FieldErrors;
use crate::web::form::Fields;

/// A day in three fields; blank is none.
pub(super) fn day(fields: &Fields, name: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
    let part = |part: &str| fields.get(&format!("{name}_{part}"));
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return None;
    }
    let found = match (day.parse(), month.parse(), year.parse::<i32>()) {
        (Ok(day), Ok(month), Ok(year)) if (1990..=2199).contains(&year) => {
            NaiveDate::from_ymd_opt(year, month, day)
        }
        _ => None,
    };
    if found.is_none() {
        errors.add(name, "Enter a day that exists, like 31 3 2027");
    }
    found
}

/// A day as three fields show it.
#[derive(Default)]
pub(super) struct DayParts {
    pub(super) day: String,
    pub(super) month: String,
    pub(super) year: String,
}

impl DayParts {
    pub(super) fn typed(fields: &Fields, name: &str) -> Self {
        let part = |part: &str| fields.get(&format!("{name}_{part}")).to_owned();
        Self {
            day: part("day"),
            month: part("month"),
            year: part("year"),
        }
    }

    pub(super) fn of(day: NaiveDate) -> Self {
        Self {
            day: day.format("%-d").to_string(),
            month: day.format("%-m").to_string(),
            year: day.format("%Y").to_string(),
        }
    }
}
