//! The service's two ways of writing a moment, and the year a filing reports on.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::London;

/// How a moment was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `2022/04/05 13:09:40`.
    YearFirst,
    /// `2022/04/05`.
    YearFirstDay,
    /// `05/04/2019 13:09:40`.
    DayFirst,
    /// `05/04/2019 13:09`.
    DayFirstMinute,
    /// `05/04/2019`.
    DayFirstDay,
}

const FORMS: &[(Form, &str, bool)] = &[
    (Form::YearFirst, "%Y/%m/%d %H:%M:%S", true),
    (Form::YearFirst, "%Y-%m-%d %H:%M:%S", true),
    (Form::YearFirst, "%Y-%m-%dT%H:%M:%S", true),
    (Form::DayFirst, "%d/%m/%Y %H:%M:%S", true),
    (Form::DayFirstMinute, "%d/%m/%Y %H:%M", true),
    (Form::YearFirstDay, "%Y/%m/%d", false),
    (Form::YearFirstDay, "%Y-%m-%d", false),
    (Form::DayFirstDay, "%d/%m/%Y", false),
];

/// Reads a moment in London; none when it is written in no way the service uses.
pub fn read(text: &str) -> Option<(NaiveDateTime, Form)> {
    let text = text.trim();
    // One digit where there should be two is a time cut short.
    if text
        .rsplit_once(':')
        .is_some_and(|(_, last)| last.len() != 2)
    {
        return None;
    }
    FORMS.iter().find_map(|(form, pattern, timed)| {
        let moment = if *timed {
            NaiveDateTime::parse_from_str(text, pattern).ok()?
        } else {
            NaiveDate::parse_from_str(text, pattern)
                .ok()?
                .and_hms_opt(0, 0, 0)?
        };
        // “05/04/19” would otherwise be the year 19, and a year of five digits no date at all.
        (1990..2200)
            .contains(&moment.year())
            .then_some((moment, *form))
    })
}

/// The instant of a moment in London.
pub fn london_instant(moment: NaiveDateTime) -> DateTime<Utc> {
    London
        .from_local_datetime(&moment)
        .earliest()
        .map_or_else(|| moment.and_utc(), |local| local.with_timezone(&Utc))
}

/// An instant as the newer files write it, in London.
pub fn london_text(at: DateTime<Utc>) -> String {
    at.with_timezone(&London)
        .format("%Y/%m/%d %H:%M:%S")
        .to_string()
}

/// A year employers report on, named by the two it lies in: 2021-22 ends in March or April 2022.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReportingYear(pub i32);

impl ReportingYear {
    /// The year whose figures were due on a day. Public bodies are due on 30 or 31 March, others
    /// on 4 or 5 April; once the day was put off into October, which is still the same year.
    pub fn due_on(day: NaiveDate) -> Self {
        Self(day.year() - 1)
    }
}

impl fmt::Display for ReportingYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.0, (self.0 + 1).rem_euclid(100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn both_ways_of_writing_are_read() {
        let (moment, form) = read("2022/04/05 00:00:00").unwrap();
        assert_eq!((moment.date(), form), (at(2022, 4, 5), Form::YearFirst));
        let (moment, form) = read("05/04/2019 13:09:40").unwrap();
        assert_eq!((moment.date(), form), (at(2019, 4, 5), Form::DayFirst));
        assert_eq!(read("31/03/2019").unwrap().1, Form::DayFirstDay);
        for text in [
            "",
            "31/02/2019 00:00:00",
            "05/04/19",
            "soon",
            "2022/13/01",
            "05/04/2019 1",
            "05/04/2019 10:00:0",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_is_named_by_its_two() {
        assert_eq!(
            ReportingYear::due_on(at(2022, 3, 31)).to_string(),
            "2021-22"
        );
        assert_eq!(ReportingYear::due_on(at(2022, 4, 5)).to_string(), "2021-22");
        assert_eq!(
            ReportingYear::due_on(at(2021, 10, 5)).to_string(),
            "2020-21"
        );
        assert_eq!(ReportingYear(1999).to_string(), "1999-00");
    }

    #[test]
    fn moments_are_those_of_london() {
        let summer = at(2022, 7, 1).and_hms_opt(12, 0, 0).unwrap();
        assert_eq!(
            london_instant(summer).to_rfc3339(),
            "2022-07-01T11:00:00+00:00"
        );
    }
}
