//! The schema goes up, down and up again on both databases, and the entities name exactly its columns.

use std::collections::BTreeMap;

use fairmark::platform::database::Database;
use migration::MigratorTrait;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, Iterable, PaginatorTrait,
    Statement,
};

use crate::helpers::{Backend, TestDatabase};

/// Table → column → whether it may be empty.
type Tables = BTreeMap<String, BTreeMap<String, bool>>;

/// The tables of a database, the migrator's own left out.
async fn tables(database: &Database) -> Tables {
    let sql = match database.backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text AS t, column_name::text AS c, CASE is_nullable WHEN 'YES' THEN 1 ELSE 0 END AS n
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
        _ => {
            "SELECT m.name AS t, c.name AS c, CASE WHEN c.\"notnull\" = 0 AND c.pk = 0 THEN 1 ELSE 0 END AS n
             FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        }
    };
    let mut tables = Tables::new();
    for row in rows(database, sql).await {
        let table: String = row.try_get("", "t").unwrap();
        let column: String = row.try_get("", "c").unwrap();
        let nullable: i32 = row.try_get("", "n").unwrap();
        if table != "seaql_migrations" {
            tables
                .entry(table)
                .or_default()
                .insert(column, nullable == 1);
        }
    }
    tables
}

/// Everything else the migrations made: indexes, constraints.
async fn indexes(database: &Database) -> Vec<String> {
    let sql = match database.backend() {
        DbBackend::Postgres => {
            "SELECT indexdef::text AS d FROM pg_indexes WHERE schemaname = 'public'
             UNION ALL SELECT conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace ORDER BY 1"
        }
        _ => "SELECT COALESCE(sql, name) AS d FROM sqlite_master ORDER BY 1",
    };
    rows(database, sql)
        .await
        .into_iter()
        .map(|row| row.try_get("", "d").unwrap())
        .collect()
}

async fn rows(database: &Database, sql: &str) -> Vec<sea_orm::QueryResult> {
    database
        .read()
        .query_all_raw(Statement::from_string(database.backend(), sql))
        .await
        .unwrap()
}

async fn up_down_up(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let blank = TestDatabase::blank(&backend, folder.path()).await;
    let database = Database::connect(&blank.url).await.unwrap();
    let migrate = database.write();

    migration::Migrator::up(migrate, None).await.unwrap();
    let (tables_before, indexes_before) = (tables(&database).await, indexes(&database).await);
    assert!(tables_before.len() > 20, "{:?}", tables_before.keys());

    // One step at a time, so that every step is known to be reversible by itself.
    for step in (0..migration::Migrator::migrations().len()).rev() {
        migration::Migrator::down(migrate, Some(1)).await.unwrap();
        let applied = migration::Migrator::get_applied_migrations(migrate)
            .await
            .unwrap();
        assert_eq!(applied.len(), step);
    }
    assert_eq!(tables(&database).await, Tables::new());

    migration::Migrator::up(migrate, None).await.unwrap();
    assert_eq!(tables(&database).await, tables_before);
    assert_eq!(indexes(&database).await, indexes_before);
}

#[tokio::test]
async fn the_schema_goes_up_down_up_sqlite() {
    up_down_up(Backend::Sqlite).await;
}

#[tokio::test]
async fn the_schema_goes_up_down_up_postgres() {
    if let Some(backend) = Backend::postgres() {
        up_down_up(backend).await;
    }
}

/// Reads an entity's whole table, and notes its columns.
async fn read<E>(entity: E, database: &Database, named: &mut Tables)
where
    E: EntityTrait,
    E::Model: Sync,
{
    let table = entity.table_name().to_owned();
    let found = E::find()
        .paginate(database.read(), 10)
        .fetch()
        .await
        .unwrap_or_else(|error| panic!("{table} cannot be read: {error}"));
    assert!(found.is_empty(), "{table} is not empty in a new database");
    let columns = E::Column::iter()
        .map(|column| (column.as_str().to_owned(), column.def().is_null()))
        .collect();
    named.insert(table, columns);
}

macro_rules! read_all {
    ($database:expr, $named:expr, $($table:ident)+) => {$(
        read(entity::$table::Entity, $database, $named).await;
    )+};
}

async fn entities_match(backend: Backend) {
    let folder = tempfile::tempdir().unwrap();
    let migrated = TestDatabase::migrated(&backend, folder.path()).await;
    let database = Database::connect(&migrated.url).await.unwrap();
    let mut named = Tables::new();
    read_all!(
        &database,
        &mut named,
        accreditation accreditation_check accreditation_event accreditation_reminder address_bounce answer
        api_token appeal area area_alias area_member area_succession assessment assessor_profile audit_chain
        audit_event authority award_condition bundle carried_answer case_agreement case_clock case_comment
        case_flag case_hold case_tag certificate clarification clarification_extension concern confirmation
        data_complaint decision directory_change directory_employer directory_filing directory_identifier
        directory_import directory_name directory_sic email_wording evidence_item finding idempotency_record
        job mapping_set membership organisation outbox_email outside_accreditation outside_list person
        reminder_stop renewal review scheme scheme_draft scheme_version service_standard sign_in_link
        staff_role statistics_run support_request web_session
    );
    let made = tables(&database).await;
    for (table, columns) in &made {
        let Some(known) = named.remove(table) else {
            panic!("the migrations make `{table}`, which this test reads through no entity");
        };
        assert_eq!(
            &known, columns,
            "the columns of `{table}` (entity, database)"
        );
    }
    assert_eq!(named, Tables::new(), "entities without a table");
}

#[tokio::test]
async fn entities_name_every_column_sqlite() {
    entities_match(Backend::Sqlite).await;
}

#[tokio::test]
async fn entities_name_every_column_postgres() {
    if let Some(backend) = Backend::postgres() {
        entities_match(backend).await;
    }
}
