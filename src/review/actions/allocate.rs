//! An officer gives a case to an assessor, or takes it back.

use entity::ids::{AssessmentId, PersonId};
use entity::kinds::StaffRole;
use serde_json::json;

use super::{clock, get_submitted_case, list_affiliates, record};
use crate::identity;
use crate::identity::guard::Officer;
use crate::notification::outbox;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::{Allocation, Event, Review, find_conflict};
use crate::review::store;

/// Gives a case to an assessor who has no known conflict, and writes to them.
///
/// # Errors
/// A sentence at `assessor`; a refusal for a known conflict; a conflict when somebody has the case.
pub async fn allocate(
    ctx: &Context,
    officer: &Officer,
    id: AssessmentId,
    assessor: PersonId,
) -> Result<Review> {
    let tx = ctx.begin().await?;
    let case = get_submitted_case(&tx, officer.authority(), id).await?;
    let reviews = store::lock_reviews(&tx, id).await?;
    if let Some(live) = reviews.iter().find(|review| review.is_live()) {
        live.can(Event::Allocate)?;
    }
    let affiliates = list_affiliates(&tx, &case.assessment).await?;
    if affiliates
        .iter()
        .any(|affiliate| affiliate.person == officer.person())
    {
        return Err(acts_for_employer());
    }
    let staff = identity::store::list_staff(&tx, officer.authority(), StaffRole::Assessor).await?;
    let person = staff
        .into_iter()
        .find(|person| person.id == assessor)
        .ok_or_else(|| Error::invalid("assessor", "Choose one of your authority's assessors"))?;
    let conflict = find_conflict(&person, &affiliates, &reviews);
    let submitted_at = case
        .assessment
        .state
        .submission()
        .map_or_else(|| ctx.now(), |submission| submission.submitted_at);
    let allocation = Allocation {
        id: ctx.new_id(),
        assessment_id: id,
        authority_id: officer.authority(),
        assessor_id: person.id,
        allocated_by: officer.person(),
        submitted_at,
        review_working_days: case.authority.review_working_days,
    };
    let review = Review::allocate(allocation, conflict.as_ref(), ctx.now())?;
    store::insert_review(&tx, &review).await?;
    let detail = json!({ "assessment": id, "assessor": person.id, "due_on": review.due_on });
    record(
        ctx,
        &tx,
        officer.actor(),
        "review.allocate",
        (None, &review),
        detail,
    )
    .await?;
    let email = case.facts(ctx).allocated(&review, &person)?;
    outbox::write(ctx, &tx, email).await?;
    tx.commit().await?;
    Ok(review)
}

/// Takes a case from its assessor, so that it can be allocated anew. What the assessor still asked
/// is taken back with it.
///
/// # Errors
/// A sentence at `reason`; a conflict when nobody has the case, or it moved on since `version`.
pub async fn replace(
    ctx: &Context,
    officer: &Officer,
    id: AssessmentId,
    version: i32,
    reason: &str,
) -> Result<Review> {
    let tx = ctx.begin().await?;
    let case = get_submitted_case(&tx, officer.authority(), id).await?;
    let affiliates = list_affiliates(&tx, &case.assessment).await?;
    if affiliates
        .iter()
        .any(|affiliate| affiliate.person == officer.person())
    {
        return Err(acts_for_employer());
    }
    let reviews = store::lock_reviews(&tx, id).await?;
    let Some(review) = reviews.into_iter().find(Review::is_live) else {
        return Err(Error::conflict(
            "review.not_allocated",
            "Nobody has this case. Allocate it to an assessor.",
        ));
    };
    if review.version != version {
        return Err(Error::stale());
    }
    let before = review.clone();
    let returned = store::update_review(&tx, review.replace(reason, ctx.now())?).await?;
    let withdrawn = store::withdraw_open_clarifications(&tx, returned.id, ctx.now()).await?;
    clock::settle(ctx, &tx, id, returned.due_on).await?;
    let detail = json!({ "assessment": id, "clarifications_withdrawn": withdrawn });
    let states = (Some(&before), &returned);
    record(ctx, &tx, officer.actor(), "review.replace", states, detail).await?;
    if let Some(person) = identity::store::find_person(&tx, returned.assessor_id).await? {
        let email = case.facts(ctx).replaced(&returned, &person)?;
        outbox::write(ctx, &tx, email).await?;
    }
    tx.commit().await?;
    Ok(returned)
}

pub(super) fn acts_for_employer() -> Error {
    Error::refused(
        "review.acts_for_employer",
        "You act or acted for this employer. Ask another officer to do this.",
    )
}
