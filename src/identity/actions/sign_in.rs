//! Signing in by a one-time link.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use entity::ids::{AuthorityId, PersonId};
use entity::kinds::StaffRole;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::identity::emails::SignIn;
use crate::identity::rules::{
    LINK_MINUTES, LINK_WINDOW_MINUTES, LINKS_IN_WINDOW, NAME_MAX_CHARACTERS, Person, parse_email,
    safe_path,
};
use crate::identity::store;
use crate::notification::{bounces, outbox};
use crate::platform::audit::{self, Actor, digest};
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::{Error, Refusal, Result};

/// Makes a link for an address; gives its path, the one time the secret is seen.
///
/// # Errors
/// When the database refuses.
pub async fn issue_link(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    email: &str,
    after: Option<String>,
    minutes: i64,
) -> Result<String> {
    let secret = URL_SAFE_NO_PAD.encode(ctx.random_bytes::<32>());
    let expires_at = ctx.now() + TimeDelta::minutes(minutes);
    store::insert_link(ctx, conn, email, &secret, after, expires_at).await?;
    Ok(format!("/sign-in/{secret}"))
}

/// Sends a link to an address, known or not: the answer is the same for both.
///
/// # Errors
/// A sentence at `email`, or that there were too many.
pub async fn request_link(ctx: &Context, email: &str, after: &str) -> Result<String> {
    let email = parse_email(email)?;
    let tx = ctx.begin().await?;
    must_not_ask_too_often(ctx, &tx, &email).await?;
    if bounces::find(&tx, &email).await?.is_some() {
        return Err(Error::invalid("email", COMES_BACK));
    }
    send_link(ctx, &tx, &email, after).await?;
    tx.commit().await?;
    Ok(email)
}

/// What somebody is told whose address does not take emails.
const COMES_BACK: &str = "Emails to this address come back to us, so it cannot be used to sign in. Check the address, or ask the charter team to change it";

/// An address may ask for so many links in a while, whoever asks.
///
/// # Errors
/// That there were too many.
pub(super) async fn must_not_ask_too_often(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    email: &str,
) -> Result<()> {
    let since = ctx.now() - TimeDelta::minutes(LINK_WINDOW_MINUTES);
    if store::count_links_since(conn, email, since).await? >= LINKS_IN_WINDOW {
        return Err(Error::TooMany(Refusal::new(
            "sign_in.too_many",
            format!(
                "We have sent {LINKS_IN_WINDOW} links to that address in the last {LINK_WINDOW_MINUTES} minutes. Use the newest one, or wait a little and ask again."
            ),
        )));
    }
    Ok(())
}

/// Makes a link for an address and writes the email that carries it.
///
/// # Errors
/// When the database refuses.
pub(super) async fn send_link(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    email: &str,
    after: &str,
) -> Result<()> {
    let path = issue_link(ctx, conn, email, safe_path(after), LINK_MINUTES).await?;
    let facts = SignIn {
        until: long_instant(ctx.now() + TimeDelta::minutes(LINK_MINUTES)),
        link: ctx.url(&path),
    };
    outbox::write(ctx, conn, facts.email(&digest(path.as_bytes()), email)?).await
}

/// Whom a used link signed in, and where the person wanted to go.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person.
    pub person: Person,
    /// One of our own paths.
    pub after: Option<String>,
}

/// Uses a link up. The person is made when new.
///
/// # Errors
/// A sentence when the link was used, is over or was never ours.
pub async fn use_link(ctx: &Context, secret: &str) -> Result<SignedIn> {
    let unusable = |code, why: &str| {
        Error::conflict(
            code,
            format!("{why} Ask for another on the sign-in page; it takes a minute."),
        )
    };
    let tx = ctx.begin().await?;
    let link = store::find_link(&tx, secret).await?.ok_or_else(|| {
        unusable(
            "sign_in.unknown",
            "This link is not one of ours, or part of it is missing.",
        )
    })?;
    if link.expires_at <= ctx.now() {
        return Err(unusable("sign_in.expired", "This link is too old."));
    }
    if bounces::find(&tx, &link.email).await?.is_some() {
        return Err(Error::conflict("sign_in.bounced", format!("{COMES_BACK}.")));
    }
    if !store::use_link(&tx, &link, ctx.now()).await? {
        return Err(unusable("sign_in.used", "This link was used already."));
    }
    let person = store::find_or_insert_person(ctx, &tx, &link.email, "").await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: None,
            actor: Actor {
                person: Some(person.id),
                acting_for: "self".to_owned(),
            },
            action: "identity.sign_in",
            object_kind: "person",
            object_id: person.id.to_string(),
            detail: json!({}),
            before: None,
            after: None,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(SignedIn {
        person,
        after: link.after,
    })
}

/// Gives the person a name.
///
/// # Errors
/// A sentence at `name`.
pub async fn rename(ctx: &Context, person: PersonId, name: &str) -> Result<()> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Error::invalid("name", "Enter your name"));
    }
    if name.chars().count() > NAME_MAX_CHARACTERS {
        return Err(Error::invalid(
            "name",
            format!("Your name must be {NAME_MAX_CHARACTERS} characters or fewer"),
        ));
    }
    let tx = ctx.begin().await?;
    store::update_person_name(&tx, person, &name).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: None,
            actor: Actor {
                person: Some(person),
                acting_for: "self".to_owned(),
            },
            action: "identity.rename",
            object_kind: "person",
            object_id: person.to_string(),
            detail: json!({}),
            before: None,
            after: Some(digest(name.as_bytes())),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Gives somebody a role at an authority and a link to begin with; the command line's act.
///
/// # Errors
/// A sentence at `email`.
pub async fn invite_staff(
    ctx: &Context,
    authority: AuthorityId,
    email: &str,
    name: &str,
    role: StaffRole,
    minutes: i64,
) -> Result<String> {
    let email = parse_email(email)?;
    let tx = ctx.begin().await?;
    let person = store::find_or_insert_person(ctx, &tx, &email, name).await?;
    store::insert_staff_role(ctx, &tx, person.id, authority, role).await?;
    let path = issue_link(ctx, &tx, &email, Some("/home".to_owned()), minutes).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(authority),
            actor: Actor::system(),
            action: "identity.invite_staff",
            object_kind: "person",
            object_id: person.id.to_string(),
            detail: json!({ "role": role.as_str() }),
            before: None,
            after: None,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(path)
}
