//! More time for replies, row by row.

use entity::ids::AssessmentId;
use entity::{clarification, clarification_extension};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
};

use super::clarifications::open;
use crate::platform::error::{Error, Result, changed_one};
use crate::review::rules::Clarification;
use crate::review::rules::extension::Extension;

fn read(row: clarification_extension::Model) -> Extension {
    Extension {
        id: row.id,
        clarification_id: row.clarification_id,
        from_on: row.from_on,
        to_on: row.to_on,
        reason: row.reason,
        by: row.given_by,
        at: row.given_at,
    }
}

/// Gives more time, if the question is still open and due by the day that it was.
///
/// # Errors
/// A conflict when it is not.
pub(in crate::review) async fn extend_clarification(
    conn: &impl ConnectionTrait,
    extended: &Clarification,
    given: &Extension,
) -> Result<()> {
    let done = clarification::Entity::update_many()
        .set(clarification::ActiveModel {
            due_on: Set(extended.due_on),
            ..Default::default()
        })
        .filter(clarification::Column::Id.eq(extended.id))
        .filter(clarification::Column::DueOn.eq(given.from_on))
        .filter(open())
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)?;
    let row = clarification_extension::Model {
        id: given.id,
        clarification_id: given.clarification_id,
        from_on: given.from_on,
        to_on: given.to_on,
        reason: given.reason.clone(),
        given_by: given.by,
        given_at: given.at,
    };
    clarification_extension::Entity::insert(clarification_extension::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// What gave more time for the questions of a case, the first first. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_extensions(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Vec<Extension>> {
    let of: RelationDef = clarification_extension::Entity::belongs_to(clarification::Entity)
        .from(clarification_extension::Column::ClarificationId)
        .to(clarification::Column::Id)
        .into();
    let rows = clarification_extension::Entity::find()
        .join(JoinType::InnerJoin, of)
        .filter(clarification::Column::AssessmentId.eq(assessment))
        .order_by_asc(clarification_extension::Column::GivenAt)
        .order_by_asc(clarification_extension::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

/// A clarification of a case. The scope is the caller's, who holds the case.
///
/// # Errors
/// [`Error::NotFound`] when the case has none of that name.
pub async fn get_clarification_of_case(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
    id: entity::ids::ClarificationId,
) -> Result<Clarification> {
    let row = clarification::Entity::find_by_id(id)
        .filter(clarification::Column::AssessmentId.eq(assessment))
        .one(conn)
        .await?;
    row.map(super::clarifications::read)
        .transpose()?
        .ok_or(Error::NotFound)
}
