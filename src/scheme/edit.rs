//! Changing a version through forms. Every function takes a version and what was typed, and gives the
//! changed version, or what is wrong under the names of the fields; nothing here is kept.
//!
//! - [`field`](Field): what a page shows and what is read back.
//! - [`words`]: wording, figures and settings, field by field.
//! - [`rule`]: the rule tree of a tier, node by node; [`test`]: the test of a figure.
//! - [`parts`]: pillars, criteria and tiers added, removed and put in another order.
//! - [`answer`]: what a criterion is answered with; [`applies`]: who is asked it.
//! - [`uses`]: what names a part, and so keeps it.
//! - [`reference`]: dated values of yardsticks.

pub mod answer;
pub mod applies;
mod field;
mod found;
pub mod parts;
mod put;
pub mod reference;
pub mod rule;
pub mod test;
pub mod uses;
pub mod words;

pub use field::{Field, Group, Shape};
pub use words::{Line, SCHEME, apply, lines};

/// What was typed into a field; empty when it was not sent.
pub type Typed<'a> = &'a dyn Fn(&str) -> String;
