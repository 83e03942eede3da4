//! How soon authorities acknowledge and answer.

use entity::service_standard::{self, Column};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::accreditation::rules::{Days, Said, Standard};
use crate::identity::rules::Authority;
use crate::platform::error::{Error, Result, changed_one};

/// The standard of an authority, which is given with what it said of reviews: one statement.
///
/// # Errors
/// When the database refuses.
pub async fn get_standard(conn: &impl ConnectionTrait, of: &Authority) -> Result<Standard> {
    let row = service_standard::Entity::find_by_id(of.id)
        .one(conn)
        .await?;
    let Some(row) = row else {
        return Ok(Standard::usual(of.id, of.review_working_days));
    };
    let days = |days: i32| u32::try_from(days).map_err(Error::internal);
    Ok(Standard {
        authority_id: of.id,
        days: Days {
            review: of.review_working_days,
            concern_acknowledge: days(row.concern_acknowledge_days)?,
            concern_answer: days(row.concern_answer_days)?,
            appeal_lodge: days(row.appeal_lodge_days)?,
            appeal_answer: days(row.appeal_answer_days)?,
            complaint_answer: days(row.complaint_answer_days)?,
            warn: days(row.warn_days)?,
        },
        changed: Some(Said {
            words: row.reason,
            by: row.changed_by,
            at: row.changed_at,
        }),
        version: row.version,
    })
}

/// Writes a changed standard, if nobody changed it since it was read. What it says of reviews is written
/// by the room of the authority.
///
/// # Errors
/// A conflict when somebody did.
pub(in crate::accreditation) async fn save_standard(
    conn: &impl ConnectionTrait,
    changed: &Standard,
) -> Result<()> {
    let days = |days: u32| i32::try_from(days).map_err(Error::internal);
    let Some(said) = &changed.changed else {
        return Err(Error::internal("a standard is changed by somebody"));
    };
    let row = service_standard::ActiveModel {
        authority_id: Set(changed.authority_id),
        concern_acknowledge_days: Set(days(changed.days.concern_acknowledge)?),
        concern_answer_days: Set(days(changed.days.concern_answer)?),
        appeal_lodge_days: Set(days(changed.days.appeal_lodge)?),
        appeal_answer_days: Set(days(changed.days.appeal_answer)?),
        complaint_answer_days: Set(days(changed.days.complaint_answer)?),
        warn_days: Set(days(changed.days.warn)?),
        reason: Set(said.words.clone()),
        changed_by: Set(said.by),
        changed_at: Set(said.at),
        version: Set(changed.version + 1),
    };
    if changed.version == 0 {
        service_standard::Entity::insert(row)
            .exec_without_returning(conn)
            .await?;
        return Ok(());
    }
    let done = service_standard::Entity::update_many()
        .set(row)
        .filter(Column::AuthorityId.eq(changed.authority_id))
        .filter(Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}
