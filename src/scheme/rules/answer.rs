//! Typed answers: what a criterion may be answered with, and how an answer reads.

use super::quantity::{Decimal, format_date, format_pence, group_thousands};
use super::response::Stage;
use super::text::Text;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a criterion may be answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AnswerKind {
    /// Yes or no; and, where the scheme allows it, “not yet, but by this date”.
    YesNo {
        /// Whether “not yet, but by this date” may be answered.
        commitment: bool,
        /// Which of the two meets the criterion.
        met_by: YesOrNo,
    },
    /// One of several options, each of which says how far it takes the employer.
    Choice {
        /// The options, in the order shown.
        options: Vec<ChoiceOption>,
    },
    /// A number of something.
    Number {
        /// What is counted: “hours a week”.
        unit: Text,
        /// How many decimal places are taken, 0 to 3.
        decimals: u8,
        /// The least that can be true.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<Decimal>,
        /// The most that can be true.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<Decimal>,
    },
    /// An amount of money, held in pence.
    Money {
        /// The least that can be true.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min_pence: Option<i64>,
        /// The most that can be true.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_pence: Option<i64>,
    },
    /// A percentage computed from two counts; never typed.
    Percentage {
        /// What is counted: “workers paid at least the rate”.
        numerator: Text,
        /// Out of what: “workers”.
        denominator: Text,
        /// Below this many, no percentage is computed.
        minimum_denominator: u64,
    },
    /// Words.
    Text {
        /// The most characters, counted as Unicode scalar values after line ends become single
        /// characters and outer white space is removed.
        max_characters: u32,
    },
    /// A day.
    Date {
        /// Which days can be true.
        when: DateWindow,
    },
    /// A statement somebody puts their name to.
    Declaration {
        /// What is declared.
        statement: Text,
    },
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YesOrNo {
    /// Yes.
    Yes,
    /// No.
    No,
}

/// Which days a date answer may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateWindow {
    /// Today or earlier.
    Past,
    /// Today or later.
    Future,
    /// Any day.
    Any,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// What it is stored as.
    pub code: String,
    /// What it is shown as.
    pub label: Text,
    /// How far choosing it takes the employer.
    pub stage: Stage,
}

/// An answer to one criterion. Its JSON is what the API takes and what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// Yes or no.
    YesNo {
        /// Which.
        value: YesOrNo,
    },
    /// Not yet, but by this date.
    NotYet {
        /// The date given.
        by: NaiveDate,
    },
    /// An option.
    Choice {
        /// Its code.
        option: String,
    },
    /// A number.
    Number {
        /// The number.
        value: Decimal,
    },
    /// An amount of money.
    Money {
        /// The amount in pence.
        pence: i64,
    },
    /// Two counts, the first out of the second.
    Percentage {
        /// The part.
        numerator: u64,
        /// The whole.
        denominator: u64,
    },
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A day.
    Date {
        /// The day.
        date: NaiveDate,
    },
    /// A statement declared true by a named person.
    Declaration {
        /// Their name.
        signatory: String,
        /// Their role in the organisation.
        role: String,
    },
    /// The criterion does not apply to this employer.
    NotApplicable {
        /// Why not.
        reason: String,
    },
}

impl AnswerKind {
    /// The word used in packs and in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::YesNo { .. } => "yes_no",
            Self::Choice { .. } => "choice",
            Self::Number { .. } => "number",
            Self::Money { .. } => "money",
            Self::Percentage { .. } => "percentage",
            Self::Text { .. } => "text",
            Self::Date { .. } => "date",
            Self::Declaration { .. } => "declaration",
        }
    }

    /// The option with a code.
    pub fn option(&self, code: &str) -> Option<&ChoiceOption> {
        match self {
            Self::Choice { options } => options.iter().find(|option| option.code == code),
            Self::YesNo { .. }
            | Self::Number { .. }
            | Self::Money { .. }
            | Self::Percentage { .. }
            | Self::Text { .. }
            | Self::Date { .. }
            | Self::Declaration { .. } => None,
        }
    }

    /// The answer in plain words, using this question's own labels and units.
    pub fn summary(&self, answer: &Answer) -> String {
        match (self, answer) {
            (Self::Choice { .. }, Answer::Choice { option }) => self
                .option(option)
                .map_or_else(|| answer.summary(), |option| option.label.to_string()),
            (Self::Number { unit, .. }, Answer::Number { value }) if !unit.is_empty() => {
                format!("{} {unit}", value.grouped())
            }
            (
                Self::Percentage {
                    minimum_denominator,
                    ..
                },
                Answer::Percentage {
                    numerator,
                    denominator,
                },
            ) if denominator < minimum_denominator => format!(
                "{} of {} (too few to give a percentage)",
                group_thousands(&numerator.to_string()),
                group_thousands(&denominator.to_string())
            ),
            _ => answer.summary(),
        }
    }
}

impl Answer {
    /// The answer in plain words, without knowing its question. [`AnswerKind::summary`] reads better.
    pub fn summary(&self) -> String {
        match self {
            Self::YesNo {
                value: YesOrNo::Yes,
            } => "Yes".to_owned(),
            Self::YesNo { value: YesOrNo::No } => "No".to_owned(),
            Self::NotYet { by } => format!("Not yet, but by {}", format_date(*by)),
            Self::Choice { option } => option.clone(),
            Self::Number { value } => value.grouped(),
            Self::Money { pence } => format_pence(*pence),
            Self::Percentage {
                numerator,
                denominator,
            } => {
                let counts = format!(
                    "{} of {}",
                    group_thousands(&numerator.to_string()),
                    group_thousands(&denominator.to_string())
                );
                match percent(*numerator, *denominator) {
                    Some(percent) => format!("{counts} ({percent})"),
                    None => format!("{counts} (too few to give a percentage)"),
                }
            }
            Self::Text { text } => text.clone(),
            Self::Date { date } => format_date(*date),
            Self::Declaration { signatory, role } => format!("Declared by {signatory}, {role}"),
            Self::NotApplicable { reason } => format!("Does not apply: {reason}"),
        }
    }
}

/// A percentage to one decimal place, always rounded down so that it never reads better than it is.
fn percent(numerator: u64, denominator: u64) -> Option<String> {
    let per_mille = (u128::from(numerator) * 1000).checked_div(u128::from(denominator))?;
    Some(match per_mille % 10 {
        0 => format!("{}%", per_mille / 10),
        tenth => format!("{}.{tenth}%", per_mille / 10),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(answer: &Answer) -> String {
        serde_json::to_string(answer).unwrap()
    }

    #[test]
    fn answers_have_a_stable_json_form() {
        let day = NaiveDate::from_ymd_opt(2027, 3, 31).unwrap();
        for (answer, expected) in [
            (
                Answer::YesNo {
                    value: YesOrNo::Yes,
                },
                r#"{"kind":"yes_no","value":"yes"}"#,
            ),
            (
                Answer::NotYet { by: day },
                r#"{"kind":"not_yet","by":"2027-03-31"}"#,
            ),
            (
                Answer::Money { pence: 1260 },
                r#"{"kind":"money","pence":1260}"#,
            ),
            (
                Answer::Number {
                    value: Decimal::parse("37.5").unwrap(),
                },
                r#"{"kind":"number","value":"37.5"}"#,
            ),
            (
                Answer::Percentage {
                    numerator: 9,
                    denominator: 10,
                },
                r#"{"kind":"percentage","numerator":9,"denominator":10}"#,
            ),
        ] {
            assert_eq!(json(&answer), expected);
            assert_eq!(serde_json::from_str::<Answer>(expected).unwrap(), answer);
        }
    }

    #[test]
    fn json_with_a_surprise_in_it_is_refused() {
        for bad in [
            r#"{"kind":"money","pence":1260,"currency":"USD"}"#,
            r#"{"kind":"money","pence":12.6}"#,
            r#"{"kind":"percentage","numerator":-1,"denominator":10}"#,
            r#"{"kind":"date","date":"2027-02-30"}"#,
            r#"{"kind":"perhaps"}"#,
            r#"{"value":"yes"}"#,
        ] {
            assert!(serde_json::from_str::<Answer>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_percentage_never_reads_better_than_it_is() {
        let read = |numerator, denominator| {
            Answer::Percentage {
                numerator,
                denominator,
            }
            .summary()
        };
        assert_eq!(read(1999, 2000), "1,999 of 2,000 (99.9%)");
        assert_eq!(read(9_999, 10_000), "9,999 of 10,000 (99.9%)");
        assert_eq!(read(3, 4), "3 of 4 (75%)");
        assert_eq!(read(0, 0), "0 of 0 (too few to give a percentage)");
        let kind = AnswerKind::Percentage {
            numerator: Text::english("a"),
            denominator: Text::english("b"),
            minimum_denominator: 10,
        };
        assert_eq!(
            kind.summary(&Answer::Percentage {
                numerator: 3,
                denominator: 4
            }),
            "3 of 4 (too few to give a percentage)"
        );
    }
}
