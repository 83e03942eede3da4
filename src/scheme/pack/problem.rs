//! What is wrong with a pack, and where.

use crate::scheme::rules::Severity;
use std::fmt;

/// One problem in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackProblem {
    /// How grave it is.
    pub severity: Severity,
    /// The file, relative to the pack's folder.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// The part of the file: `criteria[2].evidence.min_items`; empty for the file as a whole.
    pub path: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for PackProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

/// Everything that is wrong with a pack, by file and line. Printed one to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackProblems(pub Vec<PackProblem>);

impl PackProblems {
    /// One problem with a file as a whole.
    pub(super) fn file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self(vec![PackProblem {
            severity: Severity::Error,
            file: file.into(),
            line: 1,
            path: String::new(),
            message: message.into(),
        }])
    }
}

impl fmt::Display for PackProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PackProblems {}
