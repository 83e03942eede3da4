//! Which assessments renew an accreditation.

use chrono::{DateTime, Utc};
use entity::ids::{AccreditationId, AssessmentId};
use entity::{answer, assessment, renewal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::assessments::read;
use crate::assessment::rules::{Assessment, Given, Renewal};
use crate::platform::context::Context;
use crate::platform::error::Result;

/// What an assessment renews, if it renews anything. The scope is the caller's, who holds the
/// assessment.
///
/// # Errors
/// When the database refuses.
pub async fn find_renewal(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Option<Renewal>> {
    let row = renewal::Entity::find_by_id(assessment).one(conn).await?;
    row.map(|row| {
        Ok(Renewal {
            assessment_id: row.assessment_id,
            accreditation_id: row.accreditation_id,
            from_assessment_id: row.from_assessment_id,
            from_bundle_id: row.from_bundle_id,
            carried: serde_json::from_value(row.carried)?,
        })
    })
    .transpose()
}

/// The assessments that renew, or were to renew, some accreditations, each with the accreditation. The
/// scope is the caller's, who holds the accreditations.
///
/// # Errors
/// When the database refuses.
pub async fn list_renewing(
    conn: &impl ConnectionTrait,
    of: impl IntoIterator<Item = AccreditationId>,
) -> Result<Vec<(AccreditationId, Assessment)>> {
    let rows = renewal::Entity::find()
        .filter(renewal::Column::AccreditationId.is_in(of))
        .all(conn)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids = rows.iter().map(|row| row.assessment_id);
    let assessments = assessment::Entity::find()
        .filter(assessment::Column::Id.is_in(ids))
        .all(conn)
        .await?;
    assessments
        .into_iter()
        .filter_map(|found| {
            let row = rows.iter().find(|row| row.assessment_id == found.id)?;
            Some((row.accreditation_id, found))
        })
        .map(|(of, found)| Ok((of, read(found)?)))
        .collect()
}

/// Writes that an assessment renews an accreditation.
pub(in crate::assessment) async fn insert_renewal(
    conn: &impl ConnectionTrait,
    new: &Renewal,
    started_at: DateTime<Utc>,
) -> Result<()> {
    let row = renewal::Model {
        assessment_id: new.assessment_id,
        accreditation_id: new.accreditation_id,
        from_assessment_id: new.from_assessment_id,
        from_bundle_id: new.from_bundle_id,
        carried: serde_json::to_value(&new.carried)?,
        started_at,
    };
    renewal::Entity::insert(renewal::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes answers into a new assessment as they were given: by whom, when, and what.
pub(in crate::assessment) async fn insert_as_given(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
    given: &Given,
) -> Result<()> {
    let rows = given
        .answers
        .iter()
        .map(|(code, saved)| {
            let value = saved.value.as_ref().map(serde_json::to_value).transpose()?;
            Ok(answer::ActiveModel::from(answer::Model {
                id: ctx.new_id(),
                assessment_id: assessment,
                criterion: code.to_string(),
                value,
                comment: saved.comment.clone(),
                saved_by: saved.saved_by,
                saved_at: saved.saved_at,
                version: 1,
            }))
        })
        .collect::<Result<Vec<_>>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    answer::Entity::insert_many(rows)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}
