//! Idempotency keys and the answers kept beside them.

use chrono::{DateTime, Utc};
use entity::idempotency_record;
use entity::ids::PersonId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde_json::Value;

use crate::platform::context::Context;
use crate::platform::error::{Result, changed_one};

/// What a key was found to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Reservation {
    /// New, and now reserved for this request.
    Ours,
    /// Used for another request.
    Another,
    /// Reserved by the same request, which has no answer yet.
    AtWork,
    /// Answered.
    Answered {
        /// HTTP status.
        status: u16,
        /// Headers and body.
        response: Value,
    },
}

fn of(person: PersonId, key: &str) -> Condition {
    Condition::all()
        .add(idempotency_record::Column::PersonId.eq(person))
        .add(idempotency_record::Column::Key.eq(key))
}

/// Reserves a key for a request, unless it is known. A reservation older than `dead` without an
/// answer is taken over.
///
/// # Errors
/// When the database refuses.
pub async fn reserve_key(
    ctx: &Context,
    person: PersonId,
    key: &str,
    asked: &str,
    dead: DateTime<Utc>,
) -> Result<Reservation> {
    let conn = ctx.db.write();
    let inserted = idempotency_record::Entity::insert(idempotency_record::ActiveModel {
        id: Set(ctx.new_id()),
        person_id: Set(person),
        key: Set(key.to_owned()),
        request_digest: Set(asked.to_owned()),
        status: Set(None),
        response: Set(None),
        created_at: Set(ctx.now()),
    })
    .on_conflict(
        OnConflict::columns([
            idempotency_record::Column::PersonId,
            idempotency_record::Column::Key,
        ])
        .do_nothing()
        .to_owned(),
    )
    .exec_without_returning(conn)
    .await?;
    if inserted == 1 {
        return Ok(Reservation::Ours);
    }
    let Some(row) = idempotency_record::Entity::find()
        .filter(of(person, key))
        .one(conn)
        .await?
    else {
        return Ok(Reservation::AtWork);
    };
    if row.request_digest != asked {
        return Ok(Reservation::Another);
    }
    if let (Some(status), Some(response)) = (row.status, row.response) {
        return Ok(Reservation::Answered {
            status: u16::try_from(status).unwrap_or(200),
            response,
        });
    }
    let taken = idempotency_record::Entity::update_many()
        .set(idempotency_record::ActiveModel {
            created_at: Set(ctx.now()),
            ..Default::default()
        })
        .filter(of(person, key))
        .filter(idempotency_record::Column::Status.is_null())
        .filter(idempotency_record::Column::CreatedAt.lte(dead))
        .exec(conn)
        .await?;
    Ok(if taken.rows_affected == 1 {
        Reservation::Ours
    } else {
        Reservation::AtWork
    })
}

/// Keeps the answer to a reserved key.
///
/// # Errors
/// When the database refuses.
pub async fn keep_answer(
    ctx: &Context,
    person: PersonId,
    key: &str,
    status: u16,
    response: Value,
) -> Result<()> {
    let kept = idempotency_record::Entity::update_many()
        .set(idempotency_record::ActiveModel {
            status: Set(Some(i32::from(status))),
            response: Set(Some(response)),
            ..Default::default()
        })
        .filter(of(person, key))
        .exec(ctx.db.write())
        .await?;
    changed_one(kept.rows_affected)
}

/// Frees a key whose request failed.
///
/// # Errors
/// When the database refuses.
pub async fn release_key(ctx: &Context, person: PersonId, key: &str) -> Result<()> {
    idempotency_record::Entity::delete_many()
        .filter(of(person, key))
        .filter(idempotency_record::Column::Status.is_null())
        .exec(ctx.db.write())
        .await?;
    Ok(())
}
