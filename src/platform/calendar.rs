//! Days as people in England count them: Europe/London dates and working days.
//!
//! Bank holidays of England and Wales follow the Banking and Financial Dealings
//! Act 1971 and its customary additions; one-off proclamations are listed.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Europe::London;

/// The London date of an instant.
pub fn london_date(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&London).date_naive()
}

/// The first instant of a London date.
pub fn london_midnight(date: NaiveDate) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    // Clocks in London change at one in the morning, so midnight is never skipped or doubled.
    London
        .from_local_datetime(&midnight)
        .earliest()
        .map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
}

/// `24 November 2026`.
pub fn long_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// `24 November 2026 at 10:42`, London time.
pub fn long_instant(instant: DateTime<Utc>) -> String {
    instant
        .with_timezone(&London)
        .format("%-d %B %Y at %H:%M")
        .to_string()
}

/// `10:42`, London time.
pub fn clock_time(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&London).format("%H:%M").to_string()
}

/// The same day so many months later; the last day of the month when there is no such day.
pub fn add_months(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(chrono::Months::new(months))
        .unwrap_or(NaiveDate::MAX)
}

/// Whether people work on that day: neither weekend nor bank holiday.
pub fn is_working_day(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !is_bank_holiday(date)
}

/// The working day so many working days after `date`.
pub fn add_working_days(date: NaiveDate, working_days: u32) -> NaiveDate {
    let mut day = date;
    let mut left = working_days;
    while left > 0 {
        let Some(next) = day.checked_add_days(Days::new(1)) else {
            return day;
        };
        day = next;
        if is_working_day(day) {
            left -= 1;
        }
    }
    day
}

/// Working days after `from` up to and including `to`; negative when `to` is earlier.
pub fn working_days_between(from: NaiveDate, to: NaiveDate) -> i32 {
    let (start, end, sign) = if from <= to {
        (from, to, 1)
    } else {
        (to, from, -1)
    };
    let mut count = 0;
    let mut day = start;
    while day < end {
        let Some(next) = day.checked_add_days(Days::new(1)) else {
            break;
        };
        day = next;
        if is_working_day(day) {
            count += 1;
        }
    }
    sign * count
}

/// Whether the day is a bank holiday in England and Wales.
pub fn is_bank_holiday(date: NaiveDate) -> bool {
    bank_holidays(date.year()).contains(&date)
}

/// A day as the calendar writes it.
type YearMonthDay = (i32, u32, u32);
/// Days proclaimed once: Diamond Jubilee 2012, Platinum Jubilee and state funeral 2022,
/// coronation 2023.
const PROCLAIMED: &[YearMonthDay] = &[(2012, 6, 5), (2022, 6, 3), (2022, 9, 19), (2023, 5, 8)];
/// Customary days moved for once: spring 2012 and 2022, early May 2020.
const MOVED: &[(YearMonthDay, YearMonthDay)] = &[
    ((2012, 5, 28), (2012, 6, 4)),
    ((2020, 5, 4), (2020, 5, 8)),
    ((2022, 5, 30), (2022, 6, 2)),
];

/// The bank holidays of a year, substitute days included.
pub fn bank_holidays(year: i32) -> Vec<NaiveDate> {
    let ymd = |(year, month, day)| NaiveDate::from_ymd_opt(year, month, day);
    let mut days: Vec<NaiveDate> = Vec::with_capacity(9);
    days.extend(ymd((year, 1, 1)).map(next_weekday));
    if let Some(easter) = easter_sunday(year) {
        days.extend(easter.checked_sub_days(Days::new(2)));
        days.extend(easter.checked_add_days(Days::new(1)));
    }
    days.extend(NaiveDate::from_weekday_of_month_opt(
        year,
        5,
        Weekday::Mon,
        1,
    ));
    days.extend(last_monday(year, 5));
    days.extend(last_monday(year, 8));
    if let Some(christmas) = ymd((year, 12, 25)) {
        let (first, second) = match christmas.weekday() {
            Weekday::Fri => (25, 28),
            Weekday::Sat => (27, 28),
            Weekday::Sun => (27, 26),
            Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu => (25, 26),
        };
        days.extend(ymd((year, 12, first)));
        days.extend(ymd((year, 12, second)));
    }
    for (from, to) in MOVED {
        if let Some(day) = days.iter_mut().find(|day| Some(**day) == ymd(*from))
            && let Some(moved) = ymd(*to)
        {
            *day = moved;
        }
    }
    days.extend(
        PROCLAIMED
            .iter()
            .filter(|day| day.0 == year)
            .filter_map(|day| ymd(*day)),
    );
    days.sort();
    days
}

fn next_weekday(date: NaiveDate) -> NaiveDate {
    let add = match date.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => 0,
    };
    date.checked_add_days(Days::new(add)).unwrap_or(date)
}

fn last_monday(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 5)
        .or_else(|| NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 4))
}

/// Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, ch. 8).
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year % 19;
    let century = year / 100;
    let of_century = year % 100;
    let correction = (century + 8) / 25;
    let moon = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let days = moon + weekday - 7 * late + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(days / 31).ok()?,
        u32::try_from(days % 31 + 1).ok()?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn bank_holidays_follow_custom_and_proclamation() {
        let of = |year: i32| {
            bank_holidays(year)
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            of(2022),
            [
                "2022-01-03",
                "2022-04-15",
                "2022-04-18",
                "2022-05-02",
                "2022-06-02",
                "2022-06-03",
                "2022-08-29",
                "2022-09-19",
                "2022-12-26",
                "2022-12-27"
            ]
        );
        assert_eq!(
            of(2026),
            [
                "2026-01-01",
                "2026-04-03",
                "2026-04-06",
                "2026-05-04",
                "2026-05-25",
                "2026-08-31",
                "2026-12-25",
                "2026-12-28"
            ]
        );
    }

    #[test]
    fn working_days_skip_weekends_and_holidays() {
        assert_eq!(add_working_days(day("2026-12-23"), 3), day("2026-12-30"));
        assert_eq!(
            working_days_between(day("2026-12-23"), day("2026-12-30")),
            3
        );
        assert_eq!(
            working_days_between(day("2026-12-30"), day("2026-12-23")),
            -3
        );
        assert_eq!(add_working_days(day("2026-12-23"), 0), day("2026-12-23"));
    }

    #[test]
    fn a_summer_evening_in_utc_is_the_next_day_in_london() {
        let instant = "2026-07-01T23:30:00Z".parse().unwrap();
        assert_eq!(london_date(instant), day("2026-07-02"));
        assert_eq!(
            london_midnight(day("2026-07-02")).to_rfc3339(),
            "2026-07-01T23:00:00+00:00"
        );
        assert_eq!(
            london_midnight(day("2026-11-24")).to_rfc3339(),
            "2026-11-24T00:00:00+00:00"
        );
    }

    #[test]
    fn a_term_from_a_leap_day_ends_on_the_last_of_february() {
        assert_eq!(add_months(day("2028-02-29"), 24), day("2030-02-28"));
    }
}
