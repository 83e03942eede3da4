//! Cases: submissions with their present review, as boards and queues list them.
//!
//! One statement reads a case or a page of cases, however many there are, so it joins what the
//! lower rooms keep; it changes none of it.

use chrono::NaiveDate;
use entity::agreement_kinds::Moderation;
use entity::ids::{AssessmentId, AuthorityId, DecisionId, PersonId, ReviewId};
use entity::kinds::{AssessmentStatus, ReviewStatus, SizeBand};
use entity::{
    area, assessment, case_agreement, case_clock, decision, finding, organisation, person, review,
    scheme_version,
};
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, IntoIden, JoinType, Order, Query, SelectStatement,
};
use sea_orm::{
    Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IdenStatic, Iterable,
    QueryResult,
};

use super::clarifications::count_open_of_case;
use super::holds::{clock_of_case, due_first};
use super::marks::marked;
use super::own;
use super::standing::{
    agreement_of_case, leading, live, moderation, of_case_version, shown, taken, wanted,
};
use crate::identity::guard::Assessor;
use crate::platform::error::{Error, Result};
use crate::platform::paging::{PageRequest, Paged};
use crate::review::rules::{Bench, Case, CaseFilter, CaseNumbers, Clock, MarkFilter};
use crate::scheme::rules::TierCode;

const ASSESSMENT: &str = "a_";
pub(super) const REVIEW: &str = "r_";

pub(super) struct Row {
    assessment: assessment::Model,
    review: Option<review::Model>,
    organisation_name: String,
    size_band: Option<SizeBand>,
    place: Option<String>,
    assessor_name: Option<String>,
    assessor_email: Option<String>,
    clock_due_on: Option<NaiveDate>,
    clock_paused_since: Option<NaiveDate>,
    open_clarifications: i64,
    judged: i64,
    wanted: i32,
    taken: i64,
    moderation: Option<Moderation>,
    decision_id: Option<DecisionId>,
    total: i64,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            assessment: assessment::Model::from_query_result(row, ASSESSMENT)?,
            review: review::Model::from_query_result_optional(row, REVIEW)?,
            organisation_name: row.try_get("", "organisation_name")?,
            size_band: row.try_get("", "size_band")?,
            place: row.try_get("", "place")?,
            assessor_name: row.try_get("", "assessor_name")?,
            assessor_email: row.try_get("", "assessor_email")?,
            clock_due_on: row.try_get("", "clock_due_on")?,
            clock_paused_since: row.try_get("", "clock_paused_since")?,
            open_clarifications: row.try_get("", "open_clarifications")?,
            judged: row.try_get("", "judged")?,
            wanted: row.try_get("", "wanted")?,
            taken: row.try_get("", "taken")?,
            moderation: row.try_get("", "moderation")?,
            decision_id: row.try_get("", "decision_id")?,
            total: row.try_get("", "total")?,
        })
    }
}

/// A row that no act of ours could have written.
#[derive(Debug, thiserror::Error)]
#[error("assessment {0} was submitted without a moment of submission")]
struct Inconsistent(AssessmentId);

pub(super) fn read(row: Row) -> Result<Case> {
    let assessment = row.assessment;
    let assessor = match (row.assessor_name, row.assessor_email) {
        (Some(name), _) if !name.is_empty() => name,
        (_, Some(email)) => email.split('@').next().unwrap_or_default().to_owned(),
        (_, None) => String::new(),
    };
    Ok(Case {
        assessment_id: assessment.id,
        reference: assessment.reference,
        authority_id: assessment.authority_id,
        organisation_id: assessment.organisation_id,
        organisation_name: row.organisation_name,
        size_band: row.size_band,
        place: row.place,
        scheme_version_id: assessment.scheme_version_id,
        tier_sought: TierCode::parse(&assessment.tier_sought).map_err(Error::internal)?,
        status: assessment.status,
        submitted_at: assessment
            .submitted_at
            .ok_or_else(|| Error::internal(Inconsistent(assessment.id)))?,
        closed_at: assessment.closed_at,
        review: row.review.map(super::read).transpose()?,
        assessor_name: assessor,
        clock: row.clock_due_on.map(|due_on| Clock {
            due_on,
            paused_since: row.clock_paused_since,
        }),
        open_clarifications: u64::try_from(row.open_clarifications).unwrap_or(0),
        judged: u64::try_from(row.judged).unwrap_or(0),
        bench: Bench {
            wanted: u32::try_from(row.wanted).unwrap_or(1),
            taken: u32::try_from(row.taken).unwrap_or(0),
            moderation: row.moderation,
        },
        decision_id: row.decision_id,
    })
}

pub(super) fn col<E: EntityTrait + IntoIden>(entity: E, column: E::Column) -> Expr {
    Expr::col((entity, column))
}

/// Selects every column of an entity under a prefix.
pub(super) fn columns<E: EntityTrait + IntoIden + Copy>(
    select: &mut SelectStatement,
    entity: E,
    prefix: &str,
) {
    for column in E::Column::iter() {
        let name = format!("{prefix}{}", column.as_str());
        select.expr_as(col(entity, column), Alias::new(name));
    }
}

/// Cases joined to the reviews that `on` names.
pub(super) fn cases(on: Condition) -> SelectStatement {
    let judged = Query::select()
        .expr(col(finding::Entity, finding::Column::Id).count())
        .from(finding::Entity)
        .and_where(
            col(finding::Entity, finding::Column::ReviewId)
                .equals((review::Entity, review::Column::Id)),
        )
        .to_owned();
    let mut select = Query::select();
    columns(&mut select, assessment::Entity, ASSESSMENT);
    columns(&mut select, review::Entity, REVIEW);
    select
        .expr_as(
            col(organisation::Entity, organisation::Column::Name),
            Alias::new("organisation_name"),
        )
        .expr_as(
            col(organisation::Entity, organisation::Column::SizeBand),
            Alias::new("size_band"),
        )
        .expr_as(col(area::Entity, area::Column::Name), Alias::new("place"))
        .expr_as(
            col(person::Entity, person::Column::Name),
            Alias::new("assessor_name"),
        )
        .expr_as(
            col(person::Entity, person::Column::Email),
            Alias::new("assessor_email"),
        )
        .expr_as(
            col(case_clock::Entity, case_clock::Column::DueOn),
            Alias::new("clock_due_on"),
        )
        .expr_as(
            col(case_clock::Entity, case_clock::Column::PausedSince),
            Alias::new("clock_paused_since"),
        )
        .expr_as(
            Expr::SubQuery(None, Box::new(count_open_of_case().into())),
            Alias::new("open_clarifications"),
        )
        .expr_as(
            Expr::SubQuery(None, Box::new(judged.into())),
            Alias::new("judged"),
        )
        .expr_as(wanted(), Alias::new("wanted"))
        .expr_as(taken(), Alias::new("taken"))
        .expr_as(moderation(), Alias::new("moderation"))
        .expr_as(
            col(decision::Entity, decision::Column::Id),
            Alias::new("decision_id"),
        )
        .expr_as(Expr::cust("COUNT(*) OVER ()"), Alias::new("total"))
        .from(assessment::Entity)
        .join(
            JoinType::InnerJoin,
            organisation::Entity,
            col(organisation::Entity, organisation::Column::Id)
                .equals((assessment::Entity, assessment::Column::OrganisationId)),
        )
        .join(
            JoinType::LeftJoin,
            area::Entity,
            col(area::Entity, area::Column::Id)
                .equals((organisation::Entity, organisation::Column::DistrictId)),
        )
        .join(JoinType::LeftJoin, case_clock::Entity, clock_of_case())
        .join(JoinType::LeftJoin, review::Entity, on)
        .join(
            JoinType::InnerJoin,
            scheme_version::Entity,
            of_case_version(),
        )
        .join(
            JoinType::LeftJoin,
            case_agreement::Entity,
            agreement_of_case(),
        )
        // A decision that ends the case, announced or not: there is one at most.
        .join(
            JoinType::LeftJoin,
            decision::Entity,
            col(decision::Entity, decision::Column::FinalFor)
                .equals((assessment::Entity, assessment::Column::Id)),
        )
        .join(
            JoinType::LeftJoin,
            person::Entity,
            col(person::Entity, person::Column::Id)
                .equals((review::Entity, review::Column::AssessorId)),
        )
        .and_where(col(assessment::Entity, assessment::Column::SubmittedAt).is_not_null());
    select
}

async fn run(conn: &impl ConnectionTrait, select: &SelectStatement) -> Result<Vec<Row>> {
    let statement = conn.get_database_backend().build(select);
    Ok(Row::find_by_statement(statement).all(conn).await?)
}

async fn page(
    conn: &impl ConnectionTrait,
    mut select: SelectStatement,
    page: PageRequest,
) -> Result<Paged<Case>> {
    select.offset(page.offset()).limit(page.size);
    let rows = run(conn, &select).await?;
    let mut total = rows.first().map(|row| row.total);
    if total.is_none() && page.number > 1 {
        // Beyond the last page there are no rows to carry the total.
        let first = run(conn, select.reset_offset().limit(1)).await?;
        total = first.first().map(|row| row.total);
    }
    let total = total
        .and_then(|total| u64::try_from(total).ok())
        .unwrap_or(0);
    Ok(Paged {
        rows: rows.into_iter().map(read).collect::<Result<_>>()?,
        total,
        page,
    })
}

/// A page of an authority's cases: what waits longest first, what was closed last first.
///
/// # Errors
/// When the database refuses.
pub async fn list_cases(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    filter: CaseFilter,
    today: NaiveDate,
    review_working_days: u32,
    request: PageRequest,
) -> Result<Paged<Case>> {
    let shown = shown(filter, today, review_working_days);
    list_shown(conn, authority, filter, shown, request).await
}

/// The same, of those with these marks alone, as far as this person may know of them.
///
/// # Errors
/// When the database refuses.
pub async fn list_marked_cases(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    (filter, marks, person): (CaseFilter, &MarkFilter, PersonId),
    today: NaiveDate,
    review_working_days: u32,
    request: PageRequest,
) -> Result<Paged<Case>> {
    let shown = Condition::all()
        .add(shown(filter, today, review_working_days))
        .add(marked(marks, person));
    list_shown(conn, authority, filter, shown, request).await
}

async fn list_shown(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    filter: CaseFilter,
    shown: Condition,
    request: PageRequest,
) -> Result<Paged<Case>> {
    let mut select = cases(leading());
    select
        .and_where(col(assessment::Entity, assessment::Column::AuthorityId).eq(authority))
        .cond_where(shown);
    let (by, order) = match filter {
        CaseFilter::Closed => (assessment::Column::ClosedAt, Order::Desc),
        CaseFilter::Open
        | CaseFilter::ToAllocate
        | CaseFilter::OverTime
        | CaseFilter::AwaitingDecision
        | CaseFilter::ToAnnounce
        | CaseFilter::WithOfficers
        | CaseFilter::InReview => (assessment::Column::SubmittedAt, Order::Asc),
    };
    select
        .order_by((assessment::Entity, by), order)
        .order_by((assessment::Entity, assessment::Column::Id), Order::Asc);
    page(conn, select, request).await
}

/// The next cases after one, in the order they were started: for programs, which read to the end.
///
/// # Errors
/// When the database refuses.
pub async fn list_cases_after(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    filter: CaseFilter,
    today: NaiveDate,
    review_working_days: u32,
    after: Option<AssessmentId>,
    most: u64,
) -> Result<Vec<Case>> {
    let mut select = cases(leading());
    select
        .and_where(col(assessment::Entity, assessment::Column::AuthorityId).eq(authority))
        .cond_where(shown(filter, today, review_working_days))
        .order_by((assessment::Entity, assessment::Column::Id), Order::Asc)
        .limit(most);
    if let Some(after) = after {
        select.and_where(col(assessment::Entity, assessment::Column::Id).gt(after));
    }
    run(conn, &select).await?.into_iter().map(read).collect()
}

/// The caller's own work, in no order.
fn queue(assessors: &[Assessor]) -> SelectStatement {
    let mut select = cases(live());
    select
        .and_where(
            col(assessment::Entity, assessment::Column::Status).eq(AssessmentStatus::Submitted),
        )
        .and_where(col(review::Entity, review::Column::Status).is_in([
            ReviewStatus::Allocated,
            ReviewStatus::Open,
            ReviewStatus::Recommended,
        ]))
        .cond_where(own(assessors));
    select
}

/// A page of the caller's own work: what is due first, first.
///
/// # Errors
/// When the database refuses.
pub async fn list_queue(
    conn: &impl ConnectionTrait,
    assessors: &[Assessor],
    request: PageRequest,
) -> Result<Paged<Case>> {
    list_marked_queue(conn, assessors, &MarkFilter::default(), request).await
}

/// The same, of those with these marks alone; none of a case that is not open to its assessor yet.
///
/// # Errors
/// When the database refuses.
pub async fn list_marked_queue(
    conn: &impl ConnectionTrait,
    assessors: &[Assessor],
    marks: &MarkFilter,
    request: PageRequest,
) -> Result<Paged<Case>> {
    if assessors.is_empty() {
        return Ok(Paged {
            rows: Vec::new(),
            total: 0,
            page: request,
        });
    }
    let mut select = queue(assessors);
    if let Some(assessor) = assessors.first() {
        select.cond_where(marked(marks, assessor.person()));
    }
    select
        .order_by_expr(due_first(), Order::Asc)
        .order_by((review::Entity, review::Column::Id), Order::Asc);
    page(conn, select, request).await
}

/// The caller's own work after one review, in the order it was allocated: for programs, which read
/// to the end.
///
/// # Errors
/// When the database refuses.
pub async fn list_queue_after(
    conn: &impl ConnectionTrait,
    assessors: &[Assessor],
    after: Option<ReviewId>,
    most: u64,
) -> Result<Vec<Case>> {
    if assessors.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = queue(assessors);
    select
        .order_by((review::Entity, review::Column::Id), Order::Asc)
        .limit(most);
    if let Some(after) = after {
        select.and_where(col(review::Entity, review::Column::Id).gt(after));
    }
    run(conn, &select).await?.into_iter().map(read).collect()
}

#[derive(FromQueryResult)]
struct Numbers {
    to_allocate: i64,
    over_time: i64,
    awaiting_decision: i64,
    to_announce: i64,
    open: i64,
}

/// How much of an authority waits where: one statement.
///
/// # Errors
/// When the database refuses.
pub async fn count_cases(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    today: NaiveDate,
    review_working_days: u32,
) -> Result<CaseNumbers> {
    let count = |filter| {
        // A row that the condition leaves out is NULL, which is not counted.
        let counted: Expr = Expr::case(shown(filter, today, review_working_days), 1).into();
        counted.count()
    };
    let select = Query::select()
        .expr_as(count(CaseFilter::ToAllocate), Alias::new("to_allocate"))
        .expr_as(count(CaseFilter::OverTime), Alias::new("over_time"))
        .expr_as(
            count(CaseFilter::AwaitingDecision),
            Alias::new("awaiting_decision"),
        )
        .expr_as(count(CaseFilter::ToAnnounce), Alias::new("to_announce"))
        .expr_as(count(CaseFilter::Open), Alias::new("open"))
        .from(assessment::Entity)
        .join(JoinType::LeftJoin, case_clock::Entity, clock_of_case())
        .join(JoinType::LeftJoin, review::Entity, leading())
        .join(
            JoinType::InnerJoin,
            scheme_version::Entity,
            of_case_version(),
        )
        .join(
            JoinType::LeftJoin,
            case_agreement::Entity,
            agreement_of_case(),
        )
        .and_where(col(assessment::Entity, assessment::Column::AuthorityId).eq(authority))
        .and_where(
            col(assessment::Entity, assessment::Column::Status).eq(AssessmentStatus::Submitted),
        )
        .to_owned();
    let statement = conn.get_database_backend().build(&select);
    let found = Numbers::find_by_statement(statement).one(conn).await?;
    let whole = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(
        found.map_or_else(CaseNumbers::default, |numbers| CaseNumbers {
            to_allocate: whole(numbers.to_allocate),
            over_time: whole(numbers.over_time),
            awaiting_decision: whole(numbers.awaiting_decision),
            to_announce: whole(numbers.to_announce),
            open: whole(numbers.open),
        }),
    )
}
