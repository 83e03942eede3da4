//! Rows as they were typed.

use super::read::Form;
use super::rows::{MORE_ROWS, Row, rows};
use crate::scheme::edit::uses::TestUse;
use crate::scheme::rules::{
    AnswerKind, ChoiceOption, Column, ColumnKind, Count, Level, ScoredOption, Stage, Text,
};

/// More rows than any list may have.
const MOST_ROWS: usize = 100;

fn stage(word: &str) -> Option<Stage> {
    [
        Stage::Aware,
        Stage::Committed,
        Stage::Planned,
        Stage::Doing,
        Stage::Embedded,
    ]
    .into_iter()
    .find(|stage| stage.as_str() == word)
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
