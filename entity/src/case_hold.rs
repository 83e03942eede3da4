//! A case that is paused by the authority. The reason is for the employer, the note confidential.

use sea_orm::entity::prelude::*;

use crate::ids::{AssessmentId, AuthorityId, CaseHoldId, PersonId};

/// A case that is paused by the authority.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_hold")]
pub struct Model {
    /// The hold.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CaseHoldId,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// By which authority.
    pub authority_id: AuthorityId,
    /// Why, in words for the employer.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// What colleagues should know; may be empty. Never shown to the employer.
    #[sea_orm(column_type = "Text")]
    pub note: String,
    /// The day by which it is looked at again, if there is one.
    pub review_on: Option<Date>,
    /// Who put it on hold.
    pub held_by: PersonId,
    /// When.
    pub held_at: DateTimeUtc,
    /// Who lifted it.
    pub lifted_by: Option<PersonId>,
    /// When.
    pub lifted_at: Option<DateTimeUtc>,
    /// The assessment while the hold runs; unique, so that there is one at most.
    pub active_for: Option<AssessmentId>,
}

impl ActiveModelBehavior for ActiveModel {}
