//! Closed lists of words that the rows of what assessors agree on use, stored as text.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Whether somebody who did not assess a case has to settle it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Moderation {
    /// The assessors differ, or the scheme has every case moderated.
    #[sea_orm(string_value = "needed")]
    Needed,
    /// The assessors agree.
    #[sea_orm(string_value = "not_needed")]
    NotNeeded,
}
