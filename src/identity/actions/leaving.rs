//! Ending somebody's part in an organisation, or role at an authority.

use entity::ids::PersonId;
use entity::kinds::{MemberRole, StaffRole};
use serde_json::json;

use crate::identity::emails::support::Told;
use crate::identity::guard::{Employer, Officer};
use crate::identity::rules::{must_leave_a_lead, parse_reason};
use crate::identity::store;
use crate::notification::email::Signature;
use crate::notification::outbox;
use crate::platform::audit::{self, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// A lead ends somebody's part in the organisation, or the lead's own; never that of the last lead.
///
/// # Errors
/// [`Error::NotFound`] when the person does not act for it; a sentence at `reason`, or what to do first.
pub async fn end_membership(
    ctx: &Context,
    employer: &Employer,
    person: PersonId,
    reason: &str,
) -> Result<()> {
    employer.must_manage()?;
    let reason = parse_reason(reason)?;
    let id = employer.organisation();
    let tx = ctx.begin().await?;
    store::hold_organisation(&tx, id).await?;
    let members = store::list_members(&tx, id).await?;
    let (leaver, role) = members
        .iter()
        .find(|(member, _)| member.id == person)
        .ok_or(Error::NotFound)?;
    let leads = members
        .iter()
        .filter(|(_, role)| *role == MemberRole::Lead)
        .count();
    must_leave_a_lead(*role, leads)?;
    store::end_membership(&tx, id, person, *role, ctx.now()).await?;
    let organisation = store::get_organisation(&tx, id).await?.name;
    let told = Told {
        subject: format!("You do not act for {organisation} on Fairmark any more"),
        happened: format!("A lead of {organisation} ended your part there."),
        reason: reason.clone(),
        then:
            "What you did stays in its records. If this is wrong, ask the lead to invite you again."
                .to_owned(),
        link: ctx.url("/home"),
    };
    let key = format!("{id}:{}", ctx.now().timestamp_millis());
    let signature = Signature::installation();
    let email = told.email("part_ended", &key, leaver.recipient(), &signature)?;
    outbox::write(ctx, &tx, email).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: None,
            actor: employer.actor(),
            action: "organisation.end_membership",
            object_kind: "person",
            object_id: person.to_string(),
            detail: json!({ "role": role.as_str(), "reason": digest(reason.as_bytes()) }),
            before: None,
            after: None,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// An officer ends a role at the authority, or the officer's own; never that of the last officer.
///
/// # Errors
/// [`Error::NotFound`] when nobody has it; a sentence at `reason`, or what to do first.
pub async fn end_staff_role(
    ctx: &Context,
    officer: &Officer,
    person: PersonId,
    role: StaffRole,
    reason: &str,
) -> Result<()> {
    let reason = parse_reason(reason)?;
    let tx = ctx.begin().await?;
    store::hold_authority(&tx, officer.authority()).await?;
    let staff = store::list_staff(&tx, officer.authority(), role).await?;
    let leaver = staff
        .iter()
        .find(|one| one.id == person)
        .ok_or(Error::NotFound)?;
    if role == StaffRole::Officer && staff.len() <= 1 {
        return Err(Error::refused(
            "staff.last_officer",
            "This is the only officer. Another officer is needed first; whoever runs the installation can add one.",
        ));
    }
    store::end_staff_role(ctx, &tx, officer.authority(), person, role).await?;
    let authority = store::get_authority(&tx, officer.authority()).await?;
    let told = Told {
        subject: format!(
            "You are no {} of {} any more",
            role.as_str(),
            authority.name
        ),
        happened: format!(
            "An officer ended your role as {} of {} on Fairmark.",
            role.as_str(),
            authority.name
        ),
        reason: reason.clone(),
        then: "What you did stays in its records. If this is wrong, write to the charter team."
            .to_owned(),
        link: ctx.url("/home"),
    };
    let key = format!("{}:{}", authority.id, ctx.now().timestamp_millis());
    let email = told.email(
        "role_ended",
        &key,
        leaver.recipient(),
        &authority.signature(),
    )?;
    outbox::write(ctx, &tx, email).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(officer.authority()),
            actor: officer.actor(),
            action: "authority.end_role",
            object_kind: "person",
            object_id: person.to_string(),
            detail: json!({ "role": role.as_str(), "reason": digest(reason.as_bytes()) }),
            before: None,
            after: None,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
