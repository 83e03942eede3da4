//! What a person does for an authority.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, PersonId, StaffRoleId};
use crate::kinds::StaffRole;

/// What a person does for an authority.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_role")]
pub struct Model {
    /// The role held.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StaffRoleId,
    /// Who holds it.
    pub person_id: PersonId,
    /// For which authority.
    pub authority_id: AuthorityId,
    /// What the person may do.
    pub role: StaffRole,
    /// From when.
    pub since_at: DateTimeUtc,
    /// Until when, if it ended.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
