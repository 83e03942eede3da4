//! Tests of answers, from YAML.

use super::sheet::{At, Fields, Sheet};
use crate::scheme::rules::{Decimal, Direction, Operand, Test};

/// Every operator there is, by its key.
pub(super) const OPERATORS: &[&str] = &[
    "at_least",
    "at_most",
    "equals",
    "between",
    "in",
    "within_months",
    "within_next_months",
    "includes",
    "ratio",
    "held",
    "every_row",
    "better_than_before",
    ">=",
    "<=",
    "=",
];

/// Reads a test: a map with one operator.
pub(super) fn test(sheet: &mut Sheet, at: &At<'_>) -> Option<Test> {
    let fields = sheet.map(at, OPERATORS)?;
    operator(sheet, &fields, &[])
}

/// The operator among the fields, the `others` left aside.
pub(super) fn operator(sheet: &mut Sheet, fields: &Fields<'_>, others: &[&str]) -> Option<Test> {
    let given: Vec<&str> = fields
        .names()
        .filter(|name| !others.contains(name))
        .collect();
    let &[name] = given.as_slice() else {
        sheet.fault(
            &fields.at,
            format!(
                "A test has one operator, and this has {}. Use one of at_least, at_most, equals, between, in, within_months, within_next_months, includes, ratio, held, every_row and better_than_before.",
                given.len()
            ),
        );
        return None;
    };
    let part = fields.required(sheet, name)?;
    match name {
        "at_least" | ">=" => operand(sheet, &part).map(Test::AtLeast),
        "at_most" | "<=" => operand(sheet, &part).map(Test::AtMost),
        "equals" | "=" => operand(sheet, &part).map(Test::Equals),
        "between" => {
            let parts = sheet.list(&part, "two figures")?;
            let [from, to] = parts.as_slice() else {
                sheet.fault(&part, "Write two figures here: the least and the most.");
                return None;
            };
            let (from, to) = (operand(sheet, from), operand(sheet, to));
            Some(Test::Between {
                from: from?,
                to: to?,
            })
        }
        "in" => values(sheet, &part),
        "within_next_months" => sheet.whole(&part).map(Test::WithinNextMonths),
        "includes" => words(sheet, &part).map(Test::Includes),
        "ratio" => {
            let mut allowed = vec!["part", "whole", "minimum"];
            allowed.extend(OPERATORS);
            let fields = sheet.map(&part, &allowed)?;
            ratio(sheet, &fields)
        }
        "held" => {
            let fields = sheet.map(&part, &["tiers"])?;
            held(sheet, &fields)
        }
        "every_row" => {
            let mut allowed = vec!["column"];
            allowed.extend(OPERATORS);
            let fields = sheet.map(&part, &allowed)?;
            let column = fields
                .required(sheet, "column")
                .and_then(|at| sheet.line(&at));
            let passes = operator(sheet, &fields, &["column"]);
            Some(Test::EveryRow {
                column: column?,
                passes: Box::new(passes?),
            })
        }
        "better_than_before" => {
            let fields = sheet.map(&part, &["direction", "by"])?;
            let direction = fields.required(sheet, "direction").and_then(|at| {
                sheet.word(&at, &[("up", Direction::Up), ("down", Direction::Down)])
            });
            let by = match fields.optional("by") {
                None => Some(Decimal::default()),
                Some(at) => sheet.figure(&at),
            };
            Some(Test::BetterThanBefore {
                direction: direction?,
                by: by?,
            })
        }
        _ => sheet.whole(&part).map(Test::WithinMonths),
    }
}

/// A share, and the test it must pass.
pub(super) fn ratio(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<Test> {
    let part = fields.required(sheet, "part").and_then(|at| {
        if at.scalar().is_some() {
            sheet.line(&at).map(|code| vec![code])
        } else {
            words(sheet, &at)
        }
    });
    let whole = fields
        .required(sheet, "whole")
        .and_then(|at| sheet.line(&at));
    let minimum = match fields.optional("minimum") {
        None => Some(1),
        Some(at) => sheet.whole(&at),
    };
    let passes = operator(sheet, fields, &["criterion", "part", "whole", "minimum"]);
    Some(Test::Ratio {
        part: part?,
        whole: whole?,
        minimum: minimum?,
        passes: Box::new(passes?),
    })
}

/// An accreditation that is held, at some tiers or at any.
pub(super) fn held(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<Test> {
    let tiers = match fields.optional("tiers") {
        None => Vec::new(),
        Some(at) => words(sheet, &at)?,
    };
    Some(Test::Held { tiers })
}

fn words(sheet: &mut Sheet, at: &At<'_>) -> Option<Vec<String>> {
    let parts = sheet.list(at, "words")?;
    let words: Vec<Option<String>> = parts.iter().map(|part| sheet.line(part)).collect();
    words.into_iter().collect()
}

/// A list of figures, or of the options of a choice.
fn values(sheet: &mut Sheet, at: &At<'_>) -> Option<Test> {
    let parts = sheet.list(at, "values")?;
    let is_option = |part: &At<'_>| {
        part.scalar()
            .is_some_and(|text| text.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    if !parts.is_empty() && parts.iter().all(is_option) {
        let options: Vec<Option<String>> = parts.iter().map(|part| sheet.line(part)).collect();
        return options.into_iter().collect::<Option<_>>().map(Test::Chosen);
    }
    let operands: Vec<Option<Operand>> = parts.iter().map(|part| operand(sheet, part)).collect();
    operands.into_iter().collect::<Option<_>>().map(Test::OneOf)
}

fn operand(sheet: &mut Sheet, at: &At<'_>) -> Option<Operand> {
    if at.is_map() {
        let fields = sheet.map(at, &["reference"])?;
        let code = fields.required(sheet, "reference")?;
        return sheet.parsed(&code).map(Operand::Reference);
    }
    sheet.figure(at).map(Operand::Value)
}
