//! Work to be done after the change that caused it.

use sea_orm::entity::prelude::*;

use crate::ids::JobId;

/// Work to be done after the change that caused it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// The job.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    /// Which work.
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    /// Its facts.
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Json,
    /// One job at most for each key.
    #[sea_orm(column_type = "Text")]
    pub dedupe_key: String,
    /// Not before this instant.
    pub run_after: DateTimeUtc,
    /// How often it was tried.
    pub attempts: i32,
    /// A worker has it until then.
    pub locked_until: Option<DateTimeUtc>,
    /// When done.
    pub done_at: Option<DateTimeUtc>,
    /// When given up.
    pub failed_at: Option<DateTimeUtc>,
    /// What went wrong last.
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
    /// When queued.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
