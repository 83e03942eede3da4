//! Real files in: employers and places.
//!
//! Some tests read the real files kept outside the project and say so when they are not there.

mod directory;
mod directory_files;
mod geography;
mod geography_files;

use std::path::{Path, PathBuf};

use fairmark::platform::error::Result;
use fairmark::platform::table::{Issue, Outcome, Watch};

use crate::helpers::TestApp;

/// Writes a file where the test keeps its own.
pub(crate) fn file_of(app: &TestApp, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = app.folder().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// A real file kept beside the project; none, said plainly, when it is not there.
pub(crate) fn real(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/data")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: the real file ../shared/data/{name} is not here");
    None
}

/// Keeps every issue, and may end the import after so many looks.
#[derive(Default)]
pub(crate) struct Notes {
    pub(crate) issues: Vec<Issue>,
    pub(crate) end_after: Option<u64>,
    looks: std::sync::atomic::AtomicU64,
}

impl Notes {
    pub(crate) fn ending_after(looks: u64) -> Self {
        Self {
            end_after: Some(looks),
            ..Self::default()
        }
    }

    pub(crate) fn count(&self, outcome: Outcome) -> u64 {
        self.issues
            .iter()
            .filter(|issue| issue.outcome == outcome)
            .count() as u64
    }
}

impl Watch for Notes {
    fn issue(&mut self, _: &str, issue: &Issue) -> Result<()> {
        self.issues.push(issue.clone());
        Ok(())
    }

    fn cancelled(&self) -> bool {
        let looks = self
            .looks
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.end_after.is_some_and(|end| looks >= end)
    }
}
