//! An email as data, the outbox that never loses one, and the mailer that sends
//! it; knows no email's content.
//!
//! ```text
//! written ──claim──▶ claimed ──accepted──▶ sent
//!    ▲                  │
//!    └───── postponed ◀─┼── refused too often ──▶ failed
//!                       └── nobody is there ────▶ bounced
//! ```
//! A row is written in the transaction of the change that causes it. Sending is at
//! least once; the Message-ID is the row's id, so a relay can tell a repeat.

pub mod bounces;
pub mod email;
pub mod mailer;
pub mod outbox;
pub mod reminders;
pub mod rules;
pub mod wordings;
