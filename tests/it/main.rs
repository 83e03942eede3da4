//! The one integration-test binary.
//!
//! Tests speak as people ([`helpers::Browser`]) to the whole application in process, on a database
//! of their own; `both!` runs each of them on SQLite and on PostgreSQL.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_assert_message,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::wildcard_imports,
    unreachable_pub,
    reason = "a test that fails should fail loudly, and this binary has no outside"
)]

#[macro_use]
#[allow(dead_code, reason = "not every helper is in use at every time")]
mod helpers;

mod about_application;
mod access;
mod accreditation;
mod assessment;
mod bad_input;
mod certificate;
mod confirmation;
mod floors;
mod harness;
mod home;
mod identity;
mod imports;
mod many;
mod migrations;
mod model;
mod newer_versions;
mod notification;
mod openapi;
mod outside;
mod pack_schema;
mod pages;
mod register;
mod renewal;
mod review;
mod scheme;
mod scheme_pages;
mod statements;
mod statistics;
mod support;
mod workflows;
