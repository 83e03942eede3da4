//! What the assessors of a case agree on, once all of them have recommended. Confidential.

use sea_orm::entity::prelude::*;

use crate::agreement_kinds::Moderation;
use crate::ids::AssessmentId;

/// What the assessors of a case agree on.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_agreement")]
pub struct Model {
    /// The case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub assessment_id: AssessmentId,
    /// How many criteria they judged.
    pub criteria: i32,
    /// On how many of them they judged the same.
    pub agreed: i32,
    /// Whether a moderator has to settle it.
    pub moderation: Moderation,
    /// When they were compared.
    pub compared_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
