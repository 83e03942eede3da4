//! The document that proves an accreditation: number, verification code, page and PDF.
