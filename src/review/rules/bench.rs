//! The assessors of one case together: seats, whether they agree, who settles it when they differ.
//!
//! Each assessor judges without seeing what the others found. Once all of them have recommended they are
//! compared; where they differ, a moderator who assessed none of it settles it, and the case is decided on
//! the moderator's review.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::agreement_kinds::Moderation;
use entity::ids::ReviewId;
use entity::kinds::{Judgement, ReviewStatus};

use super::{Event, Finding, Review};
use crate::platform::error::{Error, Result};
use crate::scheme::rules::{CriterionCode, Route};

/// What part a review has in its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    /// Settles what the assessors saw differently.
    Moderator,
    /// Judges apart from the others; the first is 1.
    Assessor(u32),
}

impl Seat {
    /// The only seat there is where one assessor judges.
    pub const FIRST: Self = Self::Assessor(1);

    /// The number the row carries.
    pub fn number(self) -> i32 {
        match self {
            Self::Moderator => 0,
            Self::Assessor(number) => i32::try_from(number).unwrap_or(i32::MAX),
        }
    }

    /// The seat of a number; `None` for a negative one.
    pub fn of(number: i32) -> Option<Self> {
        match u32::try_from(number).ok()? {
            0 => Some(Self::Moderator),
            number => Some(Self::Assessor(number)),
        }
    }

    /// How people read it.
    pub fn words(self) -> String {
        match self {
            Self::Moderator => "Moderator".to_owned(),
            Self::Assessor(number) => format!("Assessor {number}"),
        }
    }
}

/// How far the assessors of a case are together, as lists know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bench {
    /// How many assessors the scheme asks for.
    pub wanted: u32,
    /// How many have the case.
    pub taken: u32,
    /// Whether a moderator is needed; unknown until every assessor has recommended.
    pub moderation: Option<Moderation>,
}

impl Default for Bench {
    /// One assessor, who has the case.
    fn default() -> Self {
        Self {
            wanted: 1,
            taken: 1,
            moderation: None,
        }
    }
}

impl Bench {
    /// Whether an assessor is missing.
    pub fn lacks_assessor(self) -> bool {
        self.taken < self.wanted
    }

    /// Whether a case whose present review is this one waits for a moderator.
    pub fn lacks_moderator(self, present: &Review) -> bool {
        self.moderation == Some(Moderation::Needed)
            && present.seat != Seat::Moderator
            && present.status() == ReviewStatus::Recommended
    }

    /// Whether the assessors still judge without seeing what the others found.
    pub fn is_blind(self) -> bool {
        self.wanted > 1 && self.moderation.is_none()
    }
}

/// How far along a review is.
fn rank(review: &Review) -> u8 {
    match review.status() {
        ReviewStatus::Allocated => 0,
        ReviewStatus::Open => 1,
        ReviewStatus::Recommended => 2,
        ReviewStatus::Decided => 3,
        ReviewStatus::Returned => 4,
    }
}

/// The review that says where a case stands: of the live ones the least advanced, the moderator's before
/// the assessors'.
pub fn present<'a>(reviews: impl IntoIterator<Item = &'a Review>) -> Option<&'a Review> {
    reviews
        .into_iter()
        .filter(|review| review.is_live())
        .min_by_key(|review| (rank(review), review.seat))
}

/// The seat that the next allocation fills.
///
/// # Errors
/// A sentence when every seat is taken.
pub fn free_seat(reviews: &[Review], wanted: u32, moderation: Option<Moderation>) -> Result<Seat> {
    let taken: BTreeSet<Seat> = reviews
        .iter()
        .filter(|review| review.is_live())
        .map(|review| review.seat)
        .collect();
    let seat = (1..=wanted)
        .map(Seat::Assessor)
        .find(|seat| !taken.contains(seat));
    if let Some(seat) = seat {
        return Ok(seat);
    }
    if moderation == Some(Moderation::Needed) && !taken.contains(&Seat::Moderator) {
        return Ok(Seat::Moderator);
    }
    match present(reviews) {
        Some(live) => live.can(Event::Allocate).map(|()| Seat::FIRST),
        None => Ok(Seat::FIRST),
    }
}

/// The review that a case is decided on, when everybody who has to judge has judged: the moderator's, or
/// the first assessor's where they agree.
///
/// # Errors
/// A sentence that says who is missing.
pub fn to_decide_on(
    reviews: &[Review],
    wanted: u32,
    moderation: Option<Moderation>,
) -> Result<&Review> {
    let Some(present) = present(reviews) else {
        return Err(Error::conflict(
            "review.not_allocated",
            "Nobody has reviewed this case. Allocate it to an assessor first.",
        ));
    };
    present.can(Event::Decide)?;
    let assessors: BTreeSet<_> = reviews
        .iter()
        .filter(|review| review.is_live() && review.seat != Seat::Moderator)
        .map(|review| review.assessor_id)
        .collect();
    if assessors.len() < usize::try_from(wanted).unwrap_or(usize::MAX) {
        return Err(Error::conflict(
            "review.assessor_missing",
            format!(
                "{wanted} assessors have to judge this case, and {} did. Allocate it to another.",
                assessors.len()
            ),
        ));
    }
    let moderator = reviews
        .iter()
        .any(|review| review.is_live() && review.seat == Seat::Moderator);
    if wanted > 1 && !moderator && moderation != Some(Moderation::NotNeeded) {
        return Err(Error::conflict(
            "review.not_moderated",
            "The assessors differ. Appoint a moderator, who settles it before the case is decided.",
        ));
    }
    Ok(present)
}

/// Whether an assessor may be taken off a case: not while a moderator settles what the assessors found.
///
/// # Errors
/// A sentence that says what to do first.
pub fn may_be_replaced(which: &Review, reviews: &[Review]) -> Result<()> {
    let moderated = reviews
        .iter()
        .any(|review| review.is_live() && review.seat == Seat::Moderator);
    if moderated && which.seat != Seat::Moderator {
        return Err(Error::conflict(
            "review.moderated",
            "A moderator settles what the assessors found. Take the case from the moderator first.",
        ));
    }
    Ok(())
}

/// What the assessors of a case agree on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// How many criteria they judged.
    pub criteria: u32,
    /// On how many of them all judged the same.
    pub agreed: u32,
    /// Whether a moderator has to settle it.
    pub moderation: Moderation,
    /// When they were compared.
    pub compared_at: DateTime<Utc>,
}

/// Compares the assessors of a case, once all of them have recommended; `None` until then, and where one
/// assessor judges. They agree when they recommend the same and judge every criterion the same: a
/// decision has one reading of the evidence, which the employer gets.
pub fn compare(
    route: &Route,
    reviews: &[Review],
    findings: &[(ReviewId, Finding)],
    now: DateTime<Utc>,
) -> Option<Agreement> {
    let wanted = usize::try_from(route.assessors()).ok()?;
    let assessors: Vec<&Review> = reviews
        .iter()
        .filter(|review| review.is_live() && review.seat != Seat::Moderator)
        .collect();
    let advice: Vec<_> = assessors
        .iter()
        .filter_map(|review| Some(&review.recommendation()?.advice))
        .collect();
    if wanted < 2 || assessors.len() < wanted || advice.len() < assessors.len() {
        return None;
    }
    let judged = judgements(&assessors, findings);
    let same = |one: &&Vec<Judgement>| {
        one.len() == assessors.len() && one.windows(2).all(|pair| pair.first() == pair.last())
    };
    let agreed = judged.values().filter(same).count();
    let one_advice = advice.windows(2).all(|pair| pair.first() == pair.last());
    let agree = one_advice && agreed == judged.len();
    Some(Agreement {
        criteria: u32::try_from(judged.len()).unwrap_or(u32::MAX),
        agreed: u32::try_from(agreed).unwrap_or(u32::MAX),
        moderation: if route.is_moderated(agree) {
            Moderation::Needed
        } else {
            Moderation::NotNeeded
        },
        compared_at: now,
    })
}

fn judgements<'a>(
    assessors: &[&Review],
    findings: &'a [(ReviewId, Finding)],
) -> BTreeMap<&'a CriterionCode, Vec<Judgement>> {
    let mut judged: BTreeMap<&CriterionCode, Vec<Judgement>> = BTreeMap::new();
    for (review, finding) in findings {
        if assessors.iter().any(|one| one.id == *review) {
            let of = judged.entry(&finding.criterion).or_default();
            of.push(finding.judgement);
        }
    }
    judged
}

/// The findings on which all assessors agree, as the first of them put it: a moderator takes them over.
pub fn agreed_findings<'a>(
    reviews: &[Review],
    findings: &'a [(ReviewId, Finding)],
) -> Vec<&'a Finding> {
    let mut assessors: Vec<&Review> = reviews
        .iter()
        .filter(|review| review.is_live() && review.seat != Seat::Moderator)
        .collect();
    assessors.sort_by_key(|review| review.seat);
    let Some(first) = assessors.first() else {
        return Vec::new();
    };
    let judged = judgements(&assessors, findings);
    findings
        .iter()
        .filter(|(review, _)| *review == first.id)
        .map(|(_, finding)| finding)
        .filter(|finding| {
            judged.get(&finding.criterion).is_some_and(|all| {
                all.len() == assessors.len() && all.iter().all(|one| *one == finding.judgement)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
