//! What somebody can work out from published sums: the least and the most a sum can be, by linear programming.
//!
//! Nothing here knows the truth. It is given what anybody knows of each unknown (its range), what was published
//! (sums of unknowns), and what the attacker knows besides.

use microlp::{ComparisonOp, OptimizationDirection, Problem};

/// How far a table may be from what was published and still count as agreeing with it.
const TOLERANCE: f64 = 1e-6;

/// Something added up: unknowns by position, each with its sign.
pub type Form = Vec<(usize, f64)>;

/// What an attacker knows besides: narrower ranges of some unknowns.
pub type Knowledge = Vec<(usize, (f64, f64))>;

/// A published sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Of what.
    pub form: Form,
    /// The number published.
    pub value: f64,
}

/// In which direction an attacker looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// For the least it can be.
    Least,
    /// For the most it can be.
    Most,
}

impl Side {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Least, Self::Most];

    /// Whether `reached` is as far in this direction as `wanted`, to within the tolerance.
    pub fn is_as_far(self, reached: f64, wanted: f64) -> bool {
        let slack = TOLERANCE * wanted.abs().max(1.0);
        match self {
            Self::Least => reached <= wanted + slack,
            Self::Most => reached >= wanted - slack,
        }
    }
}

/// The most extreme a sum can be, and a table that shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Extreme {
    /// The sum.
    pub reach: f64,
    /// A value for each unknown that agrees with everything published.
    pub table: Vec<f64>,
}

/// The solver gave no answer that can be relied on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the linear program was not solved: {0}")]
pub struct Unsolved(pub String);

/// What is known to everybody: the range of each unknown, and the published sums.
#[derive(Clone, Debug, Default)]
pub struct System {
    ranges: Vec<(f64, f64)>,
    facts: Vec<Fact>,
}

impl System {
    /// Nothing published yet.
    pub fn new(ranges: Vec<(f64, f64)>) -> Self {
        Self {
            ranges,
            facts: Vec::new(),
        }
    }

    /// How many unknowns there are.
    pub fn unknowns(&self) -> usize {
        self.ranges.len()
    }

    /// The published sums.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// Publishes a sum.
    pub fn publish(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    /// Takes back the sum published last.
    pub fn retract(&mut self) {
        self.facts.pop();
    }

    /// The most extreme a sum can be for somebody who also knows `known`.
    ///
    /// # Errors
    /// When the solver gives no answer, or one that does not agree with what was published.
    pub fn extreme(
        &self,
        form: &[(usize, f64)],
        side: Side,
        known: &Knowledge,
    ) -> Result<Extreme, Unsolved> {
        let direction = match side {
            Side::Least => OptimizationDirection::Minimize,
            Side::Most => OptimizationDirection::Maximize,
        };
        let mut problem = Problem::new(direction);
        let variables: Vec<_> = (0..self.unknowns())
            .map(|index| {
                let weight: f64 = form
                    .iter()
                    .filter(|(unknown, _)| *unknown == index)
                    .map(|(_, sign)| sign)
                    .sum();
                problem.add_var(weight, self.range(index, known))
            })
            .collect();
        for fact in &self.facts {
            let terms: Vec<_> = fact
                .form
                .iter()
                .filter_map(|(unknown, sign)| Some((*variables.get(*unknown)?, *sign)))
                .collect();
            problem.add_constraint(terms, ComparisonOp::Eq, fact.value);
        }
        let solution = problem
            .solve()
            .map_err(|error| Unsolved(error.to_string()))?
            .into_solution()
            .map_err(|_| Unsolved("interrupted".to_owned()))?;
        let table: Vec<f64> = variables
            .iter()
            .map(|variable| solution.var_value(*variable))
            .collect();
        if !self.admits(&table) || !respects(&table, known) {
            return Err(Unsolved("the answer breaks a constraint".to_owned()));
        }
        Ok(Extreme {
            reach: sum(form, &table),
            table,
        })
    }

    /// Whether a table agrees with every range and everything published.
    pub fn admits(&self, table: &[f64]) -> bool {
        table.len() == self.ranges.len()
            && table
                .iter()
                .zip(&self.ranges)
                .all(|(value, range)| is_within(*value, *range))
            && self.facts.iter().all(|fact| agrees(table, fact))
    }

    /// The range of one unknown for somebody who also knows `known`.
    pub fn range(&self, index: usize, known: &Knowledge) -> (f64, f64) {
        let public = self.ranges.get(index).copied().unwrap_or((0.0, 0.0));
        known
            .iter()
            .filter(|(unknown, _)| *unknown == index)
            .fold(public, |(least, most), (_, (from, to))| {
                (least.max(*from), most.min(*to))
            })
    }
}

/// Whether a table agrees with one published sum.
pub fn agrees(table: &[f64], fact: &Fact) -> bool {
    (sum(&fact.form, table) - fact.value).abs() <= TOLERANCE * fact.value.abs().max(1.0)
}

/// Whether a table agrees with what somebody knows besides.
pub fn respects(table: &[f64], known: &Knowledge) -> bool {
    known.iter().all(|(unknown, range)| {
        table
            .get(*unknown)
            .is_some_and(|value| is_within(*value, *range))
    })
}

/// A sum of unknowns in a table.
pub fn sum(form: &[(usize, f64)], table: &[f64]) -> f64 {
    form.iter()
        .filter_map(|(unknown, sign)| Some(table.get(*unknown)? * sign))
        .sum()
}

fn is_within(value: f64, (least, most): (f64, f64)) -> bool {
    value >= least - TOLERANCE * least.abs().max(1.0)
        && value <= most + TOLERANCE * most.abs().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two tables share the unknown 0: what one leaves open, the other narrows.
    #[test]
    fn linked_tables_are_attacked_together() {
        let mut system = System::new(vec![(0.0, 100.0); 3]);
        system.publish(Fact {
            form: vec![(0, 1.0), (1, 1.0)],
            value: 10.0,
        });
        let alone = system.extreme(&[(0, 1.0)], Side::Most, &vec![]).unwrap();
        assert!((alone.reach - 10.0).abs() < 1e-6);
        system.publish(Fact {
            form: vec![(0, 1.0), (2, 1.0)],
            value: 8.0,
        });
        system.publish(Fact {
            form: vec![(1, 1.0), (2, -1.0)],
            value: 2.0,
        });
        let least = system.extreme(&[(0, 1.0)], Side::Least, &vec![]).unwrap();
        let most = system.extreme(&[(0, 1.0)], Side::Most, &vec![]).unwrap();
        assert!(least.reach.abs() < 1e-6 && (most.reach - 8.0).abs() < 1e-6);
        // Somebody who knows the last unknown knows everything.
        let known = vec![(2, (5.0, 5.0))];
        for side in Side::BOTH {
            let found = system.extreme(&[(0, 1.0)], side, &known).unwrap();
            assert!((found.reach - 3.0).abs() < 1e-6);
            assert!((sum(&[(1, 1.0)], &found.table) - 7.0).abs() < 1e-6);
        }
    }

    #[test]
    fn contradictions_have_no_answer() {
        let mut system = System::new(vec![(0.0, 5.0)]);
        system.publish(Fact {
            form: vec![(0, 1.0)],
            value: 6.0,
        });
        assert!(
            system
                .extreme(&[(0, 1.0)], Side::Most, &Knowledge::new())
                .is_err()
        );
        system.retract();
        assert!(system.admits(&[5.0]) && !system.admits(&[5.1]) && !system.admits(&[]));
    }
}
