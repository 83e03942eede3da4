//! Dates from three fields, and from one.

use super::{FieldProblem, Fields, at};
use chrono::NaiveDate;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A month as a number or as a name of at least three letters.
fn month_number(typed: &str) -> Option<u32> {
    if let Ok(number) = typed.parse::<u32>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let typed = typed.to_lowercase();
    let position = (typed.len() >= 3)
        .then(|| MONTHS.iter().position(|name| name.starts_with(&typed)))
        .flatten()?;
    u32::try_from(position).ok().map(|n| n + 1)
}

/// A date from three fields; all blank is no date, some blank names the ones to fill.
pub(super) fn date(
    given: &Fields<'_>,
    names: [&'static str; 3],
) -> Result<Option<NaiveDate>, Vec<FieldProblem>> {
    let [day_name, month_name, year_name] = names;
    let [day, month, year] = names.map(|name| given.get(name));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Ok(None);
    }
    let blank: Vec<FieldProblem> = [
        (day, day_name, "day"),
        (month, month_name, "month"),
        (year, year_name, "year"),
    ]
    .into_iter()
    .filter(|(typed, _, _)| typed.is_empty())
    .map(|(_, name, what)| FieldProblem::new(name, format!("The date must include a {what}.")))
    .collect();
    if !blank.is_empty() {
        return Err(blank);
    }
    let Some(month) = month_number(month) else {
        return Err(at(month_name, "Enter the month as a number from 1 to 12."));
    };
    let four_digits = |typed: &str| typed.len() == 4 && typed.chars().all(|c| c.is_ascii_digit());
    let Some(year) = Some(year)
        .filter(|typed| four_digits(typed))
        .and_then(|typed| typed.parse().ok())
    else {
        return Err(at(
            year_name,
            "Enter the year with four figures, like 2027.",
        ));
    };
    Some(day)
        .filter(|typed| typed.len() <= 2 && typed.chars().all(|c| c.is_ascii_digit()))
        .and_then(|typed| typed.parse().ok())
        .and_then(|day| NaiveDate::from_ymd_opt(year, month, day))
        .map(Some)
        .ok_or_else(|| at(day_name, "Enter a day that exists in that month."))
}

/// A date typed into one field: `2027-01-31`, `31/1/2027`, `31 January 2027`.
pub(super) fn typed_date(text: &str) -> Option<NaiveDate> {
    let parts: Vec<&str> = text
        .split(['-', '/', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let &[first, month, last] = parts.as_slice() else {
        return None;
    };
    let (year, day) = if first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    if year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month_number(month)?, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_taken_as_people_type_it() {
        let day = NaiveDate::from_ymd_opt(2027, 1, 31);
        for typed in [
            "2027-01-31",
            "31/1/2027",
            "31 January 2027",
            "31.01.2027",
            "31 jan 2027",
        ] {
            assert_eq!(typed_date(typed), day, "{typed}");
        }
        for typed in ["", "31/1", "31/1/27", "2027-02-30", "x/y/z", "1/2/3/4"] {
            assert_eq!(typed_date(typed), None, "{typed}");
        }
    }
}
