//! What was submitted, frozen: answers, file hashes, scheme version hash.

use sea_orm::entity::prelude::*;

use crate::ids::{AssessmentId, BundleId};

/// What was submitted, frozen: answers, file hashes, scheme version hash.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "bundle")]
pub struct Model {
    /// The bundle.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BundleId,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// 1 for the submission, one more for each returned clarification.
    pub round: i32,
    /// The frozen content.
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// SHA-256 of the canonical content, in hex.
    #[sea_orm(column_type = "Text")]
    pub sha256: String,
    /// Content hash of the scheme version.
    #[sea_orm(column_type = "Text")]
    pub scheme_hash: String,
    /// When.
    pub frozen_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
