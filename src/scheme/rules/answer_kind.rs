//! What a criterion may be answered with.

use super::answer::Answer;
use super::codes::AccreditationCode;
use super::quantity::{Decimal, format_date, group_thousands};
use super::response::Stage;
use super::text::Text;
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
        /// The most words, counted between white space.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_words: Option<u32>,
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
    /// Any of several options, each with points.
    MultiChoice {
        /// The options, in the order shown.
        options: Vec<ScoredOption>,
    },
    /// A level on a scale, each with words that say what it looks like.
    Maturity {
        /// The levels, lowest first; the first is level 1.
        levels: Vec<Level>,
    },
    /// Counts of people (or of anything else), from which shares are computed.
    Workforce {
        /// What is counted.
        counts: Vec<Count>,
    },
    /// From one day to another.
    Period {},
    /// A document: what it is called, and where it can be read. Files are attached as evidence.
    Document {},
    /// An accreditation somebody else awarded; and, where the scheme allows it, “not yet, but by
    /// this date”.
    HeldAccreditation {
        /// Which ones are taken.
        accepts: Vec<AccreditationCode>,
        /// Whether “not yet, but by this date” may be answered.
        commitment: bool,
    },
    /// Confirmation by somebody outside the management.
    Confirmation {
        /// Who may confirm.
        by: Vec<Confirmer>,
    },
    /// Rows of the same few things: actions, sites, policies.
    List {
        /// What each row says.
        columns: Vec<Column>,
        /// The fewest rows.
        min_rows: u32,
        /// The most rows.
        max_rows: u32,
    },
}

/// One option of several that may be chosen together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoredOption {
    /// What it is stored as.
    pub code: String,
    /// What it is shown as.
    pub label: Text,
    /// What choosing it counts.
    pub points: u32,
}

/// One level of a scale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// What it is called.
    pub label: Text,
    /// What it looks like.
    pub descriptor: Text,
    /// How far it takes the employer.
    pub stage: Stage,
    /// What it counts.
    pub points: u32,
}

/// One count of a workforce answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// What rules call it.
    pub code: String,
    /// What is counted.
    pub label: Text,
    /// The count it is part of, and so cannot exceed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
}

/// Who may confirm an answer from outside the management.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmer {
    /// A recognised trade union.
    Union,
    /// An elected representative of the workers.
    WorkerRepresentative,
    /// An independent accountant.
    Accountant,
    /// Somebody who knows the employer's work.
    Referee,
}

impl Confirmer {
    /// Every one, with the word packs and JSON use.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("union", Self::Union),
        ("worker_representative", Self::WorkerRepresentative),
        ("accountant", Self::Accountant),
        ("referee", Self::Referee),
    ];

    /// The word packs and JSON use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Union => "union",
            Self::WorkerRepresentative => "worker_representative",
            Self::Accountant => "accountant",
            Self::Referee => "referee",
        }
    }

    /// In plain words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Union => "A recognised trade union",
            Self::WorkerRepresentative => "An elected workers’ representative",
            Self::Accountant => "An independent accountant",
            Self::Referee => "A referee",
        }
    }
}

/// One column of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// What rules and rows call it.
    pub code: String,
    /// Its heading.
    pub label: Text,
    /// What its cells hold.
    pub kind: ColumnKind,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Words on one line.
    Words,
    /// A day, as `2026-11-24`.
    Date,
    /// A number.
    Number,
    /// An amount of money, as `12.60`.
    Money,
    /// `yes` or `no`.
    YesNo,
}

impl ColumnKind {
    /// Every one, with the word packs and JSON use.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("words", Self::Words),
        ("date", Self::Date),
        ("number", Self::Number),
        ("money", Self::Money),
        ("yes_no", Self::YesNo),
    ];
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
            Self::MultiChoice { .. } => "multi_choice",
            Self::Maturity { .. } => "maturity",
            Self::Workforce { .. } => "workforce",
            Self::Period {} => "period",
            Self::Document {} => "document",
            Self::HeldAccreditation { .. } => "held_accreditation",
            Self::Confirmation { .. } => "confirmation",
            Self::List { .. } => "list",
        }
    }

    /// Every wording of the question's own, with the part it belongs to.
    pub fn wordings(&self) -> Vec<(String, &Text)> {
        let own = |name: &str, text| vec![(name.to_owned(), text)];
        match self {
            Self::Choice { options } => labels("options", options.iter().map(|one| &one.label)),
            Self::MultiChoice { options } => {
                labels("options", options.iter().map(|one| &one.label))
            }
            Self::Maturity { levels } => levels
                .iter()
                .enumerate()
                .flat_map(|(place, level)| {
                    [
                        (format!("levels[{place}].label"), &level.label),
                        (format!("levels[{place}].descriptor"), &level.descriptor),
                    ]
                })
                .collect(),
            Self::Workforce { counts } => labels("counts", counts.iter().map(|one| &one.label)),
            Self::List { columns, .. } => labels("columns", columns.iter().map(|one| &one.label)),
            Self::Number { unit, .. } => own("unit", unit),
            Self::Percentage {
                numerator,
                denominator,
                ..
            } => vec![
                ("numerator".to_owned(), numerator),
                ("denominator".to_owned(), denominator),
            ],
            Self::Declaration { statement } => own("statement", statement),
            Self::YesNo { .. }
            | Self::Money { .. }
            | Self::Text { .. }
            | Self::Date { .. }
            | Self::Period {}
            | Self::Document {}
            | Self::HeldAccreditation { .. }
            | Self::Confirmation { .. } => Vec::new(),
        }
    }

    /// The level of a scale, counted from 1.
    pub fn level(&self, level: u32) -> Option<&Level> {
        let Self::Maturity { levels } = self else {
            return None;
        };
        levels.get(usize::try_from(level.checked_sub(1)?).ok()?)
    }

    /// The most points an answer of this kind can have.
    pub fn most_points(&self) -> u32 {
        match self {
            Self::Maturity { levels } => levels.iter().map(|level| level.points).max().unwrap_or(0),
            Self::MultiChoice { options } => options
                .iter()
                .fold(0, |sum, option| sum.saturating_add(option.points)),
            _ => 1,
        }
    }

    /// The option with a code.
    pub fn option(&self, code: &str) -> Option<&ChoiceOption> {
        match self {
            Self::Choice { options } => options.iter().find(|option| option.code == code),
            _ => None,
        }
    }

    /// The answer in plain words, using this question's own labels and units.
    pub fn summary(&self, answer: &Answer, language: &str) -> String {
        match (self, answer) {
            (Self::Choice { .. }, Answer::Choice { option }) => self.option(option).map_or_else(
                || answer.summary(),
                |option| option.label.get(language).to_owned(),
            ),
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
            (Self::MultiChoice { options }, Answer::MultiChoice { options: chosen }) => {
                let labels: Vec<&str> = options
                    .iter()
                    .filter(|option| chosen.contains(&option.code))
                    .map(|option| option.label.get(language))
                    .collect();
                if labels.is_empty() {
                    "None of these".to_owned()
                } else {
                    labels.join("; ")
                }
            }
            (Self::Maturity { .. }, Answer::Maturity { level }) => self.level(*level).map_or_else(
                || answer.summary(),
                |found| format!("Level {level}: {}", found.label.get(language)),
            ),
            (Self::Workforce { counts }, Answer::Workforce { counts: given }) => {
                let parts: Vec<String> = counts
                    .iter()
                    .filter_map(|count| {
                        let n = given.get(&count.code)?;
                        Some(format!(
                            "{}: {}",
                            count.label.get(language),
                            group_thousands(&n.to_string())
                        ))
                    })
                    .collect();
                parts.join("; ")
            }
            (Self::HeldAccreditation { .. }, Answer::YesNo { .. }) => "Not held".to_owned(),
            (Self::HeldAccreditation { .. }, Answer::NotYet { by }) => {
                format!("Not held yet, but by {}", format_date(*by))
            }
            (Self::List { columns, .. }, Answer::List { rows }) => {
                let rows: Vec<String> = rows
                    .iter()
                    .map(|row| {
                        let cells: Vec<&str> = columns
                            .iter()
                            .filter_map(|column| row.get(&column.code).map(String::as_str))
                            .filter(|cell| !cell.is_empty())
                            .collect();
                        cells.join(", ")
                    })
                    .collect();
                if rows.is_empty() {
                    "Nothing listed".to_owned()
                } else {
                    rows.join("; ")
                }
            }
            _ => answer.summary(),
        }
    }
}

fn labels<'a>(part: &str, texts: impl Iterator<Item = &'a Text>) -> Vec<(String, &'a Text)> {
    texts
        .enumerate()
        .map(|(place, text)| (format!("{part}[{place}].label"), text))
        .collect()
}
