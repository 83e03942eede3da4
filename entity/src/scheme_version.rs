//! One version of a scheme, never changed once published.

use sea_orm::entity::prelude::*;

use crate::ids::{PersonId, SchemeId, SchemeVersionId};
use crate::kinds::SchemeVersionStatus;
use crate::version_kinds::OpenCases;

/// One version of a scheme, never changed once published.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "scheme_version")]
pub struct Model {
    /// The version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SchemeVersionId,
    /// Of which scheme.
    pub scheme_id: SchemeId,
    /// Its name, for example `2026.1`.
    #[sea_orm(column_type = "Text")]
    pub label: String,
    /// Where it stands.
    pub status: SchemeVersionStatus,
    /// The whole pack in canonical form.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// SHA-256 of the canonical content, in hex.
    #[sea_orm(column_type = "Text")]
    pub content_hash: String,
    /// How many assessors judge each case, as the content says.
    pub assessors: i32,
    /// When published.
    pub published_at: DateTimeUtc,
    /// The first day it is in force for new applications; at once, when none.
    pub new_from: Option<Date>,
    /// The day from which it binds who is accredited already; their next renewal, when none.
    pub holders_by: Option<Date>,
    /// The version it follows.
    pub supersedes: Option<SchemeVersionId>,
    /// What becomes of assessments that are not submitted; they finish as they are, when none.
    pub open_cases: Option<OpenCases>,
    /// The day on which the rest of them is moved.
    pub move_on: Option<Date>,
    /// What its changes do to health and to inequality in health.
    #[sea_orm(column_type = "Text", nullable)]
    pub health_note: Option<String>,
    /// What its changes do to people with protected characteristics.
    #[sea_orm(column_type = "Text", nullable)]
    pub equality_note: Option<String>,
    /// Who published it; the system, when none.
    pub published_by: Option<PersonId>,
}

impl ActiveModelBehavior for ActiveModel {}
