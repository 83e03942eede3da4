//! One import of a file of employers.

use sea_orm::entity::prelude::*;

use crate::ids::DirectoryImportId;

/// One import of a file of employers.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_import")]
pub struct Model {
    /// The import.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DirectoryImportId,
    /// Name of the file, without its folder.
    #[sea_orm(column_type = "Text")]
    pub file_name: String,
    /// The year most of its rows report on, named by its first: 2021 is 2021-22.
    pub reporting_year: i32,
    /// Latest submission in the file: tells an older download from a newer one.
    pub latest_submission_at: Option<DateTimeUtc>,
    /// Rows read.
    pub read: i64,
    /// Filings that were new.
    pub inserted: i64,
    /// Filings that had changed.
    pub updated: i64,
    /// Filings that were as before.
    pub unchanged: i64,
    /// Filings that the file no longer has.
    pub removed: i64,
    /// Rows left out.
    pub rejected: i64,
    /// Fields mended.
    pub repaired: i64,
    /// Fields left out.
    pub fields_rejected: i64,
    /// Fields a person should look at.
    pub noted: i64,
    /// When.
    pub imported_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
