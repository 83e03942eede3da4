//! An officer changes what the authority says in one kind of email.

use serde_json::json;

use crate::identity::guard::Officer;
use crate::identity::rules::find_wordable;
use crate::notification::rules::Wording;
use crate::notification::wordings;
use crate::platform::audit::{self, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// Keeps the authority's words for one kind of email; ours again, when they are empty.
///
/// # Errors
/// [`Error::NotFound`] when there is no such kind, or a conflict when somebody was first.
pub async fn change(
    ctx: &Context,
    officer: &Officer,
    kind: &str,
    wording: &Wording,
    version: i32,
) -> Result<()> {
    let kind = find_wordable(kind).ok_or(Error::NotFound)?.kind;
    let tx = ctx.begin().await?;
    let of = (officer.authority(), kind);
    let (before, _) = wordings::get(&tx, of.0, kind).await?;
    wordings::put(ctx, &tx, of, (wording, version), officer.person()).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(officer.authority()),
            actor: officer.actor(),
            action: "email.wording",
            object_kind: "email_wording",
            object_id: kind.to_owned(),
            detail: json!({ "ours": wording.is_ours() }),
            before: Some(digest(format!("{before:?}").as_bytes())),
            after: Some(digest(format!("{wording:?}").as_bytes())),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
