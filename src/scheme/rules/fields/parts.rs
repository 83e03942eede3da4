//! Answers that have several parts, from form fields.

use super::dates::{date, typed_date};
use super::filled::pounds;
use super::{FieldProblem, Fields, Parsed, at, count, field, money_message, number_message, some};
use crate::scheme::rules::answer::Answer;
use crate::scheme::rules::answer_kind::{
    Column, ColumnKind, Confirmer, Count, ScoredOption, YesOrNo,
};
use crate::scheme::rules::codes::AccreditationCode;
use crate::scheme::rules::quantity::{Decimal, parse_pence};
use std::collections::BTreeMap;

/// The options chosen, in the order of the question; a code that is not among them stays, for the
/// check to refuse.
pub(super) fn several(options: &[ScoredOption], given: &Fields<'_>) -> Option<Answer> {
    let chosen: Vec<&str> = given
        .all(field::VALUE)
        .filter(|code| !code.is_empty())
        .collect();
    if chosen.is_empty() {
        return None;
    }
    let mut codes: Vec<String> = options
        .iter()
        .map(|option| option.code.as_str())
        .filter(|code| chosen.contains(code))
        .map(str::to_owned)
        .collect();
    codes.extend(
        chosen
            .iter()
            .filter(|code| **code != field::NONE_OF_THESE)
            .filter(|code| options.iter().all(|option| option.code != **code))
            .map(|code| (*code).to_owned()),
    );
    Some(Answer::MultiChoice { options: codes })
}

pub(super) fn level(value: &str) -> Parsed {
    match some(value) {
        None => Ok(None),
        Some(text) => text
            .parse()
            .map(|level| Some(Answer::Maturity { level }))
            .map_err(|_| at(field::VALUE, "Select one of the levels.")),
    }
}

/// Counts; one left blank among others that are not is asked for.
pub(super) fn counts(counts: &[Count], given: &Fields<'_>) -> Parsed {
    let typed: Vec<(&Count, &str)> = counts
        .iter()
        .map(|count| (count, given.get(&field::count(&count.code))))
        .collect();
    if typed.iter().all(|(_, text)| text.is_empty()) {
        return Ok(None);
    }
    let mut found = BTreeMap::new();
    let mut problems = Vec::new();
    for (of, text) in typed {
        let name = field::count(&of.code);
        if text.is_empty() {
            problems.push(FieldProblem::new(
                &name,
                "Enter every number; enter 0 if there are none.",
            ));
            continue;
        }
        match count(text, &name) {
            Ok(n) => {
                found.insert(of.code.clone(), n);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        Ok(Some(Answer::Workforce { counts: found }))
    } else {
        Err(problems)
    }
}

pub(super) fn period(given: &Fields<'_>) -> Parsed {
    let from = date(
        given,
        [field::FROM_DAY, field::FROM_MONTH, field::FROM_YEAR],
    )?;
    let to = date(given, [field::TO_DAY, field::TO_MONTH, field::TO_YEAR])?;
    match (from, to) {
        (None, None) => Ok(None),
        (Some(from), Some(to)) => Ok(Some(Answer::Period { from, to })),
        (None, Some(_)) => Err(at(field::FROM_DAY, "Enter the first day as well.")),
        (Some(_), None) => Err(at(field::TO_DAY, "Enter the last day as well.")),
    }
}

pub(super) fn document(given: &Fields<'_>) -> Option<Answer> {
    let (title, link) = (given.get(field::DOCUMENT), given.get(field::DOCUMENT_LINK));
    (!title.is_empty() || !link.is_empty()).then(|| Answer::Document {
        title: title.to_owned(),
        link: link.to_owned(),
    })
}

pub(super) fn held(value: &str, given: &Fields<'_>) -> Parsed {
    match value {
        "" if given.get(field::REFERENCE).is_empty() => Ok(None),
        "" => Err(at(field::VALUE, "Select which accreditation it is.")),
        "no" => Ok(Some(Answer::YesNo { value: YesOrNo::No })),
        "not_yet" => super::yes_no(value, given),
        code => {
            let accreditation = AccreditationCode::parse(code)
                .map_err(|_| at(field::VALUE, "Select one of the answers."))?;
            let valid_to = date(given, [field::TO_DAY, field::TO_MONTH, field::TO_YEAR])?;
            Ok(Some(Answer::HeldAccreditation {
                accreditation,
                reference: given.get(field::REFERENCE).to_owned(),
                tier: some(given.get(field::TIER)).map(str::to_owned),
                valid_to,
            }))
        }
    }
}

pub(super) fn confirmation(value: &str, given: &Fields<'_>) -> Parsed {
    let name = given.get(field::NAME);
    if value.is_empty() && name.is_empty() {
        return Ok(None);
    }
    let by = Confirmer::WORDS
        .iter()
        .find(|(word, _)| *word == value)
        .map(|(_, by)| *by)
        .ok_or_else(|| at(field::VALUE, "Select who will confirm this."))?;
    Ok(Some(Answer::Confirmation {
        by,
        name: name.to_owned(),
    }))
}

/// Rows, without those left blank; a cell left blank stays blank.
pub(super) fn rows(columns: &[Column], most: u32, given: &Fields<'_>) -> Parsed {
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    for place in 1..=usize::try_from(most).unwrap_or(0) {
        let mut row = BTreeMap::new();
        for column in columns {
            let name = field::cell(place, &column.code);
            let text = given.get(&name);
            if text.is_empty() {
                continue;
            }
            match cell(column.kind, text) {
                Ok(cell) => {
                    row.insert(column.code.clone(), cell);
                }
                Err(message) => problems.push(FieldProblem::new(&name, message)),
            }
        }
        if !row.is_empty() {
            rows.push(row);
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok((!rows.is_empty()).then_some(Answer::List { rows }))
}

/// A cell as it is stored.
fn cell(kind: ColumnKind, text: &str) -> Result<String, String> {
    match kind {
        ColumnKind::Words => Ok(text.to_owned()),
        ColumnKind::Date => typed_date(text)
            .map(|day| day.to_string())
            .ok_or_else(|| "Enter a date, like 31 1 2027.".to_owned()),
        ColumnKind::Number => Decimal::parse(text)
            .map(|number| number.to_string())
            .map_err(|error| number_message(error, 3)),
        ColumnKind::Money => parse_pence(text)
            .map(pounds)
            .map_err(|error| money_message(error).to_owned()),
        ColumnKind::YesNo => match text.to_lowercase().as_str() {
            "yes" => Ok("yes".to_owned()),
            "no" => Ok("no".to_owned()),
            _ => Err("Enter yes or no.".to_owned()),
        },
    }
}
