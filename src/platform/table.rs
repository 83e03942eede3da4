//! Reads tables that others wrote (CSV files) without trusting them, and says what was wrong, by line.
//!
//! A file is read as a stream, in memory that does not grow with it. Line numbers are those a
//! person sees in an editor, whatever a quoted field spans. A file that stops in the middle of a
//! row is an error, not a short file.

mod reader;
mod report;

use std::path::Path;

use crate::platform::error::{Error, Refusal};

pub use reader::{Row, TableReader};
pub use report::{
    Issue, IssueFile, Outcome, Phase, Progress, Quiet, Tally, Watch, spreadsheet_safe,
};

/// Says which file a sentence is about.
pub fn in_file(path: &Path, error: Error) -> Error {
    match error {
        Error::Malformed(refusal) => Error::Malformed(Refusal::new(
            refusal.code,
            format!("{}: {}", path.display(), refusal.message),
        )),
        other => other,
    }
}
