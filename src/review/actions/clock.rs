//! The clock of a case stops and goes on with what is asked, held and answered.

use chrono::NaiveDate;
use entity::ids::AssessmentId;
use sea_orm::DatabaseTransaction;

use crate::platform::context::Context;
use crate::platform::error::Result;
use crate::review::rules::Clock;
use crate::review::store;

/// Lets the clock of a case run or stand still, as it now should. `due_on` is the day by which a
/// recommendation is due while the clock never stood still. The case is the caller's, who holds it.
///
/// # Errors
/// When the database refuses.
pub(super) async fn settle(
    ctx: &Context,
    tx: &DatabaseTransaction,
    id: AssessmentId,
    due_on: NaiveDate,
) -> Result<()> {
    let known = store::find_clock(tx, id).await?;
    let before = known.unwrap_or(Clock::running(due_on));
    let stands_still = store::must_stand_still(tx, id).await?;
    let after = before.turned(stands_still, ctx.today());
    if after != before {
        store::save_clock(tx, id, after).await?;
    }
    Ok(())
}
