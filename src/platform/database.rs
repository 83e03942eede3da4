//! Opens the database, embedded SQLite or PostgreSQL, and hands out connections.
//!
//! SQLite has one writer: writes go through a single connection with
//! `BEGIN IMMEDIATE`, reads through a pool of their own, in write-ahead mode.
//! PostgreSQL has one pool for both.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database as Connector, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::platform::error::Result;

/// How long a statement waits for SQLite's writer.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections that only read SQLite.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 10;
/// A connection to PostgreSQL that rested so long may have been cut, and is tried before it is used.
const POSTGRES_IDLE: Duration = Duration::from_secs(5);

/// An open database.
#[derive(Clone, Debug)]
pub struct Database {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    statements: Arc<AtomicU64>,
}

impl Database {
    /// Opens `url` (`sqlite://…` or `postgres://…`); a SQLite file is made when missing.
    ///
    /// # Errors
    /// When the database cannot be reached or the address is not understood.
    pub async fn connect(url: &str) -> Result<Self> {
        let statements = Arc::new(AtomicU64::new(0));
        let (reader, writer) = if url.starts_with("sqlite:") {
            let writer = open(sqlite(url, 1), &statements).await?;
            let reader = open(sqlite(url, SQLITE_READERS), &statements).await?;
            (reader, writer)
        } else {
            let mut options = ConnectOptions::new(url);
            options
                .max_connections(POSTGRES_CONNECTIONS)
                // To ask before each statement whether the server is there doubles the wait for it.
                .test_before_acquire_if_idle_for(POSTGRES_IDLE)
                .acquire_timeout(BUSY_TIMEOUT)
                .sqlx_logging(false);
            let pool = open(options, &statements).await?;
            (pool.clone(), pool)
        };
        Ok(Self {
            reader,
            writer,
            statements,
        })
    }

    /// A connection to read from, outside any transaction.
    pub fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// The connection that writes; for migrations. Actions use [`Database::begin`].
    pub fn write(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Begins a transaction that may write.
    ///
    /// # Errors
    /// When no connection comes free in time.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// Which of the two it is.
    pub fn backend(&self) -> DbBackend {
        self.reader.get_database_backend()
    }

    /// How many statements were run since it was opened.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .min_connections(1)
        .max_connections(connections)
        .acquire_timeout(BUSY_TIMEOUT)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                // In write-ahead mode a committed transaction survives a killed process.
                .synchronous(SqliteSynchronous::Normal)
                .busy_timeout(BUSY_TIMEOUT)
        });
    options
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that opens connections"
)]
async fn open(options: ConnectOptions, statements: &Arc<AtomicU64>) -> Result<DatabaseConnection> {
    let mut connection = Connector::connect(options).await?;
    let counter = Arc::clone(statements);
    connection.set_metric_callback(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    Ok(connection)
}
