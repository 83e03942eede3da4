//! The assessor asks about one answer, or takes the question back.

use entity::ids::{ClarificationId, ReviewId};
use serde_json::json;

use super::{clock, get_submitted_case, list_answerers, record};
use crate::identity::guard::Assessor;
use crate::notification::outbox;
use crate::platform::audit::digest;
use crate::platform::calendar::add_working_days;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::{Clarification, Question, criteria_to_judge};
use crate::review::store;
use crate::scheme::rules::CriterionCode;

/// Asks the employer about one answer, which alone unlocks for them.
///
/// # Errors
/// A sentence at `question`; a conflict when it is asked already or the review is not open.
pub async fn ask(
    ctx: &Context,
    assessor: &Assessor,
    id: ReviewId,
    criterion: &CriterionCode,
    text: &str,
) -> Result<Clarification> {
    let tx = ctx.begin().await?;
    let (review, _) = store::lock_own_case(&tx, assessor, id).await?;
    review.must_be_open()?;
    let case = get_submitted_case(&tx, assessor.authority(), review.assessment_id).await?;
    let to_judge = criteria_to_judge(&case.version.content, &case.bundle.content.answers());
    if !to_judge.contains(criterion) {
        return Err(Error::NotFound);
    }
    let others = store::list_clarifications(&tx, review.assessment_id).await?;
    let question = Question {
        id: ctx.new_id(),
        review_id: id,
        assessment_id: review.assessment_id,
        criterion: criterion.clone(),
        asked_by: assessor.person(),
        due_on: add_working_days(ctx.today(), case.authority.clarification_working_days),
    };
    let asked = Clarification::ask(question, text, &others, ctx.now())?;
    store::insert_clarification(&tx, &asked).await?;
    clock::settle(ctx, &tx, review.assessment_id, review.due_on).await?;
    let detail = json!({
        "assessment": review.assessment_id,
        "clarification": asked.id,
        "criterion": criterion,
        "question": digest(asked.question.as_bytes()),
        "due_on": asked.due_on,
    });
    record(
        ctx,
        &tx,
        assessor.actor(),
        "review.ask",
        (Some(&review), &review),
        detail,
    )
    .await?;
    let facts = case.facts(ctx);
    for person in list_answerers(&tx, &case.assessment).await? {
        outbox::write(ctx, &tx, facts.question_asked(&asked, &person)?).await?;
    }
    tx.commit().await?;
    Ok(asked)
}

/// Takes a question back.
///
/// # Errors
/// [`Error::NotFound`] when the review did not ask it; a conflict when it is closed already.
pub async fn withdraw(
    ctx: &Context,
    assessor: &Assessor,
    id: ReviewId,
    clarification: ClarificationId,
) -> Result<Clarification> {
    let tx = ctx.begin().await?;
    let (review, _) = store::lock_own_case(&tx, assessor, id).await?;
    review.must_be_open()?;
    let case = get_submitted_case(&tx, assessor.authority(), review.assessment_id).await?;
    let asked = store::get_clarification_of_review(&tx, id, clarification).await?;
    let withdrawn = asked.withdraw(ctx.now())?;
    store::update_clarification(&tx, &withdrawn).await?;
    clock::settle(ctx, &tx, review.assessment_id, review.due_on).await?;
    let detail = json!({
        "assessment": review.assessment_id,
        "clarification": withdrawn.id,
        "criterion": withdrawn.criterion,
    });
    record(
        ctx,
        &tx,
        assessor.actor(),
        "review.take_back",
        (Some(&review), &review),
        detail,
    )
    .await?;
    let facts = case.facts(ctx);
    for person in list_answerers(&tx, &case.assessment).await? {
        outbox::write(ctx, &tx, facts.question_withdrawn(&withdrawn, &person)?).await?;
    }
    tx.commit().await?;
    Ok(withdrawn)
}
