//! Mapping sets: taken into use, replaced, taken out of use.

use entity::ids::MappingSetId;
use serde_json::json;

use crate::identity::guard::Officer;
use crate::platform::audit;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme::rules::MappingSet;
use crate::scheme::store;

/// Takes a mapping set into use; one of the same short name goes out of use.
///
/// # Errors
/// When the database refuses.
pub async fn use_mapping(
    ctx: &Context,
    officer: &Officer,
    set: &MappingSet,
) -> Result<MappingSetId> {
    let tx = ctx.begin().await?;
    let authority = officer.authority();
    let replaced = store::retire_mapping(ctx, &tx, authority, set.slug.as_str()).await?;
    let id = store::insert_mapping(ctx, &tx, authority, set, officer.person()).await?;
    let event = audit::Event {
        authority: Some(authority),
        actor: officer.actor(),
        action: "scheme.mapping.use",
        object_kind: "mapping_set",
        object_id: id.to_string(),
        detail: json!({ "slug": set.slug, "pairs": set.pairs.len(), "replaced": replaced }),
        before: None,
        after: Some(set.content_hash()),
    };
    audit::record(ctx, &tx, event).await?;
    tx.commit().await?;
    Ok(id)
}

/// Takes a mapping set out of use. Answers that were taken from its proposals stay.
///
/// # Errors
/// A conflict when no set of that short name is in use.
pub async fn retire(ctx: &Context, officer: &Officer, slug: &str) -> Result<()> {
    let tx = ctx.begin().await?;
    let authority = officer.authority();
    if !store::retire_mapping(ctx, &tx, authority, slug).await? {
        return Err(Error::conflict(
            "scheme.mapping_not_in_use",
            "That mapping set is not in use any more. Look at the list again.",
        ));
    }
    let event = audit::Event {
        authority: Some(authority),
        actor: officer.actor(),
        action: "scheme.mapping.retire",
        object_kind: "mapping_set",
        object_id: slug.to_owned(),
        detail: json!({ "slug": slug }),
        before: None,
        after: None,
    };
    audit::record(ctx, &tx, event).await?;
    tx.commit().await?;
    Ok(())
}
