//! Flags are raised and resolved, tags are put on a case and taken off.

use entity::ids::CaseFlagId;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::staff::{Act, HeldCase, Staff, record};
use crate::platform::audit::digest;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::mark::{TAGS_MAX, parse_tag};
use crate::review::rules::{Flag, Review};
use crate::review::store;

async fn record_flag(
    ctx: &Context,
    tx: &DatabaseTransaction,
    staff: Staff<'_>,
    action: &'static str,
    (before, after, said): (Option<&Flag>, &Flag, &str),
) -> Result<()> {
    let act = Act {
        authority: after.authority_id,
        actor: staff.actor(),
        action,
        object: ("case_flag", after.id.to_string()),
        detail: json!({
            "assessment": after.assessment_id,
            "words": digest(said.trim().as_bytes()),
        }),
    };
    let states = (before.map(|flag| format!("{flag:?}")), format!("{after:?}"));
    record(ctx, tx, act, states).await
}

/// Raises a flag on a case.
///
/// # Errors
/// A sentence at `flag`; a refusal when there are too many; [`Error::NotFound`] when they may not read
/// the case; a conflict when it is closed.
pub async fn raise(ctx: &Context, staff: Staff<'_>, reason: &str) -> Result<Flag> {
    let tx = ctx.begin().await?;
    let held = staff.hold(&tx).await?;
    let flags = store::list_flags(&tx, held.id()).await?;
    let ids = (ctx.new_id(), held.id(), held.case.authority.id);
    let flag = Flag::raise(ids, reason, &flags, (staff.person(), ctx.now()))?;
    store::insert_flag(&tx, &flag).await?;
    record_flag(ctx, &tx, staff, "flag.raise", (None, &flag, reason)).await?;
    tx.commit().await?;
    Ok(flag)
}

/// Resolves a flag.
///
/// # Errors
/// A sentence at `outcome`; a conflict when somebody was first or the case is closed;
/// [`Error::NotFound`] when the case has none of that name.
pub async fn resolve(
    ctx: &Context,
    staff: Staff<'_>,
    id: CaseFlagId,
    outcome: &str,
) -> Result<Flag> {
    let tx = ctx.begin().await?;
    let held = staff.hold(&tx).await?;
    let flags = store::list_flags(&tx, held.id()).await?;
    let before = flags
        .into_iter()
        .find(|one| one.id == id)
        .ok_or(Error::NotFound)?;
    // Assessors who judge apart know nothing of each other's flags.
    let apart = held.case.version.content.route.assessors() > 1
        && store::find_agreement(&tx, held.id()).await?.is_none();
    let another = |review: &Review| {
        review.assessor_id == before.raised_by && review.assessor_id != staff.person()
    };
    if apart && matches!(staff, Staff::Assessor(..)) && held.reviews.iter().any(another) {
        return Err(Error::NotFound);
    }
    let after = before
        .clone()
        .resolve(outcome, (staff.person(), ctx.now()))?;
    store::resolve_flag(&tx, &after).await?;
    let states = (Some(&before), &after, outcome);
    record_flag(ctx, &tx, staff, "flag.resolve", states).await?;
    tx.commit().await?;
    Ok(after)
}

async fn record_tag(
    ctx: &Context,
    tx: &DatabaseTransaction,
    (staff, held): (Staff<'_>, &HeldCase),
    action: &'static str,
    (before, after): (&[String], &[String]),
) -> Result<()> {
    let act = Act {
        authority: held.case.authority.id,
        actor: staff.actor(),
        action,
        object: ("assessment", held.id().to_string()),
        detail: json!({ "tags": after.len() }),
    };
    let states = (Some(before.join("\n")), after.join("\n"));
    record(ctx, tx, act, states).await
}

/// Puts a tag on a case; one that is there already stays as it is.
///
/// # Errors
/// A sentence at `tag`; a refusal when there are too many; [`Error::NotFound`] when they may not read
/// the case; a conflict when it is closed.
pub async fn tag(ctx: &Context, staff: Staff<'_>, typed: &str) -> Result<String> {
    let tx = ctx.begin().await?;
    let held = staff.hold(&tx).await?;
    let tag = parse_tag(typed)?;
    let before = store::list_tags(&tx, held.id()).await?;
    if before.contains(&tag) {
        return Ok(tag);
    }
    if before.len() >= TAGS_MAX {
        return Err(Error::refused(
            "tag.too_many",
            format!("A case has {TAGS_MAX} tags at most. Take one off first."),
        ));
    }
    let of = (held.id(), held.case.authority.id);
    store::insert_tag(ctx, &tx, of, &tag, staff.person()).await?;
    let mut after = before.clone();
    after.push(tag.clone());
    record_tag(ctx, &tx, (staff, &held), "tag.add", (&before, &after)).await?;
    tx.commit().await?;
    Ok(tag)
}

/// Takes a tag off a case.
///
/// # Errors
/// [`Error::NotFound`] when they may not read the case; a conflict when the tag is gone already, or the
/// case closed.
pub async fn untag(ctx: &Context, staff: Staff<'_>, typed: &str) -> Result<()> {
    let tx = ctx.begin().await?;
    let held = staff.hold(&tx).await?;
    let tag = parse_tag(typed)?;
    let before = store::list_tags(&tx, held.id()).await?;
    store::delete_tag(&tx, held.id(), &tag).await?;
    let after: Vec<String> = before.iter().filter(|one| **one != tag).cloned().collect();
    record_tag(ctx, &tx, (staff, &held), "tag.remove", (&before, &after)).await?;
    tx.commit().await?;
    Ok(())
}
