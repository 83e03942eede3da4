//! One application of an organisation under one version of a scheme.

use sea_orm::entity::prelude::*;

use crate::ids::{AssessmentId, AuthorityId, OrganisationId, PersonId, SchemeId, SchemeVersionId};
use crate::kinds::AssessmentStatus;

/// One application of an organisation under one version of a scheme.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assessment")]
pub struct Model {
    /// The assessment.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AssessmentId,
    /// Short reference that people quote.
    #[sea_orm(column_type = "Text")]
    pub reference: String,
    /// Who applies.
    pub organisation_id: OrganisationId,
    /// To whom.
    pub authority_id: AuthorityId,
    /// For which scheme.
    pub scheme_id: SchemeId,
    /// Under which version.
    pub scheme_version_id: SchemeVersionId,
    /// Code of the tier applied for.
    #[sea_orm(column_type = "Text")]
    pub tier_sought: String,
    /// What it says of itself beside the answers, as JSON: pillars chosen, value of a grant, language.
    /// Confidential.
    #[sea_orm(column_type = "Text", nullable)]
    pub about: Option<String>,
    /// Where it stands.
    pub status: AssessmentStatus,
    /// Who started it.
    pub started_by: PersonId,
    /// When.
    pub started_at: DateTimeUtc,
    /// Who said it is ready.
    pub sign_off_requested_by: Option<PersonId>,
    /// When.
    pub sign_off_requested_at: Option<DateTimeUtc>,
    /// Who signed it off.
    pub signed_off_by: Option<PersonId>,
    /// When.
    pub signed_off_at: Option<DateTimeUtc>,
    /// When submitted.
    pub submitted_at: Option<DateTimeUtc>,
    /// When decided or withdrawn.
    pub closed_at: Option<DateTimeUtc>,
    /// Why it was sent back or withdrawn, in words. Confidential.
    #[sea_orm(column_type = "Text", nullable)]
    pub note: Option<String>,
    /// Who wrote the note.
    pub note_by: Option<PersonId>,
    /// When.
    pub note_at: Option<DateTimeUtc>,
    /// Counts changes; a change must name the version it saw.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
