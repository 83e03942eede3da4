//! Faults of tiers and their rules.

use super::{Faults, criteria};
use crate::scheme::rules::candidates::best_without_evidence;
use crate::scheme::rules::codes::CriterionCode;
use crate::scheme::rules::content::{SchemeVersion, Tier, TierKind};
use crate::scheme::rules::evaluate::{Circumstances, Outcome, SearchResult, evaluate};
use crate::scheme::rules::response::{Answers, Stage};
use crate::scheme::rules::tree::{MAX_RULE_DEPTH, MAX_RULE_NODES, Requirement, RuleNode};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Longer than any award lasts.
const MOST_MONTHS: u32 = 120;

pub(super) fn check(version: &SchemeVersion, faults: &mut Faults) {
    faults.unique(
        "tier code",
        version
            .tiers
            .iter()
            .enumerate()
            .map(|(t, tier)| (format!("tiers[{t}].code"), tier.code.as_str())),
    );
    let mut ranks = BTreeSet::new();
    let mut used = BTreeSet::new();
    for (t, tier) in version.tiers.iter().enumerate() {
        let path = format!("tiers[{t}]");
        if !ranks.insert(tier.rank) {
            faults.error(
                format!("{path}.rank"),
                format!(
                    "The rank {} is used twice. Give each tier its own.",
                    tier.rank
                ),
            );
        }
        if !(1..=MOST_MONTHS).contains(&tier.validity_months) {
            faults.error(
                format!("{path}.validity_months"),
                format!("Say how many months an award lasts, from 1 to {MOST_MONTHS}."),
            );
        }
        requires(version, tier, &path, faults);
        let (depth, nodes) = tier.rule.size();
        if depth > MAX_RULE_DEPTH {
            faults.error(
                format!("{path}.rule"),
                format!("The rule nests more than {MAX_RULE_DEPTH} deep. Flatten it."),
            );
        } else if nodes > MAX_RULE_NODES {
            faults.error(
                format!("{path}.rule"),
                format!("The rule has more than {MAX_RULE_NODES} parts. Simplify it."),
            );
        } else {
            rule(
                version,
                &tier.rule,
                &format!("{path}.rule"),
                faults,
                &mut used,
            );
        }
    }
    unused(version, &used, faults);
    if !faults.has_errors() {
        reachable(version, faults);
    }
}

fn requires(version: &SchemeVersion, tier: &Tier, path: &str, faults: &mut Faults) {
    let Some(code) = &tier.requires else {
        return;
    };
    let path = format!("{path}.requires");
    if *code == tier.code {
        faults.error(
            path,
            format!("The tier “{code}” requires itself. Name a lower tier, or none."),
        );
        return;
    }
    let Some(required) = version.tier(code) else {
        faults.across(
            path,
            format!("There is no tier “{code}”. Name one that is there."),
        );
        return;
    };
    let mut chain = vec![&tier.code];
    let mut next = Some(required);
    while let Some(current) = next {
        if chain.contains(&&current.code) {
            let names: Vec<&str> = chain.iter().map(|code| code.as_str()).collect();
            faults.error(
                path,
                format!(
                    "The tiers require each other in a circle: {} → {}. Break it.",
                    names.join(" → "),
                    current.code
                ),
            );
            return;
        }
        chain.push(&current.code);
        next = current
            .requires
            .as_ref()
            .and_then(|code| version.tier(code));
    }
    if required.rank >= tier.rank {
        faults.across(
            path,
            format!(
                "The tier “{code}” has rank {}, which is not below {}. Require a lower tier.",
                required.rank, tier.rank
            ),
        );
    }
}

fn rule(
    version: &SchemeVersion,
    node: &RuleNode,
    path: &str,
    faults: &mut Faults,
    used: &mut BTreeSet<CriterionCode>,
) {
    let mut children = |name: &str, nodes: &[RuleNode], faults: &mut Faults| {
        for (i, child) in nodes.iter().enumerate() {
            rule(version, child, &format!("{path}.{name}[{i}]"), faults, used);
        }
    };
    match node {
        RuleNode::All(nodes) => {
            nothing_in(nodes, &format!("{path}.all"), faults);
            children("all", nodes, faults);
        }
        RuleNode::Any(nodes) => {
            nothing_in(nodes, &format!("{path}.any"), faults);
            children("any", nodes, faults);
        }
        RuleNode::AtLeast { k, of } => {
            how_many(*k, of.len(), &format!("{path}.at_least.k"), faults);
            children("at_least.of", of, faults);
        }
        RuleNode::Not(child) => rule(version, child, &format!("{path}.not"), faults, used),
        RuleNode::Gate { rule: child, .. } => {
            rule(version, child, &format!("{path}.gate.rule"), faults, used);
        }
        RuleNode::Criterion { code, at } => {
            known(version, code, &format!("{path}.criterion"), faults, used);
            stage(*at, &format!("{path}.criterion.stage"), faults);
        }
        RuleNode::Predicate { code, test } => {
            let path = format!("{path}.predicate");
            known(version, code, &path, faults, used);
            if let Some(criterion) = version.criterion(code) {
                criteria::test(version, criterion, test, &path, faults);
            }
        }
        RuleNode::Pillar { code, k, at } => {
            stage(*at, &format!("{path}.pillar.stage"), faults);
            match version.pillar(code) {
                None => faults.across(
                    format!("{path}.pillar"),
                    format!("There is no pillar “{code}”. Name one that is there."),
                ),
                Some(pillar) => {
                    how_many(
                        *k,
                        pillar.criteria.len(),
                        &format!("{path}.pillar.k"),
                        faults,
                    );
                    used.extend(
                        pillar
                            .criteria
                            .iter()
                            .map(|criterion| criterion.code.clone()),
                    );
                }
            }
        }
    }
}

fn nothing_in(nodes: &[RuleNode], path: &str, faults: &mut Faults) {
    if nodes.is_empty() {
        faults.across(
            path,
            "The list is empty, so it asks nothing. Add a rule to it, or remove it.",
        );
    }
}

fn how_many(k: u32, n: usize, path: &str, faults: &mut Faults) {
    if k == 0 {
        faults.error(
            path,
            "k is 0, so nothing is asked. Use 1 or more, or remove the rule.",
        );
    } else if usize::try_from(k).is_ok_and(|k| k > n) {
        faults.across(
            path,
            format!("k is {k}, but there are only {n} to choose from. Use {n} or fewer."),
        );
    }
}

fn stage(requirement: Requirement, path: &str, faults: &mut Faults) {
    if requirement.stage() == Stage::None {
        faults.error(path, "Every criterion is at stage none to begin with, so this asks nothing. Use aware or further.");
    }
}

fn known(
    version: &SchemeVersion,
    code: &CriterionCode,
    path: &str,
    faults: &mut Faults,
    used: &mut BTreeSet<CriterionCode>,
) {
    if version.criterion(code).is_none() {
        faults.across(
            path,
            format!("There is no criterion {code}. Name one that a pillar has."),
        );
    }
    used.insert(code.clone());
}

fn unused(version: &SchemeVersion, used: &BTreeSet<CriterionCode>, faults: &mut Faults) {
    for (p, pillar) in version.pillars.iter().enumerate() {
        for (c, criterion) in pillar.criteria.iter().enumerate() {
            if !used.contains(&criterion.code) {
                faults.warning(
                    format!("pillars[{p}].criteria[{c}].code"),
                    format!("No tier's rule asks about {}. Use it in a rule, or ask employers one question fewer.", criterion.code),
                );
            }
        }
    }
}

/// Every tier can be reached, and a commitment tier without evidence.
fn reachable(version: &SchemeVersion, faults: &mut Faults) {
    let day = version
        .references
        .iter()
        .flat_map(|reference| reference.values.iter().map(|value| value.from))
        .max()
        .or_else(|| NaiveDate::from_ymd_opt(2026, 1, 1))
        .unwrap_or_default();
    let circumstances = Circumstances::on(day);
    let nothing = evaluate(version, &Answers::new(), &circumstances);
    let promises = version
        .criteria()
        .filter_map(|(_, criterion)| {
            let response = best_without_evidence(version, criterion, &circumstances)?;
            Some((criterion.code.clone(), response))
        })
        .collect();
    let by_word = evaluate(version, &promises, &circumstances);
    for (t, tier) in version.tiers.iter().enumerate() {
        let unreachable = nothing
            .tier(&tier.code)
            .is_some_and(|outcome| outcome.search == SearchResult::Unreachable);
        if unreachable {
            faults.across(
                format!("tiers[{t}].rule"),
                format!("No answers reach the tier “{}”: its conditions contradict each other. Change the rule.", tier.code),
            );
        } else if tier.kind == TierKind::Commitment
            && by_word
                .tier(&tier.code)
                .is_some_and(|outcome| outcome.outcome != Outcome::Met)
        {
            faults.warning(
                format!("tiers[{t}].rule"),
                format!(
                    "“{}” is a commitment tier, but answers and dated promises alone do not reach it. Ask for stage committed rather than satisfied.",
                    tier.code
                ),
            );
        }
    }
}
