//! An industry code in an employer's newest filing.

use sea_orm::entity::prelude::*;

use crate::ids::DirectoryEmployerId;

/// An industry code in an employer's newest filing.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_sic")]
pub struct Model {
    /// The employer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub employer_id: DirectoryEmployerId,
    /// Place in the file, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i32,
    /// Five digits of the UK Standard Industrial Classification 2007.
    #[sea_orm(column_type = "Text")]
    pub code: String,
    /// Its section, a letter from A to U.
    #[sea_orm(column_type = "Text")]
    pub section: String,
}

impl ActiveModelBehavior for ActiveModel {}
