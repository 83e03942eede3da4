//! Something an employer is known by.

use sea_orm::entity::prelude::*;

use crate::directory_kinds::IdentifierKind;
use crate::ids::DirectoryEmployerId;

/// Something an employer is known by.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "directory_identifier")]
pub struct Model {
    /// What it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: IdentifierKind,
    /// The number, the id, or the name with the place.
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub value: String,
    /// The employer.
    #[sea_orm(primary_key, auto_increment = false)]
    pub employer_id: DirectoryEmployerId,
}

impl ActiveModelBehavior for ActiveModel {}
