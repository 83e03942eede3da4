//! Renewal: holders are reminded, start again from what they were awarded on, and the new term follows the
//! old one.

use chrono::NaiveDate;
use entity::ids::{AccreditationId, OrganisationId, SchemeId};
use entity::kinds::AssessmentStatus;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::record;
use crate::accreditation::emails::RenewalFacts;
use crate::accreditation::rules::{
    self, Accreditation, AwardedTier, Renewal, RenewalTerms, STANDARD_LADDER_DAYS, Stamp, Status,
    first_day, next_due,
};
use crate::accreditation::store::{self, Ending};
use crate::assessment;
use crate::assessment::actions::renew::Previous;
use crate::assessment::rules::Assessment;
use crate::identity;
use crate::identity::guard::{Employer, Officer};
use crate::identity::rules::may_sign_off;
use crate::notification::outbox;
use crate::platform::audit::Actor;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme;

/// When the term of a tier that is awarded now can begin; what it takes the place of is replaced.
///
/// # Errors
/// A conflict when what it replaces changed meanwhile.
pub(super) async fn succeed(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    (organisation, scheme): (OrganisationId, SchemeId),
    (awarded, start_on): (&AwardedTier, Option<NaiveDate>),
) -> Result<NaiveDate> {
    let held = store::lock_held(tx, organisation, scheme).await?;
    let plan = rules::succeed(&held, awarded.rank, ctx.now());
    let since = first_day(&plan, start_on);
    for before in held {
        if !plan.replaces.contains(&before.id) {
            continue;
        }
        let stamp = Stamp {
            id: ctx.new_id(),
            now: ctx.now(),
            by: officer.person(),
        };
        let after = before.clone().supersede(&awarded.name, since, stamp)?;
        store::append_event(tx, &after, ctx.now()).await?;
        let detail = json!({ "entry": after.entry, "by_tier": awarded.code, "since": since });
        let states = (Some(&before), &after);
        record(
            ctx,
            tx,
            officer.actor(),
            "accreditation.supersede",
            states,
            detail,
        )
        .await?;
    }
    Ok(since)
}

/// Reminds everybody whose accreditation ends soon, or just ended, of what is due by now: how many holders.
/// Safe to do twice, late, or twice at once.
///
/// # Errors
/// When the database refuses; who was reminded until then stays reminded.
pub async fn remind_due(ctx: &Context) -> Result<usize> {
    let mut reminded = 0;
    let mut after = None;
    while let Some((last, ending)) = store::next_ending(ctx.read(), ctx.now(), after).await? {
        after = Some(last);
        for one in ending {
            reminded += usize::from(remind(ctx, &one).await?);
        }
    }
    Ok(reminded)
}

/// Sends the reminder that is due, if one is and nobody sent it before.
async fn remind(ctx: &Context, ending: &Ending) -> Result<bool> {
    let of = &ending.accreditation;
    let Some(tier) = ending.version.tier(&of.tier.code) else {
        return Ok(false);
    };
    let terms = RenewalTerms::of(&ending.version, tier);
    let ladder = match ending.version.scheme.reminder_days.as_slice() {
        [] => &STANDARD_LADDER_DAYS[..],
        own => own,
    };
    let tx = ctx.begin().await?;
    let done = store::list_reminders(&tx, [of.id]).await?;
    let done = done
        .get(&of.id)
        .map(|done| done.keys().copied().collect())
        .unwrap_or_default();
    let Some(due) = next_due(of.term, terms.grace_days, ladder, &done, ctx.today()) else {
        return Ok(false);
    };
    let open = assessment::store::find_open(&tx, of.organisation_id, of.scheme_id).await?;
    // Whoever has submitted has nothing left to do.
    if open
        .as_ref()
        .is_some_and(|open| open.state.status() == AssessmentStatus::Submitted)
    {
        return Ok(false);
    }
    if !store::insert_reminder(ctx, &tx, of, due.send, true).await? {
        return Ok(false);
    }
    for days in &due.skip {
        store::insert_reminder(ctx, &tx, of, *days, false).await?;
    }
    let authority = identity::store::get_authority(&tx, of.authority_id).await?;
    let facts = RenewalFacts {
        accreditation: of,
        scheme: ending.version.scheme.name.to_string(),
        days_before: due.send,
        renewal: terms.at(of, ctx.now()),
        started: open.map(|open| (open.id, open.reference)),
        base: ctx.url(""),
        signature: authority.signature(),
    };
    for (person, role) in identity::store::list_members(&tx, of.organisation_id).await? {
        if may_sign_off(role) {
            outbox::write(ctx, &tx, facts.to(&person)?).await?;
        }
    }
    let detail = json!({ "days_before": due.send, "skipped": due.skip });
    record(
        ctx,
        &tx,
        Actor::system(),
        "accreditation.remind",
        (None, of),
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// Whether an accreditation may be renewed now, and not because a newer award follows it already.
///
/// # Errors
/// When the database refuses.
pub async fn renewal_of(ctx: &Context, of: &Accreditation) -> Result<Option<Renewal>> {
    let later = store::list_later(ctx.read(), of).await?;
    let followed = later.iter().any(|other| {
        matches!(
            other.status_at(ctx.now()),
            Status::NotYet | Status::Active | Status::Suspended
        )
    });
    if followed {
        return Ok(None);
    }
    let version = scheme::store::get_version(ctx.read(), of.scheme_version_id).await?;
    let tier = version.content.tier(&of.tier.code);
    Ok(tier.map(|tier| RenewalTerms::of(&version.content, tier).at(of, ctx.now())))
}

/// Starts the renewal of an accreditation: an assessment with everything that still holds of the last
/// one filled in.
///
/// # Errors
/// A conflict when it cannot be renewed now or an assessment is open already; [`Error::NotFound`] for
/// another organisation's.
pub async fn renew(ctx: &Context, employer: &Employer, id: AccreditationId) -> Result<Assessment> {
    employer.must_answer()?;
    let of = store::find_for_employers(ctx.read(), std::slice::from_ref(employer), id)
        .await?
        .ok_or(Error::NotFound)?;
    match renewal_of(ctx, &of).await? {
        Some(renewal) if renewal.is_open() => {}
        Some(renewal) => {
            return Err(Error::conflict(
                "accreditation.not_renewable",
                renewal.words(),
            ));
        }
        None => {
            return Err(Error::conflict(
                "accreditation.renewed_already",
                "A newer award follows this accreditation already. Nothing more is needed.",
            ));
        }
    }
    let previous = Previous {
        accreditation: of.id,
        assessment: of.assessment_id,
        scheme: of.scheme_id,
        tier: of.tier.code,
        awarded_at: of.awarded_at,
    };
    assessment::actions::renew::renew(ctx, employer, &previous).await
}
