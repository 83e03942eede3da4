//! What somebody complains of about how an authority handles data about them. Confidential.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, DataComplaintId, PersonId};
use crate::matter_kinds::ComplaintStatus;

/// What somebody complains of about how an authority handles data about them.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_complaint")]
pub struct Model {
    /// The complaint.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DataComplaintId,
    /// About which authority.
    pub authority_id: AuthorityId,
    /// Short reference. Confidential.
    pub reference: String,
    /// Who complains. Confidential.
    pub name: String,
    /// Where the answer goes. Confidential.
    pub contact_email: String,
    /// What is complained of. Confidential.
    #[sea_orm(column_type = "Text")]
    pub words: String,
    /// Where it stands.
    pub status: ComplaintStatus,
    /// When it came.
    pub received_at: DateTimeUtc,
    /// Which officer acknowledged it.
    pub acknowledged_by: Option<PersonId>,
    /// When.
    pub acknowledged_at: Option<DateTimeUtc>,
    /// What was answered; empty while nobody has. Confidential.
    #[sea_orm(column_type = "Text")]
    pub answer: String,
    /// By which officer.
    pub answered_by: Option<PersonId>,
    /// When.
    pub answered_at: Option<DateTimeUtc>,
    /// What is noted on closing. Confidential.
    #[sea_orm(column_type = "Text")]
    pub note: String,
    /// Which officer closed it.
    pub closed_by: Option<PersonId>,
    /// When.
    pub closed_at: Option<DateTimeUtc>,
    /// Days that the present step may take, from the day it came.
    pub clock_days: i32,
    /// The last day of the present step; none once it is answered.
    pub due_on: Option<Date>,
    /// Counts the changes.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
