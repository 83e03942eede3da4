//! What a charter asks: pillars, criteria, tiers, and the rule tree that says when a tier is reached.
//!
//! This room owns schemes and their versions. A version is data: an authority writes it as a pack
//! (a folder of YAML files), the pack is checked as a whole, and once published the version never
//! changes; its content hash is what every later step cites.
//!
//! ```text
//! pack files ── check ──> loaded pack ── load ──> published version ── a newer one ──> superseded
//!                 │
//!                 └─> every problem, with file, line and path; nothing is loaded
//! ```
//!
//! - [`rules`] is pure: the content of a version, typed answers, the rule tree and its evaluation.
//! - [`pack`] reads packs, answers files and golden cases.
//! - [`edit`] changes a version through forms, and [`pages`] is the workbench of officers.
//! - [`form`] is the fields of one answer, for every page that has them.
//!
//! This room never sees who is answering, never stores an answer and never decides an award:
//! it says what is asked, whether an answer is well formed, and which tier a set of answers reaches.

pub mod actions;
pub mod edit;
pub mod form;
pub mod languages;
pub mod pack;
pub mod pages;
pub mod rules;
pub mod store;
