//! A reminder that an accreditation should be renewed.

use sea_orm::entity::prelude::*;

use crate::ids::{AccreditationId, AccreditationReminderId};

/// A reminder that an accreditation should be renewed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accreditation_reminder")]
pub struct Model {
    /// The reminder.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccreditationReminderId,
    /// Of which accreditation.
    pub accreditation_id: AccreditationId,
    /// How many days before the first day after the term; 0 is the day it lapses.
    pub days_before: i32,
    /// The day it was due.
    pub due_on: Date,
    /// When it was sent; never, when a later one was due by then.
    pub sent_at: Option<DateTimeUtc>,
    /// When that was decided.
    pub recorded_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
