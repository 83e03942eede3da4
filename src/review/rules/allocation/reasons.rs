//! Why an assessor was chosen, why another was not, and what is missing.

use std::collections::BTreeMap;

use super::Load;
use entity::ids::PersonId;

/// Somebody who takes a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Who.
    pub assessor: PersonId,
    /// What they carry before and after the whole allocation.
    pub load: Load,
    /// Competences asked for that they have.
    pub matched: Vec<String>,
    /// Competences asked for that they lack.
    pub lacking: Vec<String>,
}

impl Chosen {
    /// Why they were chosen, in a sentence.
    pub fn words(&self) -> String {
        let Load { before, after, .. } = self.load;
        let has = format!(
            "Has {} after this allocation, {before} before",
            units(after)
        );
        if self.matched.is_empty() && self.lacking.is_empty() {
            return format!("{has}.");
        }
        if self.matched.is_empty() {
            return format!(
                "{has}; has none of what helps in this case: {}.",
                self.lacking.join(", ")
            );
        }
        let lacking = if self.lacking.is_empty() {
            String::new()
        } else {
            format!(", not {}", self.lacking.join(", "))
        };
        format!("{has}; knows {}{lacking}.", self.matched.join(", "))
    }
}

/// Somebody who does not take a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Who.
    pub assessor: PersonId,
    /// Why.
    pub why: Why,
}

/// Why somebody does not take a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A conflict of interest, of which nothing more is said.
    MayNotSee,
    /// At work on it already.
    HoldsIt,
    /// Assessed it before, and this is a renewal.
    AssessedItBefore,
    /// Does not read all its languages.
    Language {
        /// Which they do not read.
        unread: Vec<String>,
    },
    /// Cannot take another case.
    Full,
    /// Would carry more than somebody who was chosen.
    WouldCarryMore {
        /// What they would carry.
        with_it: u32,
        /// The most that somebody chosen carries.
        chosen: u32,
    },
    /// Has fewer of the competences asked for than everybody chosen.
    FitsLess {
        /// How many they have.
        matched: usize,
        /// How many are asked for.
        asked: usize,
    },
    /// Could have taken it as well.
    AsGood,
}

impl Why {
    /// In a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::MayNotSee => "May not see this case.".to_owned(),
            Self::HoldsIt => "Is at work on this case already.".to_owned(),
            Self::AssessedItBefore => {
                "Assessed it last time; a renewal is assessed by somebody else.".to_owned()
            }
            Self::Language { unread } => format!("Does not read {}.", unread.join(", ")),
            Self::Full => "Is full: cannot take another case.".to_owned(),
            Self::WouldCarryMore { with_it, chosen } => format!(
                "Would have {} with it; the assessors chosen have {chosen} at most.",
                units(*with_it)
            ),
            Self::FitsLess { matched, asked } => format!(
                "Knows {matched} of the {asked} things that help in this case; the assessors chosen know more."
            ),
            Self::AsGood => {
                "Could have taken it as well: the work would be as even and fit as well over all cases."
                    .to_owned()
            }
        }
    }
}

/// What a case is short of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// How many assessors it needs.
    pub needs: u32,
    /// How many it got.
    pub found: u32,
    /// How many are at work on it already.
    pub hold_it: usize,
    /// How many may not see it.
    pub may_not_see: usize,
    /// How many assessed it before.
    pub assessed_it_before: usize,
    /// Languages that somebody who could otherwise take it does not read, and how many such people there are.
    pub unread: BTreeMap<String, usize>,
    /// How many could take it but are full.
    pub full: usize,
}

impl Missing {
    /// What is missing, and what would help, in sentences.
    pub fn words(&self) -> String {
        let short = self.needs.saturating_sub(self.found);
        let mut text = format!(
            "Needs {}, found {}: {} missing.",
            people(self.needs),
            self.found,
            short
        );
        let mut reasons = Vec::new();
        if self.full > 0 {
            reasons.push(format!(
                "{} could take it but cannot take more cases",
                self.full
            ));
        }
        for (language, count) in &self.unread {
            reasons.push(format!("{count} cannot read {language}"));
        }
        if self.assessed_it_before > 0 {
            reasons.push(format!("{} assessed it last time", self.assessed_it_before));
        }
        if self.hold_it > 0 {
            reasons.push(format!("{} already at work on it", self.hold_it));
        }
        if self.may_not_see > 0 {
            reasons.push(format!("{} may not see it", self.may_not_see));
        }
        if reasons.is_empty() {
            text.push_str(" There are no other assessors. Add one.");
            return text;
        }
        text.push_str(" Of the others, ");
        text.push_str(&reasons.join(", "));
        text.push_str(". ");
        text.push_str(&self.help());
        text
    }

    fn help(&self) -> String {
        let short = self.needs.saturating_sub(self.found);
        if u32::try_from(self.full).is_ok_and(|full| full >= short) {
            return "Let one of them take more cases, or add an assessor.".to_owned();
        }
        if self.unread.is_empty() {
            return "Add an assessor who has nothing to do with the employer and did not assess it last time.".to_owned();
        }
        let languages: Vec<&str> = self.unread.keys().map(String::as_str).collect();
        format!("Add an assessor who reads {}.", languages.join(" and "))
    }
}

fn people(count: u32) -> String {
    if count == 1 {
        "1 assessor".to_owned()
    } else {
        format!("{count} assessors")
    }
}

fn units(count: u32) -> String {
    if count == 1 {
        "1 review".to_owned()
    } else {
        format!("{count} reviews")
    }
}
