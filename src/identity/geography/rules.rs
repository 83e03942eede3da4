//! What files of places say, and what it changes in what is known; no database.

pub mod atlas;
pub mod codes;
pub mod form;
pub mod names;
pub mod place;
pub mod recodes;
pub mod register;
pub mod report;
pub mod statement;
