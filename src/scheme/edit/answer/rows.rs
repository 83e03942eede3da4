//! Kinds of answers that are lists: options, levels, counts and columns, row by row.

use super::stages;
use crate::scheme::edit::field::wording;
use crate::scheme::edit::{Field, Group};
use crate::scheme::rules::{AnswerKind, ColumnKind, SchemeVersion, Text};

/// How many empty rows there are to fill in.
pub(super) const MORE_ROWS: usize = 3;

/// What the cells of a column hold, as what is sent and what is read.
const CELLS: &[(&str, &str)] = &[
    ("words", "Words"),
    ("date", "A day"),
    ("number", "A number"),
    ("money", "An amount of money"),
    ("yes_no", "Yes or no"),
];

/// A row of any list, with what not every list has.
#[derive(Default)]
pub(super) struct Row {
    pub(super) code: String,
    pub(super) label: Text,
    pub(super) descriptor: Text,
    pub(super) stage: String,
    pub(super) points: String,
    pub(super) part_of: String,
    pub(super) cells: String,
}

/// What one row is called.
fn noun(kind: &AnswerKind) -> &'static str {
    match kind {
        AnswerKind::Maturity { .. } => "Level",
        AnswerKind::Workforce { .. } => "Count",
        AnswerKind::List { .. } => "Column",
        _ => "Option",
    }
}

pub(super) fn rows(kind: &AnswerKind) -> Vec<Row> {
    match kind {
        AnswerKind::Choice { options } => options
            .iter()
            .map(|one| Row {
                code: one.code.clone(),
                label: one.label.clone(),
                stage: one.stage.as_str().to_owned(),
                ..Row::default()
            })
            .collect(),
        AnswerKind::MultiChoice { options } => options
            .iter()
            .map(|one| Row {
                code: one.code.clone(),
                label: one.label.clone(),
                points: one.points.to_string(),
                ..Row::default()
            })
            .collect(),
        AnswerKind::Maturity { levels } => levels
            .iter()
            .map(|one| Row {
                label: one.label.clone(),
                descriptor: one.descriptor.clone(),
                stage: one.stage.as_str().to_owned(),
                points: one.points.to_string(),
                ..Row::default()
            })
            .collect(),
        AnswerKind::Workforce { counts } => counts
            .iter()
            .map(|one| Row {
                code: one.code.clone(),
                label: one.label.clone(),
                part_of: one.part_of.clone().unwrap_or_default(),
                ..Row::default()
            })
            .collect(),
        AnswerKind::List { columns, .. } => columns
            .iter()
            .map(|one| {
                let word = ColumnKind::WORDS.iter().find(|(_, kind)| *kind == one.kind);
                Row {
                    code: one.code.clone(),
                    label: one.label.clone(),
                    cells: word.map_or_else(String::new, |(word, _)| (*word).to_owned()),
                    ..Row::default()
                }
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The fields, a group a row.
pub(super) fn fields(version: &SchemeVersion, kind: &AnswerKind) -> Vec<Group> {
    let languages = &version.scheme.languages;
    let mut kept = rows(kind);
    let known = kept.len();
    let counts: Vec<(String, String)> = kept
        .iter()
        .map(|row| (row.code.clone(), row.label.to_string()))
        .collect();
    kept.resize_with(known + MORE_ROWS, Row::default);
    let mut groups = Vec::new();
    for (place, row) in kept.iter().enumerate() {
        let name = |part: &str| format!("row{place}_{part}");
        let mut own = vec![Field::hidden(name("code"), &row.code)];
        own.extend(wording(
            languages,
            &name("label"),
            "What it says",
            &row.label,
            false,
        ));
        match kind {
            AnswerKind::Choice { .. } => {
                own.push(
                    Field::choice(
                        name("stage"),
                        "How far choosing it takes the employer",
                        stages(),
                    )
                    .value(&row.stage),
                );
            }
            AnswerKind::MultiChoice { .. } => {
                own.push(Field::number(name("points"), "Points").value(&row.points));
            }
            AnswerKind::Maturity { .. } => {
                let looks = "What it looks like";
                own.extend(wording(
                    languages,
                    &name("descriptor"),
                    looks,
                    &row.descriptor,
                    true,
                ));
                own.push(
                    Field::choice(name("stage"), "How far it takes the employer", stages())
                        .value(&row.stage),
                );
                own.push(Field::number(name("points"), "Points").value(&row.points));
            }
            AnswerKind::Workforce { .. } => {
                let none = (String::new(), "No other count".to_owned());
                let before = counts.iter().take(place).cloned();
                own.push(
                    Field::choice(
                        name("part_of"),
                        "Part of",
                        std::iter::once(none).chain(before),
                    )
                    .value(&row.part_of),
                );
            }
            _ => own.push(
                Field::choice(name("cells"), "What its cells hold", CELLS.iter().copied())
                    .value(&row.cells),
            ),
        }
        own.push(Field::number(name("place"), "Place in the list").value((place + 1).to_string()));
        let heading = if place < known {
            format!("{} {}", noun(kind), place + 1)
        } else {
            format!("New {}", noun(kind).to_lowercase())
        };
        let heading = match (place >= known, place - known.min(place)) {
            (true, more) if more > 0 => format!("{heading} ({})", more + 1),
            _ => heading,
        };
        groups.push(Group::new(heading, own));
    }
    if let AnswerKind::List {
        min_rows, max_rows, ..
    } = kind
    {
        let rows = vec![
            Field::number("min_rows", "The fewest rows").value(min_rows.to_string()),
            Field::number("max_rows", "The most rows").value(max_rows.to_string()),
        ];
        groups.insert(0, Group::new("", rows));
    }
    groups
}
