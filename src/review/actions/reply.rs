//! The employer answers a question: the one answer it is about may change, and its evidence may grow.

use entity::ids::ClarificationId;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::{SubmittedCase, clock, get_submitted_case, record};
use crate::assessment;
use crate::assessment::actions::amend;
use crate::assessment::rules::{Assessment, Bundle};
use crate::evidence::actions::{self as evidence, OfferedFile};
use crate::evidence::rules::Item;
use crate::identity;
use crate::identity::guard::Employer;
use crate::notification::outbox;
use crate::platform::audit::digest;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::{Clarification, Event, Review, Seat, State};
use crate::review::store;
use crate::scheme::rules::Answer;

/// What an employer replies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The answer as it now is; none takes it back.
    pub value: Option<Answer>,
    /// What the employer adds to the answer in words.
    pub comment: String,
    /// What the employer says to the question.
    pub text: String,
}

/// The clarification, held with its review, while it waits for this employer.
async fn hold(
    tx: &DatabaseTransaction,
    employer: &Employer,
    id: ClarificationId,
) -> Result<(Clarification, Review, Assessment)> {
    employer.must_answer()?;
    let own = std::slice::from_ref(employer);
    let not_found = || Error::NotFound;
    let found = store::find_clarification_for_employers(tx, own, id)
        .await?
        .ok_or_else(not_found)?;
    // All of the case, in the order everybody takes them in: other assessors may have to look again.
    let review = store::lock_reviews(tx, found.assessment_id)
        .await?
        .into_iter()
        .find(|review| review.id == found.review_id)
        .ok_or_else(not_found)?;
    // Read once more: somebody may have replied while we waited for the review.
    let asked = store::find_clarification_for_employers(tx, own, id)
        .await?
        .ok_or_else(not_found)?;
    asked.must_be_open()?;
    match review.state {
        State::Open { .. } => {}
        State::Allocated
        | State::Recommended { .. }
        | State::Decided { .. }
        | State::Returned { .. } => {
            return Err(Error::conflict(
                "clarification.review_closed",
                "The assessor does not wait for this reply any more. There is nothing to do.",
            ));
        }
    }
    let (assessment, _) =
        assessment::store::get_for_employers(tx, own, asked.assessment_id).await?;
    Ok((asked, review, assessment))
}

/// Replies: the answer is changed as given, and the next round of the submission is frozen.
///
/// # Errors
/// Sentences at `reply` and `CODE_field`; a conflict when the question is closed.
pub async fn reply(
    ctx: &Context,
    employer: &Employer,
    id: ClarificationId,
    reply: Reply,
) -> Result<Bundle> {
    let tx = ctx.begin().await?;
    let (asked, review, assessment) = hold(&tx, employer, id).await?;
    let replied = asked.reply(&reply.text, employer.person(), ctx.now())?;
    store::update_clarification(&tx, &replied).await?;
    clock::settle(ctx, &tx, assessment.id, review.due_on).await?;
    let bundle = amend::amend_after_submission(
        ctx,
        &tx,
        employer,
        &assessment,
        &replied.criterion,
        reply.value,
        &reply.comment,
    )
    .await?;
    let detail = json!({
        "assessment": assessment.id,
        "clarification": replied.id,
        "criterion": replied.criterion,
        "reply": digest(reply.text.as_bytes()),
        "bundle": bundle.sha256,
    });
    record(
        ctx,
        &tx,
        employer.actor(),
        "review.reply",
        (Some(&review), &review),
        detail,
    )
    .await?;
    let case = get_submitted_case(&tx, assessment.authority_id, assessment.id).await?;
    open_others_again(ctx, &tx, employer, &case, &replied).await?;
    if let Some(assessor) = identity::store::find_person(&tx, review.assessor_id).await? {
        let email = case.facts(ctx).question_answered(&replied, &assessor)?;
        outbox::write(ctx, &tx, email).await?;
    }
    tx.commit().await?;
    Ok(bundle)
}

/// An assessor who recommended on what the employer said before looks again, unless a moderator settles the
/// case by now.
async fn open_others_again(
    ctx: &Context,
    tx: &DatabaseTransaction,
    employer: &Employer,
    case: &SubmittedCase,
    replied: &Clarification,
) -> Result<()> {
    let reviews = store::lock_reviews(tx, case.assessment.id).await?;
    let live = |review: &&Review| review.is_live();
    if reviews
        .iter()
        .filter(live)
        .any(|one| one.seat == Seat::Moderator)
    {
        return Ok(());
    }
    for review in reviews.iter().filter(live) {
        if review.id == replied.review_id || review.can(Event::AnswersChanged).is_err() {
            continue;
        }
        let open = store::update_review(tx, review.clone().answers_changed()?).await?;
        let detail = json!({ "assessment": case.assessment.id, "clarification": replied.id });
        let states = (Some(review), &open);
        record(
            ctx,
            tx,
            employer.actor(),
            "review.answers_changed",
            states,
            detail,
        )
        .await?;
        if let Some(assessor) = identity::store::find_person(tx, open.assessor_id).await? {
            let email = case.facts(ctx).answer_changed(replied, &open, &assessor)?;
            outbox::write(ctx, tx, email).await?;
        }
    }
    store::remove_agreement(tx, case.assessment.id).await
}

/// Adds a file to the answer that is asked about.
///
/// # Errors
/// A sentence at `file` or `title`; a conflict when the question is closed.
pub async fn attach_file(
    ctx: &Context,
    employer: &Employer,
    id: ClarificationId,
    title: &str,
    offered: OfferedFile,
) -> Result<Item> {
    employer.must_answer()?;
    let kept = evidence::keep(ctx, offered).await?;
    let added = async {
        let tx = ctx.begin().await?;
        let (asked, _, assessment) = hold(&tx, employer, id).await?;
        let item = amend::add_file_after_submission(
            ctx,
            &tx,
            employer,
            &assessment,
            &asked.criterion,
            title,
            &kept,
        )
        .await?;
        tx.commit().await?;
        Ok::<Item, Error>(item)
    }
    .await;
    if !added.as_ref().is_ok_and(|item| item.id == kept.id()) {
        evidence::discard(ctx, &kept).await?;
    }
    added
}

/// Adds a link to the answer that is asked about.
///
/// # Errors
/// A sentence at `link` or `title`; a conflict when the question is closed.
pub async fn attach_link(
    ctx: &Context,
    employer: &Employer,
    id: ClarificationId,
    title: &str,
    url: &str,
) -> Result<Item> {
    let tx = ctx.begin().await?;
    let (asked, _, assessment) = hold(&tx, employer, id).await?;
    let item = amend::add_link_after_submission(
        ctx,
        &tx,
        employer,
        &assessment,
        &asked.criterion,
        title,
        url,
    )
    .await?;
    tx.commit().await?;
    Ok(item)
}
