//! Offering evidence for an answer of a draft, and taking it back.

use entity::ids::{AssessmentId, EvidenceItemId};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::record;
use crate::assessment::rules::Assessment;
use crate::assessment::store;
use crate::evidence::actions::{self, Place};
use crate::evidence::rules::{Item, OfferedFile};
use crate::identity::guard::Employer;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme;
use crate::scheme::rules::CriterionCode;

/// The draft, held; the criterion is one of its scheme's.
async fn hold(
    tx: &DatabaseTransaction,
    employer: &Employer,
    id: AssessmentId,
    criterion: &CriterionCode,
) -> Result<Assessment> {
    let assessment = store::lock_for(tx, employer, id).await?;
    assessment.must_be_answerable()?;
    let version = scheme::store::get_version(tx, assessment.scheme_version_id).await?;
    if version.content.criterion(criterion).is_none() {
        return Err(Error::NotFound);
    }
    Ok(assessment)
}

/// For which answer, and by whom.
pub(super) fn place<'a>(
    employer: &Employer,
    assessment: &Assessment,
    criterion: &'a CriterionCode,
) -> Place<'a> {
    Place {
        organisation: assessment.organisation_id,
        assessment: assessment.id,
        criterion: criterion.as_str(),
        by: employer.person(),
    }
}

/// Appends to the record that an item came or went.
pub(super) async fn record_item(
    ctx: &Context,
    tx: &DatabaseTransaction,
    employer: &Employer,
    assessment: &Assessment,
    action: &'static str,
    item: &Item,
) -> Result<()> {
    let detail = json!({
        "item": item.id,
        "criterion": item.criterion,
        "sha256": item.file().map(|file| &file.sha256),
    });
    record(ctx, tx, employer, action, (None, assessment), detail).await
}

/// Offers a file.
///
/// # Errors
/// A sentence at `file` or `title`; [`Error::TooLarge`]; a conflict when the answer cannot change any more.
pub async fn add_file(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    criterion: &CriterionCode,
    title: &str,
    offered: OfferedFile,
) -> Result<Item> {
    employer.must_answer()?;
    let kept = actions::keep(ctx, offered).await?;
    let added = async {
        let tx = ctx.begin().await?;
        let assessment = hold(&tx, employer, id, criterion).await?;
        let item = actions::add_file(
            ctx,
            &tx,
            place(employer, &assessment, criterion),
            title,
            &kept,
        )
        .await?;
        if item.id == kept.id() {
            record_item(ctx, &tx, employer, &assessment, "evidence.add", &item).await?;
        }
        tx.commit().await?;
        Ok::<Item, Error>(item)
    }
    .await;
    if !added.as_ref().is_ok_and(|item| item.id == kept.id()) {
        actions::discard(ctx, &kept).await?;
    }
    added
}

/// Offers a link.
///
/// # Errors
/// A sentence at `link` or `title`; a conflict when the answer cannot change any more.
pub async fn add_link(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    criterion: &CriterionCode,
    title: &str,
    url: &str,
) -> Result<Item> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let assessment = hold(&tx, employer, id, criterion).await?;
    let item = actions::add_link(
        ctx,
        &tx,
        place(employer, &assessment, criterion),
        title,
        url,
    )
    .await?;
    record_item(ctx, &tx, employer, &assessment, "evidence.add", &item).await?;
    tx.commit().await?;
    Ok(item)
}

/// Takes an item back.
///
/// # Errors
/// [`Error::NotFound`] when it is not offered; a conflict when the answer cannot change any more.
pub async fn remove(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    item: EvidenceItemId,
) -> Result<Item> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let assessment = store::lock_for(&tx, employer, id).await?;
    assessment.must_be_answerable()?;
    let removed = actions::remove(ctx, &tx, id, item).await?;
    record_item(ctx, &tx, employer, &assessment, "evidence.remove", &removed).await?;
    tx.commit().await?;
    if let Err(error) = actions::forget(ctx, &removed).await {
        // It is evidence for nothing any more; the file alone stayed behind.
        tracing::warn!(item = %removed.id, %error, "a removed file could not be deleted");
    }
    Ok(removed)
}
