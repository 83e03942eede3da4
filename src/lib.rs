//! Fairmark: good-employment charters from self-assessment to statistics.
//!
//! The rooms stand on floors; a lower floor knows nothing of a higher one
//! (`docs/architecture.md`, held by `tests/it/floors.rs`).

pub mod platform;

pub mod notification;
pub mod web;

pub mod identity;

pub mod evidence;
pub mod scheme;

pub mod assessment;

pub mod review;

pub mod accreditation;

pub mod certificate;

pub mod register;
pub mod statistics;

pub mod home;

pub mod app;
pub mod worker;

pub mod cli;
