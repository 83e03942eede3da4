//! The assessor declares whether there is a conflict of interest.

use entity::ids::ReviewId;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::staff::{HeldCase, list_officers};
use super::{clock, get_submitted_case, list_affiliates, record};
use crate::identity;
use crate::identity::guard::Assessor;
use crate::notification::outbox;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::{Finding, Review, Seat, agreed_findings, find_conflict};
use crate::review::store;

/// What an assessor declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Declaration {
    /// There is no conflict.
    NoConflict,
    /// There is one.
    Conflict {
        /// Which, in the assessor's words.
        statement: String,
    },
}

/// Declares: without a conflict the case opens, with one it goes back to the officers.
///
/// # Errors
/// A sentence at `statement`; a refusal when a conflict is known; a conflict when the review moved on.
pub async fn declare(
    ctx: &Context,
    assessor: &Assessor,
    id: ReviewId,
    declaration: Declaration,
) -> Result<Review> {
    let tx = ctx.begin().await?;
    let (review, reviews) = store::lock_own_case(&tx, assessor, id).await?;
    let case = get_submitted_case(&tx, assessor.authority(), review.assessment_id).await?;
    let before = review.clone();
    let (action, declared) = match &declaration {
        Declaration::NoConflict => {
            let person = identity::store::find_person(&tx, assessor.person())
                .await?
                .ok_or(Error::NotFound)?;
            let affiliates = list_affiliates(&tx, &case.assessment).await?;
            let known = find_conflict(&person, &affiliates, &[]);
            let open = review.declare_none(known.as_ref(), ctx.now())?;
            if open.seat == Seat::Moderator {
                take_over(ctx, &tx, &open).await?;
            }
            ("review.declare_no_conflict", open)
        }
        Declaration::Conflict { statement } => {
            let returned = review.declare_conflict(statement, ctx.now())?;
            ("review.declare_conflict", returned)
        }
    };
    let declared = store::update_review(&tx, declared).await?;
    let mut withdrawn = 0;
    if !declared.is_live() {
        withdrawn = store::withdraw_open_clarifications(&tx, declared.id, ctx.now()).await?;
        clock::settle(ctx, &tx, declared.assessment_id, declared.due_on).await?;
        let facts = case.facts(ctx);
        let held = HeldCase {
            case: case.clone(),
            reviews,
        };
        let officers = list_officers(&tx, &held).await?;
        for officer in officers
            .iter()
            .filter(|person| person.id != assessor.person())
        {
            outbox::write(ctx, &tx, facts.conflict_declared(&declared, officer)?).await?;
        }
    }
    let detail = json!({
        "assessment": declared.assessment_id,
        "clarifications_withdrawn": withdrawn,
    });
    let states = (Some(&before), &declared);
    record(ctx, &tx, assessor.actor(), action, states, detail).await?;
    tx.commit().await?;
    Ok(declared)
}

/// What all assessors found alike stands in the moderator's review from the start.
async fn take_over(ctx: &Context, tx: &DatabaseTransaction, moderator: &Review) -> Result<()> {
    let (reviews, findings) =
        store::list_reviews_with_findings(tx, moderator.assessment_id).await?;
    for found in agreed_findings(&reviews, &findings) {
        let taken = Finding {
            id: ctx.new_id(),
            internal_note:
                "Every assessor judged this the same. The reason is the first assessor’s."
                    .to_owned(),
            saved_at: ctx.now(),
            version: 1,
            ..found.clone()
        };
        store::insert_finding(tx, moderator.id, &taken).await?;
    }
    Ok(())
}
