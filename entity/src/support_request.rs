//! Something that two officers do together for somebody.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, OrganisationId, PersonId, SupportRequestId};
use crate::support_kinds::{SupportKind, SupportStatus};

/// Something that two officers do together for somebody: one proposes it, another confirms it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "support_request")]
pub struct Model {
    /// The request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SupportRequestId,
    /// By whose officers.
    pub authority_id: AuthorityId,
    /// What is to be done.
    pub kind: SupportKind,
    /// To whom.
    pub person_id: PersonId,
    /// In which organisation; none when it concerns the person alone.
    pub organisation_id: Option<OrganisationId>,
    /// The person's address when it was proposed. Confidential.
    #[sea_orm(column_type = "Text")]
    pub was_email: String,
    /// The new address, or that of the new lead. Confidential.
    #[sea_orm(column_type = "Text")]
    pub to_email: String,
    /// The new lead's name; may be empty. Confidential.
    #[sea_orm(column_type = "Text")]
    pub to_name: String,
    /// Why. Confidential.
    #[sea_orm(column_type = "Text")]
    pub reason: String,
    /// Where it stands.
    pub status: SupportStatus,
    /// Which officer proposed it.
    pub proposed_by: PersonId,
    /// When.
    pub proposed_at: DateTimeUtc,
    /// Which officer closed it.
    pub closed_by: Option<PersonId>,
    /// When.
    pub closed_at: Option<DateTimeUtc>,
    /// Why it was closed so; empty while it is open. Confidential.
    #[sea_orm(column_type = "Text")]
    pub closing_reason: String,
}

impl ActiveModelBehavior for ActiveModel {}
