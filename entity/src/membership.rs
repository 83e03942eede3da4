//! A person who may act for an organisation.

use sea_orm::entity::prelude::*;

use crate::ids::{MembershipId, OrganisationId, PersonId};
use crate::kinds::MemberRole;

/// A person who may act for an organisation.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// The membership.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MembershipId,
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The person.
    pub person_id: PersonId,
    /// What the person may do for it.
    pub role: MemberRole,
    /// Who invited the person; nobody for the first.
    pub invited_by: Option<PersonId>,
    /// From when.
    pub since_at: DateTimeUtc,
    /// Until when, if it ended.
    pub ended_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
