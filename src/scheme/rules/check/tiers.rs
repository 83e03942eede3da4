//! Faults of tiers and their rules.

use super::{Faults, fitting};
use crate::scheme::rules::candidates::best_without_evidence;
use crate::scheme::rules::codes::{CriterionCode, PillarCode};
use crate::scheme::rules::content::{SchemeVersion, Tier, TierKind};
use crate::scheme::rules::evaluate::{Circumstances, Outcome, SearchResult, evaluate};
use crate::scheme::rules::quantity::Decimal;
use crate::scheme::rules::response::{Answers, Stage};
use crate::scheme::rules::tree::{MAX_RULE_DEPTH, MAX_RULE_NODES, Points, Requirement, RuleNode};
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
        stay(version, tier, &path, faults);
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
                fitting::test(version, criterion, test, &path, faults);
            }
        }
        RuleNode::InEachGroup { k, groups } => {
            let path = format!("{path}.in_each_group");
            if groups.is_empty() {
                faults.across(
                    format!("{path}.groups"),
                    "There are no groups, so nothing is asked. Add one, or remove the rule.",
                );
            }
            for (g, group) in groups.iter().enumerate() {
                let path = format!("{path}.groups[{g}]");
                how_many(*k, group.len(), &path, faults);
                for (i, child) in group.iter().enumerate() {
                    rule(version, child, &format!("{path}[{i}]"), faults, used);
                }
            }
        }
        RuleNode::Score { pillar, at_least } => {
            let path = format!("{path}.score");
            score(version, pillar.as_ref(), *at_least, &path, faults);
            let within = |code: &PillarCode| pillar.as_ref().is_none_or(|only| only == code);
            used.extend(
                version
                    .criteria()
                    .filter(|(of, _)| within(&of.code))
                    .map(|(_, criterion)| criterion.code.clone()),
            );
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

/// How long an employer may stay, when it opens, and what is chosen.
fn stay(version: &SchemeVersion, tier: &Tier, path: &str, faults: &mut Faults) {
    if let (Some(opens), Some(closes)) = (tier.opens_on, tier.closes_on)
        && opens > closes
    {
        faults.error(
            format!("{path}.closes_on"),
            "The tier closes before it opens. Swap the days.",
        );
    }
    if tier
        .max_stay_months
        .is_some_and(|months| months < tier.validity_months)
    {
        faults.error(
            format!("{path}.max_stay_months"),
            "An employer may stay for a shorter time than one award lasts. Shorten the award, or lengthen the stay.",
        );
    }
    if let Some(k) = tier.choose_pillars {
        how_many(
            k,
            version.pillars.len(),
            &format!("{path}.choose_pillars"),
            faults,
        );
    }
}

fn score(
    version: &SchemeVersion,
    pillar: Option<&PillarCode>,
    at_least: Points,
    path: &str,
    faults: &mut Faults,
) {
    if let Some(code) = pillar.filter(|code| version.pillar(code).is_none()) {
        faults.across(
            path,
            format!("There is no pillar “{code}”. Name one that is there."),
        );
        return;
    }
    match at_least {
        Points::Share(share) if !(1..=100_000).contains(&share.thousandths()) => {
            faults.error(
                path,
                "A share of the points is more than 0% and at most 100%.",
            );
        }
        Points::Absolute(points) if points <= Decimal::default() => {
            faults.error(
                path,
                "No points are asked for, so nothing is asked. Ask for more than 0.",
            );
        }
        Points::Absolute(points) => {
            let most = version
                .criteria()
                .filter(|(of, _)| pillar.is_none_or(|only| *only == of.code))
                .map(|(_, criterion)| {
                    i64::from(criterion.answer.most_points())
                        .saturating_mul(criterion.weight.thousandths())
                })
                .fold(0, i64::saturating_add);
            if points.thousandths() > most {
                faults.across(
                    path,
                    format!(
                        "{points} points are asked for, but there are only {} to be had. Ask for fewer.",
                        Decimal::from_thousandths(most)
                    ),
                );
            }
        }
        Points::Share(_) => {}
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
