//! The content of a scheme version: everything an authority writes in a pack.

use super::canonical::{canonical_json, sha256_hex};
use super::change_log::ChangeLog;
use super::codes::{
    AccreditationCode, CriterionCode, PillarCode, ReferenceCode, SchemeSlug, TierCode,
};
use super::condition::Condition;
use super::criterion::Criterion;
use super::evaluate::Circumstances;
use super::references::Reference;
use super::response::Answers;
use super::route::Route;
use super::text::Text;
use super::tree::RuleNode;
use chrono::{Months, NaiveDate};
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
    /// Accreditations of others that it recognises.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accreditations: Vec<OutsideAccreditation>,
    /// What an application costs; nothing, when empty. The first whose condition holds counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Fee>,
    /// The way a case takes.
    #[serde(default, skip_serializing_if = "Route::is_standard")]
    pub route: Route,
    /// The pillars, in the order shown.
    pub pillars: Vec<Pillar>,
    /// The tiers, lowest rank first.
    pub tiers: Vec<Tier>,
    /// What the authority says it changes since the version before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<ChangeLog>,
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
    /// How many days holders have before a stricter version binds them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub notice_days: u32,
    /// How many days before the end of a term renewal opens.
    #[serde(default = "renewal_window", skip_serializing_if = "is_renewal_window")]
    pub renewal_window_days: u32,
    /// How many days before the end of a term holders are reminded; 0 is the day it lapses. The standard
    /// ladder, when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reminder_days: Vec<u32>,
}

/// How many days before the end of a term renewal opens, where the scheme says nothing else.
pub const RENEWAL_WINDOW_DAYS: u32 = 90;

fn renewal_window() -> u32 {
    RENEWAL_WINDOW_DAYS
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_renewal_window(days: &u32) -> bool {
    *days == RENEWAL_WINDOW_DAYS
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// An accreditation somebody else awards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsideAccreditation {
    /// What rules and answers call it.
    pub code: AccreditationCode,
    /// Its name.
    pub name: Text,
    /// Who awards it.
    pub issuer: String,
    /// Its tiers, lowest first, where it has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<String>,
    /// How often it is looked up again, in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recheck_months: Option<u32>,
}

/// What an application costs some employers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// Which employers; everybody, without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// How much, in pence.
    pub pence: i64,
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
    /// The first day it can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_on: Option<NaiveDate>,
    /// The last day it can be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_on: Option<NaiveDate>,
    /// How many months an employer may stay at it altogether.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_stay_months: Option<u32>,
    /// Whether it can be awarded a second time.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub renewable: bool,
    /// How many days after its end an award may still be renewed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub grace_days: u32,
    /// How many pillars the employer chooses; without it, all are asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choose_pillars: Option<u32>,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_yes(flag: &bool) -> bool {
    *flag
}

/// Why a tier cannot be reached on a day, whatever is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unavailable {
    /// It opens later.
    NotOpenYet {
        /// On this day.
        opens_on: NaiveDate,
    },
    /// It has closed.
    Closed {
        /// This was its last day.
        closed_on: NaiveDate,
    },
    /// The employer has been at it for as long as one may.
    StayOver {
        /// Since this day.
        since: NaiveDate,
    },
    /// It was awarded before and is not awarded twice.
    NotRenewable,
}

impl Tier {
    /// Why it cannot be reached, where it cannot.
    pub fn unavailable(&self, circumstances: &Circumstances) -> Option<Unavailable> {
        let on = circumstances.on;
        if let Some(opens_on) = self.opens_on.filter(|day| on < *day) {
            return Some(Unavailable::NotOpenYet { opens_on });
        }
        if let Some(closed_on) = self.closes_on.filter(|day| on > *day) {
            return Some(Unavailable::Closed { closed_on });
        }
        let since = *circumstances.stays.get(&self.code)?;
        let over = |months: u32| {
            since
                .checked_add_months(Months::new(months))
                .is_some_and(|end| end <= on)
        };
        if self.max_stay_months.is_some_and(over) {
            return Some(Unavailable::StayOver { since });
        }
        (!self.renewable && over(self.validity_months)).then_some(Unavailable::NotRenewable)
    }
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

    /// An outside accreditation by its code.
    pub fn accreditation(&self, code: &AccreditationCode) -> Option<&OutsideAccreditation> {
        self.accreditations
            .iter()
            .find(|accreditation| accreditation.code == *code)
    }

    /// What an application costs an employer, in pence; `None` when nothing is asked.
    pub fn fee(&self, circumstances: &Circumstances) -> Option<i64> {
        self.fees
            .iter()
            .find(|fee| {
                fee.when
                    .as_ref()
                    .is_none_or(|when| when.holds(circumstances, None) == Some(true))
            })
            .map(|fee| fee.pence)
    }

    /// The criteria an employer is asked, with their pillars, when it seeks a tier: those that apply,
    /// in the pillars it has chosen where it may choose.
    pub fn asked<'a>(
        &'a self,
        circumstances: &'a Circumstances,
        tier: Option<&'a TierCode>,
    ) -> impl Iterator<Item = (&'a Pillar, &'a Criterion)> {
        self.criteria().filter(move |(pillar, criterion)| {
            circumstances.has_chosen(&pillar.code) && criterion.is_asked(circumstances, tier)
        })
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
