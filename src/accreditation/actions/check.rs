//! Second looks at accreditations: the calendar opens them, an officer closes them. The accreditation
//! itself changes only by what the officer decides.

use entity::ids::{AccreditationCheckId, AccreditationId, AuthorityId};
use entity::kinds::StaffRole;
use entity::outside_kinds::CheckOutcome;
use serde_json::json;

use super::change::{apply, must_be_impartial};
use crate::accreditation::emails::CheckFacts;
use crate::accreditation::rules::{
    Accreditation, AwardBasis, Check, Closed, Lapse, Reasons, Status, check_note, event_of, lapses,
};
use crate::accreditation::store;
use crate::identity;
use crate::identity::guard::Officer;
use crate::notification::outbox;
use crate::platform::audit::{self, Actor, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// Opens a check for every accreditation in force whose tier is not reached without an accreditation of
/// others that is over: how many. Safe to do twice, late, or twice at once.
///
/// # Errors
/// When the database refuses; what was opened before stays.
pub async fn open_due(ctx: &Context, authority: Option<AuthorityId>) -> Result<usize> {
    let mut opened = 0;
    for status in [Status::Active, Status::Suspended] {
        let mut after = None;
        while let Some(step) =
            store::next_resting(ctx.read(), authority, status, ctx.now(), after).await?
        {
            after = Some(step.last);
            for resting in step.resting {
                let award = AwardBasis {
                    version: &resting.version,
                    tier: &resting.accreditation.tier.code,
                    answers: &resting.answers,
                    held: &resting.bundle.content.held,
                    then: &resting.then,
                };
                for lapse in lapses(&award, &resting.now, ctx.today()) {
                    opened += usize::from(open(ctx, &resting.accreditation, lapse).await?);
                }
            }
        }
    }
    Ok(opened)
}

/// Opens a check and tells the officers and the employer, unless the same lapse opened one before.
async fn open(ctx: &Context, of: &Accreditation, lapse: Lapse) -> Result<bool> {
    let check = Check {
        id: ctx.new_id(),
        accreditation_id: of.id,
        authority_id: of.authority_id,
        lapse,
        opened_at: ctx.now(),
        closed: None,
    };
    let tx = ctx.begin().await?;
    if !store::insert_check(&tx, &check).await? {
        return Ok(false);
    }
    record(
        ctx,
        &tx,
        Actor::system(),
        "accreditation.check_open",
        &check,
    )
    .await?;
    let authority = identity::store::get_authority(&tx, of.authority_id).await?;
    let facts = CheckFacts::of(ctx, &authority, of, &check);
    let officers = identity::store::list_staff(&tx, of.authority_id, StaffRole::Officer).await?;
    for officer in &officers {
        outbox::write(ctx, &tx, facts.to_officer(officer)?).await?;
    }
    for (person, _) in identity::store::list_members(&tx, of.organisation_id).await? {
        outbox::write(ctx, &tx, facts.to_employer(&person)?).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn record(
    ctx: &Context,
    tx: &sea_orm::DatabaseTransaction,
    actor: Actor,
    action: &str,
    check: &Check,
) -> Result<()> {
    let closed = check.closed.as_ref();
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(check.authority_id),
            actor,
            action,
            object_kind: "accreditation_check",
            object_id: check.id.to_string(),
            detail: json!({
                "accreditation": check.accreditation_id,
                "rests_on": check.lapse.accreditation,
                "reference": check.lapse.reference,
                "ended_on": check.lapse.ended_on,
                "outcome": closed.map(|closed| closed.outcome.as_str()),
                "note": closed.map(|closed| digest(closed.note.as_bytes())),
            }),
            before: None,
            after: Some(digest(format!("{check:?}").as_bytes())),
        },
    )
    .await
}

/// What an officer decides about a check.
#[derive(Clone, Debug)]
pub struct Closing {
    /// What comes of it.
    pub outcome: CheckOutcome,
    /// Why, for colleagues.
    pub note: String,
    /// What the register says, where the accreditation changes.
    pub public_reason: String,
}

/// Closes a check. The accreditation is kept, or suspended or withdrawn in the same transaction, with
/// the same emails as ever.
///
/// # Errors
/// Sentences at `note` and `public_reason`; a conflict when the check was closed before or the
/// accreditation changed since `version`; [`Error::NotFound`] for another authority's.
pub async fn close(
    ctx: &Context,
    officer: &Officer,
    (id, check): (AccreditationId, AccreditationCheckId),
    version: i32,
    closing: Closing,
) -> Result<Check> {
    let note = check_note(&closing.note)?;
    let tx = ctx.begin().await?;
    let before = store::get_in_authority(&tx, [officer.authority()], id).await?;
    must_be_impartial(&tx, officer, &before).await?;
    let found = store::get_check(&tx, id, check).await?;
    let closed = Closed {
        at: ctx.now(),
        by: officer.person(),
        outcome: closing.outcome,
        note,
    };
    // First, so that what was closed before is told before anything else.
    store::close_check(&tx, check, &closed).await?;
    if before.version != version {
        return Err(Error::stale());
    }
    if let Some(event) = event_of(closing.outcome, before.status_at(ctx.now()))? {
        let reasons = Reasons::parse(&closing.public_reason, &closed.note)?;
        apply(ctx, &tx, officer.actor(), before, version, event, reasons).await?;
    }
    let after = Check {
        closed: Some(closed),
        ..found
    };
    record(
        ctx,
        &tx,
        officer.actor(),
        "accreditation.check_close",
        &after,
    )
    .await?;
    tx.commit().await?;
    Ok(after)
}
