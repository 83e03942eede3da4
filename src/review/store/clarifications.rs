//! Clarifications, row by row.

use chrono::{DateTime, Utc};
use entity::ids::{AssessmentId, ClarificationId, ReviewId};
use entity::{assessment, clarification};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationDef,
};

use crate::identity::guard::Employer;
use crate::platform::error::{Error, Result, changed_one};
use crate::review::rules::{AskedOf, Clarification, ClarificationState};
use crate::scheme::rules::CriterionCode;

/// A row that no act of ours could have written.
#[derive(Debug, thiserror::Error)]
#[error("clarification {0} is neither asked, nor replied to, nor withdrawn")]
struct Inconsistent(ClarificationId);

pub(super) fn read(row: clarification::Model) -> Result<Clarification> {
    let state = match (row.reply, row.replied_by, row.replied_at, row.withdrawn_at) {
        (None, None, None, None) => ClarificationState::Asked,
        (Some(reply), Some(by), Some(at), None) => ClarificationState::Replied { reply, by, at },
        (None, None, None, Some(at)) => ClarificationState::Withdrawn { at },
        _ => return Err(Error::internal(Inconsistent(row.id))),
    };
    Ok(Clarification {
        id: row.id,
        review_id: row.review_id,
        assessment_id: row.assessment_id,
        criterion: CriterionCode::parse(&row.criterion).map_err(Error::internal)?,
        question: row.question,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        due_on: row.due_on,
        state,
    })
}

/// The rows on assessments of the caller's organisations.
fn of_employers(employers: &[Employer]) -> Condition {
    let own = assessment::Entity::find()
        .select_only()
        .column(assessment::Column::Id)
        .filter(
            assessment::Column::OrganisationId.is_in(employers.iter().map(Employer::organisation)),
        )
        .into_query();
    Condition::all().add(clarification::Column::AssessmentId.in_subquery(own))
}

/// The clarifications of a case, the first first. The scope is the caller's, who holds the assessment.
///
/// # Errors
/// When the database refuses.
pub async fn list_clarifications(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Vec<Clarification>> {
    let rows = clarification::Entity::find()
        .filter(clarification::Column::AssessmentId.eq(assessment))
        .order_by_asc(clarification::Column::AskedAt)
        .order_by_asc(clarification::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The clarifications asked of the caller's organisations, newest first; only those that are still
/// open, if so wished.
///
/// # Errors
/// When the database refuses.
pub async fn list_clarifications_for_employers(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
    open_only: bool,
) -> Result<Vec<Clarification>> {
    if employers.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = clarification::Entity::find().filter(of_employers(employers));
    if open_only {
        select = select.filter(open());
    }
    let rows = select
        .order_by_desc(clarification::Column::AskedAt)
        .order_by_desc(clarification::Column::Id)
        .limit(200)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The clarifications asked of the caller's organisations after one, in the order they were asked;
/// only those that are still open, if so wished. For programs, which read to the end.
///
/// # Errors
/// When the database refuses.
pub async fn list_clarifications_after(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
    open_only: bool,
    after: Option<ClarificationId>,
    most: u64,
) -> Result<Vec<Clarification>> {
    if employers.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = clarification::Entity::find().filter(of_employers(employers));
    if open_only {
        select = select.filter(open());
    }
    if let Some(after) = after {
        select = select.filter(clarification::Column::Id.gt(after));
    }
    let rows = select
        .order_by_asc(clarification::Column::Id)
        .limit(most)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The rows that wait for the employer.
pub(super) fn open() -> Condition {
    Condition::all()
        .add(clarification::Column::RepliedAt.is_null())
        .add(clarification::Column::WithdrawnAt.is_null())
}

/// A clarification asked of one of the caller's organisations.
///
/// # Errors
/// When the database refuses.
pub async fn find_clarification_for_employers(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
    id: ClarificationId,
) -> Result<Option<Clarification>> {
    if employers.is_empty() {
        return Ok(None);
    }
    let row = clarification::Entity::find_by_id(id)
        .filter(of_employers(employers))
        .one(conn)
        .await?;
    row.map(read).transpose()
}

/// The same with the case it is about.
///
/// # Errors
/// When the database refuses.
pub async fn find_asked_for_employers(
    conn: &impl ConnectionTrait,
    employers: &[Employer],
    id: ClarificationId,
) -> Result<Option<AskedOf>> {
    if employers.is_empty() {
        return Ok(None);
    }
    let case: RelationDef = clarification::Entity::belongs_to(assessment::Entity)
        .from(clarification::Column::AssessmentId)
        .to(assessment::Column::Id)
        .into();
    let row = clarification::Entity::find_by_id(id)
        .filter(of_employers(employers))
        .join(JoinType::InnerJoin, case)
        .select_also(assessment::Entity)
        .one(conn)
        .await?;
    let Some((asked, Some(of))) = row else {
        return Ok(None);
    };
    Ok(Some(AskedOf {
        clarification: read(asked)?,
        organisation_id: of.organisation_id,
        reference: of.reference,
        scheme_version_id: of.scheme_version_id,
    }))
}

/// A clarification of a review. The scope is the caller's, who holds the review.
///
/// # Errors
/// [`Error::NotFound`] when the review has none of that name.
pub async fn get_clarification_of_review(
    conn: &impl ConnectionTrait,
    review: ReviewId,
    id: ClarificationId,
) -> Result<Clarification> {
    let row = clarification::Entity::find_by_id(id)
        .filter(clarification::Column::ReviewId.eq(review))
        .one(conn)
        .await?;
    row.map(read).transpose()?.ok_or(Error::NotFound)
}

/// Writes a new clarification.
///
/// # Errors
/// When the database refuses.
pub async fn insert_clarification(conn: &impl ConnectionTrait, new: &Clarification) -> Result<()> {
    let row = clarification::Model {
        id: new.id,
        review_id: new.review_id,
        assessment_id: new.assessment_id,
        criterion: new.criterion.to_string(),
        question: new.question.clone(),
        asked_by: new.asked_by,
        asked_at: new.asked_at,
        due_on: new.due_on,
        reply: None,
        replied_by: None,
        replied_at: None,
        withdrawn_at: None,
    };
    clarification::Entity::insert(clarification::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes where a clarification stands, if it still waited for the employer.
///
/// # Errors
/// A conflict when it did not.
pub async fn update_clarification(
    conn: &impl ConnectionTrait,
    changed: &Clarification,
) -> Result<()> {
    let change = match &changed.state {
        ClarificationState::Asked => return Ok(()),
        ClarificationState::Replied { reply, by, at } => clarification::ActiveModel {
            reply: Set(Some(reply.clone())),
            replied_by: Set(Some(*by)),
            replied_at: Set(Some(*at)),
            ..Default::default()
        },
        ClarificationState::Withdrawn { at } => clarification::ActiveModel {
            withdrawn_at: Set(Some(*at)),
            ..Default::default()
        },
    };
    let done = clarification::Entity::update_many()
        .set(change)
        .filter(clarification::Column::Id.eq(changed.id))
        .filter(open())
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// Takes back whatever a review still asks; gives how many that were.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw_open_clarifications(
    conn: &impl ConnectionTrait,
    review: ReviewId,
    now: DateTime<Utc>,
) -> Result<u64> {
    let done = clarification::Entity::update_many()
        .set(clarification::ActiveModel {
            withdrawn_at: Set(Some(now)),
            ..Default::default()
        })
        .filter(clarification::Column::ReviewId.eq(review))
        .filter(open())
        .exec(conn)
        .await?;
    Ok(done.rows_affected)
}

/// `select count(*)` of what the case at hand still asks of the employer.
pub(super) fn count_open_of_case() -> sea_orm::sea_query::SelectStatement {
    use sea_orm::sea_query::{Expr, ExprTrait};
    Query::select()
        .expr(Expr::col((clarification::Entity, clarification::Column::Id)).count())
        .from(clarification::Entity)
        .and_where(
            Expr::col((clarification::Entity, clarification::Column::AssessmentId))
                .equals((assessment::Entity, assessment::Column::Id)),
        )
        .cond_where(open())
        .to_owned()
}
