//! What an assessor can take on; the usual, while there is no row.

use sea_orm::entity::prelude::*;

use crate::ids::StaffRoleId;

/// What an assessor can take on.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assessor_profile")]
pub struct Model {
    /// Whose: the role of an assessor for one authority.
    #[sea_orm(primary_key, auto_increment = false)]
    pub staff_role_id: StaffRoleId,
    /// Reviews at once.
    pub capacity: i32,
    /// Tags of languages, as a JSON list.
    #[sea_orm(column_type = "Text")]
    pub languages: String,
    /// Letters of SIC 2007 sections, in order.
    #[sea_orm(column_type = "Text")]
    pub sectors: String,
    /// When it was said last.
    pub changed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
