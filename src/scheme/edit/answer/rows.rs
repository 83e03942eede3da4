//! Kinds of answers that are lists: options, levels, counts and columns, row by row.

use super::{Form, stage, stages};
use crate::scheme::edit::field::wording;
use crate::scheme::edit::uses::TestUse;
use crate::scheme::edit::{Field, Group};
use crate::scheme::rules::{
    AnswerKind, ChoiceOption, Column, ColumnKind, Count, Level, SchemeVersion, ScoredOption, Text,
};

/// How many empty rows there are to fill in.
const MORE_ROWS: usize = 3;
/// More rows than any list may have.
const MOST_ROWS: usize = 100;

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
struct Row {
    code: String,
    label: Text,
    descriptor: Text,
    stage: String,
    points: String,
    part_of: String,
    cells: String,
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

fn rows(kind: &AnswerKind) -> Vec<Row> {
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

/// A code made of a label: lower-case words, and a number where it is taken.
fn code_of(label: &str, taken: &[String]) -> String {
    let letters = label.chars().map(|c| match c {
        c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
        _ => ' ',
    });
    let words: String = letters.collect();
    let words: Vec<&str> = words.split_whitespace().take(6).collect();
    let mut code: String = words.join("-").chars().take(40).collect();
    if !code.starts_with(|c: char| c.is_ascii_lowercase()) {
        code = format!("option-{code}");
    }
    let code = code.trim_matches('-').to_owned();
    (1..=taken.len() + 1)
        .map(|n| match n {
            1 => code.clone(),
            n => format!("{code}-{n}"),
        })
        .find(|code| !taken.contains(code))
        .unwrap_or_default()
}

/// The rows as they were typed, in the order asked for; a row without words is none.
fn typed_rows(form: &mut Form<'_>, kind: &AnswerKind) -> Vec<(String, Row)> {
    let kept = rows(kind);
    let mut taken: Vec<String> = kept.iter().map(|row| row.code.clone()).collect();
    let mut found: Vec<(usize, String, Row)> = Vec::new();
    for place in 0..(kept.len() + MORE_ROWS).min(MOST_ROWS) {
        let name = |part: &str| format!("row{place}_{part}");
        if form.get(&name("label_en")).is_empty() {
            continue;
        }
        let before = kept.get(place);
        let label = form.words(&name("label"), before.map(|row| &row.label), true);
        let Some(label) = label else { continue };
        let descriptor = match kind {
            AnswerKind::Maturity { .. } => {
                let kept = before.map(|row| &row.descriptor);
                form.words(&name("descriptor"), kept, true)
                    .unwrap_or_default()
            }
            _ => Text::default(),
        };
        let code = match before {
            Some(row) => row.code.clone(),
            None => code_of(label.as_str(), &taken),
        };
        taken.push(code.clone());
        let at = form.get(&name("place")).parse().unwrap_or(usize::MAX);
        let row = Row {
            code,
            label,
            descriptor,
            stage: form.get(&name("stage")),
            points: form.get(&name("points")),
            part_of: form.get(&name("part_of")),
            cells: form.get(&name("cells")),
        };
        found.push((at, format!("row{place}"), row));
    }
    found.sort_by_key(|(at, ..)| *at);
    found
        .into_iter()
        .map(|(_, name, row)| (name, row))
        .collect()
}

/// Says which tests name a row that is gone.
fn gone(form: &mut Form<'_>, kind: &AnswerKind, found: &[(String, Row)], tests: &[TestUse]) {
    for (place, row) in rows(kind).iter().enumerate() {
        if row.code.is_empty() || found.iter().any(|(_, kept)| kept.code == row.code) {
            continue;
        }
        if let Some(by) = tests.iter().find(|one| one.names.contains(&row.code)) {
            form.errors.add(
                format!("row{place}_label_en"),
                format!(
                    "“{}” is named by {}. Change that first, then remove it here.",
                    row.label, by.words
                ),
            );
        }
    }
}

/// The answer with its rows as they were typed. `tests` are put to it.
pub(super) fn read(form: &mut Form<'_>, now: &AnswerKind, tests: &[TestUse]) -> Option<AnswerKind> {
    let found = typed_rows(form, now);
    gone(form, now, &found, tests);
    let points = |form: &mut Form<'_>, name: &str, row: &Row| match row.points.as_str() {
        "" => Some(0),
        text => match text.parse() {
            Ok(points) => Some(points),
            Err(_) => form.wrong(format!("{name}_points"), "Enter a whole number, like 2."),
        },
    };
    let far = |form: &mut Form<'_>, name: &str, row: &Row| match stage(&row.stage) {
        Some(stage) => Some(stage),
        None => form.wrong(
            format!("{name}_stage"),
            "Choose how far it takes the employer.",
        ),
    };
    let mut found = found.into_iter();
    Some(match now {
        AnswerKind::Choice { .. } => AnswerKind::Choice {
            options: found.try_fold(Vec::new(), |mut all, (name, row)| {
                let stage = far(form, &name, &row)?;
                let (code, label) = (row.code, row.label);
                all.push(ChoiceOption { code, label, stage });
                Some(all)
            })?,
        },
        AnswerKind::MultiChoice { .. } => AnswerKind::MultiChoice {
            options: found.try_fold(Vec::new(), |mut all, (name, row)| {
                let points = points(form, &name, &row)?;
                let (code, label) = (row.code, row.label);
                all.push(ScoredOption {
                    code,
                    label,
                    points,
                });
                Some(all)
            })?,
        },
        AnswerKind::Maturity { .. } => AnswerKind::Maturity {
            levels: found.try_fold(Vec::new(), |mut all, (name, row)| {
                let (stage, points) = (far(form, &name, &row)?, points(form, &name, &row)?);
                let (label, descriptor) = (row.label, row.descriptor);
                all.push(Level {
                    label,
                    descriptor,
                    stage,
                    points,
                });
                Some(all)
            })?,
        },
        AnswerKind::Workforce { .. } => AnswerKind::Workforce {
            counts: found
                .map(|(_, row)| Count {
                    code: row.code,
                    label: row.label,
                    part_of: Some(row.part_of).filter(|whole| !whole.is_empty()),
                })
                .collect(),
        },
        _ => {
            let columns = found.try_fold(Vec::new(), |mut all, (name, row)| {
                let word = ColumnKind::WORDS
                    .iter()
                    .find(|(word, _)| *word == row.cells);
                let Some((_, kind)) = word else {
                    return form.wrong(format!("{name}_cells"), "Choose what its cells hold.");
                };
                all.push(Column {
                    code: row.code,
                    label: row.label,
                    kind: *kind,
                });
                Some(all)
            });
            let (min, max) = (form.whole("min_rows"), form.whole("max_rows"));
            let (columns, (min_rows, max_rows)) = columns.zip(min.zip(max))?;
            AnswerKind::List {
                columns,
                min_rows,
                max_rows,
            }
        }
    })
}
