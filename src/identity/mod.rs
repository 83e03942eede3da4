//! People, organisations, authorities, roles and sign-in; hands out proofs of role.
//!
//! ```text
//! link: sent ──POST──▶ used        membership: invited and acting ──▶ ended
//!         └──time──▶ expired
//! request of two officers: proposed ──▶ confirmed, declined or withdrawn
//! ```
//! It never asks what a role is used for: other rooms demand a proof
//! ([`guard::Employer`], [`guard::Assessor`], [`guard::Officer`]) and this room hands it out.

pub mod actions;
pub mod api;
pub mod directory;
pub mod emails;
pub mod geography;
pub mod guard;
pub mod idempotency;
pub mod outside;
pub mod pages;
pub mod rules;
pub mod store;
