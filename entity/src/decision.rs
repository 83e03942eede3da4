//! What an officer decided, on which bundle, and why.

use sea_orm::entity::prelude::*;

use crate::decision_kinds::DecisionStatus;
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
    /// How far it has come.
    pub status: DecisionStatus,
    /// What it was made on, as canonical JSON; none before that was kept. Confidential.
    #[sea_orm(column_type = "Text", nullable)]
    pub basis: Option<String>,
    /// SHA-256 of that, in hex.
    #[sea_orm(column_type = "Text", nullable)]
    pub basis_sha256: Option<String>,
    /// The first day of the term, where the officer named one.
    pub start_on: Option<Date>,
    /// What it says beside its outcome, as JSON; none where it says nothing.
    #[sea_orm(column_type = "Text", nullable)]
    pub terms: Option<String>,
    /// Which officer announced it.
    pub announced_by: Option<PersonId>,
    /// When.
    pub announced_at: Option<DateTimeUtc>,
    /// Which officer took it back.
    pub undone_by: Option<PersonId>,
    /// When.
    pub undone_at: Option<DateTimeUtc>,
    /// Why it was taken back; empty otherwise. Confidential.
    #[sea_orm(column_type = "Text")]
    pub undo_reason: String,
    /// Counts the changes.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
