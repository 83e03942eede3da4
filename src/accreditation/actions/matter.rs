//! What concerns, complaints and appeals have in common: who is told, what is recorded, and the warning
//! that a last day is near or over.

use std::fmt::Debug;

use chrono::{Days, TimeDelta};
use entity::ids::{AuthorityId, OrganisationId};
use entity::kinds::StaffRole;
use sea_orm::DatabaseTransaction;
use serde_json::Value;

use crate::accreditation::emails::{Letter, MatterFacts};
use crate::accreditation::rules::Standard;
use crate::accreditation::rules::matter::{
    MatterKind, REFERENCE_CHARACTERS, WARN_REACH_DAYS, Warning, matter_reference, warning,
};
use crate::accreditation::store;
use crate::identity;
use crate::identity::rules::{Authority, Person};
use crate::notification::outbox;
use crate::platform::audit::{self, Actor, digest};
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, Refusal, Result};

/// How many matters are read at once.
const BATCH: u64 = 100;

/// So many receipts an address gets in an hour: the forms are public, and anybody can type any address.
const RECEIPTS_IN_AN_HOUR: u64 = 5;

/// An address is written so many receipts of a kind in an hour, whoever types it.
///
/// # Errors
/// That there were too many.
pub(super) async fn must_not_flood(
    ctx: &Context,
    tx: &DatabaseTransaction,
    email: &str,
    kind: &str,
) -> Result<()> {
    let since = ctx.now() - TimeDelta::hours(1);
    if outbox::count_to(tx, email, kind, since).await? < RECEIPTS_IN_AN_HOUR {
        return Ok(());
    }
    Err(Error::TooMany(Refusal::new(
        "matter.too_many",
        "We have written to that address several times in the last hour. Wait a little and try again, or telephone the charter team.",
    )))
}

/// A reference that nothing else has.
pub(super) fn new_reference(ctx: &Context, letter: char) -> String {
    matter_reference(letter, ctx.random_bytes::<REFERENCE_CHARACTERS>())
}

/// An authority, and how soon it answers.
pub(super) async fn authority_of(
    tx: &DatabaseTransaction,
    id: AuthorityId,
) -> Result<(Authority, Standard)> {
    let authority = identity::store::get_authority(tx, id).await?;
    let standard = store::get_standard(tx, &authority).await?;
    Ok((authority, standard))
}

/// The officers of an authority who have no conflict with an employer.
pub(super) async fn list_impartial(
    tx: &DatabaseTransaction,
    authority: AuthorityId,
    organisation: Option<OrganisationId>,
) -> Result<Vec<Person>> {
    let mut officers = identity::store::list_staff(tx, authority, StaffRole::Officer).await?;
    if let Some(organisation) = organisation {
        let conflicted = store::list_conflicted(tx, organisation).await?;
        officers.retain(|officer| !conflicted.contains(&officer.id));
    }
    Ok(officers)
}

/// Writes the same to several people. The same thing is told once: its name holds the version it led to.
pub(super) async fn tell(
    ctx: &Context,
    tx: &DatabaseTransaction,
    facts: &MatterFacts,
    (kind, key): (&'static str, String),
    people: impl IntoIterator<Item = &Person>,
    letter: &Letter,
) -> Result<()> {
    for person in people {
        let key = format!("{kind}:{key}:{}", person.id);
        let email = facts.email(kind, key, person.recipient(), letter)?;
        outbox::write(ctx, tx, email).await?;
    }
    Ok(())
}

/// Appends what was done to the record of an authority. No word of anybody's is in it.
pub(super) async fn record<T: Debug>(
    ctx: &Context,
    tx: &DatabaseTransaction,
    (authority, actor): (AuthorityId, Actor),
    (kind, id, event): (MatterKind, String, &str),
    detail: Value,
    (before, after): (Option<&T>, &T),
) -> Result<()> {
    let fingerprint = |of: &T| digest(format!("{of:?}").as_bytes());
    let action = format!("{}.{}", kind.as_str(), event.replace(' ', "_"));
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(authority),
            actor,
            action: &action,
            object_kind: kind.as_str(),
            object_id: id,
            detail,
            before: before.map(fingerprint),
            after: Some(fingerprint(after)),
        },
    )
    .await
}

/// Warns officers of every concern, complaint and appeal whose last day is near, and of every one whose
/// last day is over: once each, however often and however late it runs. How many there are to warn of.
///
/// # Errors
/// When the database refuses; what was told before stays.
pub async fn warn_of_clocks(ctx: &Context) -> Result<usize> {
    let (mut told, mut after) = (0, None);
    let today = ctx.today();
    let reach = today
        .checked_add_days(Days::new(WARN_REACH_DAYS))
        .unwrap_or(today);
    loop {
        let batch = store::list_due_matters(ctx.read(), reach, after, BATCH).await?;
        let Some(last) = batch.last() else {
            return Ok(told);
        };
        after = Some(last.id);
        for matter in &batch {
            let tx = ctx.begin().await?;
            let (authority, standard) = authority_of(&tx, matter.authority_id).await?;
            let Some(found) = warning(matter.due_on, today, standard.days.warn) else {
                continue;
            };
            let due = matter.due_on.map(long_date).unwrap_or_default();
            let what = matter.kind.words();
            let (kind, subject, happened) = match found {
                Warning::Soon => (
                    "matter_due_soon",
                    format!("{what} {}: due by {due}", matter.reference),
                    format!("The last day of {what} {} is {due}.", matter.reference),
                ),
                Warning::Over => (
                    "matter_over_time",
                    format!("{what} {}: over time since {due}", matter.reference),
                    format!("The last day of {what} {} was {due}.", matter.reference),
                ),
            };
            let letter = Letter {
                subject,
                happened,
                next: format!("Next: {}.", matter.turn().to_lowercase()),
                path: matter.path(),
                button: "Open it",
                ..Letter::default()
            };
            let officers = list_impartial(&tx, matter.authority_id, matter.organisation_id).await?;
            let key = format!("{}:{due}", matter.id);
            let facts = MatterFacts::of(ctx, &authority);
            tell(ctx, &tx, &facts, (kind, key), &officers, &letter).await?;
            tx.commit().await?;
            told += 1;
        }
    }
}
