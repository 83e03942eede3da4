//! Closed lists of words that the rows of conditions of an accreditation use, stored as text.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kinds::UnknownWord;

/// Where a condition stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum ConditionStatus {
    /// The employer has it to do.
    #[sea_orm(string_value = "open")]
    Open,
    /// The employer says that it is done.
    #[sea_orm(string_value = "reported")]
    Reported,
    /// An officer found it met.
    #[sea_orm(string_value = "met")]
    Met,
    /// An officer found it missed.
    #[sea_orm(string_value = "missed")]
    Missed,
    /// An officer gave it up.
    #[sea_orm(string_value = "waived")]
    Waived,
}

impl ConditionStatus {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Open,
        Self::Reported,
        Self::Met,
        Self::Missed,
        Self::Waived,
    ];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Reported => "reported",
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Waived => "waived",
        }
    }
}

impl std::str::FromStr for ConditionStatus {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}
