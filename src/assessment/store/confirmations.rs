//! What people outside are asked to confirm, row by row.

use chrono::{DateTime, Utc};
use entity::confirmation::{self, Column};
use entity::confirmation_kinds::ConfirmationStatus;
use entity::ids::{AssessmentId, ConfirmationId};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::assessment::rules::confirmation::Confirmation;
use crate::platform::audit::digest;
use crate::platform::error::{Error, Result, changed_one};
use crate::scheme::rules::{Confirmer, CriterionCode};

/// A row that no act of ours could have written.
#[derive(Debug, thiserror::Error)]
#[error("confirmation {0} is asked of nobody that schemes know")]
struct Inconsistent(ConfirmationId);

fn read(row: confirmation::Model) -> Result<Confirmation> {
    let asked_of = Confirmer::WORDS
        .iter()
        .find(|(word, _)| *word == row.asked_of)
        .map(|(_, who)| *who)
        .ok_or_else(|| Error::internal(Inconsistent(row.id)))?;
    Ok(Confirmation {
        id: row.id,
        assessment_id: row.assessment_id,
        authority_id: row.authority_id,
        criterion: CriterionCode::parse(&row.criterion).map_err(Error::internal)?,
        asked_of,
        statement: row.statement,
        status: row.status,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        email: row.email,
        token_hash: row.token_hash,
        expires_at: row.expires_at,
        sent: row.sent,
        closed_at: row.closed_at,
        capacity: row.capacity,
        words: row.words,
        version: row.version,
    })
}

fn write(one: &Confirmation) -> confirmation::ActiveModel {
    confirmation::ActiveModel {
        id: Set(one.id),
        assessment_id: Set(one.assessment_id),
        authority_id: Set(one.authority_id),
        criterion: Set(one.criterion.to_string()),
        asked_of: Set(one.asked_of.as_str().to_owned()),
        statement: Set(one.statement.clone()),
        status: Set(one.status),
        asked_by: Set(one.asked_by),
        asked_at: Set(one.asked_at),
        email: Set(one.email.clone()),
        token_hash: Set(one.token_hash.clone()),
        expires_at: Set(one.expires_at),
        sent: Set(one.sent),
        closed_at: Set(one.closed_at),
        capacity: Set(one.capacity.clone()),
        words: Set(one.words.clone()),
        version: Set(one.version),
    }
}

/// Writes a new confirmation.
///
/// # Errors
/// When the database refuses.
pub(in crate::assessment) async fn insert_confirmation(
    conn: &impl ConnectionTrait,
    new: &Confirmation,
) -> Result<()> {
    confirmation::Entity::insert(write(new))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes a changed confirmation, if nobody changed it since it was read: an answer is given once.
///
/// # Errors
/// A conflict when somebody did.
pub(in crate::assessment) async fn update_confirmation(
    conn: &impl ConnectionTrait,
    changed: &Confirmation,
) -> Result<()> {
    let mut row = write(changed);
    row.version = Set(changed.version + 1);
    let done = confirmation::Entity::update_many()
        .set(row)
        .filter(Column::Id.eq(changed.id))
        .filter(Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// The confirmation whose link has this secret.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get_confirmation_by_secret(
    conn: &impl ConnectionTrait,
    secret: &str,
) -> Result<Confirmation> {
    let row = confirmation::Entity::find()
        .filter(Column::TokenHash.eq(digest(secret.as_bytes())))
        .one(conn)
        .await?;
    row.map(read).transpose()?.ok_or(Error::NotFound)
}

/// A confirmation of an assessment. The scope is the caller's, who holds the assessment.
///
/// # Errors
/// [`Error::NotFound`] when it has none of that name.
pub async fn get_confirmation(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
    id: ConfirmationId,
) -> Result<Confirmation> {
    let row = confirmation::Entity::find_by_id(id)
        .filter(Column::AssessmentId.eq(assessment))
        .one(conn)
        .await?;
    row.map(read).transpose()?.ok_or(Error::NotFound)
}

/// Every confirmation of an assessment, the first first. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_confirmations(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Vec<Confirmation>> {
    let rows = confirmation::Entity::find()
        .filter(Column::AssessmentId.eq(assessment))
        .order_by_asc(Column::AskedAt)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The confirmations that still hold an address and were closed, or over, before an instant: for the
/// calendar, which erases until none is left.
///
/// # Errors
/// When the database refuses.
pub(in crate::assessment) async fn list_to_erase(
    conn: &impl ConnectionTrait,
    before: DateTime<Utc>,
    most: u64,
) -> Result<Vec<Confirmation>> {
    let over = Condition::all()
        .add(Column::Status.eq(ConfirmationStatus::Asked))
        .add(Column::ExpiresAt.lt(before));
    let rows = confirmation::Entity::find()
        .filter(Column::Email.is_not_null())
        .filter(Condition::any().add(Column::ClosedAt.lt(before)).add(over))
        .order_by_asc(Column::Id)
        .limit(most)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}
