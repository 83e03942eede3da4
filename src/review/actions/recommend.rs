//! The assessor recommends.

use entity::agreement_kinds::Moderation;
use entity::ids::ReviewId;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::staff::{HeldCase, list_officers};
use super::{SubmittedCase, get_submitted_case, record};
use crate::identity;
use crate::identity::guard::Assessor;
use crate::notification::outbox;
use crate::platform::audit::digest;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::{
    Advice, Progress, Review, Seat, compare, criteria_to_judge, must_not_be_on_hold,
};
use crate::review::store;
use crate::scheme::rules::{SchemeVersion, StepKind, StepRole, TierCode};

/// Recommends, once everything is judged and nothing is asked any more.
///
/// # Errors
/// Sentences at `tier` and `reason`; a refusal that says what is still to do; a conflict when the
/// review moved on since `version`.
pub async fn recommend(
    ctx: &Context,
    assessor: &Assessor,
    id: ReviewId,
    version: i32,
    advice: Advice,
    reason: &str,
) -> Result<Review> {
    let tx = ctx.begin().await?;
    // All of the case is held: who recommends last finds what the others recommend.
    let (review, reviews) = store::lock_own_case(&tx, assessor, id).await?;
    review.must_be_open()?;
    if review.version != version {
        return Err(Error::stale());
    }
    let case = get_submitted_case(&tx, assessor.authority(), review.assessment_id).await?;
    must_not_be_on_hold(store::find_hold(&tx, review.assessment_id).await?.as_ref())?;
    let content = &case.version.content;
    if let Advice::Award { tier } = &advice {
        check_tier(content, tier, &case.assessment.tier_sought)?;
    }
    let progress = Progress::of(
        &criteria_to_judge(content, &case.bundle.content.answers()),
        &store::list_findings(&tx, id).await?,
        &store::list_clarifications(&tx, review.assessment_id).await?,
    );
    let before = review.clone();
    let recommended = review.recommend(advice, reason, &progress, ctx.now())?;
    let recommended = store::update_review(&tx, recommended).await?;
    let tier = recommended
        .recommendation()
        .and_then(|given| match &given.advice {
            Advice::Award { tier } => Some(tier.clone()),
            Advice::Decline => None,
        });
    let detail = json!({
        "assessment": recommended.assessment_id,
        "bundle": case.bundle.sha256,
        "tier": tier,
        "reason": digest(reason.trim().as_bytes()),
    });
    let states = (Some(&before), &recommended);
    record(
        ctx,
        &tx,
        assessor.actor(),
        "review.recommend",
        states,
        detail,
    )
    .await?;
    let reviews: Vec<Review> = reviews
        .into_iter()
        .map(|one| {
            if one.id == id {
                recommended.clone()
            } else {
                one
            }
        })
        .collect();
    let next = settle(ctx, &tx, assessor, &case, &reviews, &recommended).await?;
    if next != Next::AnotherRecommends {
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
            let email = match next {
                Next::Appoint => facts.moderation_needed(&recommended, officer)?,
                Next::Decide | Next::AnotherRecommends => {
                    facts.recommended(&recommended, officer)?
                }
            };
            outbox::write(ctx, &tx, email).await?;
        }
        let kind = match recommended.seat {
            Seat::Moderator => StepKind::Moderation,
            Seat::Assessor(_) => StepKind::Assessment,
        };
        if content.route.tells(kind, StepRole::Employer) {
            let members =
                identity::store::list_members(&tx, case.assessment.organisation_id).await?;
            for (person, _) in &members {
                let email = facts.moved_on(&recommended, next == Next::Appoint, person)?;
                outbox::write(ctx, &tx, email).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(recommended)
}

/// What has to happen after a recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Another assessor of the case still judges.
    AnotherRecommends,
    /// The assessors differ: an officer appoints a moderator.
    Appoint,
    /// An officer decides.
    Decide,
}

/// Compares the assessors of a case, when this was the last recommendation of theirs.
async fn settle(
    ctx: &Context,
    tx: &DatabaseTransaction,
    assessor: &Assessor,
    case: &SubmittedCase,
    reviews: &[Review],
    recommended: &Review,
) -> Result<Next> {
    let route = &case.version.content.route;
    if route.assessors() < 2 || recommended.seat == Seat::Moderator {
        return Ok(Next::Decide);
    }
    let id = recommended.assessment_id;
    let (_, findings) = store::list_reviews_with_findings(tx, id).await?;
    let Some(agreement) = compare(route, reviews, &findings, ctx.now()) else {
        return Ok(Next::AnotherRecommends);
    };
    store::save_agreement(tx, id, &agreement).await?;
    let detail = json!({
        "assessment": id,
        "criteria": agreement.criteria,
        "agreed": agreement.agreed,
        "moderation": agreement.moderation,
    });
    let states = (Some(recommended), recommended);
    record(ctx, tx, assessor.actor(), "review.compare", states, detail).await?;
    Ok(match agreement.moderation {
        Moderation::Needed => Next::Appoint,
        Moderation::NotNeeded => Next::Decide,
    })
}

/// A tier of the version, no higher than the one applied for: nothing above it was asked or judged.
///
/// # Errors
/// A sentence at `tier`.
pub fn check_tier(version: &SchemeVersion, tier: &TierCode, sought: &TierCode) -> Result<()> {
    let found = version
        .tier(tier)
        .ok_or_else(|| Error::invalid("tier", "Choose one of the tiers of the scheme"))?;
    match version.tier(sought) {
        Some(sought) if found.rank > sought.rank => Err(Error::invalid(
            "tier",
            format!(
                "The employer applied for {}. Choose that tier or a lower one",
                sought.name
            ),
        )),
        Some(_) | None => Ok(()),
    }
}
