//! A judgement on one criterion, with its reason. Confidential.

use sea_orm::entity::prelude::*;

use crate::ids::{FindingId, ReviewId};
use crate::kinds::Judgement;

/// A judgement on one criterion, with its reason. Confidential.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "finding")]
pub struct Model {
    /// The finding.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FindingId,
    /// In which review.
    pub review_id: ReviewId,
    /// Code of the criterion.
    #[sea_orm(column_type = "Text")]
    pub criterion: String,
    /// What was found.
    pub judgement: Judgement,
    /// Why; the employer reads it with the decision.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// For colleagues only.
    #[sea_orm(column_type = "Text")]
    pub internal_note: String,
    /// When.
    pub saved_at: DateTimeUtc,
    /// Counts changes; a change must name the version it saw.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
