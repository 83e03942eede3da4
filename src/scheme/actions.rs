//! Publishing a scheme from its pack, or from a draft ([`draft`]).

pub mod draft;
pub mod mapping;

use entity::ids::{AuthorityId, SchemeId, SchemeVersionId};
use serde_json::json;

use crate::platform::audit::{self, Actor};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme::pack::LoadedPack;
use crate::scheme::store;

/// What became of a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The scheme is new.
    Inserted,
    /// The scheme has a new version; the one before is superseded.
    NewVersion,
    /// This very content is published already.
    Unchanged,
}

/// A published pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The scheme.
    pub scheme_id: SchemeId,
    /// The version.
    pub version_id: SchemeVersionId,
    /// What became of it.
    pub outcome: Outcome,
}

/// Publishes a pack as the newest version of its scheme; the same content twice changes nothing.
///
/// # Errors
/// A conflict when another content has the label already: a published version never changes.
pub async fn load_pack(
    ctx: &Context,
    authority_id: AuthorityId,
    pack: &LoadedPack,
) -> Result<Loaded> {
    let tx = ctx.begin().await?;
    let head = &pack.version.scheme;
    let known = store::find_scheme(&tx, authority_id, head.slug.as_str()).await?;
    let (scheme_id, outcome) = if let Some(found) = known {
        (found.id, Outcome::NewVersion)
    } else {
        let (slug, name) = (head.slug.as_str(), head.name.to_string());
        let id = store::insert_scheme(ctx, &tx, authority_id, slug, &name).await?;
        (id, Outcome::Inserted)
    };
    if let Some((version_id, hash)) = store::find_like(&tx, scheme_id, &pack.version).await? {
        if hash == pack.content_hash {
            return Ok(Loaded {
                scheme_id,
                version_id,
                outcome: Outcome::Unchanged,
            });
        }
        return Err(Error::conflict(
            "scheme.label_taken",
            format!(
                "Version {} of this scheme is published with other content, and a published version never changes. Give the pack another `label` and load it again.",
                pack.version.label
            ),
        ));
    }
    let terms = store::Terms::default();
    let version_id =
        store::insert_version(ctx, &tx, scheme_id, &pack.version, &terms, None).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(authority_id),
            actor: Actor::system(),
            action: "scheme.publish",
            object_kind: "scheme_version",
            object_id: version_id.to_string(),
            detail: json!({ "label": pack.version.label }),
            before: None,
            after: Some(pack.content_hash.clone()),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(Loaded {
        scheme_id,
        version_id,
        outcome,
    })
}
