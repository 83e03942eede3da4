//! A charter that an authority runs.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, SchemeId};

/// A charter that an authority runs.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "scheme")]
pub struct Model {
    /// The scheme.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SchemeId,
    /// Who runs it.
    pub authority_id: AuthorityId,
    /// Short name in addresses.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// Name as printed.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// When first loaded.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
