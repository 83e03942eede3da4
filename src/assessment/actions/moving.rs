//! Going on under a newer version of the scheme: by the employer's choice, or on the day the version
//! says. No answer is lost; what is asked otherwise is looked at again before it counts.

use entity::ids::{AssessmentId, SchemeVersionId};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::record_by;
use super::sign_off::facts_by;
use crate::assessment::emails::moved;
use crate::assessment::rules::{Assessment, Moving, State};
use crate::assessment::store::{self, Offer};
use crate::evidence;
use crate::identity;
use crate::identity::guard::Employer;
use crate::notification::outbox;
use crate::platform::audit::Actor;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme;
use crate::scheme::store::PublishedVersion;

/// Moves an assessment to the version that is in force, by its employer's choice.
///
/// # Errors
/// A conflict when no newer version is offered, when it is no draft any more, or when it was changed
/// since `version`.
pub async fn move_over(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    version: i32,
) -> Result<Assessment> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let before = store::lock_for(&tx, employer, id).await?;
    before.must_be_answerable()?;
    before.must_be_at(version)?;
    let asked = scheme::store::get_version(&tx, before.scheme_version_id).await?;
    let offer = store::find_offer(&tx, &before, &asked, ctx.today())
        .await?
        .ok_or_else(|| {
            Error::conflict(
                "assessment.no_newer_version",
                "There is no newer version to move to. Go on as you were.",
            )
        })?;
    let after = write(ctx, &tx, before, (&asked, &offer), employer.actor()).await?;
    tx.commit().await?;
    Ok(after)
}

/// Moves every assessment of a scheme that is not submitted to a version, on the day the version
/// says. Safe to run twice, late, and beside another worker; how many were moved.
///
/// # Errors
/// When the database refuses; those moved until then stay moved.
pub async fn move_open(ctx: &Context, to: SchemeVersionId) -> Result<usize> {
    let version = scheme::store::get_version(ctx.read(), to).await?;
    let current =
        scheme::store::find_current_version(ctx.read(), version.scheme_id, ctx.today()).await?;
    // A still newer version came in meanwhile, and says itself what becomes of open cases.
    if current.is_none_or(|current| current.id != to) {
        return Ok(0);
    }
    let mut count = 0;
    for id in store::list_unsubmitted(ctx.read(), version.scheme_id, to).await? {
        let tx = ctx.begin().await?;
        let before = store::lock(&tx, id).await?;
        let waits = matches!(
            before.state,
            State::Draft { .. } | State::AwaitingSignOff { .. }
        );
        if !waits || before.scheme_version_id == to {
            continue;
        }
        let asked = scheme::store::get_version(&tx, before.scheme_version_id).await?;
        let given = store::load_given(&tx, id).await?;
        let seeks = (&before.tier_sought, &before.about);
        let offer = Offer {
            moving: Moving::of(&asked.content, &version.content, seeks, &given),
            version: version.clone(),
        };
        let after = write(ctx, &tx, before, (&asked, &offer), Actor::system()).await?;
        let facts = facts_by(ctx, &tx, String::new(), &after, &offer.version).await?;
        let words = offer.moving.words();
        for (person, _) in identity::store::list_members(&tx, after.organisation_id).await? {
            let email = moved(&facts, &after, (ctx.now(), &words), &person)?;
            outbox::write(ctx, &tx, email).await?;
        }
        tx.commit().await?;
        count += 1;
    }
    Ok(count)
}

async fn write(
    ctx: &Context,
    tx: &DatabaseTransaction,
    before: Assessment,
    (asked, offer): (&PublishedVersion, &Offer),
    actor: Actor,
) -> Result<Assessment> {
    let moving = &offer.moving;
    let changed =
        before
            .clone()
            .move_to(offer.version.id, moving.tier.clone(), moving.about.clone())?;
    let after = store::update_assessment(tx, changed).await?;
    store::write_moving(ctx, tx, after.id, moving, &asked.content.label).await?;
    for (old, new) in &moving.renamed {
        evidence::store::rename_criterion(tx, after.id, old.as_str(), new.as_str()).await?;
    }
    let detail = json!({
        "from": asked.content.label,
        "to": offer.version.content.label,
        "kept": moving.kept.len(),
        "to_confirm": moving.to_confirm.keys().collect::<Vec<_>>(),
        "archived": moving.archived.keys().collect::<Vec<_>>(),
    });
    let change = (Some(&before), &after);
    record_by(ctx, tx, actor, "assessment.move", change, detail).await?;
    Ok(after)
}
