//! Frozen submissions. A bundle whose content does not match its hash is never handed out.

use entity::bundle;
use entity::ids::AssessmentId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::assessment::rules::{Bundle, BundleContent};
use crate::platform::error::{Error, Result};
use crate::scheme::rules::{canonical_json, sha256_hex};

/// The content of a bundle was changed after it was frozen.
#[derive(Debug, thiserror::Error)]
#[error("bundle {0} does not match its hash")]
struct Altered(entity::ids::BundleId);

fn read(row: bundle::Model) -> Result<Bundle> {
    if sha256_hex(canonical_json(&row.content).as_bytes()) != row.sha256 {
        return Err(Error::internal(Altered(row.id)));
    }
    let content: BundleContent = serde_json::from_value(row.content)?;
    Ok(Bundle {
        id: row.id,
        assessment_id: row.assessment_id,
        round: row.round,
        content,
        sha256: row.sha256,
        scheme_hash: row.scheme_hash,
        frozen_at: row.frozen_at,
    })
}

/// The newest bundle of an assessment. The scope is the caller's, who holds the assessment.
///
/// # Errors
/// [`Error::NotFound`] when nothing was submitted.
pub async fn latest_bundle(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Bundle> {
    bundle::Entity::find()
        .filter(bundle::Column::AssessmentId.eq(assessment))
        .order_by_desc(bundle::Column::Round)
        .one(conn)
        .await?
        .map(read)
        .transpose()?
        .ok_or(Error::NotFound)
}

/// One round of an assessment. The scope is the caller's, who holds the assessment.
///
/// # Errors
/// When the database refuses.
pub async fn find_bundle(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
    round: i32,
) -> Result<Option<Bundle>> {
    bundle::Entity::find()
        .filter(bundle::Column::AssessmentId.eq(assessment))
        .filter(bundle::Column::Round.eq(round))
        .one(conn)
        .await?
        .map(read)
        .transpose()
}

/// Every bundle of an assessment, oldest first. The scope is the caller's, who holds the assessment.
///
/// # Errors
/// When the database refuses.
pub async fn list_bundles(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Vec<Bundle>> {
    bundle::Entity::find()
        .filter(bundle::Column::AssessmentId.eq(assessment))
        .order_by_asc(bundle::Column::Round)
        .all(conn)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// The newest bundle of each of these assessments. The scope is the caller's, who holds them.
///
/// # Errors
/// When the database refuses.
pub async fn list_latest_bundles(
    conn: &impl ConnectionTrait,
    assessments: impl IntoIterator<Item = AssessmentId>,
) -> Result<Vec<Bundle>> {
    let rows = bundle::Entity::find()
        .filter(bundle::Column::AssessmentId.is_in(assessments))
        .order_by_desc(bundle::Column::Round)
        .all(conn)
        .await?;
    let mut latest: Vec<Bundle> = Vec::new();
    for row in rows {
        if latest
            .iter()
            .all(|kept| kept.assessment_id != row.assessment_id)
        {
            latest.push(read(row)?);
        }
    }
    Ok(latest)
}

/// Writes a bundle. The same round twice is a conflict.
pub(in crate::assessment) async fn insert_bundle(
    conn: &impl ConnectionTrait,
    new: &Bundle,
) -> Result<()> {
    bundle::Entity::insert(bundle::ActiveModel::from(bundle::Model {
        id: new.id,
        assessment_id: new.assessment_id,
        round: new.round,
        content: serde_json::to_value(&new.content)?,
        sha256: new.sha256.clone(),
        scheme_hash: new.scheme_hash.clone(),
        frozen_at: new.frozen_at,
    }))
    .exec_without_returning(conn)
    .await?;
    Ok(())
}
