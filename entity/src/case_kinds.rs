//! Closed lists of words that the rows of talk about a case use, stored as text.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kinds::UnknownWord;

/// Who may read a comment.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Assessors and officers of the case.
    #[sea_orm(string_value = "internal")]
    Internal,
    /// They, and the employer.
    #[sea_orm(string_value = "shared")]
    Shared,
}

impl Audience {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[Self::Internal, Self::Shared];

    /// The word rows and forms use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Shared => "shared",
        }
    }
}

impl std::str::FromStr for Audience {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|kind| kind.as_str() == text)
            .ok_or(UnknownWord)
    }
}

/// As what somebody spoke.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// For the employer.
    #[sea_orm(string_value = "employer")]
    Employer,
    /// As an assessor of the case.
    #[sea_orm(string_value = "assessor")]
    Assessor,
    /// As an officer.
    #[sea_orm(string_value = "officer")]
    Officer,
}

impl Side {
    /// The word rows use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Assessor => "assessor",
            Self::Officer => "officer",
        }
    }

    /// Whether it is the authority's side.
    pub const fn is_staff(self) -> bool {
        match self {
            Self::Employer => false,
            Self::Assessor | Self::Officer => true,
        }
    }
}
