//! The way a case takes, step by step.

use super::sheet::{At, Fields, Sheet};
use crate::scheme::rules::{Route, Step, StepKind, StepRole};

const FIELDS: &[&str] = &[
    "step",
    "kind",
    "assessors",
    "by",
    "tells",
    "then",
    "otherwise",
];

/// The steps of a route.
pub(super) fn route(sheet: &mut Sheet, at: &At<'_>) -> Option<Route> {
    let parts = sheet.list(at, "steps")?;
    let steps: Vec<Option<Step>> = parts.iter().map(|part| step(sheet, part)).collect();
    Some(Route {
        steps: sheet.readable(steps),
    })
}

fn step(sheet: &mut Sheet, at: &At<'_>) -> Option<Step> {
    let fields = sheet.map(at, FIELDS)?;
    let code = fields
        .required(sheet, "step")
        .and_then(|at| sheet.parsed(&at));
    let kind = fields
        .required(sheet, "kind")
        .and_then(|at| sheet.word(&at, StepKind::ALL));
    let assessors = match fields.optional("assessors") {
        None => Some(1),
        Some(at) => sheet.whole(&at),
    };
    let by = roles(sheet, &fields, "by");
    let tells = roles(sheet, &fields, "tells");
    let then = fields
        .required(sheet, "then")
        .and_then(|at| sheet.parsed(&at));
    let otherwise = match fields.optional("otherwise") {
        None => None,
        Some(at) => Some(sheet.parsed(&at)?),
    };
    Some(Step {
        step: code?,
        kind: kind?,
        assessors: assessors?,
        by,
        tells,
        then: then?,
        otherwise,
    })
}

/// A list of roles, where there is one that can be read.
fn roles(sheet: &mut Sheet, fields: &Fields<'_>, name: &str) -> Option<Vec<StepRole>> {
    let at = fields.optional(name)?;
    let read: Option<Vec<StepRole>> = sheet
        .list(&at, "roles")?
        .iter()
        .map(|part| sheet.word(part, StepRole::ALL))
        .collect();
    sheet.vital(read)
}
