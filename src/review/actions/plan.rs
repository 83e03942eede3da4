//! An officer gives many cases to assessors in one go.

use entity::ids::{AssessmentId, PersonId};

use super::allocate::allocate;
use crate::identity::guard::Officer;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::Review;

/// The most cases that are shared out in one go.
pub const PLAN_MAX_CASES: u64 = 100;

/// What came of giving many cases to assessors.
#[derive(Clone, Debug, Default)]
pub struct SharedOut {
    /// What was allocated.
    pub allocated: Vec<Review>,
    /// What was not, and why.
    pub refused: Vec<(AssessmentId, String)>,
}

/// Gives each case to its assessor, one after the other as by hand: a case that somebody was first to
/// allocate, or whose assessor has come to have a conflict, keeps no other from being allocated.
///
/// # Errors
/// A sentence when there is nothing to do or too much; when the database refuses, and then what was
/// allocated before stays so.
pub async fn allocate_all(
    ctx: &Context,
    officer: &Officer,
    chosen: &[(AssessmentId, PersonId)],
) -> Result<SharedOut> {
    if chosen.is_empty() {
        return Err(Error::invalid("case", "Tick the cases to allocate"));
    }
    if u64::try_from(chosen.len()).is_ok_and(|count| count > PLAN_MAX_CASES) {
        return Err(Error::invalid(
            "case",
            format!("Allocate {PLAN_MAX_CASES} cases or fewer in one go"),
        ));
    }
    let mut done = SharedOut::default();
    for (case, assessor) in chosen {
        let why = match allocate(ctx, officer, *case, *assessor).await {
            Ok(review) => {
                done.allocated.push(review);
                continue;
            }
            Err(Error::Conflict(refusal) | Error::Refused(refusal)) => refusal.message,
            Err(Error::Invalid(errors)) => errors.of("assessor").to_owned(),
            Err(Error::NotFound) => "It is not there any more.".to_owned(),
            Err(error) => return Err(error),
        };
        done.refused.push((*case, why));
    }
    Ok(done)
}
