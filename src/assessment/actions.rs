//! What an employer can do with an assessment. Pages and programs call the same functions.

pub mod about;
pub mod amend;
pub mod answer;
pub mod confirmation;
pub mod evidence;
pub mod moving;
pub mod proposal;
pub mod renew;
pub mod sign_off;
pub mod start;
pub mod withdraw;

use sea_orm::DatabaseTransaction;
use serde_json::Value;

use crate::assessment::rules::Assessment;
use crate::identity::guard::Employer;
use crate::platform::audit::{self, Actor, digest};
use crate::platform::context::Context;
use crate::platform::error::Result;

/// Appends what was done to an assessment to its authority's record.
async fn record(
    ctx: &Context,
    tx: &DatabaseTransaction,
    employer: &Employer,
    action: &'static str,
    change: (Option<&Assessment>, &Assessment),
    detail: Value,
) -> Result<()> {
    record_by(ctx, tx, employer.actor(), action, change, detail).await
}

/// The same, whoever did it.
async fn record_by(
    ctx: &Context,
    tx: &DatabaseTransaction,
    actor: Actor,
    action: &'static str,
    (before, after): (Option<&Assessment>, &Assessment),
    detail: Value,
) -> Result<()> {
    let fingerprint = |of: &Assessment| digest(format!("{of:?}").as_bytes());
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(after.authority_id),
            actor,
            action,
            object_kind: "assessment",
            object_id: after.id.to_string(),
            detail,
            before: before.map(fingerprint),
            after: Some(fingerprint(after)),
        },
    )
    .await
}
