//! The first page of each audience: whose turn it is and what to do next. Reads
//! many rooms, changes none.

pub mod pages;
pub mod public;
