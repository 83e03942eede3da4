//! One assessor at work on one submission.

use sea_orm::entity::prelude::*;

use crate::ids::{AssessmentId, AuthorityId, PersonId, ReviewId};
use crate::kinds::{Recommendation, ReviewStatus};

/// One assessor at work on one submission.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "review")]
pub struct Model {
    /// The review.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReviewId,
    /// What is reviewed.
    pub assessment_id: AssessmentId,
    /// For whom.
    pub authority_id: AuthorityId,
    /// Who reviews.
    pub assessor_id: PersonId,
    /// 1, 2, 3 for assessors, who judge apart from each other; 0 for the moderator who settles what they differ on.
    pub seat: i32,
    /// Where it stands.
    pub status: ReviewStatus,
    /// Which officer allocated it.
    pub allocated_by: PersonId,
    /// When.
    pub allocated_at: DateTimeUtc,
    /// Day by which a recommendation is due.
    pub due_on: Date,
    /// When the conflict declaration was made.
    pub declared_at: Option<DateTimeUtc>,
    /// What the assessor declared. Confidential.
    #[sea_orm(column_type = "Text", nullable)]
    pub conflict_statement: Option<String>,
    /// What the assessor recommends.
    pub recommendation: Option<Recommendation>,
    /// Which tier, for an award.
    #[sea_orm(column_type = "Text", nullable)]
    pub recommended_tier: Option<String>,
    /// Why. Confidential.
    #[sea_orm(column_type = "Text", nullable)]
    pub recommendation_reason: Option<String>,
    /// When.
    pub recommended_at: Option<DateTimeUtc>,
    /// When it went back to the officer without a recommendation.
    pub returned_at: Option<DateTimeUtc>,
    /// Why the officer took it back; none when the assessor declared a conflict. Confidential.
    #[sea_orm(column_type = "Text", nullable)]
    pub return_reason: Option<String>,
    /// The assessment while this is its live review; none once returned.
    pub active_for: Option<AssessmentId>,
    /// Counts changes; a change must name the version it saw.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
