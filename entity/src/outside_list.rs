//! One list of accreditations that somebody else gave, as a file was read.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, OutsideListId, PersonId};
use crate::outside_kinds::OutsideListStage;

/// One list of accreditations that somebody else gave, as a file was read.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outside_list")]
pub struct Model {
    /// The list.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OutsideListId,
    /// For whom it is kept.
    pub authority_id: AuthorityId,
    /// Code of the accreditation, as the authority's schemes call it.
    #[sea_orm(column_type = "Text")]
    pub accreditation: String,
    /// Name of the accreditation.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Who gives it.
    #[sea_orm(column_type = "Text")]
    pub issuer: String,
    /// The day it shows.
    pub as_of: Date,
    /// Name of the file, without its folder.
    #[sea_orm(column_type = "Text")]
    pub file_name: String,
    /// SHA-256 of the file, in hex.
    #[sea_orm(column_type = "Text")]
    pub sha256: String,
    /// How far it is.
    pub stage: OutsideListStage,
    /// Counts the lists brought in of one accreditation, from 1; none before it is.
    pub number: Option<i32>,
    /// Rows read.
    pub read: i32,
    /// Rows that were new.
    pub added: i32,
    /// Rows that had changed.
    pub changed: i32,
    /// Rows of the list before that it no longer has.
    pub gone: i32,
    /// Rows that were as before.
    pub same: i32,
    /// Rows left out.
    pub rejected: i32,
    /// Who offered it; nobody at the command line.
    pub offered_by: Option<PersonId>,
    /// When.
    pub offered_at: DateTimeUtc,
    /// Who brought it in.
    pub imported_by: Option<PersonId>,
    /// When.
    pub imported_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
