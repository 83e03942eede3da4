//! A file or a link offered for one answer.

use sea_orm::entity::prelude::*;

use crate::ids::{AssessmentId, EvidenceItemId, OrganisationId, PersonId};
use crate::kinds::EvidenceKind;

/// A file or a link offered for one answer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence_item")]
pub struct Model {
    /// The item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EvidenceItemId,
    /// Whose.
    pub organisation_id: OrganisationId,
    /// Offered in which assessment.
    pub assessment_id: AssessmentId,
    /// For which criterion.
    #[sea_orm(column_type = "Text")]
    pub criterion: String,
    /// File or link.
    pub kind: EvidenceKind,
    /// What it is, in the employer's words. Confidential.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// Address of a link.
    #[sea_orm(column_type = "Text", nullable)]
    pub url: Option<String>,
    /// Name the file had. Confidential.
    #[sea_orm(column_type = "Text", nullable)]
    pub file_name: Option<String>,
    /// Checked media type.
    #[sea_orm(column_type = "Text", nullable)]
    pub media_type: Option<String>,
    /// Size of the file.
    pub size_bytes: Option<i64>,
    /// SHA-256 of the file, in hex.
    #[sea_orm(column_type = "Text", nullable)]
    pub sha256: Option<String>,
    /// Where the file is kept.
    #[sea_orm(column_type = "Text", nullable)]
    pub storage_key: Option<String>,
    /// Date of the document, if given.
    pub document_on: Option<Date>,
    /// Who added it.
    pub added_by: PersonId,
    /// When.
    pub added_at: DateTimeUtc,
    /// When taken back, before submission.
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
