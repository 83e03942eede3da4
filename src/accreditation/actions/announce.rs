//! Announcing what is decided: a look at every letter, then the act; or undoing it before anybody knows.

use entity::ids::DecisionId;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::award::{Decidable, letters, take_effect, term_now};
use super::decide::Outcome;
use crate::accreditation::rules::{BasisChange, Decision, Term};
use crate::accreditation::store;
use crate::assessment;
use crate::identity;
use crate::identity::guard::Officer;
use crate::notification::email::Email;
use crate::notification::outbox;
use crate::platform::audit::{self, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review;
use crate::review::actions::{get_submitted_case, list_affiliates};
use crate::review::rules::{may_be_decided_on, may_decide, may_officer_read, must_not_be_on_hold};
use crate::scheme::rules::{canonical_json, sha256_hex};

/// What announcing a decision now would do, to the letter.
#[derive(Debug)]
pub struct Preview {
    /// The decision.
    pub decision: Decision,
    /// The employer, as it is told.
    pub employer: String,
    /// Short reference of the assessment.
    pub reference: String,
    /// Name and rank of the tier awarded, if one is.
    pub tier: Option<(String, u32)>,
    /// Its term, if it were announced now.
    pub term: Option<Term>,
    /// Every letter, exactly as it will be written.
    pub letters: Vec<Email>,
    /// SHA-256 of them all, in hex.
    pub letters_sha256: String,
    /// What changed since the decision.
    pub changes: Vec<BasisChange>,
}

/// What an officer announces: one decision, as it was looked at.
#[derive(Clone, Debug)]
pub struct Announcement {
    /// Which decision.
    pub id: DecisionId,
    /// SHA-256 of the letters that the officer looked at, in hex.
    pub letters_sha256: String,
    /// Whether the officer announces it although what it rests on changed.
    pub despite_changes: bool,
}

/// A decision that can be announced by this officer, held until the transaction ends.
struct Ready {
    held: Decidable,
    decision: Decision,
    term: Option<Term>,
    letters: Vec<Email>,
    changes: Vec<BasisChange>,
}

impl Ready {
    fn letters_sha256(&self) -> String {
        let all: Vec<_> = self
            .letters
            .iter()
            .map(|letter| {
                json!([
                    letter.to.email,
                    letter.to.name,
                    letter.subject,
                    letter.body_text,
                    letter.body_html,
                ])
            })
            .collect();
        sha256_hex(canonical_json(&all).as_bytes())
    }
}

/// Everything that announcing needs, with everything that must be so.
async fn prepare(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    id: DecisionId,
) -> Result<Ready> {
    let authority = officer.authority();
    let case = store::get_decision_in_authority(tx, authority, id)
        .await?
        .assessment_id;
    let reviews = review::store::lock_reviews(tx, case).await?;
    if !may_officer_read(officer.person(), &reviews) {
        return Err(Error::NotFound);
    }
    // Read once the reviews are held: somebody may have announced it while we waited.
    let decision = store::get_decision_in_authority(tx, authority, id).await?;
    decision.clone().announce(officer.person(), ctx.now())?;
    let case = get_submitted_case(tx, authority, case).await?;
    let assessed: Vec<_> = reviews.iter().map(|review| review.assessor_id).collect();
    let affiliates = list_affiliates(tx, &case.assessment).await?;
    may_decide(officer.person(), &assessed, &affiliates)?;
    let on_hold = review::store::find_hold(tx, case.assessment.id).await?;
    must_not_be_on_hold(on_hold.as_ref())?;
    for live in reviews.iter().filter(|review| review.is_live()) {
        let assessor = identity::store::find_person(tx, live.assessor_id)
            .await?
            .ok_or(Error::NotFound)?;
        may_be_decided_on(&assessor, &affiliates)?;
    }
    let same = reviews
        .iter()
        .find(|review| review.is_live() && review.id == decision.review_id)
        .filter(|review| review.can(review::rules::Event::Decide).is_ok())
        .filter(|_| case.bundle.id == decision.bundle_id)
        .cloned();
    let Some(review) = same else {
        return Err(Error::conflict(
            "decision.overtaken",
            "The recommendation that was decided on no longer stands. Undo the decision, and decide on what there is now.",
        ));
    };
    let findings = review::store::list_findings(tx, review.id).await?;
    let held = Decidable {
        case,
        reviews,
        review,
        findings,
    };
    let changes = decision.basis.as_ref().map_or_else(Vec::new, |then| {
        then.changes(&held.basis(&decision.terms), &held.case.version.content)
    });
    if decision.terms.is_overtaken(ctx.today()) {
        return Err(Error::conflict(
            "decision.condition_over",
            "The last day of one of its conditions or points is over. Undo the decision, and decide with another day.",
        ));
    }
    let term = term_now(ctx, tx, &held, &decision).await?;
    let mut worded = Vec::new();
    for letter in letters(ctx, tx, &held, &decision, term).await? {
        worded.push(outbox::preview(tx, letter).await?);
    }
    Ok(Ready {
        held,
        decision,
        term,
        letters: worded,
        changes,
    })
}

/// What announcing a decision now would do; nothing is changed by looking.
///
/// # Errors
/// Why it cannot be announced by this officer or now; [`Error::NotFound`] for another authority's.
pub async fn preview(ctx: &Context, officer: &Officer, id: DecisionId) -> Result<Preview> {
    let tx = ctx.begin().await?;
    let ready = prepare(ctx, &tx, officer, id).await?;
    let content = &ready.held.case.bundle.content;
    let version = &ready.held.case.version.content;
    let tier = ready.decision.verdict.tier();
    let tier = tier.and_then(|code| version.tier(code));
    Ok(Preview {
        employer: content.organisation.name.clone(),
        reference: content.reference.clone(),
        tier: tier.map(|tier| (tier.name.to_string(), tier.rank)),
        term: ready.term,
        letters_sha256: ready.letters_sha256(),
        letters: ready.letters,
        changes: ready.changes,
        decision: ready.decision,
    })
}

/// Announces a decision: the case closes, the register shows what is awarded, everybody of the employer
/// is told.
///
/// # Errors
/// A conflict when it cannot be announced now, or anything changed since it was looked at;
/// [`Error::NotFound`] for another authority's.
pub async fn announce(ctx: &Context, officer: &Officer, what: &Announcement) -> Result<Outcome> {
    let tx = ctx.begin().await?;
    let ready = prepare(ctx, &tx, officer, what.id).await?;
    if ready.letters_sha256() != what.letters_sha256 {
        return Err(Error::conflict(
            "decision.letters_changed",
            "The letters are not the ones you looked at. Look at them again, then announce.",
        ));
    }
    if !ready.changes.is_empty() && !what.despite_changes {
        return Err(Error::conflict(
            "decision.basis_changed",
            "What the decision was made on has changed. Read what changed, and tick that you announce it all the same; or undo the decision.",
        ));
    }
    let before = ready.decision;
    let decision = before.clone().announce(officer.person(), ctx.now())?;
    store::update_decision(&tx, &decision).await?;
    let accreditation = take_effect(ctx, &tx, officer, &ready.held, &decision).await?;
    record(
        ctx,
        &tx,
        officer,
        (&before, &decision),
        "decision.announce",
        json!({
            "decision": decision.id,
            "letters": ready.letters.len(),
            "letters_sha256": what.letters_sha256,
            "changed_since": ready.changes.iter().map(|one| &one.what).collect::<Vec<_>>(),
        }),
    )
    .await?;
    tx.commit().await?;
    Ok(Outcome {
        decision,
        accreditation,
    })
}

/// Announces several decisions, each by itself: what came of each, in the same order.
pub async fn announce_all(
    ctx: &Context,
    officer: &Officer,
    all: &[Announcement],
) -> Vec<(DecisionId, Result<Outcome>)> {
    let mut done = Vec::new();
    for one in all {
        done.push((one.id, announce(ctx, officer, one).await));
    }
    done
}

/// Takes a decision back before anybody was told: the case awaits a decision again.
///
/// # Errors
/// A sentence at `reason`; a conflict when it was announced or somebody was first; a refusal when this
/// officer has a part in the case; [`Error::NotFound`] for another authority's.
pub async fn undo(
    ctx: &Context,
    officer: &Officer,
    id: DecisionId,
    version: i32,
    reason: &str,
) -> Result<Decision> {
    let tx = ctx.begin().await?;
    let authority = officer.authority();
    let case = store::get_decision_in_authority(&tx, authority, id)
        .await?
        .assessment_id;
    let reviews = review::store::lock_reviews(&tx, case).await?;
    if !may_officer_read(officer.person(), &reviews) {
        return Err(Error::NotFound);
    }
    let case = assessment::store::get_in_authority(&tx, authority, case).await?;
    let assessed: Vec<_> = reviews.iter().map(|review| review.assessor_id).collect();
    let affiliates = list_affiliates(&tx, &case).await?;
    may_decide(officer.person(), &assessed, &affiliates)?;
    let before = store::get_decision_in_authority(&tx, authority, id).await?;
    let after = before.clone().undo(reason, officer.person(), ctx.now())?;
    if before.version != version {
        return Err(Error::stale());
    }
    store::update_decision(&tx, &after).await?;
    let detail = json!({ "decision": after.id });
    let states = (&before, &after);
    record(ctx, &tx, officer, states, "decision.undo", detail).await?;
    tx.commit().await?;
    Ok(after)
}

async fn record(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    (before, after): (&Decision, &Decision),
    action: &'static str,
    detail: serde_json::Value,
) -> Result<()> {
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(after.authority_id),
            actor: officer.actor(),
            action,
            object_kind: "assessment",
            object_id: after.assessment_id.to_string(),
            detail,
            before: Some(digest(format!("{before:?}").as_bytes())),
            after: Some(digest(format!("{after:?}").as_bytes())),
        },
    )
    .await
}
