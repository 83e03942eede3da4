//! The only file of this room that names its tables.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AuthorityId, PersonId, StatisticsRunId};
use entity::statistics_run;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::Value;

use crate::platform::error::{Error, Result, changed_one};
use crate::scheme::rules::{canonical_json, sha256_hex};
use crate::statistics::rules::{Earlier, FrozenInput, Run, Standing};

/// A run without its frozen input, which no page reads.
#[derive(FromQueryResult)]
struct PublicPart {
    id: StatisticsRunId,
    authority_id: AuthorityId,
    slug: String,
    computed_at: DateTime<Utc>,
    parameters: Value,
    tables: Value,
    input_sha256: String,
    released_at: Option<DateTime<Utc>>,
}

/// A run in a list.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Listed {
    /// Which run.
    pub id: StatisticsRunId,
    /// For whom.
    pub authority_id: AuthorityId,
    /// Name in addresses.
    pub slug: String,
    /// The day it describes.
    pub as_of: NaiveDate,
    /// When computed.
    pub computed_at: DateTime<Utc>,
    /// When published.
    pub released_at: Option<DateTime<Utc>>,
}

/// What a run is written as.
#[derive(Debug)]
pub struct NewRun<'a> {
    /// The run.
    pub run: &'a Run,
    /// What it was computed from. Confidential.
    pub input: &'a FrozenInput,
}

fn read(row: PublicPart) -> Result<Run> {
    Ok(Run {
        id: row.id,
        authority_id: row.authority_id,
        slug: row.slug,
        computed_at: row.computed_at,
        provenance: serde_json::from_value(row.parameters)?,
        input_sha256: row.input_sha256,
        release: serde_json::from_value(row.tables)?,
        standing: row
            .released_at
            .map_or(Standing::Computed, |at| Standing::Released { at }),
    })
}

async fn find(conn: &impl ConnectionTrait, which: Condition) -> Result<Option<Run>> {
    statistics_run::Entity::find()
        .select_only()
        .columns([
            statistics_run::Column::Id,
            statistics_run::Column::AuthorityId,
            statistics_run::Column::Slug,
            statistics_run::Column::ComputedAt,
            statistics_run::Column::Parameters,
            statistics_run::Column::Tables,
            statistics_run::Column::InputSha256,
            statistics_run::Column::ReleasedAt,
        ])
        .filter(which)
        .into_model::<PublicPart>()
        .one(conn)
        .await?
        .map(read)
        .transpose()
}

async fn list(conn: &impl ConnectionTrait, which: Condition) -> Result<Vec<Listed>> {
    Ok(statistics_run::Entity::find()
        .select_only()
        .columns([
            statistics_run::Column::Id,
            statistics_run::Column::AuthorityId,
            statistics_run::Column::Slug,
            statistics_run::Column::AsOf,
            statistics_run::Column::ComputedAt,
            statistics_run::Column::ReleasedAt,
        ])
        .filter(which)
        .order_by_desc(statistics_run::Column::AsOf)
        .order_by_desc(statistics_run::Column::Id)
        .into_model::<Listed>()
        .all(conn)
        .await?)
}

fn is_released() -> Condition {
    Condition::all().add(statistics_run::Column::ReleasedAt.is_not_null())
}

/// The published run of that name.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it is not published.
pub async fn get_released(conn: &impl ConnectionTrait, slug: &str) -> Result<Run> {
    find(
        conn,
        is_released().add(statistics_run::Column::Slug.eq(slug)),
    )
    .await?
    .ok_or(Error::NotFound)
}

/// Every published run, the newest day first.
///
/// # Errors
/// When the database refuses.
pub async fn list_released(conn: &impl ConnectionTrait) -> Result<Vec<Listed>> {
    list(conn, is_released()).await
}

/// A run of an authority, published or not.
///
/// # Errors
/// [`Error::NotFound`] when that authority has no such run.
pub async fn get_in_authority(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    id: StatisticsRunId,
) -> Result<Run> {
    let which = Condition::all()
        .add(statistics_run::Column::Id.eq(id))
        .add(statistics_run::Column::AuthorityId.eq(authority));
    find(conn, which).await?.ok_or(Error::NotFound)
}

/// The runs of an authority, published or not, the newest day first.
///
/// # Errors
/// When the database refuses.
pub async fn list_in_authority(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
) -> Result<Vec<Listed>> {
    list(
        conn,
        Condition::all().add(statistics_run::Column::AuthorityId.eq(authority)),
    )
    .await
}

fn newest_released(authority: AuthorityId, most: u64) -> sea_orm::Select<statistics_run::Entity> {
    statistics_run::Entity::find()
        .filter(is_released())
        .filter(statistics_run::Column::AuthorityId.eq(authority))
        .order_by_desc(statistics_run::Column::ReleasedAt)
        .order_by_desc(statistics_run::Column::Id)
        .limit(most)
}

/// The names of an authority's newest releases, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_newest_slugs(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    most: u64,
) -> Result<Vec<String>> {
    Ok(newest_released(authority, most)
        .select_only()
        .column(statistics_run::Column::Slug)
        .into_tuple()
        .all(conn)
        .await?)
}

/// An authority's newest releases with what they were computed from, the newest first. Confidential.
///
/// # Errors
/// When a frozen input was changed, or the database refuses.
pub async fn list_earlier(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    most: u64,
) -> Result<Vec<(String, Earlier)>> {
    newest_released(authority, most)
        .all(conn)
        .await?
        .into_iter()
        .map(|row| {
            if input_hash(&row.input) != row.input_sha256 {
                return Err(Error::internal(format!(
                    "the frozen input of {} does not match its hash",
                    row.slug
                )));
            }
            let earlier = Earlier {
                input: serde_json::from_value(row.input)?,
                release: serde_json::from_value(row.tables)?,
            };
            Ok((row.slug, earlier))
        })
        .collect()
}

/// The hash a frozen input is kept under.
pub fn input_hash(input: &Value) -> String {
    sha256_hex(canonical_json(input).as_bytes())
}

/// The names of an authority's runs that begin like this.
///
/// # Errors
/// When the database refuses.
pub async fn list_slugs(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    as_of: NaiveDate,
) -> Result<Vec<String>> {
    Ok(statistics_run::Entity::find()
        .select_only()
        .column(statistics_run::Column::Slug)
        .filter(statistics_run::Column::AuthorityId.eq(authority))
        .filter(statistics_run::Column::AsOf.eq(as_of))
        .into_tuple()
        .all(conn)
        .await?)
}

/// Writes a run.
///
/// # Errors
/// A conflict when its name is taken.
pub async fn insert_run(conn: &impl ConnectionTrait, new: &NewRun<'_>) -> Result<()> {
    let run = new.run;
    statistics_run::Entity::insert(statistics_run::ActiveModel {
        id: Set(run.id),
        authority_id: Set(run.authority_id),
        slug: Set(run.slug.clone()),
        as_of: Set(run.release.as_of()),
        computed_at: Set(run.computed_at),
        parameters: Set(serde_json::to_value(&run.provenance)?),
        tables: Set(serde_json::to_value(&run.release)?),
        input_sha256: Set(run.input_sha256.clone()),
        input: Set(serde_json::to_value(new.input)?),
        released_at: Set(None),
        released_by: Set(None),
    })
    .exec_without_returning(conn)
    .await?;
    Ok(())
}

/// Publishes a run, if nobody did before.
///
/// # Errors
/// A conflict when somebody did.
pub async fn mark_released(
    conn: &impl ConnectionTrait,
    run: &Run,
    now: DateTime<Utc>,
    by: PersonId,
) -> Result<()> {
    let done = statistics_run::Entity::update_many()
        .set(statistics_run::ActiveModel {
            released_at: Set(Some(now)),
            released_by: Set(Some(by)),
            ..Default::default()
        })
        .filter(statistics_run::Column::Id.eq(run.id))
        .filter(statistics_run::Column::ReleasedAt.is_null())
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}
