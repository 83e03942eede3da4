//! Closed lists of words that the rows of confirmations use, stored as text.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Where a confirmation stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum ConfirmationStatus {
    /// Somebody outside is asked.
    #[sea_orm(string_value = "asked")]
    Asked,
    /// They confirm it.
    #[sea_orm(string_value = "confirmed")]
    Confirmed,
    /// They cannot confirm it.
    #[sea_orm(string_value = "not_confirmed")]
    NotConfirmed,
    /// They do not want to say.
    #[sea_orm(string_value = "declined")]
    Declined,
    /// The employer took the link back.
    #[sea_orm(string_value = "revoked")]
    Revoked,
}

impl ConfirmationStatus {
    /// Every one of them, in order.
    pub const ALL: &'static [Self] = &[
        Self::Asked,
        Self::Confirmed,
        Self::NotConfirmed,
        Self::Declined,
        Self::Revoked,
    ];

    /// The word rows use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Confirmed => "confirmed",
            Self::NotConfirmed => "not_confirmed",
            Self::Declined => "declined",
            Self::Revoked => "revoked",
        }
    }
}
