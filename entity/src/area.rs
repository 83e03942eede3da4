//! A place: region, authority, county, district, ward or small area.

use sea_orm::entity::prelude::*;

use crate::area_kinds::AreaKind;
use crate::ids::AreaId;

/// A place: region, authority, county, district, ward or small area.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "area")]
pub struct Model {
    /// The place.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AreaId,
    /// What it is.
    pub kind: AreaKind,
    /// The census year of a small area's boundaries; 0 for every other kind.
    pub vintage: i32,
    /// Its official name.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Its present nine-character code; new authorities have none yet.
    #[sea_orm(column_type = "Text", nullable)]
    pub code: Option<String>,
    /// Short name in addresses, for authorities.
    #[sea_orm(column_type = "Text", nullable)]
    pub slug: Option<String>,
    /// The day the newest source that named it speaks of.
    pub known_on: Option<Date>,
    /// From when it exists, where that is known.
    pub valid_from: Option<Date>,
    /// Until when it existed, half-open.
    pub valid_until: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
