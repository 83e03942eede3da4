//! What assessors, officers and employers can do with a review. Pages and programs call the same functions.

pub mod allocate;
pub mod carry;
pub mod clarify;
mod clock;
pub mod comment;
pub mod declare;
pub mod extend;
pub mod hold;
pub mod judge;
pub mod mark;
pub mod plan;
pub mod profile;
pub mod recommend;
pub mod reply;
pub mod staff;

use entity::ids::{AssessmentId, AuthorityId};
use entity::kinds::MemberRole;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde_json::Value;

use crate::assessment;
use crate::assessment::rules::{Assessment, Bundle, State};
use crate::identity;
use crate::identity::rules::{Authority, Person};
use crate::platform::audit::{self, Actor, digest};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::emails::CaseFacts;
use crate::review::rules::{Affiliate, Review};
use crate::scheme;
use crate::scheme::store::PublishedVersion;

/// A submitted case with everything that its review rests on.
#[derive(Clone, Debug)]
pub struct SubmittedCase {
    /// The assessment, still with the authority.
    pub assessment: Assessment,
    /// The newest frozen submission.
    pub bundle: Bundle,
    /// The version of the scheme it was made under.
    pub version: PublishedVersion,
    /// The authority it was made to.
    pub authority: Authority,
}

impl SubmittedCase {
    /// What emails about it say.
    fn facts(&self, ctx: &Context) -> CaseFacts<'_> {
        CaseFacts::of(ctx, &self.bundle, &self.version.content, &self.authority)
    }
}

/// The case, while it is with the authority: neither decided nor withdrawn, and frozen under the
/// very version of the scheme that it names.
///
/// # Errors
/// [`Error::NotFound`] when the authority has none of that name, a conflict when it is closed.
pub async fn get_submitted_case(
    tx: &DatabaseTransaction,
    authority: AuthorityId,
    id: AssessmentId,
) -> Result<SubmittedCase> {
    let assessment = assessment::store::get_in_authority(tx, authority, id).await?;
    match assessment.state {
        State::Submitted(_) => {}
        State::Decided { .. } => {
            return Err(Error::conflict(
                "case.decided",
                "This case was decided already. Reload the page to see the decision.",
            ));
        }
        State::Withdrawn { .. } => {
            return Err(Error::conflict(
                "case.withdrawn",
                "The employer withdrew this application. Nothing more is needed.",
            ));
        }
        State::Draft { .. } | State::AwaitingSignOff { .. } => return Err(Error::NotFound),
    }
    let bundle = assessment::store::latest_bundle(tx, id).await?;
    let version = scheme::store::get_version(tx, assessment.scheme_version_id).await?;
    if version.content_hash != bundle.scheme_hash {
        return Err(Error::internal(OtherVersion(id)));
    }
    let authority = identity::store::get_authority(tx, authority).await?;
    Ok(SubmittedCase {
        assessment,
        bundle,
        version,
        authority,
    })
}

/// A published version was changed after a submission was frozen under it.
#[derive(Debug, thiserror::Error)]
#[error("assessment {0} was frozen under another content of its scheme version")]
struct OtherVersion(AssessmentId);

/// Everybody who acts or acted for the employer, as the rules on conflicts read them.
///
/// # Errors
/// When the database refuses.
pub async fn list_affiliates(
    conn: &impl ConnectionTrait,
    assessment: &Assessment,
) -> Result<Vec<Affiliate>> {
    let people = identity::store::list_affiliates(conn, assessment.organisation_id).await?;
    Ok(people
        .into_iter()
        .map(|(person, ended_at)| Affiliate::of(&person, ended_at.is_some()))
        .collect())
}

/// The people of the employer who answer questions.
async fn list_answerers(
    conn: &impl ConnectionTrait,
    assessment: &Assessment,
) -> Result<Vec<Person>> {
    let members = identity::store::list_members(conn, assessment.organisation_id).await?;
    Ok(members
        .into_iter()
        .filter(|(_, role)| match role {
            MemberRole::Lead | MemberRole::Contributor | MemberRole::Signatory => true,
            MemberRole::Viewer => false,
        })
        .map(|(person, _)| person)
        .collect())
}

/// Appends what was done to a review to its authority's record.
async fn record(
    ctx: &Context,
    tx: &DatabaseTransaction,
    actor: Actor,
    action: &'static str,
    (before, after): (Option<&Review>, &Review),
    detail: Value,
) -> Result<()> {
    let fingerprint = |of: &Review| digest(format!("{of:?}").as_bytes());
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(after.authority_id),
            actor,
            action,
            object_kind: "review",
            object_id: after.id.to_string(),
            detail,
            before: before.map(fingerprint),
            after: Some(fingerprint(after)),
        },
    )
    .await
}
