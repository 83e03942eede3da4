//! Rule trees and tests, from YAML.

use super::sheet::{At, Fields, Sheet};
use crate::scheme::rules::{
    CriterionCode, MAX_RULE_DEPTH, Operand, Pillar, PillarCode, Requirement, RuleNode, Stage, Test,
};

/// Every node there is, by its key.
const NODES: &[&str] = &[
    "all",
    "any",
    "at_least",
    "not",
    "gate",
    "criterion",
    "predicate",
    "pillar",
];
/// Every operator there is, by its key.
const OPERATORS: &[&str] = &[
    "at_least",
    "at_most",
    "equals",
    "between",
    "in",
    "within_months",
    ">=",
    "<=",
    "=",
];
const STAGES: &[(&str, Stage)] = &[
    ("none", Stage::None),
    ("aware", Stage::Aware),
    ("committed", Stage::Committed),
    ("planned", Stage::Planned),
    ("doing", Stage::Doing),
    ("embedded", Stage::Embedded),
];

/// A stage by its name.
pub(super) fn stage(sheet: &mut Sheet, at: &At<'_>) -> Option<Stage> {
    sheet.word(at, STAGES)
}

/// Reads a rule. The pillars are those of the version, for `k: all`.
pub(super) fn rule(
    sheet: &mut Sheet,
    at: &At<'_>,
    pillars: &[Pillar],
    depth: usize,
) -> Option<RuleNode> {
    if depth > MAX_RULE_DEPTH {
        sheet.fault(
            at,
            format!("The rule nests more than {MAX_RULE_DEPTH} deep. Flatten it."),
        );
        return None;
    }
    let fields = sheet.map(at, NODES)?;
    let names: Vec<&str> = fields.names().collect();
    let &[name] = names.as_slice() else {
        if names.len() > 1 {
            sheet.fault(
                at,
                format!("A rule asks one thing, and this asks {}. Put them in a list under “all” or “any”.", names.join(" and ")),
            );
        } else {
            sheet.fault(
                at,
                "A rule is empty here. Write one, such as “criterion: PAY-1”.",
            );
        }
        return None;
    };
    let part = fields.required(sheet, name)?;
    match name {
        "all" => Some(RuleNode::All(rules(sheet, &part, pillars, depth)?)),
        "any" => Some(RuleNode::Any(rules(sheet, &part, pillars, depth)?)),
        "at_least" => {
            let fields = sheet.map(&part, &["k", "of"])?;
            let k = fields.required(sheet, "k").and_then(|at| sheet.whole(&at));
            let of = fields
                .required(sheet, "of")
                .and_then(|at| rules(sheet, &at, pillars, depth));
            Some(RuleNode::AtLeast { k: k?, of: of? })
        }
        "not" => Some(RuleNode::Not(Box::new(rule(
            sheet,
            &part,
            pillars,
            depth + 1,
        )?))),
        "gate" => {
            let fields = sheet.map(&part, &["message", "rule"])?;
            let message = fields
                .required(sheet, "message")
                .and_then(|at| sheet.text(&at));
            let inner = fields
                .required(sheet, "rule")
                .and_then(|at| rule(sheet, &at, pillars, depth + 1));
            Some(RuleNode::Gate {
                message: message?,
                rule: Box::new(inner?),
            })
        }
        "criterion" => criterion(sheet, &part),
        "predicate" => predicate(sheet, &part),
        _ => pillar(sheet, &part, pillars),
    }
}

fn rules(
    sheet: &mut Sheet,
    at: &At<'_>,
    pillars: &[Pillar],
    depth: usize,
) -> Option<Vec<RuleNode>> {
    let parts = sheet.list(at, "rules")?;
    let read: Vec<Option<RuleNode>> = parts
        .iter()
        .map(|part| rule(sheet, part, pillars, depth + 1))
        .collect();
    Some(sheet.readable(read))
}

fn criterion(sheet: &mut Sheet, at: &At<'_>) -> Option<RuleNode> {
    if !at.is_map() {
        let code: CriterionCode = sheet.parsed(at)?;
        return Some(RuleNode::Criterion {
            code,
            at: Requirement::Satisfied,
        });
    }
    let fields = sheet.map(at, &["code", "stage"])?;
    let code = fields
        .required(sheet, "code")
        .and_then(|at| sheet.parsed(&at));
    let requirement = requirement(sheet, &fields);
    Some(RuleNode::Criterion {
        code: code?,
        at: requirement?,
    })
}

/// The stage named, or satisfied where none is.
fn requirement(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<Requirement> {
    match fields.optional("stage") {
        None => Some(Requirement::Satisfied),
        Some(at) => stage(sheet, &at).map(Requirement::Stage),
    }
}

fn pillar(sheet: &mut Sheet, at: &At<'_>, pillars: &[Pillar]) -> Option<RuleNode> {
    let fields = sheet.map(at, &["code", "k", "stage"])?;
    let code: Option<PillarCode> = fields
        .required(sheet, "code")
        .and_then(|at| sheet.parsed(&at));
    let k = fields
        .required(sheet, "k")
        .and_then(|at| match at.scalar() {
            Some("all") => {
                let all = code
                    .as_ref()
                    .and_then(|code| pillars.iter().find(|pillar| pillar.code == *code))
                    .map_or(1, |pillar| pillar.criteria.len());
                u32::try_from(all).ok()
            }
            _ => sheet.whole(&at),
        });
    let requirement = requirement(sheet, &fields);
    Some(RuleNode::Pillar {
        code: code?,
        k: k?,
        at: requirement?,
    })
}

fn predicate(sheet: &mut Sheet, at: &At<'_>) -> Option<RuleNode> {
    let mut allowed = vec!["criterion"];
    allowed.extend(OPERATORS);
    let fields = sheet.map(at, &allowed);
    let fields = fields?;
    let code = fields
        .required(sheet, "criterion")
        .and_then(|at| sheet.parsed(&at));
    let test = operator(sheet, &fields);
    Some(RuleNode::Predicate {
        code: code?,
        test: test?,
    })
}

/// Reads a test: a map with one operator.
pub(super) fn test(sheet: &mut Sheet, at: &At<'_>) -> Option<Test> {
    let fields = sheet.map(at, OPERATORS)?;
    operator(sheet, &fields)
}

fn operator(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<Test> {
    let given: Vec<&str> = fields.names().filter(|name| *name != "criterion").collect();
    let &[name] = given.as_slice() else {
        sheet.fault(
            &fields.at,
            format!(
                "A test has one operator, and this has {}. Use one of at_least, at_most, equals, between, in and within_months.",
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
        _ => sheet.whole(&part).map(Test::WithinMonths),
    }
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
