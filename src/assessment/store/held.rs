//! The accreditations of others that an employer is judged with.

use chrono::NaiveDate;
use entity::ids::AuthorityId;
use sea_orm::ConnectionTrait;

use crate::assessment::rules::{Held, held_on};
use crate::identity::outside;
use crate::identity::rules::Organisation;
use crate::platform::error::Result;

/// What an authority knows on a day that an employer holds, or held, of others: one statement. The
/// scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_held(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    organisation: &Organisation,
    on: NaiveDate,
) -> Result<Vec<Held>> {
    let found = outside::store::list_held(conn, Some(authority), organisation).await?;
    Ok(held_on(&found, on))
}
