//! Closed lists of words that the rows of accreditations of others use, stored as text.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Where it is known from.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum OutsideSource {
    /// Its issuer's list.
    #[sea_orm(string_value = "list")]
    List,
    /// An officer, who saw proof of it.
    #[sea_orm(string_value = "officer")]
    Officer,
}

/// How far a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum OutsideListStage {
    /// Read, to be looked at; nothing of it counts.
    #[sea_orm(string_value = "offered")]
    Offered,
    /// Brought in.
    #[sea_orm(string_value = "imported")]
    Imported,
}

/// Why an accreditation is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum CheckReason {
    /// An accreditation of others that it rests on reached its last day.
    #[sea_orm(string_value = "ended")]
    Ended,
    /// Its issuer lists it no more, or an officer ended it.
    #[sea_orm(string_value = "gone")]
    Gone,
    /// It is at another tier now.
    #[sea_orm(string_value = "tier_changed")]
    TierChanged,
}

/// What came of looking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum CheckOutcome {
    /// The accreditation stays as it is.
    #[sea_orm(string_value = "kept")]
    Kept,
    /// It is suspended.
    #[sea_orm(string_value = "suspended")]
    Suspended,
    /// It is withdrawn.
    #[sea_orm(string_value = "withdrawn")]
    Withdrawn,
}

impl CheckOutcome {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::Kept, Self::Suspended, Self::Withdrawn];

    /// The word rows and forms use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Suspended => "suspended",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl std::str::FromStr for CheckOutcome {
    type Err = crate::kinds::UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(crate::kinds::UnknownWord)
    }
}
