//! The only file of this room that names its tables; drafts are in [`drafts`].

mod drafts;
mod mappings;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::ids::{AuthorityId, PersonId, SchemeId, SchemeVersionId};
use entity::kinds::SchemeVersionStatus;
use entity::version_kinds::OpenCases;
use entity::{mapping_set, scheme, scheme_version};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, SelectTwo, sea_query::IntoCondition as _,
};

use crate::platform::calendar::london_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme::rules::{MappingSet, SchemeSlug, SchemeVersion};

pub use drafts::{
    Draft, LossesSeen, changed_meanwhile, get_draft, insert_draft, list_drafts, update_draft,
};
pub use mappings::{Mapping, insert_mapping, list_mappings, retire_mapping};

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
    /// What becomes of assessments that are not submitted yet.
    pub open_cases: OpenCases,
    /// The day on which the rest of them is moved, where it is.
    pub move_on: Option<NaiveDate>,
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
        open_cases: row.open_cases.unwrap_or_default(),
        move_on: row.move_on,
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

/// A version, in force or superseded, with the mapping sets that its authority uses: one statement.
///
/// # Errors
/// [`Error::NotFound`] when there is no such version.
pub async fn get_version_with_mappings(
    conn: &impl ConnectionTrait,
    id: SchemeVersionId,
) -> Result<(PublishedVersion, Vec<MappingSet>)> {
    let rows = with_scheme()
        .find_also(scheme::Entity, mapping_set::Entity)
        .filter(scheme_version::Column::Id.eq(id))
        .all(conn)
        .await?;
    let mut found = None;
    let mut sets = Vec::new();
    for (row, of, mapping) in rows {
        if let Some(mapping) = mapping {
            sets.push(serde_json::from_value(mapping.content)?);
        }
        found = Some((row, of));
    }
    Ok((read(found.ok_or(Error::NotFound)?)?, sets))
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
    today: NaiveDate,
) -> Result<Option<PublishedVersion>> {
    let only = scheme_version::Column::SchemeId.eq(id);
    Ok(list_in_force(conn, only.into_condition(), today)
        .await?
        .pop())
}

/// The version of a scheme that was published last, in force already or not.
///
/// # Errors
/// When the database refuses.
pub async fn find_latest_version(
    conn: &impl ConnectionTrait,
    id: SchemeId,
) -> Result<Option<LatestVersion>> {
    let found = with_scheme()
        .filter(scheme_version::Column::SchemeId.eq(id))
        .filter(scheme_version::Column::Status.eq(SchemeVersionStatus::Published))
        .order_by_desc(scheme_version::Column::PublishedAt)
        .order_by_desc(scheme_version::Column::Id)
        .one(conn)
        .await?;
    latest(found)
}

/// The version that was published last of the scheme of an authority with a short name, with that
/// scheme.
///
/// # Errors
/// When the database refuses.
pub async fn find_latest_of(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    slug: &str,
) -> Result<Option<LatestVersion>> {
    let found = with_scheme()
        .filter(scheme::Column::AuthorityId.eq(authority))
        .filter(scheme::Column::Slug.eq(slug))
        .filter(scheme_version::Column::Status.eq(SchemeVersionStatus::Published))
        .order_by_desc(scheme_version::Column::PublishedAt)
        .order_by_desc(scheme_version::Column::Id)
        .one(conn)
        .await?;
    latest(found)
}

fn latest(
    found: Option<(scheme_version::Model, Option<scheme::Model>)>,
) -> Result<Option<LatestVersion>> {
    found
        .map(|row| {
            let new_from = row.0.new_from;
            read(row).map(|version| LatestVersion { version, new_from })
        })
        .transpose()
}

/// The version that was published last.
#[derive(Clone, Debug)]
pub struct LatestVersion {
    /// The version.
    pub version: PublishedVersion,
    /// The first day it is in force for new applications; at once, when none.
    pub new_from: Option<NaiveDate>,
}

/// Published, and open to new applications by a day.
fn has_begun(today: NaiveDate) -> Condition {
    Condition::any()
        .add(scheme_version::Column::NewFrom.is_null())
        .add(scheme_version::Column::NewFrom.lte(today))
}

/// The version in force of every scheme, by the scheme's name.
///
/// # Errors
/// When the database refuses.
pub async fn list_current_versions(
    conn: &impl ConnectionTrait,
    today: NaiveDate,
) -> Result<Vec<PublishedVersion>> {
    list_in_force(conn, Condition::all(), today).await
}

/// The versions in force of an authority's schemes, by slug: what its mapping sets may name.
///
/// # Errors
/// When the database refuses.
pub async fn list_mappable(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    today: NaiveDate,
) -> Result<BTreeMap<SchemeSlug, SchemeVersion>> {
    let own = scheme::Column::AuthorityId.eq(authority).into_condition();
    let versions = list_in_force(conn, own, today).await?;
    Ok(versions
        .into_iter()
        .map(|version| (version.content.scheme.slug.clone(), version.content))
        .collect())
}

/// Of the versions of each scheme that have begun, the one that began last.
async fn list_in_force(
    conn: &impl ConnectionTrait,
    which: Condition,
    today: NaiveDate,
) -> Result<Vec<PublishedVersion>> {
    let mut rows = with_scheme()
        .filter(scheme_version::Column::Status.eq(SchemeVersionStatus::Published))
        .filter(has_begun(today))
        .filter(which)
        .order_by_asc(scheme::Column::Name)
        .order_by_asc(scheme::Column::Id)
        .all(conn)
        .await?;
    let begins = |row: &scheme_version::Model| {
        let at_once = london_date(row.published_at);
        (row.new_from.unwrap_or(at_once), row.published_at, row.id)
    };
    let mut current: Vec<PublishedVersion> = Vec::new();
    // Within a scheme the last to begin comes first; the order of the schemes stays.
    rows.sort_by(|(a, of_a), (b, of_b)| {
        let name = |of: &Option<scheme::Model>| of.as_ref().map(|of| (of.name.clone(), of.id));
        name(of_a)
            .cmp(&name(of_b))
            .then_with(|| begins(b).cmp(&begins(a)))
    });
    for row in rows {
        if current
            .last()
            .is_none_or(|known| known.scheme_id != row.0.scheme_id)
        {
            current.push(read(row)?);
        }
    }
    Ok(current)
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
    content: &SchemeVersion,
) -> Result<Option<(SchemeVersionId, String)>> {
    let row = scheme_version::Entity::find()
        .filter(scheme_version::Column::SchemeId.eq(scheme))
        .filter(
            Condition::any()
                .add(scheme_version::Column::ContentHash.eq(content.content_hash()))
                .add(scheme_version::Column::Label.eq(content.label.as_str())),
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

/// What a version says about its coming in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The first day it is in force for new applications; at once, when none.
    pub new_from: Option<NaiveDate>,
    /// The day from which it binds who is accredited already; their next renewal, when none.
    pub holders_by: Option<NaiveDate>,
    /// What becomes of assessments that are not submitted yet.
    pub open_cases: OpenCases,
    /// The day on which the rest of them is moved, where it is.
    pub move_on: Option<NaiveDate>,
    /// What its changes do to health and to inequality in health.
    pub health_note: String,
    /// What its changes do to people with protected characteristics.
    pub equality_note: String,
}

/// Publishes a version and supersedes the one before, once it opens.
///
/// # Errors
/// A conflict when the scheme has a version of that label.
pub async fn insert_version(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    scheme_id: SchemeId,
    content: &SchemeVersion,
    terms: &Terms,
    published_by: Option<PersonId>,
) -> Result<SchemeVersionId> {
    let before = find_current_version(conn, scheme_id, ctx.today()).await?;
    let opens_later = terms.new_from.is_some_and(|day| day > ctx.today());
    if !opens_later {
        scheme_version::Entity::update_many()
            .set(scheme_version::ActiveModel {
                status: Set(SchemeVersionStatus::Superseded),
                ..Default::default()
            })
            .filter(scheme_version::Column::SchemeId.eq(scheme_id))
            .exec(conn)
            .await?;
    }
    let note = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let row = scheme_version::Model {
        id: ctx.new_id(),
        scheme_id,
        label: content.label.clone(),
        status: SchemeVersionStatus::Published,
        content: serde_json::to_value(content)?,
        content_hash: content.content_hash(),
        assessors: i32::try_from(content.route.assessors()).unwrap_or(1),
        published_at: ctx.now(),
        new_from: terms.new_from,
        holders_by: terms.holders_by,
        open_cases: Some(terms.open_cases),
        move_on: terms.move_on,
        supersedes: before.map(|before| before.id),
        health_note: note(&terms.health_note),
        equality_note: note(&terms.equality_note),
        published_by,
    };
    let id = row.id;
    scheme_version::Entity::insert(scheme_version::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(id)
}
