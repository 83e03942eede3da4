//! What the statistics count, what they must not give away, and the proof that they do not.
//!
//! - [`Contributor`]s, frozen on a day, fill a [`Cube`] of council × sector group × size, with every total.
//! - [`Parameters`] say which cells would give somebody away (threshold and dominance).
//! - [`protect`] publishes cell after cell, the totals first, as long as no attacker can come closer to a
//!   protected cell than the rules allow; what is left over is suppressed.
//! - [`attack`] is what such an attacker can work out, by linear programming, from what is published.

pub mod attack;
mod cube;
mod dimensions;
mod figure;
mod knowledge;
mod outsider;
#[cfg(test)]
mod properties;
mod protect;
mod release;
mod run;
#[cfg(test)]
mod samples;
mod sensitivity;

pub use cube::{CellKey, Contributor, Cube, FrozenInput};
pub use dimensions::{Council, Place, SectorGroup, Size};
pub use figure::Figure;
pub use knowledge::Earlier;
pub use outsider::{AttackReport, Guess, attack_from_outside};
pub use protect::{ProtectionError, protect};
pub use release::{Release, Row, size_words};
pub use run::{
    EARLIER_RELEASES, Provenance, RUN_TRANSITIONS, Run, RunEvent, RunTransition, Stage, Standing,
    slug,
};
pub use sensitivity::Parameters;
