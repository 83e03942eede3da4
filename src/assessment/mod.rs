//! The employer's side: answers, evidence, progress, sign-off by a second person, submission.
//!
//! ```text
//! draft ──request──▶ awaiting sign-off ──sign off──▶ submitted ──decide──▶ decided
//!   ▲                       │                            │
//!   └────── send back ──────┘          draft, awaiting sign-off, submitted ──withdraw──▶ withdrawn
//! ```
//! Signing off freezes a bundle: every answer, the digest of every file, the hash of the scheme
//! version. Later steps cite the bundle, never the live answers. This room judges no answer and
//! knows no review: what an assessor asks comes back through [`actions::amend`].

pub mod actions;
pub mod api;
pub mod emails;
pub mod pages;
pub mod rules;
pub mod store;
