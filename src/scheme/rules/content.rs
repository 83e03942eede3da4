//! The content of a scheme version: everything an authority writes in a pack.

use super::canonical::{canonical_json, sha256_hex};
use super::codes::{CriterionCode, PillarCode, ReferenceCode, SchemeSlug, TierCode};
use super::criterion::Criterion;
use super::references::Reference;
use super::response::Answers;
use super::text::Text;
use super::tree::RuleNode;
use serde::{Deserialize, Serialize};

/// The form of content this program writes.
pub const CONTENT_FORMAT: u32 = 1;

/// One version of a scheme. Immutable once published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemeVersion {
    /// The form of this content.
    pub format: u32,
    /// What the scheme is.
    pub scheme: SchemeHead,
    /// What this version is called: `2026.1`.
    pub label: String,
    /// Outside yardsticks that rules name.
    pub references: Vec<Reference>,
    /// The pillars, in the order shown.
    pub pillars: Vec<Pillar>,
    /// The tiers, lowest rank first.
    pub tiers: Vec<Tier>,
}

/// What a scheme is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchemeHead {
    /// Its part of an address.
    pub slug: SchemeSlug,
    /// Its name.
    pub name: Text,
    /// What the authority calls such a scheme: charter, standard, pledge.
    pub award_noun: Text,
    /// What it is for, in a few sentences.
    pub description: Text,
    /// The languages it is offered in, `en` first.
    pub languages: Vec<String>,
}

/// A group of criteria.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pillar {
    /// Its code.
    pub code: PillarCode,
    /// Its name.
    pub name: Text,
    /// What it is after.
    pub intent: Text,
    /// What it asks, in the order shown.
    pub criteria: Vec<Criterion>,
}

/// A rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// Its code.
    pub code: TierCode,
    /// Its place on the ladder; a higher tier has a higher rank.
    pub rank: u32,
    /// Its name.
    pub name: Text,
    /// What it says about an employer.
    pub description: Text,
    /// What kind of rung it is.
    pub kind: TierKind,
    /// How many months an award at this tier lasts.
    pub validity_months: u32,
    /// The tier that must be reached as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires: Option<TierCode>,
    /// What it asks.
    pub rule: RuleNode,
    /// The shape of its mark, so that tiers are told apart without colour.
    pub shape: TierShape,
}

/// What kind of rung a tier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TierKind {
    /// A promise to improve.
    Commitment,
    /// The standard, met.
    Achieved,
    /// Met so well that others can learn from it.
    Exemplar,
}

/// The shape of a tier's mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TierShape {
    /// An outlined ring.
    Ring,
    /// A filled ring.
    FilledRing,
    /// A star.
    Star,
}

impl TierShape {
    /// The word used in packs and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ring => "ring",
            Self::FilledRing => "filled_ring",
            Self::Star => "star",
        }
    }
}

impl SchemeVersion {
    /// Every criterion with its pillar, in the order shown.
    pub fn criteria(&self) -> impl Iterator<Item = (&Pillar, &Criterion)> {
        self.pillars.iter().flat_map(|pillar| {
            pillar
                .criteria
                .iter()
                .map(move |criterion| (pillar, criterion))
        })
    }

    /// A pillar by its code.
    pub fn pillar(&self, code: &PillarCode) -> Option<&Pillar> {
        self.pillars.iter().find(|pillar| pillar.code == *code)
    }

    /// A criterion by its code.
    pub fn criterion(&self, code: &CriterionCode) -> Option<&Criterion> {
        self.criteria()
            .map(|(_, criterion)| criterion)
            .find(|criterion| criterion.code == *code)
    }

    /// The pillar a criterion belongs to.
    pub fn pillar_of(&self, code: &CriterionCode) -> Option<&Pillar> {
        self.criteria()
            .find(|(_, criterion)| criterion.code == *code)
            .map(|(pillar, _)| pillar)
    }

    /// A tier by its code.
    pub fn tier(&self, code: &TierCode) -> Option<&Tier> {
        self.tiers.iter().find(|tier| tier.code == *code)
    }

    /// A reference by its code.
    pub fn reference(&self, code: &ReferenceCode) -> Option<&Reference> {
        self.references
            .iter()
            .find(|reference| reference.code == *code)
    }

    /// How long a well-prepared employer takes over the whole of it.
    pub fn estimated_minutes(&self) -> u32 {
        self.criteria()
            .map(|(_, criterion)| u32::from(criterion.minutes))
            .sum()
    }

    /// How long what is still unanswered would take.
    pub fn minutes_left(&self, answers: &Answers) -> u32 {
        self.criteria()
            .filter(|(_, criterion)| !answers.is_answered(&criterion.code))
            .map(|(_, criterion)| u32::from(criterion.minutes))
            .sum()
    }

    /// The content as it is stored: JSON with sorted keys and no spare white space.
    pub fn canonical_json(&self) -> String {
        canonical_json(self)
    }

    /// The SHA-256 of the canonical JSON, in lower-case hexadecimal: what decisions cite.
    pub fn content_hash(&self) -> String {
        sha256_hex(self.canonical_json().as_bytes())
    }
}
