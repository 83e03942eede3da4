//! Who acts on a case for its authority: an officer without a conflict, or the assessor who has it.

use entity::ids::{AssessmentId, AuthorityId, PersonId, ReviewId};
use entity::kinds::StaffRole;
use sea_orm::DatabaseTransaction;
use serde_json::Value;

use super::allocate::acts_for_employer;
use super::{SubmittedCase, get_submitted_case, list_affiliates};
use crate::identity;
use crate::identity::guard::{Assessor, Officer};
use crate::identity::rules::Person;
use crate::platform::audit::{self, Actor, digest};
use crate::platform::calendar::{add_working_days, london_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::{Reader, Review, State, may_officer_read, present};
use crate::review::store;

/// Who acts on which case.
#[derive(Clone, Copy, Debug)]
pub enum Staff<'a> {
    /// An officer, on a case of the authority.
    Officer(&'a Officer, AssessmentId),
    /// An assessor, on the case of a review of their own.
    Assessor(&'a Assessor, ReviewId),
}

/// A case that is held for an act, with its reviews.
#[derive(Clone, Debug)]
pub struct HeldCase {
    /// The case.
    pub case: SubmittedCase,
    /// Its reviews, the first first.
    pub reviews: Vec<Review>,
}

impl HeldCase {
    /// Which case.
    pub fn id(&self) -> AssessmentId {
        self.case.assessment.id
    }

    /// The present review.
    pub fn live(&self) -> Option<&Review> {
        present(&self.reviews)
    }

    /// The reviews of assessors who have the case open or recommended on it.
    pub fn open_reviews(&self) -> impl Iterator<Item = &Review> {
        self.reviews
            .iter()
            .filter(|review| review.is_live() && review.may_read_case(review.assessor_id))
    }

    /// The day by which a recommendation is due while the clock never stood still.
    pub(super) fn due_on(&self, ctx: &Context) -> chrono::NaiveDate {
        let submission = self.case.assessment.state.submission();
        let submitted_at = submission.map_or_else(|| ctx.now(), |one| one.submitted_at);
        let standard = self.case.authority.review_working_days;
        self.live().map_or_else(
            || add_working_days(london_date(submitted_at), standard),
            |review| review.due_on,
        )
    }
}

impl Staff<'_> {
    /// Who.
    pub fn person(&self) -> PersonId {
        match self {
            Self::Officer(officer, _) => officer.person(),
            Self::Assessor(assessor, _) => assessor.person(),
        }
    }

    /// For which authority.
    pub fn authority(&self) -> AuthorityId {
        match self {
            Self::Officer(officer, _) => officer.authority(),
            Self::Assessor(assessor, _) => assessor.authority(),
        }
    }

    /// As the audit names them.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Officer(officer, _) => officer.actor(),
            Self::Assessor(assessor, _) => assessor.actor(),
        }
    }

    /// As the rules on reading name them.
    pub fn reader(&self) -> Reader {
        match self {
            Self::Officer(officer, _) => Reader::Officer(officer.person()),
            Self::Assessor(assessor, _) => Reader::Assessor(assessor.person()),
        }
    }

    /// The case, held until the transaction ends.
    ///
    /// # Errors
    /// [`Error::NotFound`] when they may not read it, a refusal for an officer who acts or acted for the
    /// employer, a conflict when it is closed.
    pub async fn hold(&self, tx: &DatabaseTransaction) -> Result<HeldCase> {
        let id = match self {
            Self::Officer(_, id) => *id,
            Self::Assessor(assessor, review) => {
                let own = std::slice::from_ref(*assessor);
                store::get_own_review(tx, own, *review).await?.assessment_id
            }
        };
        // All of the case, in the order everybody takes them in.
        let reviews = store::lock_reviews(tx, id).await?;
        if let Self::Assessor(_, own) = self {
            let own = reviews.iter().find(|review| review.id == *own);
            match own.map(|review| &review.state) {
                Some(State::Open { .. } | State::Recommended { .. }) => {}
                None | Some(State::Allocated | State::Returned { .. }) => {
                    return Err(Error::NotFound);
                }
                Some(State::Decided { .. }) => return Err(closed()),
            }
        }
        let case = get_submitted_case(tx, self.authority(), id).await?;
        if let Self::Officer(officer, _) = self {
            if !may_officer_read(officer.person(), &reviews) {
                return Err(Error::NotFound);
            }
            let affiliates = list_affiliates(tx, &case.assessment).await?;
            if affiliates.iter().any(|one| one.person == officer.person()) {
                return Err(acts_for_employer());
            }
        }
        Ok(HeldCase { case, reviews })
    }
}

fn closed() -> Error {
    Error::conflict(
        "review.not_possible",
        "This case is decided. Nothing more can be changed in it.",
    )
}

/// The officers of a case: those who have no part in the employer and no conflict in the case.
///
/// # Errors
/// When the database refuses.
pub(super) async fn list_officers(
    tx: &DatabaseTransaction,
    held: &HeldCase,
) -> Result<Vec<Person>> {
    let authority = held.case.authority.id;
    let officers = identity::store::list_staff(tx, authority, StaffRole::Officer).await?;
    let own = list_affiliates(tx, &held.case.assessment).await?;
    Ok(officers
        .into_iter()
        .filter(|officer| own.iter().all(|one| one.person != officer.id))
        .filter(|officer| may_officer_read(officer.id, &held.reviews))
        .collect())
}

/// One act on something that belongs to a case.
pub(super) struct Act {
    /// In whose chain.
    pub(super) authority: AuthorityId,
    /// Who.
    pub(super) actor: Actor,
    /// What.
    pub(super) action: &'static str,
    /// To what kind of thing, and which.
    pub(super) object: (&'static str, String),
    /// Facts worth keeping; no words of people.
    pub(super) detail: Value,
}

/// Appends an act on something that belongs to a case to its authority's record.
pub(super) async fn record(
    ctx: &Context,
    tx: &DatabaseTransaction,
    act: Act,
    (before, after): (Option<String>, String),
) -> Result<()> {
    let fingerprint = |text: &str| digest(text.as_bytes());
    audit::record(
        ctx,
        tx,
        audit::Event {
            authority: Some(act.authority),
            actor: act.actor,
            action: act.action,
            object_kind: act.object.0,
            object_id: act.object.1,
            detail: act.detail,
            before: before.as_deref().map(fingerprint),
            after: Some(fingerprint(&after)),
        },
    )
    .await
}
