//! An employer asks somebody outside to confirm an answer; they do, or not; their address is erased.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use entity::ids::{AssessmentId, ConfirmationId};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use crate::assessment::emails::confirmation::{
    asked_key, confirmation_answered, confirmation_asked,
};
use crate::assessment::rules::confirmation::{
    Answered, Confirmation, ConfirmationEvent, NewConfirmation, erased_before,
    is_given_by_confirmation,
};
use crate::assessment::rules::{Assessment, State};
use crate::assessment::store;
use crate::identity;
use crate::identity::guard::Employer;
use crate::identity::rules::parse_email;
use crate::notification::{bounces, outbox};
use crate::platform::audit::{self, Actor, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Refusal, Result};
use crate::scheme;
use crate::scheme::rules::{Confirmer, CriterionCode};

/// How many addresses are erased at once.
const BATCH: u64 = 100;

/// Whom an employer asks about what.
#[derive(Clone, Debug)]
pub struct Asking {
    /// About which criterion.
    pub criterion: CriterionCode,
    /// What the person is to the employer.
    pub by: Confirmer,
    /// Their address, as typed.
    pub email: String,
}

async fn record(
    ctx: &Context,
    tx: &DatabaseTransaction,
    actor: Actor,
    event: ConfirmationEvent,
    (before, after): (Option<&Confirmation>, &Confirmation),
) -> Result<()> {
    // The address is in no fingerprint: it could be guessed from one.
    let fingerprint = |of: &Confirmation| {
        let nameless = Confirmation {
            email: None,
            token_hash: None,
            ..of.clone()
        };
        digest(format!("{nameless:?}").as_bytes())
    };
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(after.authority_id),
            actor,
            action: match event {
                ConfirmationEvent::Ask => "confirmation.ask",
                ConfirmationEvent::Resend => "confirmation.resend",
                ConfirmationEvent::Revoke => "confirmation.revoke",
                ConfirmationEvent::Confirm
                | ConfirmationEvent::NotConfirm
                | ConfirmationEvent::Decline => "confirmation.answer",
            },
            object_kind: "confirmation",
            object_id: after.id.to_string(),
            detail: json!({
                "assessment": after.assessment_id,
                "criterion": after.criterion,
                "asked_of": after.asked_of.as_str(),
                "status": after.status.as_str(),
            }),
            before: before.map(fingerprint),
            after: Some(fingerprint(after)),
        },
    )
    .await
}

fn secret(ctx: &Context) -> String {
    URL_SAFE_NO_PAD.encode(ctx.random_bytes::<32>())
}

/// The assessment, held, while something of it can still be confirmed.
async fn hold(
    tx: &DatabaseTransaction,
    employer: &Employer,
    id: AssessmentId,
) -> Result<Assessment> {
    employer.must_answer()?;
    let assessment = store::lock_for(tx, employer, id).await?;
    if assessment.is_open() {
        Ok(assessment)
    } else {
        Err(over())
    }
}

fn over() -> Error {
    Error::conflict(
        "confirmation.assessment_over",
        "This application is over. Nothing more can be confirmed in it.",
    )
}

/// Asks somebody outside to confirm the answer to a criterion, and sends them a link.
///
/// # Errors
/// Sentences at `criterion`, `by` and `email`; a refusal when too many wait; a conflict when the
/// application is over; [`Error::NotFound`] for another's.
pub async fn ask(
    ctx: &Context,
    employer: &Employer,
    id: AssessmentId,
    asking: Asking,
) -> Result<Confirmation> {
    let email = parse_email(&asking.email)?;
    let tx = ctx.begin().await?;
    let assessment = hold(&tx, employer, id).await?;
    let version = scheme::store::get_version(&tx, assessment.scheme_version_id).await?;
    let criterion = version
        .content
        .criterion(&asking.criterion)
        .ok_or_else(|| Error::invalid("criterion", "Choose what should be confirmed"))?;
    let given = store::load_given_locked(&tx, id).await?;
    let answer = given
        .answers
        .get(&criterion.code)
        .and_then(|saved| saved.value.as_ref());
    let inside: Vec<String> = identity::store::list_affiliates(&tx, assessment.organisation_id)
        .await?
        .into_iter()
        .map(|(person, _)| person.email)
        .collect();
    let others = store::list_confirmations(&tx, id).await?;
    let secret = secret(ctx);
    let new = NewConfirmation {
        id: ctx.new_id(),
        assessment_id: id,
        authority_id: assessment.authority_id,
        asked_of: asking.by,
        email: email.clone(),
        token_hash: digest(secret.as_bytes()),
        asked_by: employer.person(),
    };
    let organisation = organisation(&tx, &assessment).await?;
    let about = (organisation.as_str(), criterion, answer);
    let asked = Confirmation::ask(new, about, (&others, &inside), ctx.now())?;
    store::insert_confirmation(&tx, &asked).await?;
    let event = ConfirmationEvent::Ask;
    record(ctx, &tx, employer.actor(), event, (None, &asked)).await?;
    must_not_flood(ctx, &tx, &email).await?;
    send(ctx, &tx, (&organisation, &asked), (&email, &secret)).await?;
    tx.commit().await?;
    Ok(asked)
}

async fn organisation(tx: &DatabaseTransaction, of: &Assessment) -> Result<String> {
    let found = identity::store::get_organisation(tx, of.organisation_id).await?;
    Ok(found.name)
}

async fn send(
    ctx: &Context,
    tx: &DatabaseTransaction,
    (organisation, of): (&str, &Confirmation),
    to: (&str, &str),
) -> Result<()> {
    let authority = identity::store::get_authority(tx, of.authority_id).await?;
    let email = confirmation_asked(ctx, &authority, organisation, of, to)?;
    outbox::write(ctx, tx, email).await
}

/// Sends another link; the one before works no more.
///
/// # Errors
/// A conflict when it was answered or taken back; a refusal when it was sent too often;
/// [`Error::NotFound`] for another's.
pub async fn resend(
    ctx: &Context,
    employer: &Employer,
    (id, confirmation): (AssessmentId, ConfirmationId),
) -> Result<Confirmation> {
    let tx = ctx.begin().await?;
    let assessment = hold(&tx, employer, id).await?;
    let before = store::get_confirmation(&tx, id, confirmation).await?;
    let secret = secret(ctx);
    let after = before
        .clone()
        .resend(digest(secret.as_bytes()), ctx.now())?;
    store::update_confirmation(&tx, &after).await?;
    let event = ConfirmationEvent::Resend;
    record(ctx, &tx, employer.actor(), event, (Some(&before), &after)).await?;
    let organisation = organisation(&tx, &assessment).await?;
    let to = after.email.clone().unwrap_or_default();
    must_not_flood(ctx, &tx, &to).await?;
    send(ctx, &tx, (&organisation, &after), (&to, &secret)).await?;
    tx.commit().await?;
    Ok(after)
}

/// So many of these emails an address gets in a day, whichever employer asks.
const ASKED_IN_A_DAY: u64 = 5;

async fn must_not_flood(ctx: &Context, tx: &DatabaseTransaction, email: &str) -> Result<()> {
    let since = ctx.now() - TimeDelta::days(1);
    if outbox::count_to(tx, email, "confirmation_asked", since).await? < ASKED_IN_A_DAY {
        return Ok(());
    }
    Err(Error::TooMany(Refusal::new(
        "confirmation.too_often",
        "We have written to that address several times today. Telephone the person, or try again tomorrow.",
    )))
}

/// Takes a link back.
///
/// # Errors
/// A conflict when it was answered or taken back; [`Error::NotFound`] for another's.
pub async fn revoke(
    ctx: &Context,
    employer: &Employer,
    (id, confirmation): (AssessmentId, ConfirmationId),
) -> Result<Confirmation> {
    let tx = ctx.begin().await?;
    hold(&tx, employer, id).await?;
    let before = store::get_confirmation(&tx, id, confirmation).await?;
    let after = before.clone().revoke(ctx.now())?;
    store::update_confirmation(&tx, &after).await?;
    let event = ConfirmationEvent::Revoke;
    record(ctx, &tx, employer.actor(), event, (Some(&before), &after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Whoever has the link answers, once. A confirmation answers a criterion that is answered so; the person
/// who asked is told that there is an answer.
///
/// # Errors
/// [`Error::NotFound`] for a secret that is none of ours; a conflict when the link was used, is over or
/// was taken back, or the application is over.
pub async fn answer(ctx: &Context, secret: &str, given: Answered) -> Result<Confirmation> {
    let found = store::get_confirmation_by_secret(ctx.read(), secret).await?;
    let tx = ctx.begin().await?;
    let assessment = store::lock(&tx, found.assessment_id).await?;
    // Read once more: somebody may have used the link while we waited.
    let before = store::get_confirmation_by_secret(&tx, secret).await?;
    before.must_wait(ctx.now())?;
    if !assessment.is_open() {
        return Err(over());
    }
    let event = given.event;
    let after = before.clone().answer(given, ctx.now())?;
    store::update_confirmation(&tx, &after).await?;
    let actor = Actor {
        person: None,
        acting_for: format!("confirmation:{}", after.id),
    };
    record(ctx, &tx, actor, event, (Some(&before), &after)).await?;
    let version = scheme::store::get_version(&tx, assessment.scheme_version_id).await?;
    let criterion = version.content.criterion(&after.criterion);
    // What was sent does not change; what somebody says outside is beside it all the same.
    if let (Some(value), Some(criterion)) = (after.as_answer(), criterion)
        && is_given_by_confirmation(criterion)
        && matches!(assessment.state, State::Draft { .. })
    {
        let saved = store::load_given_locked(&tx, assessment.id).await?;
        let known = saved.answers.get(&after.criterion);
        let row = (
            after.criterion.clone(),
            Some(value),
            known.map_or_else(String::new, |known| known.comment.clone()),
            known.map_or(0, |known| known.version),
        );
        store::write_answers(ctx, &tx, assessment.id, after.asked_by, &[row]).await?;
    }
    if let Some(person) = identity::store::find_person(&tx, after.asked_by).await? {
        let authority = identity::store::get_authority(&tx, after.authority_id).await?;
        let about = criterion.map_or_else(
            || after.criterion.to_string(),
            |criterion| criterion.title.to_string(),
        );
        let organisation = organisation(&tx, &assessment).await?;
        let words = (organisation.as_str(), about.as_str());
        let email = confirmation_answered(ctx, &authority, words, &after, &person)?;
        outbox::write(ctx, &tx, email).await?;
    }
    tx.commit().await?;
    Ok(after)
}

/// Erases the addresses of those who were asked long enough ago, here and in the outbox, however often
/// and however late it runs. How many there were.
///
/// # Errors
/// When the database refuses; what was erased before stays so.
pub async fn erase_due(ctx: &Context) -> Result<usize> {
    let mut erased = 0;
    loop {
        let before = erased_before(ctx.now());
        let batch = store::list_to_erase(ctx.read(), before, BATCH).await?;
        if batch.is_empty() {
            return Ok(erased);
        }
        for one in batch {
            let tx = ctx.begin().await?;
            if let Some(email) = &one.email
                // Somebody who signs in here stays known as one whose emails come back.
                && identity::store::find_person_by_email(&tx, email).await?.is_none()
            {
                bounces::clear(&tx, email).await?;
            }
            outbox::forget(ctx, &tx, &asked_key(&one)).await?;
            let nameless = Confirmation {
                email: None,
                token_hash: None,
                ..one
            };
            store::update_confirmation(&tx, &nameless).await?;
            tx.commit().await?;
            erased += 1;
        }
    }
}
