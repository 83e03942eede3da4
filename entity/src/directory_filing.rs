//! What one employer reported for one year.

use sea_orm::entity::prelude::*;

use crate::directory_kinds::{Punctuality, ReportedSize};
use crate::ids::{DirectoryEmployerId, DirectoryImportId};

/// What one employer reported for one year.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_filing")]
pub struct Model {
    /// The employer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub employer_id: DirectoryEmployerId,
    /// The year, named by its first.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reporting_year: i32,
    /// The import that last changed it.
    pub import_id: DirectoryImportId,
    /// The line of that file.
    pub line: i64,
    /// The service's own id of the employer, where the file had it.
    #[sea_orm(column_type = "Text", nullable)]
    pub service_id: Option<String>,
    /// Company number, as this file has it.
    #[sea_orm(column_type = "Text", nullable)]
    pub company_number: Option<String>,
    /// The name reported under.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// The name when the file was made.
    #[sea_orm(column_type = "Text")]
    pub current_name: String,
    /// Address in one line.
    #[sea_orm(column_type = "Text", nullable)]
    pub address: Option<String>,
    /// Postcode.
    #[sea_orm(column_type = "Text", nullable)]
    pub postcode: Option<String>,
    /// Industry codes of five digits with blanks between them.
    #[sea_orm(column_type = "Text")]
    pub sic_codes: String,
    /// Whether it is marked as public sector.
    pub public_sector: bool,
    /// Headcount band.
    pub size: ReportedSize,
    /// The public figures, in per cent, by name.
    #[sea_orm(column_type = "JsonBinary")]
    pub figures: Json,
    /// Where the employer publishes its own report.
    #[sea_orm(column_type = "Text", nullable)]
    pub report_link: Option<String>,
    /// Whether it came late.
    pub punctuality: Punctuality,
    /// When it was due.
    pub due_on: Date,
    /// When it came.
    pub submitted_at: Option<DateTimeUtc>,
    /// When the year's file was first without it, if it is.
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
