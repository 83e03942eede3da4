//! A database of its own for every test, copied from one that was migrated once.
//!
//! The migrated original is named after this very test program, so that neither a changed
//! migration nor a second process ever meets a stale one.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use fairmark::platform::database::Database;
use migration::MigratorTrait;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

/// Names the server that the PostgreSQL halves run on, for example
/// `postgres://postgres@127.0.0.1:5432/postgres`.
const SERVER: &str = "FAIRMARK_TEST_POSTGRES_URL";

/// Where a test keeps its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file in the test's own folder.
    Sqlite,
    /// A database on the server of this address.
    Postgres(String),
}

impl Backend {
    /// The PostgreSQL server to test on; none, said plainly, when the environment names none.
    pub fn postgres() -> Option<Self> {
        match std::env::var(SERVER) {
            Ok(url) if !url.is_empty() => Some(Self::Postgres(url)),
            _ => {
                eprintln!("skipped: {SERVER} names no PostgreSQL server");
                None
            }
        }
    }
}

/// A database that lives as long as its test.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    dropped_on: Option<(String, String)>,
}

impl TestDatabase {
    /// A migrated, empty database. A SQLite file is made in `folder`.
    pub async fn migrated(backend: &Backend, folder: &Path) -> Self {
        match backend {
            Backend::Sqlite => {
                let file = folder.join("fairmark.sqlite3");
                std::fs::copy(sqlite_original().await, &file).unwrap();
                Self {
                    url: sqlite_url(&file),
                    dropped_on: None,
                }
            }
            Backend::Postgres(server) => {
                let original = postgres_original(server).await;
                Self::on_server(server, &format!("TEMPLATE {original}")).await
            }
        }
    }

    /// A database without a single table.
    pub async fn blank(backend: &Backend, folder: &Path) -> Self {
        match backend {
            Backend::Sqlite => Self {
                url: sqlite_url(&folder.join("blank.sqlite3")),
                dropped_on: None,
            },
            Backend::Postgres(server) => Self::on_server(server, "").await,
        }
    }

    async fn on_server(server: &str, options: &str) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "fairmark_test_{}_{}",
            std::process::id(),
            MADE.fetch_add(1, Ordering::Relaxed)
        );
        let admin = connect(server).await;
        run(
            &admin,
            &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        )
        .await;
        run(&admin, &format!("CREATE DATABASE {name} {options}")).await;
        close(&admin).await;
        Self {
            url: named(server, &name),
            dropped_on: Some((server.to_owned(), name)),
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = self.dropped_on.take() else {
            return;
        };
        // A thread with a runtime of its own: the test's runtime is ending.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let admin = connect(&server).await;
                run(
                    &admin,
                    &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
                )
                .await;
                close(&admin).await;
            });
        })
        .join();
        assert!(
            dropped.is_ok() || std::thread::panicking(),
            "the test's database could not be dropped"
        );
    }
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

/// Another database on the same server.
fn named(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).unwrap_or_else(|error| panic!("{SERVER}: {error}"));
    url.set_path(name);
    url.into()
}

async fn connect(url: &str) -> Database {
    Database::connect(url)
        .await
        .unwrap_or_else(|error| panic!("the database server does not answer: {error}"))
}

async fn run(database: &Database, sql: &str) {
    database
        .write()
        .execute_unprepared(sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

async fn close(database: &Database) {
    database.read().close_by_ref().await.unwrap();
    // On PostgreSQL both are the same pool.
    let _ = database.write().close_by_ref().await;
}

/// Tells this build of the tests from every other.
fn build_key() -> String {
    let program = std::env::current_exe().unwrap().metadata().unwrap();
    let mut hasher = DefaultHasher::new();
    program.modified().unwrap().hash(&mut hasher);
    program.len().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

async fn sqlite_original() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let original = folder.join(format!("migrated-{}.sqlite3", build_key()));
    if !original.exists() {
        std::fs::create_dir_all(folder).unwrap();
        let building = tempfile::tempdir_in(folder).unwrap();
        let file = building.path().join("migrated.sqlite3");
        let database = connect(&sqlite_url(&file)).await;
        migration::Migrator::up(database.write(), None)
            .await
            .unwrap();
        run(&database, "PRAGMA wal_checkpoint(TRUNCATE)").await;
        close(&database).await;
        // Whoever comes second replaces it with the same.
        std::fs::rename(&file, &original).unwrap();
    }
    original
}

async fn postgres_original(server: &str) -> String {
    let name = format!("fairmark_migrated_{}", build_key());
    let admin = connect(server).await;
    if !exists(&admin, &name).await {
        // The lock is held by this transaction alone; a database cannot be made inside one.
        let turn = admin.begin().await.unwrap();
        turn.execute_unprepared("SELECT pg_advisory_xact_lock(20261124)")
            .await
            .unwrap();
        if !exists(&admin, &name).await {
            let building = format!("{name}_building");
            run(
                &admin,
                &format!("DROP DATABASE IF EXISTS {building} WITH (FORCE)"),
            )
            .await;
            run(&admin, &format!("CREATE DATABASE {building}")).await;
            let database = connect(&named(server, &building)).await;
            migration::Migrator::up(database.write(), None)
                .await
                .unwrap();
            close(&database).await;
            run(
                &admin,
                &format!("ALTER DATABASE {building} RENAME TO {name}"),
            )
            .await;
        }
        turn.commit().await.unwrap();
    }
    close(&admin).await;
    name
}

async fn exists(admin: &Database, name: &str) -> bool {
    let question = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT 1 FROM pg_database WHERE datname = $1",
        [name.into()],
    );
    admin
        .read()
        .query_one_raw(question)
        .await
        .unwrap()
        .is_some()
}
