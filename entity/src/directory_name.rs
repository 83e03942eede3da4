//! A name an employer has or had.

use sea_orm::entity::prelude::*;

use crate::directory_kinds::NameKind;
use crate::ids::DirectoryEmployerId;

/// A name an employer has or had.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_name")]
pub struct Model {
    /// The employer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub employer_id: DirectoryEmployerId,
    /// Where the name comes from.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: NameKind,
    /// The name.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub name: String,
    /// The name in small letters without marks, a blank before each word.
    #[sea_orm(column_type = "Text")]
    pub search_name: String,
    /// Due date of the first filing with it.
    pub first_due_on: Date,
    /// Due date of the last filing with it.
    pub last_due_on: Date,
}

impl ActiveModelBehavior for ActiveModel {}
