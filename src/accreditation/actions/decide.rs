//! An officer who assessed none of it decides a case: award, decline, or back to the assessor.

use entity::ids::AssessmentId;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::record;
use super::renewal::succeed;
use crate::accreditation::emails::DecisionFacts;
use crate::accreditation::rules::{
    Accreditation, AwardFacts, AwardedTier, Decision, Holder, Term, Verdict, check_reason,
    entry_name,
};
use crate::accreditation::store;
use crate::assessment;
use crate::identity;
use crate::identity::guard::Officer;
use crate::notification::outbox;
use crate::platform::audit::{self, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::platform::jobs::{Work, enqueue};
use crate::review;
use crate::review::actions::recommend::check_tier;
use crate::review::actions::{SubmittedCase, get_submitted_case, list_affiliates};
use crate::review::rules::{
    Finding, Progress, Review, Seat, criteria_to_judge, may_be_decided_on, may_decide, to_decide_on,
};
use crate::scheme::rules::TierCode;

/// What the officer had before them when deciding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The version of the review.
    pub review_version: i32,
    /// The hash of the submission.
    pub bundle_sha256: String,
}

/// What came of a decision.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The decision.
    pub decision: Decision,
    /// The accreditation, when a tier was awarded.
    pub accreditation: Option<Accreditation>,
}

/// A case that may be decided by this officer, held until the transaction ends.
struct Decidable {
    case: SubmittedCase,
    /// The one it is decided on.
    review: Review,
    /// Every review of the case.
    reviews: Vec<Review>,
    findings: Vec<Finding>,
}

/// Decides a case.
///
/// # Errors
/// Sentences at `tier` and `reason`; a refusal when this officer may not decide it or the review is
/// not complete; a conflict when somebody was first or anything changed since it was `seen`.
pub async fn decide(
    ctx: &Context,
    officer: &Officer,
    id: AssessmentId,
    seen: &Seen,
    verdict: Verdict,
    reason: &str,
) -> Result<Outcome> {
    let tx = ctx.begin().await?;
    let held = hold(&tx, officer, id, seen).await?;
    let recommendation = held
        .review
        .recommendation()
        .ok_or_else(|| Error::internal("a recommended review without a recommendation"))?;
    let reason = check_reason(&verdict, recommendation, reason)?;
    if let Verdict::Award { tier } = &verdict {
        check_tier(
            &held.case.version.content,
            tier,
            &held.case.assessment.tier_sought,
        )?;
    }
    let decision = Decision {
        id: ctx.new_id(),
        assessment_id: id,
        review_id: held.review.id,
        bundle_id: held.case.bundle.id,
        authority_id: officer.authority(),
        verdict,
        reason,
        decided_by: officer.person(),
        decided_at: ctx.now(),
    };
    let accreditation = match &decision.verdict {
        Verdict::Award { tier } => {
            let tier = tier.clone();
            close(ctx, &tx, &held, &decision).await?;
            Some(award(ctx, &tx, officer, &held, &decision, &tier).await?)
        }
        Verdict::Decline => {
            close(ctx, &tx, &held, &decision).await?;
            None
        }
        Verdict::Defer => {
            review::store::reopen(&tx, id, &held.reviews).await?;
            store::insert_decision(&tx, &decision).await?;
            None
        }
    };
    record_decision(ctx, &tx, officer, &held, &decision).await?;
    tell(ctx, &tx, &held, &decision, accreditation.as_ref()).await?;
    tx.commit().await?;
    Ok(Outcome {
        decision,
        accreditation,
    })
}

/// The case, held, with everything that must be so before it may be decided.
async fn hold(
    tx: &DatabaseTransaction,
    officer: &Officer,
    id: AssessmentId,
    seen: &Seen,
) -> Result<Decidable> {
    get_submitted_case(tx, officer.authority(), id).await?;
    let reviews = review::store::lock_reviews(tx, id).await?;
    // Read once more: somebody may have decided while we waited for the reviews.
    let case = get_submitted_case(tx, officer.authority(), id).await?;
    let assessed: Vec<_> = reviews.iter().map(|review| review.assessor_id).collect();
    let affiliates = list_affiliates(tx, &case.assessment).await?;
    may_decide(officer.person(), &assessed, &affiliates)?;
    let agreement = review::store::find_agreement(tx, id).await?;
    let review = to_decide_on(
        &reviews,
        case.version.content.route.assessors(),
        agreement.map(|agreement| agreement.moderation),
    )?
    .clone();
    let on_hold = review::store::find_hold(tx, id).await?;
    review::rules::must_not_be_on_hold(on_hold.as_ref())?;
    if review.version != seen.review_version || case.bundle.sha256 != seen.bundle_sha256 {
        return Err(Error::stale());
    }
    for live in reviews.iter().filter(|review| review.is_live()) {
        let assessor = identity::store::find_person(tx, live.assessor_id)
            .await?
            .ok_or(Error::NotFound)?;
        may_be_decided_on(&assessor, &affiliates)?;
    }
    let findings = review::store::list_findings(tx, review.id).await?;
    Progress::of(
        &criteria_to_judge(&case.version.content, &case.bundle.content.answers()),
        &findings,
        &review::store::list_clarifications(tx, id).await?,
    )
    .must_be_complete()?;
    Ok(Decidable {
        case,
        review,
        reviews,
        findings,
    })
}

/// Closes review and assessment, and writes the decision that ends them.
async fn close(
    ctx: &Context,
    tx: &DatabaseTransaction,
    held: &Decidable,
    decision: &Decision,
) -> Result<()> {
    review::store::mark_decided(tx, &held.reviews).await?;
    let assessment = &held.case.assessment;
    assessment::store::mark_decided(
        tx,
        decision.authority_id,
        assessment.id,
        assessment.version,
        ctx.now(),
    )
    .await?;
    store::insert_decision(tx, decision).await
}

async fn award(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    held: &Decidable,
    decision: &Decision,
    code: &TierCode,
) -> Result<Accreditation> {
    let tier = held
        .case
        .version
        .content
        .tier(code)
        .ok_or_else(|| Error::invalid("tier", "Choose one of the tiers of the scheme"))?;
    let organisation = &held.case.bundle.content.organisation;
    let facts = AwardFacts {
        id: ctx.new_id(),
        entry: free_entry(ctx, tx, &organisation.name).await?,
        organisation_id: organisation.id,
        authority_id: decision.authority_id,
        scheme_id: held.case.assessment.scheme_id,
        scheme_version_id: held.case.assessment.scheme_version_id,
        assessment_id: decision.assessment_id,
        decision_id: decision.id,
        holder: Holder {
            name: organisation.name.clone(),
            sector: organisation.sector.clone(),
            size_band: organisation.size_band,
            district_id: organisation.district_id,
            headcount: organisation.area_headcount.or(organisation.headcount),
        },
    };
    let awarded = AwardedTier {
        code: tier.code.clone(),
        name: tier.name.to_string(),
        rank: tier.rank,
    };
    let since = succeed(
        ctx,
        tx,
        officer,
        (organisation.id, held.case.assessment.scheme_id),
        &awarded,
    )
    .await?;
    let term = Term::of_months(since, tier.validity_months);
    let accreditation = Accreditation::award(facts, awarded, term, ctx.now());
    store::insert(tx, &accreditation).await?;
    enqueue(
        ctx,
        tx,
        &Work::IssueCertificate {
            accreditation_id: accreditation.id,
        },
        format!("issue_certificate:{}", accreditation.id),
    )
    .await?;
    let detail = json!({
        "assessment": accreditation.assessment_id,
        "decision": accreditation.decision_id,
        "entry": accreditation.entry,
        "tier": accreditation.tier.code,
        "since": accreditation.term.since,
        "until": accreditation.term.until,
    });
    let states = (None, &accreditation);
    record(
        ctx,
        tx,
        officer.actor(),
        "accreditation.award",
        states,
        detail,
    )
    .await?;
    Ok(accreditation)
}

/// A name for the register that nobody has yet.
async fn free_entry(ctx: &Context, tx: &DatabaseTransaction, name: &str) -> Result<String> {
    for _ in 0..8 {
        let entry = entry_name(name, ctx.random_bytes());
        if !store::is_entry_taken(tx, &entry).await? {
            return Ok(entry);
        }
    }
    Err(Error::internal(
        "no free name for a register entry in eight tries",
    ))
}

async fn record_decision(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    held: &Decidable,
    decision: &Decision,
) -> Result<()> {
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(decision.authority_id),
            actor: officer.actor(),
            action: match decision.verdict {
                Verdict::Award { .. } => "decision.award",
                Verdict::Decline => "decision.decline",
                Verdict::Defer => "decision.defer",
            },
            object_kind: "assessment",
            object_id: decision.assessment_id.to_string(),
            detail: json!({
                "decision": decision.id,
                "review": held.review.id,
                "bundle": held.case.bundle.sha256,
                "scheme_version": held.case.version.content_hash,
                "tier": decision.verdict.tier(),
                "seats": held.reviews.iter().filter(|review| review.is_live()).count(),
                "recommendation": held.review.recommendation().map(|r| digest(format!("{r:?}").as_bytes())),
            }),
            before: Some(digest(format!("{:?}", held.review).as_bytes())),
            after: Some(digest(format!("{decision:?}").as_bytes())),
        },
    )
    .await
}

/// Writes to everybody who must know.
async fn tell(
    ctx: &Context,
    tx: &DatabaseTransaction,
    held: &Decidable,
    decision: &Decision,
    accreditation: Option<&Accreditation>,
) -> Result<()> {
    let case = &held.case;
    let facts = DecisionFacts::of(
        ctx,
        &case.bundle,
        &case.version.content,
        &case.authority,
        decision,
        &held.findings,
    );
    if !decision.verdict.is_final() {
        let moderated = held.review.seat == Seat::Moderator;
        for review in held.reviews.iter().filter(|review| review.is_live()) {
            if moderated && review.seat != Seat::Moderator {
                continue;
            }
            if let Some(person) = identity::store::find_person(tx, review.assessor_id).await? {
                outbox::write(ctx, tx, facts.deferred(review.id, &person)?).await?;
            }
        }
        return Ok(());
    }
    let members = identity::store::list_members(tx, case.assessment.organisation_id).await?;
    for (person, _) in &members {
        let email = match accreditation {
            Some(accreditation) => facts.awarded(accreditation, person)?,
            None => facts.declined(person)?,
        };
        outbox::write(ctx, tx, email).await?;
    }
    Ok(())
}
