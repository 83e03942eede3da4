//! The answer given to a keyed request, so that a repeat gets the same.

use sea_orm::entity::prelude::*;

use crate::ids::{IdempotencyRecordId, PersonId};

/// The answer given to a keyed request, so that a repeat gets the same.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_record")]
pub struct Model {
    /// The record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IdempotencyRecordId,
    /// Who asked.
    pub person_id: PersonId,
    /// The `Idempotency-Key`.
    #[sea_orm(column_type = "Text")]
    pub key: String,
    /// SHA-256 of method, path and body.
    #[sea_orm(column_type = "Text")]
    pub request_digest: String,
    /// HTTP status answered; none while the first is still at work.
    pub status: Option<i32>,
    /// Headers and body answered.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub response: Option<Json>,
    /// When first asked.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
