//! What a decision does once it counts: the case closes, a tier is awarded, the employer is told.

use chrono::NaiveDate;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::renewal::succeed;
use super::{condition, record};
use crate::accreditation::emails::DecisionFacts;
use crate::accreditation::rules::condition::{ConditionEvent, NewCondition};
use crate::accreditation::rules::{
    self, Accreditation, AwardCondition, AwardFacts, AwardedTier, Basis, Decision, Holder, Term,
    Terms, entry_name, first_day,
};
use crate::accreditation::store;
use crate::assessment;
use crate::identity;
use crate::identity::guard::Officer;
use crate::notification::email::Email;
use crate::notification::outbox;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::platform::jobs::{Work, enqueue};
use crate::review;
use crate::review::actions::SubmittedCase;
use crate::review::rules::{Finding, Review, Seat};
use crate::scheme::rules::{Tier, TierCode};

/// A case that may be decided by an officer, held until the transaction ends.
pub(super) struct Decidable {
    pub(super) case: SubmittedCase,
    /// Every review of it, the first first.
    pub(super) reviews: Vec<Review>,
    /// The one it is decided on.
    pub(super) review: Review,
    pub(super) findings: Vec<Finding>,
}

impl Decidable {
    /// What a decision rests on now.
    pub(super) fn basis(&self, terms: &Terms) -> Basis {
        Basis::of(
            &self.case.bundle.sha256,
            &self.case.version.content_hash,
            &self.reviews,
            &self.findings,
            terms.condition_words(),
        )
    }

    fn tier(&self, code: &TierCode) -> Result<&Tier> {
        self.case
            .version
            .content
            .tier(code)
            .ok_or_else(unknown_tier)
    }
}

fn unknown_tier() -> Error {
    Error::invalid("tier", "Choose one of the tiers of the scheme")
}

/// Lets a decision count: the case closes, and everybody of the employer is told; the accreditation, when
/// a tier is awarded.
///
/// # Errors
/// A conflict when anything moved on.
pub(super) async fn take_effect(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    held: &Decidable,
    decision: &Decision,
) -> Result<Option<Accreditation>> {
    review::store::mark_decided(tx, &held.reviews).await?;
    let case = &held.case.assessment;
    let (authority, version) = (decision.authority_id, case.version);
    assessment::store::mark_decided(tx, authority, case.id, version, ctx.now()).await?;
    let awarded = match decision.verdict.tier() {
        Some(code) => Some(award(ctx, tx, officer, held, decision, code).await?),
        None => None,
    };
    if let Some(of) = &awarded {
        set_conditions(ctx, tx, officer, of, &decision.terms).await?;
    }
    let term = awarded.as_ref().map(|one| one.term);
    for letter in letters(ctx, tx, held, decision, term).await? {
        outbox::write(ctx, tx, letter).await?;
    }
    Ok(awarded)
}

/// Sets the conditions that the decision says. The letter of the award tells them.
async fn set_conditions(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    of: &Accreditation,
    terms: &Terms,
) -> Result<()> {
    for asked in &terms.conditions {
        let new = NewCondition {
            id: asked.id,
            accreditation_id: of.id,
            authority_id: of.authority_id,
        };
        let stamp = (officer.person(), ctx.now(), ctx.today());
        let set = AwardCondition::set(new, &asked.words, asked.due_on, stamp)?;
        store::insert_condition(tx, &set).await?;
        let states = (None, &set);
        condition::record(ctx, tx, officer.actor(), ConditionEvent::Set, states).await?;
    }
    Ok(())
}

/// The term that an award would have if it counted now.
///
/// # Errors
/// A sentence when the scheme has no such tier.
pub(super) async fn term_now(
    ctx: &Context,
    tx: &DatabaseTransaction,
    held: &Decidable,
    decision: &Decision,
) -> Result<Option<Term>> {
    let Some(code) = decision.verdict.tier() else {
        return Ok(None);
    };
    let tier = held.tier(code)?;
    let case = &held.case.assessment;
    let owned = store::lock_held(tx, case.organisation_id, case.scheme_id).await?;
    let plan = rules::succeed(&owned, tier.rank, ctx.now());
    let since: NaiveDate = first_day(&plan, decision.start_on);
    Ok(Some(Term::of_months(since, tier.validity_months)))
}

/// Every letter of a decision that counts, one for each person who acts for the employer.
///
/// # Errors
/// When a template or the database refuses.
pub(super) async fn letters(
    ctx: &Context,
    tx: &DatabaseTransaction,
    held: &Decidable,
    decision: &Decision,
    term: Option<Term>,
) -> Result<Vec<Email>> {
    let case = &held.case;
    let members = identity::store::list_members(tx, case.assessment.organisation_id).await?;
    facts(ctx, held, decision).letters(term, &members)
}

fn facts<'a>(ctx: &Context, held: &'a Decidable, decision: &'a Decision) -> DecisionFacts<'a> {
    let case = &held.case;
    let version = &case.version.content;
    DecisionFacts::of(
        ctx,
        &case.bundle,
        version,
        &case.authority,
        decision,
        &held.findings,
    )
}

/// Tells whoever judges again that the case is back: the moderator alone, where there is one.
///
/// # Errors
/// When a template or the database refuses.
pub(super) async fn tell_assessors(
    ctx: &Context,
    tx: &DatabaseTransaction,
    held: &Decidable,
    decision: &Decision,
) -> Result<()> {
    let moderated = held.review.seat == Seat::Moderator;
    for review in held.reviews.iter().filter(|review| review.is_live()) {
        if moderated && review.seat != Seat::Moderator {
            continue;
        }
        if let Some(person) = identity::store::find_person(tx, review.assessor_id).await? {
            let letter = facts(ctx, held, decision).deferred(review.id, &person)?;
            outbox::write(ctx, tx, letter).await?;
        }
    }
    Ok(())
}

async fn award(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    held: &Decidable,
    decision: &Decision,
    code: &TierCode,
) -> Result<Accreditation> {
    let tier = held.tier(code)?;
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
        (&awarded, decision.start_on),
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
