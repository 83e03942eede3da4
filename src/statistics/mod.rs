//! Frozen runs, disclosure control and releases.
pub mod rules;
