//! The assessor judges one criterion at a time.

use entity::ids::ReviewId;
use serde_json::json;

use super::{get_submitted_case, record};
use crate::identity::guard::Assessor;
use crate::platform::audit::digest;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::{Finding, FindingText, criteria_to_judge};
use crate::review::store;
use crate::scheme::rules::CriterionCode;

/// Saves the judgement on a criterion; `seen` is the version of the finding it replaces, 0 for none.
///
/// # Errors
/// [`Error::NotFound`] for a criterion that is not to be judged; a conflict when the review is not
/// open or the finding was changed since.
pub async fn save_finding(
    ctx: &Context,
    assessor: &Assessor,
    id: ReviewId,
    criterion: &CriterionCode,
    text: FindingText,
    seen: i32,
) -> Result<Finding> {
    let tx = ctx.begin().await?;
    let review = store::lock_own_review(&tx, assessor, id).await?;
    review.must_be_open()?;
    let case = get_submitted_case(&tx, assessor.authority(), review.assessment_id).await?;
    let to_judge = criteria_to_judge(&case.version.content, &case.bundle.content.answers());
    if !to_judge.contains(criterion) {
        return Err(Error::NotFound);
    }
    let present = store::find_finding(&tx, id, criterion).await?;
    if present.as_ref().map_or(0, |finding| finding.version) != seen {
        return Err(Error::stale());
    }
    let fingerprint = |finding: &Finding| digest(format!("{finding:?}").as_bytes());
    let before = present.as_ref().map(fingerprint);
    let mut finding = Finding {
        id: present
            .as_ref()
            .map_or_else(|| ctx.new_id(), |finding| finding.id),
        criterion: criterion.clone(),
        judgement: text.judgement,
        reason: text.reason,
        internal_note: text.internal_note,
        saved_at: ctx.now(),
        version: seen,
    };
    if present.is_some() {
        store::update_finding(&tx, &finding).await?;
        finding.version += 1;
    } else {
        finding.version = 1;
        store::insert_finding(&tx, id, &finding).await?;
    }
    let detail = json!({
        "assessment": review.assessment_id,
        "criterion": criterion,
        "judgement": finding.judgement,
        "bundle": case.bundle.sha256,
        "before": before,
        "after": fingerprint(&finding),
    });
    record(
        ctx,
        &tx,
        assessor.actor(),
        "review.find",
        (Some(&review), &review),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(finding)
}
