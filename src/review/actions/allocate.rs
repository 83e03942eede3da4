//! An officer gives a case to an assessor, or takes it back.

use entity::ids::{AssessmentId, PersonId, ReviewId};
use entity::kinds::StaffRole;
use serde_json::json;

use super::{clock, get_submitted_case, list_affiliates, record};
use crate::identity;
use crate::identity::guard::Officer;
use crate::notification::outbox;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::{
    Allocation, Review, Seat, find_conflict, free_seat, may_allocate, may_be_replaced, present,
};
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
    if !may_allocate(officer.person(), &reviews) {
        return Err(Error::NotFound);
    }
    let moderation = store::find_agreement(&tx, id).await?;
    let seat = free_seat(
        &reviews,
        case.version.content.route.assessors(),
        moderation.map(|agreement| agreement.moderation),
    )?;
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
        seat,
        allocated_by: officer.person(),
        submitted_at,
        review_working_days: case.authority.review_working_days,
    };
    let mut review = Review::allocate(allocation, conflict.as_ref(), ctx.now())?;
    // The clock of the case may have stood still before.
    if let Some(clock) = store::find_clock(&tx, id).await? {
        review.due_on = clock.due_at(ctx.today());
    }
    store::insert_review(&tx, &review).await?;
    let detail = json!({ "assessment": id, "assessor": person.id, "seat": seat.words(), "due_on": review.due_on });
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

/// Takes a case from an assessor, so that it can be allocated anew: from `which`, or, without, from the one
/// who says where it stands. What the assessor still asked is taken back with it.
///
/// # Errors
/// A sentence at `reason`; a conflict when nobody has the case, when a moderator settles what this assessor
/// found, or when it moved on since `version`.
pub async fn replace(
    ctx: &Context,
    officer: &Officer,
    id: AssessmentId,
    which: Option<ReviewId>,
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
    if !may_allocate(officer.person(), &reviews) {
        return Err(Error::NotFound);
    }
    let live = reviews.iter().filter(|review| review.is_live());
    let found = match which {
        Some(which) => reviews
            .iter()
            .find(|review| review.is_live() && review.id == which),
        None => present(live),
    };
    let Some(review) = found.cloned() else {
        return Err(Error::conflict(
            "review.not_allocated",
            "Nobody has this case. Allocate it to an assessor.",
        ));
    };
    may_be_replaced(&review, &reviews)?;
    if review.version != version {
        return Err(Error::stale());
    }
    let before = review.clone();
    let returned = store::update_review(&tx, review.replace(reason, ctx.now())?).await?;
    if returned.seat != Seat::Moderator {
        store::remove_agreement(&tx, id).await?;
    }
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
