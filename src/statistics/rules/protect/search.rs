//! Offers cells one by one, and keeps only those after which every demand still has a witness.

use std::collections::BTreeSet;

use super::super::attack::{Extreme, Fact, Form, Knowledge, Side, Unsolved, agrees, sum};
use super::super::cube::{CellKey, Cube};
use super::super::knowledge::{World, number};
use super::super::sensitivity::Parameters;
use super::goal::Goal;
use super::{Candidate, ProtectionError};

/// Witnesses kept for one sum and side, unless more are needed.
const WITNESSES_KEPT: usize = 24;

pub(super) struct Search {
    world: World,
    parameters: Parameters,
    goals: Vec<Goal>,
    accepted: BTreeSet<Vec<usize>>,
    refused: BTreeSet<Vec<usize>>,
    nothing: Knowledge,
}

impl Search {
    pub(super) fn new(world: World, parameters: Parameters, cube: &Cube) -> Result<Self, ProtectionError> {
        let mut search = Self {
            world,
            parameters,
            goals: Vec::new(),
            accepted: BTreeSet::new(),
            refused: BTreeSet::new(),
            nothing: Knowledge::new(),
        };
        let mut forms: Vec<Form> = Vec::new();
        for key in cube.keys() {
            let mut protected = vec![search.world.cell(0, key)];
            protected.extend(search.world.changes(key));
            for form in protected {
                if search.need(&form) > 0 && !forms.contains(&form) {
                    forms.push(form);
                }
            }
        }
        for form in forms {
            for side in Side::BOTH {
                let goal = search.goal(&form, side)?;
                search.goals.push(goal);
            }
        }
        Ok(search)
    }

    fn need(&self, form: &Form) -> u64 {
        let people: Vec<u64> = self.world.people(form).iter().map(|(_, p)| *p).collect();
        self.parameters.need(&people)
    }

    pub(super) fn candidate(&self, key: CellKey) -> Candidate {
        let form = self.world.cell(0, key);
        let people = self.world.people(&form).iter().map(|(_, p)| *p).sum();
        Candidate { key, form, people }
    }

    fn known(&self, attacker: Option<usize>) -> &Knowledge {
        attacker
            .and_then(|index| self.world.insiders.get(index))
            .map_or(&self.nothing, |(_, known)| known)
    }

    /// What each attacker must not come closer to. What anybody can tell without the new release, from the ranges
    /// and the earlier releases, cannot be demanded.
    fn goal(&self, form: &Form, side: Side) -> Result<Goal, ProtectionError> {
        let truth = sum(form, &self.world.truth);
        let holders = self.world.people(form);
        let mut goal = Goal {
            form: form.clone(),
            side,
            demands: Vec::new(),
            witnesses: Vec::new(),
        };
        let outside = self.need(form);
        for attacker in std::iter::once(None).chain((0..self.world.insiders.len()).map(Some)) {
            let inside = attacker
                .and_then(|index| self.world.insiders.get(index))
                .filter(|(who, _)| holders.iter().any(|(holder, _)| holder == who));
            let need = match inside {
                None => outside,
                Some((who, _)) => {
                    let others: Vec<u64> = holders
                        .iter()
                        .filter(|(holder, _)| holder != who)
                        .map(|(_, people)| *people)
                        .collect();
                    self.parameters.need_against_insider(&others)
                }
            };
            if need == 0 {
                continue;
            }
            let wanted = match side {
                Side::Least => truth - number(need),
                Side::Most => truth + number(need),
            };
            let known = self.known(attacker);
            if goal.is_witnessed(wanted, known) {
                goal.demands.push((attacker, wanted));
                continue;
            }
            let (reach, table) = self.beginning(&goal, wanted, known)?;
            goal.witnesses.push(table);
            goal.demands.push((attacker, reach));
        }
        Ok(goal)
    }

    /// A first witness as far as wanted, or as far as can be.
    fn beginning(
        &self,
        goal: &Goal,
        wanted: f64,
        known: &Knowledge,
    ) -> Result<(f64, Vec<f64>), Unsolved> {
        let nudged = self.nudged(&goal.form, wanted, known);
        let reach = sum(&goal.form, &nudged);
        if self.world.system.facts().is_empty()
            || (self.world.system.admits(&nudged) && goal.side.is_as_far(reach, wanted))
        {
            return Ok((reach, nudged));
        }
        let found = self.world.system.extreme(&goal.form, goal.side, known)?;
        if goal.side.is_as_far(found.reach, wanted) {
            Ok((wanted, self.blended(&goal.form, &found, wanted)))
        } else {
            Ok((found.reach, found.table))
        }
    }

    /// The truth, with the unknowns of a sum moved within their ranges until it is as wanted, or as far as can be.
    fn nudged(&self, form: &Form, wanted: f64, known: &Knowledge) -> Vec<f64> {
        let mut table = self.world.truth.clone();
        for (unknown, sign) in form {
            let missing = (wanted - sum(form, &table)) * sign;
            let (least, most) = self.world.system.range(*unknown, known);
            if let Some(value) = table.get_mut(*unknown) {
                *value = (*value + missing).clamp(least, most);
            }
        }
        table
    }

    /// The mixture of the truth and an extreme table in which the sum is as wanted: the nearer to the truth, the
    /// more attackers and later publications it fits.
    fn blended(&self, form: &Form, extreme: &Extreme, wanted: f64) -> Vec<f64> {
        let truth = sum(form, &self.world.truth);
        let share = ((wanted - truth) / (extreme.reach - truth)).clamp(0.0, 1.0);
        if !share.is_finite() {
            return extreme.table.clone();
        }
        self.world
            .truth
            .iter()
            .zip(&extreme.table)
            .map(|(from, to)| from + share * (to - from))
            .collect()
    }

    /// Publishes a sum if that is safe; says whether it is.
    pub(super) fn offer(&mut self, candidate: &Candidate) -> bool {
        let unknowns: Vec<usize> = candidate.form.iter().map(|(unknown, _)| *unknown).collect();
        if self.need(&candidate.form) > 0 || self.refused.contains(&unknowns) {
            return false;
        }
        if self.accepted.contains(&unknowns) {
            return true;
        }
        let fact = Fact {
            form: candidate.form.clone(),
            value: number(candidate.people),
        };
        self.world.system.publish(fact.clone());
        let safe = self.survives(&fact);
        if safe {
            self.accepted.insert(unknowns);
        } else {
            self.world.system.retract();
            self.refused.insert(unknowns);
        }
        safe
    }

    /// Whether every demand still has a witness after `fact` was published.
    fn survives(&mut self, fact: &Fact) -> bool {
        let touches = |goal: &Goal| {
            goal.form
                .iter()
                .any(|(unknown, _)| fact.form.iter().any(|(other, _)| other == unknown))
        };
        // Sums that share an unknown with what is published fail soonest.
        let mut order: Vec<usize> = (0..self.goals.len()).collect();
        order.sort_by_key(|index| !self.goals.get(*index).is_some_and(touches));
        let mut replaced: Vec<(usize, Vec<Vec<f64>>)> = Vec::new();
        for index in order {
            let Some(kept) = self.renewed(index, fact) else {
                for (index, witnesses) in replaced {
                    if let Some(goal) = self.goals.get_mut(index) {
                        goal.witnesses = witnesses;
                    }
                }
                return false;
            };
            if let Some(goal) = self.goals.get_mut(index) {
                replaced.push((index, std::mem::replace(&mut goal.witnesses, kept)));
            }
        }
        true
    }

    /// The witnesses of a goal that agree with `fact`, with new ones where they are missing; none when a demand
    /// can no longer be met, or the solver cannot tell.
    fn renewed(&self, index: usize, fact: &Fact) -> Option<Vec<Vec<f64>>> {
        let goal = self.goals.get(index)?;
        let mut kept: Vec<Vec<f64>> = goal
            .witnesses
            .iter()
            .filter(|table| agrees(table, fact))
            .cloned()
            .collect();
        for (attacker, wanted) in &goal.demands {
            let known = self.known(*attacker);
            if goal.is_met_by(&kept, *wanted, known) {
                continue;
            }
            let found = self
                .world
                .system
                .extreme(&goal.form, goal.side, known)
                .ok()?;
            if !goal.side.is_as_far(found.reach, *wanted) {
                return None;
            }
            let near = self.blended(&goal.form, &found, *wanted);
            let near_enough =
                self.world.system.admits(&near) && goal.is_met_by([&near], *wanted, known);
            kept.push(if near_enough { near } else { found.table });
        }
        if let Some(surplus) = kept.len().checked_sub(WITNESSES_KEPT) {
            let needed = |table: &Vec<f64>, others: &[Vec<f64>]| {
                goal.demands.iter().any(|(attacker, wanted)| {
                    let known = self.known(*attacker);
                    goal.is_met_by([table], *wanted, known)
                        && !goal.is_met_by(others, *wanted, known)
                })
            };
            let mut dropped = 0;
            let mut at = 0;
            while dropped < surplus && at < kept.len() {
                let table = kept.remove(at);
                if needed(&table, &kept) {
                    kept.insert(at, table);
                    at += 1;
                } else {
                    dropped += 1;
                }
            }
        }
        Some(kept)
    }

    /// Checks once more, without the solver, that every demand has a witness agreeing with everything published.
    pub(super) fn certify(&self) -> Result<(), ProtectionError> {
        let certified = self.goals.iter().all(|goal| {
            let sound: Vec<&Vec<f64>> = goal
                .witnesses
                .iter()
                .filter(|table| self.world.system.admits(table))
                .collect();
            goal.demands.iter().all(|(attacker, wanted)| {
                goal.is_met_by(sound.iter().copied(), *wanted, self.known(*attacker))
            })
        });
        if certified {
            Ok(())
        } else {
            Err(ProtectionError::NotCertified)
        }
    }
}
