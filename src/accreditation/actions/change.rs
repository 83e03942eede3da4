//! What becomes of an accreditation after the award: the authority suspends, reinstates or withdraws
//! it, the employer gives it up.

use entity::ids::AccreditationId;
use entity::kinds::StaffRole;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::record;
use crate::accreditation::emails::ChangeFacts;
use crate::accreditation::rules::{Accreditation, Event, Reasons, Stamp};
use crate::accreditation::store;
use crate::identity;
use crate::identity::guard::{Employer, Officer};
use crate::notification::outbox;
use crate::platform::audit::{Actor, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// Suspends it from now on, for a public reason.
///
/// # Errors
/// A conflict when it is not active or changed since `version`; [`Error::NotFound`] for another authority's.
pub async fn suspend(
    ctx: &Context,
    officer: &Officer,
    id: AccreditationId,
    version: i32,
    reasons: Reasons,
) -> Result<Accreditation> {
    by_officer(ctx, officer, id, version, Event::Suspend, reasons).await
}

/// Ends a suspension.
///
/// # Errors
/// A conflict when it is not suspended or changed since `version`; [`Error::NotFound`] for another authority's.
pub async fn reinstate(
    ctx: &Context,
    officer: &Officer,
    id: AccreditationId,
    version: i32,
    reasons: Reasons,
) -> Result<Accreditation> {
    by_officer(ctx, officer, id, version, Event::Reinstate, reasons).await
}

/// Ends it for good, for a public reason.
///
/// # Errors
/// A conflict when it is over already or changed since `version`; [`Error::NotFound`] for another authority's.
pub async fn withdraw(
    ctx: &Context,
    officer: &Officer,
    id: AccreditationId,
    version: i32,
    reasons: Reasons,
) -> Result<Accreditation> {
    by_officer(ctx, officer, id, version, Event::Withdraw, reasons).await
}

/// The employer gives it up; the register says so in the employer's words.
///
/// # Errors
/// A conflict when it is over already or changed since `version`; a refusal when the role is not enough.
pub async fn relinquish(
    ctx: &Context,
    employer: &Employer,
    id: AccreditationId,
    version: i32,
    reasons: Reasons,
) -> Result<Accreditation> {
    employer.must_sign_off()?;
    let tx = ctx.begin().await?;
    let before = store::find_for_employers(&tx, std::slice::from_ref(employer), id)
        .await?
        .ok_or(Error::NotFound)?;
    let changed = apply(
        ctx,
        &tx,
        employer.actor(),
        before,
        version,
        Event::Relinquish,
        reasons,
    )
    .await?;
    let officers =
        identity::store::list_staff(&tx, changed.authority_id, StaffRole::Officer).await?;
    let authority = identity::store::get_authority(&tx, changed.authority_id).await?;
    let facts = ChangeFacts::of(ctx, &authority, &changed);
    for officer in &officers {
        outbox::write(ctx, &tx, facts.relinquished_to_officer(officer)?).await?;
    }
    tx.commit().await?;
    Ok(changed)
}

async fn by_officer(
    ctx: &Context,
    officer: &Officer,
    id: AccreditationId,
    version: i32,
    event: Event,
    reasons: Reasons,
) -> Result<Accreditation> {
    let tx = ctx.begin().await?;
    let before = store::get_in_authority(&tx, [officer.authority()], id).await?;
    must_be_impartial(&tx, officer, &before).await?;
    let changed = apply(ctx, &tx, officer.actor(), before, version, event, reasons).await?;
    tx.commit().await?;
    Ok(changed)
}

/// Nobody does anything about the accreditation of an employer they act or acted for.
pub(super) async fn must_be_impartial(
    tx: &DatabaseTransaction,
    officer: &Officer,
    of: &Accreditation,
) -> Result<()> {
    let affiliates = identity::store::list_affiliates(tx, of.organisation_id).await?;
    if affiliates
        .iter()
        .any(|(person, _)| person.id == officer.person())
    {
        return Err(Error::refused(
            "accreditation.acts_for_employer",
            "You act or acted for this employer. Ask another officer to do this.",
        ));
    }
    Ok(())
}

/// Writes the event, the audit, and the emails to the employer's people.
pub(super) async fn apply(
    ctx: &Context,
    tx: &DatabaseTransaction,
    actor: Actor,
    before: Accreditation,
    version: i32,
    event: Event,
    reasons: Reasons,
) -> Result<Accreditation> {
    if before.version != version {
        return Err(Error::stale());
    }
    let by = actor
        .person
        .ok_or_else(|| Error::internal("an accreditation is changed by a person"))?;
    let stamp = Stamp {
        id: ctx.new_id(),
        now: ctx.now(),
        by,
    };
    let note = digest(reasons.internal_note.as_bytes());
    let public_reason = reasons.public_reason.clone();
    let changed = before.clone().happen(event, reasons, stamp)?;
    store::append_event(tx, &changed, ctx.now()).await?;
    let changed = Accreditation {
        version: changed.version + 1,
        ..changed
    };
    let detail = json!({
        "entry": changed.entry,
        "event": stamp.id,
        "public_reason": public_reason,
        "internal_note": note,
    });
    let action = format!("accreditation.{}", event.as_str());
    record(ctx, tx, actor, &action, (Some(&before), &changed), detail).await?;
    let authority = identity::store::get_authority(tx, changed.authority_id).await?;
    let facts = ChangeFacts::of(ctx, &authority, &changed);
    for (person, _) in identity::store::list_members(tx, changed.organisation_id).await? {
        outbox::write(ctx, tx, facts.email(event, &person)?).await?;
    }
    Ok(changed)
}
