//! Mapping sets in use.

use chrono::{DateTime, Utc};
use entity::ids::{AuthorityId, MappingSetId, PersonId};
use entity::mapping_set;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::platform::context::Context;
use crate::platform::error::Result;
use crate::scheme::rules::MappingSet;

/// A mapping set in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Which.
    pub id: MappingSetId,
    /// Whose.
    pub authority_id: AuthorityId,
    /// What it says.
    pub content: MappingSet,
    /// Who took it into use.
    pub created_by: PersonId,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// The mapping sets that some authorities use, by short name.
///
/// # Errors
/// When the database refuses.
pub async fn list_mappings(
    conn: &impl ConnectionTrait,
    authorities: impl IntoIterator<Item = AuthorityId>,
) -> Result<Vec<Mapping>> {
    let rows = mapping_set::Entity::find()
        .filter(mapping_set::Column::AuthorityId.is_in(authorities))
        .filter(mapping_set::Column::RetiredAt.is_null())
        .order_by_asc(mapping_set::Column::Slug)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Mapping {
                id: row.id,
                authority_id: row.authority_id,
                content: serde_json::from_value(row.content)?,
                created_by: row.created_by,
                created_at: row.created_at,
            })
        })
        .collect()
}

/// Takes a mapping set into use.
///
/// # Errors
/// When the database refuses.
pub async fn insert_mapping(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    authority_id: AuthorityId,
    content: &MappingSet,
    created_by: PersonId,
) -> Result<MappingSetId> {
    let row = mapping_set::Model {
        id: ctx.new_id(),
        authority_id,
        slug: content.slug.to_string(),
        content: serde_json::to_value(content)?,
        content_hash: content.content_hash(),
        created_by,
        created_at: ctx.now(),
        retired_at: None,
    };
    let id = row.id;
    mapping_set::Entity::insert(mapping_set::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(id)
}

/// Takes an authority's mapping set out of use; whether it was in use until now.
///
/// # Errors
/// When the database refuses.
pub async fn retire_mapping(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    slug: &str,
) -> Result<bool> {
    let done = mapping_set::Entity::update_many()
        .set(mapping_set::ActiveModel {
            retired_at: Set(Some(ctx.now())),
            ..Default::default()
        })
        .filter(mapping_set::Column::AuthorityId.eq(authority))
        .filter(mapping_set::Column::Slug.eq(slug))
        .filter(mapping_set::Column::RetiredAt.is_null())
        .exec(conn)
        .await?;
    Ok(done.rows_affected > 0)
}
