//! The public list of accredited employers and its open data.
//!
//! The room owns no table and no state: it reads accreditations as they are, at the instant asked
//! about, and shows of them what [`rules::PublicEntry`] names and nothing else. Headcounts, internal
//! notes and the people who acted never leave the rooms below. An entry that was suspended,
//! withdrawn, given up or lapsed stays, with its status.

pub mod api;
pub mod export;
pub mod pages;
pub mod rules;

mod reading;
