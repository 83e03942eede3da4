//! What an employer appeals against, why, and what comes of it. Confidential.

use sea_orm::entity::prelude::*;

use crate::ids::{AccreditationId, AppealId, AssessmentId, AuthorityId, OrganisationId, PersonId};
use crate::matter_kinds::{AppealAgainst, AppealStatus, Remedy};

/// What an employer appeals against, why, and what comes of it.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "appeal")]
pub struct Model {
    /// The appeal.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AppealId,
    /// To which authority.
    pub authority_id: AuthorityId,
    /// By which employer.
    pub organisation_id: OrganisationId,
    /// The employer’s name.
    pub organisation_name: String,
    /// Short reference.
    pub reference: String,
    /// The event or the decision that it is against: each is appealed against once.
    pub subject_id: Uuid,
    /// Against what.
    pub against: AppealAgainst,
    /// When that happened.
    pub happened_at: DateTimeUtc,
    /// About which accreditation, if there is one.
    pub accreditation_id: Option<AccreditationId>,
    /// About which case.
    pub assessment_id: AssessmentId,
    /// On what grounds: their words, separated by blanks.
    pub grounds: String,
    /// Why. Confidential.
    #[sea_orm(column_type = "Text")]
    pub words: String,
    /// Who of the employer.
    pub lodged_by: PersonId,
    /// When.
    pub lodged_at: DateTimeUtc,
    /// Where it stands.
    pub status: AppealStatus,
    /// Which officer has it.
    pub taken_by: Option<PersonId>,
    /// Since when.
    pub taken_at: Option<DateTimeUtc>,
    /// Why it ended as it did; empty until then. Confidential.
    #[sea_orm(column_type = "Text")]
    pub conclusion: String,
    /// What was put right.
    pub remedy: Option<Remedy>,
    /// Which officer answered it.
    pub closed_by: Option<PersonId>,
    /// When.
    pub closed_at: Option<DateTimeUtc>,
    /// Working days that it may take, from the day it was lodged.
    pub clock_days: i32,
    /// When its clock stood still.
    #[sea_orm(column_type = "JsonBinary")]
    pub pauses: Json,
    /// The last day for an answer; none while the clock stands still and once it is over.
    pub due_on: Option<Date>,
    /// Counts the changes.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
