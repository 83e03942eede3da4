//! People that the officers of an authority help: those who act for an organisation that deals with it.

use chrono::{DateTime, Utc};
use entity::ids::{AuthorityId, OrganisationId, PersonId};
use entity::kinds::{MemberRole, StaffRole};
use entity::{api_token, assessment, membership, organisation, person, sign_in_link, staff_role};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::identity::rules::Person;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result, changed_one};
use crate::platform::paging::{PageRequest, Paged};

/// The organisations that applied to an authority.
fn organisations_of(authority: AuthorityId) -> SelectStatement {
    Query::select()
        .column(assessment::Column::OrganisationId)
        .from(assessment::Entity)
        .and_where(Expr::col(assessment::Column::AuthorityId).eq(authority))
        .to_owned()
}

/// The people who act or acted for an organisation that applied to an authority, and are not staff of
/// another one.
pub(super) fn people_in_reach(authority: AuthorityId) -> SelectStatement {
    let elsewhere = Query::select()
        .column(staff_role::Column::PersonId)
        .from(staff_role::Entity)
        .and_where(Expr::col(staff_role::Column::AuthorityId).ne(authority))
        .and_where(Expr::col(staff_role::Column::EndedAt).is_null())
        .to_owned();
    Query::select()
        .column(membership::Column::PersonId)
        .from(membership::Entity)
        .and_where(
            Expr::col(membership::Column::OrganisationId).in_subquery(organisations_of(authority)),
        )
        .and_where(Expr::col(membership::Column::PersonId).not_in_subquery(elsewhere))
        .to_owned()
}

/// A person that an authority's officers help.
///
/// # Errors
/// [`Error::NotFound`] when the person is none of theirs.
pub async fn get_person_in_reach(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    id: PersonId,
) -> Result<Person> {
    person::Entity::find_by_id(id)
        .filter(person::Column::Id.in_subquery(people_in_reach(authority)))
        .one(conn)
        .await?
        .map(Person::from)
        .ok_or(Error::NotFound)
}

/// The people that an authority's officers help, by address, whose address or name has these words.
///
/// # Errors
/// When the database refuses.
pub async fn list_people_in_reach(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    words: &str,
    page: PageRequest,
) -> Result<Paged<Person>> {
    let mut find =
        person::Entity::find().filter(person::Column::Id.in_subquery(people_in_reach(authority)));
    if !words.is_empty() {
        let escaped = words
            .to_lowercase()
            .replace('\\', "\\\\")
            .replace('%', "\\%")
            .replace('_', "\\_");
        let pattern = || LikeExpr::new(format!("%{escaped}%")).escape('\\');
        let name = Expr::expr(Expr::col((person::Entity, person::Column::Name)));
        find = find.filter(
            Condition::any()
                .add(Expr::col((person::Entity, person::Column::Email)).like(pattern()))
                .add(Expr::expr(sea_orm::sea_query::Func::lower(name)).like(pattern())),
        );
    }
    let total = find.clone().count(conn).await?;
    let rows = find
        .order_by_asc(person::Column::Email)
        .offset(page.offset())
        .limit(page.size)
        .all(conn)
        .await?;
    Ok(Paged {
        rows: rows.into_iter().map(Person::from).collect(),
        total,
        page,
    })
}

/// Somebody's part in an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which organisation.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation: String,
    /// As what.
    pub role: MemberRole,
    /// Until when, if it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether the organisation deals with the authority that asks.
    pub deals: bool,
}

/// A person's parts in organisations, those that deal with an authority marked: two statements.
///
/// # Errors
/// When the database refuses.
pub async fn list_parts(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    id: PersonId,
) -> Result<Vec<Part>> {
    let rows = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(id))
        .all(conn)
        .await?;
    let found = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(rows.iter().map(|row| row.organisation_id)))
        .select_only()
        .column(organisation::Column::Id)
        .column(organisation::Column::Name)
        .expr_as(
            Expr::case(
                Expr::col((organisation::Entity, organisation::Column::Id))
                    .in_subquery(organisations_of(authority)),
                Expr::val(1),
            )
            .finally(Expr::val(0)),
            "deals",
        )
        .order_by_asc(organisation::Column::Name)
        .into_tuple::<(OrganisationId, String, i32)>()
        .all(conn)
        .await?;
    Ok(found
        .into_iter()
        .filter_map(|(id, name, deals)| {
            let row = rows.iter().find(|row| row.organisation_id == id)?;
            Some(Part {
                organisation_id: id,
                organisation: name,
                role: row.role,
                ended_at: row.ended_at,
                deals: deals == 1,
            })
        })
        .collect())
}

/// Gives a person another address, if it is still the one that was seen.
///
/// # Errors
/// A conflict when it is not, or when somebody else has the new one.
pub(in crate::identity) async fn update_person_email(
    conn: &impl ConnectionTrait,
    person: &Person,
    email: &str,
) -> Result<()> {
    let changed = person::Entity::update_many()
        .set(person::ActiveModel {
            email: Set(email.to_owned()),
            ..Default::default()
        })
        .filter(person::Column::Id.eq(person.id))
        .filter(person::Column::Email.eq(person.email.clone()))
        .exec(conn)
        .await?;
    changed_one(changed.rows_affected)
}

/// Ends the links that were sent to an address and were not used.
///
/// # Errors
/// When the database refuses.
pub(in crate::identity) async fn end_links(
    conn: &impl ConnectionTrait,
    email: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sign_in_link::Entity::update_many()
        .set(sign_in_link::ActiveModel {
            expires_at: Set(now),
            ..Default::default()
        })
        .filter(sign_in_link::Column::Email.eq(email))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .filter(sign_in_link::Column::ExpiresAt.gt(now))
        .exec(conn)
        .await?;
    Ok(())
}

/// Revokes every token of a person.
///
/// # Errors
/// When the database refuses.
pub(in crate::identity) async fn revoke_all_tokens(
    conn: &impl ConnectionTrait,
    id: PersonId,
    now: DateTime<Utc>,
) -> Result<()> {
    api_token::Entity::update_many()
        .set(api_token::ActiveModel {
            revoked_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(api_token::Column::PersonId.eq(id))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// Ends a person's part in an organisation, in the role that was seen.
///
/// # Errors
/// A conflict when it ended already or changed.
pub(in crate::identity) async fn end_membership(
    conn: &impl ConnectionTrait,
    organisation: OrganisationId,
    person: PersonId,
    role: MemberRole,
    now: DateTime<Utc>,
) -> Result<()> {
    let ended = membership::Entity::update_many()
        .set(membership::ActiveModel {
            ended_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(membership::Column::OrganisationId.eq(organisation))
        .filter(membership::Column::PersonId.eq(person))
        .filter(membership::Column::Role.eq(role))
        .filter(membership::Column::EndedAt.is_null())
        .exec(conn)
        .await?;
    changed_one(ended.rows_affected)
}

/// Ends a person's role at an authority.
///
/// # Errors
/// A conflict when it ended already.
pub(in crate::identity) async fn end_staff_role(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    person: PersonId,
    role: StaffRole,
) -> Result<()> {
    let ended = staff_role::Entity::update_many()
        .set(staff_role::ActiveModel {
            ended_at: Set(Some(ctx.now())),
            ..Default::default()
        })
        .filter(staff_role::Column::AuthorityId.eq(authority))
        .filter(staff_role::Column::PersonId.eq(person))
        .filter(staff_role::Column::Role.eq(role))
        .filter(staff_role::Column::EndedAt.is_null())
        .exec(conn)
        .await?;
    changed_one(ended.rows_affected)
}
