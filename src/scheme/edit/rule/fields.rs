//! The fields of a node of a rule.

use super::{ADDED, RuleNode, STAGES, SchemeVersion, WRAPPERS, groups, values};
use crate::scheme::edit::{Field, test};
use crate::scheme::rules::{Criterion, CriterionCode};

/// Groups that turn into one another.
const GROUPS: &[(&str, &str)] = &[
    ("all", "All of these"),
    ("any", "Any one of these"),
    ("at_least", "At least so many of these"),
];

fn stages(name: &str) -> Field {
    Field::choice(name, "How far it must be", STAGES.iter().copied())
}

fn pillars(version: &SchemeVersion, name: &str, all: bool) -> Field {
    let all = all.then(|| (String::new(), "All pillars".to_owned()));
    let known = version.pillars.iter();
    let known = known.map(|one| (one.code.to_string(), one.name.to_string()));
    Field::choice(name, "Pillar", all.into_iter().chain(known))
}

fn criteria(version: &SchemeVersion, name: &str) -> Field {
    let known = version.criteria();
    let known = known.map(|(_, one)| (one.code.to_string(), format!("{} {}", one.code, one.title)));
    Field::choice(name, "Question", known)
}

fn many(name: &str) -> Field {
    Field::number(name, "How many are needed")
}

fn score(version: &SchemeVersion, start: &str) -> Vec<Field> {
    let units = [
        ("points", "Points"),
        ("share", "Per cent of the points to be had"),
    ];
    vec![
        pillars(version, &format!("{start}pillar"), true),
        Field::number(format!("{start}points"), "How much is needed"),
        Field::choice(format!("{start}unit"), "Counted in", units),
    ]
}

/// The fields of a node, filled as it is; empty where it has no settings.
pub fn node_fields(version: &SchemeVersion, node: &RuleNode) -> Vec<Field> {
    let fields = match node {
        RuleNode::All(_) | RuleNode::Any(_) | RuleNode::AtLeast { .. } => vec![
            Field::choice("group", "How many of the group", GROUPS.iter().copied()),
            many("k").hint("Only for at least so many"),
        ],
        RuleNode::InEachGroup { .. } => vec![many("k").hint("Of each group")],
        RuleNode::Not(_) => Vec::new(),
        RuleNode::Gate { .. } => version
            .scheme
            .languages
            .iter()
            .map(|language| {
                let label = match version.scheme.languages.len() {
                    0 | 1 => "Why nothing else counts".to_owned(),
                    _ => format!("Why nothing else counts ({language})"),
                };
                Field::long(format!("message_{language}"), label)
            })
            .collect(),
        RuleNode::Criterion { .. } => vec![criteria(version, "criterion"), stages("stage")],
        RuleNode::Predicate { code, test } => {
            let mut fields = vec![Field::hidden("criterion", code.as_str())];
            if let Some(criterion) = version.criterion(code) {
                let own = test::fields(version, &criterion.answer, "", Some(test), None);
                fields.extend(own);
            }
            fields
        }
        RuleNode::Pillar { .. } => {
            vec![
                pillars(version, "pillar", false),
                many("k"),
                stages("stage"),
            ]
        }
        RuleNode::Score { .. } => score(version, ""),
    };
    let held = values(version, node);
    fields.into_iter().map(|field| field.held(&held)).collect()
}

/// The questions whose answers can be tested.
pub fn tested(version: &SchemeVersion) -> impl Iterator<Item = &Criterion> {
    version
        .criteria()
        .map(|(_, criterion)| criterion)
        .filter(|criterion| !test::kinds_for(&criterion.answer).is_empty())
}

/// The fields of a new child of `node`; a figure is one of the question `of`. `None` when there is
/// no such kind, or no such question.
pub fn new_fields(
    version: &SchemeVersion,
    node: &RuleNode,
    kind: &str,
    of: &str,
) -> Option<Vec<Field>> {
    ADDED.iter().find(|(known, _)| *known == kind)?;
    let mut fields = vec![Field::hidden("new_kind", kind)];
    match kind {
        "criterion" => fields.extend([criteria(version, "new_criterion"), stages("new_stage")]),
        "figure" => {
            let code = CriterionCode::parse(of).ok()?;
            let criterion = version.criterion(&code)?;
            let label = format!("{code} {}", criterion.title);
            fields.push(Field::choice(
                "new_criterion",
                "Question",
                [(code.to_string(), label)],
            ));
            fields.extend(test::fields(version, &criterion.answer, "new_", None, None));
        }
        "pillar" => fields.extend([
            pillars(version, "new_pillar", false),
            many("new_k"),
            stages("new_stage"),
        ]),
        "score" => fields.extend(score(version, "new_")),
        "at_least" => fields.push(many("new_k")),
        _ => {}
    }
    let known = groups(node);
    if matches!(node, RuleNode::InEachGroup { .. }) {
        let numbers = (1..=known + 1).map(|number| {
            let label = if number > known {
                "A new group".to_owned()
            } else {
                format!("Group {number}")
            };
            (number.to_string(), label)
        });
        fields.push(Field::choice("new_group", "Which group", numbers));
    }
    Some(fields)
}

/// The fields that say what a node is put into.
pub fn wrap_fields() -> Vec<Field> {
    vec![
        Field::choice("wrap", "Put it into", WRAPPERS.iter().copied()),
        Field::number("wrap_k", "How many of the group are needed")
            .hint("Only for at least so many"),
        Field::line("wrap_message", "Message of the gate")
            .hint("Only for a gate: why nothing else counts"),
    ]
}
