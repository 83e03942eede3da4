//! What the public may ask of the register, and what it is told.

mod entry;
mod placement;
mod question;

#[cfg(test)]
mod properties;

pub use entry::{
    COLUMNS, Column, Happening, Names, PublicEntry, SchemeLabel, history, status_sentence,
};
pub use placement::{Placement, placement};
pub use question::{Asked, Field, Question, council_slug};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use crate::platform::calendar::{london_date, london_midnight};

/// The instant that stands for a day: now for today, the last instant of a day that is over.
pub fn instant_of(on: NaiveDate, now: DateTime<Utc>) -> DateTime<Utc> {
    if on >= london_date(now) {
        return now;
    }
    on.checked_add_days(Days::new(1)).map_or(now, |next| {
        london_midnight(next) - TimeDelta::milliseconds(1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_is_over_is_asked_about_at_its_end() {
        let now: DateTime<Utc> = "2026-11-24T09:00:00Z".parse().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(instant_of(day("2026-11-24"), now), now);
        assert_eq!(
            instant_of(day("2026-11-23"), now).to_rfc3339(),
            "2026-11-23T23:59:59.999+00:00"
        );
        // British Summer Time: the day ends an hour earlier.
        assert_eq!(
            instant_of(day("2026-06-30"), now).to_rfc3339(),
            "2026-06-30T22:59:59.999+00:00"
        );
    }
}
