//! A one-time link sent by email.

use sea_orm::entity::prelude::*;

use crate::ids::SignInLinkId;

/// A one-time link sent by email.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_link")]
pub struct Model {
    /// The link.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SignInLinkId,
    /// Where it was sent. Confidential.
    #[sea_orm(column_type = "Text")]
    pub email: String,
    /// SHA-256 of the secret, in hex; the secret itself is not kept.
    #[sea_orm(column_type = "Text")]
    pub token_hash: String,
    /// Path to open once signed in.
    #[sea_orm(column_type = "Text", nullable)]
    pub after: Option<String>,
    /// When asked for.
    pub created_at: DateTimeUtc,
    /// Not valid from this instant on.
    pub expires_at: DateTimeUtc,
    /// When consumed.
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
