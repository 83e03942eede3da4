//! Conditions of an accreditation: an officer sets them, the employer says when they are done, an
//! officer says what comes of them.

use entity::ids::{AccreditationId, AwardConditionId};
use entity::kinds::StaffRole;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::change::{apply, must_be_impartial};
use crate::accreditation::emails::ConditionFacts;
use crate::accreditation::rules::condition::{
    CONDITIONS_MAX, ConditionEvent, NewCondition, Verdict,
};
use crate::accreditation::rules::{Accreditation, AwardCondition, Event, Reasons, Status};
use crate::accreditation::store;
use crate::identity;
use crate::identity::guard::{Employer, Officer};
use crate::notification::outbox;
use crate::platform::audit::{self, Actor, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// How many overdue conditions are read at once.
const BATCH: u64 = 100;

pub(super) async fn record(
    ctx: &Context,
    tx: &DatabaseTransaction,
    actor: Actor,
    event: ConditionEvent,
    (before, after): (Option<&AwardCondition>, &AwardCondition),
) -> Result<()> {
    let fingerprint = |of: &AwardCondition| digest(format!("{of:?}").as_bytes());
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(after.authority_id),
            actor,
            action: match event {
                ConditionEvent::Set => "condition.set",
                ConditionEvent::Report => "condition.report",
                ConditionEvent::Accept => "condition.accept",
                ConditionEvent::SendBack => "condition.send_back",
                ConditionEvent::Waive => "condition.waive",
                ConditionEvent::FindMissed => "condition.find_missed",
            },
            object_kind: "award_condition",
            object_id: after.id.to_string(),
            detail: json!({
                "accreditation": after.accreditation_id,
                "due_on": after.due_on,
                "status": after.status.as_str(),
            }),
            before: before.map(fingerprint),
            after: Some(fingerprint(after)),
        },
    )
    .await
}

async fn facts<'a>(
    ctx: &Context,
    tx: &DatabaseTransaction,
    of: &'a Accreditation,
    condition: &'a AwardCondition,
) -> Result<ConditionFacts<'a>> {
    let authority = identity::store::get_authority(tx, of.authority_id).await?;
    Ok(ConditionFacts::of(ctx, &authority, of, condition))
}

/// Writes to everybody of the employer.
async fn tell_employer(
    ctx: &Context,
    tx: &DatabaseTransaction,
    of: &Accreditation,
    facts: &ConditionFacts<'_>,
    event: Option<ConditionEvent>,
) -> Result<()> {
    for (person, _) in identity::store::list_members(tx, of.organisation_id).await? {
        outbox::write(ctx, tx, facts.to_employer(event, &person)?).await?;
    }
    Ok(())
}

/// Writes to every officer who has no part in the employer.
async fn tell_officers(
    ctx: &Context,
    tx: &DatabaseTransaction,
    of: &Accreditation,
    facts: &ConditionFacts<'_>,
    event: Option<ConditionEvent>,
) -> Result<()> {
    let officers = identity::store::list_staff(tx, of.authority_id, StaffRole::Officer).await?;
    let own = identity::store::list_affiliates(tx, of.organisation_id).await?;
    for officer in officers
        .iter()
        .filter(|officer| own.iter().all(|(person, _)| person.id != officer.id))
    {
        outbox::write(ctx, tx, facts.to_officer(event, officer)?).await?;
    }
    Ok(())
}

/// Sets a condition on an accreditation in force, and tells the employer.
///
/// # Errors
/// Sentences at `words` and `due`; a refusal when the accreditation is over or has too many;
/// [`Error::NotFound`] for another authority's.
pub async fn set(
    ctx: &Context,
    officer: &Officer,
    id: AccreditationId,
    words: &str,
    due_on: chrono::NaiveDate,
) -> Result<AwardCondition> {
    let tx = ctx.begin().await?;
    let of = store::get_in_authority(&tx, [officer.authority()], id).await?;
    must_be_impartial(&tx, officer, &of).await?;
    match of.status_at(ctx.now()) {
        Status::Active | Status::Suspended | Status::NotYet => {}
        Status::Withdrawn | Status::Relinquished | Status::Superseded | Status::Lapsed => {
            return Err(Error::conflict(
                "condition.over",
                "This accreditation is over. Nothing more can be asked of its holder.",
            ));
        }
    }
    if store::list_conditions(&tx, id).await?.len() >= CONDITIONS_MAX {
        return Err(Error::refused(
            "condition.too_many",
            format!("An accreditation has {CONDITIONS_MAX} conditions at most."),
        ));
    }
    let new = NewCondition {
        id: ctx.new_id(),
        accreditation_id: id,
        authority_id: of.authority_id,
    };
    let stamp = (officer.person(), ctx.now(), ctx.today());
    let condition = AwardCondition::set(new, words, due_on, stamp)?;
    store::insert_condition(&tx, &condition).await?;
    let (event, states) = (ConditionEvent::Set, (None, &condition));
    record(ctx, &tx, officer.actor(), event, states).await?;
    let facts = facts(ctx, &tx, &of, &condition).await?;
    tell_employer(ctx, &tx, &of, &facts, Some(event)).await?;
    tx.commit().await?;
    Ok(condition)
}

/// Somebody of the employer says that a condition is met; the officers are told.
///
/// # Errors
/// A sentence at `report`; a conflict when it cannot be said now or somebody was first.
pub async fn report(
    ctx: &Context,
    employer: &Employer,
    (id, condition): (AccreditationId, AwardConditionId),
    version: i32,
    words: &str,
) -> Result<AwardCondition> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let of = store::find_for_employers(&tx, std::slice::from_ref(employer), id)
        .await?
        .ok_or(Error::NotFound)?;
    let before = store::get_condition(&tx, id, condition).await?;
    let after = before.clone().report(words, employer.person(), ctx.now())?;
    if before.version != version {
        return Err(Error::stale());
    }
    store::update_condition(&tx, &after).await?;
    let event = ConditionEvent::Report;
    record(ctx, &tx, employer.actor(), event, (Some(&before), &after)).await?;
    let facts = facts(ctx, &tx, &of, &after).await?;
    tell_officers(ctx, &tx, &of, &facts, Some(event)).await?;
    tx.commit().await?;
    Ok(after)
}

/// What a missed condition does to the accreditation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// It is suspended.
    Suspend,
    /// It is withdrawn.
    Withdraw,
}

/// What an officer makes of a condition, in words.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What.
    pub verdict: Verdict,
    /// Why; the employer reads it.
    pub reason: String,
    /// What a missed one does to the accreditation.
    pub effect: Effect,
    /// What the register says, where the accreditation changes.
    pub public_reason: String,
}

/// An officer says what comes of a condition. A missed one may suspend or withdraw the accreditation in
/// the same transaction, with the same emails as ever.
///
/// # Errors
/// Sentences at `reason`, `due` and `public_reason`; a conflict when it cannot be said now or somebody
/// was first; [`Error::NotFound`] for another authority's.
pub async fn judge(
    ctx: &Context,
    officer: &Officer,
    (id, condition): (AccreditationId, AwardConditionId),
    version: i32,
    judged: Judged,
) -> Result<AwardCondition> {
    let tx = ctx.begin().await?;
    let of = store::get_in_authority(&tx, [officer.authority()], id).await?;
    must_be_impartial(&tx, officer, &of).await?;
    let before = store::get_condition(&tx, id, condition).await?;
    let stamp = (officer.person(), ctx.now(), ctx.today());
    let after = before
        .clone()
        .judge(&judged.verdict, &judged.reason, stamp)?;
    if before.version != version {
        return Err(Error::stale());
    }
    store::update_condition(&tx, &after).await?;
    let event = judged.verdict.event();
    let facts = facts(ctx, &tx, &of, &after).await?;
    tell_employer(ctx, &tx, &of, &facts, Some(event)).await?;
    let change = match (event, judged.effect) {
        (ConditionEvent::FindMissed, Effect::Suspend) => Some(Event::Suspend),
        (ConditionEvent::FindMissed, Effect::Withdraw) => Some(Event::Withdraw),
        _ => None,
    };
    if let Some(change) = change {
        let note = after.reply.as_ref().map_or("", |said| said.words.as_str());
        let reasons = Reasons::parse(&judged.public_reason, note)?;
        let seen = of.version;
        apply(ctx, &tx, officer.actor(), of, seen, change, reasons).await?;
    }
    // The record comes last in every act: it is one row that everybody waits for.
    record(ctx, &tx, officer.actor(), event, (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Tells the employer and the officers of every condition whose last day went by without a word: once
/// each, however often and however late it runs. How many conditions there are.
///
/// # Errors
/// When the database refuses; what was told before stays.
pub async fn tell_overdue(ctx: &Context) -> Result<usize> {
    let (mut told, mut after) = (0, None);
    loop {
        let batch = store::list_overdue_conditions(ctx.read(), ctx.today(), after, BATCH).await?;
        let Some(last) = batch.last() else {
            return Ok(told);
        };
        after = Some(last.id);
        for condition in &batch {
            let tx = ctx.begin().await?;
            let of =
                store::get_in_authority(&tx, [condition.authority_id], condition.accreditation_id)
                    .await?;
            if matches!(of.status_at(ctx.now()), Status::Active | Status::Suspended) {
                let facts = facts(ctx, &tx, &of, condition).await?;
                tell_employer(ctx, &tx, &of, &facts, None).await?;
                tell_officers(ctx, &tx, &of, &facts, None).await?;
                told += 1;
            }
            tx.commit().await?;
        }
    }
}
