//! Answers that did not come along as they are when an assessment moved to a newer version.

use std::collections::BTreeMap;

use entity::ids::AssessmentId;
use entity::version_kinds::CarriedFate;
use entity::{answer, carried_answer};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::assessment::rules::{Carried, Moving, SavedAnswer};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme::rules::CriterionCode;

/// The answers of an older version that somebody must look at again, by criterion. The scope is the
/// caller's, who holds the assessment.
///
/// # Errors
/// When the database refuses.
pub async fn list_to_confirm(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<BTreeMap<CriterionCode, Carried>> {
    let fates = [CarriedFate::ToConfirm, CarriedFate::Expired];
    list(conn, assessment, &fates).await
}

/// The answers of an older version that are not asked for any more, by the code they were given to.
/// The scope is the caller's, who holds the assessment.
///
/// # Errors
/// When the database refuses.
pub async fn list_archived(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<BTreeMap<CriterionCode, Carried>> {
    list(conn, assessment, &[CarriedFate::Archived]).await
}

async fn list(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
    fates: &[CarriedFate],
) -> Result<BTreeMap<CriterionCode, Carried>> {
    let rows = carried_answer::Entity::find()
        .filter(carried_answer::Column::AssessmentId.eq(assessment))
        .filter(carried_answer::Column::Fate.is_in(fates.iter().copied()))
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let code = CriterionCode::parse(&row.criterion).map_err(Error::internal)?;
            let carried = Carried {
                value: row.value.map(serde_json::from_value).transpose()?,
                comment: row.comment,
                from_label: row.from_label,
                expired: row.fate == CarriedFate::Expired,
            };
            Ok((code, carried))
        })
        .collect()
}

/// Writes what became of the answers of an assessment that moves: those kept follow their criteria,
/// the others are set aside.
pub(in crate::assessment) async fn write_moving(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
    moving: &Moving,
    from_label: &str,
) -> Result<()> {
    let aside = moving
        .to_confirm
        .iter()
        .map(|(code, saved)| {
            let fate = if moving.expired.contains(code) {
                CarriedFate::Expired
            } else {
                CarriedFate::ToConfirm
            };
            (code, saved, fate)
        })
        .chain(
            moving
                .archived
                .iter()
                .map(|(code, saved)| (code, saved, CarriedFate::Archived)),
        );
    let rows: Vec<carried_answer::ActiveModel> = aside
        .map(|(code, saved, fate)| row(ctx, assessment, code, saved, fate, from_label))
        .collect::<Result<_>>()?;
    // Every answer that does not stay goes; then what stays may take the code of one that went.
    let kept: Vec<&str> = moving.kept.keys().map(CriterionCode::as_str).collect();
    let mut gone =
        answer::Entity::delete_many().filter(answer::Column::AssessmentId.eq(assessment));
    if !kept.is_empty() {
        gone = gone.filter(answer::Column::Criterion.is_not_in(kept));
    }
    gone.exec(conn).await?;
    for (old, new) in moving.kept.iter().filter(|(old, new)| old != new) {
        answer::Entity::update_many()
            .set(answer::ActiveModel {
                criterion: Set(new.to_string()),
                ..Default::default()
            })
            .filter(answer::Column::AssessmentId.eq(assessment))
            .filter(answer::Column::Criterion.eq(old.as_str()))
            .exec(conn)
            .await?;
    }
    if rows.is_empty() {
        return Ok(());
    }
    let codes: Vec<String> = rows
        .iter()
        .filter_map(|row| row.criterion.try_as_ref().cloned())
        .collect();
    // What was set aside at an earlier move gives way to what was answered since.
    carried_answer::Entity::delete_many()
        .filter(carried_answer::Column::AssessmentId.eq(assessment))
        .filter(carried_answer::Column::Criterion.is_in(codes))
        .exec(conn)
        .await?;
    carried_answer::Entity::insert_many(rows)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

fn row(
    ctx: &Context,
    assessment: AssessmentId,
    code: &CriterionCode,
    saved: &SavedAnswer,
    fate: CarriedFate,
    from_label: &str,
) -> Result<carried_answer::ActiveModel> {
    let value = saved.value.as_ref().map(serde_json::to_value).transpose()?;
    Ok(carried_answer::ActiveModel::from(carried_answer::Model {
        id: ctx.new_id(),
        assessment_id: assessment,
        criterion: code.to_string(),
        value,
        comment: saved.comment.clone(),
        fate,
        from_label: from_label.to_owned(),
        carried_at: ctx.now(),
    }))
}
