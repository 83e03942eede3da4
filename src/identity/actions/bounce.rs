//! Emails that come back, and sending one again.

use entity::ids::{OutboxEmailId, PersonId};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use crate::identity::guard::Officer;
use crate::identity::rules::{Person, parse_reason};
use crate::identity::store;
use crate::notification::bounces;
use crate::platform::audit::{self, Actor, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::web::session;

/// Ends everything by which a person is signed in, and the links that wait at the person's address.
///
/// # Errors
/// When the database refuses.
pub(super) async fn end_sign_in(
    ctx: &Context,
    tx: &DatabaseTransaction,
    person: &Person,
) -> Result<()> {
    store::end_links(tx, &person.email, ctx.now()).await?;
    session::end_holding(tx, &person.id.to_string()).await?;
    Ok(())
}

/// Signs out whoever has the address of an email that came back; the worker's act. Safe to do twice.
///
/// # Errors
/// When the database refuses.
pub async fn sign_out(ctx: &Context, id: OutboxEmailId) -> Result<()> {
    let tx = ctx.begin().await?;
    let Some(email) = store::find_email_address(&tx, id).await? else {
        return Ok(());
    };
    store::end_links(&tx, &email, ctx.now()).await?;
    if let Some(person) = store::find_person_by_email(&tx, &email).await? {
        end_sign_in(ctx, &tx, &person).await?;
        audit::record(
            ctx,
            &tx,
            audit::Event {
                authority: None,
                actor: Actor::system(),
                action: "identity.address_bounced",
                object_kind: "person",
                object_id: person.id.to_string(),
                detail: json!({ "email": id }),
                before: None,
                after: None,
            },
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

fn event<'a>(
    officer: &Officer,
    action: &'a str,
    (object_kind, object_id): (&'a str, String),
    reason: &str,
) -> audit::Event<'a> {
    audit::Event {
        authority: Some(officer.authority()),
        actor: officer.actor(),
        action,
        object_kind,
        object_id,
        detail: json!({ "reason": digest(reason.as_bytes()) }),
        before: None,
        after: None,
    }
}

/// An officer saw that an email came back: its address is marked, and whoever has it is signed out.
///
/// # Errors
/// [`Error::NotFound`] when the email is none of the officer's, a sentence at `reason`, or that it waits
/// still or that the address is a colleague's.
pub async fn record(
    ctx: &Context,
    officer: &Officer,
    id: OutboxEmailId,
    reason: &str,
) -> Result<()> {
    let reason = parse_reason(reason)?;
    let tx = ctx.begin().await?;
    let email = store::get_email(&tx, officer.authority(), id).await?;
    let person = store::find_person_by_email(&tx, &email.to_email).await?;
    if let Some(person) = &person {
        // A word from one officer alone signs no colleague out, and nobody whom the officer cannot help.
        let helped = store::get_person_in_reach(&tx, officer.authority(), person.id).await;
        if helped.is_err() || !store::list_offices(&tx, person.id).await?.is_empty() {
            return Err(Error::refused(
                "bounce.staff",
                "This address belongs to staff, or to somebody who does not deal with your authority. Tell whoever runs the installation.",
            ));
        }
    }
    if matches!(email.fate, crate::notification::rules::Fate::Waiting(_)) {
        return Err(Error::refused(
            "bounce.not_sent",
            "This email was not sent yet, so it cannot have come back.",
        ));
    }
    store::mark_bounced(ctx, &tx, id, &reason).await?;
    let by = Some(officer.person());
    bounces::record(ctx, &tx, &email.to_email, &reason, Some(id), by).await?;
    if let Some(person) = &person {
        end_sign_in(ctx, &tx, person).await?;
    }
    let object = ("outbox_email", id.to_string());
    audit::record(ctx, &tx, event(officer, "email.bounce", object, &reason)).await?;
    tx.commit().await?;
    Ok(())
}

/// An officer knows that a person's address works again.
///
/// # Errors
/// [`Error::NotFound`] when the person is none of the officer's, a sentence at `reason`, or that nothing
/// is marked.
pub async fn clear(ctx: &Context, officer: &Officer, id: PersonId, reason: &str) -> Result<()> {
    let reason = parse_reason(reason)?;
    let tx = ctx.begin().await?;
    let person = store::get_person_in_reach(&tx, officer.authority(), id).await?;
    super::support::must_be_apart(&tx, officer, id).await?;
    if !bounces::clear(&tx, &person.email).await? {
        return Err(Error::conflict(
            "bounce.none",
            "Nothing says that emails to this address come back. Read the newest version of the page.",
        ));
    }
    let object = ("person", id.to_string());
    audit::record(
        ctx,
        &tx,
        event(officer, "identity.clear_bounce", object, &reason),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Sends an email once more, to the same address.
///
/// # Errors
/// [`Error::NotFound`] when the email is none of the officer's, a sentence at `reason`, or why it cannot
/// be sent.
pub async fn send_again(
    ctx: &Context,
    officer: &Officer,
    id: OutboxEmailId,
    reason: &str,
) -> Result<OutboxEmailId> {
    let reason = parse_reason(reason)?;
    let tx = ctx.begin().await?;
    let email = store::get_email(&tx, officer.authority(), id).await?;
    if email.text.is_none() {
        return Err(Error::refused(
            "email.secret",
            "This email carries a link that signs in, so it is not sent twice. Open the person’s page and send a new link.",
        ));
    }
    if !email.can_be_sent_again() {
        return Err(Error::refused(
            "email.waiting",
            "This email waits to be sent. It is tried again by itself.",
        ));
    }
    if bounces::find(&tx, &email.to_email).await?.is_some() {
        return Err(Error::refused(
            "email.bounced",
            "Emails to this address come back. Change the person’s address first, or say that it works again.",
        ));
    }
    let copy = store::copy_email(ctx, &tx, officer.authority(), id).await?;
    let object = ("outbox_email", id.to_string());
    audit::record(
        ctx,
        &tx,
        event(officer, "email.send_again", object, &reason),
    )
    .await?;
    tx.commit().await?;
    Ok(copy)
}
