//! What an officer decided, on which bundle, and why.

use sea_orm::entity::prelude::*;

use crate::ids::{AssessmentId, AuthorityId, BundleId, DecisionId, PersonId, ReviewId};
use crate::kinds::DecisionOutcome;

/// What an officer decided, on which bundle, and why.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    /// The decision.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DecisionId,
    /// On which assessment.
    pub assessment_id: AssessmentId,
    /// The assessment, if this decision ends it; unique, so nothing ends twice.
    pub final_for: Option<AssessmentId>,
    /// On which review.
    pub review_id: ReviewId,
    /// On which frozen submission.
    pub bundle_id: BundleId,
    /// For whom.
    pub authority_id: AuthorityId,
    /// What was decided.
    pub outcome: DecisionOutcome,
    /// Which tier, for an award.
    #[sea_orm(column_type = "Text", nullable)]
    pub tier: Option<String>,
    /// Why. Confidential.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Who.
    pub decided_by: PersonId,
    /// When.
    pub decided_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
