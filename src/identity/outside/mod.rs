//! Accreditations that others gave: a living wage licence, another award, as their issuers list them.
//!
//! It owns the lists that officers bring in and what is held by whom; schemes say which of them count
//! and for what. Nothing is ever deleted: what a list no longer names is gone from that day on.
//!
//! ```text
//!   file ──offer──▶ offered ──import──▶ imported          an older list than the last is refused
//!                      │                    │
//!                   looked at               ▼
//!                      each row: added │ changed │ same │ rejected       known, not listed: gone
//! ```
//!
//! **Who is who.** In the next list an accreditation is recognised by its number, else by the company
//! number, else by the name at a postcode. It is an organisation's by company number alone; the same
//! name is a proposal that an officer confirms.
//!
//! It judges nothing: what rests on an accreditation of others is told by rooms above, which are sent
//! a job whenever one may have ended.

pub mod actions;
pub mod rules;
pub mod store;
