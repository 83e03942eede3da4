//! The only files that name the directory's tables: here what others read, beside it what an import writes.

pub(super) mod importing;

use std::collections::HashMap;

use entity::directory_kinds::IdentifierKind;
use entity::ids::{DirectoryEmployerId, DirectoryImportId};
use entity::{directory_change, directory_employer, directory_identifier, directory_name};
use sea_orm::sea_query::{CaseStatement, Expr, Func};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, RelationDef,
};

use crate::identity::directory::rules::company_number;
use crate::identity::directory::rules::entry::{DirectoryEntry, RecordedChange};
use crate::identity::directory::rules::names;
use crate::platform::error::{Error, Result};

/// Employers whose names have words that begin like those of the query, in any order; small and
/// capital letters, accents and marks do not matter, and former names count. A company number
/// finds its employer.
///
/// # Errors
/// When the database refuses.
pub async fn search_directory(
    conn: &impl ConnectionTrait,
    query: &str,
    limit: u64,
) -> Result<Vec<DirectoryEntry>> {
    let words = names::query_words(query);
    if words.is_empty() || limit == 0 {
        return Ok(Vec::new());
    }
    let mut found: Vec<DirectoryEmployerId> = Vec::new();
    if query.chars().any(|c| c.is_ascii_digit())
        && let Some(number) = company_number::read(query).value
    {
        found.extend(holders(conn, IdentifierKind::CompanyNumber, &number).await?);
    }
    let begins = CaseStatement::new()
        .case(
            directory_name::Column::SearchName.like(format!(" {}%", words.join(" "))),
            0,
        )
        .finally(1);
    let mut select = directory_name::Entity::find()
        .select_only()
        .column(directory_name::Column::EmployerId)
        .join(JoinType::InnerJoin, employer_of_name())
        .group_by(directory_name::Column::EmployerId)
        .group_by(directory_employer::Column::Name)
        .group_by(directory_employer::Column::RemovedAt)
        .order_by_asc(Func::min(Expr::expr(begins)))
        .order_by_asc(directory_employer::Column::RemovedAt.is_not_null())
        .order_by_asc(directory_employer::Column::Name)
        .order_by_asc(directory_name::Column::EmployerId)
        .limit(limit);
    for word in &words {
        // Words are letters and digits only, so none of them is a wildcard.
        select = select.filter(directory_name::Column::SearchName.like(format!("% {word}%")));
    }
    for id in select.into_tuple::<DirectoryEmployerId>().all(conn).await? {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    list_entries(conn, &found).await
}

/// The employer with a company number, present or former.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_company_number(
    conn: &impl ConnectionTrait,
    number: &str,
) -> Result<Option<DirectoryEntry>> {
    let Some(number) = company_number::read(number).value else {
        return Ok(None);
    };
    let ids = holders(conn, IdentifierKind::CompanyNumber, &number).await?;
    Ok(list_entries(conn, &ids).await?.into_iter().next())
}

/// An employer of the directory.
///
/// # Errors
/// [`Error::NotFound`] when there is none with this id.
pub async fn get_entry(
    conn: &impl ConnectionTrait,
    id: DirectoryEmployerId,
) -> Result<DirectoryEntry> {
    list_entries(conn, &[id])
        .await?
        .into_iter()
        .next()
        .ok_or(Error::NotFound)
}

/// How many employers the directory has.
///
/// # Errors
/// When the database refuses.
pub async fn count_employers(conn: &impl ConnectionTrait) -> Result<u64> {
    Ok(directory_employer::Entity::find().count(conn).await?)
}

/// What an import changed, by employer and field; page by page.
///
/// # Errors
/// When the database refuses.
pub async fn list_changes(
    conn: &impl ConnectionTrait,
    import: DirectoryImportId,
    skip: u64,
    limit: u64,
) -> Result<Vec<RecordedChange>> {
    let rows = directory_change::Entity::find()
        .filter(directory_change::Column::ImportId.eq(import))
        .order_by_asc(directory_change::Column::EmployerName)
        .order_by_asc(directory_change::Column::EmployerId)
        .order_by_asc(directory_change::Column::Field)
        .offset(skip)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| RecordedChange {
            employer_id: row.employer_id,
            employer_name: row.employer_name,
            field: row.field,
            before: row.before,
            after: row.after,
        })
        .collect())
}

/// Employers in the order asked for, each with its former names.
async fn list_entries(
    conn: &impl ConnectionTrait,
    ids: &[DirectoryEmployerId],
) -> Result<Vec<DirectoryEntry>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = directory_employer::Entity::find()
        .filter(directory_employer::Column::Id.is_in(ids.iter().copied()))
        .all(conn)
        .await?;
    let mut names: HashMap<DirectoryEmployerId, Vec<directory_name::Model>> = HashMap::new();
    let name_rows = directory_name::Entity::find()
        .filter(directory_name::Column::EmployerId.is_in(ids.iter().copied()))
        .order_by_desc(directory_name::Column::LastDueOn)
        .order_by_asc(directory_name::Column::Name)
        .all(conn)
        .await?;
    for row in name_rows {
        names.entry(row.employer_id).or_default().push(row);
    }
    let mut entries: HashMap<DirectoryEmployerId, DirectoryEntry> = rows
        .into_iter()
        .map(|row| {
            let names = names.remove(&row.id).unwrap_or_default();
            (row.id, entry(row, &names))
        })
        .collect();
    Ok(ids.iter().filter_map(|id| entries.remove(id)).collect())
}

fn entry(row: directory_employer::Model, names: &[directory_name::Model]) -> DirectoryEntry {
    let mut seen = vec![names::search_name(&row.name)];
    let mut former_names = Vec::new();
    for name in names {
        let comparable = names::search_name(&name.name);
        if !seen.contains(&comparable) {
            seen.push(comparable);
            former_names.push(name.name.clone());
        }
    }
    DirectoryEntry {
        id: row.id,
        company_number: row.company_number,
        name: row.name,
        former_names,
        address: row.address,
        postcode: row.postcode,
        public_sector: row.public_sector,
        size: row.size,
        section: row.section.and_then(|section| section.chars().next()),
        latest_year: row.latest_year,
        removed: row.removed_at.is_some(),
    }
}

async fn holders(
    conn: &impl ConnectionTrait,
    kind: IdentifierKind,
    value: &str,
) -> Result<Vec<DirectoryEmployerId>> {
    let rows = directory_identifier::Entity::find()
        .filter(directory_identifier::Column::Kind.eq(kind))
        .filter(directory_identifier::Column::Value.eq(value))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.employer_id).collect())
}

fn employer_of_name() -> RelationDef {
    directory_name::Entity::belongs_to(directory_employer::Entity)
        .from(directory_name::Column::EmployerId)
        .to(directory_employer::Column::Id)
        .into()
}
