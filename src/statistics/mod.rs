//! Frozen runs, disclosure control and releases.
//!
//! ```text
//! accredited employers of a day ──run──▶ computed ──release (officer)──▶ released, for good
//! ```
//! A run freezes its input (confidential) and keeps only protected tables: how many employers hold an
//! accreditation is public already, one by one, in the register, so those counts are exact; how many people they
//! employ was given in confidence, so a figure that would give an employer away is `[c]`. Nothing here reads the
//! present state for a page: pages, files and the API all show a run's protected tables. It never shows an
//! unreleased run to anybody but the authority's officers, and never changes a release.

pub mod actions;
pub mod api;
pub mod pages;
pub mod rules;
pub mod store;
