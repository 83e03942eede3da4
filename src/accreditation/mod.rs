//! What is awarded and what becomes of it: decision, term, lapse, suspension, withdrawal.
//!
//! ```text
//!                    ┌── reinstate ──┐
//! award ──▶ active ──┴── suspend ──▶ suspended
//!             │                         │
//!             ├── withdraw (authority) ─┤──▶ withdrawn ── restore (upheld appeal) ──▶ active
//!             ├── relinquish (employer) ┤──▶ relinquished
//!             ├── supersede (award) ────┤──▶ superseded
//!             └── lapse (time) ─────────┘──▶ lapsed
//! ```
//! The status is never stored: [`rules::Accreditation::status_at`] tells it from the term and the
//! events. Concerns about holders, appeals against decisions and data-protection complaints are answered
//! here as well, each by its own clock. This room never judges evidence, never draws a certificate and
//! never publishes a list.

pub mod actions;
pub mod api;
pub mod emails;
pub mod pages;
pub mod rules;
pub mod store;
