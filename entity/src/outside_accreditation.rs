//! An accreditation that somebody else gave, as its issuer's list or an officer says. Partner.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, OrganisationId, OutsideAccreditationId, OutsideListId, PersonId};
use crate::outside_kinds::OutsideSource;

/// An accreditation that somebody else gave, as its issuer's list or an officer says. Partner.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outside_accreditation")]
pub struct Model {
    /// The accreditation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OutsideAccreditationId,
    /// For whom it is kept.
    pub authority_id: AuthorityId,
    /// Its code, as the authority's schemes call it.
    #[sea_orm(column_type = "Text")]
    pub accreditation: String,
    /// Its name.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Who gives it.
    #[sea_orm(column_type = "Text")]
    pub issuer: String,
    /// Where it is known from.
    pub source: OutsideSource,
    /// What it is recognised by in the next list: number, company or name at a place.
    #[sea_orm(column_type = "Text")]
    pub list_key: String,
    /// Who holds it, as the list names it.
    #[sea_orm(column_type = "Text")]
    pub holder: String,
    /// The same, made comparable.
    #[sea_orm(column_type = "Text")]
    pub search_name: String,
    /// What an officer saw, and why it was ended. Confidential.
    #[sea_orm(column_type = "Text")]
    pub note: String,
    /// Its number.
    #[sea_orm(column_type = "Text", nullable)]
    pub reference: Option<String>,
    /// Its tier, where it has tiers.
    #[sea_orm(column_type = "Text", nullable)]
    pub tier: Option<String>,
    /// Companies House number, eight characters.
    #[sea_orm(column_type = "Text", nullable)]
    pub company_number: Option<String>,
    /// Postcode, as the list gives it.
    #[sea_orm(column_type = "Text", nullable)]
    pub postcode: Option<String>,
    /// The organisation an officer confirmed it to be; by company number, when none.
    pub organisation_id: Option<OrganisationId>,
    /// The first day it is valid, where it is known.
    pub since_on: Option<Date>,
    /// The last day it is valid, where it ends.
    pub until_on: Option<Date>,
    /// Since when it is at this tier, where it was seen at another before.
    pub tier_on: Option<Date>,
    /// The first day it was not listed any more, or the day an officer ended it.
    pub gone_on: Option<Date>,
    /// The newest list that names it.
    pub list_id: Option<OutsideListId>,
    /// The officer who recorded it.
    pub recorded_by: Option<PersonId>,
    /// When it was first seen.
    pub first_seen_at: DateTimeUtc,
    /// When it was last seen.
    pub last_seen_at: DateTimeUtc,
    /// Counts changes; a change must name the version it saw.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
