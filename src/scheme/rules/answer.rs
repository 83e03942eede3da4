//! Typed answers, and how they read.

use super::answer_kind::{Confirmer, YesOrNo};
use super::codes::AccreditationCode;
use super::quantity::{Decimal, format_date, format_pence, group_thousands};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// The options chosen, in the order of the question.
    MultiChoice {
        /// Their codes.
        options: Vec<String>,
    },
    /// A level on a scale, counted from 1.
    Maturity {
        /// The level.
        level: u32,
    },
    /// Counts, by code.
    Workforce {
        /// The counts.
        counts: BTreeMap<String, u64>,
    },
    /// From one day to another, both included.
    Period {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// A document.
    Document {
        /// What it is called.
        title: String,
        /// Where it can be read; empty when it is attached instead.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        link: String,
    },
    /// An accreditation somebody else awarded.
    HeldAccreditation {
        /// Which one.
        accreditation: AccreditationCode,
        /// Its number, as its issuer gives it.
        reference: String,
        /// Its tier, where it has tiers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tier: Option<String>,
        /// The last day it is valid, where it ends.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        valid_to: Option<NaiveDate>,
    },
    /// Who will confirm it, or has.
    Confirmation {
        /// What they are to the employer.
        by: Confirmer,
        /// Their name, or that of their body.
        name: String,
    },
    /// Rows, each a cell for each column: days as `2026-11-24`, amounts as `12.60`.
    List {
        /// The rows, in the order given.
        rows: Vec<BTreeMap<String, String>>,
    },
    /// The criterion does not apply to this employer.
    NotApplicable {
        /// Why not.
        reason: String,
    },
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
            Self::MultiChoice { options } => options.join(", "),
            Self::Maturity { level } => format!("Level {level}"),
            Self::Workforce { counts } => {
                let parts: Vec<String> = counts
                    .iter()
                    .map(|(code, n)| format!("{code}: {n}"))
                    .collect();
                parts.join("; ")
            }
            Self::Period { from, to } => {
                format!("{} to {}", format_date(*from), format_date(*to))
            }
            Self::Document { title, link } if link.is_empty() => title.clone(),
            Self::Document { title, link } => format!("{title} ({link})"),
            Self::HeldAccreditation {
                accreditation,
                reference,
                tier,
                valid_to,
            } => {
                let tier = tier
                    .as_ref()
                    .map_or_else(String::new, |tier| format!(", {tier}"));
                let until = valid_to.map_or_else(String::new, |day| {
                    format!(", valid to {}", format_date(day))
                });
                format!("{accreditation}{tier}, reference {reference}{until}")
            }
            Self::Confirmation { by, name } => format!("{}: {name}", by.label()),
            Self::List { rows } => match rows.len() {
                1 => "1 row".to_owned(),
                n => format!("{n} rows"),
            },
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
    use crate::scheme::rules::answer_kind::AnswerKind;
    use crate::scheme::rules::text::Text;

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
            kind.summary(
                &Answer::Percentage {
                    numerator: 3,
                    denominator: 4
                },
                "en"
            ),
            "3 of 4 (too few to give a percentage)"
        );
    }
}
