//! What a certificate is known by: a number for people who file it, a verification code for a stranger who doubts it.
//!
//! Both are read aloud, copied by hand and typed on telephones, so both are written in
//! [Crockford's base 32](https://www.crockford.com/base32.html): no `I`, `L`, `O` or `U`, and whoever types one
//! of the first three is understood.

mod code;
mod number;
mod stage;
mod symbols;

use chrono::{DateTime, Utc};
use entity::ids::{AccreditationId, CertificateId};

pub use code::{CodeError, VerificationCode};
pub use number::{CertificateNumber, NumberError};
pub use stage::{Event, Stage, TRANSITIONS, Transition, next_stage};

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

/// The page of a certificate.
pub fn page_path(number: &CertificateNumber) -> String {
    format!("/certificates/{number}")
}
