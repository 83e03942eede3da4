//! Rule trees, from YAML.

use super::sheet::{At, Fields, Sheet};
use super::tests_of::{self as tests, OPERATORS, operator};
use crate::scheme::rules::{
    CriterionCode, MAX_RULE_DEPTH, Pillar, PillarCode, Points, Requirement, RuleNode, Stage, Test,
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
    "in_each_group",
    "ratio",
    "held",
    "score",
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
        "in_each_group" => in_each_group(sheet, &part, pillars, depth),
        "ratio" => of_criterion(sheet, &part, &["part", "whole", "minimum"], tests::ratio),
        "held" => of_criterion(sheet, &part, &["tiers"], tests::held),
        "score" => score(sheet, &part),
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

fn in_each_group(
    sheet: &mut Sheet,
    at: &At<'_>,
    pillars: &[Pillar],
    depth: usize,
) -> Option<RuleNode> {
    let fields = sheet.map(at, &["k", "groups"])?;
    let k = fields.required(sheet, "k").and_then(|at| sheet.whole(&at));
    let parts = fields
        .required(sheet, "groups")
        .and_then(|at| sheet.list(&at, "groups"))?;
    let groups: Vec<Option<Vec<RuleNode>>> = parts
        .iter()
        .map(|part| rules(sheet, part, pillars, depth + 1))
        .collect();
    Some(RuleNode::InEachGroup {
        k: k?,
        groups: sheet.readable(groups),
    })
}

fn score(sheet: &mut Sheet, at: &At<'_>) -> Option<RuleNode> {
    let fields = sheet.map(at, &["pillar", "at_least"])?;
    let pillar = fields.optional("pillar").map(|at| sheet.parsed(&at));
    let at_least = fields.required(sheet, "at_least").and_then(|at| {
        let is_share = at.scalar().is_some_and(|text| text.trim().ends_with('%'));
        let figure = sheet.figure(&at)?;
        Some(if is_share {
            Points::Share(figure)
        } else {
            Points::Absolute(figure)
        })
    });
    Some(RuleNode::Score {
        pillar: match pillar {
            None => None,
            Some(code) => Some(code?),
        },
        at_least: at_least?,
    })
}

/// A rule that puts one kind of test to a criterion, with the parts of the test beside it.
fn of_criterion(
    sheet: &mut Sheet,
    at: &At<'_>,
    parts: &[&str],
    read: impl FnOnce(&mut Sheet, &Fields<'_>) -> Option<Test>,
) -> Option<RuleNode> {
    let mut allowed = vec!["criterion"];
    allowed.extend(parts);
    allowed.extend(OPERATORS);
    let fields = sheet.map(at, &allowed)?;
    let code = fields
        .required(sheet, "criterion")
        .and_then(|at| sheet.parsed(&at));
    let test = read(sheet, &fields);
    Some(RuleNode::Predicate {
        code: code?,
        test: test?,
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
    let test = operator(sheet, &fields, &["criterion"]);
    Some(RuleNode::Predicate {
        code: code?,
        test: test?,
    })
}
