//! A question on one answer, which alone unlocks. Confidential.

use sea_orm::entity::prelude::*;

use crate::ids::{AssessmentId, ClarificationId, PersonId, ReviewId};

/// A question on one answer, which alone unlocks. Confidential.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "clarification")]
pub struct Model {
    /// The clarification.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClarificationId,
    /// In which review.
    pub review_id: ReviewId,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// Code of the criterion.
    #[sea_orm(column_type = "Text")]
    pub criterion: String,
    /// What is asked.
    #[sea_orm(column_type = "Text")]
    pub question: String,
    /// Who asks.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: DateTimeUtc,
    /// Day by which the reply is due.
    pub due_on: Date,
    /// What the employer says.
    #[sea_orm(column_type = "Text", nullable)]
    pub reply: Option<String>,
    /// Who replied.
    pub replied_by: Option<PersonId>,
    /// When.
    pub replied_at: Option<DateTimeUtc>,
    /// When the assessor took the question back.
    pub withdrawn_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
