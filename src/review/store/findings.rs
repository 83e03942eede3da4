//! Findings, row by row.

use std::collections::BTreeMap;

use entity::ids::{AssessmentId, ReviewId};
use entity::kinds::ReviewStatus;
use entity::{finding, review};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef,
};

use crate::platform::error::{Error, Result, changed_one};
use crate::review::rules::Finding;
use crate::scheme::rules::CriterionCode;

pub(super) fn read(row: finding::Model) -> Result<Finding> {
    Ok(Finding {
        id: row.id,
        criterion: CriterionCode::parse(&row.criterion).map_err(Error::internal)?,
        judgement: row.judgement,
        reason: row.reason,
        internal_note: row.internal_note,
        saved_at: row.saved_at,
        version: row.version,
    })
}

/// The findings of a review, in no order. The scope is the caller's, who holds the review.
///
/// # Errors
/// When the database refuses.
pub async fn list_findings(conn: &impl ConnectionTrait, review: ReviewId) -> Result<Vec<Finding>> {
    let rows = finding::Entity::find()
        .filter(finding::Column::ReviewId.eq(review))
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The finding on one criterion. The scope is the caller's, who holds the review.
///
/// # Errors
/// When the database refuses.
pub async fn find_finding(
    conn: &impl ConnectionTrait,
    review: ReviewId,
    criterion: &CriterionCode,
) -> Result<Option<Finding>> {
    let row = finding::Entity::find()
        .filter(finding::Column::ReviewId.eq(review))
        .filter(finding::Column::Criterion.eq(criterion.as_str()))
        .one(conn)
        .await?;
    row.map(read).transpose()
}

/// Writes a new finding.
///
/// # Errors
/// A conflict when the criterion has one already.
pub async fn insert_finding(
    conn: &impl ConnectionTrait,
    review: ReviewId,
    new: &Finding,
) -> Result<()> {
    let row = finding::Model {
        id: new.id,
        review_id: review,
        criterion: new.criterion.to_string(),
        judgement: new.judgement,
        reason: new.reason.clone(),
        internal_note: new.internal_note.clone(),
        saved_at: new.saved_at,
        version: new.version,
    };
    finding::Entity::insert(finding::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Changes a finding, if nobody changed it since its version.
///
/// # Errors
/// A conflict when somebody did.
pub async fn update_finding(conn: &impl ConnectionTrait, changed: &Finding) -> Result<()> {
    let done = finding::Entity::update_many()
        .set(finding::ActiveModel {
            judgement: Set(changed.judgement),
            reason: Set(changed.reason.clone()),
            internal_note: Set(changed.internal_note.clone()),
            saved_at: Set(changed.saved_at),
            version: Set(changed.version + 1),
            ..Default::default()
        })
        .filter(finding::Column::Id.eq(changed.id))
        .filter(finding::Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}

/// The findings of the reviews that decided some cases, each with its case. The scope is the caller's,
/// who holds the cases.
///
/// # Errors
/// When the database refuses.
pub async fn list_findings_of_cases(
    conn: &impl ConnectionTrait,
    cases: impl IntoIterator<Item = AssessmentId>,
) -> Result<Vec<(AssessmentId, Finding)>> {
    let of: RelationDef = finding::Entity::belongs_to(review::Entity)
        .from(finding::Column::ReviewId)
        .to(review::Column::Id)
        .into();
    let rows = finding::Entity::find()
        .join(JoinType::InnerJoin, of)
        .select_also(review::Entity)
        .filter(review::Column::AssessmentId.is_in(cases))
        .filter(review::Column::Status.eq(ReviewStatus::Decided))
        .all(conn)
        .await?;
    let rows: Vec<_> = rows
        .into_iter()
        .filter_map(|(row, of)| Some((of?, row)))
        .collect();
    // Of several reviews the case was decided on the moderator's, or else on the first assessor's.
    let mut decided_on: BTreeMap<AssessmentId, i32> = BTreeMap::new();
    for (of, _) in &rows {
        let seat = decided_on.entry(of.assessment_id).or_insert(of.seat);
        *seat = of.seat.min(*seat);
    }
    rows.into_iter()
        .filter(|(of, _)| decided_on.get(&of.assessment_id) == Some(&of.seat))
        .map(|(of, row)| Ok((of.assessment_id, read(row)?)))
        .collect()
}

/// The findings of several reviews, each with its review. The scope is the caller's, who holds the reviews.
///
/// # Errors
/// When the database refuses.
pub async fn list_findings_of_reviews(
    conn: &impl ConnectionTrait,
    reviews: impl IntoIterator<Item = ReviewId>,
) -> Result<Vec<(ReviewId, Finding)>> {
    let rows = finding::Entity::find()
        .filter(finding::Column::ReviewId.is_in(reviews))
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.review_id, read(row)?)))
        .collect()
}
