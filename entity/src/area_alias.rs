//! A code or name a place has or had.

use sea_orm::entity::prelude::*;

use crate::area_kinds::AliasKind;
use crate::ids::AreaId;

/// A code or name a place has or had.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "area_alias")]
pub struct Model {
    /// The place.
    #[sea_orm(primary_key, auto_increment = false)]
    pub area_id: AreaId,
    /// Code, name, or registry code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: AliasKind,
    /// As codes are written; names in small letters without marks.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub value: String,
    /// As it was first written.
    #[sea_orm(column_type = "Text")]
    pub written: String,
    /// From when, where that is known.
    pub valid_from: Option<Date>,
    /// Until when, half-open.
    pub valid_until: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
