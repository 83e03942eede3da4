//! Addresses from which emails come back.

use entity::address_bounce;
use entity::ids::{OutboxEmailId, PersonId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::notification::rules::Bounce;
use crate::platform::context::Context;
use crate::platform::error::Result;

impl From<address_bounce::Model> for Bounce {
    fn from(row: address_bounce::Model) -> Self {
        Self {
            email: row.email,
            at: row.at,
            why: row.why,
            recorded_by: row.recorded_by,
        }
    }
}

/// Marks an address; one that is marked already stays as it is.
///
/// # Errors
/// When the database refuses.
pub async fn record(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    email: &str,
    why: &str,
    email_id: Option<OutboxEmailId>,
    recorded_by: Option<PersonId>,
) -> Result<()> {
    let row = address_bounce::Model {
        email: email.to_owned(),
        at: ctx.now(),
        why: why.to_owned(),
        email_id,
        recorded_by,
    };
    address_bounce::Entity::insert(address_bounce::ActiveModel::from(row))
        .on_conflict(
            OnConflict::column(address_bounce::Column::Email)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// What is known of an address, if emails to it come back.
///
/// # Errors
/// When the database refuses.
pub async fn find(conn: &impl ConnectionTrait, email: &str) -> Result<Option<Bounce>> {
    Ok(address_bounce::Entity::find_by_id(email.to_owned())
        .one(conn)
        .await?
        .map(Bounce::from))
}

/// Those of these addresses from which emails come back.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    conn: &impl ConnectionTrait,
    emails: impl IntoIterator<Item = String>,
) -> Result<Vec<Bounce>> {
    let rows = address_bounce::Entity::find()
        .filter(address_bounce::Column::Email.is_in(emails))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Bounce::from).collect())
}

/// Clears an address: whether it was marked.
///
/// # Errors
/// When the database refuses.
pub async fn clear(conn: &impl ConnectionTrait, email: &str) -> Result<bool> {
    let gone = address_bounce::Entity::delete_by_id(email.to_owned())
        .exec(conn)
        .await?;
    Ok(gone.rows_affected == 1)
}
