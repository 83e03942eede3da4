//! What becomes of open cases and their answers when a newer version comes in.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kinds::UnknownWord;

/// What becomes of assessments that are not submitted yet.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    EnumIter,
    DeriveActiveEnum,
    Serialize,
    Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum OpenCases {
    /// They finish under the version they were begun under.
    #[default]
    #[sea_orm(string_value = "finish")]
    Finish,
    /// Employers may move theirs.
    #[sea_orm(string_value = "offer")]
    Offer,
    /// Employers may move theirs, and on a day the rest is moved.
    #[sea_orm(string_value = "move")]
    Move,
}

impl OpenCases {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::Finish, Self::Offer, Self::Move];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Finish => "finish",
            Self::Offer => "offer",
            Self::Move => "move",
        }
    }
}

impl std::str::FromStr for OpenCases {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// What became of an answer when its assessment moved to a newer version.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum CarriedFate {
    /// What is asked changed: somebody must look at it again before it counts.
    #[sea_orm(string_value = "to_confirm")]
    ToConfirm,
    /// Its time is over: at a renewal somebody must look at it again before it counts.
    #[sea_orm(string_value = "expired")]
    Expired,
    /// It is not asked any more: kept to be read.
    #[sea_orm(string_value = "archived")]
    Archived,
}
