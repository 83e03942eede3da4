//! The rows of a decision: conditions of an award, and what is missing criterion by criterion.

use entity::kinds::Judgement;

use crate::accreditation::pages::day::{DayParts, day};
use crate::accreditation::rules::{Point, Terms, Wanted};
use crate::platform::calendar::long_date;
use crate::platform::error::{FieldErrors, Result};
use crate::review::rules::Finding;
use crate::scheme::rules::SchemeVersion;
use crate::web::form::Fields;
use crate::web::page::Choice;

/// So many conditions can be set with a decision; more can be set on the accreditation.
const CONDITIONS: usize = 3;
/// So many points are offered at least, and at most.
const POINTS: (usize, usize) = (3, 12);

/// A condition as the form asks for it.
pub(super) struct ConditionRow {
    pub(super) label: String,
    pub(super) due_label: String,
    pub(super) name: String,
    pub(super) due_name: String,
    pub(super) words: String,
    pub(super) due: DayParts,
    pub(super) wrong: String,
    pub(super) due_wrong: String,
}

impl ConditionRow {
    /// Whether something was typed, or is wrong.
    pub(super) fn is_used(&self) -> bool {
        [&self.words, &self.wrong, &self.due_wrong, &self.due.day]
            .iter()
            .any(|text| !text.is_empty())
    }
}

/// A point as the form asks for it.
pub(super) struct PointRow {
    pub(super) label: String,
    pub(super) due_label: String,
    pub(super) criterion_label: String,
    pub(super) name: String,
    pub(super) due_name: String,
    pub(super) criterion_name: String,
    pub(super) criteria: Vec<Choice>,
    pub(super) words: String,
    pub(super) due: DayParts,
    pub(super) wrong: String,
    pub(super) due_wrong: String,
    pub(super) criterion_wrong: String,
}

impl PointRow {
    /// Whether something was typed, or is wrong.
    pub(super) fn is_used(&self) -> bool {
        [
            &self.words,
            &self.wrong,
            &self.due_wrong,
            &self.criterion_wrong,
            &self.due.day,
        ]
        .iter()
        .any(|text| !text.is_empty())
    }

    /// The criteria to choose from.
    pub(super) fn choices(&self) -> Vec<Choice> {
        self.criteria.clone()
    }
}

pub(super) fn condition_rows(typed: &Fields, errors: &FieldErrors) -> Vec<ConditionRow> {
    (1..=CONDITIONS)
        .map(|number| {
            let name = format!("condition_{number}");
            let due_name = format!("{name}_due");
            ConditionRow {
                label: format!("Condition {number}: what the employer has to do"),
                due_label: format!("Condition {number}: last day"),
                words: typed.get(&name).to_owned(),
                due: DayParts::typed(typed, &due_name),
                wrong: errors.of(&name).to_owned(),
                due_wrong: errors.of(&due_name).to_owned(),
                name,
                due_name,
            }
        })
        .collect()
}

/// The rows of points: what was not found to be met is chosen beforehand.
pub(super) fn point_rows(
    typed: &Fields,
    errors: &FieldErrors,
    version: &SchemeVersion,
    findings: &[Finding],
) -> Vec<PointRow> {
    let short: Vec<String> = version
        .criteria()
        .filter(|(_, criterion)| {
            findings
                .iter()
                .any(|found| found.criterion == criterion.code && found.judgement != Judgement::Met)
        })
        .map(|(_, criterion)| criterion.code.to_string())
        .collect();
    (1..=short.len().clamp(POINTS.0, POINTS.1))
        .map(|number| {
            let name = format!("point_{number}");
            let (due_name, criterion_name) = (format!("{name}_due"), format!("{name}_criterion"));
            let chosen = if typed.has(&criterion_name) {
                typed.get(&criterion_name).to_owned()
            } else {
                short.get(number - 1).cloned().unwrap_or_default()
            };
            let none = Choice::new("", "Choose a criterion").selected(chosen.is_empty());
            let criteria = version.criteria().map(|(_, criterion)| {
                let code = criterion.code.to_string();
                let selected = code == chosen;
                let label = format!("{code} {}", criterion.title);
                Choice::new(code, label).selected(selected)
            });
            PointRow {
                label: format!("Point {number}: what is missing, or what to do"),
                due_label: format!("Point {number}: by when, in a plan"),
                criterion_label: format!("Point {number}: criterion"),
                criteria: std::iter::once(none).chain(criteria).collect(),
                words: typed.get(&name).to_owned(),
                due: DayParts::typed(typed, &due_name),
                wrong: errors.of(&name).to_owned(),
                due_wrong: errors.of(&due_name).to_owned(),
                criterion_wrong: errors.of(&criterion_name).to_owned(),
                name,
                due_name,
                criterion_name,
            }
        })
        .collect()
}

/// What the rows of the form say.
pub(super) fn wanted(fields: &Fields) -> Result<Wanted> {
    let mut errors = FieldErrors::new();
    let mut wanted = Wanted::default();
    for number in 1..=CONDITIONS {
        let name = format!("condition_{number}");
        let due = day(fields, &format!("{name}_due"), &mut errors);
        wanted.conditions.push((fields.get(&name).to_owned(), due));
    }
    for number in 1..=POINTS.1 {
        let name = format!("point_{number}");
        wanted.points.push(Point {
            criterion: fields.get(&format!("{name}_criterion")).to_owned(),
            words: fields.get(&name).to_owned(),
            due_on: day(fields, &format!("{name}_due"), &mut errors),
        });
    }
    errors.into_result()?;
    Ok(wanted)
}

/// The rows as typed, to be sent on.
pub(super) fn carried(fields: &Fields) -> Vec<(String, String)> {
    fields
        .iter()
        .filter(|(name, _)| name.starts_with("condition_") || name.starts_with("point_"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// What a decision says beside its outcome, in sentences.
pub(in crate::accreditation::pages) fn says(terms: &Terms) -> Vec<String> {
    let conditions = terms
        .condition_words()
        .into_iter()
        .map(|words| format!("Condition: {words}"));
    let points = terms.points.iter().map(|point| {
        let by = point
            .due_on
            .map_or_else(String::new, |day| format!(", by {}", long_date(day)));
        format!("{}{by}: {}", point.criterion, point.words)
    });
    conditions.chain(points).collect()
}
