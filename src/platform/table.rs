//! Reads tables that others wrote (CSV files) without trusting them, and says what was wrong, by line.
//!
//! A file is read as a stream, in memory that does not grow with it. Line numbers are those a
//! person sees in an editor, whatever a quoted field spans. A file that stops in the middle of a
//! row is an error, not a short file.

mod reader;
mod report;

pub use reader::{Row, TableReader};
pub use report::{Issue, IssueFile, Outcome, Phase, Progress, Quiet, Tally, Watch};
