//! A word by which an authority finds its cases. Confidential.

use sea_orm::entity::prelude::*;

use crate::ids::{AssessmentId, AuthorityId, CaseTagId, PersonId};

/// A word by which an authority finds its cases. Confidential.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_tag")]
pub struct Model {
    /// The tag on the case.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CaseTagId,
    /// On which assessment.
    pub assessment_id: AssessmentId,
    /// Of which authority.
    pub authority_id: AuthorityId,
    /// The word, normalised.
    #[sea_orm(column_type = "Text")]
    pub tag: String,
    /// Who put it there.
    pub added_by: PersonId,
    /// When.
    pub added_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
