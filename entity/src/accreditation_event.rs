//! What happened to an accreditation after the award. Public but for the note.

use sea_orm::entity::prelude::*;

use crate::ids::{AccreditationEventId, AccreditationId, PersonId};
use crate::kinds::AccreditationEventKind;

/// What happened to an accreditation after the award. Public but for the note.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accreditation_event")]
pub struct Model {
    /// The event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccreditationEventId,
    /// To which.
    pub accreditation_id: AccreditationId,
    /// What happened.
    pub kind: AccreditationEventKind,
    /// From when it counts.
    pub effective_at: DateTimeUtc,
    /// What the register says.
    #[sea_orm(column_type = "Text")]
    pub public_reason: String,
    /// Why. Confidential.
    #[sea_orm(column_type = "Text")]
    pub internal_note: String,
    /// Who; nobody for the calendar.
    pub done_by: Option<PersonId>,
    /// When written down.
    pub recorded_at: DateTimeUtc,
    /// Order of writing, from 1.
    pub sequence: i32,
}

impl ActiveModelBehavior for ActiveModel {}
