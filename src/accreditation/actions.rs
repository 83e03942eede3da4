//! What officers and employers can do with a case that is reviewed, and with an accreditation.

pub mod announce;
pub mod appeal;
mod award;
pub mod change;
pub mod check;
pub mod complaint;
pub mod concern;
pub mod condition;
pub mod decide;
pub mod losses;
pub mod matter;
pub mod outside;
pub mod renewal;
pub mod standard;

use sea_orm::DatabaseTransaction;
use serde_json::Value;

use crate::accreditation::rules::Accreditation;
use crate::platform::audit::{self, Actor, digest};
use crate::platform::context::Context;
use crate::platform::error::Result;

/// Appends what was done to an accreditation to its authority's record.
async fn record(
    ctx: &Context,
    tx: &DatabaseTransaction,
    actor: Actor,
    action: &str,
    (before, after): (Option<&Accreditation>, &Accreditation),
    detail: Value,
) -> Result<()> {
    let fingerprint = |of: &Accreditation| digest(format!("{of:?}").as_bytes());
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(after.authority_id),
            actor,
            action,
            object_kind: "accreditation",
            object_id: after.id.to_string(),
            detail,
            before: before.map(fingerprint),
            after: Some(fingerprint(after)),
        },
    )
    .await
}
