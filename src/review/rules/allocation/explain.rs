//! Puts the reasons to a solution.

use std::collections::{BTreeMap, BTreeSet};

use super::program::Taken;
use super::reasons::{Chosen, Missing, PassedOver, Why};
use super::{Allocation, Assessor, Case, Load, Plan, may_take};
use entity::ids::PersonId;

/// The plan that a solution amounts to.
pub(super) fn explain(cases: &[&Case], assessors: &[&Assessor], taken: &Taken) -> Plan {
    let loads: BTreeMap<PersonId, Load> = assessors
        .iter()
        .enumerate()
        .map(|(a, assessor)| {
            let works: Vec<u32> = taken
                .iter()
                .filter(|(_, taker)| *taker == a)
                .filter_map(|(c, _)| cases.get(*c).map(|case| case.work))
                .collect();
            let taken = u32::try_from(works.len()).unwrap_or(u32::MAX);
            let load = Load {
                before: assessor.load,
                after: works
                    .iter()
                    .fold(assessor.load, |sum, work| sum.saturating_add(*work)),
                capacity_left: assessor.capacity_left.saturating_sub(taken),
            };
            (assessor.id, load)
        })
        .collect();
    let cases = cases
        .iter()
        .enumerate()
        .map(|(c, case)| {
            let (takers, others): (Vec<_>, Vec<_>) = assessors
                .iter()
                .enumerate()
                .partition(|(a, _)| taken.contains(&(c, *a)));
            let takers: Vec<&Assessor> = takers.into_iter().map(|(_, one)| *one).collect();
            let others: Vec<&Assessor> = others.into_iter().map(|(_, one)| *one).collect();
            allocation(case, &takers, &others, &loads)
        })
        .collect();
    Plan { cases, loads }
}

fn allocation(
    case: &Case,
    takers: &[&Assessor],
    others: &[&Assessor],
    loads: &BTreeMap<PersonId, Load>,
) -> Allocation {
    let load_of = |assessor: &Assessor| {
        loads.get(&assessor.id).copied().unwrap_or(Load {
            before: assessor.load,
            after: assessor.load,
            capacity_left: assessor.capacity_left,
        })
    };
    let chosen: Vec<Chosen> = takers
        .iter()
        .map(|assessor| Chosen {
            assessor: assessor.id,
            load: load_of(assessor),
            matched: listed(case.competences.intersection(&assessor.competences)),
            lacking: listed(case.competences.difference(&assessor.competences)),
        })
        .collect();
    let passed_over: Vec<PassedOver> = others
        .iter()
        .map(|assessor| PassedOver {
            assessor: assessor.id,
            why: why_not(case, assessor, load_of(assessor), &chosen),
        })
        .collect();
    let found = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
    let missing = (found < case.needs).then(|| missing(case, found, &passed_over));
    Allocation {
        case: case.id,
        chosen,
        passed_over,
        missing,
    }
}

fn why_not(case: &Case, assessor: &Assessor, load: Load, chosen: &[Chosen]) -> Why {
    if let Err(why) = may_take(case, assessor) {
        return why;
    }
    if load.capacity_left == 0 {
        return Why::Full;
    }
    let with_it = load.after.saturating_add(case.work);
    let most = chosen.iter().map(|one| one.load.after).max().unwrap_or(0);
    if with_it > most {
        return Why::WouldCarryMore {
            with_it,
            chosen: most,
        };
    }
    let matched = case.competences.intersection(&assessor.competences).count();
    if chosen.iter().all(|one| one.matched.len() > matched) {
        return Why::FitsLess {
            matched,
            asked: case.competences.len(),
        };
    }
    Why::AsGood
}

fn missing(case: &Case, found: u32, passed_over: &[PassedOver]) -> Missing {
    let count = |wanted: &Why| passed_over.iter().filter(|one| one.why == *wanted).count();
    let mut unread: BTreeMap<String, usize> = BTreeMap::new();
    for one in passed_over {
        if let Why::Language { unread: languages } = &one.why {
            for language in languages {
                *unread.entry(language.clone()).or_default() += 1;
            }
        }
    }
    Missing {
        needs: case.needs,
        found,
        hold_it: count(&Why::HoldsIt),
        may_not_see: count(&Why::MayNotSee),
        assessed_it_before: count(&Why::AssessedItBefore),
        unread,
        full: count(&Why::Full),
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    names
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}
