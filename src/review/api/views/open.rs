//! A case that is open to its reader, and one's own review.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use uuid::Uuid;

use crate::assessment::rules::Bundle;
use crate::review::rules::{Advice, Case, Dossier, Progress, Recommendation, Review, Turn};

/// What an assessor recommends.
#[derive(Debug, Object)]
pub(in crate::review::api) struct RecommendationView {
    /// `award` or `decline`.
    advice: String,
    /// Code of the tier to award.
    tier: Option<String>,
    /// Why.
    reason: String,
    /// When.
    recommended_at: DateTime<Utc>,
}

impl From<&Recommendation> for RecommendationView {
    fn from(given: &Recommendation) -> Self {
        let (advice, tier) = match &given.advice {
            Advice::Award { tier } => ("award", Some(tier.to_string())),
            Advice::Decline => ("decline", None),
        };
        Self {
            advice: advice.to_owned(),
            tier,
            reason: given.reason.clone(),
            recommended_at: given.at,
        }
    }
}

/// The newest frozen submission.
#[derive(Debug, Object)]
pub(in crate::review::api) struct FrozenView {
    /// 1 for the submission, one more for each answered clarification.
    round: i32,
    /// SHA-256 of the canonical content, in hex: what a decision must name.
    sha256: String,
    /// When.
    frozen_at: DateTime<Utc>,
}

impl From<&Bundle> for FrozenView {
    fn from(bundle: &Bundle) -> Self {
        Self {
            round: bundle.round,
            sha256: bundle.sha256.clone(),
            frozen_at: bundle.frozen_at,
        }
    }
}

/// How far a review is.
#[derive(Debug, Object)]
pub(in crate::review::api) struct ProgressView {
    /// Criteria that need no more work.
    done: usize,
    /// Criteria to judge.
    of: usize,
    /// Questions that the employer has not answered yet.
    open_clarifications: usize,
    /// What must still be done before a recommendation; absent when nothing must.
    to_do: Option<String>,
}

impl From<&Progress> for ProgressView {
    fn from(progress: &Progress) -> Self {
        Self {
            done: progress.done(),
            of: progress.criteria.len(),
            open_clarifications: progress.open_clarifications,
            to_do: progress
                .must_be_complete()
                .err()
                .map(|refusal| refusal.message),
        }
    }
}

/// A case that is open to the reader.
#[derive(Debug, Object)]
pub(in crate::review::api) struct OpenCaseView {
    /// The newest frozen submission.
    bundle: FrozenView,
    /// How far the review is.
    progress: ProgressView,
    /// Codes of the criteria that the employer left unanswered.
    unanswered: Vec<String>,
    /// Code of the highest tier that the findings support: advice, not a decision.
    advised_tier: Option<String>,
    /// What the assessor recommends, once they do.
    recommendation: Option<RecommendationView>,
}

impl OpenCaseView {
    pub(in crate::review::api) fn new(
        bundle: &Bundle,
        dossier: &Dossier<'_>,
        advised_tier: Option<String>,
        review: Option<&Review>,
    ) -> Self {
        Self {
            bundle: bundle.into(),
            progress: (&dossier.progress).into(),
            unanswered: dossier
                .unanswered
                .iter()
                .map(|criterion| criterion.code.to_string())
                .collect(),
            advised_tier,
            recommendation: review.and_then(Review::recommendation).map(Into::into),
        }
    }
}

/// One's own review.
#[derive(Debug, Object)]
pub(in crate::review::api) struct ReviewView {
    /// The review.
    id: Uuid,
    /// Short reference of the case.
    reference: String,
    /// The employer's name, as it is now.
    organisation_name: String,
    /// `micro`, `small`, `medium` or `large`.
    size_band: Option<String>,
    /// Council district of the main workplace.
    place: Option<String>,
    /// Code of the tier applied for.
    tier_sought: String,
    /// 1, 2 or 3 for assessors, who judge apart from each other; 0 for a moderator.
    seat: i32,
    /// `allocated`, `open`, `recommended`, `decided` or `returned`.
    status: String,
    /// Whose move it is: `assessor_declares`, `assessor_judges`, `employer_answers`,
    /// `officer_decides`, `officer_announces` or `nobody`.
    turn: String,
    /// When it was allocated.
    allocated_at: DateTime<Utc>,
    /// Day by which a recommendation is due.
    due_on: NaiveDate,
    /// When one declared no conflict.
    declared_at: Option<DateTime<Utc>>,
    /// Criteria judged.
    judged: u64,
    /// The case; absent until one declares, and when it went back.
    case: Option<OpenCaseView>,
    /// The version to send as `If-Match`.
    version: i32,
}

impl ReviewView {
    pub(in crate::review::api) fn new(
        case: &Case,
        review: &Review,
        open: Option<OpenCaseView>,
    ) -> Self {
        // What went back is no longer this assessor's; who has the case now they need not know.
        let turn = if review.is_live() {
            case.turn_of_review()
        } else {
            Turn::Nobody
        };
        Self {
            id: review.id.0,
            reference: case.reference.clone(),
            organisation_name: case.organisation_name.clone(),
            size_band: case.size_band.map(|band| band.as_str().to_owned()),
            place: case.place.clone(),
            tier_sought: case.tier_sought.to_string(),
            seat: review.seat.number(),
            status: review.status().as_str().to_owned(),
            turn: turn.as_str().to_owned(),
            allocated_at: review.allocated_at,
            due_on: review.due_on,
            declared_at: review.declared_at(),
            judged: case.judged,
            case: open,
            version: review.version,
        }
    }
}
