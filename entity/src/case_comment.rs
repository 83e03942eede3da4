//! What somebody said about a case. Confidential.

use sea_orm::entity::prelude::*;

use crate::case_kinds::{Audience, Side};
use crate::ids::{AssessmentId, AuthorityId, CaseCommentId, PersonId};

/// What somebody said about a case. Confidential.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "case_comment")]
pub struct Model {
    /// The comment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CaseCommentId,
    /// About which assessment.
    pub assessment_id: AssessmentId,
    /// With which authority.
    pub authority_id: AuthorityId,
    /// Code of the criterion; none when it is about the whole case.
    #[sea_orm(column_type = "Text", nullable)]
    pub criterion: Option<String>,
    /// Who may read it; never changed.
    pub audience: Audience,
    /// As what its author spoke.
    pub side: Side,
    /// Who.
    pub author_id: PersonId,
    /// The words; empty once they are taken back.
    #[sea_orm(column_type = "Text")]
    pub words: String,
    /// When.
    pub posted_at: DateTimeUtc,
    /// Whether the other side had an email of it.
    pub told: bool,
    /// When its author took it back.
    pub withdrawn_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
