//! The assessors of one case together: what each found, and what they agree on.

use chrono::{DateTime, Utc};
use entity::ids::{AssessmentId, AuthorityId, PersonId, ReviewId};
use entity::kinds::{AssessmentStatus, Judgement};
use entity::{assessment, case_agreement, finding, review};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
};

use super::marks::known_to;
use crate::platform::error::Result;
use crate::review::rules::{Agreement, Finding, Review, Seat};
use crate::scheme::rules::CriterionCode;

/// The live reviews of a case, the moderator's first, with every finding of theirs: two statements. The
/// scope is the caller's, who holds the case.
///
/// # Errors
/// When the database refuses.
pub async fn list_reviews_with_findings(
    conn: &impl ConnectionTrait,
    case: AssessmentId,
) -> Result<(Vec<Review>, Vec<(ReviewId, Finding)>)> {
    let rows = review::Entity::find()
        .filter(review::Column::ActiveFor.eq(case))
        .order_by_asc(review::Column::Seat)
        .all(conn)
        .await?;
    let reviews = rows
        .into_iter()
        .map(super::read)
        .collect::<Result<Vec<_>>>()?;
    let ids = reviews.iter().map(|review| review.id);
    let findings = super::list_findings_of_reviews(conn, ids).await?;
    Ok((reviews, findings))
}

/// What the assessors of a case agree on, once they were compared. The scope is the caller's, who holds
/// the case.
///
/// # Errors
/// When the database refuses.
pub async fn find_agreement(
    conn: &impl ConnectionTrait,
    case: AssessmentId,
) -> Result<Option<Agreement>> {
    let row = case_agreement::Entity::find_by_id(case).one(conn).await?;
    Ok(row.map(|row| Agreement {
        criteria: u32::try_from(row.criteria).unwrap_or(0),
        agreed: u32::try_from(row.agreed).unwrap_or(0),
        moderation: row.moderation,
        compared_at: row.compared_at,
    }))
}

/// Writes what the assessors of a case agree on, over what was written before.
///
/// # Errors
/// When the database refuses.
pub async fn save_agreement(
    conn: &impl ConnectionTrait,
    case: AssessmentId,
    agreement: &Agreement,
) -> Result<()> {
    use case_agreement::Column;
    case_agreement::Entity::insert(case_agreement::ActiveModel {
        assessment_id: Set(case),
        criteria: Set(i32::try_from(agreement.criteria).unwrap_or(i32::MAX)),
        agreed: Set(i32::try_from(agreement.agreed).unwrap_or(i32::MAX)),
        moderation: Set(agreement.moderation),
        compared_at: Set(agreement.compared_at),
    })
    .on_conflict(
        OnConflict::column(Column::AssessmentId)
            .update_columns([
                Column::Criteria,
                Column::Agreed,
                Column::Moderation,
                Column::ComparedAt,
            ])
            .to_owned(),
    )
    .exec_without_returning(conn)
    .await?;
    Ok(())
}

/// The assessors of a case are at work again: what they agreed on counts no more.
///
/// # Errors
/// When the database refuses.
pub async fn remove_agreement(conn: &impl ConnectionTrait, case: AssessmentId) -> Result<()> {
    case_agreement::Entity::delete_by_id(case)
        .exec(conn)
        .await?;
    Ok(())
}

/// One judgement of an assessor who did not see what the others found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgedApart {
    /// In which case.
    pub case: AssessmentId,
    /// On which criterion.
    pub criterion: CriterionCode,
    /// By whom.
    pub assessor: PersonId,
    /// As what.
    pub seat: Seat,
    /// What was found.
    pub judgement: Judgement,
}

/// Every judgement in decided cases of an authority that several assessors judged apart and that were
/// compared since `since`, the moderators' as well, case by case; without the cases that this person may not
/// know of.
///
/// # Errors
/// When the database refuses.
pub async fn list_judged_apart(
    conn: &impl ConnectionTrait,
    (authority, person): (AuthorityId, PersonId),
    since: DateTime<Utc>,
) -> Result<Vec<JudgedApart>> {
    let of_review: RelationDef = finding::Entity::belongs_to(review::Entity)
        .from(finding::Column::ReviewId)
        .to(review::Column::Id)
        .into();
    let of_case: RelationDef = review::Entity::belongs_to(case_agreement::Entity)
        .from(review::Column::ActiveFor)
        .to(case_agreement::Column::AssessmentId)
        .into();
    let of_assessment: RelationDef = review::Entity::belongs_to(assessment::Entity)
        .from(review::Column::AssessmentId)
        .to(assessment::Column::Id)
        .into();
    let rows: Vec<(AssessmentId, String, PersonId, i32, Judgement)> = finding::Entity::find()
        .select_only()
        .column(review::Column::AssessmentId)
        .column(finding::Column::Criterion)
        .column(review::Column::AssessorId)
        .column(review::Column::Seat)
        .column(finding::Column::Judgement)
        .join(JoinType::InnerJoin, of_review)
        .join(JoinType::InnerJoin, of_case)
        .join(JoinType::InnerJoin, of_assessment)
        .filter(assessment::Column::Status.eq(AssessmentStatus::Decided))
        .filter(known_to(person))
        .filter(review::Column::AuthorityId.eq(authority))
        .filter(case_agreement::Column::ComparedAt.gte(since))
        .order_by_asc(review::Column::AssessmentId)
        .order_by_asc(finding::Column::Criterion)
        .order_by_asc(review::Column::Seat)
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(case, criterion, assessor, seat, judgement)| {
            Ok(JudgedApart {
                case,
                criterion: CriterionCode::parse(&criterion)
                    .map_err(crate::platform::error::Error::internal)?,
                assessor,
                seat: Seat::of(seat).unwrap_or(Seat::Moderator),
                judgement,
            })
        })
        .collect()
}
