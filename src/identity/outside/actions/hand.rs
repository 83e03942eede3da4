//! What an officer does to one accreditation of others: record it, end it, confirm whose it is.

use chrono::NaiveDate;
use entity::ids::{OrganisationId, OutsideAccreditationId};
use entity::outside_kinds::OutsideSource;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use crate::identity;
use crate::identity::directory::rules::{company_number, postcode};
use crate::identity::guard::Officer;
use crate::identity::outside::rules::{
    Entry, HOLDER_MAX_CHARACTERS, NOTE_MAX_CHARACTERS, Outside, REFERENCE_MAX_CHARACTERS,
    Recognised, matched, proposals, read_tier,
};
use crate::identity::outside::store;
use crate::platform::audit::{self, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::platform::jobs::{self, Work};

/// What an officer types of one.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Who holds it.
    pub holder: String,
    /// Its number.
    pub reference: String,
    /// Companies House number; may be empty.
    pub company_number: String,
    /// Postcode; may be empty.
    pub postcode: String,
    /// Its tier; may be empty.
    pub tier: String,
    /// The first day it is valid, where it is known.
    pub since: Option<NaiveDate>,
    /// The last day it is valid, where it ends.
    pub until: Option<NaiveDate>,
    /// What shows it.
    pub note: String,
}

impl Typed {
    fn entry(&self, of: &Recognised) -> Result<(Entry, String)> {
        let mut errors = FieldErrors::new();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let number = company_number::read(&self.company_number);
        if number.value.is_none() && !self.company_number.is_empty() {
            errors.add(
                "company_number",
                "Enter the 8 characters of the Companies House number, for example 01234567",
            );
        }
        let place = postcode::read(&self.postcode);
        if place.value.is_none() && !self.postcode.is_empty() {
            errors.add(
                "postcode",
                "Enter a full postcode of the United Kingdom, for example M5 4WT",
            );
        }
        for (field, what, text, most) in [
            (
                "holder",
                "name of the employer",
                &self.holder,
                HOLDER_MAX_CHARACTERS,
            ),
            (
                "reference",
                "reference",
                &self.reference,
                REFERENCE_MAX_CHARACTERS,
            ),
            (
                "note",
                "words on what shows it",
                &self.note,
                NOTE_MAX_CHARACTERS,
            ),
        ] {
            if text.is_empty() {
                errors.add(field, format!("Enter the {what}"));
            } else if text.chars().count() > most {
                errors.add(field, format!("Shorten this to {most} characters or fewer"));
            }
        }
        let tier = read_tier(&self.tier, &of.tiers);
        if let Some(tier) = &tier
            && !of.tiers.contains(tier)
        {
            errors.add("tier", "Choose a tier from the list");
        }
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since > until
        {
            errors.add("until", "The last day cannot be before the first");
        }
        errors.into_result()?;
        let entry = Entry {
            holder: self.holder.clone(),
            reference: some(&self.reference),
            tier,
            company_number: number.value,
            postcode: place.value,
            since: self.since,
            until: self.until,
        };
        let key = entry
            .key()
            .ok_or_else(|| Error::invalid("reference", "Enter the reference"))?;
        Ok((entry, key))
    }
}

/// Nobody records for the employer they act for.
async fn must_be_impartial(
    tx: &DatabaseTransaction,
    officer: &Officer,
    organisation: OrganisationId,
) -> Result<()> {
    let affiliates = identity::store::list_affiliates(tx, organisation).await?;
    if affiliates
        .iter()
        .any(|(person, _)| person.id == officer.person())
    {
        return Err(Error::refused(
            "outside.acts_for_employer",
            "You act or acted for this employer. Ask another officer to do this.",
        ));
    }
    Ok(())
}

/// Whose it is, if anybody's: confirmed, else by company number.
async fn holder_of(tx: &DatabaseTransaction, held: &Outside) -> Result<Option<OrganisationId>> {
    if let Some(confirmed) = held.organisation_id {
        return Ok(Some(confirmed));
    }
    match &held.entry.company_number {
        Some(number) => identity::store::find_company(tx, number).await,
        None => Ok(None),
    }
}

async fn tell(
    ctx: &Context,
    tx: &DatabaseTransaction,
    officer: &Officer,
    action: &str,
    (before, after): (Option<&Outside>, &Outside),
) -> Result<()> {
    let fingerprint = |of: &Outside| digest(format!("{of:?}").as_bytes());
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(after.authority_id),
            actor: officer.actor(),
            action,
            object_kind: "outside_accreditation",
            object_id: after.id.to_string(),
            detail: json!({
                "accreditation": after.accreditation,
                "reference": after.entry.reference(),
                "organisation": after.organisation_id,
                "note": digest(after.note.as_bytes()),
            }),
            before: before.map(fingerprint),
            after: Some(fingerprint(after)),
        },
    )
    .await
}

/// Records one that an officer saw proof of. One that was recorded and ended stands again.
///
/// # Errors
/// Sentences at the fields; a conflict when it is recorded and stands.
pub async fn record(
    ctx: &Context,
    officer: &Officer,
    of: &Recognised,
    typed: &Typed,
) -> Result<Outside> {
    let (entry, key) = typed.entry(of)?;
    let now = ctx.now();
    let tx = ctx.begin().await?;
    let before = store::find_recorded(&tx, officer.authority(), &of.code, &key).await?;
    let new = match before.clone() {
        Some(held) if held.gone_on.is_none() => {
            return Err(Error::conflict(
                "outside.recorded_already",
                "This accreditation is recorded already. End it first, if it has changed.",
            ));
        }
        Some(held) => Outside {
            entry,
            gone_on: None,
            note: typed.note.clone(),
            last_seen_at: now,
            ..held
        },
        None => Outside {
            id: ctx.new_id(),
            authority_id: officer.authority(),
            accreditation: of.code.clone(),
            title: of.title.clone(),
            issuer: of.issuer.clone(),
            source: OutsideSource::Officer,
            entry,
            organisation_id: None,
            tier_on: None,
            gone_on: None,
            list_id: None,
            note: typed.note.clone(),
            first_seen_at: now,
            last_seen_at: now,
            version: 1,
        },
    };
    if let Some(organisation) = holder_of(&tx, &new).await? {
        must_be_impartial(&tx, officer, organisation).await?;
    }
    match &before {
        Some(_) => store::update_outside(&tx, &new).await?,
        None => store::insert_recorded(&tx, &new, key, officer.person()).await?,
    }
    tell(ctx, &tx, officer, "outside.record", (before.as_ref(), &new)).await?;
    tx.commit().await?;
    Ok(new)
}

/// Ends one that an officer recorded, from today on. Whoever rests on it is looked at by a job.
///
/// # Errors
/// A sentence at `note`; a refusal for one that a list names; a conflict when it changed since
/// `version` or is over.
pub async fn end(
    ctx: &Context,
    officer: &Officer,
    id: OutsideAccreditationId,
    version: i32,
    note: &str,
) -> Result<()> {
    if note.is_empty() {
        return Err(Error::invalid("note", "Say why it ends"));
    }
    if note.chars().count() > NOTE_MAX_CHARACTERS {
        return Err(Error::invalid(
            "note",
            format!("Shorten this to {NOTE_MAX_CHARACTERS} characters or fewer"),
        ));
    }
    let tx = ctx.begin().await?;
    let before = store::get_outside(&tx, [officer.authority()], id).await?;
    if before.source == OutsideSource::List {
        return Err(Error::refused(
            "outside.of_a_list",
            "Its issuer’s list names this one. It ends when a newer list does not.",
        ));
    }
    if before.version != version || before.gone_on.is_some() {
        return Err(Error::stale());
    }
    if let Some(organisation) = holder_of(&tx, &before).await? {
        must_be_impartial(&tx, officer, organisation).await?;
    }
    let after = Outside {
        gone_on: Some(ctx.today()),
        note: note.to_owned(),
        ..before.clone()
    };
    store::update_outside(&tx, &after).await?;
    tell(ctx, &tx, officer, "outside.end", (Some(&before), &after)).await?;
    let work = Work::CheckOutside {
        authority_id: Some(officer.authority()),
    };
    let key = format!("check_outside:ended:{id}:{version}");
    jobs::enqueue(ctx, &tx, &work, key).await?;
    tx.commit().await?;
    Ok(())
}

/// Confirms whose one is: an organisation of the same name. None takes an earlier confirmation back.
///
/// # Errors
/// A sentence at `organisation` for one of another name; a conflict when it changed since `version`.
pub async fn confirm(
    ctx: &Context,
    officer: &Officer,
    id: OutsideAccreditationId,
    version: i32,
    organisation: Option<OrganisationId>,
) -> Result<()> {
    let tx = ctx.begin().await?;
    let before = store::get_outside(&tx, [officer.authority()], id).await?;
    if before.version != version {
        return Err(Error::stale());
    }
    if let Some(organisation) = organisation {
        let known = store::list_known(&tx).await?;
        let proposed = matched(&before.entry, &known).is_none()
            && proposals(&before.entry, &known)
                .iter()
                .any(|one| one.id == organisation);
        if !proposed {
            return Err(Error::invalid(
                "organisation",
                "Choose an organisation from the list",
            ));
        }
    }
    for concerned in [organisation, before.organisation_id].into_iter().flatten() {
        must_be_impartial(&tx, officer, concerned).await?;
    }
    let after = Outside {
        organisation_id: organisation,
        ..before.clone()
    };
    store::update_outside(&tx, &after).await?;
    tell(
        ctx,
        &tx,
        officer,
        "outside.confirm",
        (Some(&before), &after),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
