//! What an import reads and writes: by the batch, in as few statements as there are tables.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use entity::directory_kinds::IdentifierKind;
use entity::ids::{DirectoryEmployerId, DirectoryImportId};
use entity::{
    directory_change, directory_employer, directory_filing, directory_identifier, directory_import,
    directory_name, directory_sic,
};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, Iterable,
    PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect,
};

use crate::identity::directory::rules::compare::Change;
use crate::identity::directory::rules::dates::ReportingYear;
use crate::identity::directory::rules::figures;
use crate::identity::directory::rules::filing::Filing;
use crate::identity::directory::rules::identity::{Index, identifiers};
use crate::identity::directory::rules::import::{Counts, Head, KnownName, Stored};
use crate::identity::directory::rules::names::search_name;
use crate::platform::error::Result;

/// Lets one import in at a time. On `SQLite` the transaction is already the only writer.
pub(in super::super) async fn lock(conn: &impl ConnectionTrait) -> Result<()> {
    if conn.get_database_backend() == DbBackend::Postgres {
        conn.execute_unprepared("LOCK TABLE directory_import IN SHARE ROW EXCLUSIVE MODE")
            .await?;
    }
    Ok(())
}

/// Tells the database how much was stored by now. PostgreSQL sees nothing of it before the
/// transaction ends, and would go through whole tables for each batch, ever more slowly.
pub(in super::super) async fn refresh_statistics(conn: &impl ConnectionTrait) -> Result<()> {
    if conn.get_database_backend() == DbBackend::Postgres {
        conn.execute_unprepared(
            "ANALYZE directory_employer, directory_filing, directory_identifier, directory_name, \
             directory_sic",
        )
        .await?;
    }
    Ok(())
}

/// The latest submission that the files of a year had so far.
pub(in super::super) async fn latest_submission(
    conn: &impl ConnectionTrait,
    year: ReportingYear,
) -> Result<Option<DateTime<Utc>>> {
    let newest = directory_import::Entity::find()
        .filter(directory_import::Column::ReportingYear.eq(year.0))
        .filter(directory_import::Column::LatestSubmissionAt.is_not_null())
        .order_by_desc(directory_import::Column::LatestSubmissionAt)
        .one(conn)
        .await?;
    Ok(newest.and_then(|row| row.latest_submission_at))
}

/// Starts the record of an import.
pub(in super::super) async fn insert_import(
    conn: &impl ConnectionTrait,
    id: DirectoryImportId,
    file_name: &str,
    year: ReportingYear,
    latest_submission_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<()> {
    let row = directory_import::Model {
        id,
        file_name: file_name.to_owned(),
        reporting_year: year.0,
        latest_submission_at,
        read: 0,
        inserted: 0,
        updated: 0,
        unchanged: 0,
        removed: 0,
        rejected: 0,
        repaired: 0,
        fields_rejected: 0,
        noted: 0,
        imported_at: now,
    };
    directory_import::Entity::insert(row.into_active_model())
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Completes the record of an import.
pub(in super::super) async fn finish_import(
    conn: &impl ConnectionTrait,
    id: DirectoryImportId,
    counts: &Counts,
) -> Result<()> {
    let number = |count: u64| Set(i64::try_from(count).unwrap_or(i64::MAX));
    directory_import::Entity::update_many()
        .set(directory_import::ActiveModel {
            read: number(counts.read),
            inserted: number(counts.inserted),
            updated: number(counts.updated),
            unchanged: number(counts.unchanged),
            removed: number(counts.removed),
            rejected: number(counts.rejected),
            repaired: number(counts.repaired),
            fields_rejected: number(counts.fields_rejected),
            noted: number(counts.noted),
            ..Default::default()
        })
        .filter(directory_import::Column::Id.eq(id))
        .exec(conn)
        .await?;
    Ok(())
}

/// Everyone the filings of a batch may be about.
pub(in super::super) async fn load_index(
    conn: &impl ConnectionTrait,
    filings: &[Filing],
) -> Result<Index> {
    let mut values: HashMap<IdentifierKind, BTreeSet<String>> = HashMap::new();
    for filing in filings {
        for (kind, value) in identifiers(filing) {
            values.entry(kind).or_default().insert(value);
        }
    }
    let mut index = Index::default();
    let mut found = BTreeSet::new();
    for (kind, values) in values {
        let rows = directory_identifier::Entity::find()
            .filter(directory_identifier::Column::Kind.eq(kind))
            .filter(directory_identifier::Column::Value.is_in(values))
            .all(conn)
            .await?;
        for row in rows {
            found.insert(row.employer_id);
            index.add(row.kind, row.value, row.employer_id);
        }
    }
    if found.is_empty() {
        return Ok(index);
    }
    // Whether one found by its name has an id decides whether an id is news.
    let ids = directory_identifier::Entity::find()
        .filter(directory_identifier::Column::Kind.eq(IdentifierKind::ServiceId))
        .filter(directory_identifier::Column::EmployerId.is_in(found.iter().copied()))
        .all(conn)
        .await?;
    for row in ids {
        index.add(row.kind, row.value, row.employer_id);
    }
    Ok(index)
}

/// What is stored of the employers of a batch: head, names, and their filings of some years.
pub(in super::super) async fn load_stored(
    conn: &impl ConnectionTrait,
    employers: &[DirectoryEmployerId],
    years: &BTreeSet<ReportingYear>,
) -> Result<HashMap<DirectoryEmployerId, Stored>> {
    let mut stored: HashMap<DirectoryEmployerId, Stored> = HashMap::new();
    if employers.is_empty() {
        return Ok(stored);
    }
    let ids = || employers.iter().copied();
    let heads = directory_employer::Entity::find()
        .filter(directory_employer::Column::Id.is_in(ids()))
        .all(conn)
        .await?;
    for row in heads {
        stored.entry(row.id).or_default().head = Some(Head {
            company_number: row.company_number,
            latest_year: ReportingYear(row.latest_year),
            created_at: row.created_at,
        });
    }
    let names = directory_name::Entity::find()
        .filter(directory_name::Column::EmployerId.is_in(ids()))
        .all(conn)
        .await?;
    for row in names {
        let known = stored.entry(row.employer_id).or_default();
        known.names.push(KnownName {
            kind: row.kind,
            name: row.name,
            first_due_on: row.first_due_on,
            last_due_on: row.last_due_on,
        });
    }
    let filings = directory_filing::Entity::find()
        .filter(directory_filing::Column::EmployerId.is_in(ids()))
        .filter(directory_filing::Column::ReportingYear.is_in(years.iter().map(|year| year.0)))
        .all(conn)
        .await?;
    for row in filings {
        let known = stored.entry(row.employer_id).or_default();
        let year = ReportingYear(row.reporting_year);
        let removed = row.removed_at.is_some();
        known.filings.insert(year, (filing(row), removed));
    }
    Ok(stored)
}

fn filing(row: directory_filing::Model) -> Filing {
    Filing {
        line: u64::try_from(row.line).unwrap_or(0),
        service_id: row.service_id,
        company_number: row.company_number,
        name: row.name,
        current_name: row.current_name,
        address: row.address,
        postcode: row.postcode,
        sic_codes: row
            .sic_codes
            .split(' ')
            .filter_map(|code| code.parse().ok())
            .collect(),
        public_sector: row.public_sector,
        size: row.size,
        figures: figures::from_json(&row.figures),
        report_link: row.report_link,
        punctuality: row.punctuality,
        due_on: row.due_on,
        submitted_at: row.submitted_at,
    }
}

/// What a batch writes.
#[derive(Debug, Default)]
pub(in super::super) struct Writes {
    employers: Vec<directory_employer::Model>,
    filings: Vec<directory_filing::Model>,
    identifiers: Vec<directory_identifier::Model>,
    names: Vec<directory_name::Model>,
    industries_of: Vec<DirectoryEmployerId>,
    industries: Vec<directory_sic::Model>,
    changes: Vec<directory_change::Model>,
    numbers: Vec<(DirectoryEmployerId, String)>,
}

impl Writes {
    /// The employer as its newest filing shows it.
    pub(in super::super) fn employer(
        &mut self,
        id: DirectoryEmployerId,
        filing: &Filing,
        head: Option<&Head>,
        now: DateTime<Utc>,
    ) {
        let number = filing
            .company_number
            .clone()
            .or_else(|| head.and_then(|head| head.company_number.clone()));
        self.employers.push(directory_employer::Model {
            id,
            company_number: number,
            name: filing.current_name.clone(),
            address: filing.address.clone(),
            postcode: filing.postcode.clone(),
            public_sector: filing.public_sector,
            size: filing.size,
            section: filing
                .sic_codes
                .first()
                .map(|code| code.section().to_string()),
            latest_year: filing.year().0,
            removed_at: None,
            created_at: head.map_or(now, |head| head.created_at),
            updated_at: now,
        });
        self.industries_of.push(id);
        for (position, code) in (1..).zip(&filing.sic_codes) {
            self.industries.push(directory_sic::Model {
                employer_id: id,
                position,
                code: code.to_string(),
                section: code.section().to_string(),
            });
        }
    }

    /// The filing itself.
    pub(in super::super) fn filing(
        &mut self,
        id: DirectoryEmployerId,
        import: DirectoryImportId,
        filing: &Filing,
    ) {
        let codes: Vec<String> = filing.sic_codes.iter().map(ToString::to_string).collect();
        self.filings.push(directory_filing::Model {
            employer_id: id,
            reporting_year: filing.year().0,
            import_id: import,
            line: i64::try_from(filing.line).unwrap_or(i64::MAX),
            service_id: filing.service_id.clone(),
            company_number: filing.company_number.clone(),
            name: filing.name.clone(),
            current_name: filing.current_name.clone(),
            address: filing.address.clone(),
            postcode: filing.postcode.clone(),
            sic_codes: codes.join(" "),
            public_sector: filing.public_sector,
            size: filing.size,
            figures: figures::to_json(&filing.figures),
            report_link: filing.report_link.clone(),
            punctuality: filing.punctuality,
            due_on: filing.due_on,
            submitted_at: filing.submitted_at,
            removed_at: None,
        });
    }

    /// The company number of an employer that had none.
    pub(in super::super) fn number(&mut self, id: DirectoryEmployerId, number: String) {
        self.numbers.push((id, number));
    }

    /// Something the employer is known by.
    pub(in super::super) fn identifier(
        &mut self,
        id: DirectoryEmployerId,
        kind: IdentifierKind,
        value: String,
    ) {
        self.identifiers.push(directory_identifier::Model {
            kind,
            value,
            employer_id: id,
        });
    }

    /// A name it has or had.
    pub(in super::super) fn name(&mut self, id: DirectoryEmployerId, name: KnownName) {
        let comparable = search_name(&name.name);
        self.names.push(directory_name::Model {
            employer_id: id,
            kind: name.kind,
            search_name: format!(" {comparable}"),
            name: name.name,
            first_due_on: name.first_due_on,
            last_due_on: name.last_due_on,
        });
    }

    /// A field that changed.
    pub(in super::super) fn change(
        &mut self,
        id: DirectoryEmployerId,
        import: DirectoryImportId,
        employer_name: &str,
        change: Change,
    ) {
        let some = |text: String| (!text.is_empty()).then_some(text);
        self.changes.push(directory_change::Model {
            import_id: import,
            employer_id: id,
            field: change.field.to_owned(),
            employer_name: employer_name.to_owned(),
            before: some(change.before),
            after: some(change.after),
        });
    }

    /// Writes everything.
    pub(in super::super) async fn write(self, conn: &impl ConnectionTrait) -> Result<()> {
        upsert(conn, self.employers).await?;
        for (id, number) in self.numbers {
            directory_employer::Entity::update_many()
                .set(directory_employer::ActiveModel {
                    company_number: Set(Some(number)),
                    ..Default::default()
                })
                .filter(directory_employer::Column::Id.eq(id))
                .exec(conn)
                .await?;
        }
        upsert(conn, self.filings).await?;
        upsert(conn, self.identifiers).await?;
        upsert(conn, self.names).await?;
        if !self.industries_of.is_empty() {
            directory_sic::Entity::delete_many()
                .filter(directory_sic::Column::EmployerId.is_in(self.industries_of))
                .exec(conn)
                .await?;
        }
        upsert(conn, self.industries).await?;
        upsert(conn, self.changes).await
    }
}

/// Rows in one statement: 500 rows of 20 columns stay far below what either database binds.
const ROWS_PER_STATEMENT: usize = 500;

/// Inserts rows, or replaces those with the same key.
async fn upsert<M, A, E>(conn: &impl ConnectionTrait, rows: Vec<M>) -> Result<()>
where
    M: IntoActiveModel<A>,
    A: sea_orm::ActiveModelTrait<Entity = E> + Send,
    E: EntityTrait,
{
    let mut rows = rows.into_iter();
    loop {
        let batch: Vec<A> = rows
            .by_ref()
            .take(ROWS_PER_STATEMENT)
            .map(IntoActiveModel::into_active_model)
            .collect();
        if batch.is_empty() {
            return Ok(());
        }
        let keys: Vec<E::Column> = E::PrimaryKey::iter()
            .map(PrimaryKeyToColumn::into_column)
            .collect();
        let is_key = |column: &E::Column| {
            keys.iter()
                .any(|key| sea_orm::IdenStatic::as_str(key) == sea_orm::IdenStatic::as_str(column))
        };
        let others: Vec<E::Column> = E::Column::iter().filter(|column| !is_key(column)).collect();
        let mut conflict = OnConflict::columns(keys.clone());
        if others.is_empty() {
            conflict.do_nothing();
        } else {
            conflict.update_columns(others);
        }
        E::insert_many(batch)
            .on_conflict(conflict)
            .exec_without_returning(conn)
            .await?;
    }
}

/// Filings of a year that are listed, in the order of their employers, after one of them.
pub(in super::super) async fn list_listed(
    conn: &impl ConnectionTrait,
    year: ReportingYear,
    after: Option<DirectoryEmployerId>,
    limit: u64,
) -> Result<Vec<(DirectoryEmployerId, String)>> {
    let mut select = directory_filing::Entity::find()
        .select_only()
        .column(directory_filing::Column::EmployerId)
        .column(directory_filing::Column::CurrentName)
        .filter(directory_filing::Column::ReportingYear.eq(year.0))
        .filter(directory_filing::Column::RemovedAt.is_null())
        .order_by_asc(directory_filing::Column::EmployerId)
        .limit(limit);
    if let Some(after) = after {
        select = select.filter(directory_filing::Column::EmployerId.gt(after));
    }
    Ok(select.into_tuple().all(conn).await?)
}

/// Marks filings of a year as no longer listed, and the employers whose newest they are.
pub(in super::super) async fn mark_removed(
    conn: &impl ConnectionTrait,
    year: ReportingYear,
    employers: &[DirectoryEmployerId],
    import: DirectoryImportId,
    now: DateTime<Utc>,
) -> Result<()> {
    directory_filing::Entity::update_many()
        .set(directory_filing::ActiveModel {
            removed_at: Set(Some(now)),
            import_id: Set(import),
            ..Default::default()
        })
        .filter(directory_filing::Column::ReportingYear.eq(year.0))
        .filter(directory_filing::Column::EmployerId.is_in(employers.iter().copied()))
        .exec(conn)
        .await?;
    directory_employer::Entity::update_many()
        .set(directory_employer::ActiveModel {
            removed_at: Set(Some(now)),
            updated_at: Set(now),
            ..Default::default()
        })
        .filter(directory_employer::Column::LatestYear.eq(year.0))
        .filter(directory_employer::Column::Id.is_in(employers.iter().copied()))
        .exec(conn)
        .await?;
    Ok(())
}
