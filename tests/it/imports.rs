//! Real files in: employers and places.
//!
//! Some tests read the real files kept outside the project and say so when they are not there.

mod directory;
mod directory_files;
mod geography;
mod geography_files;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{TimeZone, Utc};
use fairmark::platform::clock::Clock;
use fairmark::platform::config::Config;
use fairmark::platform::context::Context;
use fairmark::platform::database::Database;
use fairmark::platform::error::Result;
use fairmark::platform::random::Randomness;
use fairmark::platform::storage::Storage;
use fairmark::platform::table::{Issue, Outcome, Watch};
use migration::{Migrator, MigratorTrait};
use tempfile::TempDir;

/// A context over an empty database of its own.
pub(crate) struct World {
    pub(crate) ctx: Context,
    pub(crate) folder: TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let url = match std::env::var("IMPORTS_TEST_POSTGRES") {
            Ok(url) => url,
            Err(_) => format!("sqlite://{}", folder.path().join("test.db").display()),
        };
        let db = Database::connect(&url).await.unwrap();
        if url.starts_with("postgres") {
            Migrator::down(db.write(), None).await.unwrap();
        }
        Migrator::up(db.write(), None).await.unwrap();
        let ctx = Context {
            db,
            clock: Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 24, 9, 0, 0).unwrap()),
            random: Randomness::seeded(7),
            storage: Storage::folder(&folder.path().join("files")).unwrap(),
            config: Arc::new(Config::demonstration(folder.path(), "127.0.0.1:0", [7; 32])),
        };
        Self { ctx, folder }
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
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
