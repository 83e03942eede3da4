//! Data-protection complaints: anybody complains, an officer answers.

use entity::ids::DataComplaintId;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::matter::{authority_of, list_impartial, must_not_flood, new_reference, record, tell};
use crate::accreditation::emails::{Letter, MatterFacts};
use crate::accreditation::rules::complaint::{Complaint, ComplaintEvent};
use crate::accreditation::rules::matter::{Done, MatterKind};
use crate::accreditation::store;
use crate::identity;
use crate::identity::guard::Officer;
use crate::identity::rules::parse_email;
use crate::notification::email::Recipient;
use crate::notification::outbox;
use crate::platform::audit::Actor;
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

async fn note(
    ctx: &Context,
    tx: &DatabaseTransaction,
    actor: Actor,
    event: ComplaintEvent,
    (before, after): (Option<&Complaint>, &Complaint),
) -> Result<()> {
    record(
        ctx,
        tx,
        (after.authority_id, actor),
        (MatterKind::Complaint, after.id.to_string(), event.as_str()),
        json!({
            "reference": after.reference,
            "status": after.status.as_str(),
            "due_on": after.due_on(),
        }),
        (before, after),
    )
    .await
}

/// Writes to whoever complained.
async fn reply(
    ctx: &Context,
    tx: &DatabaseTransaction,
    facts: &MatterFacts,
    event: ComplaintEvent,
    of: &Complaint,
) -> Result<()> {
    let due = of.due_on().map(long_date).unwrap_or_default();
    let (kind, happened, next) = match event {
        ComplaintEvent::Complain => (
            "complaint_received",
            "We have your complaint about how we handle data about you.",
            format!("An officer reads it and writes to you by {due}."),
        ),
        ComplaintEvent::Acknowledge => (
            "complaint_acknowledged",
            "An officer has read your complaint and looks into it.",
            format!("We answer by {due}."),
        ),
        ComplaintEvent::Answer => (
            "complaint_answered",
            "This is our answer to your complaint.",
            "If you are not content with it, you can complain to the Information Commissioner’s Office.".to_owned(),
        ),
        ComplaintEvent::Close => (
            "complaint_closed",
            "Your complaint is closed.",
            "You can still complain to the Information Commissioner’s Office.".to_owned(),
        ),
    };
    let words = match (event, &of.answer) {
        (ComplaintEvent::Answer, Some(said)) => said.words.clone(),
        _ => String::new(),
    };
    let letter = Letter {
        subject: format!("Your complaint {}", of.reference),
        happened: happened.to_owned(),
        next,
        label: "We answer",
        words,
        path: "/privacy".to_owned(),
        button: "How we handle data",
    };
    let to = Recipient {
        email: of.contact.clone(),
        // Not what was typed: anybody can type anything, and it would go out in the authority's name.
        name: String::new(),
    };
    let key = format!("{kind}:{}", of.id);
    outbox::write(ctx, tx, facts.email(kind, key, to, &letter)?).await
}

/// Somebody complains, without an account, about how an authority handles data about them.
///
/// # Errors
/// Sentences at `authority`, `name`, `email` and `words`.
pub async fn complain(
    ctx: &Context,
    authority: &str,
    (name, email, words): (&str, &str, &str),
) -> Result<Complaint> {
    let tx = ctx.begin().await?;
    let found = identity::store::find_authority(&tx, authority)
        .await?
        .ok_or_else(|| Error::invalid("authority", "Choose the authority"))?;
    let contact = parse_email(email)?;
    must_not_flood(ctx, &tx, &contact, "complaint_received").await?;
    let new = (ctx.new_id(), found.id, new_reference(ctx, 'D'));
    let complaint = Complaint::complain(new, (name, contact, words), ctx.now())?;
    store::insert_complaint(&tx, &complaint).await?;
    let anybody = Actor {
        person: None,
        acting_for: "public".to_owned(),
    };
    let event = ComplaintEvent::Complain;
    note(ctx, &tx, anybody, event, (None, &complaint)).await?;
    let facts = MatterFacts::of(ctx, &found);
    reply(ctx, &tx, &facts, event, &complaint).await?;
    let officers = list_impartial(&tx, found.id, None).await?;
    let due = complaint.due_on().map(long_date).unwrap_or_default();
    let letter = Letter {
        subject: format!("Data-protection complaint {}", complaint.reference),
        happened: "Somebody complains about how data about them is handled.".to_owned(),
        next: format!("The law gives you until {due} to acknowledge it."),
        path: format!("/home/complaints/{}", complaint.id),
        button: "Open the complaint",
        ..Letter::default()
    };
    let about = ("complaint_raised", complaint.id.to_string());
    tell(ctx, &tx, &facts, about, &officers, &letter).await?;
    tx.commit().await?;
    Ok(complaint)
}

/// An officer takes the next step; whoever complained is told.
///
/// # Errors
/// A sentence at `words`; a conflict when the step cannot be taken now or somebody was first;
/// [`Error::NotFound`] for another authority's.
pub async fn handle(
    ctx: &Context,
    officer: &Officer,
    id: DataComplaintId,
    version: i32,
    (event, words): (ComplaintEvent, &str),
) -> Result<Complaint> {
    let tx = ctx.begin().await?;
    let (before, _) = store::get_complaint(&tx, std::slice::from_ref(officer), id).await?;
    let (authority, standard) = authority_of(&tx, before.authority_id).await?;
    let done = Done {
        by: officer.person(),
        at: ctx.now(),
    };
    let one = before.clone();
    let after = match event {
        ComplaintEvent::Acknowledge => one.acknowledge(done, standard.days),
        ComplaintEvent::Answer => one.answer(words, done),
        ComplaintEvent::Close => one.close(words, done),
        ComplaintEvent::Complain => Err(Error::NotFound),
    }?;
    if before.version != version {
        return Err(Error::stale());
    }
    store::update_complaint(&tx, &after).await?;
    note(ctx, &tx, officer.actor(), event, (Some(&before), &after)).await?;
    reply(ctx, &tx, &MatterFacts::of(ctx, &authority), event, &after).await?;
    tx.commit().await?;
    Ok(after)
}
