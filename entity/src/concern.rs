//! What somebody says is wrong at an accredited employer. Confidential, all of it: officers alone read
//! it, and the employer reads the question that an officer puts to it.

use sea_orm::entity::prelude::*;

use crate::ids::{AccreditationId, AuthorityId, ConcernId, OrganisationId, PersonId};
use crate::matter_kinds::{ConcernOutcome, ConcernStatus};

/// What somebody says is wrong at an accredited employer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "concern")]
pub struct Model {
    /// The concern.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConcernId,
    /// For which authority.
    pub authority_id: AuthorityId,
    /// About which employer.
    pub organisation_id: OrganisationId,
    /// About which accreditation.
    pub accreditation_id: AccreditationId,
    /// The employer’s name, as the register showed it.
    pub organisation_name: String,
    /// Short reference. Confidential.
    pub reference: String,
    /// Hash of the code with which whoever raised it sees how it goes. Confidential.
    pub code_hash: String,
    /// What is said to be wrong. Confidential.
    #[sea_orm(column_type = "Text")]
    pub words: String,
    /// Address of whoever raised it and wants to be told; empty for everybody else. Confidential.
    pub contact_email: String,
    /// Where it stands.
    pub status: ConcernStatus,
    /// When it was raised.
    pub received_at: DateTimeUtc,
    /// Which officer acknowledged it.
    pub acknowledged_by: Option<PersonId>,
    /// When.
    pub acknowledged_at: Option<DateTimeUtc>,
    /// What an officer puts to the employer; empty while nothing is put to it. Partner.
    #[sea_orm(column_type = "Text")]
    pub question: String,
    /// Which officer.
    pub asked_by: Option<PersonId>,
    /// When.
    pub asked_at: Option<DateTimeUtc>,
    /// What the employer answered; empty while it has not. Partner.
    #[sea_orm(column_type = "Text")]
    pub answer: String,
    /// Who of the employer.
    pub answered_by: Option<PersonId>,
    /// When.
    pub answered_at: Option<DateTimeUtc>,
    /// What came of it.
    pub outcome: Option<ConcernOutcome>,
    /// What whoever raised it is told in the end, or for whom it is. Confidential.
    #[sea_orm(column_type = "Text")]
    pub conclusion: String,
    /// Which officer closed it.
    pub closed_by: Option<PersonId>,
    /// When.
    pub closed_at: Option<DateTimeUtc>,
    /// Working days that the present step may take, from the day it was raised.
    pub clock_days: i32,
    /// When its clock stood still.
    #[sea_orm(column_type = "JsonBinary")]
    pub pauses: Json,
    /// The last day of the present step; none while the clock stands still and once it is over.
    pub due_on: Option<Date>,
    /// Counts the changes.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
