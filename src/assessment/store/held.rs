//! An employer with the accreditations of others that it is judged with.

use chrono::NaiveDate;
use entity::ids::{AuthorityId, OrganisationId};
use sea_orm::ConnectionTrait;

use crate::assessment::rules::{Held, held_on};
use crate::identity::outside;
use crate::identity::rules::Organisation;
use crate::platform::error::Result;

/// An employer, with what an authority knows on a day that it holds, or held, of others: one statement.
/// The scope is the caller's.
///
/// # Errors
/// [`crate::platform::error::Error::NotFound`] when there is no such organisation.
pub async fn get_judged(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    organisation: OrganisationId,
    on: NaiveDate,
) -> Result<(Organisation, Vec<Held>)> {
    let (of, found) = outside::store::get_with_held(conn, authority, organisation).await?;
    Ok((of, held_on(&found, on)))
}
