//! What kind of body an organisation is.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kinds::UnknownWord;

/// What kind of body an organisation is. The words are those that scheme packs use.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// A company.
    #[sea_orm(string_value = "company")]
    Company,
    /// A charity or other voluntary body.
    #[sea_orm(string_value = "charity")]
    Charity,
    /// A public body.
    #[sea_orm(string_value = "public_body")]
    PublicBody,
    /// A partnership.
    #[sea_orm(string_value = "partnership")]
    Partnership,
    /// Somebody trading in their own name.
    #[sea_orm(string_value = "sole_trader")]
    SoleTrader,
    /// A co-operative or mutual.
    #[sea_orm(string_value = "cooperative")]
    Cooperative,
    /// Anything else.
    #[sea_orm(string_value = "other")]
    Other,
}

impl OrganisationKind {
    /// Every one of them, in the order shown.
    pub const ALL: &'static [Self] = &[
        Self::Company,
        Self::Charity,
        Self::PublicBody,
        Self::Partnership,
        Self::SoleTrader,
        Self::Cooperative,
        Self::Other,
    ];

    /// The word rows and packs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Charity => "charity",
            Self::PublicBody => "public_body",
            Self::Partnership => "partnership",
            Self::SoleTrader => "sole_trader",
            Self::Cooperative => "cooperative",
            Self::Other => "other",
        }
    }
}

impl std::str::FromStr for OrganisationKind {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}
