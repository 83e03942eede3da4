//! Tokens that let a program act as its person.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use entity::ids::{ApiTokenId, PersonId};
use serde_json::json;

use crate::identity::rules::ApiToken;
use crate::identity::store;
use crate::platform::audit::{self, Actor, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// Longest life of a token, in days.
pub const TOKEN_DAYS_MAX: i64 = 366;

/// Makes a token; gives its secret, the one time it is seen.
///
/// # Errors
/// A sentence at `label` or `days`.
pub async fn create(ctx: &Context, person: PersonId, label: &str, days: i64) -> Result<String> {
    let label = label.trim();
    if label.is_empty() || label.chars().count() > 100 {
        return Err(Error::invalid(
            "label",
            "Say in 100 characters or fewer what the token is for",
        ));
    }
    if !(1..=TOKEN_DAYS_MAX).contains(&days) {
        return Err(Error::invalid(
            "days",
            format!("Enter a number of days from 1 to {TOKEN_DAYS_MAX}"),
        ));
    }
    let secret = format!(
        "fairmark_{}",
        URL_SAFE_NO_PAD.encode(ctx.random_bytes::<32>())
    );
    let token = ApiToken {
        id: ctx.new_id(),
        label: label.to_owned(),
        expires_at: Some(ctx.now() + TimeDelta::days(days)),
    };
    let (id, hash) = (token.id, digest(secret.as_bytes()));
    let tx = ctx.begin().await?;
    store::insert_token(&tx, person, token, hash, ctx.now()).await?;
    audit::record(ctx, &tx, event(person, "identity.create_token", id)).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Revokes the person's own token.
///
/// # Errors
/// [`Error::NotFound`] when the person has no such token.
pub async fn revoke(ctx: &Context, person: PersonId, id: ApiTokenId) -> Result<()> {
    let tx = ctx.begin().await?;
    store::revoke_token(&tx, person, id, ctx.now()).await?;
    audit::record(ctx, &tx, event(person, "identity.revoke_token", id)).await?;
    tx.commit().await?;
    Ok(())
}

fn event(person: PersonId, action: &'static str, id: ApiTokenId) -> audit::Event<'static> {
    audit::Event {
        authority: None,
        actor: Actor {
            person: Some(person),
            acting_for: "self".to_owned(),
        },
        action,
        object_kind: "api_token",
        object_id: id.to_string(),
        detail: json!({}),
        before: None,
        after: None,
    }
}
