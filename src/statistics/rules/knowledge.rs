//! What attackers have to go on: the unknowns, their ranges, and everything released before.
//!
//! Employers that no table tells apart, now or in an earlier release, are one unknown: only their sum can ever be
//! worked out. An employer whose number did not change between two releases is the same in both, and the attacker
//! is assumed to know that it did not.

use std::collections::BTreeMap;

use entity::ids::OrganisationId;

use super::attack::{Fact, Form, Knowledge, System};
use super::cube::{CellKey, FrozenInput};
use super::figure::Figure;
use super::release::Release;

/// An earlier release and what it was computed from.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The frozen input. Confidential.
    pub input: FrozenInput,
    /// What was published.
    pub release: Release,
}

/// The number of one employer, as one or more releases used it.
#[derive(Clone, Copy, Debug)]
struct Holding {
    organisation: OrganisationId,
    people: u64,
    range: (u32, u32),
}

/// Everything the attackers' programs are made of.
pub(super) struct World {
    /// Ranges of the unknowns, and what earlier releases published.
    pub(super) system: System,
    /// The true value of each unknown.
    pub(super) truth: Vec<f64>,
    /// For each employer, what it knows besides.
    pub(super) insiders: Vec<(OrganisationId, Knowledge)>,
    unknowns: Vec<Unknown>,
    earlier: Vec<Release>,
}

/// Employers that no table tells apart.
struct Unknown {
    /// The innermost cell in this run, then in each earlier release.
    seen: Seen,
    holdings: Vec<Holding>,
}

impl World {
    pub(super) fn new(current: &FrozenInput, earlier: &[Earlier]) -> Self {
        let unknowns = unknowns(current, earlier);
        let ranges = unknowns
            .iter()
            .map(|unknown| {
                total(
                    unknown
                        .holdings
                        .iter()
                        .map(|h| (f64::from(h.range.0), f64::from(h.range.1))),
                )
            })
            .collect();
        let truth = unknowns
            .iter()
            .map(|unknown| unknown.holdings.iter().map(|h| number(h.people)).sum())
            .collect();
        let mut world = Self {
            system: System::new(ranges),
            truth,
            insiders: insiders(&unknowns),
            unknowns,
            earlier: earlier.iter().map(|past| past.release.clone()).collect(),
        };
        for (past, before) in earlier.iter().enumerate() {
            for row in before.release.rows() {
                let form = world.cell(past + 1, row.key);
                if let (Figure::Known(value), false) = (row.employees, form.is_empty()) {
                    world.system.publish(Fact {
                        form,
                        value: number(value),
                    });
                }
            }
        }
        world
    }

    /// The sum behind a cell of a run: 0 is the current one, then the earlier releases.
    pub(super) fn cell(&self, run: usize, key: CellKey) -> Form {
        self.unknowns
            .iter()
            .enumerate()
            .filter(|(_, unknown)| unknown.is_in(run, key))
            .map(|(index, _)| (index, 1.0))
            .collect()
    }

    /// By how much a cell grew since each earlier release that published it; nothing where nobody came or went.
    pub(super) fn changes(&self, key: CellKey) -> Vec<Form> {
        let mut forms = Vec::new();
        for (past, release) in self.earlier.iter().enumerate() {
            let published = release
                .row(key)
                .is_some_and(|row| row.employees.known().is_some());
            if !published {
                continue;
            }
            let form: Form = self
                .unknowns
                .iter()
                .enumerate()
                .filter_map(|(index, unknown)| {
                    match (unknown.is_in(0, key), unknown.is_in(past + 1, key)) {
                        (true, false) => Some((index, 1.0)),
                        (false, true) => Some((index, -1.0)),
                        (true, true) | (false, false) => None,
                    }
                })
                .collect();
            if !form.is_empty() {
                forms.push(form);
            }
        }
        forms
    }

    /// Whose numbers a sum is made of.
    pub(super) fn people(&self, form: &Form) -> Vec<(OrganisationId, u64)> {
        form.iter()
            .filter_map(|(index, _)| self.unknowns.get(*index))
            .flat_map(|unknown| unknown.holdings.iter())
            .map(|holding| (holding.organisation, holding.people))
            .collect()
    }
}

impl Unknown {
    fn is_in(&self, run: usize, key: CellKey) -> bool {
        self.seen
            .get(run)
            .copied()
            .flatten()
            .is_some_and(|inner| key.covers(inner))
    }
}

/// The innermost cell in each run.
type Seen = Vec<Option<CellKey>>;

fn unknowns(current: &FrozenInput, earlier: &[Earlier]) -> Vec<Unknown> {
    let runs: Vec<&FrozenInput> = std::iter::once(current)
        .chain(earlier.iter().map(|past| &past.input))
        .collect();
    let mut holdings: BTreeMap<(OrganisationId, u64), (Seen, Holding)> = BTreeMap::new();
    for (run, input) in runs.iter().enumerate() {
        for contributor in &input.contributors {
            let Some(people) = contributor.people else {
                continue;
            };
            let (seen, _) = holdings
                .entry((contributor.organisation, people.into()))
                .or_insert_with(|| {
                    let holding = Holding {
                        organisation: contributor.organisation,
                        people: people.into(),
                        range: contributor.known_range(),
                    };
                    (vec![None; runs.len()], holding)
                });
            if let Some(place) = seen.get_mut(run) {
                *place = Some(contributor.inner());
            }
        }
    }
    let mut alike: BTreeMap<Seen, Vec<Holding>> = BTreeMap::new();
    for (seen, holding) in holdings.into_values() {
        alike.entry(seen).or_default().push(holding);
    }
    alike
        .into_iter()
        .map(|(seen, holdings)| Unknown { seen, holdings })
        .collect()
}

/// Each employer knows its own numbers, and so the range of what is left in the unknowns they are part of.
fn insiders(unknowns: &[Unknown]) -> Vec<(OrganisationId, Knowledge)> {
    let mut insiders: BTreeMap<OrganisationId, Knowledge> = BTreeMap::new();
    for (index, unknown) in unknowns.iter().enumerate() {
        for own in &unknown.holdings {
            let range = total(unknown.holdings.iter().map(|holding| {
                if holding.organisation == own.organisation {
                    (number(holding.people), number(holding.people))
                } else {
                    (f64::from(holding.range.0), f64::from(holding.range.1))
                }
            }));
            insiders
                .entry(own.organisation)
                .or_default()
                .push((index, range));
        }
    }
    insiders.into_iter().collect()
}

fn total(ranges: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    ranges.fold((0.0, 0.0), |(least, most), (from, to)| {
        (least + from, most + to)
    })
}

/// Numbers of people are far below the 2^53 from which a float no longer holds every whole number.
#[expect(clippy::cast_precision_loss, reason = "numbers of people are small")]
pub(super) fn number(people: u64) -> f64 {
    people as f64
}
