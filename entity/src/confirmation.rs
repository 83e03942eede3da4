//! What somebody outside is asked to confirm. Confidential.

use sea_orm::entity::prelude::*;

use crate::confirmation_kinds::ConfirmationStatus;
use crate::ids::{AssessmentId, AuthorityId, ConfirmationId, PersonId};

/// What somebody outside is asked to confirm. Confidential.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "confirmation")]
pub struct Model {
    /// The confirmation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConfirmationId,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// With which authority.
    pub authority_id: AuthorityId,
    /// Code of the criterion.
    #[sea_orm(column_type = "Text")]
    pub criterion: String,
    /// What the person asked is to the employer: `union`, `worker_representative`, `accountant` or
    /// `referee`.
    #[sea_orm(column_type = "Text")]
    pub asked_of: String,
    /// What is to be confirmed, word by word.
    #[sea_orm(column_type = "Text")]
    pub statement: String,
    /// Where it stands.
    pub status: ConfirmationStatus,
    /// Who of the employer asked.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: DateTimeUtc,
    /// Whom; none once it is erased.
    #[sea_orm(column_type = "Text", nullable)]
    pub email: Option<String>,
    /// SHA-256 of the link's secret, in hex; none once it is erased.
    #[sea_orm(column_type = "Text", nullable)]
    pub token_hash: Option<String>,
    /// Until when the link works.
    pub expires_at: DateTimeUtc,
    /// How often it was sent.
    pub sent: i32,
    /// When it was answered, or taken back.
    pub closed_at: Option<DateTimeUtc>,
    /// In what capacity, in the words of who answered; may be empty.
    #[sea_orm(column_type = "Text")]
    pub capacity: String,
    /// What they add; may be empty. Never shown to the employer.
    #[sea_orm(column_type = "Text")]
    pub words: String,
    /// Counts the changes.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
