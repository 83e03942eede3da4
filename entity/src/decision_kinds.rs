//! Closed lists of words that the rows of decisions use, stored as text.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kinds::UnknownWord;

/// How far a decision has come.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum DecisionStatus {
    /// It is taken, and nobody outside has been told.
    #[sea_orm(string_value = "waiting")]
    Waiting,
    /// It counts, and everybody who must know was told.
    #[sea_orm(string_value = "announced")]
    Announced,
    /// It was taken back before anybody was told.
    #[sea_orm(string_value = "undone")]
    Undone,
}

impl DecisionStatus {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::Waiting, Self::Announced, Self::Undone];

    /// The word rows and addresses use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Announced => "announced",
            Self::Undone => "undone",
        }
    }
}

impl std::str::FromStr for DecisionStatus {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}
