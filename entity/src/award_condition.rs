//! What the holder of an accreditation has to do by a day. Confidential.

use sea_orm::entity::prelude::*;

use crate::condition_kinds::ConditionStatus;
use crate::ids::{AccreditationId, AuthorityId, AwardConditionId, PersonId};

/// What the holder of an accreditation has to do by a day.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "award_condition")]
pub struct Model {
    /// The condition.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AwardConditionId,
    /// Of which accreditation.
    pub accreditation_id: AccreditationId,
    /// By whom.
    pub authority_id: AuthorityId,
    /// What has to be done, in the officer's words.
    #[sea_orm(column_type = "Text")]
    pub words: String,
    /// The last day for it.
    pub due_on: Date,
    /// Where it stands.
    pub status: ConditionStatus,
    /// Which officer set it.
    pub set_by: PersonId,
    /// When.
    pub set_at: DateTimeUtc,
    /// What the employer said last; empty while it has said nothing.
    #[sea_orm(column_type = "Text")]
    pub report: String,
    /// Who of the employer said so.
    pub reported_by: Option<PersonId>,
    /// When.
    pub reported_at: Option<DateTimeUtc>,
    /// What an officer answered last; empty while nobody has.
    #[sea_orm(column_type = "Text")]
    pub reply: String,
    /// Which officer.
    pub replied_by: Option<PersonId>,
    /// When.
    pub replied_at: Option<DateTimeUtc>,
    /// Counts the changes.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
