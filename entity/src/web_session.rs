//! A signed-in browser.

use sea_orm::entity::prelude::*;

/// A signed-in browser.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "web_session")]
pub struct Model {
    /// SHA-256 of the cookie, in hex.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id_hash: String,
    /// What the session holds.
    #[sea_orm(column_type = "JsonBinary")]
    pub entries: Json,
    /// When it began.
    pub created_at: DateTimeUtc,
    /// Not valid from this instant on.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
