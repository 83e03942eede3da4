//! Which criteria of different schemes ask the same.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, MappingSetId, PersonId};

/// Which criteria of different schemes ask the same.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mapping_set")]
pub struct Model {
    /// The set.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MappingSetId,
    /// Whose.
    pub authority_id: AuthorityId,
    /// Its short name.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// The pairs.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// SHA-256 of the canonical content, in hex.
    #[sea_orm(column_type = "Text")]
    pub content_hash: String,
    /// Who took it into use.
    pub created_by: PersonId,
    /// When.
    pub created_at: DateTimeUtc,
    /// When it was taken out of use; in use, when none.
    pub retired_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
