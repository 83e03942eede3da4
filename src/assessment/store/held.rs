//! An employer with the accreditations of others that it is judged with.

use chrono::NaiveDate;
use entity::ids::{AuthorityId, OrganisationId};
use sea_orm::ConnectionTrait;

use crate::assessment::rules::{Judged, held_on};
use crate::identity::outside;
use crate::platform::error::Result;

/// An employer, where it is, and what an authority knows on a day that it holds, or held, of others: one
/// statement.
/// The scope is the caller's.
///
/// # Errors
/// [`crate::platform::error::Error::NotFound`] when there is no such organisation.
pub async fn get_judged(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    organisation: OrganisationId,
    on: NaiveDate,
) -> Result<Judged> {
    let (organisation, found, district_code) =
        outside::store::get_with_held(conn, authority, organisation).await?;
    Ok(Judged {
        organisation,
        held: held_on(&found, on),
        district_code,
    })
}
