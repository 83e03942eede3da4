//! Taking an assessment back.

use entity::ids::AssessmentId;
use entity::kinds::StaffRole;
use serde_json::json;

use super::record;
use super::sign_off::facts;
use crate::assessment::emails::withdrawn;
use crate::assessment::rules::{Assessment, State};
use crate::assessment::store;
use crate::identity;
use crate::identity::guard::Employer;
use crate::notification::outbox;
use crate::platform::context::Context;
use crate::platform::error::Result;
use crate::scheme;

/// Takes an assessment back, whether submitted or not.
///
/// # Errors
/// A sentence at `note`; a conflict when it was decided or withdrawn, or was changed since `version`.
pub async fn withdraw(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    version: i32,
    note: &str,
) -> Result<Assessment> {
    let tx = ctx.begin().await?;
    let before = store::lock_for(&tx, employer, id).await?;
    match before.state {
        // Whoever answers may give up a draft; what was submitted is taken back by who may sign off.
        State::Submitted(_) => employer.must_sign_off()?,
        State::Draft { .. }
        | State::AwaitingSignOff { .. }
        | State::Decided { .. }
        | State::Withdrawn { .. } => employer.must_answer()?,
    }
    let changed = before
        .clone()
        .withdraw(employer.person(), ctx.now(), note)?;
    before.must_be_at(version)?;
    let after = store::update_assessment(&tx, changed).await?;
    if let State::Withdrawn {
        submission: Some(_),
        note,
    } = &after.state
    {
        let asked = scheme::store::get_version(&tx, after.scheme_version_id).await?;
        let facts = facts(ctx, &tx, employer, &after, &asked).await?;
        let members = identity::store::list_members(&tx, after.organisation_id).await?;
        let officers =
            identity::store::list_staff(&tx, after.authority_id, StaffRole::Officer).await?;
        for person in members
            .into_iter()
            .map(|(person, _)| person)
            .chain(officers)
        {
            outbox::write(ctx, &tx, withdrawn(&facts, &after, note, &person)?).await?;
        }
    }
    let action = "assessment.withdraw";
    record(
        ctx,
        &tx,
        employer,
        action,
        (Some(&before), &after),
        json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(after)
}
