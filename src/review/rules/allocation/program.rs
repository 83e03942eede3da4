//! The flows behind an allocation, solved as linear programs.
//!
//! Places of a case flow through its possible assessors, at most one to each, into the assessors'
//! capacities. The constraint matrix of a flow is totally unimodular, so that every vertex of the
//! program is whole (A. J. Hoffman and J. B. Kruskal, "Integral boundary points of convex
//! polyhedra", 1956): the simplex method ends with whole allocations.
//!
//! Which places are filled is a question of its own, because the sets of places that can be filled
//! together form a matroid (J. Edmonds and D. R. Fulkerson, "Transversals and matroid partition",
//! 1965): with weights that fall along the queue, the heaviest set is also a largest one. Whichever
//! largest set of places is filled, assessors can share its cases out in the same numbers
//! (N. S. Mendelsohn and A. L. Dulmage, "Some generalizations of the problem of distinct
//! representatives", 1958).
//!
//! The k-th case of an assessor costs what it adds to the square of the load. Of all spreads of
//! equal work, the one with the least sum of squares has the lowest highest and the highest lowest
//! load (A. Frank and K. Murota, "Decreasing minimization on M-convex sets", 2022). Competences
//! held are worth less than any step of that.
//!
//! Cases of unequal work are spread one size after another, the most work first, with the places of
//! the smaller kept possible: so as many are filled in all, and the spread is close to the most
//! even one, which no flow can promise.

use std::collections::BTreeSet;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::{Assessor, Case, may_take};

/// Values of the program this near to a whole number count as whole.
const TOLERANCE: f64 = 1e-6;

/// Places in the lists of cases and of assessors.
pub(super) type Taken = BTreeSet<(usize, usize)>;

/// A possible allocation, with the variable that stands for it.
struct Possible {
    case: usize,
    assessor: usize,
    variable: Variable,
}

/// Who takes what, or nothing when a program could not be solved and verified.
pub(super) fn solve(cases: &[&Case], assessors: &[&Assessor]) -> Option<Taken> {
    let possible: Vec<(usize, usize)> = cases
        .iter()
        .enumerate()
        .flat_map(|(c, case)| {
            assessors
                .iter()
                .enumerate()
                .filter(|(_, assessor)| {
                    assessor.capacity_left > 0 && may_take(case, assessor).is_ok()
                })
                .map(move |(a, _)| (c, a))
        })
        .collect();
    let filled = fill(cases, assessors, &possible)?;
    let mut capacity: Vec<u32> = assessors.iter().map(|one| one.capacity_left).collect();
    let mut load: Vec<u32> = assessors.iter().map(|one| one.load).collect();
    let mut taken = Taken::new();
    let works: BTreeSet<u32> = cases.iter().map(|case| case.work).collect();
    for &work in works.iter().rev() {
        let still: Vec<(usize, usize)> = possible
            .iter()
            .copied()
            .filter(|(c, _)| cases.get(*c).is_some_and(|case| case.work <= work))
            .collect();
        let spread = Spread {
            cases,
            assessors,
            possible: &still,
            filled: &filled,
            capacity: &capacity,
            load: &load,
            work,
        };
        for (c, a) in spread.solve()? {
            *capacity.get_mut(a)? = capacity.get(a)?.checked_sub(1)?;
            *load.get_mut(a)? = load.get(a)?.saturating_add(work);
            taken.insert((c, a));
        }
    }
    Some(taken)
}

/// How many places of each case can be filled: as many as possible, the head of the queue first.
fn fill(cases: &[&Case], assessors: &[&Assessor], possible: &[(usize, usize)]) -> Option<Vec<u32>> {
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let options = options(possible, &mut problem, |c, _| {
        number(cases.len().saturating_sub(c))
    });
    for (c, case) in cases.iter().enumerate() {
        let row = terms(&options, |option| option.case == c);
        constrain(&mut problem, &row, ComparisonOp::Le, f64::from(case.needs));
    }
    for (a, assessor) in assessors.iter().enumerate() {
        let row = terms(&options, |option| option.assessor == a);
        let most = f64::from(assessor.capacity_left);
        constrain(&mut problem, &row, ComparisonOp::Le, most);
    }
    let chosen = chosen(&problem, &options)?;
    let mut filled = vec![0_u32; cases.len()];
    let mut carried = vec![0_u32; assessors.len()];
    for (c, a) in chosen {
        *filled.get_mut(c)? += 1;
        *carried.get_mut(a)? += 1;
    }
    let fits = filled.iter().zip(cases).all(|(f, case)| *f <= case.needs)
        && carried
            .iter()
            .zip(assessors)
            .all(|(carried, one)| *carried <= one.capacity_left);
    fits.then_some(filled)
}

/// Spreading the cases of so much work, with room kept for those of less.
struct Spread<'a> {
    cases: &'a [&'a Case],
    assessors: &'a [&'a Assessor],
    /// What is possible for cases of so much work or less.
    possible: &'a [(usize, usize)],
    filled: &'a [u32],
    capacity: &'a [u32],
    load: &'a [u32],
    work: u32,
}

impl Spread<'_> {
    fn solve(&self) -> Option<Vec<(usize, usize)>> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let is_now = |c: usize| self.cases.get(c).is_some_and(|case| case.work == self.work);
        // Dearer than all competences together that the cases of this work could ask for.
        let step = 1.0
            + self
                .cases
                .iter()
                .zip(self.filled)
                .filter(|(case, _)| case.work == self.work)
                .map(|(case, filled)| f64::from(*filled) * number(case.competences.len()))
                .sum::<f64>();
        let options = options(self.possible, &mut problem, |c, a| {
            if is_now(c) {
                -number(self.matched(c, a))
            } else {
                0.0
            }
        });
        for (c, filled) in self.filled.iter().enumerate() {
            let row = terms(&options, |option| option.case == c);
            if !row.is_empty() {
                constrain(&mut problem, &row, ComparisonOp::Eq, f64::from(*filled));
            }
        }
        let lightest = self.load.iter().copied().min().unwrap_or(0);
        for (a, (capacity, load)) in self.capacity.iter().zip(self.load).enumerate() {
            let most = f64::from(*capacity);
            let mut now = terms(&options, |option| {
                option.assessor == a && is_now(option.case)
            });
            let all = terms(&options, |option| option.assessor == a);
            if all.len() > now.len() {
                constrain(&mut problem, &all, ComparisonOp::Le, most);
            }
            let at_most = now
                .len()
                .min(usize::try_from(*capacity).unwrap_or(usize::MAX));
            let carried = f64::from(load.saturating_sub(lightest));
            for place in 0..at_most {
                // (load + k·work)² − (load + (k − 1)·work)², over the work.
                let adds = 2.0 * carried + (2.0 * number(place) + 1.0) * f64::from(self.work);
                now.push((problem.add_var(step * adds, (0.0, 1.0)), -1.0));
            }
            constrain(&mut problem, &now, ComparisonOp::Eq, 0.0);
        }
        let chosen = chosen(&problem, &options)?;
        self.verified(&chosen)
            .then(|| chosen.into_iter().filter(|(c, _)| is_now(*c)).collect())
    }

    fn matched(&self, case: usize, assessor: usize) -> usize {
        match (self.cases.get(case), self.assessors.get(assessor)) {
            (Some(case), Some(assessor)) => {
                case.competences.intersection(&assessor.competences).count()
            }
            _ => 0,
        }
    }

    /// Whether every case has its places and nobody more than they can take.
    fn verified(&self, chosen: &[(usize, usize)]) -> bool {
        let of_case = |c: usize| chosen.iter().filter(|(case, _)| *case == c).count();
        let of_assessor = |a: usize| chosen.iter().filter(|(_, one)| *one == a).count();
        let is_due = |c: usize| self.cases.get(c).is_some_and(|case| case.work <= self.work);
        self.filled
            .iter()
            .enumerate()
            .all(|(c, filled)| !is_due(c) || u32::try_from(of_case(c)) == Ok(*filled))
            && self.capacity.iter().enumerate().all(|(a, capacity)| {
                u32::try_from(of_assessor(a)).is_ok_and(|carried| carried <= *capacity)
            })
    }
}

fn options(
    possible: &[(usize, usize)],
    problem: &mut Problem,
    weight: impl Fn(usize, usize) -> f64,
) -> Vec<Possible> {
    possible
        .iter()
        .map(|&(case, assessor)| Possible {
            case,
            assessor,
            variable: problem.add_var(weight(case, assessor), (0.0, 1.0)),
        })
        .collect()
}

fn terms(options: &[Possible], of: impl Fn(&Possible) -> bool) -> Vec<(Variable, f64)> {
    options
        .iter()
        .filter(|option| of(option))
        .map(|option| (option.variable, 1.0))
        .collect()
}

fn constrain(problem: &mut Problem, row: &[(Variable, f64)], op: ComparisonOp, bound: f64) {
    if !row.is_empty() {
        problem.add_constraint(row, op, bound);
    }
}

/// What the solution takes; nothing unless all of it is whole.
fn chosen(problem: &Problem, options: &[Possible]) -> Option<Vec<(usize, usize)>> {
    if options.is_empty() {
        return Some(Vec::new());
    }
    let solution = problem.solve().ok()?.into_solution().ok()?;
    let mut chosen = Vec::new();
    for option in options {
        let value = solution.var_value(option.variable);
        if (value - value.round()).abs() > TOLERANCE {
            return None;
        }
        if value > 0.5 {
            chosen.push((option.case, option.assessor));
        }
    }
    Some(chosen)
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
