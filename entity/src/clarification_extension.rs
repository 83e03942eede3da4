//! More time for the reply to a question.

use sea_orm::entity::prelude::*;

use crate::ids::{ClarificationExtensionId, ClarificationId, PersonId};

/// More time for the reply to a question.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "clarification_extension")]
pub struct Model {
    /// The extension.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClarificationExtensionId,
    /// Of which clarification.
    pub clarification_id: ClarificationId,
    /// The day by which the reply was due.
    pub from_on: Date,
    /// The day by which it is due now.
    pub to_on: Date,
    /// Why; the employer reads it.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Who gave more time.
    pub given_by: PersonId,
    /// When.
    pub given_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
