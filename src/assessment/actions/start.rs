//! Starting an assessment and choosing its tier.

use entity::ids::{AssessmentId, SchemeId};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::record;
use crate::assessment::rules::{About, Assessment, State, reference};
use crate::assessment::store;
use crate::identity;
use crate::identity::guard::Employer;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme;
use crate::scheme::rules::{SchemeVersion, TierCode};
use crate::scheme::store::PublishedVersion;

/// How often another reference is tried when one is taken.
const REFERENCE_ATTEMPTS: usize = 8;

fn must_have(version: &SchemeVersion, tier: &str) -> Result<TierCode> {
    TierCode::parse(tier)
        .ok()
        .filter(|code| version.tier(code).is_some())
        .ok_or_else(|| Error::invalid("tier", "Choose the tier you want to apply for"))
}

/// Starts an assessment under the scheme's current version.
///
/// # Errors
/// A sentence at `tier`; a conflict when one is open already; [`Error::NotFound`] without such a scheme.
pub async fn start(
    ctx: &Context,
    employer: &Employer,
    scheme: SchemeId,
    tier: &str,
) -> Result<Assessment> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let current = scheme::store::find_current_version(&tx, scheme, ctx.today())
        .await?
        .ok_or(Error::NotFound)?;
    let tier_sought = must_have(&current.content, tier)?;
    must_not_be_open(&tx, employer, scheme).await?;
    let seeks = (tier_sought, About::default());
    let assessment = begin(ctx, &tx, employer, &current, seeks).await?;
    let detail = json!({ "reference": assessment.reference, "tier": assessment.tier_sought });
    record(
        ctx,
        &tx,
        employer,
        "assessment.start",
        (None, &assessment),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(assessment)
}

/// An organisation works on one assessment of a scheme at a time.
pub(super) async fn must_not_be_open(
    tx: &DatabaseTransaction,
    employer: &Employer,
    scheme: SchemeId,
) -> Result<()> {
    if let Some(open) = store::find_open(tx, employer.organisation(), scheme).await? {
        return Err(Error::conflict(
            "assessment.open_already",
            format!(
                "Your organisation has an open assessment for this scheme already: {}. Continue with it, or withdraw it first.",
                open.reference
            ),
        ));
    }
    Ok(())
}

/// Writes a new assessment without answers.
pub(super) async fn begin(
    ctx: &Context,
    tx: &DatabaseTransaction,
    employer: &Employer,
    current: &PublishedVersion,
    (tier_sought, about): (TierCode, About),
) -> Result<Assessment> {
    let authority = identity::store::get_authority(tx, current.authority_id).await?;
    let assessment = Assessment {
        id: ctx.new_id(),
        reference: free_reference(ctx, tx, &authority.number_prefix).await?,
        organisation_id: employer.organisation(),
        authority_id: authority.id,
        scheme_id: current.scheme_id,
        scheme_version_id: current.id,
        tier_sought,
        about,
        started_by: employer.person(),
        started_at: ctx.now(),
        state: State::Draft { sent_back: None },
        version: 1,
    };
    store::insert_assessment(tx, &assessment).await?;
    Ok(assessment)
}

async fn free_reference(ctx: &Context, tx: &DatabaseTransaction, prefix: &str) -> Result<String> {
    for _ in 0..REFERENCE_ATTEMPTS {
        let candidate = reference(prefix, ctx.random_bytes());
        if !store::is_reference_taken(tx, &candidate).await? {
            return Ok(candidate);
        }
    }
    Err(Error::internal("no free reference was found"))
}

/// Seeks another tier.
///
/// # Errors
/// A sentence at `tier`; a conflict when it is no draft any more or was changed since `version`.
pub async fn change_tier(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    version: i32,
    tier: &str,
) -> Result<Assessment> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let before = store::lock_for(&tx, employer, id).await?;
    before.must_be_answerable()?;
    before.must_be_at(version)?;
    let asked = scheme::store::get_version(&tx, before.scheme_version_id).await?;
    let tier = must_have(&asked.content, tier)?;
    if before.tier_sought == tier {
        return Ok(before);
    }
    let after = store::update_assessment(&tx, before.clone().seek(tier)?).await?;
    let detail = json!({ "tier": after.tier_sought });
    record(
        ctx,
        &tx,
        employer,
        "assessment.seek",
        (Some(&before), &after),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(after)
}
