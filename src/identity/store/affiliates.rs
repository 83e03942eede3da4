//! Everybody who acts or ever acted for an organisation.

use chrono::{DateTime, Utc};
use entity::ids::OrganisationId;
use entity::{membership, person};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::identity::rules::Person;
use crate::platform::error::Result;

#[derive(FromQueryResult)]
struct Row {
    organisation_id: OrganisationId,
    id: entity::ids::PersonId,
    email: String,
    name: String,
    ended_at: Option<DateTime<Utc>>,
}

/// Everybody who acts or ever acted for an organisation, and since when they do not, by name: one
/// statement.
/// The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_affiliates(
    conn: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Result<Vec<(Person, Option<DateTime<Utc>>)>> {
    let people = list_affiliates_of(conn, [organisation]).await?;
    Ok(people
        .into_iter()
        .map(|(_, person, ended_at)| (person, ended_at))
        .collect())
}

/// Everybody who acts or ever acted for one of several organisations, as [`list_affiliates`] tells it:
/// one statement. The scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub async fn list_affiliates_of(
    conn: &impl ConnectionTrait,
    organisations: impl IntoIterator<Item = OrganisationId>,
) -> Result<Vec<(OrganisationId, Person, Option<DateTime<Utc>>)>> {
    let select = Query::select()
        .column((membership::Entity, membership::Column::OrganisationId))
        .column((person::Entity, person::Column::Id))
        .column((person::Entity, person::Column::Email))
        .column((person::Entity, person::Column::Name))
        .column((membership::Entity, membership::Column::EndedAt))
        .from(membership::Entity)
        .join(
            JoinType::InnerJoin,
            person::Entity,
            Expr::col((person::Entity, person::Column::Id))
                .equals((membership::Entity, membership::Column::PersonId)),
        )
        .and_where(
            Expr::col((membership::Entity, membership::Column::OrganisationId))
                .is_in(organisations),
        )
        .to_owned();
    let statement = conn.get_database_backend().build(&select);
    let rows = Row::find_by_statement(statement).all(conn).await?;
    let mut people: Vec<(OrganisationId, Person, Option<DateTime<Utc>>)> = rows
        .into_iter()
        .map(|row| {
            let person = Person {
                id: row.id,
                email: row.email,
                name: row.name,
            };
            (row.organisation_id, person, row.ended_at)
        })
        .collect();
    people.sort_by(|(_, a, _), (_, b, _)| (a.display_name(), a.id).cmp(&(b.display_name(), b.id)));
    Ok(people)
}
