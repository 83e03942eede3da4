//! What every room stands on: context, clock, configuration, database, errors,
//! audit, jobs, paging, storage and the calendar.
//!
//! It knows no noun of the charter and makes no decision. Clock, randomness and
//! connections are handed out by [`context::Context`]; nothing else reads the
//! wall clock or opens a connection.

pub mod audit;
pub mod calendar;
pub mod clock;
pub mod config;
pub mod context;
pub mod database;
pub mod error;
pub mod jobs;
pub mod paging;
pub mod random;
pub mod storage;
pub mod table;
