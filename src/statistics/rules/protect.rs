//! Decides which sums are published.
//!
//! Cell after cell is tried, the totals first. A cell is published only if afterwards every attacker still finds
//! every protected sum as uncertain as the rules demand. So the result is safe by construction, and nothing is
//! suppressed without need: publishing any suppressed cell on top would let an attacker come too close.
//!
//! "As uncertain as demanded" is proven by a witness: a table that agrees with everything published and known, in
//! which the protected sum is as far from the truth as demanded. Witnesses are shared between attackers and kept
//! from step to step; a linear program is solved only when none fits any more.

mod goal;
mod search;

use self::search::Search;
use super::attack::{Form, Unsolved};
use super::cube::{CellKey, Cube, FrozenInput};
use super::figure::Figure;
use super::knowledge::{Earlier, World};
use super::release::{Release, Row};
use super::sensitivity::Parameters;

/// Why there is no release.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProtectionError {
    /// The last check failed: a protected sum has no witness.
    #[error("the protected tables could not be certified, so they are not kept")]
    NotCertified,
    /// The solver failed before anything was published.
    #[error(transparent)]
    Unsolved(#[from] Unsolved),
}

/// Protects a frozen input against everybody who reads it together with the earlier releases.
///
/// # Errors
/// When the result cannot be certified.
pub fn protect(
    input: &FrozenInput,
    parameters: Parameters,
    earlier: &[Earlier],
) -> Result<Release, ProtectionError> {
    let cube = Cube::new(input);
    let world = World::new(input, earlier);
    let mut search = Search::new(world, parameters, &cube)?;
    let mut candidates: Vec<Candidate> = cube
        .keys()
        .into_iter()
        .map(|key| search.candidate(key))
        .collect();
    candidates.sort_by_key(|candidate| {
        (
            candidate.key.depth(),
            breakdown_rank(candidate.key),
            std::cmp::Reverse(candidate.people),
            candidate.key,
        )
    });
    let mut rows = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let employers = cube.members(candidate.key).len();
        let people = if employers == 0 {
            Figure::Known(0)
        } else if candidate.form.is_empty() {
            Figure::NotAvailable
        } else if search.offer(&candidate) {
            Figure::Known(candidate.people)
        } else {
            Figure::Suppressed
        };
        rows.push(Row {
            key: candidate.key,
            employers: u64::try_from(employers).unwrap_or(u64::MAX),
            employees: people,
        });
    }
    search.certify()?;
    let order = cube.order();
    rows.sort_by_key(|row| order.get(&row.key).copied());
    let without = input
        .contributors
        .iter()
        .filter(|contributor| contributor.people.is_none())
        .count();
    Ok(Release::certified(
        input.as_of,
        input.at,
        parameters,
        input.councils.clone(),
        u64::try_from(without).unwrap_or(u64::MAX),
        rows,
    ))
}

/// Councils matter most, then sectors.
fn breakdown_rank(key: CellKey) -> u8 {
    match (
        key.place.is_some(),
        key.sector.is_some(),
        key.size.is_some(),
    ) {
        (true, true, _) | (_, false, false) => 0,
        (true, false, true) | (false, true, false) => 1,
        (false, _, true) => 2,
    }
}

/// A cell that might be published.
struct Candidate {
    key: CellKey,
    form: Form,
    people: u64,
}
