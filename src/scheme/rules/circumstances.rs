//! Where, when and for whom an evaluation stands.

use super::codes::{AccreditationCode, PillarCode, Place, TierCode};
use super::condition::Facts;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where, when and for whom an evaluation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Circumstances {
    /// The day whose reference values and promises count.
    pub on: NaiveDate,
    /// The place whose reference values count.
    pub place: Place,
    /// What is known of the employer and the case.
    #[serde(default, skip_serializing_if = "Facts::is_empty")]
    pub facts: Facts,
    /// When an existing holder was first accredited: reference values bind it by their later day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder_since: Option<NaiveDate>,
    /// The pillars the employer chose, where it may choose; all of them, without a choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pillars: Option<BTreeSet<PillarCode>>,
    /// The accreditations of others it is known to hold, or to have held, from their issuers' lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Holding>,
    /// The tiers it has been awarded, and since when.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub stays: BTreeMap<TierCode, NaiveDate>,
}

/// An accreditation somebody else awarded, as its issuer lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// Which.
    pub accreditation: AccreditationCode,
    /// Its number.
    pub reference: String,
    /// Its tier, where it has tiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// The last day it is valid, where it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
}

impl Holding {
    /// Whether it is valid on a day, at one of some tiers (any, when there are none).
    pub fn is_valid(&self, on: NaiveDate, tiers: &[String]) -> bool {
        is_valid(self.valid_to, self.tier.as_deref(), on, tiers)
    }
}

/// Whether an accreditation is valid on a day, at one of some tiers (any, when there are none).
pub(super) fn is_valid(
    valid_to: Option<NaiveDate>,
    tier: Option<&str>,
    on: NaiveDate,
    tiers: &[String],
) -> bool {
    valid_to.is_none_or(|last| on <= last)
        && (tiers.is_empty() || tier.is_some_and(|tier| tiers.iter().any(|wanted| wanted == tier)))
}

impl Circumstances {
    /// On a day, anywhere in the country.
    pub fn on(day: NaiveDate) -> Self {
        Self {
            on: day,
            place: Place::uk(),
            facts: Facts::default(),
            holder_since: None,
            pillars: None,
            holds: Vec::new(),
            stays: BTreeMap::new(),
        }
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The same, with what is known of the employer and the case.
    #[must_use]
    pub fn knowing(mut self, facts: Facts) -> Self {
        self.facts = facts;
        self
    }

    /// The same, with the accreditations of others that the employer is known to hold, or to have held.
    #[must_use]
    pub fn holding(mut self, holds: Vec<Holding>) -> Self {
        self.holds = holds;
        self
    }

    /// Whether the employer has chosen a pillar; it has, where it has not chosen among them.
    pub fn has_chosen(&self, pillar: &PillarCode) -> bool {
        self.pillars
            .as_ref()
            .is_none_or(|chosen| chosen.contains(pillar))
    }
}
