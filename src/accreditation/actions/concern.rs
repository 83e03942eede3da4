//! Concerns about the holder of an accreditation: anybody raises one, officers look into it, the employer
//! answers what is put to it.

use entity::ids::{AccreditationId, ConcernId};
use entity::matter_kinds::ConcernOutcome;
use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Builder;

use super::matter::{authority_of, list_impartial, must_not_flood, new_reference, record, tell};

use crate::accreditation::emails::{Letter, MatterFacts};
use crate::accreditation::rules::concern::{
    Concern, ConcernEvent, NewConcern, outcome_words, progress_words,
};
use crate::accreditation::rules::matter::{
    CODE_CHARACTERS, Done, MatterKind, code_hash, look_up_code,
};
use crate::accreditation::store;
use crate::identity;
use crate::identity::guard::{Employer, Officer};
use crate::identity::rules::parse_email;
use crate::notification::email::Recipient;
use crate::notification::outbox;
use crate::platform::audit::Actor;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// What whoever raised a concern keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raised {
    /// What it is called.
    pub reference: String,
    /// What shows how it goes. It is kept nowhere.
    pub code: String,
    /// The employer.
    pub organisation: String,
    /// Where news of it is sent, if anywhere.
    pub contact: Option<String>,
}

async fn note(
    ctx: &Context,
    tx: &DatabaseTransaction,
    actor: Actor,
    event: &str,
    (before, after): (Option<&Concern>, &Concern),
) -> Result<()> {
    record(
        ctx,
        tx,
        (after.authority_id, actor),
        (MatterKind::Concern, after.id.to_string(), event),
        json!({
            "reference": after.reference,
            "accreditation": after.accreditation_id,
            "status": after.status.as_str(),
            "due_on": after.due_on(),
        }),
        (before, after),
    )
    .await
}

/// Writes to whoever raised it, if they want to be told.
async fn tell_reporter(
    ctx: &Context,
    tx: &DatabaseTransaction,
    facts: &MatterFacts,
    kind: &'static str,
    of: &Concern,
) -> Result<()> {
    let Some(contact) = &of.contact else {
        return Ok(());
    };
    let conclusion = of.conclusion.as_ref();
    let outcome = of.outcome.map(outcome_words);
    let letter = Letter {
        subject: format!("Your concern {}", of.reference),
        happened: outcome.map_or_else(
            || progress_words(of.status).to_owned(),
            |outcome| format!("We have looked into it. {outcome}."),
        ),
        next: "You need do nothing. To read more, enter the reference and the code that you were given."
            .to_owned(),
        label: "We say",
        words: conclusion.map_or_else(String::new, |said| said.words.clone()),
        path: "/concerns".to_owned(),
        button: "See how it goes",
    };
    let to = Recipient {
        email: contact.clone(),
        name: String::new(),
    };
    let key = format!("{kind}:{}:{}", of.id, of.status.as_str());
    outbox::write(ctx, tx, facts.email(kind, key, to, &letter)?).await
}

async fn tell_officers(
    ctx: &Context,
    tx: &DatabaseTransaction,
    facts: &MatterFacts,
    (kind, happened): (&'static str, &str),
    of: &Concern,
) -> Result<()> {
    let officers = list_impartial(tx, of.authority_id, Some(of.organisation_id)).await?;
    let letter = Letter {
        subject: format!("Concern {}", of.reference),
        happened: format!("{happened} It is about {}.", of.organisation),
        next: "What was said is confidential, so it is not in this email.".to_owned(),
        path: format!("/home/concerns/{}", of.id),
        button: "Open the concern",
        ..Letter::default()
    };
    tell(
        ctx,
        tx,
        facts,
        (kind, of.id.to_string()),
        &officers,
        &letter,
    )
    .await
}

/// Somebody raises a concern about an entry of the register, without an account. Nothing tells who it was,
/// unless they give an address to be told at.
///
/// # Errors
/// Sentences at `words` and `email`; [`Error::NotFound`] when the register has no such entry.
pub async fn raise(
    ctx: &Context,
    entry: &str,
    words: &str,
    contact: Option<&str>,
) -> Result<Raised> {
    let contact = contact.map(parse_email).transpose()?;
    let tx = ctx.begin().await?;
    let held = store::find_by_entry(&tx, entry)
        .await?
        .ok_or(Error::NotFound)?;
    if let Some(contact) = &contact {
        must_not_flood(ctx, &tx, contact, "concern_received").await?;
    }
    let (authority, standard) = authority_of(&tx, held.authority_id).await?;
    let reference = new_reference(ctx, 'C');
    let code = look_up_code(ctx.random_bytes::<CODE_CHARACTERS>());
    let new = NewConcern {
        // Not like other ids, which tell when they were made: the employer sees this one.
        id: Builder::from_random_bytes(ctx.random_bytes())
            .into_uuid()
            .into(),
        authority_id: held.authority_id,
        organisation_id: held.organisation_id,
        accreditation_id: held.id,
        organisation: held.holder.name,
        code_hash: code_hash(&reference, &code),
        reference,
    };
    let concern = Concern::raise(new, words, contact, (ctx.now(), standard.days))?;
    store::insert_concern(&tx, &concern).await?;
    let anybody = Actor {
        person: None,
        acting_for: "public".to_owned(),
    };
    let event = ConcernEvent::Raise.as_str();
    note(ctx, &tx, anybody, event, (None, &concern)).await?;
    let facts = MatterFacts::of(ctx, &authority);
    tell_reporter(ctx, &tx, &facts, "concern_received", &concern).await?;
    let about = ("concern_raised", "Somebody raised a concern.");
    tell_officers(ctx, &tx, &facts, about, &concern).await?;
    tx.commit().await?;
    Ok(Raised {
        reference: concern.reference,
        code,
        organisation: concern.organisation,
        contact: concern.contact,
    })
}

/// What an officer does with a concern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Has read it.
    Acknowledge,
    /// Says who else it is for.
    Refer,
    /// Looks into it.
    Investigate,
    /// Puts a question to the employer.
    Ask,
    /// Says what comes of it.
    Close(ConcernOutcome),
    /// Stops its clock.
    Pause,
    /// Lets its clock go on.
    Resume,
}

impl Step {
    const fn word(self) -> &'static str {
        match self {
            Self::Acknowledge => ConcernEvent::Acknowledge.as_str(),
            Self::Refer => ConcernEvent::Refer.as_str(),
            Self::Investigate => ConcernEvent::Investigate.as_str(),
            Self::Ask => ConcernEvent::Ask.as_str(),
            Self::Close(_) => ConcernEvent::Close.as_str(),
            Self::Pause => "pause",
            Self::Resume => "resume",
        }
    }
}

/// An officer without a conflict takes a step. Whoever raised it is told, if they want to be; the employer
/// is told when a question is put to it.
///
/// # Errors
/// A sentence at `words`; a conflict when the step cannot be taken now or somebody was first;
/// [`Error::NotFound`] for another authority's, and for an officer with a conflict.
pub async fn handle(
    ctx: &Context,
    officer: &Officer,
    id: ConcernId,
    version: i32,
    (step, words): (Step, &str),
) -> Result<Concern> {
    let tx = ctx.begin().await?;
    let (before, _) = store::get_concern(&tx, std::slice::from_ref(officer), id).await?;
    let (authority, standard) = authority_of(&tx, before.authority_id).await?;
    let done = Done {
        by: officer.person(),
        at: ctx.now(),
    };
    let one = before.clone();
    let after = match step {
        Step::Acknowledge => one.acknowledge(done, standard.days),
        Step::Refer => one.refer(words, done),
        Step::Investigate => one.investigate(),
        Step::Ask => one.ask(words, done),
        Step::Close(outcome) => one.close(outcome, words, done),
        Step::Pause => one.pause(ctx.now()),
        Step::Resume => one.resume(ctx.now()),
    }?;
    if before.version != version {
        return Err(Error::stale());
    }
    store::update_concern(&tx, &after).await?;
    note(
        ctx,
        &tx,
        officer.actor(),
        step.word(),
        (Some(&before), &after),
    )
    .await?;
    let facts = MatterFacts::of(ctx, &authority);
    match step {
        Step::Acknowledge | Step::Investigate => {
            tell_reporter(ctx, &tx, &facts, "concern_progress", &after).await?;
        }
        Step::Refer | Step::Close(_) => {
            tell_reporter(ctx, &tx, &facts, "concern_closed", &after).await?;
        }
        Step::Ask => {
            tell_reporter(ctx, &tx, &facts, "concern_progress", &after).await?;
            let members = identity::store::list_members(&tx, after.organisation_id).await?;
            let letter = Letter {
                subject: format!(
                    "{}: answer a question of the charter team",
                    after.organisation
                ),
                happened: "The charter team asks you something about your accreditation."
                    .to_owned(),
                next: "Read the question and answer it.".to_owned(),
                path: format!(
                    "/home/held/{}/concerns/{}",
                    after.accreditation_id, after.id
                ),
                button: "Read the question",
                ..Letter::default()
            };
            let people: Vec<_> = members.into_iter().map(|(person, _)| person).collect();
            let about = ("concern_put", after.id.to_string());
            tell(ctx, &tx, &facts, about, &people, &letter).await?;
        }
        Step::Pause | Step::Resume => {}
    }
    tx.commit().await?;
    Ok(after)
}

/// Somebody of the employer answers what was put to it.
///
/// # Errors
/// A sentence at `words`; a refusal when the role is not enough; a conflict when it was answered;
/// [`Error::NotFound`] for what was never put to the employer.
pub async fn answer(
    ctx: &Context,
    employer: &Employer,
    (id, concern): (AccreditationId, ConcernId),
    version: i32,
    words: &str,
) -> Result<Concern> {
    employer.must_answer()?;
    let tx = ctx.begin().await?;
    let own = std::slice::from_ref(employer);
    let of = store::find_for_employers(&tx, own, id)
        .await?
        .ok_or(Error::NotFound)?;
    let put = store::list_concerns_put_to(&tx, of.id).await?;
    let before = put
        .into_iter()
        .find(|one| one.id == concern)
        .ok_or(Error::NotFound)?;
    let done = Done {
        by: employer.person(),
        at: ctx.now(),
    };
    let after = before.clone().answer(words, done)?;
    if before.version != version {
        return Err(Error::stale());
    }
    store::update_concern(&tx, &after).await?;
    let event = ConcernEvent::Answer.as_str();
    note(ctx, &tx, employer.actor(), event, (Some(&before), &after)).await?;
    let (authority, _) = authority_of(&tx, after.authority_id).await?;
    let facts = MatterFacts::of(ctx, &authority);
    let about = ("concern_answered", "The employer answered your question.");
    tell_officers(ctx, &tx, &facts, about, &after).await?;
    tx.commit().await?;
    Ok(after)
}
