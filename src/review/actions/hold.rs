//! A case is put on hold, and goes on; the calendar reminds of those that should be looked at again.

use entity::ids::CaseHoldId;
use serde_json::json;

use super::staff::{Act, HeldCase, Staff, list_officers, record};
use super::{clock, get_submitted_case, list_answerers};
use crate::notification::outbox;
use crate::platform::audit::digest;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::hold::NewHold;
use crate::review::rules::{Hold, HoldText};
use crate::review::store;

/// How many holds are read at once.
const BATCH: u64 = 100;

/// Puts a case on hold: its clock stands still, and the employer is told why.
///
/// # Errors
/// Sentences at `reason`, `note` and `review`; a conflict when it is on hold already or closed;
/// [`Error::NotFound`] when they may not read the case.
pub async fn hold(ctx: &Context, staff: Staff<'_>, text: &HoldText) -> Result<Hold> {
    let tx = ctx.begin().await?;
    let case = staff.hold(&tx).await?;
    if store::find_hold(&tx, case.id()).await?.is_some() {
        return Err(Error::conflict(
            "hold.already",
            "This case is on hold already. Reload the page to see why.",
        ));
    }
    let new = NewHold {
        id: ctx.new_id(),
        assessment_id: case.id(),
        authority_id: case.case.authority.id,
    };
    let hold = Hold::begin(new, text, (staff.person(), ctx.now()))?;
    store::insert_hold(&tx, &hold).await?;
    clock::settle(ctx, &tx, case.id(), case.due_on(ctx)).await?;
    let act = Act {
        authority: hold.authority_id,
        actor: staff.actor(),
        action: "hold.begin",
        object: ("case_hold", hold.id.to_string()),
        detail: json!({
            "assessment": hold.assessment_id,
            "review_on": hold.review_on,
            "reason": digest(hold.reason.as_bytes()),
        }),
    };
    record(ctx, &tx, act, (None, format!("{hold:?}"))).await?;
    let facts = case.case.facts(ctx);
    for person in list_answerers(&tx, &case.case.assessment).await? {
        outbox::write(ctx, &tx, facts.hold_begun(&hold, &person)?).await?;
    }
    tx.commit().await?;
    Ok(hold)
}

/// Lifts the hold of a case: it goes on, and the employer is told.
///
/// # Errors
/// A conflict when it was lifted already or the case is closed; [`Error::NotFound`] when they may not
/// read the case.
pub async fn lift(ctx: &Context, staff: Staff<'_>, id: CaseHoldId) -> Result<Hold> {
    let tx = ctx.begin().await?;
    let held = staff.hold(&tx).await?;
    let holds = store::list_holds(&tx, held.id()).await?;
    let before = holds
        .into_iter()
        .find(|one| one.id == id)
        .ok_or(Error::NotFound)?;
    let after = before.clone().lift(staff.person(), ctx.now())?;
    store::lift_hold(&tx, &after).await?;
    clock::settle(ctx, &tx, held.id(), held.due_on(ctx)).await?;
    let act = Act {
        authority: after.authority_id,
        actor: staff.actor(),
        action: "hold.lift",
        object: ("case_hold", id.to_string()),
        detail: json!({ "assessment": after.assessment_id }),
    };
    let states = (Some(format!("{before:?}")), format!("{after:?}"));
    record(ctx, &tx, act, states).await?;
    let facts = held.case.facts(ctx);
    for person in list_answerers(&tx, &held.case.assessment).await? {
        outbox::write(ctx, &tx, facts.hold_lifted(&after, &person)?).await?;
    }
    tx.commit().await?;
    Ok(after)
}

/// Tells the officers of every case on hold whose day to look again has gone by: once each, however
/// often and however late it runs. How many cases there are.
///
/// # Errors
/// When the database refuses; what was told before stays.
pub async fn remind(ctx: &Context) -> Result<usize> {
    let (mut told, mut after) = (0, None);
    loop {
        let batch = store::list_overdue_holds(ctx.read(), ctx.today(), after, BATCH).await?;
        let Some(last) = batch.last() else {
            return Ok(told);
        };
        after = Some(last.id);
        for hold in &batch {
            let tx = ctx.begin().await?;
            let case = get_submitted_case(&tx, hold.authority_id, hold.assessment_id).await?;
            let reviews = store::list_reviews(&tx, hold.assessment_id).await?;
            let held = HeldCase { case, reviews };
            let facts = held.case.facts(ctx);
            for officer in list_officers(&tx, &held).await? {
                outbox::write(ctx, &tx, facts.hold_overdue(hold, &officer)?).await?;
            }
            told += 1;
            tx.commit().await?;
        }
    }
}
