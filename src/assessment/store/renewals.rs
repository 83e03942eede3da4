//! Which assessments renew an accreditation.

use chrono::{DateTime, Utc};
use entity::ids::AssessmentId;
use entity::{answer, renewal};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::assessment::rules::{Given, Renewal};
use crate::platform::context::Context;

use crate::platform::error::Result;
use crate::scheme::rules::Answer;

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
            // Who confirmed it last time does so anew.
            let value = saved
                .value
                .as_ref()
                .filter(|value| !matches!(value, Answer::Confirmation { .. }))
                .map(serde_json::to_value)
                .transpose()?;
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
