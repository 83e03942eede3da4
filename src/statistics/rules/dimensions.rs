//! What the figures are broken down by.

use entity::ids::AreaId;
use entity::kinds::SizeBand;
use serde::{Deserialize, Serialize};

/// A council that can stand in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Council {
    /// Its place in the geography.
    pub id: AreaId,
    /// Its GSS code, where it has one.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
}

/// Where an employer's main workplace is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In this council.
    Council(AreaId),
    /// Elsewhere, or nobody said.
    NotKnown,
}

/// Sections of the Standard Industrial Classification 2007 in four broad groups: with fewer than a
/// thousand employers a finer table would be nearly all suppressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectorGroup {
    /// Sections A to F.
    Production,
    /// Sections G to I.
    Trade,
    /// Sections J to N.
    Business,
    /// Sections O to U.
    Public,
    /// Nobody said.
    NotKnown,
}

impl SectorGroup {
    /// The groups that are always shown.
    pub const KNOWN: &'static [Self] =
        &[Self::Production, Self::Trade, Self::Business, Self::Public];

    /// The group of a section letter.
    pub fn of_section(section: Option<&str>) -> Self {
        match section.and_then(|letters| letters.chars().next()) {
            Some('A'..='F') => Self::Production,
            Some('G'..='I') => Self::Trade,
            Some('J'..='N') => Self::Business,
            Some('O'..='U') => Self::Public,
            _ => Self::NotKnown,
        }
    }

    /// The word in files and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Trade => "trade",
            Self::Business => "business",
            Self::Public => "public",
            Self::NotKnown => "not_known",
        }
    }

    /// The words on a page.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Production => "Farming, production and construction",
            Self::Trade => "Shops, transport and hospitality",
            Self::Business => "Information, finance and business services",
            Self::Public => "Public services, health, education and other services",
            Self::NotKnown => "Sector not known",
        }
    }

    /// The sections it holds.
    pub const fn sections(self) -> &'static str {
        match self {
            Self::Production => "A to F",
            Self::Trade => "G to I",
            Self::Business => "J to N",
            Self::Public => "O to U",
            Self::NotKnown => "",
        }
    }
}

/// How large the whole organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// A band of headcount.
    Band(SizeBand),
    /// Nobody said.
    NotKnown,
}

impl Size {
    /// The size of a band.
    pub fn of_band(band: Option<SizeBand>) -> Self {
        band.map_or(Self::NotKnown, Self::Band)
    }

    /// The word in files and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Band(band) => band.as_str(),
            Self::NotKnown => "not_known",
        }
    }

    /// The smallest and the largest number of people the band allows; what anybody can read in the register.
    pub const fn people(self) -> (u32, u32) {
        match self {
            Self::Band(SizeBand::Micro) => (1, 9),
            Self::Band(SizeBand::Small) => (10, 49),
            Self::Band(SizeBand::Medium) => (50, 249),
            Self::Band(SizeBand::Large) => (250, MOST_PEOPLE),
            Self::NotKnown => (0, MOST_PEOPLE),
        }
    }
}

/// More people than any employer has: the largest headcount that can be entered.
pub(super) const MOST_PEOPLE: u32 = 5_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_has_one_group_and_other_letters_none() {
        let groups: Vec<_> = ('A'..='U')
            .map(|section| SectorGroup::of_section(Some(&section.to_string())))
            .collect();
        assert!(!groups.contains(&SectorGroup::NotKnown));
        assert!(groups.is_sorted(), "groups hold neighbouring sections");
        for other in [None, Some(""), Some("X"), Some("a"), Some("é")] {
            assert_eq!(SectorGroup::of_section(other), SectorGroup::NotKnown);
        }
    }

    #[test]
    fn bands_meet_without_gap() {
        let mut next = 1;
        for band in SizeBand::ALL {
            let (from, to) = Size::Band(*band).people();
            assert_eq!(from, next);
            next = to + 1;
        }
        assert_eq!(next, MOST_PEOPLE + 1);
    }
}
