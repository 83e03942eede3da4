//! A bearer token that acts as its person.

use sea_orm::entity::prelude::*;

use crate::ids::{ApiTokenId, PersonId};

/// A bearer token that acts as its person.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    /// The token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiTokenId,
    /// Whose it is.
    pub person_id: PersonId,
    /// What it is for, in the person's words.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// SHA-256 of the secret, in hex.
    #[sea_orm(column_type = "Text")]
    pub token_hash: String,
    /// When made.
    pub created_at: DateTimeUtc,
    /// Not valid from this instant on, if it ends.
    pub expires_at: Option<DateTimeUtc>,
    /// When revoked.
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
