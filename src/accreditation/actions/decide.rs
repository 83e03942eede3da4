//! An officer who assessed none of it decides a case: award, decline, or back to the assessor.

use chrono::NaiveDate;
use entity::ids::AssessmentId;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::award::{Decidable, take_effect, tell_assessors};
use crate::accreditation::rules::{
    Accreditation, Basis, Decision, Stage, Verdict, Wanted, check_reason, check_start,
};
use crate::accreditation::store;
use crate::identity;
use crate::identity::guard::Officer;
use crate::platform::audit::{self, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review;
use crate::review::actions::recommend::check_tier;
use crate::review::actions::{get_submitted_case, list_affiliates};
use crate::review::rules::{
    Progress, criteria_to_judge, may_be_decided_on, may_decide, to_decide_on,
};

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

/// What an officer decides, in words, and when it counts.
#[derive(Clone, Debug)]
pub struct Ruling<'a> {
    /// What.
    pub verdict: Verdict,
    /// Why, as typed.
    pub reason: &'a str,
    /// The first day of the term; as soon as it can, when none is named.
    pub start_on: Option<NaiveDate>,
    /// What it should say beside its outcome.
    pub wanted: Wanted,
    /// Whether nobody outside is told yet.
    pub later: bool,
}

/// Decides a case, and tells everybody at once.
///
/// # Errors
/// As [`rule`].
pub async fn decide(
    ctx: &Context,
    officer: &Officer,
    id: AssessmentId,
    seen: &Seen,
    verdict: Verdict,
    reason: &str,
) -> Result<Outcome> {
    let ruling = Ruling {
        verdict,
        reason,
        start_on: None,
        wanted: Wanted::default(),
        later: false,
    };
    rule(ctx, officer, id, seen, ruling).await
}

/// Decides a case, to be announced now or later. What goes back to the assessor goes back at once.
///
/// # Errors
/// Sentences at `tier`, `reason`, `start` and the rows of `wanted`; a refusal when this officer may not decide it or the
/// review is not complete; a conflict when somebody was first or anything changed since it was `seen`.
pub async fn rule(
    ctx: &Context,
    officer: &Officer,
    id: AssessmentId,
    seen: &Seen,
    ruling: Ruling<'_>,
) -> Result<Outcome> {
    let tx = ctx.begin().await?;
    let held = hold(&tx, officer, id, seen).await?;
    let verdict = ruling.verdict;
    let recommendation = held
        .review
        .recommendation()
        .ok_or_else(|| Error::internal("a recommended review without a recommendation"))?;
    let reason = check_reason(&verdict, recommendation, ruling.reason)?;
    check_start(ruling.start_on, ctx.today())?;
    if let Verdict::Award { tier } = &verdict {
        check_tier(
            &held.case.version.content,
            tier,
            &held.case.assessment.tier_sought,
        )?;
    }
    let version = &held.case.version.content;
    let terms = ruling
        .wanted
        .check(&verdict, version, ctx.today(), || ctx.new_id())?;
    let waits = ruling.later && verdict.is_final();
    let decision = Decision {
        id: ctx.new_id(),
        assessment_id: id,
        review_id: held.review.id,
        bundle_id: held.case.bundle.id,
        authority_id: officer.authority(),
        start_on: ruling.start_on.filter(|_| verdict.tier().is_some()),
        verdict,
        reason,
        decided_by: officer.person(),
        decided_at: ctx.now(),
        stage: if waits {
            Stage::Waiting
        } else {
            Stage::Announced {
                by: officer.person(),
                at: ctx.now(),
            }
        },
        basis: Some(held.basis(&terms)),
        terms,
        version: 1,
    };
    store::insert_decision(&tx, &decision).await?;
    let accreditation = match &decision.verdict {
        Verdict::Award { .. } | Verdict::Decline | Verdict::NotYet if waits => None,
        Verdict::Award { .. } | Verdict::Decline | Verdict::NotYet => {
            take_effect(ctx, &tx, officer, &held, &decision).await?
        }
        Verdict::Defer => {
            review::store::reopen(&tx, id, &held.reviews).await?;
            tell_assessors(ctx, &tx, &held, &decision).await?;
            None
        }
    };
    // The record comes last in every act: it is one row that everybody waits for.
    record_decision(ctx, &tx, officer, &held, &decision).await?;
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
    if store::find_waiting_decision(tx, id).await?.is_some() {
        return Err(Error::conflict(
            "decision.waiting",
            "This case is decided already, and the decision waits to be announced. Undo it first if it should be decided anew.",
        ));
    }
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
        reviews,
        review,
        findings,
    })
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
                Verdict::NotYet => "decision.not_yet",
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
                "basis": decision.basis.as_ref().map(Basis::sha256),
                "stage": decision.stage.status().as_str(),
                "start_on": decision.start_on,
                "recommendation": held.review.recommendation().map(|r| digest(format!("{r:?}").as_bytes())),
            }),
            before: Some(digest(format!("{:?}", held.review).as_bytes())),
            after: Some(digest(format!("{decision:?}").as_bytes())),
        },
    )
    .await
}
