//! Files and links offered for an answer: what is taken, how it is kept, how it is handed back.
//!
//! ```text
//! file ── checked ──▶ kept ──▶ added ──▶ removed (before submission only)
//!   └── not what its name says, too large, with macros ──▶ a sentence at the field
//! ```
//! It asks nobody who they are and knows neither reviews nor scheme versions: the room that
//! calls it proves that the answer may still be changed, or that the reader may see the item.
//! It never fetches a link.

pub mod actions;
pub mod rules;
pub mod store;
