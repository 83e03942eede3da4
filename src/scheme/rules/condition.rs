//! Conditions on what is known of an employer and a case, never on answers: who is asked what, and
//! which evidence.

use super::codes::{Place, TierCode};
use super::evaluate::Circumstances;
use super::quantity::Decimal;
use serde::{Deserialize, Serialize};

/// The deepest a condition may nest.
pub const MAX_CONDITION_DEPTH: usize = 8;

/// A condition. Data, never a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// How many people the employer has.
    Headcount(Bounds),
    /// The value of the grant or contract the case is about, in pounds.
    GrantValue(Bounds),
    /// The SIC section of the employer is one of these letters.
    Sector(Vec<Sector>),
    /// The employer is of one of these kinds.
    Kind(Vec<EmployerKind>),
    /// The place is one of these.
    Place(Vec<Place>),
    /// The risk of the case is one of these.
    Risk(Vec<Risk>),
    /// The tier whose rule is judged is one of these.
    Tier(Vec<TierCode>),
}

/// What a number must be; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Bounds {
    /// This or more.
    AtLeast(Decimal),
    /// This or less.
    AtMost(Decimal),
    /// Exactly this.
    Equals(Decimal),
    /// From one to the other.
    Between {
        /// The least.
        from: Decimal,
        /// The most.
        to: Decimal,
    },
}

impl Bounds {
    fn holds(self, value: Decimal) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
            Self::Equals(exact) => value == exact,
            Self::Between { from, to } => value >= from && value <= to,
        }
    }

    fn describe(self, figure: &impl Fn(Decimal) -> String) -> String {
        match self {
            Self::AtLeast(least) => format!("{} or more", figure(least)),
            Self::AtMost(most) => format!("{} or fewer", figure(most)),
            Self::Equals(exact) => format!("exactly {}", figure(exact)),
            Self::Between { from, to } => format!("{} to {}", figure(from), figure(to)),
        }
    }
}

/// A section of the Standard Industrial Classification (SIC 2007): `A` to `U`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "char", into = "char")]
pub struct Sector(char);

impl Sector {
    /// A section by its letter.
    pub fn parse(text: &str) -> Option<Self> {
        let mut letters = text.chars();
        let (letter, rest) = (letters.next()?, letters.next());
        (rest.is_none() && ('A'..='U').contains(&letter)).then_some(Self(letter))
    }
}

impl TryFrom<char> for Sector {
    type Error = &'static str;

    fn try_from(letter: char) -> Result<Self, Self::Error> {
        Self::parse(letter.encode_utf8(&mut [0; 4])).ok_or("a SIC section is a letter from A to U")
    }
}

impl From<Sector> for char {
    fn from(sector: Sector) -> Self {
        sector.0
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// Every one with the word packs and JSON use.
            pub const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),+];

            /// The word packs and JSON use.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}

words! {
    /// What kind of body an employer is.
    EmployerKind {
        /// A company.
        Company = "company",
        /// A charity or other voluntary body.
        Charity = "charity",
        /// A public body.
        PublicBody = "public_body",
        /// A partnership.
        Partnership = "partnership",
        /// Somebody trading in their own name.
        SoleTrader = "sole_trader",
        /// A co-operative or mutual.
        Cooperative = "cooperative",
        /// Anything else.
        Other = "other",
    }
}

words! {
    /// How likely it is that a closer look finds something, as the authority sees it.
    Risk {
        /// Unlikely.
        Low = "low",
        /// Neither.
        Medium = "medium",
        /// Likely.
        High = "high",
    }
}

/// What is known of an employer and a case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Facts {
    /// How many people the employer has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headcount: Option<u64>,
    /// Its SIC section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Sector>,
    /// What kind of body it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EmployerKind>,
    /// The value of the grant or contract the case is about, in pounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant_value: Option<Decimal>,
    /// How likely it is that a closer look finds something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risk>,
}

impl Facts {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Condition {
    /// Whether it holds; `None` where it depends on what is not known.
    pub fn holds(&self, circumstances: &Circumstances, tier: Option<&TierCode>) -> Option<bool> {
        self.holds_within(circumstances, tier, 0)
    }

    fn holds_within(
        &self,
        circumstances: &Circumstances,
        tier: Option<&TierCode>,
        depth: usize,
    ) -> Option<bool> {
        if depth > MAX_CONDITION_DEPTH {
            return None;
        }
        let facts = &circumstances.facts;
        let inner = |condition: &Self| condition.holds_within(circumstances, tier, depth + 1);
        match self {
            Self::All(parts) => every(parts.iter().map(inner)),
            Self::Any(parts) => {
                every(parts.iter().map(|part| inner(part).map(|holds| !holds))).map(|none| !none)
            }
            Self::Not(part) => inner(part).map(|holds| !holds),
            Self::Headcount(bounds) => facts.headcount.map(|people| {
                bounds.holds(Decimal::whole(i64::try_from(people).unwrap_or(i64::MAX)))
            }),
            Self::GrantValue(bounds) => facts.grant_value.map(|value| bounds.holds(value)),
            Self::Sector(sectors) => facts.sector.map(|sector| sectors.contains(&sector)),
            Self::Kind(kinds) => facts.kind.map(|kind| kinds.contains(&kind)),
            Self::Place(places) => Some(places.contains(&circumstances.place)),
            Self::Risk(risks) => facts.risk.map(|risk| risks.contains(&risk)),
            Self::Tier(tiers) => tier.map(|tier| tiers.contains(tier)),
        }
    }

    /// The conditions inside it.
    pub fn children(&self) -> &[Self] {
        match self {
            Self::All(parts) | Self::Any(parts) => parts,
            Self::Not(part) => std::slice::from_ref(part),
            Self::Headcount(_)
            | Self::GrantValue(_)
            | Self::Sector(_)
            | Self::Kind(_)
            | Self::Place(_)
            | Self::Risk(_)
            | Self::Tier(_) => &[],
        }
    }

    /// In words that follow “for”: `employers with 50 people or more`.
    pub fn describe(&self) -> String {
        let joined = |parts: &[Self], word: &str| {
            let parts: Vec<String> = parts.iter().map(Self::describe).collect();
            parts.join(word)
        };
        match self {
            Self::All(parts) => joined(parts, " and "),
            Self::Any(parts) => joined(parts, " or "),
            Self::Not(part) => format!("all but {}", part.describe()),
            Self::Headcount(bounds) => {
                format!(
                    "employers with {} people",
                    bounds.describe(&Decimal::grouped)
                )
            }
            Self::GrantValue(bounds) => format!(
                "grants of {}",
                bounds
                    .describe(&|value| format!("£{}", value.grouped()))
                    .replace("fewer", "less")
            ),
            Self::Sector(sectors) => {
                let letters: Vec<String> =
                    sectors.iter().map(|sector| sector.0.to_string()).collect();
                format!("sector {}", letters.join(" or "))
            }
            Self::Kind(kinds) => {
                let words: Vec<String> = kinds
                    .iter()
                    .map(|kind| kind.as_str().replace('_', " "))
                    .collect();
                format!("employers that are a {}", words.join(" or a "))
            }
            Self::Place(places) => {
                let words: Vec<&str> = places.iter().map(Place::as_str).collect();
                format!("workplaces in {}", words.join(" or "))
            }
            Self::Risk(risks) => {
                let words: Vec<&str> = risks.iter().map(|risk| risk.as_str()).collect();
                format!("cases of {} risk", words.join(" or "))
            }
            Self::Tier(tiers) => {
                let words: Vec<&str> = tiers.iter().map(TierCode::as_str).collect();
                format!("the tier {}", words.join(" or "))
            }
        }
    }
}

/// Whether all hold: no, as soon as one does not; not known, where one is not.
fn every(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = false,
        }
    }
    known.then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn at(headcount: Option<u64>) -> Circumstances {
        let mut circumstances =
            Circumstances::on(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default());
        circumstances.facts.headcount = headcount;
        circumstances
    }

    #[test]
    fn what_is_not_known_decides_nothing_alone() {
        let large = Condition::Headcount(Bounds::AtLeast(Decimal::whole(51)));
        assert_eq!(large.holds(&at(Some(51)), None), Some(true));
        assert_eq!(large.holds(&at(Some(50)), None), Some(false));
        assert_eq!(large.holds(&at(None), None), None);
        let london = Condition::Place(vec![Place::london()]);
        let both = Condition::All(vec![large.clone(), london.clone()]);
        assert_eq!(both.holds(&at(None), None), Some(false));
        let either = Condition::Any(vec![large.clone(), Condition::Not(Box::new(london))]);
        assert_eq!(either.holds(&at(None), None), Some(true));
        assert_eq!(Condition::Not(Box::new(large)).holds(&at(None), None), None);
    }

    #[test]
    fn a_condition_reads_as_words() {
        let small = Condition::Headcount(Bounds::AtMost(Decimal::whole(50)));
        let charity = Condition::Not(Box::new(Condition::Kind(vec![EmployerKind::PublicBody])));
        assert_eq!(
            Condition::All(vec![small, charity]).describe(),
            "employers with 50 or fewer people and all but employers that are a public body"
        );
        assert_eq!(Sector::parse("Q").map(char::from), Some('Q'));
        assert_eq!(Sector::parse("V"), None);
        assert_eq!(Sector::parse("QP"), None);
    }
}
