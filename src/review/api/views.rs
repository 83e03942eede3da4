//! What this room's API gives: cases as officers read them.

mod criterion;
mod open;

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::PersonId;
use poem_openapi::Object;
use uuid::Uuid;

use crate::review::rules::{Case, CaseReview, Conflict, Return, Review, State};
use crate::review::store::Candidate;

pub(super) use criterion::{
    AskedView, CaseEvidenceView, ClarificationView, CriterionView, FindingView,
};
pub(super) use open::{OpenCaseView, ReviewView};

/// A review as officers see it in a list.
#[derive(Debug, Object)]
pub(super) struct CaseReviewView {
    /// The review.
    id: Uuid,
    /// Who reviews.
    assessor_id: Uuid,
    /// The assessor's name.
    assessor_name: String,
    /// 1, 2 or 3 for assessors, who judge apart from each other; 0 for a moderator.
    seat: i32,
    /// `allocated`, `open`, `recommended`, `decided` or `returned`.
    status: String,
    /// When it was allocated.
    allocated_at: DateTime<Utc>,
    /// Day by which a recommendation is due.
    due_on: NaiveDate,
    /// When the assessor declared no conflict.
    declared_at: Option<DateTime<Utc>>,
    /// The version to send as `If-Match`.
    version: i32,
}

impl CaseReviewView {
    pub(super) fn new(review: &Review, assessor_name: &str) -> Self {
        Self {
            id: review.id.0,
            assessor_id: review.assessor_id.0,
            assessor_name: assessor_name.to_owned(),
            seat: review.seat.number(),
            status: review.status().as_str().to_owned(),
            allocated_at: review.allocated_at,
            due_on: review.due_on,
            declared_at: review.declared_at(),
            version: review.version,
        }
    }
}

/// A submission with its present review.
#[derive(Debug, Object)]
pub(super) struct CaseView {
    /// The case: the id of its assessment.
    id: Uuid,
    /// Short reference.
    reference: String,
    /// To whom it was submitted.
    authority_id: Uuid,
    /// Who applies.
    organisation_id: Uuid,
    /// The employer's name, as it is now.
    organisation_name: String,
    /// `micro`, `small`, `medium` or `large`.
    size_band: Option<String>,
    /// Council district of the main workplace.
    place: Option<String>,
    /// Under which version of the scheme.
    scheme_version_id: Uuid,
    /// Code of the tier applied for.
    tier_sought: String,
    /// `submitted`, `decided` or `withdrawn`.
    status: String,
    /// When it was submitted.
    submitted_at: DateTime<Utc>,
    /// When it was decided or withdrawn.
    closed_at: Option<DateTime<Utc>>,
    /// Whose move it is: `officer_allocates`, `officer_appoints` (a moderator), `assessor_declares`,
    /// `assessor_judges`, `employer_answers`, `officer_decides`, `officer_announces` or `nobody`.
    turn: String,
    /// Day by which a recommendation is due.
    due_on: NaiveDate,
    /// Questions that the employer has not answered yet.
    open_clarifications: u64,
    /// Criteria that the assessor has judged.
    judged: u64,
    /// The present review; absent until the case is allocated.
    review: Option<CaseReviewView>,
}

impl CaseView {
    pub(super) fn new(case: &Case, review_working_days: u32, today: NaiveDate) -> Self {
        Self {
            id: case.assessment_id.0,
            reference: case.reference.clone(),
            authority_id: case.authority_id.0,
            organisation_id: case.organisation_id.0,
            organisation_name: case.organisation_name.clone(),
            size_band: case.size_band.map(|band| band.as_str().to_owned()),
            place: case.place.clone(),
            scheme_version_id: case.scheme_version_id.0,
            tier_sought: case.tier_sought.to_string(),
            status: case.status.as_str().to_owned(),
            submitted_at: case.submitted_at,
            closed_at: case.closed_at,
            turn: case.turn().as_str().to_owned(),
            due_on: case.due_on(review_working_days, today),
            open_clarifications: case.open_clarifications,
            judged: if case.bench.is_blind() {
                0
            } else {
                case.judged
            },
            review: case
                .review
                .as_ref()
                .map(|review| CaseReviewView::new(review, &case.assessor_name)),
        }
    }
}

/// A review of a case, the present one or an earlier one.
#[derive(Debug, Object)]
pub(super) struct PastReviewView {
    /// The review.
    #[oai(flatten)]
    review: CaseReviewView,
    /// When it went back to the officers.
    returned_at: Option<DateTime<Utc>>,
    /// `conflict` or `replaced`.
    returned_for: Option<String>,
    /// Why, in the words of who sent it back.
    returned_why: Option<String>,
}

impl From<&CaseReview> for PastReviewView {
    fn from(known: &CaseReview) -> Self {
        let (at, returned_for, why) = match &known.review.state {
            State::Returned { at, why, .. } => {
                let (kind, words) = match why {
                    Return::Conflict { statement } => ("conflict", statement),
                    Return::Replaced { reason } => ("replaced", reason),
                };
                (Some(*at), Some(kind.to_owned()), Some(words.clone()))
            }
            State::Allocated
            | State::Open { .. }
            | State::Recommended { .. }
            | State::Decided { .. } => (None, None, None),
        };
        Self {
            review: CaseReviewView::new(&known.review, &known.assessor_name),
            returned_at: at,
            returned_for,
            returned_why: why,
        }
    }
}

/// A case as its officers read it.
#[derive(Debug, Object)]
pub(super) struct CaseFileView {
    /// The case.
    #[oai(flatten)]
    case: CaseView,
    /// What it rests on.
    #[oai(flatten)]
    open: OpenCaseView,
    /// Criterion by criterion, in the order asked.
    criteria: Vec<CriterionView>,
    /// Every review of it, the first first.
    reviews: Vec<PastReviewView>,
}

impl CaseFileView {
    pub(super) fn new(
        case: CaseView,
        open: OpenCaseView,
        criteria: Vec<CriterionView>,
        reviews: &[CaseReview],
    ) -> Self {
        Self {
            case,
            open,
            criteria,
            reviews: reviews.iter().map(Into::into).collect(),
        }
    }
}

/// An assessor whom a case might be given to.
#[derive(Debug, Object)]
struct CandidateView {
    /// Who.
    person_id: Uuid,
    /// The assessor's name.
    name: String,
    /// Reviews that are theirs to do.
    reviews: u64,
    /// Those of them that should have a recommendation by now.
    over_time: u64,
    /// True for oneself: who assesses a case cannot decide it.
    is_oneself: bool,
    /// What speaks against them; they cannot have the case then.
    conflict: Option<String>,
}

/// Who has a case, and who might.
#[derive(Debug, Object)]
pub(super) struct AllocationView {
    /// The present review; absent while the case waits for an assessor.
    review: Option<CaseReviewView>,
    /// The authority's assessors, by name.
    candidates: Vec<CandidateView>,
}

impl AllocationView {
    pub(super) fn new(case: &Case, candidates: &[Candidate], reader: PersonId) -> Self {
        Self {
            review: case
                .review
                .as_ref()
                .map(|review| CaseReviewView::new(review, &case.assessor_name)),
            candidates: candidates
                .iter()
                .map(|one| CandidateView {
                    person_id: one.load.person.id.0,
                    name: one.load.person.display_name().to_owned(),
                    reviews: one.load.reviews,
                    over_time: one.load.over_time,
                    is_oneself: one.load.person.id == reader,
                    conflict: one.conflict.as_ref().map(Conflict::words),
                })
                .collect(),
        }
    }
}
