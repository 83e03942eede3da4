//! Files of the newest frozen submission: what a review rests on, and nothing else.

use bytes::Bytes;
use entity::ids::{AssessmentId, EvidenceItemId};

use crate::assessment;
use crate::evidence;
use crate::evidence::rules::StoredFile;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// A file of the newest round. The scope is the caller's, who may read the case.
///
/// # Errors
/// [`Error::NotFound`] when the round holds no file of that name.
pub async fn read_frozen_file(
    ctx: &Context,
    assessment: AssessmentId,
    item: EvidenceItemId,
) -> Result<(StoredFile, Bytes)> {
    let bundle = assessment::store::latest_bundle(ctx.read(), assessment).await?;
    if bundle
        .content
        .evidence
        .iter()
        .all(|frozen| frozen.id != item)
    {
        return Err(Error::NotFound);
    }
    let item = evidence::store::get_item(ctx.read(), assessment, item).await?;
    evidence::store::read(ctx, &item).await
}
