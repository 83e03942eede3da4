//! Names of places, for choosing and for showing.

use std::collections::BTreeMap;

use entity::area_kinds::AreaKind;
use entity::ids::AreaId;
use entity::{area, area_member, authority};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::platform::error::Result;

/// The districts of every authority that runs schemes here, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list_all_districts(conn: &impl ConnectionTrait) -> Result<Vec<(AreaId, String)>> {
    let authorities = authority::Entity::find().all(conn).await?;
    let within: Vec<AreaId> = authorities
        .into_iter()
        .filter_map(|row| row.area_id)
        .collect();
    let members = area_member::Entity::find()
        .filter(area_member::Column::WithinId.is_in(within))
        .all(conn)
        .await?;
    let rows = area::Entity::find()
        .filter(area::Column::Id.is_in(members.into_iter().map(|row| row.area_id)))
        .filter(area::Column::Kind.eq(AreaKind::District))
        .order_by_asc(area::Column::Name)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The name of a place.
///
/// # Errors
/// When the database refuses.
pub async fn find_area_name(conn: &impl ConnectionTrait, id: AreaId) -> Result<Option<String>> {
    Ok(area::Entity::find_by_id(id)
        .one(conn)
        .await?
        .map(|row| row.name))
}

/// The names of places.
///
/// # Errors
/// When the database refuses.
pub async fn list_area_names(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AreaId>,
) -> Result<BTreeMap<AreaId, String>> {
    let rows = area::Entity::find()
        .filter(area::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
