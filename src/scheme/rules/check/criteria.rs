//! Faults of single criteria.

use super::fitting::test;
use super::{Faults, kinds};
use crate::scheme::rules::codes::AccreditationCode;
use crate::scheme::rules::condition::{Condition, MAX_CONDITION_DEPTH};
use crate::scheme::rules::content::SchemeVersion;
use crate::scheme::rules::criterion::{Criterion, EvidenceNeed, EvidenceRule};
use crate::scheme::rules::quantity::Decimal;
use crate::scheme::rules::response::Stage;

/// Longer than one question takes.
const MOST_MINUTES: u16 = 240;
/// More files than one answer needs.
const MOST_ITEMS: u32 = 50;

pub(super) fn check(version: &SchemeVersion, faults: &mut Faults) {
    for (p, pillar) in version.pillars.iter().enumerate() {
        for (c, criterion) in pillar.criteria.iter().enumerate() {
            let path = format!("pillars[{p}].criteria[{c}]");
            kinds::check(version, criterion, &format!("{path}.answer"), faults);
            evidence(&criterion.evidence, &format!("{path}.evidence"), faults);
            context(version, criterion, &path, faults);
            days(criterion, &path, faults);
            equivalents(version, criterion, &path, faults);
            if !(1..=MOST_MINUTES).contains(&criterion.minutes) {
                faults.error(
                    format!("{path}.minutes"),
                    format!("Say how many minutes the question takes, from 1 to {MOST_MINUTES}."),
                );
            }
            if let Some(meets) = &criterion.meets {
                test(version, criterion, meets, &format!("{path}.meets"), faults);
            }
        }
    }
}

/// What is asked in particular cases only.
fn context(version: &SchemeVersion, criterion: &Criterion, path: &str, faults: &mut Faults) {
    if let Some(when) = &criterion.applies_when {
        condition(version, when, &format!("{path}.applies_when"), faults);
    }
    for (e, contextual) in criterion.evidence_when.iter().enumerate() {
        let path = format!("{path}.evidence[{e}]");
        condition(version, &contextual.when, &format!("{path}.when"), faults);
        evidence(&contextual.evidence, &path, faults);
    }
}

/// Whether a condition can be meant.
pub(super) fn condition(
    version: &SchemeVersion,
    when: &Condition,
    path: &str,
    faults: &mut Faults,
) {
    let mut waiting = vec![(when, 1)];
    while let Some((part, depth)) = waiting.pop() {
        if depth > MAX_CONDITION_DEPTH {
            faults.error(
                path,
                format!("The condition nests more than {MAX_CONDITION_DEPTH} deep. Flatten it."),
            );
            return;
        }
        let empty = match part {
            Condition::All(parts) | Condition::Any(parts) => parts.is_empty(),
            Condition::Sector(sectors) => sectors.is_empty(),
            Condition::Kind(kinds) => kinds.is_empty(),
            Condition::Place(places) => places.is_empty(),
            Condition::Risk(risks) => risks.is_empty(),
            Condition::Tier(tiers) => {
                for tier in tiers.iter().filter(|tier| version.tier(tier).is_none()) {
                    faults.across(
                        path,
                        format!("There is no tier “{tier}”. Name one that is there."),
                    );
                }
                tiers.is_empty()
            }
            Condition::Not(_) | Condition::Headcount(_) | Condition::GrantValue(_) => false,
        };
        if empty {
            faults.error(
                path,
                "A list in this condition is empty. Fill it, or remove it.",
            );
        }
        waiting.extend(part.children().iter().map(|part| (part, depth + 1)));
    }
}

fn days(criterion: &Criterion, path: &str, faults: &mut Faults) {
    if let (Some(from), Some(to)) = (criterion.active_from, criterion.retired_from)
        && from >= to
    {
        faults.error(
            format!("{path}.retired_from"),
            "The criterion is retired before it counts. Swap the days, or remove it.",
        );
    }
    if criterion.superseded_by_law_on.is_some() && criterion.statutory.is_none() {
        faults.warning(
            format!("{path}.superseded_by_law_on"),
            "The law asks as much from this day: say under “statutory” which law.",
        );
    }
    if criterion.weight <= Decimal::default() {
        faults.error(
            format!("{path}.weight"),
            "A weight is more than 0. Leave it out for a weight of 1.",
        );
    }
}

fn equivalents(version: &SchemeVersion, criterion: &Criterion, path: &str, faults: &mut Faults) {
    for (e, equivalent) in criterion.equivalents.iter().enumerate() {
        let path = format!("{path}.equivalents[{e}]");
        outside(
            version,
            &equivalent.accreditation,
            &equivalent.tiers,
            &path,
            faults,
        );
        if equivalent.stage == Stage::None {
            faults.error(
                format!("{path}.stage"),
                "An accreditation that puts a criterion at stage none changes nothing. Name a stage.",
            );
        }
    }
}

/// Whether an outside accreditation, and its tiers, are known.
pub(super) fn outside(
    version: &SchemeVersion,
    code: &AccreditationCode,
    tiers: &[String],
    path: &str,
    faults: &mut Faults,
) {
    let Some(known) = version.accreditation(code) else {
        faults.across(
            path,
            format!("There is no accreditation “{code}”. Define it under accreditations, or name one that is there."),
        );
        return;
    };
    for tier in tiers {
        if !known.tiers.contains(tier) {
            faults.across(
                path,
                format!("The accreditation “{code}” has no tier “{tier}”. Name one that it has."),
            );
        }
    }
}

fn evidence(rule: &EvidenceRule, path: &str, faults: &mut Faults) {
    match rule.need {
        EvidenceNeed::Required if !(1..=MOST_ITEMS).contains(&rule.min_items) => faults.error(
            format!("{path}.min_items"),
            format!("Evidence is required, so say how many items at the least, from 1 to {MOST_ITEMS}."),
        ),
        EvidenceNeed::None | EvidenceNeed::Optional if rule.min_items > 0 => faults.error(
            format!("{path}.min_items"),
            "A number of items may be asked for only where evidence is required. Set need: required, or remove min_items.",
        ),
        EvidenceNeed::Required | EvidenceNeed::None | EvidenceNeed::Optional => {}
    }
}
