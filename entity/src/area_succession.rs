//! A place that became, or became part of, another.

use sea_orm::entity::prelude::*;

use crate::area_kinds::SuccessionKind;
use crate::ids::AreaId;

/// A place that became, or became part of, another.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "area_succession")]
pub struct Model {
    /// The older place.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_id: AreaId,
    /// The newer place.
    #[sea_orm(primary_key, auto_increment = false)]
    pub to_id: AreaId,
    /// How.
    pub kind: SuccessionKind,
}

impl ActiveModelBehavior for ActiveModel {}
