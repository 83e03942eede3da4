//! How soon an authority acknowledges and answers concerns, appeals and complaints. Public.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, PersonId};

/// How soon an authority acknowledges and answers.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service_standard")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub authority_id: AuthorityId,
    /// Working days until a concern is acknowledged.
    pub concern_acknowledge_days: i32,
    /// Working days until a concern is answered.
    pub concern_answer_days: i32,
    /// Working days in which an employer can appeal.
    pub appeal_lodge_days: i32,
    /// Working days until an appeal is answered.
    pub appeal_answer_days: i32,
    /// Days until a data-protection complaint is answered.
    pub complaint_answer_days: i32,
    /// Working days before a last day on which officers are warned.
    pub warn_days: i32,
    /// Why it was changed last. Confidential.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// By which officer. Confidential.
    pub changed_by: PersonId,
    /// When.
    pub changed_at: DateTimeUtc,
    /// Counts the changes.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
