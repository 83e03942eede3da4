//! An employer as others list it, with what its newest filing says.

use sea_orm::entity::prelude::*;

use crate::directory_kinds::ReportedSize;
use crate::ids::DirectoryEmployerId;

/// An employer as others list it, with what its newest filing says.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_employer")]
pub struct Model {
    /// The employer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DirectoryEmployerId,
    /// Company number, eight characters; public bodies have none.
    #[sea_orm(column_type = "Text", nullable)]
    pub company_number: Option<String>,
    /// Its name when the newest file was made.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Address in one line.
    #[sea_orm(column_type = "Text", nullable)]
    pub address: Option<String>,
    /// Postcode, `AA9A 9AA`.
    #[sea_orm(column_type = "Text", nullable)]
    pub postcode: Option<String>,
    /// Whether it is marked as public sector.
    pub public_sector: bool,
    /// Headcount band.
    pub size: ReportedSize,
    /// Section of its first industry code, a letter from A to U.
    #[sea_orm(column_type = "Text", nullable)]
    pub section: Option<String>,
    /// The newest year it reported on, named by its first.
    pub latest_year: i32,
    /// When that year's file was first without it, if it is.
    pub removed_at: Option<DateTimeUtc>,
    /// When it was first imported.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
