//! What names a part of a version, so that it is not taken away from under it.

use super::parts::Part;
use super::rule::Spot;
use crate::scheme::rules::{
    Condition, CriterionCode, Operand, PillarCode, Place, ReferenceCode, RuleNode, SchemeVersion,
    Test, Tier, TierCode,
};

/// Something that names a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// What it is, in words.
    pub words: String,
    /// The tier and the spot of its rule, where it is a rule.
    pub rule: Option<(TierCode, Spot)>,
}

/// A test that is put to the answers of a criterion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestUse {
    /// Whose test it is, in words.
    pub words: String,
    /// The options, counts and columns it names.
    pub names: Vec<String>,
}

/// Every node of a rule with its spot.
fn nodes(rule: &RuleNode) -> Vec<(Spot, &RuleNode)> {
    let mut found = vec![(Spot::default(), rule)];
    let mut next = 0;
    while let Some((spot, node)) = found.get(next).cloned() {
        let children = node.children().into_iter().enumerate();
        found.extend(children.map(|(place, child)| (spot.child(place), child)));
        next += 1;
    }
    found
}

fn rules(version: &SchemeVersion, names: impl Fn(&RuleNode) -> bool) -> Vec<Use> {
    let of = |tier: &Tier| {
        nodes(&tier.rule)
            .into_iter()
            .filter(|(_, node)| names(node))
            .map(|(spot, _)| Use {
                words: format!("The rule of {}", tier.name),
                rule: Some((tier.code.clone(), spot)),
            })
            .collect::<Vec<_>>()
    };
    version.tiers.iter().flat_map(of).collect()
}

fn names_criterion(node: &RuleNode, code: &CriterionCode) -> bool {
    matches!(node, RuleNode::Criterion { code: of, .. } | RuleNode::Predicate { code: of, .. } if of == code)
}

/// What names a part, and so keeps it from being removed.
pub fn uses(version: &SchemeVersion, part: &Part) -> Vec<Use> {
    match part {
        Part::Criterion(code) => of_criterion(version, code),
        Part::Pillar(code) => of_pillar(version, code),
        Part::Tier(code) => of_tier(version, code),
    }
}

fn of_criterion(version: &SchemeVersion, code: &CriterionCode) -> Vec<Use> {
    let mut found = rules(version, |node| names_criterion(node, code));
    // A rule that asks for so many of the pillar cannot be met any more.
    if let Some(pillar) = version.pillar_of(code) {
        let left = pillar.criteria.len().saturating_sub(1);
        found.extend(
            rules(version, |node| {
                matches!(node, RuleNode::Pillar { code, k, .. }
                    if *code == pillar.code && usize::try_from(*k).is_ok_and(|k| k > left))
            })
            .into_iter()
            .map(|one| Use {
                words: format!(
                    "{}: it asks for more of {} than would be left",
                    one.words, pillar.name
                ),
                ..one
            }),
        );
    }
    found
}

fn of_pillar(version: &SchemeVersion, code: &PillarCode) -> Vec<Use> {
    let Some(pillar) = version.pillar(code) else {
        return Vec::new();
    };
    let mut found = rules(version, |node| match node {
        RuleNode::Pillar { code: of, .. } => of == code,
        RuleNode::Score { pillar, .. } => pillar.as_ref() == Some(code),
        _ => pillar
            .criteria
            .iter()
            .any(|one| names_criterion(node, &one.code)),
    });
    let left = version.pillars.len().saturating_sub(1);
    for tier in &version.tiers {
        if tier
            .choose_pillars
            .is_some_and(|k| usize::try_from(k).is_ok_and(|k| k > left))
        {
            found.push(Use {
                words: format!(
                    "{}: employers choose more pillars than would be left",
                    tier.name
                ),
                rule: None,
            });
        }
    }
    found
}

fn names_tier(when: &Condition, code: &TierCode) -> bool {
    match when {
        Condition::Tier(tiers) => tiers.contains(code),
        other => other.children().iter().any(|part| names_tier(part, code)),
    }
}

fn of_tier(version: &SchemeVersion, code: &TierCode) -> Vec<Use> {
    let mut found = Vec::new();
    let mut say = |words: String| found.push(Use { words, rule: None });
    for tier in &version.tiers {
        if tier.requires.as_ref() == Some(code) {
            say(format!("{}: it must be reached as well", tier.name));
        }
    }
    for (_, criterion) in version.criteria() {
        let what = format!("{} {}", criterion.code, criterion.title);
        if criterion
            .applies_when
            .as_ref()
            .is_some_and(|when| names_tier(when, code))
        {
            say(format!("{what}: who is asked"));
        }
        if criterion
            .evidence_when
            .iter()
            .any(|one| names_tier(&one.when, code))
        {
            say(format!("{what}: its evidence"));
        }
    }
    for fee in &version.fees {
        if fee.when.as_ref().is_some_and(|when| names_tier(when, code)) {
            say("The fees: who pays what".to_owned());
        }
    }
    found
}

fn named(test: &Test) -> Vec<String> {
    match test {
        Test::Chosen(codes) | Test::Includes(codes) => codes.clone(),
        Test::Ratio { part, whole, .. } => {
            let mut names = part.clone();
            names.push(whole.clone());
            names
        }
        Test::EveryRow { column, .. } => vec![column.clone()],
        _ => Vec::new(),
    }
}

/// Every test, with whose it is in words.
fn tests(version: &SchemeVersion) -> Vec<(CriterionCode, String, &Test)> {
    let mut found = Vec::new();
    for (_, criterion) in version.criteria() {
        if let Some(test) = &criterion.meets {
            let words = format!("what meets {} {}", criterion.code, criterion.title);
            found.push((criterion.code.clone(), words, test));
        }
    }
    for tier in &version.tiers {
        for (_, node) in nodes(&tier.rule) {
            if let RuleNode::Predicate { code, test } = node {
                found.push((code.clone(), format!("the rule of {}", tier.name), test));
            }
        }
    }
    found
}

/// The tests that are put to the answers of a criterion.
pub fn tests_of(version: &SchemeVersion, code: &CriterionCode) -> Vec<TestUse> {
    tests(version)
        .into_iter()
        .filter(|(of, ..)| of == code)
        .map(|(_, words, test)| TestUse {
            words,
            names: named(test),
        })
        .collect()
}

/// What names a yardstick, in words.
pub fn of_reference(version: &SchemeVersion, code: &ReferenceCode) -> Vec<String> {
    let mut found: Vec<String> = tests(version)
        .into_iter()
        .filter(|(.., test)| {
            let named =
                |operand: &&Operand| matches!(operand, Operand::Reference(of) if of == code);
            test.operands().iter().any(named)
        })
        .map(|(_, words, _)| words)
        .collect();
    found.dedup();
    found
}

/// Whether a yardstick has a value for the whole country.
pub fn holds_everywhere(version: &SchemeVersion, code: &ReferenceCode) -> bool {
    version
        .reference(code)
        .is_some_and(|one| one.values.iter().any(|value| value.place == Place::uk()))
}
