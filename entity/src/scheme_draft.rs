//! A version of a scheme that is being written.

use sea_orm::entity::prelude::*;

use crate::ids::{AuthorityId, PersonId, SchemeDraftId, SchemeVersionId};
use crate::kinds::SchemeDraftStage;
use crate::version_kinds::OpenCases;

/// A version of a scheme that is being written.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "scheme_draft")]
pub struct Model {
    /// The draft.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SchemeDraftId,
    /// Whose.
    pub authority_id: AuthorityId,
    /// The version it was begun from.
    pub based_on: Option<SchemeVersionId>,
    /// What it says so far.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// Counts the changes.
    pub version: i32,
    /// Where it stands.
    pub stage: SchemeDraftStage,
    /// The first day it is to be in force for new applications; at once, when none.
    pub new_from: Option<Date>,
    /// The day from which it is to bind who is accredited already; their next renewal, when none.
    pub holders_by: Option<Date>,
    /// What is to become of assessments that are not submitted; they finish as they are, when none.
    pub open_cases: Option<OpenCases>,
    /// The day on which the rest of them is moved.
    pub move_on: Option<Date>,
    /// Who looked at what its publication takes from whom, as JSON: of which content, when, how many.
    #[sea_orm(column_type = "Text", nullable)]
    pub losses_seen: Option<String>,
    /// What its changes do to health and to inequality in health.
    #[sea_orm(column_type = "Text")]
    pub health_note: String,
    /// What its changes do to people with protected characteristics.
    #[sea_orm(column_type = "Text")]
    pub equality_note: String,
    /// Who began it.
    pub created_by: PersonId,
    /// When.
    pub created_at: DateTimeUtc,
    /// When last changed.
    pub updated_at: DateTimeUtc,
    /// The version it became.
    pub published_as: Option<SchemeVersionId>,
}

impl ActiveModelBehavior for ActiveModel {}
