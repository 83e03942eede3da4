//! Answers from form fields, and back into them.
//!
//! Fields are named relative to their criterion; a page with several criteria puts its own prefix
//! before them and takes it off again. A form that leaves everything blank has no answer, which is
//! not an error: people save as they go.

use super::answer::{Answer, AnswerKind, YesOrNo};
use super::criterion::{Criterion, NotApplicablePolicy};
use super::quantity::{Decimal, QuantityError, parse_pence};
use chrono::NaiveDate;
use std::fmt;

/// The names of the fields an answer's form has.
pub mod field {
    /// Yes/no (`yes`, `no`, `not_yet`), the option's code, the number, the amount, the words.
    pub const VALUE: &str = "value";
    /// The day of a “not yet, but by” date.
    pub const BY_DAY: &str = "by_day";
    /// The month of a “not yet, but by” date.
    pub const BY_MONTH: &str = "by_month";
    /// The year of a “not yet, but by” date.
    pub const BY_YEAR: &str = "by_year";
    /// The part of a percentage.
    pub const NUMERATOR: &str = "numerator";
    /// The whole of a percentage.
    pub const DENOMINATOR: &str = "denominator";
    /// The day of a date.
    pub const DAY: &str = "day";
    /// The month of a date.
    pub const MONTH: &str = "month";
    /// The year of a date.
    pub const YEAR: &str = "year";
    /// `yes` when a statement is declared true.
    pub const AGREED: &str = "agreed";
    /// The name of whoever declares it.
    pub const SIGNATORY: &str = "signatory";
    /// Their role.
    pub const ROLE: &str = "role";
    /// `yes` when the criterion does not apply.
    pub const NOT_APPLICABLE: &str = "not_applicable";
    /// Why it does not apply.
    pub const NOT_APPLICABLE_REASON: &str = "not_applicable_reason";
}

/// What is wrong with one field, in a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The field, one of [`field`].
    pub field: String,
    /// What to do about it.
    pub message: String,
}

impl FieldProblem {
    pub(super) fn new(field: &str, message: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            message: message.into(),
        }
    }
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

type Parsed = Result<Option<Answer>, Vec<FieldProblem>>;

/// The fields of one criterion, trimmed; a field that is not there reads as blank.
struct Fields<'a>(&'a [(&'a str, &'a str)]);

impl<'a> Fields<'a> {
    fn get(&self, name: &str) -> &'a str {
        self.0
            .iter()
            .find(|(field, _)| *field == name)
            .map_or("", |(_, value)| value.trim())
    }
}

impl Criterion {
    /// Reads this criterion's answer from form fields; `None` when nothing was entered.
    pub fn parse_fields(&self, fields: &[(&str, &str)], today: NaiveDate) -> Parsed {
        let given = Fields(fields);
        let says_not_applicable = given.get(field::NOT_APPLICABLE) == "yes";
        if says_not_applicable && self.not_applicable != NotApplicablePolicy::No {
            let answer = Answer::NotApplicable {
                reason: tidy(given.get(field::NOT_APPLICABLE_REASON)),
            };
            return self.validate(&answer, today).map(|()| Some(answer));
        }
        self.answer.parse_fields(fields, today)
    }

    /// The form fields that hold an answer, to fill a form again.
    pub fn to_fields(&self, answer: &Answer) -> Vec<(&'static str, String)> {
        answer.to_fields()
    }
}

impl AnswerKind {
    /// Reads an answer of this kind from form fields; `None` when nothing was entered.
    pub fn parse_fields(&self, fields: &[(&str, &str)], today: NaiveDate) -> Parsed {
        let given = Fields(fields);
        let value = given.get(field::VALUE);
        let answer = match self {
            Self::YesNo { .. } => yes_no(value, &given)?,
            Self::Choice { .. } => some(value).map(|option| Answer::Choice {
                option: option.to_owned(),
            }),
            Self::Number { decimals, .. } => match some(value) {
                None => None,
                Some(typed) => Some(Answer::Number {
                    value: Decimal::parse(typed)
                        .map_err(|error| at(field::VALUE, number_message(error, *decimals)))?,
                }),
            },
            Self::Money { .. } => match some(value) {
                None => None,
                Some(typed) => Some(Answer::Money {
                    pence: parse_pence(typed)
                        .map_err(|error| at(field::VALUE, money_message(error)))?,
                }),
            },
            Self::Percentage { .. } => percentage(&given)?,
            Self::Text { .. } => some(value).map(|text| Answer::Text { text: tidy(text) }),
            Self::Date { .. } => date(&given, [field::DAY, field::MONTH, field::YEAR])?
                .map(|date| Answer::Date { date }),
            Self::Declaration { .. } => declaration(&given)?,
        };
        let Some(answer) = answer else {
            return Ok(None);
        };
        self.validate(&answer, today).map(|()| Some(answer))
    }
}

impl Answer {
    /// The form fields that hold this answer, to fill a form again.
    pub fn to_fields(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::YesNo {
                value: YesOrNo::Yes,
            } => vec![(field::VALUE, "yes".to_owned())],
            Self::YesNo { value: YesOrNo::No } => vec![(field::VALUE, "no".to_owned())],
            Self::NotYet { by } => {
                let mut fields = vec![(field::VALUE, "not_yet".to_owned())];
                fields.extend(date_fields(
                    [field::BY_DAY, field::BY_MONTH, field::BY_YEAR],
                    *by,
                ));
                fields
            }
            Self::Choice { option } => vec![(field::VALUE, option.clone())],
            Self::Number { value } => vec![(field::VALUE, value.to_string())],
            Self::Money { pence } => {
                let sign = if *pence < 0 { "-" } else { "" };
                let magnitude = pence.unsigned_abs();
                vec![(
                    field::VALUE,
                    format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100),
                )]
            }
            Self::Percentage {
                numerator,
                denominator,
            } => vec![
                (field::NUMERATOR, numerator.to_string()),
                (field::DENOMINATOR, denominator.to_string()),
            ],
            Self::Text { text } => vec![(field::VALUE, text.clone())],
            Self::Date { date } => {
                date_fields([field::DAY, field::MONTH, field::YEAR], *date).to_vec()
            }
            Self::Declaration { signatory, role } => vec![
                (field::AGREED, "yes".to_owned()),
                (field::SIGNATORY, signatory.clone()),
                (field::ROLE, role.clone()),
            ],
            Self::NotApplicable { reason } => vec![
                (field::NOT_APPLICABLE, "yes".to_owned()),
                (field::NOT_APPLICABLE_REASON, reason.clone()),
            ],
        }
    }
}

fn at(name: &str, message: impl Into<String>) -> Vec<FieldProblem> {
    vec![FieldProblem::new(name, message)]
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Line ends become single characters, outer white space goes.
fn tidy(text: &str) -> String {
    text.trim().replace("\r\n", "\n").replace('\r', "\n")
}

fn yes_no(value: &str, given: &Fields<'_>) -> Parsed {
    Ok(match value {
        "" => None,
        "yes" => Some(Answer::YesNo {
            value: YesOrNo::Yes,
        }),
        "no" => Some(Answer::YesNo { value: YesOrNo::No }),
        "not_yet" => {
            let by = date(given, [field::BY_DAY, field::BY_MONTH, field::BY_YEAR])?.ok_or_else(
                || {
                    at(
                        field::BY_DAY,
                        "Enter the date by which you will do this, like 31 3 2027.",
                    )
                },
            )?;
            Some(Answer::NotYet { by })
        }
        _ => return Err(at(field::VALUE, "Select one of the answers.")),
    })
}

pub(super) fn too_precise(decimals: u8) -> String {
    match decimals {
        0 => "Enter a whole number, like 1,200.".to_owned(),
        1 => "Enter a number with no more than one decimal place, like 37.5.".to_owned(),
        n => format!("Enter a number with no more than {n} decimal places."),
    }
}

fn number_message(error: QuantityError, decimals: u8) -> String {
    match error {
        QuantityError::NotANumber if decimals == 0 => "Enter a whole number in figures, like 1,200.".to_owned(),
        QuantityError::NotANumber => "Enter a number in figures, like 37.5.".to_owned(),
        QuantityError::MisplacedComma => {
            "Use a comma only to separate thousands, like 1,200, and a point for decimals, like 37.5.".to_owned()
        }
        QuantityError::TooPrecise => too_precise(decimals),
        QuantityError::TooLarge => "Enter a smaller number.".to_owned(),
    }
}

fn money_message(error: QuantityError) -> &'static str {
    match error {
        QuantityError::NotANumber => "Enter an amount in pounds and pence, like 12.60.",
        QuantityError::MisplacedComma => {
            "Use a comma only to separate thousands, like £1,200, and a point for pence, like £12.60."
        }
        QuantityError::TooPrecise => {
            "Enter an amount with no more than two figures for the pence, like 12.60."
        }
        QuantityError::TooLarge => "Enter a smaller amount.",
    }
}

fn count(typed: &str, name: &str) -> Result<u64, FieldProblem> {
    let whole =
        |n: Decimal| (n.thousandths() >= 0 && n.places() == 0).then_some(n.thousandths() / 1000);
    match Decimal::parse(typed) {
        Ok(number) => whole(number)
            .and_then(|n| u64::try_from(n).ok())
            .ok_or_else(|| {
                FieldProblem::new(name, "Enter a whole number of 0 or more, like 1,200.")
            }),
        Err(error) => Err(FieldProblem::new(name, number_message(error, 0))),
    }
}

fn percentage(given: &Fields<'_>) -> Parsed {
    let (part, whole) = (given.get(field::NUMERATOR), given.get(field::DENOMINATOR));
    if part.is_empty() && whole.is_empty() {
        return Ok(None);
    }
    let missing = |name| FieldProblem::new(name, "Enter both numbers; enter 0 if there are none.");
    let read = |typed: &str, name| {
        if typed.is_empty() {
            Err(missing(name))
        } else {
            count(typed, name)
        }
    };
    match (
        read(part, field::NUMERATOR),
        read(whole, field::DENOMINATOR),
    ) {
        (Ok(numerator), Ok(denominator)) => Ok(Some(Answer::Percentage {
            numerator,
            denominator,
        })),
        (part, whole) => Err([part.err(), whole.err()].into_iter().flatten().collect()),
    }
}

fn declaration(given: &Fields<'_>) -> Parsed {
    let (agreed, signatory, role) = (
        given.get(field::AGREED) == "yes",
        given.get(field::SIGNATORY),
        given.get(field::ROLE),
    );
    if !agreed && signatory.is_empty() && role.is_empty() {
        return Ok(None);
    }
    if !agreed {
        return Err(at(
            field::AGREED,
            "Tick the box to declare that the statement is true.",
        ));
    }
    Ok(Some(Answer::Declaration {
        signatory: signatory.to_owned(),
        role: role.to_owned(),
    }))
}

fn date_fields(names: [&'static str; 3], date: NaiveDate) -> [(&'static str, String); 3] {
    use chrono::Datelike as _;
    let [day, month, year] = names;
    [
        (day, date.day().to_string()),
        (month, date.month().to_string()),
        (year, date.year().to_string()),
    ]
}

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
fn date(
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

#[cfg(test)]
mod tests;
