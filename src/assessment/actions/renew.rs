//! Renewing: an assessment that begins with everything that still holds of the last one.

use chrono::{DateTime, Utc};
use entity::ids::{AccreditationId, AssessmentId, SchemeId};
use serde_json::json;

use super::record;
use super::start::{begin, must_not_be_open};
use crate::assessment::rules::{Assessment, Fate, Renewal, Renewing, given_in};
use crate::assessment::store;
use crate::evidence;
use crate::identity::guard::Employer;
use crate::platform::calendar::london_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme;
use crate::scheme::rules::TierCode;

/// What is renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    /// Which accreditation.
    pub accreditation: AccreditationId,
    /// What it was awarded on.
    pub assessment: AssessmentId,
    /// Under which scheme.
    pub scheme: SchemeId,
    /// Which tier it is.
    pub tier: TierCode,
    /// When it was awarded.
    pub awarded_at: DateTime<Utc>,
}

/// Starts a renewal under the scheme's current version, with everything carried from what was awarded on.
/// Whether it may be renewed is the caller's to know.
///
/// # Errors
/// A conflict when an assessment is open already; [`Error::NotFound`] for another organisation's.
pub async fn renew(ctx: &Context, employer: &Employer, previous: &Previous) -> Result<Assessment> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let before = store::lock_for(&tx, employer, previous.assessment).await?;
    let current = scheme::store::find_current_version(&tx, previous.scheme, ctx.today())
        .await?
        .ok_or(Error::NotFound)?;
    must_not_be_open(&tx, employer, previous.scheme).await?;
    let bundle = store::latest_bundle(&tx, before.id).await?;
    let old = scheme::store::get_version(&tx, bundle.content.scheme.version_id).await?;
    let items = evidence::store::list_items(&tx, before.id).await?;
    let given = given_in(&bundle.content, items);
    let begun = Renewing::of(
        (&old.content, &current.content),
        (&previous.tier, &bundle.content.about),
        &given,
        &bundle
            .content
            .circumstances(london_date(previous.awarded_at)),
        ctx.today(),
    );
    let moving = &begun.moving;
    let seeks = (moving.tier.clone(), moving.about.clone());
    let assessment = begin(ctx, &tx, employer, &current, seeks).await?;
    store::insert_as_given(ctx, &tx, assessment.id, &given).await?;
    store::write_moving(ctx, &tx, assessment.id, moving, &old.content.label).await?;
    for (item, criterion) in &begun.evidence {
        evidence::actions::carry(ctx, &tx, item, assessment.id, criterion.as_str()).await?;
    }
    let renewal = Renewal {
        assessment_id: assessment.id,
        accreditation_id: previous.accreditation,
        from_assessment_id: before.id,
        from_bundle_id: bundle.id,
        carried: begun.carried,
    };
    store::insert_renewal(&tx, &renewal, ctx.now()).await?;
    let codes = |fate| {
        let fates = [fate];
        let found: Vec<String> = renewal
            .with(&fates)
            .map(|(code, _)| code.to_string())
            .collect();
        found
    };
    let detail = json!({
        "reference": assessment.reference,
        "tier": assessment.tier_sought,
        "accreditation": previous.accreditation,
        "from": before.reference,
        "bundle": bundle.sha256,
        "kept": codes(Fate::Kept).len() + codes(Fate::Clarified).len(),
        "tightened": codes(Fate::Tightened),
        "expired": codes(Fate::Expired),
        "new": codes(Fate::New),
        "archived": codes(Fate::Archived),
    });
    let change = (None, &assessment);
    record(ctx, &tx, employer, "assessment.renew", change, detail).await?;
    tx.commit().await?;
    Ok(assessment)
}
