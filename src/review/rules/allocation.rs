//! Which assessors take which cases, with the reason for each choice.
//!
//! Four things are asked for, each as far as the one before allows:
//!
//! 1. as many places filled as can be; where not all can, the queue decides which;
//! 2. work spread evenly: the more an assessor carries, the dearer is one more case;
//! 3. competences asked for and held;
//! 4. always the same answer for the same cases and assessors, in whatever order they come.
//!
//! The first three are minimum-cost flows with convex costs. Cases that are more
//! work are spread before those that are less (R. L. Graham, "Bounds on multiprocessing timing
//! anomalies", SIAM Journal on Applied Mathematics 17 (1969) 416–429: the longest first); among
//! cases of equal work the spread is the most even there is.

mod explain;
mod program;
mod reasons;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod properties;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use entity::ids::{AssessmentId, PersonId};

pub use reasons::{Chosen, Missing, PassedOver, Why};

/// A case that needs assessors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Which case.
    pub id: AssessmentId,
    /// Its place in the queue: where not everybody can be served, the lower is.
    pub queue: u32,
    /// How many different assessors it still needs.
    pub needs: u32,
    /// How much work it is for each of them, in reviews of the usual size.
    pub work: u32,
    /// Languages that its assessors must read, all of them.
    pub languages: BTreeSet<String>,
    /// Sectors and competences that help.
    pub competences: BTreeSet<String>,
    /// Who is at work on it already.
    pub held_by: BTreeSet<PersonId>,
    /// Who assessed it before: they do not assess its renewal.
    pub assessed_by: BTreeSet<PersonId>,
    /// Who may not see it. Confidential.
    pub conflicts: BTreeSet<PersonId>,
}

/// Somebody who assesses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessor {
    /// Who.
    pub id: PersonId,
    /// How many more cases they can take.
    pub capacity_left: u32,
    /// Work that they carry, counted as [`Case::work`] is.
    pub load: u32,
    /// Languages that they read.
    pub languages: BTreeSet<String>,
    /// Sectors and competences that they know.
    pub competences: BTreeSet<String>,
}

/// Who takes what, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Every case, by its place in the queue.
    pub cases: Vec<Allocation>,
    /// What everybody carries before and after.
    pub loads: BTreeMap<PersonId, Load>,
}

/// What somebody carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Before the allocation.
    pub before: u32,
    /// After it.
    pub after: u32,
    /// Cases that they can still take after it.
    pub capacity_left: u32,
}

/// Who takes a case, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Which case.
    pub case: AssessmentId,
    /// Who takes it.
    pub chosen: Vec<Chosen>,
    /// Who does not, and why.
    pub passed_over: Vec<PassedOver>,
    /// What is missing, if anything is.
    pub missing: Option<Missing>,
}

/// Why nothing could be allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A case is named twice.
    CaseTwice(AssessmentId),
    /// An assessor is named twice.
    AssessorTwice(PersonId),
    /// The program found no solution that could be verified.
    NotSolved,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CaseTwice(_) => "A case is in the list twice. Name each case once.",
            Self::AssessorTwice(_) => "An assessor is in the list twice. Name each assessor once.",
            Self::NotSolved => {
                "The allocation could not be worked out. Allocate fewer cases at once, or choose the assessors yourself."
            }
        })
    }
}

impl std::error::Error for Failure {}

/// Whether the rules let an assessor take a case, whatever else they carry.
///
/// # Errors
/// Why not.
pub fn may_take(case: &Case, assessor: &Assessor) -> Result<(), Why> {
    // Nothing else is said of somebody who may not see the case.
    if case.conflicts.contains(&assessor.id) {
        return Err(Why::MayNotSee);
    }
    if case.held_by.contains(&assessor.id) {
        return Err(Why::HoldsIt);
    }
    if case.assessed_by.contains(&assessor.id) {
        return Err(Why::AssessedItBefore);
    }
    let unread: Vec<String> = case
        .languages
        .difference(&assessor.languages)
        .cloned()
        .collect();
    if !unread.is_empty() {
        return Err(Why::Language { unread });
    }
    Ok(())
}

/// Allocates cases to assessors.
///
/// # Errors
/// When somebody or something is named twice, or no solution could be verified.
pub fn allocate(cases: &[Case], assessors: &[Assessor]) -> Result<Plan, Failure> {
    let mut cases: Vec<&Case> = cases.iter().collect();
    cases.sort_by_key(|case| (case.queue, case.id));
    let mut assessors: Vec<&Assessor> = assessors.iter().collect();
    assessors.sort_by_key(|assessor| assessor.id);
    let mut seen = BTreeSet::new();
    if let Some(twice) = cases.iter().find(|case| !seen.insert(case.id)) {
        return Err(Failure::CaseTwice(twice.id));
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = assessors.iter().find(|one| !seen.insert(one.id)) {
        return Err(Failure::AssessorTwice(twice.id));
    }
    let taken = program::solve(&cases, &assessors).ok_or(Failure::NotSolved)?;
    Ok(explain::explain(&cases, &assessors, &taken))
}
