//! Reminders that somebody stopped, and the address with which one stops them (RFC 8058).

use entity::ids::{AuthorityId, OutboxEmailId};
use entity::support_kinds::EmailClass;
use entity::{outbox_email, reminder_stop};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::notification::rules::same;
use crate::platform::audit::digest;
use crate::platform::context::Context;
use crate::platform::error::Result;

/// Who sends: one authority, or the installation itself.
fn sender(authority: Option<AuthorityId>) -> String {
    authority.map_or_else(|| "installation".to_owned(), |id| id.to_string())
}

/// Whether an address stopped the reminders of a sender.
///
/// # Errors
/// When the database refuses.
pub async fn are_stopped(
    conn: &impl ConnectionTrait,
    email: &str,
    authority: Option<AuthorityId>,
) -> Result<bool> {
    let found = reminder_stop::Entity::find()
        .filter(reminder_stop::Column::Email.eq(email))
        .filter(reminder_stop::Column::Chain.eq(sender(authority)))
        .count(conn)
        .await?;
    Ok(found > 0)
}

/// The path that stops the reminders of whoever sent this email: only who knows the key of this
/// installation could make it.
pub fn path(key: &[u8; 32], id: OutboxEmailId) -> String {
    format!("/reminders/{id}/{}", proof(key, id))
}

fn proof(key: &[u8; 32], id: OutboxEmailId) -> String {
    let mut words = key.to_vec();
    words.extend_from_slice(b"stop reminders");
    words.extend_from_slice(id.0.as_bytes());
    // All parts have a fixed length, and of the hash a part is shown, so nothing can be appended.
    digest(&words).chars().take(32).collect()
}

/// The reminder that an address of ours stops, if the proof is ours.
///
/// # Errors
/// When the database refuses.
pub async fn find(
    ctx: &Context,
    id: OutboxEmailId,
    given: &str,
) -> Result<Option<outbox_email::Model>> {
    if !same(&proof(&ctx.config.secret_key, id), given) {
        return Ok(None);
    }
    Ok(outbox_email::Entity::find_by_id(id)
        .filter(outbox_email::Column::Class.eq(EmailClass::Reminder))
        .one(ctx.read())
        .await?)
}

/// Stops the reminders that the sender of this email sends to its address. Twice is once.
///
/// # Errors
/// When the database refuses.
pub async fn stop(ctx: &Context, row: &outbox_email::Model) -> Result<()> {
    reminder_stop::Entity::insert(reminder_stop::ActiveModel {
        id: Set(ctx.new_id()),
        email: Set(row.to_email.clone()),
        chain: Set(sender(row.authority_id)),
        at: Set(ctx.now()),
    })
    .on_conflict(
        OnConflict::columns([reminder_stop::Column::Email, reminder_stop::Column::Chain])
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(ctx.db.write())
    .await?;
    Ok(())
}
