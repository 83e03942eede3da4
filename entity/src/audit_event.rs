//! One thing that was done, chained to the one before.

use sea_orm::entity::prelude::*;

use crate::ids::{AuditEventId, PersonId};

/// One thing that was done, chained to the one before.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    /// The event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEventId,
    /// Which chain: an authority's id, or `installation`.
    #[sea_orm(column_type = "Text")]
    pub chain: String,
    /// Place in the chain, from 1.
    pub sequence: i64,
    /// When.
    pub at: DateTimeUtc,
    /// Who; nobody for the calendar and the command line.
    pub actor_id: Option<PersonId>,
    /// For whom, for example `organisation:…`, `authority:…`, `system`.
    #[sea_orm(column_type = "Text")]
    pub acting_for: String,
    /// What was done, for example `assessment.submit`.
    #[sea_orm(column_type = "Text")]
    pub action: String,
    /// Kind of thing it was done to.
    #[sea_orm(column_type = "Text")]
    pub object_kind: String,
    /// Which one.
    #[sea_orm(column_type = "Text")]
    pub object_id: String,
    /// Facts worth keeping; never an email address.
    #[sea_orm(column_type = "JsonBinary")]
    pub detail: Json,
    /// SHA-256 of the object before.
    #[sea_orm(column_type = "Text", nullable)]
    pub before_digest: Option<String>,
    /// SHA-256 of the object after.
    #[sea_orm(column_type = "Text", nullable)]
    pub after_digest: Option<String>,
    /// Hash of the event before; 64 zeros for the first.
    #[sea_orm(column_type = "Text")]
    pub previous_hash: String,
    /// SHA-256 over this event and `previous_hash`.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
