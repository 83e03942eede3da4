//! The only file of this room that names its tables.

use entity::ids::{AuthorityId, SchemeId, SchemeVersionId};
use entity::kinds::SchemeVersionStatus;
use entity::{scheme, scheme_version};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, SelectTwo,
};

use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme::pack::LoadedPack;
use crate::scheme::rules::SchemeVersion;

/// A published version with whose it is.
#[derive(Clone, Debug)]
pub struct PublishedVersion {
    /// Which version.
    pub id: SchemeVersionId,
    /// Of which scheme.
    pub scheme_id: SchemeId,
    /// Who runs the scheme.
    pub authority_id: AuthorityId,
    /// What it asks.
    pub content: SchemeVersion,
    /// SHA-256 of the canonical content, in hex.
    pub content_hash: String,
}

/// A scheme by name, without what it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeName {
    /// Which scheme.
    pub id: SchemeId,
    /// Who runs it.
    pub authority_id: AuthorityId,
    /// Short name in addresses.
    pub slug: String,
    /// Name as printed.
    pub name: String,
}

impl From<scheme::Model> for SchemeName {
    fn from(row: scheme::Model) -> Self {
        Self {
            id: row.id,
            authority_id: row.authority_id,
            slug: row.slug,
            name: row.name,
        }
    }
}

fn with_scheme() -> SelectTwo<scheme_version::Entity, scheme::Entity> {
    let of: RelationDef = scheme_version::Entity::belongs_to(scheme::Entity)
        .from(scheme_version::Column::SchemeId)
        .to(scheme::Column::Id)
        .into();
    scheme_version::Entity::find()
        .join(JoinType::InnerJoin, of)
        .select_also(scheme::Entity)
}

fn read((row, of): (scheme_version::Model, Option<scheme::Model>)) -> Result<PublishedVersion> {
    let of = of.ok_or(Error::NotFound)?;
    Ok(PublishedVersion {
        id: row.id,
        scheme_id: row.scheme_id,
        authority_id: of.authority_id,
        content: serde_json::from_value(row.content)?,
        content_hash: row.content_hash,
    })
}

/// A version, in force or superseded.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get_version(
    conn: &impl ConnectionTrait,
    id: SchemeVersionId,
) -> Result<PublishedVersion> {
    let found = with_scheme()
        .filter(scheme_version::Column::Id.eq(id))
        .one(conn)
        .await?;
    read(found.ok_or(Error::NotFound)?)
}

/// Several versions at once, in no order.
///
/// # Errors
/// When the database refuses.
pub async fn list_versions(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = SchemeVersionId>,
) -> Result<Vec<PublishedVersion>> {
    let rows = with_scheme()
        .filter(scheme_version::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The version of a scheme that is in force.
///
/// # Errors
/// When the database refuses.
pub async fn find_current_version(
    conn: &impl ConnectionTrait,
    id: SchemeId,
) -> Result<Option<PublishedVersion>> {
    with_scheme()
        .filter(scheme_version::Column::SchemeId.eq(id))
        .filter(scheme_version::Column::Status.eq(SchemeVersionStatus::Published))
        .order_by_desc(scheme_version::Column::PublishedAt)
        .one(conn)
        .await?
        .map(read)
        .transpose()
}

/// The version in force of every scheme, by the scheme's name.
///
/// # Errors
/// When the database refuses.
pub async fn list_current_versions(conn: &impl ConnectionTrait) -> Result<Vec<PublishedVersion>> {
    let rows = with_scheme()
        .filter(scheme_version::Column::Status.eq(SchemeVersionStatus::Published))
        .order_by_asc(scheme::Column::Name)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Every scheme, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list_schemes(conn: &impl ConnectionTrait) -> Result<Vec<SchemeName>> {
    let rows = scheme::Entity::find()
        .order_by_asc(scheme::Column::Name)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(SchemeName::from).collect())
}

/// The scheme of an authority with a short name.
///
/// # Errors
/// When the database refuses.
pub async fn find_scheme(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    slug: &str,
) -> Result<Option<SchemeName>> {
    let row = scheme::Entity::find()
        .filter(scheme::Column::AuthorityId.eq(authority))
        .filter(scheme::Column::Slug.eq(slug))
        .one(conn)
        .await?;
    Ok(row.map(SchemeName::from))
}

/// A version of a scheme by its label or by its hash.
///
/// # Errors
/// When the database refuses.
pub async fn find_like(
    conn: &impl ConnectionTrait,
    scheme: SchemeId,
    pack: &LoadedPack,
) -> Result<Option<(SchemeVersionId, String)>> {
    let row = scheme_version::Entity::find()
        .filter(scheme_version::Column::SchemeId.eq(scheme))
        .filter(
            Condition::any()
                .add(scheme_version::Column::ContentHash.eq(pack.content_hash.as_str()))
                .add(scheme_version::Column::Label.eq(pack.version.label.as_str())),
        )
        .one(conn)
        .await?;
    Ok(row.map(|row| (row.id, row.content_hash)))
}

/// Writes a scheme's name.
///
/// # Errors
/// A conflict when the authority has one of that short name.
pub async fn insert_scheme(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    authority_id: AuthorityId,
    slug: &str,
    name: &str,
) -> Result<SchemeId> {
    let row = scheme::Model {
        id: ctx.new_id(),
        authority_id,
        slug: slug.to_owned(),
        name: name.to_owned(),
        created_at: ctx.now(),
    };
    let id = row.id;
    scheme::Entity::insert(scheme::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(id)
}

/// Publishes a version and supersedes the one before.
///
/// # Errors
/// A conflict when the scheme has a version of that label.
pub async fn insert_version(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    scheme_id: SchemeId,
    pack: &LoadedPack,
) -> Result<SchemeVersionId> {
    scheme_version::Entity::update_many()
        .set(scheme_version::ActiveModel {
            status: Set(SchemeVersionStatus::Superseded),
            ..Default::default()
        })
        .filter(scheme_version::Column::SchemeId.eq(scheme_id))
        .exec(conn)
        .await?;
    let row = scheme_version::Model {
        id: ctx.new_id(),
        scheme_id,
        label: pack.version.label.clone(),
        status: SchemeVersionStatus::Published,
        content: serde_json::to_value(&pack.version)?,
        content_hash: pack.content_hash.clone(),
        published_at: ctx.now(),
    };
    let id = row.id;
    scheme_version::Entity::insert(scheme_version::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(id)
}
