//! Offering evidence and taking it back. The caller proves that the answer may be changed, holds
//! the transaction, and writes the audit event.
//!
//! A file is kept before the transaction begins, so that nobody waits for a disk while holding the
//! database: [`keep`], then [`add_file`]; [`discard`] when the transaction came to nothing.

use entity::ids::{AssessmentId, EvidenceItemId, OrganisationId, PersonId};
use sea_orm::DatabaseTransaction;

pub use crate::evidence::rules::OfferedFile;
use crate::evidence::rules::{
    Content, FileKind, ITEMS_PER_ANSWER_MAX, Item, StoredFile, TITLE_MAX_CHARACTERS, check_file,
    parse_link, too_large, without_notes,
};
use crate::evidence::store;
use crate::platform::audit::digest;
use crate::platform::context::Context;
use crate::platform::error::{Error, Refusal, Result};

/// A file that is checked and kept, not yet evidence for anything.
#[derive(Clone, Debug)]
pub struct KeptFile {
    id: EvidenceItemId,
    file: StoredFile,
}

impl KeptFile {
    /// The item it becomes, unless the same file is there already.
    pub fn id(&self) -> EvidenceItemId {
        self.id
    }
}

/// For which answer, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Whose evidence.
    pub organisation: OrganisationId,
    /// In which assessment.
    pub assessment: AssessmentId,
    /// For which criterion.
    pub criterion: &'a str,
    /// Who offers it.
    pub by: PersonId,
}

/// Checks a file and keeps it.
///
/// # Errors
/// A sentence at `file`; [`Error::TooLarge`] when it is over the limit.
pub async fn keep(ctx: &Context, offered: OfferedFile) -> Result<KeptFile> {
    let Some(bytes) = offered.content else {
        let size = u64::try_from(offered.size).unwrap_or(u64::MAX);
        return Err(Error::TooLarge(Refusal::new(
            "evidence.too_large",
            too_large(&offered.name, size),
        )));
    };
    let name = offered.name;
    // Looking through 20 MB takes a while; other requests need not wait for it.
    let (checked, bytes, sha256) = tokio::task::spawn_blocking(move || {
        let checked = check_file(&name, &bytes)?;
        let bytes = match checked.kind {
            FileKind::Png | FileKind::Jpeg => without_notes(bytes).ok_or_else(|| {
                format!(
                    "“{}” is damaged. Open it, save it again, and choose the new file.",
                    checked.name
                )
            })?,
            _ => bytes,
        };
        let sha256 = digest(&bytes);
        Ok((checked, bytes, sha256))
    })
    .await
    .map_err(Error::internal)?
    .map_err(|message: String| Error::invalid("file", message))?;
    let id: EvidenceItemId = ctx.new_id();
    let file = StoredFile {
        name: checked.name,
        kind: checked.kind,
        size_bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        storage_key: format!("evidence/{id}/{sha256}"),
        sha256,
    };
    ctx.storage.put(&file.storage_key, bytes).await?;
    Ok(KeptFile { id, file })
}

/// Removes a kept file that became no evidence.
///
/// # Errors
/// When it cannot be removed.
pub async fn discard(ctx: &Context, kept: &KeptFile) -> Result<()> {
    ctx.storage.remove(&kept.file.storage_key).await
}

/// Makes a kept file evidence. The same file again for the same answer is the same item.
///
/// # Errors
/// A sentence at `file` or `title`.
pub async fn add_file(
    ctx: &Context,
    tx: &DatabaseTransaction,
    place: Place<'_>,
    title: &str,
    kept: &KeptFile,
) -> Result<Item> {
    let present = room_for_one_more(tx, place, "file").await?;
    let same = present.into_iter().find(|item| {
        item.file()
            .is_some_and(|file| file.sha256 == kept.file.sha256)
    });
    if let Some(item) = same {
        return Ok(item);
    }
    let title = read_title(title)?.unwrap_or_else(|| kept.file.name.clone());
    let content = Content::File(kept.file.clone());
    add(ctx, tx, place, kept.id, title, content).await
}

/// Makes a link evidence. The same link again for the same answer is the same item.
///
/// # Errors
/// A sentence at `link` or `title`.
pub async fn add_link(
    ctx: &Context,
    tx: &DatabaseTransaction,
    place: Place<'_>,
    title: &str,
    url: &str,
) -> Result<Item> {
    let url = parse_link(url).map_err(|message| Error::invalid("link", message))?;
    let present = room_for_one_more(tx, place, "link").await?;
    if let Some(item) = present
        .into_iter()
        .find(|item| item.url() == Some(url.as_str()))
    {
        return Ok(item);
    }
    let title = read_title(title)?.unwrap_or_else(|| url.clone());
    add(ctx, tx, place, ctx.new_id(), title, Content::Link { url }).await
}

/// Takes an item back. Its file goes once the transaction is done: [`forget`].
///
/// # Errors
/// [`Error::NotFound`] when it is not offered in the assessment.
pub async fn remove(
    ctx: &Context,
    tx: &DatabaseTransaction,
    assessment: AssessmentId,
    id: EvidenceItemId,
) -> Result<Item> {
    let item = store::get_item(tx, assessment, id).await?;
    store::mark_removed(tx, &item, ctx.now()).await?;
    Ok(item)
}

/// Removes the file of an item that was taken back; nothing else refers to it.
///
/// # Errors
/// When it cannot be removed.
pub async fn forget(ctx: &Context, removed: &Item) -> Result<()> {
    match removed.file() {
        Some(file) => ctx.storage.remove(&file.storage_key).await,
        None => Ok(()),
    }
}

async fn room_for_one_more(
    tx: &DatabaseTransaction,
    place: Place<'_>,
    field: &str,
) -> Result<Vec<Item>> {
    let mut present = store::list_items(tx, place.assessment).await?;
    present.retain(|item| item.criterion == place.criterion);
    if present.len() >= ITEMS_PER_ANSWER_MAX {
        return Err(Error::invalid(
            field,
            format!(
                "There are {ITEMS_PER_ANSWER_MAX} pieces of evidence already. Remove one that matters less, then add this one."
            ),
        ));
    }
    Ok(present)
}

fn read_title(title: &str) -> Result<Option<String>> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.chars().count() > TITLE_MAX_CHARACTERS {
        return Err(Error::invalid(
            "title",
            format!("The description must be {TITLE_MAX_CHARACTERS} characters or fewer"),
        ));
    }
    Ok((!title.is_empty()).then_some(title))
}

async fn add(
    ctx: &Context,
    tx: &DatabaseTransaction,
    place: Place<'_>,
    id: EvidenceItemId,
    title: String,
    content: Content,
) -> Result<Item> {
    let item = Item {
        id,
        organisation_id: place.organisation,
        assessment_id: place.assessment,
        criterion: place.criterion.to_owned(),
        title,
        content,
        document_on: None,
        added_by: place.by,
        added_at: ctx.now(),
        removed_at: None,
    };
    store::insert_item(tx, &item).await?;
    Ok(item)
}

/// Offers an item of an earlier assessment again in a newer one: the same file or link, by the same
/// person, at the same time.
///
/// # Errors
/// When the database refuses.
pub async fn carry(
    ctx: &Context,
    tx: &DatabaseTransaction,
    item: &Item,
    assessment: AssessmentId,
    criterion: &str,
) -> Result<Item> {
    let carried = Item {
        id: ctx.new_id(),
        assessment_id: assessment,
        criterion: criterion.to_owned(),
        ..item.clone()
    };
    store::insert_item(tx, &carried).await?;
    Ok(carried)
}
