//! What is said while a table is read: how far it is, and what was wrong on which line.

use std::collections::BTreeMap;
use std::io::Write;

use crate::platform::error::{Error, Result};

/// Longest excerpt of a value that is reported.
const VALUE_MAX_CHARACTERS: usize = 300;

/// What became of a row or a field that was not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The whole row was left out.
    RowRejected,
    /// The field was left out; the rest of its row was taken.
    FieldRejected,
    /// The field was mended: what is stored differs from what the file says.
    FieldRepaired,
    /// The field was stored as it stands; a person should look at it.
    FieldNoted,
}

impl Outcome {
    /// The word reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RowRejected => "row rejected",
            Self::FieldRejected => "field rejected",
            Self::FieldRepaired => "field repaired",
            Self::FieldNoted => "field noted",
        }
    }
}

/// One thing that was not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The line its row starts on.
    pub line: u64,
    /// The column, as the file names it; empty when it concerns the whole row.
    pub field: String,
    /// What the file says.
    pub value: String,
    /// What became of it.
    pub outcome: Outcome,
    /// What is stored instead, when it was repaired.
    pub stored: String,
    /// Stable code of the reason, for example `postcode_malformed`.
    pub reason: &'static str,
    /// The reason in a sentence.
    pub explanation: String,
}

/// What a step of an import is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The file is read once to see that it is whole; nothing is stored.
    Checking,
    /// Rows are compared and stored.
    Importing,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// Bytes read in this phase, over all files.
    pub bytes: u64,
    /// Bytes there are, over all files.
    pub bytes_total: u64,
    /// Rows read in this phase, over all files.
    pub rows: u64,
}

/// Is told how an import goes, and may end it.
pub trait Watch: Send {
    /// So far it is.
    fn progress(&mut self, progress: Progress) {
        let _ = progress;
    }

    /// Something in `file` was not as it should be.
    ///
    /// # Errors
    /// When it cannot be noted down; this ends the import.
    fn issue(&mut self, file: &str, issue: &Issue) -> Result<()> {
        let _ = (file, issue);
        Ok(())
    }

    /// Whether the import should end and leave everything as before; asked between batches.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Is told everything and says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quiet;

impl Watch for Quiet {}

/// How often each thing was wrong: outcome, column and reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally(pub BTreeMap<(Outcome, String, &'static str), u64>);

impl Tally {
    /// Counts one.
    pub fn add(&mut self, issue: &Issue) {
        let key = (issue.outcome, issue.field.clone(), issue.reason);
        *self.0.entry(key).or_default() += 1;
    }

    /// Adds another tally to this one.
    pub fn merge(&mut self, other: &Self) {
        for (key, count) in &other.0 {
            *self.0.entry(key.clone()).or_default() += count;
        }
    }

    /// How many there are of one outcome.
    pub fn count(&self, outcome: Outcome) -> u64 {
        self.0
            .iter()
            .filter(|((found, _, _), _)| *found == outcome)
            .map(|(_, count)| count)
            .sum()
    }

    /// How many there are for one reason.
    pub fn reason(&self, reason: &str) -> u64 {
        self.0
            .iter()
            .filter(|((_, _, found), _)| *found == reason)
            .map(|(_, count)| count)
            .sum()
    }
}

/// A cell that no spreadsheet takes for a formula.
pub fn spreadsheet_safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Writes issues as a CSV file: one line each, and no cell that a spreadsheet takes for a formula.
#[derive(Debug)]
pub struct IssueFile<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> IssueFile<W> {
    /// Writes the column names.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn new(output: W) -> Result<Self> {
        let mut csv = csv::Writer::from_writer(output);
        csv.write_record([
            "file",
            "line",
            "outcome",
            "field",
            "value",
            "stored",
            "reason",
            "explanation",
        ])
        .map_err(Error::internal)?;
        Ok(Self { csv })
    }

    /// Writes one issue.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&mut self, file: &str, issue: &Issue) -> Result<()> {
        let value: String = issue.value.chars().take(VALUE_MAX_CHARACTERS).collect();
        let stored: String = issue.stored.chars().take(VALUE_MAX_CHARACTERS).collect();
        self.csv
            .write_record(
                [
                    file,
                    &issue.line.to_string(),
                    issue.outcome.as_str(),
                    &issue.field,
                    &value,
                    &stored,
                    issue.reason,
                    &issue.explanation,
                ]
                .map(spreadsheet_safe),
            )
            .map_err(Error::internal)
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(mut self) -> Result<()> {
        Ok(self.csv.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_becomes_a_formula() {
        for cell in ["=1+1", "+44", "-1", "@x", "\tx", "\rx", "＝1"] {
            assert_eq!(spreadsheet_safe(cell), format!("'{cell}"));
        }
        assert_eq!(spreadsheet_safe("O'Neill = Sons"), "O'Neill = Sons");
        assert_eq!(spreadsheet_safe(""), "");
    }

    #[test]
    fn what_a_file_says_is_no_formula_in_the_list_of_issues() {
        let mut written = Vec::new();
        let mut file = IssueFile::new(&mut written).unwrap();
        let issue = Issue {
            line: 2,
            field: "=Field".to_owned(),
            value: "=HYPERLINK(\"https://example.org\")".to_owned(),
            outcome: Outcome::FieldRejected,
            stored: "-4.5".to_owned(),
            reason: "figure_tidied",
            explanation: "Told.".to_owned(),
        };
        file.write("@file.csv", &issue).unwrap();
        file.finish().unwrap();
        let text = String::from_utf8(written).unwrap();
        assert_eq!(
            text.lines().nth(1).unwrap(),
            "'@file.csv,2,field rejected,'=Field,\"'=HYPERLINK(\"\"https://example.org\"\")\",\
             '-4.5,figure_tidied,Told."
        );
    }
}
