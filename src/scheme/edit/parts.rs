//! Pillars, criteria and tiers: added, removed, and put in another order.

use crate::platform::error::FieldErrors;
use crate::scheme::rules::{
    Criterion, CriterionCode, Pillar, PillarCode, SchemeVersion, Tier, TierCode,
};

mod add;
mod fields;
mod kinds;

pub use add::{add_criterion, add_pillar, add_tier};
pub use fields::{criterion_fields, pillar_fields, tier_fields};
pub use kinds::KINDS;

/// A part of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A pillar with all it asks.
    Pillar(PillarCode),
    /// One criterion.
    Criterion(CriterionCode),
    /// A tier with its rule.
    Tier(TierCode),
}

impl Part {
    /// Reads `pillar:pay`, `criterion:PAY-1` or `tier:member`.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, code) = text.split_once(':')?;
        match kind {
            "pillar" => PillarCode::parse(code).ok().map(Self::Pillar),
            "criterion" => CriterionCode::parse(code).ok().map(Self::Criterion),
            "tier" => TierCode::parse(code).ok().map(Self::Tier),
            _ => None,
        }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pillar(code) => write!(f, "pillar:{code}"),
            Self::Criterion(code) => write!(f, "criterion:{code}"),
            Self::Tier(code) => write!(f, "tier:{code}"),
        }
    }
}

/// What a part was, and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// A pillar, at this place.
    Pillar(usize, Box<Pillar>),
    /// A criterion, of this pillar at this place.
    Criterion(usize, usize, Box<Criterion>),
    /// A tier, at this place.
    Tier(usize, Box<Tier>),
}

fn gone() -> FieldErrors {
    FieldErrors::one(
        "part",
        "This is not there any more. Look at the list again.",
    )
}

/// Where a criterion stands.
pub(super) fn place_of(version: &SchemeVersion, code: &CriterionCode) -> Option<(usize, usize)> {
    version.pillars.iter().enumerate().find_map(|(p, pillar)| {
        let c = pillar
            .criteria
            .iter()
            .position(|criterion| criterion.code == *code)?;
        Some((p, c))
    })
}

/// The version without a part, and the part.
///
/// # Errors
/// When it is not there.
pub fn remove(
    version: &SchemeVersion,
    part: &Part,
) -> Result<(SchemeVersion, Removed), FieldErrors> {
    let mut changed = version.clone();
    let removed = match part {
        Part::Pillar(code) => {
            let place = changed
                .pillars
                .iter()
                .position(|pillar| pillar.code == *code);
            let place = place.ok_or_else(gone)?;
            Removed::Pillar(place, Box::new(changed.pillars.remove(place)))
        }
        Part::Criterion(code) => {
            let (p, c) = place_of(&changed, code).ok_or_else(gone)?;
            let pillar = changed.pillars.get_mut(p).ok_or_else(gone)?;
            Removed::Criterion(p, c, Box::new(pillar.criteria.remove(c)))
        }
        Part::Tier(code) => {
            let place = changed.tiers.iter().position(|tier| tier.code == *code);
            let place = place.ok_or_else(gone)?;
            Removed::Tier(place, Box::new(changed.tiers.remove(place)))
        }
    };
    Ok((changed, removed))
}

/// The version with a part where it stood.
pub fn put_back(version: &SchemeVersion, removed: Removed) -> SchemeVersion {
    fn insert<T>(list: &mut Vec<T>, place: usize, part: T) {
        list.insert(place.min(list.len()), part);
    }
    let mut changed = version.clone();
    match removed {
        Removed::Pillar(place, pillar) => insert(&mut changed.pillars, place, *pillar),
        Removed::Criterion(p, c, criterion) => {
            if let Some(pillar) = changed.pillars.get_mut(p) {
                insert(&mut pillar.criteria, c, *criterion);
            }
        }
        Removed::Tier(place, tier) => insert(&mut changed.tiers, place, *tier),
    }
    changed
}

/// The version with a part one place further up, or down; a criterion stays in its pillar. Ranks of
/// tiers go with their places.
///
/// # Errors
/// When it is not there.
pub fn shift(version: &SchemeVersion, part: &Part, up: bool) -> Result<SchemeVersion, FieldErrors> {
    fn swap<T>(list: &mut [T], place: usize, up: bool) {
        let other = if up {
            place.checked_sub(1)
        } else {
            place.checked_add(1)
        };
        if let Some(other) = other.filter(|other| *other < list.len()) {
            list.swap(place, other);
        }
    }
    let mut changed = version.clone();
    match part {
        Part::Pillar(code) => {
            let place = changed
                .pillars
                .iter()
                .position(|pillar| pillar.code == *code);
            swap(&mut changed.pillars, place.ok_or_else(gone)?, up);
        }
        Part::Criterion(code) => {
            let (p, c) = place_of(&changed, code).ok_or_else(gone)?;
            let pillar = changed.pillars.get_mut(p).ok_or_else(gone)?;
            swap(&mut pillar.criteria, c, up);
        }
        Part::Tier(code) => {
            let place = changed.tiers.iter().position(|tier| tier.code == *code);
            let ranks: Vec<u32> = changed.tiers.iter().map(|tier| tier.rank).collect();
            swap(&mut changed.tiers, place.ok_or_else(gone)?, up);
            for (tier, rank) in changed.tiers.iter_mut().zip(ranks) {
                tier.rank = rank;
            }
        }
    }
    Ok(changed)
}

#[cfg(test)]
mod tests;
