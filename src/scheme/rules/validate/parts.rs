//! Checks of answers that have several parts.

use super::{LARGEST_COUNT, NAME_CHARACTERS, line, one, plausible, words};
use crate::scheme::rules::answer_kind::{Column, ColumnKind, Count};
use crate::scheme::rules::fields::{FieldProblem, field};
use crate::scheme::rules::quantity::{Decimal, group_thousands, parse_pence};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// The most characters of a cell.
const CELL_CHARACTERS: usize = 500;

/// Options that exist, each once.
pub(super) fn several(chosen: &[String], exists: impl Fn(&str) -> bool) -> Vec<FieldProblem> {
    let mut seen = BTreeSet::new();
    if chosen.iter().all(|code| exists(code) && seen.insert(code)) {
        vec![]
    } else {
        vec![FieldProblem::new(
            field::VALUE,
            "Select only from the options.",
        )]
    }
}

/// Every count, no other, and no part larger than its whole.
pub(super) fn workforce(counts: &[Count], given: &BTreeMap<String, u64>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let mut problem = |count: &str, message: String| {
        problems.push(FieldProblem::new(&field::count(count), message));
    };
    for count in counts {
        let Some(n) = given.get(&count.code) else {
            problem(
                &count.code,
                "Enter every number; enter 0 if there are none.".to_owned(),
            );
            continue;
        };
        let whole = count
            .part_of
            .as_ref()
            .and_then(|whole| Some((whole, given.get(whole)?)));
        if *n > LARGEST_COUNT {
            let most = group_thousands(&LARGEST_COUNT.to_string());
            problem(
                &count.code,
                format!("Enter a number no larger than {most}."),
            );
        } else if let Some((whole, most)) = whole.filter(|(_, most)| n > most) {
            let label = counts
                .iter()
                .find(|count| count.code == *whole)
                .map_or(whole.as_str(), |count| count.label.as_str());
            problem(
                &count.code,
                format!(
                    "This is part of “{label}”, so it must be {} or less.",
                    group_thousands(&most.to_string())
                ),
            );
        }
    }
    for code in given.keys() {
        if counts.iter().all(|count| count.code != *code) {
            problem(
                code,
                "This is not among the numbers asked for. Leave it out.".to_owned(),
            );
        }
    }
    problems
}

pub(super) fn period(from: NaiveDate, to: NaiveDate) -> Vec<FieldProblem> {
    let mut problems = one(field::FROM_DAY, plausible(from));
    problems.extend(one(field::TO_DAY, plausible(to)));
    if problems.is_empty() && to < from {
        problems.push(FieldProblem::new(
            field::TO_DAY,
            "The last day must be the first day or later.",
        ));
    }
    problems
}

pub(super) fn document(title: &str, link: &str) -> Vec<FieldProblem> {
    let mut problems = one(field::DOCUMENT, line(title, "what the document is called"));
    let good = link.len() <= 2_000
        && Url::parse(link).is_ok_and(|url| url.scheme() == "https" && url.host().is_some());
    if !link.is_empty() && !good {
        problems.push(FieldProblem::new(
            field::DOCUMENT_LINK,
            "Enter a link that starts with https://, or leave it blank.",
        ));
    }
    problems
}

pub(super) fn list(
    columns: &[Column],
    (least, most): (u32, u32),
    rows: &[BTreeMap<String, String>],
) -> Vec<FieldProblem> {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let mut problems = Vec::new();
    let first = columns.first().map_or("", |column| column.code.as_str());
    if count < least {
        problems.push(FieldProblem::new(
            &field::cell(rows.len() + 1, first),
            format!("Fill in at least {least} rows."),
        ));
    } else if count > most {
        problems.push(FieldProblem::new(
            &field::cell(1, first),
            format!("Fill in at most {most} rows."),
        ));
        return problems;
    }
    for (place, row) in rows.iter().enumerate() {
        for column in columns {
            let name = field::cell(place + 1, &column.code);
            match row.get(&column.code).filter(|text| !text.trim().is_empty()) {
                None => problems.push(FieldProblem::new(
                    &name,
                    format!("Fill in “{}”, or leave the whole row blank.", column.label),
                )),
                Some(text) => problems.extend(one(&name, cell(column.kind, text))),
            }
        }
        for code in row.keys() {
            if columns.iter().all(|column| column.code != *code) {
                problems.push(FieldProblem::new(
                    &field::cell(place + 1, code),
                    "There is no such column. Leave it out.",
                ));
            }
        }
    }
    problems
}

fn cell(kind: ColumnKind, text: &str) -> Result<(), String> {
    let holds = match kind {
        ColumnKind::Words => return words(text, CELL_CHARACTERS.max(NAME_CHARACTERS), "this"),
        ColumnKind::Date => {
            return text
                .parse()
                .map_err(|_| "Enter a date, like 2027-01-31.".to_owned())
                .and_then(plausible);
        }
        ColumnKind::Number => Decimal::parse(text).is_ok(),
        ColumnKind::Money => parse_pence(text).is_ok(),
        ColumnKind::YesNo => matches!(text, "yes" | "no"),
    };
    if holds {
        Ok(())
    } else {
        Err(match kind {
            ColumnKind::Money => "Enter an amount in pounds and pence, like 12.60.",
            ColumnKind::YesNo => "Enter yes or no.",
            ColumnKind::Words | ColumnKind::Date | ColumnKind::Number => {
                "Enter a number in figures, like 37.5."
            }
        }
        .to_owned())
    }
}
