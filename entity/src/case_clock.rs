//! The service standard of a case whose clock has stood still at some time.

use sea_orm::entity::prelude::*;

use crate::ids::AssessmentId;

/// The service standard of a case whose clock has stood still at some time.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_clock")]
pub struct Model {
    /// Of which assessment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub assessment_id: AssessmentId,
    /// Day by which a recommendation is due, the pause that runs now left out.
    pub due_on: Date,
    /// Day since which the clock stands still; none while it runs.
    pub paused_since: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}
