//! Places: regions, strategic authorities, counties, districts, wards and small areas, through time.
//!
//! It owns the imported geography. A code is not a place: districts are recoded, and authorities
//! exist before they have a code, so a place has an identity of its own, and its codes and names
//! are aliases, dated where the date is known. Where a place lies is told by dated words of the
//! sources; nothing is deleted, and nothing ends because a file is silent about it.
//!
//! ```text
//!   file ──header──▶ form ──row──▶ statements ──compared with the atlas──▶ new │ changed │ known
//!
//!   a district:  E08000016 ──until 1 April 2025──▶ E08000038     one place, two codes
//!   a merger:    four districts ──1 April 2023──▶ one            five places, four successions
//! ```
//!
//! Small areas of different censuses are kept apart even where they share a code. It never guesses
//! that two places are one: a code that is not known with a name that is, is refused.

pub mod actions;
pub mod rules;
pub mod store;
