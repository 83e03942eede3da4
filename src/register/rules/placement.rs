//! The placement gate: may a programme place people with this employer?

use chrono::{DateTime, Utc};
use entity::ids::SchemeId;

use crate::accreditation::rules::{Accreditation, Status};

/// What the gate answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Accredited at the tier or above.
    Meets,
    /// In the register, but not at that tier, or no longer.
    DoesNotMeet,
    /// Set aside: suspended or withdrawn by the authority.
    NotEligible,
    /// Not in the register: nothing is known, which is not a no.
    Unknown,
}

impl Placement {
    /// The word programs read.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Meets => "meets",
            Self::DoesNotMeet => "does_not_meet",
            Self::NotEligible => "not_eligible",
            Self::Unknown => "unknown",
        }
    }
}

/// Answers for the accreditations of one employer. `reaches` says whether a rank under a scheme
/// reaches the tier asked for. The accreditation that settled it comes with the answer.
///
/// In this order: one in force that reaches the tier; one suspended; one in force below the tier;
/// one withdrawn; any other.
pub fn placement(
    held: &[Accreditation],
    at: DateTime<Utc>,
    reaches: impl Fn(SchemeId, u32) -> bool,
) -> (Placement, Option<&Accreditation>) {
    let known = || held.iter().filter(|one| one.awarded_at <= at);
    let first = |found: &dyn Fn(&Accreditation, Status) -> bool| {
        known().find(|one| found(one, one.status_at(at)))
    };
    if let Some(one) =
        first(&|one, status| status == Status::Active && reaches(one.scheme_id, one.tier.rank))
    {
        return (Placement::Meets, Some(one));
    }
    if let Some(one) = first(&|_, status| status == Status::Suspended) {
        return (Placement::NotEligible, Some(one));
    }
    if let Some(one) = first(&|_, status| status == Status::Active) {
        return (Placement::DoesNotMeet, Some(one));
    }
    if let Some(one) = first(&|_, status| status == Status::Withdrawn) {
        return (Placement::NotEligible, Some(one));
    }
    match known().next() {
        Some(one) => (Placement::DoesNotMeet, Some(one)),
        None => (Placement::Unknown, None),
    }
}
