//! What authorities say in emails besides our text, as it is kept.

use entity::email_wording::{self, Column};
use entity::ids::{AuthorityId, PersonId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::notification::rules::Wording;
use crate::platform::context::Context;
use crate::platform::error::{Result, changed_one};

impl From<email_wording::Model> for Wording {
    fn from(row: email_wording::Model) -> Self {
        Self {
            subject: row.subject,
            opening: row.opening,
            closing: row.closing,
        }
    }
}

/// The wording of one kind of email and its version; ours, version 0, when the authority has none.
///
/// # Errors
/// When the database refuses.
pub async fn get(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    kind: &str,
) -> Result<(Wording, i32)> {
    let row = email_wording::Entity::find()
        .filter(Column::AuthorityId.eq(authority))
        .filter(Column::Kind.eq(kind))
        .one(conn)
        .await?;
    Ok(row.map_or_else(Default::default, |row| {
        let version = row.version;
        (Wording::from(row), version)
    }))
}

/// The kinds of email in which an authority has words of its own.
///
/// # Errors
/// When the database refuses.
pub async fn list_changed(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
) -> Result<Vec<String>> {
    let rows = email_wording::Entity::find()
        .filter(Column::AuthorityId.eq(authority))
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.kind.clone(), Wording::from(row)))
        .filter(|(_, wording)| !wording.is_ours())
        .map(|(kind, _)| kind)
        .collect())
}

/// Keeps the wording of one kind of email, if nobody changed it since `version`.
///
/// # Errors
/// A conflict when somebody did.
pub async fn put(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    (authority, kind): (AuthorityId, &str),
    (wording, version): (&Wording, i32),
    by: PersonId,
) -> Result<()> {
    let row = email_wording::ActiveModel {
        subject: Set(wording.subject.clone()),
        opening: Set(wording.opening.clone()),
        closing: Set(wording.closing.clone()),
        changed_by: Set(by),
        changed_at: Set(ctx.now()),
        version: Set(version + 1),
        ..Default::default()
    };
    if version == 0 {
        // A unique index makes the second of two first changes a conflict.
        email_wording::Entity::insert(email_wording::ActiveModel {
            id: Set(ctx.new_id()),
            authority_id: Set(authority),
            kind: Set(kind.to_owned()),
            ..row
        })
        .exec_without_returning(conn)
        .await?;
        return Ok(());
    }
    let done = email_wording::Entity::update_many()
        .set(row)
        .filter(Column::AuthorityId.eq(authority))
        .filter(Column::Kind.eq(kind))
        .filter(Column::Version.eq(version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}
