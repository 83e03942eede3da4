//! Versions that are being written.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AuthorityId, PersonId, SchemeDraftId, SchemeVersionId};
use entity::kinds::SchemeDraftStage;
use entity::scheme_draft;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use serde::{Deserialize, Serialize};

use super::Terms;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme::rules::SchemeVersion;

/// A version that is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Which draft.
    pub id: SchemeDraftId,
    /// Whose.
    pub authority_id: AuthorityId,
    /// The version it was begun from.
    pub based_on: Option<SchemeVersionId>,
    /// What it says so far.
    pub content: SchemeVersion,
    /// Counts the changes.
    pub version: i32,
    /// Where it stands.
    pub stage: SchemeDraftStage,
    /// What it says about its coming in.
    pub terms: Terms,
    /// Who looked at what its publication takes from whom, and of which content.
    pub losses_seen: Option<LossesSeen>,
    /// Who began it.
    pub created_by: PersonId,
    /// When last changed.
    pub updated_at: DateTime<Utc>,
    /// The version it became.
    pub published_as: Option<SchemeVersionId>,
}

/// Somebody looked at who would fall, should a draft be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LossesSeen {
    /// SHA-256 of the content that was looked at, in hex.
    pub content_hash: String,
    /// The day it was to bind holders.
    pub holders_by: Option<NaiveDate>,
    /// How many holders there were.
    pub holders: usize,
    /// How many of them would fall.
    pub falling: usize,
    /// Who looked.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

impl LossesSeen {
    /// Whether what was looked at is what a draft says now.
    pub fn is_of(&self, draft: &Draft) -> bool {
        self.holders_by == draft.terms.holders_by
            && self.content_hash == draft.content.content_hash()
    }
}

impl Draft {
    /// Whether it can still be changed.
    pub fn is_open(&self) -> bool {
        match self.stage {
            SchemeDraftStage::Draft | SchemeDraftStage::Consultation => true,
            SchemeDraftStage::Published | SchemeDraftStage::Discarded => false,
        }
    }
}

fn read(row: scheme_draft::Model) -> Result<Draft> {
    Ok(Draft {
        id: row.id,
        authority_id: row.authority_id,
        based_on: row.based_on,
        content: serde_json::from_value(row.content)?,
        version: row.version,
        stage: row.stage,
        terms: Terms {
            new_from: row.new_from,
            holders_by: row.holders_by,
            open_cases: row.open_cases.unwrap_or_default(),
            move_on: row.move_on,
            health_note: row.health_note,
            equality_note: row.equality_note,
        },
        losses_seen: row
            .losses_seen
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?,
        created_by: row.created_by,
        updated_at: row.updated_at,
        published_as: row.published_as,
    })
}

/// A draft of one of some authorities.
///
/// # Errors
/// [`Error::NotFound`] when none of them has it.
pub async fn get_draft(
    conn: &impl ConnectionTrait,
    authorities: impl IntoIterator<Item = AuthorityId>,
    id: SchemeDraftId,
) -> Result<Draft> {
    let row = scheme_draft::Entity::find_by_id(id)
        .filter(scheme_draft::Column::AuthorityId.is_in(authorities))
        .one(conn)
        .await?;
    read(row.ok_or(Error::NotFound)?)
}

/// The drafts of some authorities that can still be changed, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_drafts(
    conn: &impl ConnectionTrait,
    authorities: impl IntoIterator<Item = AuthorityId>,
) -> Result<Vec<Draft>> {
    let open = [SchemeDraftStage::Draft, SchemeDraftStage::Consultation];
    let rows = scheme_draft::Entity::find()
        .filter(scheme_draft::Column::AuthorityId.is_in(authorities))
        .filter(scheme_draft::Column::Stage.is_in(open))
        .order_by_desc(scheme_draft::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Writes a new draft.
///
/// # Errors
/// When the database refuses.
pub async fn insert_draft(ctx: &Context, conn: &impl ConnectionTrait, draft: &Draft) -> Result<()> {
    let row = scheme_draft::Model {
        id: draft.id,
        authority_id: draft.authority_id,
        based_on: draft.based_on,
        content: serde_json::to_value(&draft.content)?,
        version: draft.version,
        stage: draft.stage,
        new_from: draft.terms.new_from,
        holders_by: draft.terms.holders_by,
        open_cases: Some(draft.terms.open_cases),
        move_on: draft.terms.move_on,
        losses_seen: None,
        health_note: draft.terms.health_note.clone(),
        equality_note: draft.terms.equality_note.clone(),
        created_by: draft.created_by,
        created_at: ctx.now(),
        updated_at: ctx.now(),
        published_as: None,
    };
    scheme_draft::Entity::insert(scheme_draft::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes a changed draft over the one that was read.
///
/// # Errors
/// A conflict when somebody else changed it since.
pub async fn update_draft(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    changed: &Draft,
) -> Result<()> {
    let row = scheme_draft::ActiveModel {
        content: Set(serde_json::to_value(&changed.content)?),
        version: Set(changed.version + 1),
        stage: Set(changed.stage),
        new_from: Set(changed.terms.new_from),
        holders_by: Set(changed.terms.holders_by),
        open_cases: Set(Some(changed.terms.open_cases)),
        move_on: Set(changed.terms.move_on),
        losses_seen: Set(changed
            .losses_seen
            .as_ref()
            .map(serde_json::to_string)
            .transpose()?),
        health_note: Set(changed.terms.health_note.clone()),
        equality_note: Set(changed.terms.equality_note.clone()),
        updated_at: Set(ctx.now()),
        published_as: Set(changed.published_as),
        ..Default::default()
    };
    let done = scheme_draft::Entity::update_many()
        .set(row)
        .filter(scheme_draft::Column::Id.eq(changed.id))
        .filter(scheme_draft::Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(changed_meanwhile())
    }
}

/// The refusal of a change to what was looked at too long ago.
pub fn changed_meanwhile() -> Error {
    Error::conflict(
        "scheme.draft_changed",
        "Somebody else changed this draft since you opened it. Look at it again, then make your change once more.",
    )
}
