//! One case with its reviews and findings, read in one statement.

use entity::ids::{AssessmentId, AuthorityId, ReviewId};
use entity::{assessment, finding, review};
use sea_orm::sea_query::{ExprTrait, JoinType, Order};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, FromQueryResult, QueryResult};

use super::cases::{Row, cases, col, columns, read};
use super::own;
use crate::identity::guard::Assessor;
use crate::platform::error::{Error, Result};
use crate::review::rules::{CaseFile, CaseReview};

const FINDING: &str = "f_";

struct FileRow {
    case: Row,
    finding: Option<finding::Model>,
}

impl FromQueryResult for FileRow {
    fn from_query_result(row: &QueryResult, pre: &str) -> Result<Self, DbErr> {
        Ok(Self {
            case: Row::from_query_result(row, pre)?,
            finding: finding::Model::from_query_result_optional(row, FINDING)?,
        })
    }
}

async fn load(conn: &impl ConnectionTrait, condition: Condition) -> Result<Option<CaseFile>> {
    let mut select = cases(
        Condition::all().add(
            col(review::Entity, review::Column::AssessmentId)
                .equals((assessment::Entity, assessment::Column::Id)),
        ),
    );
    columns(&mut select, finding::Entity, FINDING);
    select
        .join(
            JoinType::LeftJoin,
            finding::Entity,
            col(finding::Entity, finding::Column::ReviewId)
                .equals((review::Entity, review::Column::Id)),
        )
        .cond_where(condition)
        .order_by((review::Entity, review::Column::AllocatedAt), Order::Asc)
        .order_by((review::Entity, review::Column::Id), Order::Asc);
    let statement = conn.get_database_backend().build(&select);
    let rows = FileRow::find_by_statement(statement).all(conn).await?;
    let mut file: Option<CaseFile> = None;
    let mut findings = Vec::new();
    for row in rows {
        if let Some(found) = row.finding {
            findings.push((found.review_id, super::findings::read(found)?));
        }
        let mut case = read(row.case)?;
        let review = case.review.take();
        let assessor_name = std::mem::take(&mut case.assessor_name);
        let file = file.get_or_insert_with(|| CaseFile {
            case,
            reviews: Vec::new(),
            findings: Vec::new(),
            all_findings: Vec::new(),
        });
        if let Some(review) = review
            && file
                .reviews
                .iter()
                .all(|known| known.review.id != review.id)
        {
            file.reviews.push(CaseReview {
                review,
                assessor_name,
            });
        }
    }
    if let Some(file) = &mut file {
        file.settle(findings);
    }
    Ok(file)
}

/// A case of one of these authorities: its reviews and their findings; none while assessors judge apart.
///
/// # Errors
/// [`Error::NotFound`] when they have none of that name.
pub async fn get_file_in_authorities(
    conn: &impl ConnectionTrait,
    authorities: impl IntoIterator<Item = AuthorityId>,
    id: AssessmentId,
) -> Result<CaseFile> {
    let condition = Condition::all()
        .add(col(assessment::Entity, assessment::Column::Id).eq(id))
        .add(assessment::Column::AuthorityId.is_in(authorities));
    let mut file = load(conn, condition).await?.ok_or(Error::NotFound)?;
    file.keep_blind();
    Ok(file)
}

/// The case of one of the caller's own reviews, with that review alone, returned or not.
///
/// # Errors
/// [`Error::NotFound`] when the caller has none of that name.
pub async fn get_file_for_assessors(
    conn: &impl ConnectionTrait,
    assessors: &[Assessor],
    id: ReviewId,
) -> Result<CaseFile> {
    if assessors.is_empty() {
        return Err(Error::NotFound);
    }
    let condition = Condition::all()
        .add(col(review::Entity, review::Column::Id).eq(id))
        .add(own(assessors));
    load(conn, condition).await?.ok_or(Error::NotFound)
}
