//! An officer says what an assessor can take on.

use entity::ids::PersonId;
use serde_json::json;

use crate::identity::guard::Officer;
use crate::platform::audit::{self, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::Profile;
use crate::review::store;

/// Says anew what an assessor of the officer's authority can take on.
///
/// # Errors
/// [`Error::NotFound`] when the authority has no such assessor.
pub async fn change_profile(
    ctx: &Context,
    officer: &Officer,
    person: PersonId,
    profile: &Profile,
) -> Result<()> {
    let tx = ctx.begin().await?;
    let authority = officer.authority();
    let assessors = store::list_assessor_loads(&tx, authority, ctx.today()).await?;
    let known = assessors
        .iter()
        .find(|one| one.person.id == person)
        .ok_or(Error::NotFound)?;
    store::save_profile(&tx, known.role, profile, ctx.now()).await?;
    let fingerprint = |of: &Profile| digest(format!("{of:?}").as_bytes());
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(authority),
            actor: officer.actor(),
            action: "assessor.profile",
            object_kind: "person",
            object_id: person.to_string(),
            detail: json!({
                "capacity": profile.capacity,
                "languages": profile.languages,
                "sectors": profile.sectors,
            }),
            before: Some(fingerprint(&known.profile)),
            after: Some(fingerprint(profile)),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
