//! Reading an accreditation together with the proof that the caller may.

use entity::ids::AccreditationId;

use super::{find_for_employers, get_in_authority};
use crate::accreditation::rules::Accreditation;
use crate::identity::guard::{Caller, Employer, Officer};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// An accreditation by one of the caller's authorities, with the proof for it. Nobody is the officer
/// of their own employer: as its people they read it without internal notes.
///
/// # Errors
/// [`Error::NotFound`] when the caller has no part in it, or when there is none.
pub async fn open_as_officer(
    ctx: &Context,
    caller: &Caller,
    id: AccreditationId,
) -> Result<(Accreditation, Officer)> {
    let officers = caller.officers();
    if officers.is_empty() {
        return Err(Error::NotFound);
    }
    let own = officers.iter().map(Officer::authority);
    let found = get_in_authority(ctx.read(), own, id).await?;
    if caller.employer(found.organisation_id).is_ok() {
        return Err(Error::NotFound);
    }
    let officer = caller.officer(found.authority_id)?;
    Ok((found, officer))
}

/// An accreditation of one of the caller's organisations, with the proof for it.
///
/// # Errors
/// [`Error::NotFound`] when the caller has no part in it, or when there is none.
pub async fn open_as_employer(
    ctx: &Context,
    caller: &Caller,
    id: AccreditationId,
) -> Result<(Accreditation, Employer)> {
    let employers = caller.employers();
    if employers.is_empty() {
        return Err(Error::NotFound);
    }
    let found = find_for_employers(ctx.read(), &employers, id)
        .await?
        .ok_or(Error::NotFound)?;
    let employer = caller.employer(found.organisation_id)?;
    Ok((found, employer))
}
