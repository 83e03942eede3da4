//! Flags and tags on cases, and lists of cases narrowed to them.

use std::collections::BTreeMap;

use entity::ids::{AssessmentId, AuthorityId, CaseFlagId, PersonId};
use entity::kinds::ReviewStatus;
use entity::{assessment, case_flag, case_hold, case_tag, membership, review};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};

use super::cases::col;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result, changed_one};
use crate::review::rules::mark::Resolution;
use crate::review::rules::{Flag, MarkFilter, Marks, Reader};

/// A row that no act of ours could have written.
#[derive(Debug, thiserror::Error)]
#[error("flag {0} does not hold the facts of its status")]
struct Inconsistent(CaseFlagId);

fn read(row: case_flag::Model) -> Result<Flag> {
    let resolved = match (row.outcome, row.resolved_by, row.resolved_at) {
        (Some(outcome), Some(by), Some(at)) => Some(Resolution { outcome, by, at }),
        (None, None, None) => None,
        _ => return Err(Error::internal(Inconsistent(row.id))),
    };
    Ok(Flag {
        id: row.id,
        assessment_id: row.assessment_id,
        authority_id: row.authority_id,
        reason: row.reason,
        raised_by: row.raised_by,
        raised_at: row.raised_at,
        resolved,
    })
}

/// Every flag of a case, the first first. The scope is the caller's, who holds the case.
///
/// # Errors
/// When the database refuses.
pub async fn list_flags(conn: &impl ConnectionTrait, of: AssessmentId) -> Result<Vec<Flag>> {
    let rows = case_flag::Entity::find()
        .filter(case_flag::Column::AssessmentId.eq(of))
        .order_by_asc(case_flag::Column::RaisedAt)
        .order_by_asc(case_flag::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// Writes a new flag.
///
/// # Errors
/// When the database refuses.
pub(in crate::review) async fn insert_flag(conn: &impl ConnectionTrait, new: &Flag) -> Result<()> {
    let row = case_flag::Model {
        id: new.id,
        assessment_id: new.assessment_id,
        authority_id: new.authority_id,
        reason: new.reason.clone(),
        raised_by: new.raised_by,
        raised_at: new.raised_at,
        outcome: None,
        resolved_by: None,
        resolved_at: None,
    };
    case_flag::Entity::insert(case_flag::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes that a flag is resolved, if it still was not.
///
/// # Errors
/// A conflict when it was.
pub(in crate::review) async fn resolve_flag(
    conn: &impl ConnectionTrait,
    changed: &Flag,
) -> Result<()> {
    let Some(resolution) = &changed.resolved else {
        return Ok(());
    };
    let done = case_flag::Entity::update_many()
        .set(case_flag::ActiveModel {
            outcome: Set(Some(resolution.outcome.clone())),
            resolved_by: Set(Some(resolution.by)),
            resolved_at: Set(Some(resolution.at)),
            ..Default::default()
        })
        .filter(case_flag::Column::Id.eq(changed.id))
        .filter(case_flag::Column::ResolvedAt.is_null())
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// The tags of a case, in order. The scope is the caller's, who holds the case.
///
/// # Errors
/// When the database refuses.
pub async fn list_tags(conn: &impl ConnectionTrait, of: AssessmentId) -> Result<Vec<String>> {
    let rows = case_tag::Entity::find()
        .filter(case_tag::Column::AssessmentId.eq(of))
        .order_by_asc(case_tag::Column::Tag)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.tag).collect())
}

/// Puts a tag on a case.
///
/// # Errors
/// A conflict when it is there already.
pub(in crate::review) async fn insert_tag(
    ctx: &Context,
    conn: &impl ConnectionTrait,
    (assessment, authority): (AssessmentId, AuthorityId),
    tag: &str,
    by: PersonId,
) -> Result<()> {
    let row = case_tag::Model {
        id: ctx.new_id(),
        assessment_id: assessment,
        authority_id: authority,
        tag: tag.to_owned(),
        added_by: by,
        added_at: ctx.now(),
    };
    case_tag::Entity::insert(case_tag::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Takes a tag off a case.
///
/// # Errors
/// A conflict when it is gone already.
pub(in crate::review) async fn delete_tag(
    conn: &impl ConnectionTrait,
    of: AssessmentId,
    tag: &str,
) -> Result<()> {
    let done = case_tag::Entity::delete_many()
        .filter(case_tag::Column::AssessmentId.eq(of))
        .filter(case_tag::Column::Tag.eq(tag))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// `select 1` of a table whose rows belong to the case at hand.
fn exists(select: SelectStatement) -> Expr {
    Expr::exists(select)
}

fn holds() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(case_hold::Entity)
        .and_where(
            col(case_hold::Entity, case_hold::Column::ActiveFor)
                .equals((assessment::Entity, assessment::Column::Id)),
        )
        .to_owned()
}

fn open_flags() -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(case_flag::Entity)
        .and_where(
            col(case_flag::Entity, case_flag::Column::AssessmentId)
                .equals((assessment::Entity, assessment::Column::Id)),
        )
        .and_where(col(case_flag::Entity, case_flag::Column::ResolvedAt).is_null())
        .to_owned()
}

fn tagged(tag: &str) -> SelectStatement {
    Query::select()
        .expr(Expr::val(1))
        .from(case_tag::Entity)
        .and_where(
            col(case_tag::Entity, case_tag::Column::AssessmentId)
                .equals((assessment::Entity, assessment::Column::Id)),
        )
        .and_where(col(case_tag::Entity, case_tag::Column::Tag).eq(tag))
        .to_owned()
}

/// The cases whose marks this person may know: they do not act for the employer, and neither declared a
/// conflict in it nor still have to declare. As `may_officer_read` says, in the words of the database.
pub(super) fn known_to(person: PersonId) -> Condition {
    let own = Query::select()
        .column(membership::Column::OrganisationId)
        .from(membership::Entity)
        .and_where(col(membership::Entity, membership::Column::PersonId).eq(person))
        .and_where(col(membership::Entity, membership::Column::EndedAt).is_null())
        .to_owned();
    // By another name: the cases at hand are joined to their reviews already.
    let other = Alias::new("own_review");
    let of = |column: review::Column| Expr::col((other.clone(), column));
    let barred = Query::select()
        .expr(Expr::val(1))
        .from_as(review::Entity, other.clone())
        .and_where(
            of(review::Column::AssessmentId).equals((assessment::Entity, assessment::Column::Id)),
        )
        .and_where(of(review::Column::AssessorId).eq(person))
        .cond_where(
            Condition::any()
                .add(of(review::Column::Status).eq(ReviewStatus::Allocated))
                .add(of(review::Column::ConflictStatement).is_not_null()),
        )
        .to_owned();
    Condition::all()
        .add(
            col(assessment::Entity, assessment::Column::OrganisationId)
                .in_subquery(own)
                .not(),
        )
        .add(exists(barred).not())
}

/// The cases whose tags this reader may know: an officer those of the authority, an assessor those that
/// are open to them.
fn tags_known_to(reader: Reader) -> Condition {
    let known = known_to(reader.person());
    match reader {
        Reader::Officer(_) => known,
        Reader::Assessor(person) => {
            let own = Query::select()
                .expr(Expr::val(1))
                .from(review::Entity)
                .and_where(
                    col(review::Entity, review::Column::ActiveFor)
                        .equals((assessment::Entity, assessment::Column::Id)),
                )
                .and_where(col(review::Entity, review::Column::AssessorId).eq(person))
                .to_owned();
            known.add(exists(own))
        }
        Reader::Employer(_) => Condition::all().add(Expr::val(1).eq(0)),
    }
}

/// The cases with these marks, as far as this person may know of them.
pub(super) fn marked(filter: &MarkFilter, person: PersonId) -> Condition {
    let mut all = Condition::all();
    if !filter.narrows() {
        return all;
    }
    all = all.add(known_to(person));
    if filter.on_hold {
        all = all.add(exists(holds()));
    }
    if filter.flagged {
        all = all.add(exists(open_flags()));
    }
    if let Some(tag) = &filter.tag {
        all = all.add(exists(tagged(tag)));
    }
    all
}

#[derive(FromQueryResult)]
struct MarkRow {
    id: AssessmentId,
    on_hold: bool,
    flagged: bool,
    tag: Option<String>,
}

/// The marks of several cases, as far as this person may know of them: one statement, however many.
///
/// # Errors
/// When the database refuses.
pub async fn list_marks(
    conn: &impl ConnectionTrait,
    cases: impl IntoIterator<Item = AssessmentId>,
    person: PersonId,
) -> Result<BTreeMap<AssessmentId, Marks>> {
    let ids: Vec<AssessmentId> = cases.into_iter().collect();
    let select = Query::select()
        .column((assessment::Entity, assessment::Column::Id))
        .expr_as(exists(holds()), Alias::new("on_hold"))
        .expr_as(exists(open_flags()), Alias::new("flagged"))
        .column((case_tag::Entity, case_tag::Column::Tag))
        .from(assessment::Entity)
        .left_join(
            case_tag::Entity,
            col(case_tag::Entity, case_tag::Column::AssessmentId)
                .equals((assessment::Entity, assessment::Column::Id)),
        )
        .and_where(col(assessment::Entity, assessment::Column::Id).is_in(ids))
        .cond_where(known_to(person))
        .order_by((case_tag::Entity, case_tag::Column::Tag), Order::Asc)
        .to_owned();
    let statement = conn.get_database_backend().build(&select);
    let rows = MarkRow::find_by_statement(statement).all(conn).await?;
    let mut marks: BTreeMap<AssessmentId, Marks> = BTreeMap::new();
    for row in rows {
        let of = marks.entry(row.id).or_default();
        of.on_hold = row.on_hold;
        of.flagged = row.flagged;
        of.tags.extend(row.tag);
    }
    Ok(marks)
}

#[derive(FromQueryResult)]
struct TagRow {
    tag: String,
    here: i32,
}

/// The most tags that a list offers.
const TAGS_OFFERED: u64 = 100;

/// The tags an authority uses, in order, as far as this reader may know of the cases that have them; and
/// whether the case at hand is one of them. The scope is the caller's, who may read that case.
///
/// # Errors
/// When the database refuses.
pub async fn list_tags_in_use(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    reader: Reader,
    at_hand: Option<AssessmentId>,
) -> Result<Vec<(String, bool)>> {
    let tag = || (case_tag::Entity, case_tag::Column::Tag);
    let here: Expr = match at_hand {
        Some(id) => Expr::case(
            col(case_tag::Entity, case_tag::Column::AssessmentId).eq(id),
            1,
        )
        .finally(0)
        .into(),
        None => Expr::val(0),
    };
    let select = Query::select()
        .column(tag())
        .expr_as(here.max(), Alias::new("here"))
        .from(case_tag::Entity)
        .inner_join(
            assessment::Entity,
            col(assessment::Entity, assessment::Column::Id)
                .equals((case_tag::Entity, case_tag::Column::AssessmentId)),
        )
        .and_where(col(case_tag::Entity, case_tag::Column::AuthorityId).eq(authority))
        .cond_where(tags_known_to(reader))
        .group_by_col(tag())
        .order_by(tag(), Order::Asc)
        .limit(TAGS_OFFERED)
        .to_owned();
    let statement = conn.get_database_backend().build(&select);
    let rows = TagRow::find_by_statement(statement).all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.tag, row.here > 0))
        .collect())
}
