//! Changing one answer of a submitted assessment. Only the review room calls this, for the
//! criterion an assessor asks about, in its own transaction.

use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::answer::{Change, check, keep_confirmations, write};
use super::evidence::{place, record_item};
use super::record;
use crate::assessment::rules::{Assessment, Bundle, State};
use crate::assessment::store;
use crate::evidence::actions::{self, KeptFile};
use crate::evidence::rules::Item;
use crate::identity::guard::Employer;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme;
use crate::scheme::rules::{Answer, CriterionCode};

/// The assessment, held, while it is with the authority.
async fn hold(
    tx: &DatabaseTransaction,
    employer: &Employer,
    assessment: &Assessment,
) -> Result<Assessment> {
    let held = store::lock_for(tx, employer, assessment.id).await?;
    match held.state {
        State::Submitted(_) => Ok(held),
        State::Draft { .. }
        | State::AwaitingSignOff { .. }
        | State::Decided { .. }
        | State::Withdrawn { .. } => Err(Error::conflict(
            "assessment.not_with_authority",
            "This assessment is not being reviewed, so its answers cannot be added to.",
        )),
    }
}

/// Changes one answer of a submitted assessment and freezes the next bundle. Evidence that was
/// added for the criterion since comes into the bundle as well.
///
/// # Errors
/// Sentences at `CODE_field`; a conflict when the assessment is not with the authority.
pub async fn amend_after_submission(
    ctx: &Context,
    tx: &DatabaseTransaction,
    employer: &Employer,
    assessment: &Assessment,
    criterion: &CriterionCode,
    value: Option<Answer>,
    comment: &str,
) -> Result<Bundle> {
    employer.must_answer()?;
    let held = hold(tx, employer, assessment).await?;
    let version = scheme::store::get_version(tx, held.scheme_version_id).await?;
    let given = store::load_given_locked(tx, held.id).await?;
    let change = Change {
        criterion: criterion.clone(),
        value,
        comment: comment.to_owned(),
        version: given
            .answers
            .get(criterion)
            .map_or(0, |saved| saved.version),
    };
    let wanted = check(ctx, &version.content, vec![change])?;
    let wanted = keep_confirmations(&version.content, &given, wanted)?;
    write(ctx, tx, employer, &held, &given, &wanted).await?;
    let given = store::load_given_locked(tx, held.id).await?;
    let before = store::latest_bundle(tx, held.id).await?;
    let bundle = before
        .content
        .amended(criterion, &given, ctx.now())
        .freeze(ctx.new_id());
    store::insert_bundle(tx, &bundle).await?;
    let detail = json!({
        "criterion": criterion,
        "round": bundle.round,
        "before": before.sha256,
        "after": bundle.sha256,
    });
    record(ctx, tx, employer, "assessment.amend", (None, &held), detail).await?;
    Ok(bundle)
}

/// Adds a kept file for the criterion an assessor asks about; [`amend_after_submission`] freezes it.
///
/// # Errors
/// A sentence at `file` or `title`; a conflict when the assessment is not with the authority.
pub async fn add_file_after_submission(
    ctx: &Context,
    tx: &DatabaseTransaction,
    employer: &Employer,
    assessment: &Assessment,
    criterion: &CriterionCode,
    title: &str,
    kept: &KeptFile,
) -> Result<Item> {
    employer.must_answer()?;
    let held = hold(tx, employer, assessment).await?;
    let item = actions::add_file(ctx, tx, place(employer, &held, criterion), title, kept).await?;
    record_item(ctx, tx, employer, &held, "evidence.add", &item).await?;
    Ok(item)
}

/// Adds a link for the criterion an assessor asks about; [`amend_after_submission`] freezes it.
///
/// # Errors
/// A sentence at `link` or `title`; a conflict when the assessment is not with the authority.
pub async fn add_link_after_submission(
    ctx: &Context,
    tx: &DatabaseTransaction,
    employer: &Employer,
    assessment: &Assessment,
    criterion: &CriterionCode,
    title: &str,
    url: &str,
) -> Result<Item> {
    employer.must_answer()?;
    let held = hold(tx, employer, assessment).await?;
    let item = actions::add_link(ctx, tx, place(employer, &held, criterion), title, url).await?;
    record_item(ctx, tx, employer, &held, "evidence.add", &item).await?;
    Ok(item)
}
