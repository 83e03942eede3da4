//! Saying that one has looked at whom a newer version would take something from.

use entity::ids::SchemeDraftId;

use crate::accreditation::store::find_losses;
use crate::identity::guard::Officer;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme;
use crate::scheme::actions::draft;

/// Notes that an officer looked at who would fall: how many, of how many, under which content.
///
/// # Errors
/// [`Error::NotFound`] without such a draft; a conflict when it was changed since `version`, cannot be
/// changed any more, or when another number would fall than the officer was shown.
pub async fn acknowledge(
    ctx: &Context,
    officer: &Officer,
    id: SchemeDraftId,
    version: i32,
    shown: usize,
) -> Result<()> {
    let looked_at = scheme::store::get_draft(ctx.read(), [officer.authority()], id).await?;
    if looked_at.version != version {
        return Err(scheme::store::changed_meanwhile());
    }
    let found = find_losses(ctx.read(), &looked_at, ctx.now()).await?;
    let (holders, falling) = found.map_or((0, 0), |(_, found)| (found.holders, found.losses.len()));
    if falling != shown {
        return Err(Error::conflict(
            "scheme.losses_changed",
            format!(
                "Meanwhile {falling} would fall, not {shown}: somebody was accredited or an award ended. Look at the list again."
            ),
        ));
    }
    draft::note_losses(ctx, officer, id, version, (holders, falling)).await
}
