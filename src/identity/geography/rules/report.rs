//! What an import of places did.

use std::collections::BTreeMap;
use std::fmt;

use entity::area_kinds::AreaKind;

use crate::platform::table::{Outcome, Tally};

/// What became of the rows of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// Name of the file, without its folder.
    pub file: String,
    /// Rows read.
    pub read: u64,
    /// Rows that said something new.
    pub inserted: u64,
    /// Rows that changed something.
    pub updated: u64,
    /// Rows that said what was known.
    pub unchanged: u64,
    /// What was wrong.
    pub tally: Tally,
}

impl FileReport {
    /// Rows left out.
    pub fn rejected(&self) -> u64 {
        self.tally.count(Outcome::RowRejected)
    }
}

impl fmt::Display for FileReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing is removed: a place ends on a day a file names, not because a file is silent.
        write!(
            f,
            "read={} inserted={} updated={} unchanged={} removed=0 rejected={} repaired={} \
             fields_rejected={}",
            self.read,
            self.inserted,
            self.updated,
            self.unchanged,
            self.rejected(),
            self.tally.count(Outcome::FieldRepaired),
            self.tally.count(Outcome::FieldRejected),
        )
    }
}

/// What an import of places did. Its `Display` is the summary line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeographyReport {
    /// One a file, in the order they were imported.
    pub files: Vec<FileReport>,
    /// How many places of each kind and census there are now.
    pub places: BTreeMap<(AreaKind, i32), u64>,
}

impl GeographyReport {
    /// All files together.
    pub fn total(&self) -> FileReport {
        let mut total = FileReport::default();
        for file in &self.files {
            total.read += file.read;
            total.inserted += file.inserted;
            total.updated += file.updated;
            total.unchanged += file.unchanged;
            total.tally.merge(&file.tally);
        }
        total
    }
}

impl fmt::Display for GeographyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.total().fmt(f)
    }
}
