//! A source's word that a place lies in another.

use sea_orm::entity::prelude::*;

use crate::area_kinds::AreaKind;
use crate::ids::AreaId;

/// A source's word that a place lies in another, on a day. What holds on another day is what the
/// newest word before it says; before the first word, the first, unless that has a beginning.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "area_member")]
pub struct Model {
    /// The smaller place.
    #[sea_orm(primary_key, auto_increment = false)]
    pub area_id: AreaId,
    /// The larger place.
    #[sea_orm(primary_key, auto_increment = false)]
    pub within_id: AreaId,
    /// The day the source speaks of.
    #[sea_orm(primary_key, auto_increment = false)]
    pub known_on: Date,
    /// What the larger place is.
    pub within_kind: AreaKind,
    /// From when it holds and not before, where that is known.
    pub starts_on: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
