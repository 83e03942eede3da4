//! What an employer says of its application as a whole, beside the answers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::platform::error::FieldErrors;
use crate::scheme::rules::{
    Decimal, Fact, PillarCode, SchemeVersion, Tier, format_pence, parse_pence,
};

/// What an employer says of its application as a whole. Confidential.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The pillars it chose, where its tier lets it choose.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub pillars: BTreeSet<PillarCode>,
    /// The value of the grant or contract it is about, in pence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_pence: Option<i64>,
    /// The version it was moved from last, by its name; some answers may wait to be looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<String>,
    /// The language it reads the questions in; the scheme's first, without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// What is still to be said before sign-off may be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AboutGap {
    /// The field of the form.
    pub field: &'static str,
    /// What to do.
    pub words: String,
}

impl About {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What was typed, as it is kept.
    ///
    /// # Errors
    /// A sentence at `pillars`, `grant_value` or `language`.
    pub fn read(
        version: &SchemeVersion,
        tier: &Tier,
        pillars: &[&str],
        grant_value: &str,
        language: &str,
    ) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut about = Self::default();
        for typed in pillars {
            match PillarCode::parse(typed) {
                Ok(code) if version.pillar(&code).is_some() => {
                    about.pillars.insert(code);
                }
                Ok(_) | Err(_) => errors.add("pillars", "Choose pillars from the list"),
            }
        }
        if let Some(words) = wrong_number(tier, about.pillars.len()) {
            // Nothing chosen yet is no mistake: the choice can be made later.
            if !about.pillars.is_empty() {
                errors.add("pillars", words);
            }
        }
        if !grant_value.trim().is_empty() {
            match parse_pence(grant_value) {
                Ok(pence) if pence >= 0 => about.grant_pence = Some(pence),
                Ok(_) | Err(_) => errors.add(
                    "grant_value",
                    "Enter the value in pounds, for example 99,999 or 250000",
                ),
            }
        }
        if !language.is_empty() {
            if version.scheme.languages.iter().any(|one| one == language) {
                about.language = Some(language.to_owned());
            } else {
                errors.add("language", "Choose a language from the list");
            }
        }
        if errors.is_empty() {
            Ok(about)
        } else {
            Err(errors)
        }
    }

    /// As it counts for a tier: where the tier asks every pillar, no choice counts, and the choice
    /// made for another tier is kept for when that one is sought again.
    #[must_use]
    pub fn for_tier(&self, tier: Option<&Tier>) -> Self {
        let mut about = self.clone();
        about.moved_from = None;
        if tier.and_then(|tier| tier.choose_pillars).is_none() {
            about.pillars.clear();
        }
        about
    }

    /// Whether a pillar is asked about: it is chosen, or no choice counts.
    pub fn has_chosen(&self, pillar: &PillarCode) -> bool {
        self.pillars.is_empty() || self.pillars.contains(pillar)
    }

    /// The chosen pillars, where a choice was made.
    pub fn chosen(&self) -> Option<BTreeSet<PillarCode>> {
        (!self.pillars.is_empty()).then(|| self.pillars.clone())
    }

    /// The value of the grant in pounds, as conditions compare it.
    pub fn grant_value(&self) -> Option<Decimal> {
        self.grant_pence.map(Decimal::from_pence)
    }

    /// The value of the grant as it is typed again.
    pub fn grant_typed(&self) -> String {
        self.grant_pence
            .map_or_else(String::new, |pence| format_pence(pence).replace('£', ""))
    }

    /// In words, for those who review it; empty when nothing is said.
    pub fn words(&self, version: &SchemeVersion) -> Vec<String> {
        let mut words = Vec::new();
        let chosen: Vec<&str> = version
            .pillars
            .iter()
            .filter(|pillar| self.pillars.contains(&pillar.code))
            .map(|pillar| pillar.name.as_str())
            .collect();
        if !chosen.is_empty() {
            words.push(format!("chose {}", chosen.join("; ")));
        }
        if let Some(pence) = self.grant_pence {
            words.push(format!("grant or contract of {}", format_pence(pence)));
        }
        words
    }

    /// What is still to be said before sign-off may be asked for.
    pub fn gaps(&self, version: &SchemeVersion, tier: &Tier) -> Vec<AboutGap> {
        let mut gaps = Vec::new();
        let field = |field, words: String| AboutGap { field, words };
        if let Some(words) = wrong_number(tier, self.pillars.len()) {
            gaps.push(field("pillars", words));
        }
        if version.turns_on(Fact::GrantValue) && self.grant_pence.is_none() {
            gaps.push(field(
                "grant_value",
                "Enter the value of the grant or contract".to_owned(),
            ));
        }
        gaps
    }
}

/// What to do about a number of chosen pillars that a tier does not allow.
fn wrong_number(tier: &Tier, chosen: usize) -> Option<String> {
    let wanted = tier.choose_pillars? as usize;
    let plural = if wanted == 1 { "pillar" } else { "pillars" };
    match chosen.cmp(&wanted) {
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Less if chosen == 0 => Some(format!("Choose {wanted} {plural}")),
        std::cmp::Ordering::Less | std::cmp::Ordering::Greater => Some(format!(
            "Choose {wanted} {plural}: you have chosen {chosen}"
        )),
    }
}

#[cfg(test)]
mod tests;
