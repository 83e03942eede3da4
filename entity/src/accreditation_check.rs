//! A second look at an accreditation, because one that it rests on ended.

use sea_orm::entity::prelude::*;

use crate::ids::{
    AccreditationCheckId, AccreditationId, AuthorityId, OutsideAccreditationId, PersonId,
};
use crate::outside_kinds::{CheckOutcome, CheckReason};

/// A second look at an accreditation, because one that it rests on ended.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accreditation_check")]
pub struct Model {
    /// The check.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccreditationCheckId,
    /// Of which accreditation.
    pub accreditation_id: AccreditationId,
    /// By whom.
    pub authority_id: AuthorityId,
    /// Why.
    pub why: CheckReason,
    /// Code of the accreditation of others.
    #[sea_orm(column_type = "Text")]
    pub accreditation: String,
    /// Its name.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Its number.
    #[sea_orm(column_type = "Text")]
    pub reference: String,
    /// The first day it no longer stood as it did.
    pub ended_on: Date,
    /// As it is kept; none when only the employer's answer names it.
    pub outside_id: Option<OutsideAccreditationId>,
    /// When it was opened.
    pub opened_at: DateTimeUtc,
    /// When it was closed.
    pub closed_at: Option<DateTimeUtc>,
    /// What came of it.
    pub outcome: Option<CheckOutcome>,
    /// Why; empty while it is open. Confidential.
    #[sea_orm(column_type = "Text")]
    pub note: String,
    /// Who closed it.
    pub closed_by: Option<PersonId>,
}

impl ActiveModelBehavior for ActiveModel {}
