//! What the publication of a draft would take from whom.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::list_holders;
use crate::platform::error::{Error, Result};
use crate::scheme;
use crate::scheme::rules::{Losses, SchemeVersion, loss_preview};
use crate::scheme::store::Draft;

/// Who would fall, should a draft be published as it stands, beside the version it follows; nothing
/// where no version is published yet. Confidential; the scope is the caller's, who holds the draft.
///
/// # Errors
/// When the database refuses.
pub async fn find_losses(
    conn: &impl ConnectionTrait,
    draft: &Draft,
    at: DateTime<Utc>,
) -> Result<Option<(SchemeVersion, Losses<String>)>> {
    let slug = draft.content.scheme.slug.as_str();
    let Some(latest) = scheme::store::find_latest_of(conn, draft.authority_id, slug).await? else {
        return Ok(None);
    };
    let holders = list_holders(conn, latest.version.scheme_id, at).await?;
    let (before, after) = (latest.version.content, draft.content.clone());
    let holders_by = draft.terms.holders_by;
    // Seconds of work where there are many holders: not on a thread that answers requests.
    tokio::task::spawn_blocking(move || {
        let losses = loss_preview(&before, &after, &holders, holders_by);
        (before, losses)
    })
    .await
    .map(Some)
    .map_err(Error::internal)
}
