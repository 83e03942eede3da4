//! Conditions of accreditations.

use chrono::NaiveDate;
use entity::award_condition::{self, Column};
use entity::condition_kinds::ConditionStatus;
use entity::ids::{AccreditationId, AwardConditionId};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::accreditation::rules::{AwardCondition, Said};
use crate::platform::error::{Error, Result, changed_one};

fn read(row: award_condition::Model) -> AwardCondition {
    let said = |words: String, by, at| match (by, at) {
        (Some(by), Some(at)) => Some(Said { words, by, at }),
        (None | Some(_), None) | (None, Some(_)) => None,
    };
    AwardCondition {
        id: row.id,
        accreditation_id: row.accreditation_id,
        authority_id: row.authority_id,
        set: Said {
            words: row.words,
            by: row.set_by,
            at: row.set_at,
        },
        due_on: row.due_on,
        status: row.status,
        report: said(row.report, row.reported_by, row.reported_at),
        reply: said(row.reply, row.replied_by, row.replied_at),
        version: row.version,
    }
}

fn write(one: &AwardCondition) -> award_condition::ActiveModel {
    let words = |said: &Option<Said>| {
        said.as_ref()
            .map_or_else(String::new, |one| one.words.clone())
    };
    award_condition::ActiveModel {
        id: Set(one.id),
        accreditation_id: Set(one.accreditation_id),
        authority_id: Set(one.authority_id),
        words: Set(one.set.words.clone()),
        due_on: Set(one.due_on),
        status: Set(one.status),
        set_by: Set(one.set.by),
        set_at: Set(one.set.at),
        report: Set(words(&one.report)),
        reported_by: Set(one.report.as_ref().map(|said| said.by)),
        reported_at: Set(one.report.as_ref().map(|said| said.at)),
        reply: Set(words(&one.reply)),
        replied_by: Set(one.reply.as_ref().map(|said| said.by)),
        replied_at: Set(one.reply.as_ref().map(|said| said.at)),
        version: Set(one.version),
    }
}

/// Writes a new condition.
///
/// # Errors
/// When the database refuses.
pub(in crate::accreditation) async fn insert_condition(
    conn: &impl ConnectionTrait,
    new: &AwardCondition,
) -> Result<()> {
    award_condition::Entity::insert(write(new))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes a changed condition, if nobody changed it since it was read.
///
/// # Errors
/// A conflict when somebody did.
pub(in crate::accreditation) async fn update_condition(
    conn: &impl ConnectionTrait,
    changed: &AwardCondition,
) -> Result<()> {
    let mut row = write(changed);
    row.version = Set(changed.version + 1);
    let done = award_condition::Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(changed.id))
        .filter(Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// A condition of an accreditation. The scope is the caller's, who holds the accreditation.
///
/// # Errors
/// [`Error::NotFound`] when the accreditation has none of that name.
pub async fn get_condition(
    conn: &impl ConnectionTrait,
    accreditation: AccreditationId,
    id: AwardConditionId,
) -> Result<AwardCondition> {
    let row = award_condition::Entity::find_by_id(id)
        .filter(Column::AccreditationId.eq(accreditation))
        .one(conn)
        .await?;
    row.map(read).ok_or(Error::NotFound)
}

/// Every condition of an accreditation, the first first. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_conditions(
    conn: &impl ConnectionTrait,
    accreditation: AccreditationId,
) -> Result<Vec<AwardCondition>> {
    let rows = award_condition::Entity::find()
        .filter(Column::AccreditationId.eq(accreditation))
        .order_by_asc(Column::SetAt)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}

fn over_time(today: NaiveDate) -> Condition {
    Condition::all()
        .add(Column::Status.eq(ConditionStatus::Open))
        .add(Column::DueOn.lt(today))
}

/// The conditions that nobody said anything of by their last day, of every authority, after one of
/// them: for the calendar, which reads to the end.
///
/// # Errors
/// When the database refuses.
pub async fn list_overdue_conditions(
    conn: &impl ConnectionTrait,
    today: NaiveDate,
    after: Option<AwardConditionId>,
    most: u64,
) -> Result<Vec<AwardCondition>> {
    let mut select = award_condition::Entity::find().filter(over_time(today));
    if let Some(after) = after {
        select = select.filter(Column::Id.gt(after));
    }
    let rows = select
        .order_by_asc(Column::Id)
        .limit(most)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(read).collect())
}
