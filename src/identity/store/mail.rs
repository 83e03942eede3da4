//! Emails as the officers of one authority may see them.

use entity::ids::{AuthorityId, OutboxEmailId, PersonId};
use entity::{membership, outbox_email, person, review};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::support::people_in_reach;
use crate::notification::rules::{Fate, KeptEmail, Narrow, shown_text};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::platform::paging::{PageRequest, Paged};

type Column = outbox_email::Column;

fn read(row: outbox_email::Model) -> KeptEmail {
    let said = row.last_error;
    let fate = match (row.bounced_at, row.failed_at, row.sent_at) {
        (Some(at), ..) => Fate::Bounced(at, said.unwrap_or_default()),
        (None, Some(at), _) => Fate::Failed(at, said.unwrap_or_default()),
        (None, None, Some(at)) => Fate::Sent(at),
        (None, None, None) => Fate::Waiting(said),
    };
    KeptEmail {
        id: row.id,
        kind: row.kind,
        authority_id: row.authority_id,
        to_email: row.to_email,
        to_name: row.to_name,
        subject: row.subject,
        text: shown_text(&row.body_text, row.secret),
        class: row.class,
        written_at: row.created_at,
        fate,
        copy_of: row.copy_of,
    }
}

/// The addresses of the people that an authority's officers help.
fn addresses_in_reach(authority: AuthorityId) -> SelectStatement {
    Query::select()
        .column(person::Column::Email)
        .from(person::Entity)
        .and_where(Expr::col(person::Column::Id).in_subquery(people_in_reach(authority)))
        .to_owned()
}

/// What an authority's officers may know of: what was sent in its name, and what was sent in nobody's
/// name (links that sign in, invitations) to people it deals with.
fn of(authority: AuthorityId) -> Condition {
    let own = Condition::any().add(Column::AuthorityId.eq(authority)).add(
        Condition::all()
            .add(Column::AuthorityId.is_null())
            .add(Column::ToEmail.in_subquery(addresses_in_reach(authority))),
    );
    Condition::all()
        .add(Column::Kind.is_not_in(TO_OUTSIDERS))
        .add(own)
}

/// Emails to whoever raised a concern, or was asked by an employer to confirm something: nobody looks up
/// those addresses, however high their office.
const TO_OUTSIDERS: [&str; 4] = [
    "concern_received",
    "concern_progress",
    "concern_closed",
    "confirmation_asked",
];

fn narrowed(narrow: Narrow) -> Condition {
    let all = Condition::all();
    match narrow {
        Narrow::All => all,
        Narrow::Waiting => all
            .add(Column::SentAt.is_null())
            .add(Column::FailedAt.is_null())
            .add(Column::BouncedAt.is_null()),
        Narrow::Sent => all
            .add(Column::SentAt.is_not_null())
            .add(Column::BouncedAt.is_null()),
        Narrow::Failed => all
            .add(Column::FailedAt.is_not_null())
            .add(Column::BouncedAt.is_null()),
        Narrow::Bounced => all.add(Column::BouncedAt.is_not_null()),
    }
}

/// Addresses that contain these words; an address is in lower case.
fn to(words: &str) -> Condition {
    let all = Condition::all();
    if words.is_empty() {
        return all;
    }
    let escaped: String = words
        .to_lowercase()
        .chars()
        .flat_map(|c| {
            matches!(c, '%' | '_' | '\\')
                .then_some('\\')
                .into_iter()
                .chain([c])
        })
        .collect();
    let pattern = LikeExpr::new(format!("%{escaped}%")).escape('\\');
    all.add(Expr::col((outbox_email::Entity, Column::ToEmail)).like(pattern))
}

/// The emails that an authority's officers may know of, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_emails(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    narrow: Narrow,
    words: &str,
    page: PageRequest,
) -> Result<Paged<KeptEmail>> {
    let find = outbox_email::Entity::find()
        .filter(of(authority))
        .filter(narrowed(narrow))
        .filter(to(words));
    let total = find.clone().count(conn).await?;
    let rows = find
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .offset(page.offset())
        .limit(page.size)
        .all(conn)
        .await?;
    Ok(Paged {
        rows: rows.into_iter().map(read).collect(),
        total,
        page,
    })
}

/// How many there are of each part of that list: one statement.
///
/// # Errors
/// When the database refuses.
pub async fn count_emails(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    words: &str,
) -> Result<Vec<(Narrow, u64)>> {
    let count =
        |narrow| Expr::expr(Expr::case(narrowed(narrow), Expr::val(1)).finally(Expr::val(0))).sum();
    let select = Narrow::ALL.iter().fold(
        outbox_email::Entity::find()
            .select_only()
            .filter(of(authority))
            .filter(to(words)),
        |select, narrow| {
            // Every email is one of "all", which no condition narrows.
            let counted = match narrow {
                Narrow::All => Expr::col((outbox_email::Entity, Column::Id)).count(),
                other => count(*other),
            };
            select.column_as(counted, narrow.as_str())
        },
    );
    let row = select
        .into_tuple::<(i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>)>()
        .one(conn)
        .await?
        .unwrap_or_default();
    let numbers = [
        row.0,
        row.1.unwrap_or(0),
        row.2.unwrap_or(0),
        row.3.unwrap_or(0),
        row.4.unwrap_or(0),
    ];
    Ok(Narrow::ALL
        .iter()
        .copied()
        .zip(numbers.map(|number| u64::try_from(number).unwrap_or(0)))
        .collect())
}

/// One email that an authority's officers may know of.
///
/// # Errors
/// [`Error::NotFound`] when it is none of theirs.
pub async fn get_email(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    id: OutboxEmailId,
) -> Result<KeptEmail> {
    outbox_email::Entity::find_by_id(id)
        .filter(of(authority))
        .one(conn)
        .await?
        .map(read)
        .ok_or(Error::NotFound)
}

/// Whether somebody may have to do with a case that an email is about: who acts or acted for any
/// employer, or ever declared a conflict.
///
/// # Errors
/// When the database refuses.
pub async fn is_entangled(conn: &impl ConnectionTrait, person: PersonId) -> Result<bool> {
    let parts = membership::Entity::find()
        .filter(membership::Column::PersonId.eq(person))
        .count(conn)
        .await?;
    let conflicts = review::Entity::find()
        .filter(review::Column::AssessorId.eq(person))
        .filter(review::Column::ConflictStatement.is_not_null())
        .count(conn)
        .await?;
    Ok(parts + conflicts > 0)
}

/// Writes the same email once more, to the same address, to be sent now.
///
/// # Errors
/// [`Error::NotFound`] when it is none of the authority's.
pub(in crate::identity) async fn copy_email(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    id: OutboxEmailId,
) -> Result<OutboxEmailId> {
    let row = outbox_email::Entity::find_by_id(id)
        .filter(of(authority))
        .one(conn)
        .await?
        .ok_or(Error::NotFound)?;
    let new: OutboxEmailId = ctx.new_id();
    let copy = outbox_email::Model {
        id: new,
        dedupe_key: format!("copy:{id}:{new}"),
        created_at: ctx.now(),
        not_before: ctx.now(),
        attempts: 0,
        locked_until: None,
        sent_at: None,
        failed_at: None,
        last_error: None,
        bounced_at: None,
        copy_of: Some(id),
        ..row
    };
    outbox_email::Entity::insert(outbox_email::ActiveModel::from(copy))
        .exec_without_returning(conn)
        .await?;
    Ok(new)
}

/// Notes that an email came back.
///
/// # Errors
/// When the database refuses.
pub(in crate::identity) async fn mark_bounced(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    id: OutboxEmailId,
    why: &str,
) -> Result<()> {
    outbox_email::Entity::update_many()
        .set(outbox_email::ActiveModel {
            bounced_at: Set(Some(ctx.now())),
            last_error: Set(Some(why.to_owned())),
            ..Default::default()
        })
        .filter(Column::Id.eq(id))
        .filter(Column::BouncedAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// The address an email went to; the scope is the caller's.
///
/// # Errors
/// When the database refuses.
pub(in crate::identity) async fn find_email_address(
    conn: &impl ConnectionTrait,
    id: OutboxEmailId,
) -> Result<Option<String>> {
    let row = outbox_email::Entity::find_by_id(id).one(conn).await?;
    Ok(row.map(|row| row.to_email))
}
