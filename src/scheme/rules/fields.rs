//! Answers from form fields, and back into them.
//!
//! Fields are named relative to their criterion; a page with several criteria puts its own prefix
//! before them and takes it off again. A form that leaves everything blank has no answer, which is
//! not an error: people save as they go.

mod dates;
mod filled;
mod parts;

use super::answer::Answer;
use super::answer_kind::{AnswerKind, YesOrNo};
use super::criterion::{Criterion, NotApplicablePolicy};
use super::quantity::{Decimal, QuantityError, parse_pence};
use chrono::NaiveDate;
use dates::date;
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
    /// The first day of a period.
    pub const FROM_DAY: &str = "from_day";
    /// The first month of a period.
    pub const FROM_MONTH: &str = "from_month";
    /// The first year of a period.
    pub const FROM_YEAR: &str = "from_year";
    /// The last day of a period, or of an accreditation.
    pub const TO_DAY: &str = "to_day";
    /// The last month of a period, or of an accreditation.
    pub const TO_MONTH: &str = "to_month";
    /// The last year of a period, or of an accreditation.
    pub const TO_YEAR: &str = "to_year";
    /// What a document is called.
    pub const DOCUMENT: &str = "document";
    /// Where a document can be read.
    pub const DOCUMENT_LINK: &str = "document_link";
    /// The number of an accreditation.
    pub const REFERENCE: &str = "reference";
    /// The tier of an accreditation.
    pub const TIER: &str = "tier";
    /// Who confirms.
    pub const NAME: &str = "name";
    /// The answer of a question with several options when none is chosen.
    pub const NONE_OF_THESE: &str = "none";

    /// The field of a count.
    pub fn count(code: &str) -> String {
        format!("count_{code}")
    }

    /// The field of a cell; rows are counted from 1.
    pub fn cell(row: usize, column: &str) -> String {
        format!("row_{row}_{column}")
    }
}

/// The names of the fields of a form.
type Names = Vec<String>;
/// Fields of a form with what they hold; one with several values is there several times.
pub type Filled = Vec<(String, String)>;

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
        self.all(name).next().unwrap_or("")
    }

    fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0
            .iter()
            .filter(move |(field, _)| *field == name)
            .map(|(_, value)| value.trim())
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

    /// The names of every field its form has.
    pub fn field_names(&self) -> Names {
        let mut names = self.answer.field_names();
        names.extend([field::NOT_APPLICABLE, field::NOT_APPLICABLE_REASON].map(str::to_owned));
        names
    }
}

impl AnswerKind {
    /// The names of every field the form of this kind has.
    pub fn field_names(&self) -> Names {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        match self {
            Self::YesNo { .. } => {
                names(&[field::VALUE, field::BY_DAY, field::BY_MONTH, field::BY_YEAR])
            }
            Self::Choice { .. }
            | Self::Number { .. }
            | Self::Money { .. }
            | Self::Text { .. }
            | Self::MultiChoice { .. }
            | Self::Maturity { .. } => names(&[field::VALUE]),
            Self::Percentage { .. } => names(&[field::NUMERATOR, field::DENOMINATOR]),
            Self::Date { .. } => names(&[field::DAY, field::MONTH, field::YEAR]),
            Self::Declaration { .. } => names(&[field::AGREED, field::SIGNATORY, field::ROLE]),
            Self::Workforce { counts } => counts
                .iter()
                .map(|count| field::count(&count.code))
                .collect(),
            Self::Period {} => names(&[
                field::FROM_DAY,
                field::FROM_MONTH,
                field::FROM_YEAR,
                field::TO_DAY,
                field::TO_MONTH,
                field::TO_YEAR,
            ]),
            Self::Document {} => names(&[field::DOCUMENT, field::DOCUMENT_LINK]),
            Self::HeldAccreditation { .. } => names(&[
                field::VALUE,
                field::BY_DAY,
                field::BY_MONTH,
                field::BY_YEAR,
                field::REFERENCE,
                field::TIER,
                field::TO_DAY,
                field::TO_MONTH,
                field::TO_YEAR,
            ]),
            Self::Confirmation { .. } => names(&[field::VALUE, field::NAME]),
            Self::List {
                columns, max_rows, ..
            } => (1..=usize::try_from(*max_rows).unwrap_or(0))
                .flat_map(|row| {
                    columns
                        .iter()
                        .map(move |column| field::cell(row, &column.code))
                })
                .collect(),
        }
    }

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
            Self::MultiChoice { options } => parts::several(options, &given),
            Self::Maturity { .. } => parts::level(value)?,
            Self::Workforce { counts } => parts::counts(counts, &given)?,
            Self::Period {} => parts::period(&given)?,
            Self::Document {} => parts::document(&given),
            Self::HeldAccreditation { .. } => parts::held(value, &given)?,
            Self::Confirmation { .. } => parts::confirmation(value, &given)?,
            Self::List {
                columns, max_rows, ..
            } => parts::rows(columns, *max_rows, &given)?,
        };
        let Some(answer) = answer else {
            return Ok(None);
        };
        self.validate(&answer, today).map(|()| Some(answer))
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

#[cfg(test)]
mod tests;
