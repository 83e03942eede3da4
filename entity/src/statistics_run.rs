//! A frozen computation. Its inputs are confidential, its tables public.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, PersonId, StatisticsRunId};

/// A frozen computation. Its inputs are confidential, its tables public.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "statistics_run")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StatisticsRunId,
    /// For whom.
    pub authority_id: AuthorityId,
    /// Name in addresses.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// The day it describes.
    pub as_of: Date,
    /// When computed.
    pub computed_at: DateTimeUtc,
    /// Thresholds and rules used.
    #[sea_orm(column_type = "JsonBinary")]
    pub parameters: Json,
    /// The protected tables, all that is ever shown.
    #[sea_orm(column_type = "JsonBinary")]
    pub tables: Json,
    /// SHA-256 of the frozen input.
    #[sea_orm(column_type = "Text")]
    pub input_sha256: String,
    /// The frozen input. Confidential.
    #[sea_orm(column_type = "JsonBinary")]
    pub input: Json,
    /// When published.
    pub released_at: Option<DateTimeUtc>,
    /// By whom.
    pub released_by: Option<PersonId>,
}

impl ActiveModelBehavior for ActiveModel {}
