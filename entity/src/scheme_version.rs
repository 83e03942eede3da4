//! One version of a scheme, never changed once published.

use sea_orm::entity::prelude::*;

use crate::ids::{SchemeId, SchemeVersionId};
use crate::kinds::SchemeVersionStatus;

/// One version of a scheme, never changed once published.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "scheme_version")]
pub struct Model {
    /// The version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SchemeVersionId,
    /// Of which scheme.
    pub scheme_id: SchemeId,
    /// Its name, for example `2026.1`.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// Where it stands.
    pub status: SchemeVersionStatus,
    /// The whole pack in canonical form.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// SHA-256 of the canonical content, in hex.
    #[sea_orm(column_type = "Text")]
    pub content_hash: String,
    /// When published.
    pub published_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
