//! How assessors review what was submitted: allocation, conflicts, findings, clarifications, recommendation.
//!
//! ```text
//! allocate ──▶ allocated ── declare no conflict ──▶ open ── recommend ──▶ recommended ── decide ──▶ decided
//!                 │                                 │  ▲                  │  │
//!                 │                                 │  └───── defer ──────┘  │
//!                 └── declare a conflict, replace ──┴──▶ returned ◀─ replace ┘
//!
//! clarification: asked ──▶ replied
//!                  └─────▶ withdrawn
//! ```
//! The case stays closed to an assessor until they declare that they have no conflict. This room never
//! decides and never awards; it changes an answer only through the assessment's own act, and only the
//! one it asked about.

pub mod actions;
pub mod api;
pub mod emails;
pub mod pages;
pub mod rules;
pub mod store;
