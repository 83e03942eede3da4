//! What a reader of the published tables and the register can work out, and nothing else: a second opinion on the
//! protection that shares neither its knowledge nor its search.

use super::attack::{Fact, Form, Side, System, Unsolved};
use super::cube::CellKey;
use super::dimensions::{MOST_PEOPLE, Size};
use super::figure::Figure;
use super::knowledge::number;
use super::release::Release;

/// What can be said of one suppressed figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    /// Which cell.
    pub key: CellKey,
    /// The least it can be.
    pub least: f64,
    /// The most it can be.
    pub most: f64,
}

/// The outcome of an attack.
#[derive(Clone, Debug, PartialEq)]
pub struct AttackReport {
    /// One guess for each suppressed figure.
    pub guesses: Vec<Guess>,
}

impl AttackReport {
    /// Figures that the attack finds to the person.
    pub fn exact(&self) -> usize {
        self.guesses
            .iter()
            .filter(|guess| guess.most - guess.least < 1.0)
            .count()
    }
}

/// Attacks a release with what anybody has: its tables, and how many employers of which size stand in the register.
///
/// # Errors
/// When a program cannot be solved.
pub fn attack_from_outside(release: &Release) -> Result<AttackReport, Unsolved> {
    let inner: Vec<(CellKey, f64)> = release
        .rows()
        .iter()
        .filter(|row| row.key.depth() == 3 && row.employers > 0)
        .map(|row| {
            let (_, most) = row.key.size.map_or((0, MOST_PEOPLE), Size::people);
            (row.key, number(row.employers) * f64::from(most))
        })
        .collect();
    let form_of = |key: CellKey| -> Form {
        inner
            .iter()
            .enumerate()
            .filter(|(_, (cell, _))| key.covers(*cell))
            .map(|(index, _)| (index, 1.0))
            .collect()
    };
    let mut system = System::new(inner.iter().map(|(_, most)| (0.0, *most)).collect());
    for row in release.rows() {
        let form = form_of(row.key);
        if let (Figure::Known(value), false) = (row.employees, form.is_empty()) {
            system.publish(Fact {
                form,
                value: number(value),
            });
        }
    }
    let guesses = release
        .rows()
        .iter()
        .filter(|row| row.employees == Figure::Suppressed)
        .map(|row| {
            let form = form_of(row.key);
            let known = Vec::new();
            Ok(Guess {
                key: row.key,
                least: system.extreme(&form, Side::Least, &known)?.reach,
                most: system.extreme(&form, Side::Most, &known)?.reach,
            })
        })
        .collect::<Result<_, Unsolved>>()?;
    Ok(AttackReport { guesses })
}
