//! Is an answer one that its question can have? The same checks for a form and for JSON.

use super::answer::Answer;
use super::answer_kind::{AnswerKind, DateWindow, YesOrNo};
use super::criterion::{Criterion, NotApplicablePolicy};
use super::fields::{FieldProblem, field, too_precise};
use super::quantity::{Decimal, format_date, format_pence, group_thousands};
use chrono::{Datelike, NaiveDate};
use parts::{document, list, period, several, workforce};

mod parts;

/// The most characters of a reason for not applying.
const REASON_CHARACTERS: usize = 1_000;
/// The most characters of a name or a role.
const NAME_CHARACTERS: usize = 200;
/// More people than any employer has.
const LARGEST_COUNT: u64 = 100_000_000;
/// Ten thousand million pounds.
const LARGEST_PENCE: i64 = 1_000_000_000_000;

/// How long a text is: Unicode scalar values, once line ends are single and outer white space is gone.
pub(super) fn character_count(text: &str) -> usize {
    let text = text.trim();
    text.chars().count() - text.matches("\r\n").count()
}

impl Criterion {
    /// Whether an answer is one this criterion can have.
    ///
    /// `today` decides whether a promised date is still to come.
    pub fn validate(&self, answer: &Answer, today: NaiveDate) -> Result<(), Vec<FieldProblem>> {
        let Answer::NotApplicable { reason } = answer else {
            return self.answer.validate(answer, today);
        };
        let problem = match self.not_applicable {
            NotApplicablePolicy::No => FieldProblem::new(
                field::NOT_APPLICABLE,
                "This question applies to every employer. Answer it.",
            ),
            NotApplicablePolicy::WithReason | NotApplicablePolicy::AssessorConfirms => {
                match words(reason, REASON_CHARACTERS, "your reason") {
                    Ok(()) => return Ok(()),
                    Err(message) => FieldProblem::new(field::NOT_APPLICABLE_REASON, message),
                }
            }
        };
        Err(vec![problem])
    }
}

impl AnswerKind {
    /// Whether an answer is one this kind of question can have.
    pub fn validate(&self, answer: &Answer, today: NaiveDate) -> Result<(), Vec<FieldProblem>> {
        let problems = match (self, answer) {
            (Self::YesNo { .. }, Answer::YesNo { .. })
            | (Self::HeldAccreditation { .. }, Answer::YesNo { value: YesOrNo::No }) => vec![],
            (
                Self::YesNo { commitment, .. } | Self::HeldAccreditation { commitment, .. },
                Answer::NotYet { by },
            ) => not_yet(*commitment, *by, today),
            (Self::Choice { .. }, Answer::Choice { option }) => {
                if self.option(option).is_some() {
                    vec![]
                } else {
                    vec![FieldProblem::new(
                        field::VALUE,
                        "Select one of the options.",
                    )]
                }
            }
            (
                Self::Number {
                    decimals, min, max, ..
                },
                Answer::Number { value },
            ) => number(*value, *decimals, *min, *max),
            (
                Self::Money {
                    min_pence,
                    max_pence,
                },
                Answer::Money { pence },
            ) => money(*pence, *min_pence, *max_pence),
            (
                Self::Percentage { .. },
                Answer::Percentage {
                    numerator,
                    denominator,
                },
            ) => counts(*numerator, *denominator),
            (
                Self::Text {
                    max_characters,
                    max_words,
                },
                Answer::Text { text },
            ) => {
                let limit = usize::try_from(*max_characters).unwrap_or(usize::MAX);
                let mut problems = one(field::VALUE, words(text, limit, "your answer"));
                if problems.is_empty() {
                    problems = one(field::VALUE, few_enough(text, *max_words));
                }
                problems
            }
            (Self::Date { when }, Answer::Date { date }) => date_in(*when, *date, today),
            (Self::Declaration { .. }, Answer::Declaration { signatory, role }) => {
                let mut problems = one(
                    field::SIGNATORY,
                    line(signatory, "the name of the person who declares this"),
                );
                problems.extend(one(
                    field::ROLE,
                    line(role, "their role in the organisation"),
                ));
                problems
            }
            (Self::MultiChoice { options }, Answer::MultiChoice { options: chosen }) => {
                several(chosen, |code| {
                    options.iter().any(|option| option.code == code)
                })
            }
            (Self::Maturity { .. }, Answer::Maturity { level }) => {
                let problem = FieldProblem::new(field::VALUE, "Select one of the levels.");
                self.level(*level).map_or(vec![problem], |_| vec![])
            }
            (Self::Workforce { counts }, Answer::Workforce { counts: given }) => {
                workforce(counts, given)
            }
            (Self::Period {}, Answer::Period { from, to }) => period(*from, *to),
            (Self::Document {}, Answer::Document { title, link }) => document(title, link),
            (
                Self::HeldAccreditation { accepts, .. },
                Answer::HeldAccreditation {
                    accreditation,
                    reference,
                    tier,
                    valid_to,
                },
            ) => {
                let mut problems = one(field::REFERENCE, line(reference, "its number"));
                if let Some(tier) = tier {
                    problems.extend(one(field::TIER, line(tier, "its level")));
                }
                if let Some(day) = valid_to {
                    problems.extend(one(field::TO_DAY, plausible(*day)));
                }
                if !accepts.contains(accreditation) {
                    problems.push(FieldProblem::new(
                        field::VALUE,
                        "Select one of the answers.",
                    ));
                }
                problems
            }
            (Self::Confirmation { by }, Answer::Confirmation { by: given, name }) => {
                let mut problems = one(field::NAME, line(name, "the name of who confirms this"));
                if !by.contains(given) {
                    problems.push(FieldProblem::new(
                        field::VALUE,
                        "Select who will confirm this.",
                    ));
                }
                problems
            }
            (
                Self::List {
                    columns,
                    min_rows,
                    max_rows,
                },
                Answer::List { rows },
            ) => list(columns, (*min_rows, *max_rows), rows),
            _ => vec![self.mismatch()],
        };
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }

    fn mismatch(&self) -> FieldProblem {
        let wanted = match self {
            Self::YesNo {
                commitment: false, ..
            } => "yes or no",
            Self::YesNo {
                commitment: true, ..
            } => "yes, no, or the date by which it will be so",
            Self::Choice { .. } => "one of its options",
            Self::Number { .. } => "a number",
            Self::Money { .. } => "an amount of money",
            Self::Percentage { .. } => "two counts, from which the percentage is computed",
            Self::Text { .. } => "words",
            Self::Date { .. } => "a date",
            Self::Declaration { .. } => "a declaration with a name and a role",
            Self::MultiChoice { .. } => "any of its options",
            Self::Maturity { .. } => "one of its levels",
            Self::Workforce { .. } => "a number for each of its counts",
            Self::Period {} => "a first and a last day",
            Self::Document {} => "a document",
            Self::HeldAccreditation { .. } => "an accreditation, or that there is none",
            Self::Confirmation { .. } => "who confirms it",
            Self::List { .. } => "a list of rows",
        };
        FieldProblem::new(
            field::VALUE,
            format!("This question takes {wanted}. Answer it that way."),
        )
    }
}

fn one(name: &str, result: Result<(), String>) -> Vec<FieldProblem> {
    match result {
        Ok(()) => vec![],
        Err(message) => vec![FieldProblem::new(name, message)],
    }
}

fn not_yet(allowed: bool, by: NaiveDate, today: NaiveDate) -> Vec<FieldProblem> {
    if !allowed {
        return vec![FieldProblem::new(
            field::VALUE,
            "Answer yes or no: this question does not take a later date.",
        )];
    }
    if by <= today {
        return vec![FieldProblem::new(
            field::BY_DAY,
            "The date by which you will do this must be in the future.",
        )];
    }
    one(field::BY_DAY, plausible(by))
}

fn number(
    value: Decimal,
    decimals: u8,
    min: Option<Decimal>,
    max: Option<Decimal>,
) -> Vec<FieldProblem> {
    let problem = if value.places() > decimals {
        too_precise(decimals)
    } else if let Some(min) = min.filter(|min| value < *min) {
        format!("The number must be {} or more.", min.grouped())
    } else if let Some(max) = max.filter(|max| value > *max) {
        format!("The number must be {} or less.", max.grouped())
    } else {
        return vec![];
    };
    vec![FieldProblem::new(field::VALUE, problem)]
}

fn money(pence: i64, min: Option<i64>, max: Option<i64>) -> Vec<FieldProblem> {
    let min = min.unwrap_or(0);
    let max = max.unwrap_or(LARGEST_PENCE);
    let problem = if pence < min {
        format!("The amount must be {} or more.", format_pence(min))
    } else if pence > max {
        format!("The amount must be {} or less.", format_pence(max))
    } else {
        return vec![];
    };
    vec![FieldProblem::new(field::VALUE, problem)]
}

fn counts(numerator: u64, denominator: u64) -> Vec<FieldProblem> {
    let too_many = format!(
        "Enter a number no larger than {}.",
        group_thousands(&LARGEST_COUNT.to_string())
    );
    let mut problems = vec![];
    if numerator > LARGEST_COUNT {
        problems.push(FieldProblem::new(field::NUMERATOR, too_many.clone()));
    }
    if denominator > LARGEST_COUNT {
        problems.push(FieldProblem::new(field::DENOMINATOR, too_many));
    }
    if problems.is_empty() && numerator > denominator {
        problems.push(FieldProblem::new(
            field::NUMERATOR,
            format!(
                "The first number is part of the second, so it must be {} or less.",
                group_thousands(&denominator.to_string())
            ),
        ));
    }
    problems
}

/// Words of at least one character and at most so many.
fn words(text: &str, most: usize, what: &str) -> Result<(), String> {
    let length = character_count(text);
    if length == 0 {
        return Err(format!("Enter {what}."));
    }
    if length > most {
        return Err(format!(
            "Shorten {what} to {} characters or fewer: it has {}.",
            group_thousands(&most.to_string()),
            group_thousands(&length.to_string())
        ));
    }
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err(format!(
            "Type {what} again: it holds a character that cannot be shown."
        ));
    }
    Ok(())
}

fn few_enough(text: &str, most: Option<u32>) -> Result<(), String> {
    let count = text.split_whitespace().count();
    match most.and_then(|most| usize::try_from(most).ok()) {
        Some(most) if count > most => Err(format!(
            "Shorten your answer to {} words or fewer: it has {}.",
            group_thousands(&most.to_string()),
            group_thousands(&count.to_string())
        )),
        _ => Ok(()),
    }
}

/// Words on one line.
fn line(text: &str, what: &str) -> Result<(), String> {
    words(text, NAME_CHARACTERS, what)?;
    if text.trim().contains(['\n', '\r', '\t']) {
        return Err(format!("Enter {what} on one line."));
    }
    Ok(())
}

fn plausible(date: NaiveDate) -> Result<(), String> {
    if (1900..=2100).contains(&date.year()) {
        Ok(())
    } else {
        Err("The year must be between 1900 and 2100.".to_owned())
    }
}

fn date_in(when: DateWindow, date: NaiveDate, today: NaiveDate) -> Vec<FieldProblem> {
    let problem = match when {
        DateWindow::Past if date > today => {
            format!(
                "The date must be today, {}, or earlier.",
                format_date(today)
            )
        }
        DateWindow::Future if date < today => {
            format!("The date must be today, {}, or later.", format_date(today))
        }
        DateWindow::Past | DateWindow::Future | DateWindow::Any => match plausible(date) {
            Ok(()) => return vec![],
            Err(message) => message,
        },
    };
    vec![FieldProblem::new(field::DAY, problem)]
}
