//! An address that wants no reminders of one sender.

use sea_orm::entity::prelude::*;

use crate::ids::ReminderStopId;

/// An address that wants no reminders of one sender.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_stop")]
pub struct Model {
    /// The row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReminderStopId,
    /// The address. Confidential.
    #[sea_orm(column_type = "Text")]
    pub email: String,
    /// The sender: the authority's identifier, or `installation`.
    #[sea_orm(column_type = "Text")]
    pub chain: String,
    /// When it was stopped.
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
