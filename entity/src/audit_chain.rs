//! The newest link of each chain.

use sea_orm::entity::prelude::*;

/// The newest link of each chain.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_chain")]
pub struct Model {
    /// Which chain.
    #[sea_orm(primary_key, auto_increment = false)]
    pub chain: String,
    /// Its newest sequence number.
    pub sequence: i64,
    /// Hash of its newest event.
    #[sea_orm(column_type = "Text")]
    pub hash: String,
}

impl ActiveModelBehavior for ActiveModel {}
