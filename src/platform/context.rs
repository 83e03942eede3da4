//! What an action is given besides the person and the facts.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::Identifier;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use uuid::Builder;

use crate::platform::calendar;
use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::database::Database;
use crate::platform::error::Result;
use crate::platform::random::Randomness;
use crate::platform::storage::Storage;

/// Database, clock, randomness, storage and configuration. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Context {
    /// The open database.
    pub db: Database,
    /// Tells the time.
    pub clock: Clock,
    /// Hands out random bytes.
    pub random: Randomness,
    /// Keeps files.
    pub storage: Storage,
    /// How this installation is set up.
    pub config: Arc<Config>,
}

impl Context {
    /// The present instant, UTC, to the millisecond.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Today in London.
    pub fn today(&self) -> NaiveDate {
        calendar::london_date(self.now())
    }

    /// A new identifier, ordered by time.
    pub fn new_id<T: Identifier>(&self) -> T {
        let milliseconds = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        T::from(Builder::from_unix_timestamp_millis(milliseconds, &self.random.bytes()).into_uuid())
    }

    /// `N` random bytes.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        self.random.bytes()
    }

    /// A connection to read from.
    pub fn read(&self) -> &DatabaseConnection {
        self.db.read()
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When no connection comes free in time.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        self.db.begin().await
    }

    /// An absolute address on this installation.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.config.base_url.trim_end_matches('/'))
    }
}
