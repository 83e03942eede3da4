//! Cases on hold, and their clocks.

use chrono::NaiveDate;
use entity::ids::{AssessmentId, CaseHoldId};
use entity::kinds::AssessmentStatus;
use entity::{assessment, case_clock, case_hold, clarification, review};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, RelationDef,
};

use super::cases::col;
use super::clarifications::open;
use crate::identity::guard::Employer;
use crate::platform::error::{Error, Result, changed_one};
use crate::review::rules::{Clock, Hold};

/// A row that no act of ours could have written.
#[derive(Debug, thiserror::Error)]
#[error("hold {0} was lifted by nobody or at no time")]
struct Inconsistent(CaseHoldId);

fn read(row: case_hold::Model) -> Result<Hold> {
    let lifted = match (row.lifted_by, row.lifted_at) {
        (Some(by), Some(at)) => Some((by, at)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(Error::internal(Inconsistent(row.id))),
    };
    Ok(Hold {
        id: row.id,
        assessment_id: row.assessment_id,
        authority_id: row.authority_id,
        reason: row.reason,
        note: row.note,
        review_on: row.review_on,
        held_by: row.held_by,
        held_at: row.held_at,
        lifted,
    })
}

/// The hold that runs on a case, if one does. The scope is the caller's, who holds the case.
///
/// # Errors
/// When the database refuses.
pub async fn find_hold(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Option<Hold>> {
    let row = case_hold::Entity::find()
        .filter(case_hold::Column::ActiveFor.eq(assessment))
        .one(conn)
        .await?;
    row.map(read).transpose()
}

/// Every hold of a case, the first first. The scope is the caller's, who holds the case.
///
/// # Errors
/// When the database refuses.
pub async fn list_holds(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Vec<Hold>> {
    let rows = case_hold::Entity::find()
        .filter(case_hold::Column::AssessmentId.eq(assessment))
        .order_by_asc(case_hold::Column::HeldAt)
        .order_by_asc(case_hold::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

fn to_assessment() -> RelationDef {
    case_hold::Entity::belongs_to(assessment::Entity)
        .from(case_hold::Column::AssessmentId)
        .to(assessment::Column::Id)
        .into()
}

/// The holds that run on the cases of the caller's organisations: one statement.
///
/// # Errors
/// When the database refuses.
pub async fn list_holds_for_employers(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
) -> Result<Vec<Hold>> {
    if employers.is_empty() {
        return Ok(Vec::new());
    }
    let rows = case_hold::Entity::find()
        .join(JoinType::InnerJoin, to_assessment())
        .filter(case_hold::Column::ActiveFor.is_not_null())
        .filter(
            assessment::Column::OrganisationId.is_in(employers.iter().map(Employer::organisation)),
        )
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The holds that run, of every authority, whose day to look again has gone by, after one of them: for
/// the calendar, which reads to the end.
///
/// # Errors
/// When the database refuses.
pub async fn list_overdue_holds(
    conn: &impl ConnectionTrait,
    today: NaiveDate,
    after: Option<CaseHoldId>,
    most: u64,
) -> Result<Vec<Hold>> {
    let mut select = case_hold::Entity::find()
        .join(JoinType::InnerJoin, to_assessment())
        .filter(case_hold::Column::ActiveFor.is_not_null())
        .filter(case_hold::Column::ReviewOn.lt(today))
        .filter(assessment::Column::Status.eq(AssessmentStatus::Submitted));
    if let Some(after) = after {
        select = select.filter(case_hold::Column::Id.gt(after));
    }
    let rows = select
        .order_by_asc(case_hold::Column::Id)
        .limit(most)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Writes a new hold.
///
/// # Errors
/// A conflict when one runs on the case already.
pub(in crate::review) async fn insert_hold(conn: &impl ConnectionTrait, new: &Hold) -> Result<()> {
    let row = case_hold::Model {
        id: new.id,
        assessment_id: new.assessment_id,
        authority_id: new.authority_id,
        reason: new.reason.clone(),
        note: new.note.clone(),
        review_on: new.review_on,
        held_by: new.held_by,
        held_at: new.held_at,
        lifted_by: None,
        lifted_at: None,
        active_for: Some(new.assessment_id),
    };
    case_hold::Entity::insert(case_hold::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes that a hold is lifted, if it still ran.
///
/// # Errors
/// A conflict when it did not.
pub(in crate::review) async fn lift_hold(
    conn: &impl ConnectionTrait,
    changed: &Hold,
) -> Result<()> {
    let Some((by, at)) = changed.lifted else {
        return Ok(());
    };
    let done = case_hold::Entity::update_many()
        .set(case_hold::ActiveModel {
            lifted_by: Set(Some(by)),
            lifted_at: Set(Some(at)),
            active_for: Set(None),
            ..Default::default()
        })
        .filter(case_hold::Column::Id.eq(changed.id))
        .filter(case_hold::Column::LiftedAt.is_null())
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// The clock of a case, once it stood still. The scope is the caller's, who holds the case.
///
/// # Errors
/// When the database refuses.
pub async fn find_clock(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Option<Clock>> {
    let row = case_clock::Entity::find_by_id(assessment).one(conn).await?;
    Ok(row.map(|row| Clock {
        due_on: row.due_on,
        paused_since: row.paused_since,
    }))
}

/// Whether something stops the clock of a case: a hold, or a question that is with its employer.
///
/// # Errors
/// When the database refuses.
pub(in crate::review) async fn must_stand_still(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<bool> {
    if find_hold(conn, assessment).await?.is_some() {
        return Ok(true);
    }
    let asked = clarification::Entity::find()
        .filter(clarification::Column::AssessmentId.eq(assessment))
        .filter(open())
        .count(conn)
        .await?;
    Ok(asked > 0)
}

/// Writes the clock of a case.
///
/// # Errors
/// When the database refuses.
pub(in crate::review) async fn save_clock(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
    clock: Clock,
) -> Result<()> {
    case_clock::Entity::insert(case_clock::ActiveModel {
        assessment_id: Set(assessment),
        due_on: Set(clock.due_on),
        paused_since: Set(clock.paused_since),
    })
    .on_conflict(
        OnConflict::column(case_clock::Column::AssessmentId)
            .update_columns([case_clock::Column::DueOn, case_clock::Column::PausedSince])
            .to_owned(),
    )
    .exec_without_returning(conn)
    .await?;
    Ok(())
}

/// Joins cases to their clocks.
pub(super) fn clock_of_case() -> Condition {
    Condition::all().add(
        col(case_clock::Entity, case_clock::Column::AssessmentId)
            .equals((assessment::Entity, assessment::Column::Id)),
    )
}

/// The cases whose recommendation is late, as [`Clock::is_late`] says; `without` is the same for those
/// whose clock never stood still.
pub(super) fn is_late(today: NaiveDate, without: Condition) -> Condition {
    let due = || col(case_clock::Entity, case_clock::Column::DueOn);
    let since = || col(case_clock::Entity, case_clock::Column::PausedSince);
    Condition::any()
        .add(Condition::all().add(due().is_null()).add(without))
        .add(Condition::all().add(since().is_null()).add(due().lt(today)))
        .add(
            Condition::all()
                .add(since().is_not_null())
                .add(due().lt(since())),
        )
}

/// The day by which a recommendation is due, for lists in that order.
pub(super) fn due_first() -> sea_orm::sea_query::Expr {
    sea_orm::sea_query::Func::coalesce([
        col(case_clock::Entity, case_clock::Column::DueOn),
        col(review::Entity, review::Column::DueOn),
    ])
    .into()
}
