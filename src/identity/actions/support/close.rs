//! Closing a request of two officers, and doing what was confirmed.

use entity::ids::{OrganisationId, SupportRequestId};
use entity::kinds::MemberRole;
use sea_orm::DatabaseTransaction;

use super::{audit_request, leads, move_address, must_be_another_person, must_be_apart, reach};
use crate::identity::emails::support::{Stage, Told, to_officer};
use crate::identity::guard::Officer;
use crate::identity::rules::{
    Ask, Person, RequestClosing, SupportRequest, parse_reason, status_words,
};
use crate::identity::store;
use crate::notification::outbox;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// How an officer closes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Close {
    /// It is right: do it.
    Confirm,
    /// It is not.
    Decline,
    /// It was a mistake of one's own.
    Withdraw,
}

/// Closes a request; what is confirmed is done in the same breath.
///
/// # Errors
/// [`Error::NotFound`] when the authority has no such request, a sentence at `reason`, a refusal for who
/// may not, or a conflict when it cannot be done any more.
pub async fn close(
    ctx: &Context,
    officer: &Officer,
    id: SupportRequestId,
    how: Close,
    reason: &str,
) -> Result<()> {
    let reason = parse_reason(reason)?;
    let tx = ctx.begin().await?;
    let request = store::get_request(&tx, officer.authority(), id).await?;
    let closing = RequestClosing {
        by: officer.person(),
        at: ctx.now(),
        reason: reason.clone(),
    };
    let closed = match how {
        Close::Confirm => request.confirm(closing)?,
        Close::Decline => request.decline(closing)?,
        Close::Withdraw => request.withdraw(closing)?,
    };
    store::close_request(&tx, &closed).await?;
    if how != Close::Withdraw {
        must_be_apart(&tx, officer, closed.person_id).await?;
    }
    let person = store::find_person(&tx, closed.person_id)
        .await?
        .ok_or(Error::NotFound)?;
    if how == Close::Confirm {
        carry_out(ctx, &tx, officer, &closed).await?;
    }
    if closed.proposed_by != officer.person()
        && let Some(proposer) = store::find_person(&tx, closed.proposed_by).await?
    {
        let signature = store::get_authority(&tx, officer.authority())
            .await?
            .signature();
        let stage = Stage::Closed(status_words(closed.state.status()).0, &reason);
        let email = to_officer(ctx, (&closed, &person), stage, &proposer, &signature)?;
        outbox::write(ctx, &tx, email).await?;
    }
    let action = match how {
        Close::Confirm => "support.confirm",
        Close::Decline => "support.decline",
        Close::Withdraw => "support.withdraw",
    };
    audit_request(ctx, &tx, officer, action, &closed).await?;
    tx.commit().await?;
    Ok(())
}

/// Does what was confirmed, if things still stand as they did when it was proposed.
async fn carry_out(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    request: &SupportRequest,
) -> Result<()> {
    let (person, parts) = reach(tx, officer, request.person_id).await?;
    let changed = || {
        Error::conflict(
            "support.changed",
            "Something changed since this was proposed. Decline it, and propose it again if it is still wanted.",
        )
    };
    match &request.ask {
        Ask::ChangeAddress { from, to } => {
            if *from != person.email {
                return Err(changed());
            }
            move_address(ctx, tx, officer, &person, to, &request.reason).await
        }
        ask @ Ask::ReplaceLead {
            organisation_id,
            email,
            name,
        } => {
            store::hold_organisation(tx, *organisation_id).await?;
            if !leads(&parts, *organisation_id) {
                return Err(changed());
            }
            must_be_another_person(tx, &person, ask).await?;
            let new = store::find_or_insert_person(ctx, tx, email, name).await?;
            put_in_place(ctx, tx, officer, (&person, &new), *organisation_id, request).await
        }
    }
}

/// Ends the part of the lead who left, makes the other one lead, and tells everybody who leads or led.
async fn put_in_place(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    (old, new): (&Person, &Person),
    id: OrganisationId,
    request: &SupportRequest,
) -> Result<()> {
    let organisation = store::get_organisation(tx, id).await?;
    let members = store::list_members(tx, id).await?;
    let lead = MemberRole::Lead;
    if members.iter().any(|(member, _)| member.id == new.id) {
        store::update_member_role(tx, id, new.id, lead).await?;
    } else {
        store::insert_membership(ctx, tx, id, new.id, lead, Some(officer.person())).await?;
    }
    store::end_membership(tx, id, old.id, lead, ctx.now()).await?;
    let authority = store::get_authority(tx, officer.authority()).await?;
    let (signature, name) = (authority.signature(), organisation.name);
    let told = |happened: String, then: &str| Told {
        subject: format!("{name}: another lead on Fairmark"),
        happened,
        reason: request.reason.clone(),
        then: then.to_owned(),
        link: ctx.url("/home"),
    };
    let mut mails = vec![
        (
            old.clone(),
            told(
                format!("You do not act for {name} on Fairmark any more."),
                "If this is wrong, tell us at once: our telephone number and address are below.",
            ),
        ),
        (
            new.clone(),
            told(
                format!(
                    "You lead {name} on Fairmark: you can answer, add evidence, invite colleagues and sign off."
                ),
                "Sign in with this address. If you do not work there, tell us at once.",
            ),
        ),
    ];
    let others = members
        .into_iter()
        .filter(|(member, role)| *role == lead && member.id != old.id && member.id != new.id);
    for (other, _) in others {
        let happened = format!(
            "{} leads {name} on Fairmark in place of {}.",
            new.display_name(),
            old.display_name()
        );
        mails.push((other, told(happened, "If this is wrong, tell us at once.")));
    }
    for (to, told) in mails {
        let key = request.id.to_string();
        let email = told.email("lead_replaced", &key, to.recipient(), &signature)?;
        outbox::write(ctx, tx, email).await?;
    }
    Ok(())
}
