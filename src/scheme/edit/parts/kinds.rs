//! The answer of a new criterion: every kind, with settings to begin with.

use super::add::Form;
use crate::scheme::rules::{
    AnswerKind, ChoiceOption, Column, ColumnKind, Confirmer, Count, DateWindow, Decimal, Level,
    SchemeVersion, ScoredOption, Stage, Text, YesOrNo,
};

/// Kinds of answers a new criterion may have, as what is sent and what is read.
pub const KINDS: &[(&str, &str)] = &[
    ("yes_no", "Yes or no"),
    ("promise", "Yes, no, or not yet but by a date"),
    ("choice", "One of several options"),
    ("multi_choice", "Any of several options, with points"),
    ("maturity", "A level on a scale"),
    ("number", "A number"),
    ("money", "An amount of money"),
    ("percentage", "A share of two counts"),
    ("workforce", "Counts of people"),
    ("text", "Words"),
    ("date", "A day"),
    ("period", "From one day to another"),
    ("declaration", "A statement that is declared true"),
    ("confirmation", "A confirmation from outside the management"),
    ("document", "A document"),
    (
        "held_accreditation",
        "An accreditation that somebody else awards",
    ),
    ("list", "Rows of the same few things"),
];

/// Lines to begin with, the fewest and what is wrong without them; none for kinds without lines.
pub(super) fn lines_of(kind: &str) -> Option<(usize, &'static str, &'static str)> {
    Some(match kind {
        "choice" => (
            2,
            "Options",
            "One a line, the best first: it is what meets the question",
        ),
        "multi_choice" => (
            1,
            "Options",
            "One a line. Each counts one point to begin with",
        ),
        "maturity" => (
            2,
            "Levels",
            "One a line, the lowest first: the highest is what meets the question",
        ),
        "workforce" => (1, "Counts", "One a line, such as People employed"),
        "list" => (1, "Columns", "One a line, such as Action or Done by"),
        _ => return None,
    })
}

/// A code from a place in a list.
fn code(word: &str, place: usize) -> String {
    format!("{word}-{}", place + 1)
}

/// The answer as it was typed. What is not asked for can be set once the criterion is there.
pub(super) fn read(form: &mut Form<'_>, version: &SchemeVersion) -> Option<AnswerKind> {
    let kind = (form.typed)("criterion_kind");
    let typed = (form.typed)("criterion_options");
    let lines: Vec<&str> = typed
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    if let Some((fewest, what, _)) = lines_of(&kind)
        && !(fewest..=20).contains(&lines.len())
    {
        let what = what.to_lowercase();
        form.errors.add(
            "criterion_options",
            format!("Write {fewest} to 20 {what}, one a line."),
        );
        return None;
    }
    let labelled = lines.iter().enumerate();
    Some(match kind.as_str() {
        word @ ("yes_no" | "promise") => AnswerKind::YesNo {
            commitment: word == "promise",
            met_by: YesOrNo::Yes,
        },
        "choice" => AnswerKind::Choice {
            options: labelled
                .map(|(place, label)| ChoiceOption {
                    code: code("option", place),
                    label: Text::english(*label),
                    stage: if place == 0 {
                        Stage::Doing
                    } else {
                        Stage::Aware
                    },
                })
                .collect(),
        },
        "multi_choice" => AnswerKind::MultiChoice {
            options: labelled
                .map(|(place, label)| ScoredOption {
                    code: code("option", place),
                    label: Text::english(*label),
                    points: 1,
                })
                .collect(),
        },
        "maturity" => AnswerKind::Maturity {
            levels: labelled
                .map(|(place, label)| Level {
                    label: Text::english(*label),
                    descriptor: Text::english(*label),
                    stage: if place + 1 == lines.len() {
                        Stage::Doing
                    } else {
                        Stage::Aware
                    },
                    points: u32::try_from(place).unwrap_or(0),
                })
                .collect(),
        },
        "workforce" => AnswerKind::Workforce {
            counts: labelled
                .map(|(place, label)| Count {
                    code: code("count", place),
                    label: Text::english(*label),
                    part_of: None,
                })
                .collect(),
        },
        "list" => AnswerKind::List {
            columns: labelled
                .map(|(place, label)| Column {
                    code: code("column", place),
                    label: Text::english(*label),
                    kind: ColumnKind::Words,
                })
                .collect(),
            min_rows: 1,
            max_rows: 10,
        },
        "number" => AnswerKind::Number {
            unit: Text::default(),
            decimals: 0,
            min: Some(Decimal::whole(0)),
            max: None,
        },
        "money" => AnswerKind::Money {
            min_pence: Some(0),
            max_pence: None,
        },
        "percentage" => AnswerKind::Percentage {
            numerator: form.line("criterion_numerator", "Say what is counted."),
            denominator: form.line("criterion_denominator", "Say out of what it is counted."),
            minimum_denominator: 1,
        },
        "text" => AnswerKind::Text {
            max_characters: 2_000,
            max_words: None,
        },
        "date" => AnswerKind::Date {
            when: DateWindow::Past,
        },
        "period" => AnswerKind::Period {},
        "document" => AnswerKind::Document {},
        "declaration" => AnswerKind::Declaration {
            statement: form.line("criterion_statement", "Write what is declared."),
        },
        "confirmation" => AnswerKind::Confirmation {
            by: vec![Confirmer::Union, Confirmer::WorkerRepresentative],
        },
        "held_accreditation" if version.accreditations.is_empty() => {
            let message =
                "The scheme recognises no accreditation of others. Its pack defines them.";
            form.errors.add("criterion_kind", message);
            return None;
        }
        "held_accreditation" => AnswerKind::HeldAccreditation {
            accepts: version
                .accreditations
                .iter()
                .map(|one| one.code.clone())
                .collect(),
            commitment: false,
        },
        _ => {
            form.errors
                .add("criterion_kind", "Choose how it is answered.");
            return None;
        }
    })
}
