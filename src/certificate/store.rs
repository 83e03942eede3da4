//! The only file of this room that names its table.

use chrono::{DateTime, Utc};
use entity::certificate;
use entity::ids::{AccreditationId, CertificateId};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::certificate::rules::{CertificateNumber, Stage, VerificationCode};
use crate::platform::error::{Error, Result, changed_one};

/// A certificate as it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Which certificate.
    pub id: CertificateId,
    /// Of which accreditation.
    pub accreditation_id: AccreditationId,
    /// Number in addresses and on paper.
    pub number: CertificateNumber,
    /// What a stranger types.
    pub code: VerificationCode,
    /// When issued.
    pub issued_at: DateTime<Utc>,
    /// The PDF, once drawn.
    pub drawn: Option<Drawn>,
}

impl Certificate {
    /// How far it is.
    pub fn stage(&self) -> Stage {
        match self.drawn {
            None => Stage::Issued,
            Some(_) => Stage::Drawn,
        }
    }
}

/// A drawn PDF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// SHA-256, in hex.
    pub sha256: String,
    /// Size in bytes.
    pub size_bytes: i64,
    /// Where it is kept.
    pub storage_key: String,
}

fn read(row: certificate::Model) -> Result<Certificate> {
    let drawn = match (row.pdf_sha256, row.pdf_size_bytes, row.pdf_storage_key) {
        (Some(sha256), Some(size_bytes), Some(storage_key)) => Some(Drawn {
            sha256,
            size_bytes,
            storage_key,
        }),
        (None, None, None) => None,
        _ => return Err(Error::internal("a certificate that is half drawn")),
    };
    Ok(Certificate {
        id: row.id,
        accreditation_id: row.accreditation_id,
        number: row.number.parse().map_err(Error::internal)?,
        code: row.verification_code.parse().map_err(Error::internal)?,
        issued_at: row.issued_at,
        drawn,
    })
}

/// A certificate.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn get(conn: &impl ConnectionTrait, id: CertificateId) -> Result<Certificate> {
    let row = certificate::Entity::find_by_id(id).one(conn).await?;
    read(row.ok_or(Error::NotFound)?)
}

async fn find(
    conn: &impl ConnectionTrait,
    condition: sea_orm::sea_query::Expr,
) -> Result<Option<Certificate>> {
    certificate::Entity::find()
        .filter(condition)
        .one(conn)
        .await?
        .map(read)
        .transpose()
}

/// The certificate with a number.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_number(
    conn: &impl ConnectionTrait,
    number: &CertificateNumber,
) -> Result<Option<Certificate>> {
    find(conn, certificate::Column::Number.eq(number.as_str())).await
}

/// The certificate with a verification code.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_code(
    conn: &impl ConnectionTrait,
    code: &VerificationCode,
) -> Result<Option<Certificate>> {
    find(
        conn,
        certificate::Column::VerificationCode.eq(code.as_str()),
    )
    .await
}

/// The certificate of an accreditation.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_accreditation(
    conn: &impl ConnectionTrait,
    id: AccreditationId,
) -> Result<Option<Certificate>> {
    find(conn, certificate::Column::AccreditationId.eq(id)).await
}

/// The certificates of several accreditations, in no order.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_accreditations(
    conn: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AccreditationId>,
) -> Result<Vec<Certificate>> {
    let rows = certificate::Entity::find()
        .filter(certificate::Column::AccreditationId.is_in(ids))
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Writes a new certificate.
///
/// # Errors
/// A conflict when its accreditation has one, or when its number or code is taken.
pub async fn insert(conn: &impl ConnectionTrait, new: &Certificate) -> Result<()> {
    let row = certificate::Model {
        id: new.id,
        accreditation_id: new.accreditation_id,
        number: new.number.as_str().to_owned(),
        verification_code: new.code.as_str().to_owned(),
        issued_at: new.issued_at,
        pdf_sha256: None,
        pdf_size_bytes: None,
        pdf_storage_key: None,
        drawn_at: None,
    };
    certificate::Entity::insert(certificate::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Notes where the PDF is.
///
/// # Errors
/// A conflict when there is no such certificate.
pub async fn update_drawn(
    conn: &impl ConnectionTrait,
    id: CertificateId,
    drawn: &Drawn,
    now: DateTime<Utc>,
) -> Result<()> {
    let done = certificate::Entity::update_many()
        .set(certificate::ActiveModel {
            pdf_sha256: Set(Some(drawn.sha256.clone())),
            pdf_size_bytes: Set(Some(drawn.size_bytes)),
            pdf_storage_key: Set(Some(drawn.storage_key.clone())),
            drawn_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(certificate::Column::Id.eq(id))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}
