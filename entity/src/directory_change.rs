//! One field that an import changed.

use sea_orm::entity::prelude::*;

use crate::ids::{DirectoryEmployerId, DirectoryImportId};

/// One field that an import changed.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_change")]
pub struct Model {
    /// The import.
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: DirectoryImportId,
    /// The employer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub employer_id: DirectoryEmployerId,
    /// The field, as the files name it; `Listed` when the employer left or came back.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub field: String,
    /// Its name at the time.
    #[sea_orm(column_type = "Text")]
    pub employer_name: String,
    /// Before; none when it was blank.
    #[sea_orm(column_type = "Text", nullable)]
    pub before: Option<String>,
    /// After; none when it is blank.
    #[sea_orm(column_type = "Text", nullable)]
    pub after: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
