//! A place that lies in another.

use sea_orm::entity::prelude::*;

use crate::area_kinds::AreaKind;
use crate::ids::AreaId;

/// A place that lies in another.
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
    /// From when; none as far back as is known.
    pub valid_from: Option<Date>,
    /// Until when, half-open; none while it lasts.
    pub valid_until: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
