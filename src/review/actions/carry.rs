//! In a case that renews an award, the assessor carries the findings on what did not change, in one act.

use entity::ids::ReviewId;
use serde_json::json;

use super::{get_submitted_case, record};
use crate::identity::guard::Assessor;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::Finding;
use crate::review::store;

/// Carries the previous findings on every answer that reads as it did and is not judged yet: how many.
/// `seen` is how many the assessor was told.
///
/// # Errors
/// [`Error::NotFound`] when the case renews nothing; a conflict when the review is not open or there are
/// more or fewer by now.
pub async fn carry_findings(
    ctx: &Context,
    assessor: &Assessor,
    id: ReviewId,
    seen: usize,
) -> Result<usize> {
    let tx = ctx.begin().await?;
    let review = store::lock_own_review(&tx, assessor, id).await?;
    review.must_be_open()?;
    get_submitted_case(&tx, assessor.authority(), review.assessment_id).await?;
    let last = store::find_last_award(&tx, review.assessment_id)
        .await?
        .ok_or(Error::NotFound)?;
    let found = store::list_findings(&tx, id).await?;
    let difference = last.difference();
    let carried = difference.to_carry(&found);
    if carried.is_empty() || carried.len() != seen {
        return Err(Error::stale());
    }
    // What was found on a criterion that has another code now is a finding on that.
    let codes = difference
        .unchanged
        .iter()
        .filter_map(|delta| Some((&delta.criterion.code, delta.finding?)));
    let mut written = Vec::new();
    for (code, before) in codes {
        if !carried.iter().any(|one| one.id == before.id) {
            continue;
        }
        let finding = Finding {
            id: ctx.new_id(),
            criterion: code.clone(),
            judgement: before.judgement,
            reason: before.reason.clone(),
            internal_note: format!(
                "Carried from {}: the answer and its evidence are the same.",
                last.before.0.content.reference
            ),
            saved_at: ctx.now(),
            version: 1,
        };
        store::insert_finding(&tx, id, &finding).await?;
        written.push(code);
    }
    let detail = json!({
        "assessment": review.assessment_id,
        "from": last.renewal.from_assessment_id,
        "bundle": last.now.0.sha256,
        "bundle_before": last.before.0.sha256,
        "criteria": written,
    });
    let states = (Some(&review), &review);
    record(ctx, &tx, assessor.actor(), "review.carry", states, detail).await?;
    let number = written.len();
    tx.commit().await?;
    Ok(number)
}
