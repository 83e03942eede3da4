//! Concerns, complaints, appeals and conditions side by side, and who may know of them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::condition_kinds::ConditionStatus;
use entity::ids::{AccreditationId, AuthorityId, OrganisationId, PersonId};
use entity::kinds::ReviewStatus;
use entity::{
    accreditation, appeal, assessment, award_condition, concern, data_complaint, membership, review,
};
use sea_orm::sea_query::{
    Alias, Asterisk, Cond, Condition, Expr, ExprTrait, Func, JoinType, Order, Query,
    SelectStatement, SimpleExpr, UnionType,
};
use sea_orm::{ConnectionTrait, FromQueryResult, IntoSimpleExpr};
use uuid::Uuid;

use crate::accreditation::rules::matter::{Matter, MatterKind};
use crate::identity::guard::Officer;
use crate::platform::error::{Error, Result};
use crate::platform::paging::{PageRequest, Paged};

/// Whose organisation somebody may have a conflict with.
pub(super) enum Rows {
    Condition,
    Concern,
    Appeal,
}

impl Rows {
    fn organisation(&self) -> SimpleExpr {
        match self {
            Self::Condition => {
                Expr::col((accreditation::Entity, accreditation::Column::OrganisationId))
            }
            Self::Concern => Expr::col((concern::Entity, concern::Column::OrganisationId)),
            Self::Appeal => Expr::col((appeal::Entity, appeal::Column::OrganisationId)),
        }
    }
}

/// What `review::rules::may_officer_read` keeps from an assessor, in SQL: allocated without having
/// declared, or a declared conflict.
fn undeclared_or_in_conflict() -> Cond {
    let column = |column: review::Column| Expr::col((review::Entity, column));
    Cond::any()
        .add(column(review::Column::Status).eq(ReviewStatus::Allocated))
        .add(
            Cond::all()
                .add(column(review::Column::Status).eq(ReviewStatus::Returned))
                .add(column(review::Column::ConflictStatement).is_not_null()),
        )
}

fn reviews_with_cases(select: &mut SelectStatement) -> &mut SelectStatement {
    select
        .from(review::Entity)
        .join(
            JoinType::InnerJoin,
            assessment::Entity,
            Expr::col((assessment::Entity, assessment::Column::Id))
                .equals((review::Entity, review::Column::AssessmentId)),
        )
        .cond_where(undeclared_or_in_conflict())
}

/// That a person has no conflict with the employer of a row: never acted for it, and has none of its cases
/// that the officer may not read.
pub(super) fn open_to(person: PersonId, rows: &Rows) -> Condition {
    let acted = Query::select()
        .column((membership::Entity, membership::Column::OrganisationId))
        .from(membership::Entity)
        .and_where(Expr::col((membership::Entity, membership::Column::PersonId)).eq(person))
        .to_owned();
    let mut kept = Query::select();
    kept.column((assessment::Entity, assessment::Column::OrganisationId));
    reviews_with_cases(&mut kept)
        .and_where(Expr::col((review::Entity, review::Column::AssessorId)).eq(person));
    Condition::all()
        .add(rows.organisation().not_in_subquery(acted))
        .add(rows.organisation().not_in_subquery(kept))
}

/// Everybody who has a conflict with an employer: who acts or acted for it, and who may not read one of
/// its cases.
///
/// # Errors
/// When the database refuses.
pub(in crate::accreditation) async fn list_conflicted(
    conn: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Result<BTreeSet<PersonId>> {
    #[derive(FromQueryResult)]
    struct Row {
        person: PersonId,
    }
    let mut kept = Query::select();
    kept.expr_as(
        Expr::col((review::Entity, review::Column::AssessorId)),
        Alias::new("person"),
    );
    reviews_with_cases(&mut kept).and_where(
        Expr::col((assessment::Entity, assessment::Column::OrganisationId)).eq(organisation),
    );
    let all = Query::select()
        .expr_as(
            Expr::col((membership::Entity, membership::Column::PersonId)),
            Alias::new("person"),
        )
        .from(membership::Entity)
        .and_where(
            Expr::col((membership::Entity, membership::Column::OrganisationId)).eq(organisation),
        )
        .union(UnionType::All, kept)
        .to_owned();
    let statement = conn.get_database_backend().build(&all);
    let rows = Row::find_by_statement(statement).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.person).collect())
}

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    id: Uuid,
    authority_id: AuthorityId,
    organisation_id: Option<OrganisationId>,
    accreditation_id: Option<AccreditationId>,
    name: String,
    reference: String,
    status: String,
    due_on: Option<NaiveDate>,
}

fn read(row: Row) -> Result<Matter> {
    Ok(Matter {
        kind: match row.kind.as_str() {
            "condition" => MatterKind::Condition,
            "concern" => MatterKind::Concern,
            "data_complaint" => MatterKind::Complaint,
            "appeal" => MatterKind::Appeal,
            _ => return Err(Error::internal("a row of a kind that there is not")),
        },
        id: row.id,
        authority_id: row.authority_id,
        organisation_id: row.organisation_id,
        accreditation_id: row.accreditation_id,
        name: row.name,
        reference: row.reference,
        status: row.status,
        due_on: row.due_on,
    })
}

/// The columns of a row, in one order for every kind: a union needs the same everywhere.
fn columns(kind: MatterKind, of: [SimpleExpr; 8]) -> SelectStatement {
    let names = [
        "id",
        "authority_id",
        "organisation_id",
        "accreditation_id",
        "name",
        "reference",
        "status",
        "due_on",
    ];
    let mut select = Query::select();
    // Words of ours, written as they are: a parameter would have no type in a union.
    select.expr_as(
        Expr::cust(match kind {
            MatterKind::Condition => "'condition'",
            MatterKind::Concern => "'concern'",
            MatterKind::Complaint => "'data_complaint'",
            MatterKind::Appeal => "'appeal'",
        }),
        Alias::new("kind"),
    );
    for (name, value) in names.into_iter().zip(of) {
        select.expr_as(value, Alias::new(name));
    }
    select
}

fn col<E: sea_orm::EntityTrait, C: sea_orm::ColumnTrait>(_: E, column: C) -> SimpleExpr {
    column.into_simple_expr()
}

/// No identifier, of the type of one: PostgreSQL wants to know.
fn no_id() -> SimpleExpr {
    Expr::cust("CAST(NULL AS uuid)")
}

/// What is asked for.
struct Asked {
    authority: Option<AuthorityId>,
    /// Who must have no conflict.
    person: Option<PersonId>,
    /// What only officers do something about: over since, when a condition.
    conditions_over: Option<NaiveDate>,
    kinds: &'static [MatterKind],
    due_until: Option<NaiveDate>,
}

fn concerns(asked: &Asked) -> SelectStatement {
    use concern::{Column, Entity};
    let mut select = columns(
        MatterKind::Concern,
        [
            col(Entity, Column::Id),
            col(Entity, Column::AuthorityId),
            col(Entity, Column::OrganisationId),
            col(Entity, Column::AccreditationId),
            col(Entity, Column::OrganisationName),
            col(Entity, Column::Reference),
            col(Entity, Column::Status),
            col(Entity, Column::DueOn),
        ],
    );
    select.from(Entity);
    if let Some(id) = asked.authority {
        select.and_where(col(Entity, Column::AuthorityId).eq(id));
    }
    if let Some(person) = asked.person {
        select.cond_where(open_to(person, &Rows::Concern));
    }
    if let Some(day) = asked.due_until {
        select.and_where(col(Entity, Column::DueOn).lte(day));
    }
    select
}

fn complaints(asked: &Asked) -> SelectStatement {
    use data_complaint::{Column, Entity};
    let mut select = columns(
        MatterKind::Complaint,
        [
            col(Entity, Column::Id),
            col(Entity, Column::AuthorityId),
            no_id(),
            no_id(),
            Expr::cust("''"),
            col(Entity, Column::Reference),
            col(Entity, Column::Status),
            col(Entity, Column::DueOn),
        ],
    );
    select.from(Entity);
    if let Some(id) = asked.authority {
        select.and_where(col(Entity, Column::AuthorityId).eq(id));
    }
    if let Some(day) = asked.due_until {
        select.and_where(col(Entity, Column::DueOn).lte(day));
    }
    select
}

fn appeals(asked: &Asked) -> SelectStatement {
    use appeal::{Column, Entity};
    let mut select = columns(
        MatterKind::Appeal,
        [
            col(Entity, Column::Id),
            col(Entity, Column::AuthorityId),
            col(Entity, Column::OrganisationId),
            col(Entity, Column::AccreditationId),
            col(Entity, Column::OrganisationName),
            col(Entity, Column::Reference),
            col(Entity, Column::Status),
            col(Entity, Column::DueOn),
        ],
    );
    select.from(Entity);
    if let Some(id) = asked.authority {
        select.and_where(col(Entity, Column::AuthorityId).eq(id));
    }
    if let Some(person) = asked.person {
        select.cond_where(open_to(person, &Rows::Appeal));
    }
    if let Some(day) = asked.due_until {
        select.and_where(col(Entity, Column::DueOn).lte(day));
    }
    select
}

fn conditions(asked: &Asked) -> SelectStatement {
    use award_condition::{Column, Entity};
    let mut select = columns(
        MatterKind::Condition,
        [
            col(Entity, Column::Id),
            col(Entity, Column::AuthorityId),
            col(accreditation::Entity, accreditation::Column::OrganisationId),
            col(Entity, Column::AccreditationId),
            col(
                accreditation::Entity,
                accreditation::Column::OrganisationName,
            ),
            Expr::cust("''"),
            col(Entity, Column::Status),
            col(Entity, Column::DueOn),
        ],
    );
    select.from(Entity).join(
        JoinType::InnerJoin,
        accreditation::Entity,
        Expr::col((accreditation::Entity, accreditation::Column::Id))
            .equals((Entity, Column::AccreditationId)),
    );
    let mut turn =
        Cond::any().add(col(Entity, Column::Status).eq(ConditionStatus::Reported.as_str()));
    if let Some(today) = asked.conditions_over {
        turn = turn.add(
            Cond::all()
                .add(col(Entity, Column::Status).eq(ConditionStatus::Open.as_str()))
                .add(col(Entity, Column::DueOn).lt(today)),
        );
    }
    select.cond_where(turn);
    if let Some(id) = asked.authority {
        select.and_where(col(Entity, Column::AuthorityId).eq(id));
    }
    if let Some(person) = asked.person {
        select.cond_where(open_to(person, &Rows::Condition));
    }
    select
}

const OUTER: &str = "matter";

/// Every row that is asked for, of every kind that is.
fn union(asked: &Asked) -> SelectStatement {
    let mut parts = asked.kinds.iter().map(|kind| match kind {
        MatterKind::Condition => conditions(asked),
        MatterKind::Concern => concerns(asked),
        MatterKind::Complaint => complaints(asked),
        MatterKind::Appeal => appeals(asked),
    });
    let mut all = parts.next().unwrap_or_else(|| concerns(asked));
    for part in parts {
        all.union(UnionType::All, part);
    }
    Query::select()
        .column(Asterisk)
        .from_subquery(all, Alias::new(OUTER))
        .to_owned()
}

fn outer(name: &'static str) -> Expr {
    Expr::col((Alias::new(OUTER), Alias::new(name)))
}

/// What is over. Statuses of one kind are none of another's, but for those that mean the same.
fn is_over() -> SimpleExpr {
    outer("status").is_in(["closed", "referred", "upheld", "dismissed"])
}

/// What is due first comes first; what stands still comes after it.
fn by_due(select: &mut SelectStatement) {
    select
        .order_by_expr(outer("due_on").is_null(), Order::Asc)
        .order_by((Alias::new(OUTER), Alias::new("due_on")), Order::Asc)
        .order_by((Alias::new(OUTER), Alias::new("id")), Order::Asc);
}

async fn all(conn: &impl ConnectionTrait, select: &SelectStatement) -> Result<Vec<Matter>> {
    let statement = conn.get_database_backend().build(select);
    let rows = Row::find_by_statement(statement).all(conn).await?;
    rows.into_iter().map(read).collect()
}

/// What waits for an officer, of what the officer may know of, what is due first first: one statement.
///
/// # Errors
/// When the database refuses.
pub async fn list_waiting_matters(
    conn: &impl ConnectionTrait,
    officer: &Officer,
    today: NaiveDate,
    most: u64,
) -> Result<Vec<Matter>> {
    let asked = Asked {
        authority: Some(officer.authority()),
        person: Some(officer.person()),
        conditions_over: Some(today),
        kinds: &[
            MatterKind::Condition,
            MatterKind::Concern,
            MatterKind::Complaint,
            MatterKind::Appeal,
        ],
        due_until: None,
    };
    let mut select = union(&asked);
    select.and_where(is_over().not()).limit(most);
    by_due(&mut select);
    all(conn, &select).await
}

/// A page of everything of a kind that an officer may know of, what is open first: two statements.
///
/// # Errors
/// When the database refuses.
pub async fn list_matters(
    conn: &impl ConnectionTrait,
    officer: &Officer,
    kinds: &'static [MatterKind],
    page: PageRequest,
) -> Result<Paged<Matter>> {
    #[derive(FromQueryResult)]
    struct Counted {
        number: i64,
    }
    let asked = Asked {
        authority: Some(officer.authority()),
        person: Some(officer.person()),
        conditions_over: None,
        kinds,
        due_until: None,
    };
    let mut select = union(&asked);
    let count = Query::select()
        .expr_as(Func::count(Expr::col(Asterisk)), Alias::new("number"))
        .from_subquery(select.clone(), Alias::new("counted"))
        .to_owned();
    let statement = conn.get_database_backend().build(&count);
    let counted = Counted::find_by_statement(statement).one(conn).await?;
    select
        .order_by_expr(is_over(), Order::Asc)
        .limit(page.size)
        .offset(page.offset());
    by_due(&mut select);
    Ok(Paged {
        rows: all(conn, &select).await?,
        total: counted.map_or(0, |row| u64::try_from(row.number).unwrap_or(0)),
        page,
    })
}

/// What has a last day up to a day, of every authority, after one of them: for the calendar, which reads to
/// the end.
///
/// # Errors
/// When the database refuses.
pub(in crate::accreditation) async fn list_due_matters(
    conn: &impl ConnectionTrait,
    until: NaiveDate,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<Matter>> {
    let asked = Asked {
        authority: None,
        person: None,
        conditions_over: None,
        kinds: MatterKind::CLOCKED,
        due_until: Some(until),
    };
    let mut select = union(&asked);
    if let Some(after) = after {
        select.and_where(outer("id").gt(after));
    }
    select
        .order_by((Alias::new(OUTER), Alias::new("id")), Order::Asc)
        .limit(most);
    all(conn, &select).await
}
