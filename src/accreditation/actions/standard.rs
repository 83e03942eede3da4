//! An officer changes how soon the authority acknowledges and answers.

use serde_json::json;

use crate::accreditation::rules::{Days, Standard};
use crate::accreditation::store;
use crate::identity;
use crate::identity::guard::Officer;
use crate::platform::audit::{self, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// Changes the standard of the officer's authority. What has begun keeps the days it began with until its
/// next step.
///
/// # Errors
/// A sentence at `reason`; a conflict when it was changed since `version`.
pub async fn change_standard(
    ctx: &Context,
    officer: &Officer,
    version: i32,
    days: Days,
    reason: &str,
) -> Result<Standard> {
    let tx = ctx.begin().await?;
    let authority = identity::store::get_authority(&tx, officer.authority()).await?;
    let before = store::get_standard(&tx, &authority).await?;
    let after = before
        .clone()
        .change(days, reason, (officer.person(), ctx.now()))?;
    if before.version != version {
        return Err(Error::stale());
    }
    store::save_standard(&tx, &after).await?;
    if before.days.review != days.review {
        identity::store::update_review_standard(&tx, authority.id, days.review).await?;
    }
    let fingerprint = |of: &Standard| digest(format!("{of:?}").as_bytes());
    let numbers: serde_json::Map<_, _> = days
        .all()
        .into_iter()
        .map(|(name, days, _)| (name.to_owned(), json!(days)))
        .collect();
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(authority.id),
            actor: officer.actor(),
            action: "standard.change",
            object_kind: "authority",
            object_id: authority.id.to_string(),
            detail: json!({ "days": numbers, "reason": reason.trim() }),
            before: Some(fingerprint(&before)),
            after: Some(fingerprint(&after)),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(after)
}
