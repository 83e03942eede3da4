//! The only file of this room that names its tables; cases as lists show them are in [`cases`].

mod bench;
mod cases;
mod clarifications;
mod comments;
mod extensions;
mod files;
mod findings;
mod frozen;
mod holds;
mod last_award;
mod loads;
mod marks;
mod standing;
mod waiting;

use entity::ids::{AssessmentId, ReviewId};
use entity::kinds::{self, ReviewStatus};
use entity::review;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};

use crate::identity::guard::Assessor;
use crate::platform::error::{Error, Result, changed_one};
use crate::review::rules::{Advice, Recommendation, Return, Review, Seat, State, present};
use crate::scheme::rules::TierCode;

pub use bench::{
    JudgedApart, find_agreement, list_judged_apart, list_reviews_with_findings, remove_agreement,
    save_agreement,
};
pub use cases::{
    count_cases, list_cases, list_cases_after, list_marked_cases, list_marked_queue, list_queue,
    list_queue_after,
};
pub use clarifications::{
    find_asked_for_employers, find_clarification_for_employers, get_clarification_of_review,
    insert_clarification, list_clarifications, list_clarifications_after,
    list_clarifications_for_employers, update_clarification, withdraw_open_clarifications,
};
pub use comments::{Said, get_comment, list_comments};
pub(in crate::review) use comments::{insert_comment, take_comment_back};
pub(in crate::review) use extensions::extend_clarification;
pub use extensions::{get_clarification_of_case, list_extensions};
pub use files::{get_file_for_assessors, get_file_in_authorities};
pub use findings::{
    find_finding, insert_finding, list_findings, list_findings_of_cases, list_findings_of_reviews,
    update_finding,
};
pub use frozen::read_frozen_file;
pub use holds::{find_clock, find_hold, list_holds, list_holds_for_employers, list_overdue_holds};
pub(in crate::review) use holds::{insert_hold, lift_hold, must_stand_still, save_clock};
pub use last_award::{LastAward, find_last_award};
pub use loads::{AssessorLoad, Candidate, list_assessor_loads, list_candidates, save_profile};
pub(in crate::review) use marks::{delete_tag, insert_flag, insert_tag, resolve_flag};
pub use marks::{list_flags, list_marks, list_tags, list_tags_in_use};
pub use waiting::list_waiting;

/// A row that no act of ours could have written.
#[derive(Debug, thiserror::Error)]
#[error("review {0} does not hold the facts of its status")]
struct Inconsistent(ReviewId);

pub(super) fn read(row: review::Model) -> Result<Review> {
    let inconsistent = || Error::internal(Inconsistent(row.id));
    let recommendation = || -> Result<Recommendation> {
        let tier = row.recommended_tier.as_deref().map(TierCode::parse);
        let advice = match (row.recommendation, tier) {
            (Some(kinds::Recommendation::Award), Some(Ok(tier))) => Advice::Award { tier },
            (Some(kinds::Recommendation::Decline), None) => Advice::Decline,
            (Some(kinds::Recommendation::Award), None | Some(Err(_)))
            | (Some(kinds::Recommendation::Decline), Some(_))
            | (None, _) => return Err(inconsistent()),
        };
        Ok(Recommendation {
            advice,
            reason: row.recommendation_reason.clone().ok_or_else(inconsistent)?,
            at: row.recommended_at.ok_or_else(inconsistent)?,
        })
    };
    let declared_at = || row.declared_at.ok_or_else(inconsistent);
    let state = match row.status {
        ReviewStatus::Allocated => State::Allocated,
        ReviewStatus::Open => State::Open {
            declared_at: declared_at()?,
        },
        ReviewStatus::Recommended => State::Recommended {
            declared_at: declared_at()?,
            recommendation: recommendation()?,
        },
        ReviewStatus::Decided => State::Decided {
            declared_at: declared_at()?,
            recommendation: recommendation()?,
        },
        ReviewStatus::Returned => State::Returned {
            at: row.returned_at.ok_or_else(inconsistent)?,
            why: match (&row.conflict_statement, &row.return_reason) {
                (Some(statement), None) => Return::Conflict {
                    statement: statement.clone(),
                },
                (None, Some(reason)) => Return::Replaced {
                    reason: reason.clone(),
                },
                (Some(_), Some(_)) | (None, None) => return Err(inconsistent()),
            },
            declared_at: row.declared_at,
        },
    };
    Ok(Review {
        id: row.id,
        assessment_id: row.assessment_id,
        authority_id: row.authority_id,
        assessor_id: row.assessor_id,
        seat: Seat::of(row.seat).ok_or_else(inconsistent)?,
        allocated_by: row.allocated_by,
        allocated_at: row.allocated_at,
        due_on: row.due_on,
        state,
        version: row.version,
    })
}

fn write(review: &Review) -> review::Model {
    let recommendation = review.recommendation();
    let mut row = review::Model {
        id: review.id,
        assessment_id: review.assessment_id,
        authority_id: review.authority_id,
        assessor_id: review.assessor_id,
        seat: review.seat.number(),
        status: review.status(),
        allocated_by: review.allocated_by,
        allocated_at: review.allocated_at,
        due_on: review.due_on,
        declared_at: review.declared_at(),
        conflict_statement: None,
        recommendation: recommendation.map(|given| match given.advice {
            Advice::Award { .. } => kinds::Recommendation::Award,
            Advice::Decline => kinds::Recommendation::Decline,
        }),
        recommended_tier: recommendation.and_then(|given| match &given.advice {
            Advice::Award { tier } => Some(tier.to_string()),
            Advice::Decline => None,
        }),
        recommendation_reason: recommendation.map(|given| given.reason.clone()),
        recommended_at: recommendation.map(|given| given.at),
        returned_at: None,
        return_reason: None,
        active_for: review.is_live().then_some(review.assessment_id),
        version: review.version,
    };
    if let State::Returned { at, why, .. } = &review.state {
        row.returned_at = Some(*at);
        match why {
            Return::Conflict { statement } => row.conflict_statement = Some(statement.clone()),
            Return::Replaced { reason } => row.return_reason = Some(reason.clone()),
        }
    }
    row
}

/// Writes a new review.
///
/// # Errors
/// A conflict when the case has a live review already.
pub async fn insert_review(conn: &impl ConnectionTrait, new: &Review) -> Result<()> {
    review::Entity::insert(review::ActiveModel::from(write(new)))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Writes where a review stands, if nobody changed it since its version; gives it with its new one.
///
/// # Errors
/// A conflict when somebody did.
pub async fn update_review(conn: &impl ConnectionTrait, changed: Review) -> Result<Review> {
    let row = write(&changed);
    let done = review::Entity::update_many()
        .set(review::ActiveModel {
            status: Set(row.status),
            declared_at: Set(row.declared_at),
            conflict_statement: Set(row.conflict_statement),
            recommendation: Set(row.recommendation),
            recommended_tier: Set(row.recommended_tier),
            recommendation_reason: Set(row.recommendation_reason),
            recommended_at: Set(row.recommended_at),
            returned_at: Set(row.returned_at),
            return_reason: Set(row.return_reason),
            active_for: Set(row.active_for),
            version: Set(changed.version + 1),
            ..Default::default()
        })
        .filter(review::Column::Id.eq(changed.id))
        .filter(review::Column::Version.eq(changed.version))
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)?;
    Ok(Review {
        version: changed.version + 1,
        ..changed
    })
}

/// The rows that are this caller's own reviews.
fn own(assessors: &[Assessor]) -> Condition {
    assessors.iter().fold(Condition::any(), |any, assessor| {
        any.add(
            Condition::all()
                .add(review::Column::AssessorId.eq(assessor.person()))
                .add(review::Column::AuthorityId.eq(assessor.authority())),
        )
    })
}

/// One of the caller's own reviews, open or not.
///
/// # Errors
/// [`Error::NotFound`] when the caller has none of that name.
pub async fn get_own_review(
    conn: &impl ConnectionTrait,
    assessors: &[Assessor],
    id: ReviewId,
) -> Result<Review> {
    if assessors.is_empty() {
        return Err(Error::NotFound);
    }
    let row = review::Entity::find_by_id(id)
        .filter(own(assessors))
        .one(conn)
        .await?;
    row.map(read).transpose()?.ok_or(Error::NotFound)
}

/// Holds back every other change of the selected reviews until the transaction ends. SQLite's
/// transaction is the only writer already.
fn locked(tx: &DatabaseTransaction, select: Select<review::Entity>) -> Select<review::Entity> {
    if tx.get_database_backend() == DbBackend::Postgres {
        select.lock_exclusive()
    } else {
        select
    }
}

/// The assessor's own review, held until the transaction ends.
///
/// # Errors
/// [`Error::NotFound`] when the assessor has none of that name.
pub async fn lock_own_review(
    tx: &DatabaseTransaction,
    assessor: &Assessor,
    id: ReviewId,
) -> Result<Review> {
    let select = review::Entity::find_by_id(id).filter(own(std::slice::from_ref(assessor)));
    let row = locked(tx, select).one(tx).await?;
    row.map(read).transpose()?.ok_or(Error::NotFound)
}

/// Every review of a case, the first first, held until the transaction ends. The scope is the
/// caller's, who holds the assessment.
///
/// # Errors
/// When the database refuses.
pub async fn lock_reviews(
    tx: &DatabaseTransaction,
    assessment: AssessmentId,
) -> Result<Vec<Review>> {
    let rows = locked(tx, of_case(assessment)).all(tx).await?;
    rows.into_iter().map(read).collect()
}

/// The assessor's own review, and every review of its case, held until the transaction ends: what belongs
/// to the case is changed by one at a time.
///
/// # Errors
/// [`Error::NotFound`] when the assessor has none of that name.
pub async fn lock_own_case(
    tx: &DatabaseTransaction,
    assessor: &Assessor,
    id: ReviewId,
) -> Result<(Review, Vec<Review>)> {
    let own = get_own_review(tx, std::slice::from_ref(assessor), id).await?;
    let reviews = lock_reviews(tx, own.assessment_id).await?;
    // As it stands now that it is held.
    let review = reviews
        .iter()
        .find(|review| review.id == id && review.assessor_id == assessor.person())
        .cloned()
        .ok_or(Error::NotFound)?;
    Ok((review, reviews))
}

fn of_case(assessment: AssessmentId) -> Select<review::Entity> {
    review::Entity::find()
        .filter(review::Column::AssessmentId.eq(assessment))
        .order_by_asc(review::Column::AllocatedAt)
        .order_by_asc(review::Column::Id)
}

/// The present review of a case. The scope is the caller's, who holds the assessment.
///
/// # Errors
/// When the database refuses.
pub async fn live_review(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Option<Review>> {
    let reviews = list_reviews(conn, assessment).await?;
    Ok(present(&reviews).cloned())
}

/// Every review of a case, the first first. The scope is the caller's, who holds the assessment.
///
/// # Errors
/// When the database refuses.
pub async fn list_reviews(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Vec<Review>> {
    let rows = of_case(assessment).all(conn).await?;
    rows.into_iter().map(read).collect()
}

/// Every review of several cases, the first first. The scope is the caller's, who holds the assessments.
///
/// # Errors
/// When the database refuses.
pub async fn list_reviews_of_cases(
    conn: &impl ConnectionTrait,
    assessments: impl IntoIterator<Item = AssessmentId>,
) -> Result<Vec<Review>> {
    let rows = review::Entity::find()
        .filter(review::Column::AssessmentId.is_in(assessments))
        .order_by_asc(review::Column::AllocatedAt)
        .order_by_asc(review::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(read).collect()
}

/// The case is decided: every review that counts is over.
///
/// # Errors
/// A sentence when one has no recommendation, a conflict when somebody was first.
pub async fn mark_decided(conn: &impl ConnectionTrait, reviews: &[Review]) -> Result<()> {
    for review in reviews.iter().filter(|review| review.is_live()) {
        update_review(conn, review.clone().decide()?).await?;
    }
    Ok(())
}

/// The case goes back to who judged it, the moderator alone where there is one: the recommendation falls.
/// Gives the reviews that are open again.
///
/// # Errors
/// A sentence when there is no recommendation, a conflict when somebody was first.
pub async fn reopen(
    conn: &impl ConnectionTrait,
    case: AssessmentId,
    reviews: &[Review],
) -> Result<Vec<Review>> {
    let live = |review: &&Review| review.is_live();
    let moderator = |review: &&Review| review.seat == Seat::Moderator;
    let moderated = reviews.iter().filter(live).any(|one| moderator(&one));
    let mut reopened = Vec::new();
    for review in reviews.iter().filter(live) {
        if !moderated || moderator(&review) {
            reopened.push(update_review(conn, review.clone().reopen()?).await?);
        }
    }
    if !moderated {
        remove_agreement(conn, case).await?;
    }
    Ok(reopened)
}
