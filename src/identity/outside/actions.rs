//! What can be done to lists and to what they name: a list is offered, looked at, brought in; an
//! officer records one by hand, ends it, and confirms whose one is.

mod hand;

use bytes::Bytes;
use chrono::NaiveDate;
use entity::ids::{AuthorityId, OutsideListId};
use entity::outside_kinds::{OutsideListStage, OutsideSource};
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};

use super::rules::{
    Counts, Entry, Known, Outside, OutsideList, Plan, Read, Recognised, matched, must_not_be_older,
    plan, proposals, read_list,
};
use super::store;
use crate::identity::guard::Officer;
use crate::platform::audit::{self, Actor, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::jobs::{self, Work};

pub use hand::{Typed, confirm, end, record};

/// Longest name of a file that is kept, in characters.
const FILE_NAME_MAX_CHARACTERS: usize = 200;

/// Who brings a list in, and for whom.
#[derive(Clone, Debug)]
pub struct By {
    authority: AuthorityId,
    actor: Actor,
}

impl By {
    /// An officer, for the officer's authority.
    pub fn officer(officer: &Officer) -> Self {
        Self {
            authority: officer.authority(),
            actor: officer.actor(),
        }
    }

    /// The command line, for an authority.
    pub fn command_line(authority: AuthorityId) -> Self {
        Self {
            authority,
            actor: Actor::system(),
        }
    }
}

/// What a list would do, before anything is written.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What was read.
    pub read: Read,
    /// What it does.
    pub plan: Plan,
    /// Rows that are an organisation's by company number.
    pub matched: usize,
    /// Rows whose name is an organisation's, for an officer to confirm once the list is in.
    pub proposed: Vec<(Entry, Known)>,
}

async fn tell(
    ctx: &Context,
    tx: &DatabaseTransaction,
    by: &By,
    action: &str,
    list: &OutsideList,
    detail: Value,
) -> Result<()> {
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(by.authority),
            actor: by.actor.clone(),
            action,
            object_kind: "outside_list",
            object_id: list.id.to_string(),
            detail,
            before: None,
            after: Some(digest(format!("{list:?}").as_bytes())),
        },
    )
    .await
}

fn key_of(list: &OutsideList) -> String {
    format!("outside/{}/{}.csv", list.authority_id, list.sha256)
}

/// Takes a file as a list to be looked at. Nothing of it counts before it is brought in; the same file
/// for the same day is offered once.
///
/// # Errors
/// A sentence at `file` or `as_of`; a refusal when a later list was brought in already.
pub async fn offer(
    ctx: &Context,
    by: &By,
    of: &Recognised,
    as_of: NaiveDate,
    file_name: &str,
    content: Bytes,
) -> Result<OutsideList> {
    if as_of > ctx.today() {
        return Err(Error::invalid(
            "as_of",
            "The day the list shows cannot be in the future",
        ));
    }
    read(of, &content).map_err(|error| match error {
        Error::Malformed(refusal) => Error::invalid("file", refusal.message),
        other => other,
    })?;
    let list = OutsideList {
        id: ctx.new_id(),
        authority_id: by.authority,
        accreditation: of.code.clone(),
        title: of.title.clone(),
        issuer: of.issuer.clone(),
        as_of,
        file_name: file_name.chars().take(FILE_NAME_MAX_CHARACTERS).collect(),
        sha256: digest(&content),
        stage: OutsideListStage::Offered,
        number: None,
        counts: Counts::default(),
        offered_by: by.actor.person,
        offered_at: ctx.now(),
        imported_by: None,
        imported_at: None,
    };
    let newest = store::find_last_list(ctx.read(), by.authority, &of.code).await?;
    must_not_be_older(as_of, newest.as_ref())?;
    // Before the row, so that there is no row without its file.
    ctx.storage.put(&key_of(&list), content).await?;
    let tx = ctx.begin().await?;
    if let Some(offered) = store::find_offered(&tx, &list).await? {
        return Ok(offered);
    }
    store::insert_list(&tx, &list).await?;
    let detail = json!({
        "accreditation": list.accreditation, "as_of": list.as_of, "sha256": list.sha256,
    });
    tell(ctx, &tx, by, "outside.offer", &list, detail).await?;
    tx.commit().await?;
    Ok(list)
}

fn read(of: &Recognised, content: &[u8]) -> Result<Read> {
    read_list(content, &of.tiers)
}

/// The file of a list, as it was offered.
async fn file(ctx: &Context, list: &OutsideList) -> Result<Bytes> {
    let content = ctx.storage.get(&key_of(list)).await?;
    if digest(&content) != list.sha256 {
        return Err(Error::Malformed(Refusal::new(
            "outside.file_changed",
            "The file of this list is not the one that was offered. Offer it again.",
        )));
    }
    Ok(content)
}

/// What an offered list would do now; nothing is written.
///
/// # Errors
/// When the file or the database cannot be read.
pub async fn preview(ctx: &Context, list: &OutsideList, of: &Recognised) -> Result<Preview> {
    let read = read(of, &file(ctx, list).await?)?;
    let stored = store::list_of_lists(ctx.read(), list.authority_id, &list.accreditation).await?;
    let known = store::list_known(ctx.read()).await?;
    let entries = read.entries.values();
    let is_confirmed = |entry: &Entry| {
        let key = entry.key();
        stored
            .iter()
            .any(|(known, one)| Some(known) == key.as_ref() && one.organisation_id.is_some())
    };
    Ok(Preview {
        plan: plan(&stored, &read, list.as_of),
        matched: entries
            .clone()
            .filter(|entry| matched(entry, &known).is_some())
            .count(),
        proposed: entries
            .filter(|entry| matched(entry, &known).is_none() && !is_confirmed(entry))
            .flat_map(|entry| {
                proposals(entry, &known)
                    .into_iter()
                    .map(|one| (entry.clone(), one.clone()))
            })
            .collect(),
        read,
    })
}

/// Brings an offered list in: all of it, or nothing. Whoever rests on what it no longer names is looked
/// at by a job.
///
/// # Errors
/// A conflict when it was brought in already; a refusal when a later list was.
pub async fn import(
    ctx: &Context,
    by: &By,
    id: OutsideListId,
    of: &Recognised,
) -> Result<OutsideList> {
    let offered = store::get_list(ctx.read(), [by.authority], id).await?;
    let read = read(of, &file(ctx, &offered).await?)?;
    let tx = ctx.begin().await?;
    let newest = store::find_last_list(&tx, by.authority, &of.code).await?;
    if offered.stage == OutsideListStage::Offered {
        must_not_be_older(offered.as_of, newest.as_ref())?;
    }
    let number = newest.and_then(|newest| newest.number).unwrap_or(0) + 1;
    store::take_number(&tx, id, number).await?;
    let now = ctx.now();
    let stored = store::list_of_lists(&tx, by.authority, &of.code).await?;
    let plan = plan(&stored, &read, offered.as_of);
    let list = OutsideList {
        stage: OutsideListStage::Imported,
        number: Some(number),
        counts: plan.counts(&read),
        imported_by: by.actor.person,
        imported_at: Some(now),
        ..offered
    };
    let new = plan
        .added
        .iter()
        .map(|(key, entry)| (key.clone(), first_seen(ctx, &list, entry.clone())))
        .collect();
    let writing = store::Writing {
        plan,
        new,
        list: id,
        as_of: list.as_of,
        now,
    };
    store::write(&tx, writing).await?;
    store::finish_list(&tx, &list).await?;
    let detail = json!({
        "accreditation": list.accreditation, "as_of": list.as_of, "sha256": list.sha256,
        "counts": list.counts.to_string(),
    });
    tell(ctx, &tx, by, "outside.import", &list, detail).await?;
    let work = Work::CheckOutside {
        authority_id: Some(by.authority),
    };
    jobs::enqueue(ctx, &tx, &work, format!("check_outside:list:{id}")).await?;
    tx.commit().await?;
    Ok(list)
}

/// One that a list names for the first time.
fn first_seen(ctx: &Context, list: &OutsideList, entry: Entry) -> Outside {
    let now = ctx.now();
    Outside {
        id: ctx.new_id(),
        authority_id: list.authority_id,
        accreditation: list.accreditation.clone(),
        title: list.title.clone(),
        issuer: list.issuer.clone(),
        source: OutsideSource::List,
        entry,
        organisation_id: None,
        tier_on: None,
        gone_on: None,
        list_id: Some(list.id),
        note: String::new(),
        first_seen_at: now,
        last_seen_at: now,
        version: 1,
    }
}
