//! The lasting result of an award. Public.

use sea_orm::entity::prelude::*;

use crate::ids::{
    AccreditationId, AreaId, AssessmentId, AuthorityId, DecisionId, OrganisationId, SchemeId,
    SchemeVersionId,
};
use crate::kinds::SizeBand;

/// The lasting result of an award. Public.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accreditation")]
pub struct Model {
    /// The accreditation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccreditationId,
    /// Its name in register addresses.
    #[sea_orm(column_type = "Text")]
    pub entry: String,
    /// Who is accredited.
    pub organisation_id: OrganisationId,
    /// By whom.
    pub authority_id: AuthorityId,
    /// Under which scheme.
    pub scheme_id: SchemeId,
    /// Under which version.
    pub scheme_version_id: SchemeVersionId,
    /// On which assessment.
    pub assessment_id: AssessmentId,
    /// By which decision.
    pub decision_id: DecisionId,
    /// Code of the tier.
    #[sea_orm(column_type = "Text")]
    pub tier: String,
    /// Name of the tier at award.
    #[sea_orm(column_type = "Text")]
    pub tier_name: String,
    /// Rank of the tier at award.
    pub tier_rank: i32,
    /// First day of the term (Europe/London).
    pub since_on: Date,
    /// First day after the term (Europe/London).
    pub until_on: Date,
    /// When awarded.
    pub awarded_at: DateTimeUtc,
    /// Legal name at award.
    #[sea_orm(column_type = "Text")]
    pub organisation_name: String,
    /// SIC section at award.
    #[sea_orm(column_type = "Text", nullable)]
    pub sector: Option<String>,
    /// Size band at award.
    pub size_band: Option<SizeBand>,
    /// District at award.
    pub district_id: Option<AreaId>,
    /// People employed at award: inside the authority's area, else altogether. Confidential.
    pub headcount: Option<i32>,
    /// The name in lower case, for searching.
    #[sea_orm(column_type = "Text")]
    pub search_name: String,
    /// Counts changes; a change must name the version it saw.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
