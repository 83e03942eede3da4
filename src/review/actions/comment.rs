//! Somebody says something about a case, or takes it back.

use entity::case_kinds::Audience;
use entity::ids::{AssessmentId, CaseCommentId};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::staff::{Act, HeldCase, Staff, list_officers, record};
use super::{get_submitted_case, list_answerers};
use crate::assessment;
use crate::identity;
use crate::identity::guard::Employer;
use crate::notification::outbox;
use crate::platform::audit::{Actor, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::comment::{Findings, NewComment, may_read_comment};
use crate::review::rules::{Comment, Reader, Review};
use crate::review::store;
use crate::scheme::rules::CriterionCode;

/// What somebody says, to whom, about what.
#[derive(Clone, Debug)]
pub struct Said {
    /// Who reads it.
    pub audience: Audience,
    /// About which criterion; none for the whole case.
    pub criterion: Option<CriterionCode>,
    /// The words.
    pub words: String,
}

/// Somebody of the authority says something.
///
/// # Errors
/// A sentence at `words` or `about`; [`Error::NotFound`] when they may not read the case; a conflict when
/// it is closed.
pub async fn post_as_staff(ctx: &Context, staff: Staff<'_>, said: Said) -> Result<Comment> {
    let tx = ctx.begin().await?;
    let held = staff.hold(&tx).await?;
    let by = (staff.reader(), staff.actor());
    let comment = post(ctx, &tx, &held, by, said).await?;
    if comment.told {
        let facts = held.case.facts(ctx);
        for person in list_answerers(&tx, &held.case.assessment).await? {
            outbox::write(ctx, &tx, facts.comment_to_employer(&comment, &person)?).await?;
        }
    }
    tx.commit().await?;
    Ok(comment)
}

/// Somebody of the employer says something to the authority.
///
/// # Errors
/// A sentence at `words` or `about`; [`Error::NotFound`] for another's; a conflict when it is closed.
pub async fn post_as_employer(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    said: Said,
) -> Result<Comment> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let held = hold_as_employer(&tx, employer, id).await?;
    let by = (Reader::Employer(employer.person()), employer.actor());
    let comment = post(ctx, &tx, &held, by, said).await?;
    if comment.told {
        let facts = held.case.facts(ctx);
        // The assessors who have the case; nobody reads it as an assessor before they declared.
        let open: Vec<&Review> = held.open_reviews().collect();
        for review in &open {
            let assessor = identity::store::find_person(&tx, review.assessor_id).await?;
            if let Some(assessor) = assessor {
                let path = format!("/home/reviews/{}/comments", review.id);
                let email = facts.comment_to_staff(&comment, &path, &assessor)?;
                outbox::write(ctx, &tx, email).await?;
            }
        }
        if open.is_empty() {
            let path = format!("/home/cases/{id}/comments");
            for officer in list_officers(&tx, &held).await? {
                let email = facts.comment_to_staff(&comment, &path, &officer)?;
                outbox::write(ctx, &tx, email).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(comment)
}

async fn hold_as_employer(
    tx: &DatabaseTransaction,
    employer: &Employer,
    id: AssessmentId,
) -> Result<HeldCase> {
    let own = std::slice::from_ref(employer);
    let (assessment, _) = assessment::store::get_for_employers(tx, own, id).await?;
    let case = get_submitted_case(tx, assessment.authority_id, id).await?;
    let reviews = store::lock_reviews(tx, id).await?;
    Ok(HeldCase { case, reviews })
}

async fn post(
    ctx: &Context,
    tx: &DatabaseTransaction,
    held: &HeldCase,
    (by, actor): (Reader, Actor),
    said: Said,
) -> Result<Comment> {
    if let Some(code) = &said.criterion
        && held.case.version.content.criterion(code).is_none()
    {
        return Err(Error::invalid("about", "Choose what it is about"));
    }
    let new = NewComment {
        id: ctx.new_id(),
        assessment_id: held.id(),
        authority_id: held.case.authority.id,
        criterion: said.criterion,
        audience: said.audience,
        by,
    };
    let earlier: Vec<Comment> = store::list_comments(tx, held.id())
        .await?
        .into_iter()
        .map(|one| one.comment)
        .collect();
    let comment = Comment::post(new, &said.words, &earlier, ctx.now())?;
    store::insert_comment(tx, &comment).await?;
    let act = Act {
        authority: comment.authority_id,
        actor,
        action: "comment.post",
        object: ("case_comment", comment.id.to_string()),
        detail: json!({
            "assessment": comment.assessment_id,
            "criterion": comment.criterion,
            "audience": comment.audience.as_str(),
            "words": digest(said.words.trim().as_bytes()),
        }),
    };
    record(ctx, tx, act, (None, format!("{comment:?}"))).await?;
    Ok(comment)
}

/// Its author takes a comment back.
///
/// # Errors
/// [`Error::NotFound`] for anybody else's; a conflict when it is taken back already, or the case closed.
pub async fn take_back_as_staff(
    ctx: &Context,
    staff: Staff<'_>,
    comment: CaseCommentId,
) -> Result<Comment> {
    let tx = ctx.begin().await?;
    let held = staff.hold(&tx).await?;
    let by = (staff.reader(), staff.actor());
    let gone = take_back(ctx, &tx, held.id(), by, comment).await?;
    tx.commit().await?;
    Ok(gone)
}

/// The same for somebody of the employer.
///
/// # Errors
/// As for staff.
pub async fn take_back_as_employer(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    comment: CaseCommentId,
) -> Result<Comment> {
    let tx = ctx.begin().await?;
    let held = hold_as_employer(&tx, employer, id).await?;
    let by = (Reader::Employer(employer.person()), employer.actor());
    let gone = take_back(ctx, &tx, held.id(), by, comment).await?;
    tx.commit().await?;
    Ok(gone)
}

async fn take_back(
    ctx: &Context,
    tx: &DatabaseTransaction,
    of: AssessmentId,
    (by, actor): (Reader, Actor),
    id: CaseCommentId,
) -> Result<Comment> {
    let before = store::get_comment(tx, of, id).await?;
    if !may_read_comment(by, &before, Findings::default()) {
        return Err(Error::NotFound);
    }
    let after = before.clone().take_back(by.person(), ctx.now())?;
    store::take_comment_back(tx, &after).await?;
    let act = Act {
        authority: after.authority_id,
        actor,
        action: "comment.take_back",
        object: ("case_comment", id.to_string()),
        detail: json!({ "assessment": of, "audience": after.audience.as_str() }),
    };
    record(
        ctx,
        tx,
        act,
        (Some(format!("{before:?}")), format!("{after:?}")),
    )
    .await?;
    Ok(after)
}
