//! Taking a proposed answer: from then on it is the employer's own, like one that was typed.

use entity::ids::AssessmentId;
use serde_json::json;

use super::answer::{Change, check, write};
use super::record;
use crate::assessment::store;
use crate::identity::guard::Employer;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme;
use crate::scheme::rules::CriterionCode;

/// Takes the answer that is proposed for a criterion.
///
/// # Errors
/// A conflict when nothing is proposed any more, or answers cannot change any more.
pub async fn take_proposal(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    code: &CriterionCode,
) -> Result<()> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let assessment = store::lock_for(&tx, employer, id).await?;
    assessment.must_be_answerable()?;
    let (version, mappings) =
        scheme::store::get_version_with_mappings(&tx, assessment.scheme_version_id).await?;
    let given = store::load_given_locked(&tx, id).await?;
    let mut proposals = store::list_proposals(
        &tx,
        &assessment,
        (&version.content, &mappings),
        &given,
        ctx.today(),
    )
    .await?;
    let proposal = proposals.remove(code).ok_or_else(|| {
        Error::conflict(
            "assessment.nothing_proposed",
            "This question was answered meanwhile, or the answer proposed for it is gone. Look at it again.",
        )
    })?;
    let change = Change {
        criterion: code.clone(),
        value: Some(proposal.value),
        comment: proposal.comment,
        version: 0,
    };
    let changes = check(ctx, &version.content, vec![change])?;
    write(ctx, &tx, employer, &assessment, &given, &changes).await?;
    let detail = json!({ "criterion": code, "from": proposal.from });
    let action = "assessment.take_proposal";
    record(ctx, &tx, employer, action, (None, &assessment), detail).await?;
    tx.commit().await?;
    Ok(())
}
