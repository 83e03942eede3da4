//! An answer given under an older version, which does not count under the newer as it is.
//! Confidential.

use sea_orm::entity::prelude::*;

use crate::ids::{AssessmentId, CarriedAnswerId};
use crate::version_kinds::CarriedFate;

/// An answer given under an older version, which does not count under the newer as it is.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "carried_answer")]
pub struct Model {
    /// The answer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CarriedAnswerId,
    /// In which assessment.
    pub assessment_id: AssessmentId,
    /// Code of the criterion it was given to, as the newer version calls it where it has it.
    #[sea_orm(column_type = "Text")]
    pub criterion: String,
    /// The typed answer; none when only a comment was given.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub value: Option<Json>,
    /// What the employer added in words.
    #[sea_orm(column_type = "Text")]
    pub comment: String,
    /// What became of it.
    pub fate: CarriedFate,
    /// What the version it was given under is called.
    #[sea_orm(column_type = "Text")]
    pub from_label: String,
    /// When it was carried.
    pub carried_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
