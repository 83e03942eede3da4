//! The document of one accreditation. Public.

use sea_orm::entity::prelude::*;

use crate::ids::{AccreditationId, CertificateId};

/// The document of one accreditation. Public.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "certificate")]
pub struct Model {
    /// The certificate.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CertificateId,
    /// Of which accreditation.
    pub accreditation_id: AccreditationId,
    /// Number in addresses and on paper.
    #[sea_orm(column_type = "Text")]
    pub number: String,
    /// What a stranger types, without separators.
    #[sea_orm(column_type = "Text")]
    pub verification_code: String,
    /// When issued.
    pub issued_at: DateTimeUtc,
    /// SHA-256 of the PDF, once drawn.
    #[sea_orm(column_type = "Text", nullable)]
    pub pdf_sha256: Option<String>,
    /// Its size.
    pub pdf_size_bytes: Option<i64>,
    /// Where it is kept.
    #[sea_orm(column_type = "Text", nullable)]
    pub pdf_storage_key: Option<String>,
    /// When drawn.
    pub drawn_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
