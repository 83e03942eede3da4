//! An assessment that renews an accreditation.

use sea_orm::entity::prelude::*;

use crate::ids::{AccreditationId, AssessmentId, BundleId};

/// An assessment that renews an accreditation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "renewal")]
pub struct Model {
    /// Which assessment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub assessment_id: AssessmentId,
    /// What it renews.
    pub accreditation_id: AccreditationId,
    /// What that was awarded on.
    pub from_assessment_id: AssessmentId,
    /// The frozen submission everything was carried from.
    pub from_bundle_id: BundleId,
    /// What became of each answer, by the criterion's code. Confidential.
    #[sea_orm(column_type = "JsonBinary")]
    pub carried: Json,
    /// When.
    pub started_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
