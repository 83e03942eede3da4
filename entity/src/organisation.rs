//! An employer on Fairmark.

use sea_orm::entity::prelude::*;

use crate::ids::{AreaId, DirectoryEmployerId, OrganisationId, PersonId};
use crate::kinds::SizeBand;
use crate::organisation_kinds::OrganisationKind;

/// An employer on Fairmark.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganisationId,
    /// Legal name. Public once accredited.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Companies House number, eight characters. Public once accredited.
    #[sea_orm(column_type = "Text", nullable)]
    pub company_number: Option<String>,
    /// The imported entry it was claimed from.
    pub directory_employer_id: Option<DirectoryEmployerId>,
    /// What kind of body it is. Public once accredited.
    pub kind: Option<OrganisationKind>,
    /// SIC 2007 section letter (`A`–`U`). Public once accredited.
    #[sea_orm(column_type = "Text", nullable)]
    pub sector: Option<String>,
    /// Band of headcount. Public once accredited.
    pub size_band: Option<SizeBand>,
    /// People employed, whole organisation. Confidential.
    pub headcount: Option<i32>,
    /// The day the headcount was taken.
    pub headcount_on: Option<Date>,
    /// People employed inside the authority's area. Confidential.
    pub area_headcount: Option<i32>,
    /// Postcode of the main workplace. Partner.
    #[sea_orm(column_type = "Text", nullable)]
    pub postcode: Option<String>,
    /// Council district of the main workplace. Public once accredited.
    pub district_id: Option<AreaId>,
    /// Public web address.
    #[sea_orm(column_type = "Text", nullable)]
    pub website: Option<String>,
    /// When it was created or claimed.
    pub created_at: DateTimeUtc,
    /// Who created or claimed it.
    pub created_by: PersonId,
    /// Counts changes; a change must name the version it saw.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

/// The district of the main workplace.
impl Related<crate::area::Entity> for Entity {
    fn to() -> RelationDef {
        Self::belongs_to(crate::area::Entity)
            .from(Column::DistrictId)
            .to(crate::area::Column::Id)
            .into()
    }
}
