//! What a criterion is answered with: the settings of each kind of answer.

use super::field::wording;
use super::rule::STAGES;
use super::{Field, Group};
use crate::scheme::rules::{
    AnswerKind, Confirmer, DateWindow, SchemeVersion, Text, YesOrNo, format_pence,
};

mod read;
mod rows;
mod typed;

pub use read::read;

/// Which days can be true.
const WINDOWS: &[(&str, &str)] = &[
    ("past", "Today or earlier"),
    ("future", "Today or later"),
    ("any", "Any day"),
];

/// Stages that an answer can be at, as what is sent and what is read.
fn stages() -> impl Iterator<Item = (&'static str, &'static str)> {
    STAGES
        .iter()
        .copied()
        .filter(|(word, _)| *word != "satisfied")
}

/// Money as it is typed.
fn pounds(pence: i64) -> String {
    format_pence(pence).replace(['£', ','], "")
}

/// The fields of a kind of answer.
pub fn fields(version: &SchemeVersion, kind: &AnswerKind) -> Vec<Group> {
    let languages = &version.scheme.languages;
    let words =
        |name: &str, label: &str, text: &Text, long| wording(languages, name, label, text, long);
    let shown = |value: Option<String>| value.unwrap_or_default();
    let not_yet = |commitment: bool| {
        let label = "“Not yet, but by this date” may be answered";
        Field::tick("commitment", label, commitment)
    };
    let own = match kind {
        AnswerKind::YesNo { commitment, met_by } => {
            let met = if *met_by == YesOrNo::Yes { "yes" } else { "no" };
            let which = [("yes", "Yes"), ("no", "No")];
            vec![
                Field::choice("met_by", "Which answer meets it", which).value(met),
                not_yet(*commitment),
            ]
        }
        AnswerKind::Number {
            unit,
            decimals,
            min,
            max,
        } => {
            let mut own = words("unit", "What is counted, such as hours a week", unit, false);
            let places = ["0", "1", "2", "3"].map(|n| (n, n));
            own.extend([
                Field::choice("decimals", "Decimal places", places).value(decimals.to_string()),
                Field::number("min", "The least that can be true")
                    .value(shown(min.map(|one| one.to_string()))),
                Field::number("max", "The most that can be true")
                    .value(shown(max.map(|one| one.to_string()))),
            ]);
            own
        }
        AnswerKind::Money {
            min_pence,
            max_pence,
        } => vec![
            Field::number("min", "The least that can be true, in pounds")
                .value(shown(min_pence.map(pounds))),
            Field::number("max", "The most that can be true, in pounds")
                .value(shown(max_pence.map(pounds))),
        ],
        AnswerKind::Percentage {
            numerator,
            denominator,
            minimum_denominator,
        } => {
            let mut own = words("numerator", "What is counted", numerator, false);
            own.extend(words("denominator", "Out of what", denominator, false));
            let hint = "With fewer, no percentage is computed";
            let fewest = Field::number("minimum", "Computed from this many").hint(hint);
            own.push(fewest.value(minimum_denominator.to_string()));
            own
        }
        AnswerKind::Text {
            max_characters,
            max_words,
        } => vec![
            Field::number("max_characters", "The most characters")
                .value(max_characters.to_string()),
            Field::number("max_words", "The most words")
                .hint("Leave blank for no limit")
                .value(shown(max_words.map(|one| one.to_string()))),
        ],
        AnswerKind::Date { when } => {
            let word = match when {
                DateWindow::Past => "past",
                DateWindow::Future => "future",
                DateWindow::Any => "any",
            };
            vec![
                Field::choice("when", "Days that can be true", WINDOWS.iter().copied()).value(word),
            ]
        }
        AnswerKind::Declaration { statement } => {
            words("statement", "What is declared", statement, true)
        }
        AnswerKind::HeldAccreditation {
            accepts,
            commitment,
        } => {
            let known = version.accreditations.iter().map(|one| {
                let label = format!("{} counts", one.name);
                Field::tick(
                    format!("accepts_{}", one.code),
                    label,
                    accepts.contains(&one.code),
                )
            });
            known.chain([not_yet(*commitment)]).collect()
        }
        AnswerKind::Confirmation { by } => Confirmer::WORDS
            .iter()
            .map(|(word, who)| {
                let label = format!("{} may confirm it", who.label());
                Field::tick(format!("by_{word}"), label, by.contains(who))
            })
            .collect(),
        AnswerKind::Period {} | AnswerKind::Document {} => Vec::new(),
        AnswerKind::Choice { .. }
        | AnswerKind::MultiChoice { .. }
        | AnswerKind::Maturity { .. }
        | AnswerKind::Workforce { .. }
        | AnswerKind::List { .. } => return rows::fields(version, kind),
    };
    if own.is_empty() {
        return Vec::new();
    }
    vec![Group::new("", own)]
}

#[cfg(test)]
mod tests;
