//! What an employer answered to one criterion. Confidential.

use sea_orm::entity::prelude::*;

use crate::ids::{AnswerId, AssessmentId, PersonId};

/// What an employer answered to one criterion. Confidential.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "answer")]
pub struct Model {
    /// The answer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AnswerId,
    /// In which assessment.
    pub assessment_id: AssessmentId,
    /// Code of the criterion.
    #[sea_orm(column_type = "Text")]
    pub criterion: String,
    /// The typed answer; none when only a comment was given.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub value: Option<Json>,
    /// What the employer adds in words.
    #[sea_orm(column_type = "Text")]
    pub comment: String,
    /// Who saved it last.
    pub saved_by: PersonId,
    /// When.
    pub saved_at: DateTimeUtc,
    /// Counts changes; a change must name the version it saw.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
