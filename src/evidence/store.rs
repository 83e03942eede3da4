//! The only file of this room that names its table and reads its files.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use entity::evidence_item;
use entity::ids::{AssessmentId, EvidenceItemId};
use entity::kinds::EvidenceKind;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::evidence::rules::{Content, FileKind, Item, StoredFile};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result, changed_one};

/// A row that no act of ours could have written.
#[derive(Debug, thiserror::Error)]
#[error("evidence item {0} holds neither a whole file nor a link")]
struct Inconsistent(EvidenceItemId);

fn item(row: evidence_item::Model) -> Result<Item> {
    let inconsistent = || Error::internal(Inconsistent(row.id));
    let content = match row.kind {
        EvidenceKind::Link => Content::Link {
            url: row.url.ok_or_else(inconsistent)?,
        },
        EvidenceKind::File => Content::File(StoredFile {
            name: row.file_name.ok_or_else(inconsistent)?,
            kind: row
                .media_type
                .as_deref()
                .and_then(FileKind::of_media_type)
                .ok_or_else(inconsistent)?,
            size_bytes: row
                .size_bytes
                .and_then(|size| u64::try_from(size).ok())
                .ok_or_else(inconsistent)?,
            sha256: row.sha256.ok_or_else(inconsistent)?,
            storage_key: row.storage_key.ok_or_else(inconsistent)?,
        }),
    };
    Ok(Item {
        id: row.id,
        organisation_id: row.organisation_id,
        assessment_id: row.assessment_id,
        criterion: row.criterion,
        title: row.title,
        content,
        document_on: row.document_on,
        added_by: row.added_by,
        added_at: row.added_at,
        removed_at: row.removed_at,
    })
}

/// What is offered in an assessment now, oldest first. The scope is the caller's, who holds the assessment.
///
/// # Errors
/// When the database refuses.
pub async fn list_items(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Vec<Item>> {
    evidence_item::Entity::find()
        .filter(evidence_item::Column::AssessmentId.eq(assessment))
        .filter(evidence_item::Column::RemovedAt.is_null())
        .order_by_asc(evidence_item::Column::AddedAt)
        .order_by_asc(evidence_item::Column::Id)
        .all(conn)
        .await?
        .into_iter()
        .map(item)
        .collect()
}

/// One item that is offered in an assessment now. The scope is the caller's, who holds the assessment.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get_item(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
    id: EvidenceItemId,
) -> Result<Item> {
    evidence_item::Entity::find_by_id(id)
        .filter(evidence_item::Column::AssessmentId.eq(assessment))
        .filter(evidence_item::Column::RemovedAt.is_null())
        .one(conn)
        .await?
        .map(item)
        .transpose()?
        .ok_or(Error::NotFound)
}

/// The bytes of an item's file. The scope is the caller's, who holds the item.
///
/// # Errors
/// [`Error::NotFound`] for a link, or when the file is gone.
pub async fn read(ctx: &Context, item: &Item) -> Result<(StoredFile, Bytes)> {
    let file = item.file().ok_or(Error::NotFound)?;
    let bytes = ctx.storage.get(&file.storage_key).await?;
    Ok((file.clone(), bytes))
}

pub(super) async fn insert_item(conn: &impl ConnectionTrait, new: &Item) -> Result<()> {
    let file = new.file();
    let row = evidence_item::Model {
        id: new.id,
        organisation_id: new.organisation_id,
        assessment_id: new.assessment_id,
        criterion: new.criterion.clone(),
        kind: match new.content {
            Content::File(_) => EvidenceKind::File,
            Content::Link { .. } => EvidenceKind::Link,
        },
        title: new.title.clone(),
        url: new.url().map(ToOwned::to_owned),
        file_name: file.map(|file| file.name.clone()),
        media_type: file.map(|file| file.kind.media_type().to_owned()),
        size_bytes: file.map(|file| i64::try_from(file.size_bytes).unwrap_or(i64::MAX)),
        sha256: file.map(|file| file.sha256.clone()),
        storage_key: file.map(|file| file.storage_key.clone()),
        document_on: new.document_on,
        added_by: new.added_by,
        added_at: new.added_at,
        removed_at: new.removed_at,
    };
    evidence_item::Entity::insert(evidence_item::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

pub(super) async fn mark_removed(
    conn: &impl ConnectionTrait,
    item: &Item,
    now: DateTime<Utc>,
) -> Result<()> {
    let removed = evidence_item::Entity::update_many()
        .set(evidence_item::ActiveModel {
            removed_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(evidence_item::Column::Id.eq(item.id))
        .filter(evidence_item::Column::RemovedAt.is_null())
        .exec(conn)
        .await?;
    changed_one(removed.rows_affected)
}

/// Lets the items of one criterion follow it to the code it has in a newer version.
///
/// # Errors
/// When the database refuses.
pub async fn rename_criterion(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
    old: &str,
    new: &str,
) -> Result<()> {
    evidence_item::Entity::update_many()
        .set(evidence_item::ActiveModel {
            criterion: Set(new.to_owned()),
            ..Default::default()
        })
        .filter(evidence_item::Column::AssessmentId.eq(assessment))
        .filter(evidence_item::Column::Criterion.eq(old))
        .exec(conn)
        .await?;
    Ok(())
}
