//! The smallest set of criteria whose change would reach a tier.
//!
//! For each criterion the rule asks about, every set of outcomes its leaves could have is listed
//! ([`candidates`]); changing a criterion means choosing one. A greedy choice is made first and
//! compared with a lower bound; where they meet (as they do whenever the rule asks about each
//! criterion once, or of everyone the same) it is the smallest. Otherwise a depth-first search looks
//! for a smaller set, and gives up after [`MOST_STEPS`] steps, saying so.

use super::candidates::candidates;
use super::compile::{Ask, Node, Plan, judge_leaf};
use super::content::SchemeVersion;
use super::evaluate::{Circumstances, NodeOutcome, SearchResult};
use super::response::{Answers, Stage};
use std::cmp::Reverse;
use std::collections::BTreeSet;

mod bounds;
mod greedy;

use bounds::{Reach, inner_goal};

/// How many steps the search for a smaller set takes before it stops.
const MOST_STEPS: usize = 20_000;

/// What would have to change.
pub(super) struct Change {
    /// Each criterion (its slot in the plan) and the leaves that must come out differently.
    pub(super) asked: Vec<(usize, Vec<Wanted>)>,
    pub(super) search: SearchResult,
}

/// A leaf and what it must come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) leaf: usize,
    pub(super) goal: NodeOutcome,
}

pub(super) fn smallest_change(
    version: &SchemeVersion,
    plan: &Plan<'_>,
    answers: &Answers,
    now: &[NodeOutcome],
    circumstances: &Circumstances,
) -> Change {
    if plan.outcome(&plan.root, now) == NodeOutcome::Met {
        return Change {
            asked: Vec::new(),
            search: SearchResult::Smallest,
        };
    }
    // An accreditation that has lapsed can be had again.
    let mut ahead = circumstances.clone();
    ahead.holds.retain(|held| held.is_valid(ahead.on, &[]));
    let within = change(version, plan, answers, now, &ahead);
    if within.search == SearchResult::Unreachable && ahead.pillars.is_some() {
        // Not within the pillars chosen: with others besides.
        ahead.pillars = None;
        return change(version, plan, answers, now, &ahead);
    }
    within
}

fn change(
    version: &SchemeVersion,
    plan: &Plan<'_>,
    answers: &Answers,
    now: &[NodeOutcome],
    ahead: &Circumstances,
) -> Change {
    let mut finder = Finder::new(version, plan, answers, now, ahead);
    let (chosen, search) = finder.find();
    Change {
        asked: chosen.map_or_else(Vec::new, |leaves| finder.wanted(&leaves)),
        search,
    }
}

struct Finder<'p, 'a> {
    plan: &'p Plan<'a>,
    reach: Reach,
    /// The leaves of each criterion.
    leaves_of: Vec<Vec<usize>>,
    /// The outcomes each criterion's leaves could have instead.
    alternatives: Vec<Vec<Vec<NodeOutcome>>>,
    now: Vec<NodeOutcome>,
    leaves: Vec<NodeOutcome>,
    /// Criteria that are changed already, or that may not be.
    decided: Vec<bool>,
    steps: usize,
}

impl<'p, 'a> Finder<'p, 'a> {
    fn new(
        version: &SchemeVersion,
        plan: &'p Plan<'a>,
        answers: &Answers,
        now: &[NodeOutcome],
        circumstances: &Circumstances,
    ) -> Self {
        let mut leaves_of = vec![Vec::new(); plan.criteria.len()];
        for (index, leaf) in plan.leaves.iter().enumerate() {
            if let Some(leaves) = leaves_of.get_mut(leaf.slot) {
                leaves.push(index);
            }
        }
        let goals = goals(plan);
        let alternatives = plan
            .criteria
            .iter()
            .zip(&leaves_of)
            .map(|(criterion, leaves)| {
                let own: Vec<_> = leaves
                    .iter()
                    .filter_map(|leaf| plan.leaves.get(*leaf))
                    .collect();
                let tests: Vec<_> = own
                    .iter()
                    .filter_map(|leaf| match leaf.ask {
                        Ask::Passes(test) => Some(test),
                        Ask::At(_) | Ask::Points(_) => None,
                    })
                    .collect();
                let judged = |response: Option<&_>| -> Vec<NodeOutcome> {
                    own.iter()
                        .map(|leaf| judge_leaf(version, leaf, response, circumstances))
                        .collect()
                };
                let wanted: Vec<NodeOutcome> = leaves
                    .iter()
                    .filter_map(|leaf| goals.get(*leaf).copied())
                    .collect();
                let present: Vec<NodeOutcome> = leaves
                    .iter()
                    .filter_map(|leaf| now.get(*leaf).copied())
                    .collect();
                let mut best: Vec<Vec<NodeOutcome>> = Vec::new();
                let items = own
                    .iter()
                    .map(|leaf| {
                        criterion
                            .evidence_for(circumstances, Some(&leaf.tier.code))
                            .required_items()
                    })
                    .max()
                    .unwrap_or(0);
                let given = answers.get(&criterion.code);
                let before = given.and_then(|given| given.before);
                for response in candidates(version, criterion, &tests, items, before, circumstances)
                {
                    let outcomes = judged(Some(&response));
                    if at_least_as_good(&present, &outcomes, &wanted)
                        || best
                            .iter()
                            .any(|kept| at_least_as_good(kept, &outcomes, &wanted))
                    {
                        continue;
                    }
                    best.retain(|kept| !at_least_as_good(&outcomes, kept, &wanted));
                    best.push(outcomes);
                }
                best
            })
            .collect();
        // What does not apply is not asked to apply.
        let decided = leaves_of
            .iter()
            .map(|leaves| {
                leaves
                    .iter()
                    .any(|leaf| now.get(*leaf) == Some(&NodeOutcome::NotApplicable))
            })
            .collect();
        Self {
            plan,
            reach: Reach::of(&plan.root, plan),
            leaves_of,
            alternatives,
            now: now.to_vec(),
            leaves: now.to_vec(),
            decided,
            steps: 0,
        }
    }

    /// The leaves' outcomes after the smallest change found, and what is known of it.
    fn find(&mut self) -> (Option<Vec<NodeOutcome>>, SearchResult) {
        let root = &self.plan.root;
        let Some(at_least) = self.bound(root, &self.reach, NodeOutcome::Met, &BTreeSet::new())
        else {
            return (None, SearchResult::Unreachable);
        };
        let greedy = self.greedy();
        let at_most = greedy.as_ref().map(|(size, _)| *size);
        let tries = at_least..at_most.unwrap_or(self.plan.criteria.len() + 1);
        for size in tries {
            if self.search(size) {
                return (
                    Some(std::mem::take(&mut self.leaves)),
                    SearchResult::Smallest,
                );
            }
            if self.steps >= MOST_STEPS {
                return match greedy {
                    Some((_, leaves)) => (Some(leaves), SearchResult::Enough),
                    None => (None, SearchResult::Stopped),
                };
            }
        }
        match greedy {
            Some((_, leaves)) => (Some(leaves), SearchResult::Smallest),
            None => (None, SearchResult::Unreachable),
        }
    }

    fn leaf(&self, leaf: usize) -> NodeOutcome {
        self.leaves
            .get(leaf)
            .copied()
            .unwrap_or(NodeOutcome::Undetermined)
    }

    fn is_decided(&self, slot: usize) -> bool {
        self.decided.get(slot).copied().unwrap_or(true)
    }

    /// The alternatives of a criterion that give one of its leaves an outcome.
    fn can_reach(&self, slot: usize, leaf: usize, goal: NodeOutcome) -> bool {
        let place = self
            .leaves_of
            .get(slot)
            .and_then(|leaves| leaves.iter().position(|own| *own == leaf));
        let Some((place, alternatives)) = place.zip(self.alternatives.get(slot)) else {
            return false;
        };
        alternatives
            .iter()
            .any(|outcomes| outcomes.get(place) == Some(&goal))
    }

    fn apply(&mut self, slot: usize, outcomes: &[NodeOutcome]) {
        let own = self.leaves_of.get(slot).map_or(&[][..], Vec::as_slice);
        for (leaf, outcome) in own.iter().zip(outcomes) {
            if let Some(place) = self.leaves.get_mut(*leaf) {
                *place = *outcome;
            }
        }
    }

    fn restore(&mut self, slot: usize) {
        let own = self.leaves_of.get(slot).map_or(&[][..], Vec::as_slice);
        for leaf in own {
            if let (Some(place), Some(before)) = (self.leaves.get_mut(*leaf), self.now.get(*leaf)) {
                *place = *before;
            }
        }
    }

    /// Looks for a solution of at most so many changes; leaves it in place when there is one.
    fn search(&mut self, most: usize) -> bool {
        if self.plan.outcome(&self.plan.root, &self.leaves) == NodeOutcome::Met {
            return true;
        }
        self.steps += 1;
        if self.steps >= MOST_STEPS {
            return false;
        }
        let root = &self.plan.root;
        match self.bound(root, &self.reach, NodeOutcome::Met, &BTreeSet::new()) {
            Some(least) if least <= most && most > 0 => {}
            _ => return false,
        }
        let Some(hits) = self.must_hit(root, NodeOutcome::Met) else {
            return false;
        };
        let mut tried = Vec::new();
        let mut found = false;
        'slots: for slot in hits {
            self.decide(slot, true);
            tried.push(slot);
            for outcomes in self.alternatives.get(slot).cloned().unwrap_or_default() {
                self.apply(slot, &outcomes);
                if self.search(most - 1) {
                    found = true;
                    break 'slots;
                }
                self.restore(slot);
            }
        }
        for slot in tried {
            self.decide(slot, false);
        }
        found
    }

    fn decide(&mut self, slot: usize, decided: bool) {
        if let Some(place) = self.decided.get_mut(slot) {
            *place = decided;
        }
    }

    /// Which leaves of which criteria the change rests on: those that cannot stay as they are.
    fn wanted(&mut self, after: &[NodeOutcome]) -> Vec<(usize, Vec<Wanted>)> {
        self.leaves = after.to_vec();
        let mut asked = Vec::new();
        // From the last to the first, so that of several that would do the first remain.
        for (slot, own) in self.leaves_of.clone().into_iter().enumerate().rev() {
            let mut changed: Vec<usize> = own
                .into_iter()
                .filter(|leaf| after.get(*leaf) != self.now.get(*leaf))
                .collect();
            if changed.is_empty() {
                continue;
            }
            // The furthest first, so that no more is asked than is needed.
            changed
                .sort_by_key(|leaf| Reverse((self.stage_asked(*leaf), self.points_asked(*leaf))));
            let mut wanted: Vec<Wanted> = Vec::new();
            for leaf in &changed {
                let goal = self.leaf(*leaf);
                let before = self.now.get(*leaf).copied().unwrap_or(goal);
                self.set(*leaf, before);
                if self.plan.outcome(&self.plan.root, &self.leaves) != NodeOutcome::Met {
                    self.set(*leaf, goal);
                    wanted.push(Wanted { leaf: *leaf, goal });
                }
            }
            // A stage, or a number of points, further on includes the ones before it.
            for is_one in [Self::is_stage, Self::is_points] {
                let furthest = wanted.iter().position(|wanted| is_one(self, *wanted));
                let mut place = 0;
                wanted.retain(|wanted| {
                    place += 1;
                    !is_one(self, *wanted) || Some(place - 1) == furthest
                });
            }
            asked.push((slot, wanted));
        }
        asked.reverse();
        asked
    }

    fn set(&mut self, leaf: usize, outcome: NodeOutcome) {
        if let Some(place) = self.leaves.get_mut(leaf) {
            *place = outcome;
        }
    }

    /// The stage a leaf asks for; none for a predicate.
    fn stage_asked(&self, leaf: usize) -> Stage {
        match self.plan.leaves.get(leaf).map(|leaf| leaf.ask) {
            Some(Ask::At(requirement)) => requirement.stage(),
            Some(Ask::Passes(_) | Ask::Points(_)) | None => Stage::None,
        }
    }

    /// The points a leaf asks for; none for any other.
    fn points_asked(&self, leaf: usize) -> u32 {
        match self.plan.leaves.get(leaf).map(|leaf| leaf.ask) {
            Some(Ask::Points(points)) => points,
            Some(Ask::Passes(_) | Ask::At(_)) | None => 0,
        }
    }

    fn is_points(&self, wanted: Wanted) -> bool {
        wanted.goal == NodeOutcome::Met && self.points_asked(wanted.leaf) > 0
    }

    fn is_stage(&self, wanted: Wanted) -> bool {
        wanted.goal == NodeOutcome::Met && self.stage_asked(wanted.leaf) > Stage::None
    }
}

/// What each leaf had better come to: not met under an odd number of negations, met elsewhere.
fn goals(plan: &Plan<'_>) -> Vec<NodeOutcome> {
    fn walk(node: &Node<'_>, goal: NodeOutcome, goals: &mut [NodeOutcome]) {
        match node {
            Node::Leaf(leaf) => {
                if let Some(place) = goals.get_mut(*leaf) {
                    *place = goal;
                }
            }
            Node::Branch(shape, children) => {
                for child in children {
                    walk(child, inner_goal(*shape, goal), goals);
                }
            }
            Node::Broken(_) => {}
        }
    }
    let mut goals = vec![NodeOutcome::Met; plan.leaves.len()];
    walk(&plan.root, NodeOutcome::Met, &mut goals);
    goals
}

/// Whether outcomes are, leaf by leaf, at least as near to what is wanted as others are.
fn at_least_as_good(these: &[NodeOutcome], others: &[NodeOutcome], wanted: &[NodeOutcome]) -> bool {
    let nearness = |outcome: NodeOutcome, goal: NodeOutcome| match outcome {
        outcome if outcome == goal => 2,
        NodeOutcome::Undetermined | NodeOutcome::NotApplicable => 1,
        NodeOutcome::Met | NodeOutcome::NotMet => 0,
    };
    these
        .iter()
        .zip(others)
        .zip(wanted)
        .all(|((this, other), goal)| nearness(*this, *goal) >= nearness(*other, *goal))
}
