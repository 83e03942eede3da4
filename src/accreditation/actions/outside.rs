//! Accreditations of others, as far as an authority's schemes recognise them: officers bring lists in,
//! record single ones, and say whose they are.

use bytes::Bytes;
use chrono::NaiveDate;
use entity::ids::{AuthorityId, OrganisationId, OutsideAccreditationId, OutsideListId};

use crate::accreditation::store::list_recognised;
use crate::identity::guard::Officer;
use crate::identity::outside::actions as outside;
use crate::identity::outside::actions::By;
use crate::identity::outside::rules::{Outside, OutsideList, Recognised};
use crate::identity::outside::store::get_list;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

pub use crate::identity::outside::actions::{Preview, Typed};

/// A file as it was sent.
#[derive(Clone, Debug)]
pub struct SentFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub content: Bytes,
}

async fn recognised(ctx: &Context, authority: AuthorityId, code: &str) -> Result<Recognised> {
    let all = list_recognised(ctx.read(), authority, ctx.today()).await?;
    all.into_iter()
        .find(|one| one.code == code)
        .ok_or_else(|| Error::invalid("accreditation", "Choose an accreditation from the list"))
}

/// What a list is of. A scheme that recognised it when it was offered may not do so now.
async fn of_list(ctx: &Context, list: &OutsideList) -> Result<Recognised> {
    let all = list_recognised(ctx.read(), list.authority_id, ctx.today()).await?;
    Ok(all
        .into_iter()
        .find(|one| one.code == list.accreditation)
        .unwrap_or_else(|| Recognised {
            code: list.accreditation.clone(),
            title: list.title.clone(),
            issuer: list.issuer.clone(),
            tiers: Vec::new(),
        }))
}

/// Takes a file as a list to be looked at; nothing of it counts yet.
///
/// # Errors
/// Sentences at the fields; a refusal when a later list was brought in already.
pub async fn offer(
    ctx: &Context,
    officer: &Officer,
    accreditation: &str,
    as_of: NaiveDate,
    file: SentFile,
) -> Result<OutsideList> {
    let of = recognised(ctx, officer.authority(), accreditation).await?;
    let by = By::officer(officer);
    outside::offer(ctx, &by, &of, as_of, &file.name, file.content).await
}

/// What an offered list would do now.
///
/// # Errors
/// When the file or the database cannot be read.
pub async fn preview(ctx: &Context, list: &OutsideList) -> Result<Preview> {
    outside::preview(ctx, list, &of_list(ctx, list).await?).await
}

/// Brings an offered list in.
///
/// # Errors
/// A conflict when it was brought in already; a refusal when a later list was.
pub async fn import(ctx: &Context, officer: &Officer, id: OutsideListId) -> Result<OutsideList> {
    let list = get_list(ctx.read(), [officer.authority()], id).await?;
    let of = of_list(ctx, &list).await?;
    outside::import(ctx, &By::officer(officer), id, &of).await
}

/// Takes a file as a list at the command line, and brings it in unless it is only to be looked at.
///
/// # Errors
/// A sentence when the file cannot be read or is older than the last.
pub async fn import_file(
    ctx: &Context,
    authority: AuthorityId,
    accreditation: &str,
    as_of: NaiveDate,
    file: SentFile,
    only_look: bool,
) -> Result<(OutsideList, Preview)> {
    let of = recognised(ctx, authority, accreditation).await?;
    let by = By::command_line(authority);
    let list = outside::offer(ctx, &by, &of, as_of, &file.name, file.content).await?;
    let preview = outside::preview(ctx, &list, &of).await?;
    if only_look {
        return Ok((list, preview));
    }
    let list = outside::import(ctx, &by, list.id, &of).await?;
    Ok((list, preview))
}

/// Records one that an officer saw proof of.
///
/// # Errors
/// Sentences at the fields; a conflict when it is recorded already.
pub async fn record(
    ctx: &Context,
    officer: &Officer,
    accreditation: &str,
    typed: &Typed,
) -> Result<Outside> {
    let of = recognised(ctx, officer.authority(), accreditation).await?;
    outside::record(ctx, officer, &of, typed).await
}

/// Ends one that an officer recorded.
///
/// # Errors
/// A sentence at `note`; a refusal for one of a list; a conflict when it changed since `version`.
pub async fn end(
    ctx: &Context,
    officer: &Officer,
    id: OutsideAccreditationId,
    version: i32,
    note: &str,
) -> Result<()> {
    outside::end(ctx, officer, id, version, note).await
}

/// Confirms whose one is, or takes a confirmation back.
///
/// # Errors
/// A sentence at `organisation`; a conflict when it changed since `version`.
pub async fn confirm(
    ctx: &Context,
    officer: &Officer,
    id: OutsideAccreditationId,
    version: i32,
    organisation: Option<OrganisationId>,
) -> Result<()> {
    outside::confirm(ctx, officer, id, version, organisation).await
}
