//! The document that proves an accreditation: number, verification code, page and PDF.
//!
//! ```text
//! award ──job──▶ issued ──job──▶ drawn
//! ```
//! It says what is true now by asking the accreditation; it never decides, and a certificate is
//! never taken back: its page tells when the accreditation behind it no longer holds.

pub mod actions;
pub mod api;
pub mod drawing;
pub mod emails;
pub mod pages;
pub mod rules;
pub mod store;
