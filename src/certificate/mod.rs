//! The document that proves an accreditation: number, verification code, page and PDF.

pub mod drawing;
pub mod rules;
