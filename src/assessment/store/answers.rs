//! Answers, each with its own version.

use std::collections::BTreeMap;

use entity::answer;
use entity::ids::{AssessmentId, PersonId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::assessment::rules::{Given, SavedAnswer};
use crate::evidence;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result, changed_one};
use crate::scheme::rules::{Answer, CriterionCode};

/// Everything given for an assessment so far. The scope is the caller's, who holds the assessment.
///
/// # Errors
/// When the database refuses.
pub async fn load_given(conn: &impl ConnectionTrait, assessment: AssessmentId) -> Result<Given> {
    Ok(Given {
        answers: list_answers(conn, assessment).await?,
        evidence: evidence::store::list_items(conn, assessment).await?,
    })
}

/// The same inside a transaction that holds the assessment.
pub(in crate::assessment) async fn load_given_locked(
    tx: &DatabaseTransaction,
    assessment: AssessmentId,
) -> Result<Given> {
    load_given(tx, assessment).await
}

async fn list_answers(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<BTreeMap<CriterionCode, SavedAnswer>> {
    let rows = answer::Entity::find()
        .filter(answer::Column::AssessmentId.eq(assessment))
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| {
            let code = CriterionCode::parse(&row.criterion).map_err(Error::internal)?;
            let value: Option<Answer> = row.value.map(serde_json::from_value).transpose()?;
            let saved = SavedAnswer {
                value,
                comment: row.comment,
                saved_by: row.saved_by,
                saved_at: row.saved_at,
                version: row.version,
            };
            Ok((code, saved))
        })
        .collect()
}

/// An answer to write: version 0 is a new one.
pub(in crate::assessment) async fn write_answers(
    ctx: &Context,
    tx: &DatabaseTransaction,
    assessment: AssessmentId,
    by: PersonId,
    answers: &[(CriterionCode, Option<Answer>, String, i32)],
) -> Result<()> {
    let mut new = Vec::new();
    for (code, value, comment, version) in answers {
        let value = value.as_ref().map(serde_json::to_value).transpose()?;
        if *version == 0 {
            new.push(answer::ActiveModel::from(answer::Model {
                id: ctx.new_id(),
                assessment_id: assessment,
                criterion: code.to_string(),
                value,
                comment: comment.clone(),
                saved_by: by,
                saved_at: ctx.now(),
                version: 1,
            }));
            continue;
        }
        let done = answer::Entity::update_many()
            .set(answer::ActiveModel {
                value: Set(value),
                comment: Set(comment.clone()),
                saved_by: Set(by),
                saved_at: Set(ctx.now()),
                version: Set(version + 1),
                ..Default::default()
            })
            .filter(answer::Column::AssessmentId.eq(assessment))
            .filter(answer::Column::Criterion.eq(code.as_str()))
            .filter(answer::Column::Version.eq(*version))
            .exec(tx)
            .await?;
        changed_one(done.rows_affected)?;
    }
    if !new.is_empty() {
        answer::Entity::insert_many(new)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
