//! An officer or the assessor gives the employer more time for a reply.

use chrono::NaiveDate;
use entity::ids::ClarificationId;
use serde_json::json;

use super::list_answerers;
use super::staff::{Act, Staff, record};
use crate::notification::outbox;
use crate::platform::audit::digest;
use crate::platform::context::Context;
use crate::platform::error::Result;
use crate::review::rules::Clarification;
use crate::review::store;

/// Gives the employer until another day, and tells them.
///
/// # Errors
/// Sentences at `due` and `reason`; a conflict when the question is closed or somebody gave another day
/// meanwhile; `NotFound` when they may not read the case or it has no question of that name.
pub async fn extend(
    ctx: &Context,
    staff: Staff<'_>,
    id: ClarificationId,
    due_on: NaiveDate,
    reason: &str,
) -> Result<Clarification> {
    let tx = ctx.begin().await?;
    let held = staff.hold(&tx).await?;
    let before = store::get_clarification_of_case(&tx, held.id(), id).await?;
    let stamp = (staff.person(), ctx.now());
    let (after, given) = before.clone().extend(ctx.new_id(), due_on, reason, stamp)?;
    store::extend_clarification(&tx, &after, &given).await?;
    let act = Act {
        authority: held.case.authority.id,
        actor: staff.actor(),
        action: "clarification.extend",
        object: ("clarification", id.to_string()),
        detail: json!({
            "assessment": held.id(),
            "from_on": given.from_on,
            "to_on": given.to_on,
            "reason": digest(given.reason.as_bytes()),
        }),
    };
    let states = (Some(format!("{before:?}")), format!("{after:?}"));
    record(ctx, &tx, act, states).await?;
    let facts = held.case.facts(ctx);
    for person in list_answerers(&tx, &held.case.assessment).await? {
        outbox::write(ctx, &tx, facts.question_extended(&after, &given, &person)?).await?;
    }
    tx.commit().await?;
    Ok(after)
}
