//! Conditions, from YAML.

use super::sheet::{At, Sheet};
use crate::scheme::rules::{
    Bounds, Condition, EmployerKind, Facts, MAX_CONDITION_DEPTH, Risk, Sector,
};

/// Every condition there is, by its key.
const CONDITIONS: &[&str] = &[
    "all",
    "any",
    "not",
    "headcount",
    "grant_value",
    "sector",
    "kind",
    "place",
    "risk",
    "tier",
];

/// Reads a condition: a map with one key.
pub(super) fn condition(sheet: &mut Sheet, at: &At<'_>, depth: usize) -> Option<Condition> {
    if depth > MAX_CONDITION_DEPTH {
        sheet.fault(
            at,
            format!("The condition nests more than {MAX_CONDITION_DEPTH} deep. Flatten it."),
        );
        return None;
    }
    let fields = sheet.map(at, CONDITIONS)?;
    let names: Vec<&str> = fields.names().collect();
    let &[name] = names.as_slice() else {
        sheet.fault(
            at,
            "A condition says one thing. Put several in a list under “all” or “any”.",
        );
        return None;
    };
    let part = fields.required(sheet, name)?;
    match name {
        "all" => conditions(sheet, &part, depth).map(Condition::All),
        "any" => conditions(sheet, &part, depth).map(Condition::Any),
        "not" => condition(sheet, &part, depth + 1).map(|inner| Condition::Not(Box::new(inner))),
        "headcount" => bounds(sheet, &part).map(Condition::Headcount),
        "grant_value" => bounds(sheet, &part).map(Condition::GrantValue),
        "sector" => members(sheet, &part, sector).map(Condition::Sector),
        "kind" => members(sheet, &part, |sheet, at| {
            sheet.word(at, EmployerKind::WORDS)
        })
        .map(Condition::Kind),
        "place" => members(sheet, &part, Sheet::parsed).map(Condition::Place),
        "risk" => {
            members(sheet, &part, |sheet, at| sheet.word(at, Risk::WORDS)).map(Condition::Risk)
        }
        _ => members(sheet, &part, Sheet::parsed).map(Condition::Tier),
    }
}

fn conditions(sheet: &mut Sheet, at: &At<'_>, depth: usize) -> Option<Vec<Condition>> {
    let parts = sheet.list(at, "conditions")?;
    let read: Vec<Option<Condition>> = parts
        .iter()
        .map(|part| condition(sheet, part, depth + 1))
        .collect();
    read.into_iter().collect()
}

/// Reads `{in: [a, b]}`.
fn members<T>(
    sheet: &mut Sheet,
    at: &At<'_>,
    read: impl Fn(&mut Sheet, &At<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let fields = sheet.map(at, &["in"])?;
    let parts = fields
        .required(sheet, "in")
        .and_then(|at| sheet.list(&at, "values"))?;
    let read: Vec<Option<T>> = parts.iter().map(|part| read(sheet, part)).collect();
    read.into_iter().collect()
}

/// Reads `{at_least: 51}` and its like.
fn bounds(sheet: &mut Sheet, at: &At<'_>) -> Option<Bounds> {
    let fields = sheet.map(at, &["at_least", "at_most", "equals", "between"])?;
    let names: Vec<&str> = fields.names().collect();
    let &[name] = names.as_slice() else {
        sheet.fault(
            at,
            "Write one of at_least, at_most, equals and between here.",
        );
        return None;
    };
    let part = fields.required(sheet, name)?;
    match name {
        "at_least" => sheet.figure(&part).map(Bounds::AtLeast),
        "at_most" => sheet.figure(&part).map(Bounds::AtMost),
        "equals" => sheet.figure(&part).map(Bounds::Equals),
        _ => {
            let parts = sheet.list(&part, "two figures")?;
            let [from, to] = parts.as_slice() else {
                sheet.fault(&part, "Write two figures here: the least and the most.");
                return None;
            };
            let (from, to) = (sheet.figure(from), sheet.figure(to));
            Some(Bounds::Between {
                from: from?,
                to: to?,
            })
        }
    }
}

fn sector(sheet: &mut Sheet, at: &At<'_>) -> Option<Sector> {
    let sector = at.scalar().and_then(Sector::parse);
    if sector.is_none() {
        sheet.fault(at, "Write the letter of a SIC section here, from A to U.");
    }
    sector
}

/// Reads what is known of an employer and a case.
pub(super) fn facts(sheet: &mut Sheet, at: &At<'_>) -> Option<Facts> {
    let fields = sheet.map(at, &["headcount", "sector", "kind", "grant_value", "risk"])?;
    let mut facts = Facts::default();
    if let Some(at) = fields.optional("headcount") {
        facts.headcount = sheet.whole(&at);
    }
    if let Some(at) = fields.optional("sector") {
        facts.sector = sector(sheet, &at);
    }
    if let Some(at) = fields.optional("kind") {
        facts.kind = sheet.word(&at, EmployerKind::WORDS);
    }
    if let Some(at) = fields.optional("grant_value") {
        facts.grant_value = sheet.figure(&at);
    }
    if let Some(at) = fields.optional("risk") {
        facts.risk = sheet.word(&at, Risk::WORDS);
    }
    Some(facts)
}
