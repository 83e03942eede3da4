//! Something about a case that somebody has to look at. Confidential.

use sea_orm::entity::prelude::*;

use crate::ids::{AssessmentId, AuthorityId, CaseFlagId, PersonId};

/// Something about a case that somebody has to look at. Confidential.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_flag")]
pub struct Model {
    /// The flag.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CaseFlagId,
    /// On which assessment.
    pub assessment_id: AssessmentId,
    /// Of which authority.
    pub authority_id: AuthorityId,
    /// Why it was raised.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Who raised it.
    pub raised_by: PersonId,
    /// When.
    pub raised_at: DateTimeUtc,
    /// What came of it.
    #[sea_orm(column_type = "Text", nullable)]
    pub outcome: Option<String>,
    /// Who resolved it.
    pub resolved_by: Option<PersonId>,
    /// When.
    pub resolved_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
