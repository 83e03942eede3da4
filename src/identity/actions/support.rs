//! What officers do for people who act for employers: each with a reason, and told to whom it concerns.

use entity::ids::{OrganisationId, PersonId, SupportRequestId};
use entity::kinds::{MemberRole, StaffRole};
use sea_orm::DatabaseTransaction;
use serde_json::json;

mod close;

pub use close::{Close, close};

use super::bounce::end_sign_in;
use super::sign_in::{must_not_ask_too_often, send_link};
use crate::identity::emails::support::{Stage, Told, to_officer};
use crate::identity::guard::Officer;
use crate::identity::rules::{
    Ask, NAME_MAX_CHARACTERS, Person, RequestState, SupportRequest, parse_email, parse_reason,
    takes_two,
};
use crate::identity::store::{self, Part};
use crate::notification::{bounces, outbox};
use crate::platform::audit::{self, digest};
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// What became of an officer's wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It is done.
    AtOnce,
    /// A second officer is asked.
    Proposed(SupportRequestId),
}

/// An officer helps nobody who is the officer, or with whom the officer acts or acted for the same
/// employer.
///
/// # Errors
/// A sentence that says who can.
pub(super) async fn must_be_apart(
    tx: &DatabaseTransaction,
    officer: &Officer,
    person: PersonId,
) -> Result<()> {
    let own = store::list_parts(tx, officer.authority(), officer.person()).await?;
    let parts = store::list_parts(tx, officer.authority(), person).await?;
    let shared = own.iter().any(|mine| {
        let id = mine.organisation_id;
        parts.iter().any(|part| part.organisation_id == id)
    });
    if shared || person == officer.person() {
        return Err(Error::refused(
            "support.own_case",
            "This concerns you or an employer you act or acted for. Ask another officer.",
        ));
    }
    Ok(())
}

/// A person the officer may help, with the parts that are not over.
async fn reach(
    tx: &DatabaseTransaction,
    officer: &Officer,
    id: PersonId,
) -> Result<(Person, Vec<Part>)> {
    let person = store::get_person_in_reach(tx, officer.authority(), id).await?;
    must_be_apart(tx, officer, id).await?;
    let mut parts = store::list_parts(tx, officer.authority(), id).await?;
    parts.retain(|part| part.ended_at.is_none());
    Ok((person, parts))
}

async fn record(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    action: &str,
    (person, reason): (PersonId, &str),
    (before, after): (Option<&str>, Option<&str>),
) -> Result<()> {
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(officer.authority()),
            actor: officer.actor(),
            action,
            object_kind: "person",
            object_id: person.to_string(),
            detail: json!({ "reason": digest(reason.as_bytes()) }),
            before: before.map(|text| digest(text.as_bytes())),
            after: after.map(|text| digest(text.as_bytes())),
        },
    )
    .await
}

/// Sends a person a new link to sign in.
///
/// # Errors
/// [`Error::NotFound`] when the person is none of the officer's, a sentence at `reason`, that emails to
/// the address come back, or that there were too many.
pub async fn send_new_link(
    ctx: &Context,
    officer: &Officer,
    id: PersonId,
    reason: &str,
) -> Result<()> {
    let reason = parse_reason(reason)?;
    let tx = ctx.begin().await?;
    let (person, _) = reach(&tx, officer, id).await?;
    if bounces::find(&tx, &person.email).await?.is_some() {
        return Err(Error::refused(
            "support.bounced",
            "Emails to this address come back. Change the address first, or say that it works again.",
        ));
    }
    must_not_ask_too_often(ctx, &tx, &person.email).await?;
    send_link(ctx, &tx, &person.email, "").await?;
    let none = (None, None);
    record(ctx, &tx, officer, "support.send_link", (id, &reason), none).await?;
    tx.commit().await?;
    Ok(())
}

/// An address that emails arrive at, as far as is known.
async fn must_arrive(tx: &DatabaseTransaction, email: &str) -> Result<()> {
    if bounces::find(tx, email).await?.is_some() {
        return Err(Error::invalid(
            "email",
            "Emails to that address come back. Ask for another address",
        ));
    }
    Ok(())
}

/// An address nobody else signs in with.
async fn must_be_free(tx: &DatabaseTransaction, person: &Person, to: &str) -> Result<()> {
    if to == person.email {
        return Err(Error::invalid("email", "This is the address now"));
    }
    if store::find_person_by_email(tx, to).await?.is_some() {
        return Err(Error::invalid(
            "email",
            "Somebody signs in with that address already. Ask for another address",
        ));
    }
    must_arrive(tx, to).await
}

/// Changes the address a person signs in with; for leads, signatories and staff a second officer is
/// asked.
///
/// # Errors
/// [`Error::NotFound`] when the person is none of the officer's; sentences at `email` and `reason`.
pub async fn change_address(
    ctx: &Context,
    officer: &Officer,
    id: PersonId,
    to: &str,
    reason: &str,
) -> Result<Done> {
    let to = parse_email(to)?;
    let reason = parse_reason(reason)?;
    let tx = ctx.begin().await?;
    let (person, parts) = reach(&tx, officer, id).await?;
    must_be_free(&tx, &person, &to).await?;
    let roles: Vec<MemberRole> = parts.iter().map(|part| part.role).collect();
    let is_staff = !store::list_offices(&tx, id).await?.is_empty();
    let done = if takes_two(&roles, is_staff) {
        let from = person.email.clone();
        propose(
            ctx,
            &tx,
            officer,
            &person,
            Ask::ChangeAddress { from, to },
            reason,
        )
        .await?
    } else {
        move_address(ctx, &tx, officer, &person, &to, &reason).await?;
        Done::AtOnce
    };
    tx.commit().await?;
    Ok(done)
}

/// Gives the person the new address, ends every way in by the old one, and tells both.
async fn move_address(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    person: &Person,
    to: &str,
    reason: &str,
) -> Result<()> {
    must_be_free(tx, person, to).await?;
    store::update_person_email(tx, person, to).await?;
    end_sign_in(ctx, tx, person).await?;
    store::revoke_all_tokens(tx, person.id, ctx.now()).await?;
    let signature = store::get_authority(tx, officer.authority())
        .await?
        .signature();
    let mut renamed = person.clone();
    to.clone_into(&mut renamed.email);
    let told = |happened: &str, then: &str| Told {
        subject: "The email address you sign in to Fairmark with has changed".to_owned(),
        happened: format!("{happened} It was changed on {}.", long_instant(ctx.now())),
        reason: reason.to_owned(),
        then: then.to_owned(),
        link: ctx.url("/sign-in"),
    };
    let key = ctx.new_id::<SupportRequestId>().to_string();
    // The old mailbox may be somebody else's by now: it is not told the new address.
    let old = told(
        "You cannot sign in to Fairmark with this address any more; another one stands in its place.",
        "If you did not ask for this, tell us at once: our telephone number and address are below.",
    );
    let new = told(
        "From now on you sign in to Fairmark with this address. You are signed out everywhere, and tokens of programs do not work any more.",
        "Ask for a link on the sign-in page. If you did not ask for this, tell us at once.",
    );
    for (to, told) in [(person, old), (&renamed, new)] {
        let email = told.email("address_changed", &key, to.recipient(), &signature)?;
        outbox::write(ctx, tx, email).await?;
    }
    let digests = (Some(person.email.as_str()), Some(to));
    let of = (person.id, reason);
    record(ctx, tx, officer, "support.change_address", of, digests).await
}

/// Proposes that somebody else leads an organisation in a person's place.
///
/// # Errors
/// [`Error::NotFound`] when the person is none of the officer's; sentences at `organisation`, `email`,
/// `name` and `reason`.
pub async fn replace_lead(
    ctx: &Context,
    officer: &Officer,
    id: PersonId,
    organisation: Option<OrganisationId>,
    (email, name): (&str, &str),
    reason: &str,
) -> Result<Done> {
    let email = parse_email(email)?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > NAME_MAX_CHARACTERS {
        return Err(Error::invalid(
            "name",
            format!("The name must be {NAME_MAX_CHARACTERS} characters or fewer"),
        ));
    }
    let reason = parse_reason(reason)?;
    let tx = ctx.begin().await?;
    let (person, parts) = reach(&tx, officer, id).await?;
    let ask = Ask::ReplaceLead {
        organisation_id: organisation
            .filter(|id| leads(&parts, *id))
            .ok_or_else(|| {
                Error::invalid("organisation", "Choose an organisation from the list")
            })?,
        email,
        name,
    };
    must_be_another_person(&tx, &person, &ask).await?;
    let done = propose(ctx, &tx, officer, &person, ask, reason).await?;
    tx.commit().await?;
    Ok(done)
}

/// Whether somebody leads an organisation that deals with the authority.
fn leads(parts: &[Part], organisation: OrganisationId) -> bool {
    parts.iter().any(|part| {
        part.organisation_id == organisation
            && part.role == MemberRole::Lead
            && part.ended_at.is_none()
            && part.deals
    })
}

/// The new lead is somebody else, and no officer of any authority: officers decide on employers.
async fn must_be_another_person(
    tx: &DatabaseTransaction,
    person: &Person,
    ask: &Ask,
) -> Result<()> {
    let Ask::ReplaceLead { email, .. } = ask else {
        return Ok(());
    };
    if *email == person.email {
        return Err(Error::invalid("email", "This person is the lead now"));
    }
    if let Some(found) = store::find_person_by_email(tx, email).await?
        && !store::list_offices(tx, found.id).await?.is_empty()
    {
        return Err(Error::invalid(
            "email",
            "That person works for an authority, and so cannot be made a lead here",
        ));
    }
    must_arrive(tx, email).await
}

/// Writes a request and tells the other officers.
async fn propose(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    person: &Person,
    ask: Ask,
    reason: String,
) -> Result<Done> {
    let open = store::list_open_requests(tx, officer.authority(), person.id).await?;
    if open.iter().any(|one| one.ask.kind() == ask.kind()) {
        return Err(Error::conflict(
            "support.open",
            "A request like this waits for a second officer already. Open it under Requests.",
        ));
    }
    let request = SupportRequest {
        id: ctx.new_id(),
        authority_id: officer.authority(),
        person_id: person.id,
        ask,
        reason,
        proposed_by: officer.person(),
        proposed_at: ctx.now(),
        state: RequestState::Proposed,
    };
    store::insert_request(tx, &request).await?;
    let signature = store::get_authority(tx, officer.authority())
        .await?
        .signature();
    for colleague in store::list_staff(tx, officer.authority(), StaffRole::Officer).await? {
        if colleague.id != officer.person() && colleague.id != person.id {
            let about = (&request, person);
            let email = to_officer(ctx, about, Stage::Proposed, &colleague, &signature)?;
            outbox::write(ctx, tx, email).await?;
        }
    }
    audit_request(ctx, tx, officer, "support.propose", &request).await?;
    Ok(Done::Proposed(request.id))
}

async fn audit_request(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    action: &str,
    request: &SupportRequest,
) -> Result<()> {
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(officer.authority()),
            actor: officer.actor(),
            action,
            object_kind: "support_request",
            object_id: request.id.to_string(),
            detail: json!({ "kind": request.ask.kind().as_str(), "person": request.person_id }),
            before: None,
            after: Some(digest(format!("{request:?}").as_bytes())),
        },
    )
    .await
}
