//! What this room's API gives.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use poem_openapi::types::Any;
use serde_json::Value;
use uuid::Uuid;

use crate::assessment::rules::{Assessment, Bundle, Gap, SavedAnswer};
use crate::evidence::rules::Item;
use crate::platform::error::Result;
use crate::scheme::rules::{CriterionCode, Evaluation, Outcome};
use crate::scheme::store::PublishedVersion;

/// A scheme that can be applied for.
#[derive(Debug, Object)]
pub(super) struct OfferView {
    /// The scheme.
    scheme_id: Uuid,
    /// Its current version.
    version_id: Uuid,
    /// Who runs it.
    authority_id: Uuid,
    /// Short name.
    slug: String,
    /// Name.
    name: String,
    /// What the version is called.
    label: String,
    /// SHA-256 of what it asks, in hex.
    hash: String,
    /// Codes of its tiers, lowest first.
    tiers: Vec<String>,
}

impl From<&PublishedVersion> for OfferView {
    fn from(version: &PublishedVersion) -> Self {
        Self {
            scheme_id: version.scheme_id.0,
            version_id: version.id.0,
            authority_id: version.authority_id.0,
            slug: version.content.scheme.slug.to_string(),
            name: version.content.scheme.name.to_string(),
            label: version.content.label.clone(),
            hash: version.content_hash.clone(),
            tiers: version
                .content
                .tiers
                .iter()
                .map(|tier| tier.code.to_string())
                .collect(),
        }
    }
}

/// An assessment as its organisation sees it.
#[derive(Debug, Object)]
pub(super) struct AssessmentView {
    /// The assessment.
    id: Uuid,
    /// Short reference.
    reference: String,
    /// Who applies.
    organisation_id: Uuid,
    /// To whom.
    authority_id: Uuid,
    /// For which scheme.
    scheme_id: Uuid,
    /// Under which version.
    scheme_version_id: Uuid,
    /// Code of the tier.
    tier_sought: String,
    /// The pillars chosen, where the tier lets an employer choose.
    pillars: Vec<String>,
    /// The value of the grant or contract in pence.
    grant_pence: Option<i64>,
    /// The language the questions are read in.
    language: Option<String>,
    /// `draft`, `awaiting_sign_off`, `submitted`, `decided` or `withdrawn`.
    status: String,
    /// When it was started.
    started_at: DateTime<Utc>,
    /// Who said it is ready.
    sign_off_requested_by: Option<Uuid>,
    /// The second person, who signed it off.
    signed_off_by: Option<Uuid>,
    /// When it was submitted.
    submitted_at: Option<DateTime<Utc>>,
    /// When it was decided or withdrawn.
    closed_at: Option<DateTime<Utc>>,
    /// Why it was sent back or withdrawn.
    note: Option<String>,
    /// The version to send as `If-Match`.
    version: i32,
}

impl From<&Assessment> for AssessmentView {
    fn from(found: &Assessment) -> Self {
        let facts = found.state.facts();
        Self {
            id: found.id.0,
            reference: found.reference.clone(),
            organisation_id: found.organisation_id.0,
            authority_id: found.authority_id.0,
            scheme_id: found.scheme_id.0,
            scheme_version_id: found.scheme_version_id.0,
            tier_sought: found.tier_sought.to_string(),
            pillars: found
                .about
                .pillars
                .iter()
                .map(ToString::to_string)
                .collect(),
            grant_pence: found.about.grant_pence,
            language: found.about.language.clone(),
            status: facts.status.as_str().to_owned(),
            started_at: found.started_at,
            sign_off_requested_by: facts.requested_by.map(|id| id.0),
            signed_off_by: facts.signed_off_by.map(|id| id.0),
            submitted_at: facts.submitted_at,
            closed_at: facts.closed_at,
            note: facts.note,
            version: found.version,
        }
    }
}

/// An answer as it was saved last.
#[derive(Debug, Object)]
pub(super) struct AnswerView {
    /// Code of the criterion.
    criterion: String,
    /// The typed answer, for example `{"kind":"yes_no","value":"yes"}`; none when only a comment was given.
    value: Option<Any<Value>>,
    /// What the employer adds in words.
    comment: String,
    /// Who saved it.
    saved_by: Uuid,
    /// When.
    saved_at: DateTime<Utc>,
    /// The version to send as `If-Match`.
    version: i32,
}

impl AnswerView {
    pub(super) fn new(code: &CriterionCode, saved: &SavedAnswer) -> Result<Self> {
        Ok(Self {
            criterion: code.to_string(),
            value: saved
                .value
                .as_ref()
                .map(serde_json::to_value)
                .transpose()?
                .map(Any),
            comment: saved.comment.clone(),
            saved_by: saved.saved_by.0,
            saved_at: saved.saved_at,
            version: saved.version,
        })
    }
}

/// A piece of evidence.
#[derive(Debug, Object)]
pub(super) struct EvidenceView {
    /// The item.
    id: Uuid,
    /// For which criterion.
    criterion: String,
    /// `file` or `link`.
    kind: String,
    /// What it is.
    title: String,
    /// Address of a link.
    url: Option<String>,
    /// Name of a file.
    file_name: Option<String>,
    /// Media type of a file.
    media_type: Option<String>,
    /// Size of a file, in bytes.
    size_bytes: Option<u64>,
    /// SHA-256 of a file, in hex.
    sha256: Option<String>,
    /// Who added it.
    added_by: Uuid,
    /// When.
    added_at: DateTime<Utc>,
}

impl From<&Item> for EvidenceView {
    fn from(item: &Item) -> Self {
        let file = item.file();
        Self {
            id: item.id.0,
            criterion: item.criterion.clone(),
            kind: if file.is_some() { "file" } else { "link" }.to_owned(),
            title: item.title.clone(),
            url: item.url().map(ToOwned::to_owned),
            file_name: file.map(|file| file.name.clone()),
            media_type: file.map(|file| file.kind.media_type().to_owned()),
            size_bytes: file.map(|file| file.size_bytes),
            sha256: file.map(|file| file.sha256.clone()),
            added_by: item.added_by.0,
            added_at: item.added_at,
        }
    }
}

/// Which tiers the answers reach.
#[derive(Debug, Object)]
pub(super) struct EvaluationView {
    /// Code of the highest tier reached.
    reached: Option<String>,
    /// Every tier, lowest first.
    tiers: Vec<TierView>,
    /// What must be done before sign-off may be asked for.
    to_complete: Vec<MissingView>,
}

/// One tier against the answers.
#[derive(Debug, Object)]
struct TierView {
    /// Code of the tier.
    tier: String,
    /// Its name.
    name: String,
    /// `met`, `not_met` or `undetermined`.
    outcome: String,
    /// The smallest set of criteria whose change would reach it.
    missing: Vec<MissingView>,
}

/// A criterion and what to do about it.
#[derive(Debug, Object)]
struct MissingView {
    /// Code of the criterion.
    criterion: String,
    /// Its short title.
    title: String,
    /// What to do.
    reason: String,
}

impl EvaluationView {
    pub(super) fn new(evaluation: &Evaluation, gaps: &[Gap]) -> Self {
        Self {
            reached: evaluation.reached.as_ref().map(ToString::to_string),
            tiers: evaluation
                .tiers
                .iter()
                .map(|tier| TierView {
                    tier: tier.tier.to_string(),
                    name: tier.name.clone(),
                    outcome: match tier.outcome {
                        Outcome::Met => "met",
                        Outcome::NotMet => "not_met",
                        Outcome::Undetermined => "undetermined",
                    }
                    .to_owned(),
                    missing: tier
                        .missing
                        .iter()
                        .map(|missing| MissingView {
                            criterion: missing.criterion.to_string(),
                            title: missing.title.clone(),
                            reason: missing.reason.clone(),
                        })
                        .collect(),
                })
                .collect(),
            to_complete: gaps
                .iter()
                .map(|gap| MissingView {
                    criterion: gap.criterion.to_string(),
                    title: gap.title.clone(),
                    reason: gap.lacks.words(),
                })
                .collect(),
        }
    }
}

/// A frozen submission.
#[derive(Debug, Object)]
pub(super) struct BundleView {
    /// The bundle.
    id: Uuid,
    /// 1 for the submission, one more for each answered clarification.
    round: i32,
    /// SHA-256 of the canonical content, in hex.
    sha256: String,
    /// SHA-256 of the scheme version, in hex.
    scheme_hash: String,
    /// When.
    frozen_at: DateTime<Utc>,
    /// What was frozen.
    content: Any<Value>,
}

impl BundleView {
    pub(super) fn new(bundle: Bundle) -> Result<Self> {
        Ok(Self {
            id: bundle.id.0,
            round: bundle.round,
            content: Any(serde_json::to_value(&bundle.content)?),
            sha256: bundle.sha256,
            scheme_hash: bundle.scheme_hash,
            frozen_at: bundle.frozen_at,
        })
    }
}
