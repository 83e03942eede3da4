//! How much must change at the least, and which criteria cannot all stay as they are.

use super::Finder;
use crate::scheme::rules::compile::{Node, Plan, Shape, as_child, needed};
use crate::scheme::rules::evaluate::NodeOutcome;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Which criteria lie under a node, and whether any lies under two of its children.
pub(super) struct Reach {
    pub(super) slots: BTreeSet<usize>,
    pub(super) disjoint: bool,
    pub(super) children: Vec<Reach>,
}

impl Reach {
    pub(super) fn of(node: &Node<'_>, plan: &Plan<'_>) -> Self {
        let mut reach = Self {
            slots: BTreeSet::new(),
            disjoint: true,
            children: Vec::new(),
        };
        match node {
            Node::Leaf(leaf) => reach
                .slots
                .extend(plan.leaves.get(*leaf).map(|leaf| leaf.slot)),
            Node::Branch(_, children) => {
                reach.children = children.iter().map(|child| Self::of(child, plan)).collect();
                for child in &reach.children {
                    let before = reach.slots.len();
                    reach.slots.extend(&child.slots);
                    reach.disjoint &= reach.slots.len() == before + child.slots.len();
                }
            }
            Node::Broken(_) => {}
        }
        reach
    }
}

/// What a group still asks for: how much more weight, and which children could give it.
pub(super) struct Shortfall<T> {
    pub(super) more: u64,
    pub(super) able: Vec<Able<T>>,
}

/// A child that could still come to what is asked.
pub(super) struct Able<T> {
    /// What it would give.
    pub(super) weight: u64,
    /// What is known of it.
    pub(super) is: T,
}

/// What the children of a group must come to for the group to come to a goal.
pub(super) fn inner_goal(shape: Shape<'_>, goal: NodeOutcome) -> NodeOutcome {
    if matches!(shape, Shape::Not) {
        goal.negated()
    } else {
        goal
    }
}

impl Finder<'_, '_> {
    /// What a group still asks for, given what each child that could still change would give.
    /// `None` when it cannot be had.
    pub(super) fn shortfall<T>(
        &self,
        shape: Shape<'_>,
        children: &[Node<'_>],
        goal: NodeOutcome,
        mut able: impl FnMut(usize, &Node<'_>) -> Option<T>,
    ) -> Option<Shortfall<T>> {
        let outcomes: Vec<(NodeOutcome, u64)> = children
            .iter()
            .map(|child| {
                let outcome = self.plan.outcome(child, &self.leaves);
                (as_child(shape, outcome), self.plan.weight(child))
            })
            .collect();
        let weigh = |counts: &dyn Fn(NodeOutcome) -> bool| -> u64 {
            outcomes
                .iter()
                .filter(|(outcome, _)| counts(*outcome))
                .fold(0, |sum, (_, weight)| sum.saturating_add(*weight))
        };
        let all = weigh(&|outcome| outcome != NodeOutcome::NotApplicable);
        if all == 0 {
            return None;
        }
        let wanted = match goal {
            NodeOutcome::Met => needed(shape, all),
            NodeOutcome::NotMet | NodeOutcome::Undetermined | NodeOutcome::NotApplicable => {
                (all + 1).saturating_sub(needed(shape, all))
            }
        };
        let more = wanted.saturating_sub(weigh(&|outcome| outcome == goal));
        let able: Vec<Able<T>> = if more == 0 {
            Vec::new()
        } else {
            children
                .iter()
                .zip(&outcomes)
                .enumerate()
                .filter(|(_, (_, (outcome, _)))| {
                    *outcome != goal && *outcome != NodeOutcome::NotApplicable
                })
                .filter_map(|(place, (child, (_, weight)))| {
                    let is = able(place, child)?;
                    Some(Able {
                        weight: *weight,
                        is,
                    })
                })
                .collect()
        };
        let can_give = able
            .iter()
            .fold(0u64, |sum, able| sum.saturating_add(able.weight));
        (can_give >= more).then_some(Shortfall { more, able })
    }

    /// What each criterion could add to a score, largest first.
    pub(super) fn gains(&self, able: &[Able<usize>], children: &[Node<'_>]) -> Vec<(usize, u64)> {
        let mut by_slot: BTreeMap<usize, u64> = BTreeMap::new();
        for able in able {
            if let Some(Node::Leaf(leaf)) = children.get(able.is)
                && let Some(leaf) = self.plan.leaves.get(*leaf)
            {
                let gain = by_slot.entry(leaf.slot).or_default();
                *gain = gain.saturating_add(able.weight);
            }
        }
        let mut gains: Vec<(usize, u64)> = by_slot.into_iter().collect();
        gains.sort_by_key(|(slot, gain)| (Reverse(*gain), *slot));
        gains
    }

    /// The leaves of a score that could still come to a goal.
    pub(super) fn score_shortfall(
        &self,
        shape: Shape<'_>,
        children: &[Node<'_>],
        goal: NodeOutcome,
    ) -> Option<Shortfall<usize>> {
        self.shortfall(shape, children, goal, |place, child| match child {
            Node::Leaf(index) => {
                let slot = self.plan.leaves.get(*index)?.slot;
                (!self.is_decided(slot) && self.can_reach(slot, *index, goal)).then_some(place)
            }
            Node::Branch(..) | Node::Broken(_) => None,
        })
    }

    /// The fewest criteria that could give a score what it lacks.
    fn score_bound(
        &self,
        shape: Shape<'_>,
        children: &[Node<'_>],
        goal: NodeOutcome,
        free: &BTreeSet<usize>,
    ) -> Option<usize> {
        let shortfall = self.score_shortfall(shape, children, goal)?;
        let gains = self.gains(&shortfall.able, children);
        let (given, paid): (Vec<_>, Vec<_>) =
            gains.into_iter().partition(|(slot, _)| free.contains(slot));
        let mut left = given
            .iter()
            .fold(shortfall.more, |left, (_, gain)| left.saturating_sub(*gain));
        let mut count = 0;
        for (_, gain) in paid {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(gain);
            count += 1;
        }
        (left == 0).then_some(count)
    }

    /// A number of criteria without which the node cannot come to the goal; `None` when nothing
    /// would do. Criteria in `free` are changed anyway and count nothing.
    pub(super) fn bound(
        &self,
        node: &Node<'_>,
        reach: &Reach,
        goal: NodeOutcome,
        free: &BTreeSet<usize>,
    ) -> Option<usize> {
        match node {
            Node::Broken(_) => None,
            Node::Leaf(index) => {
                let slot = self.plan.leaves.get(*index)?.slot;
                if self.leaf(*index) == goal {
                    Some(0)
                } else if self.is_decided(slot) || !self.can_reach(slot, *index, goal) {
                    None
                } else {
                    Some(usize::from(!free.contains(&slot)))
                }
            }
            Node::Branch(shape, children) => {
                if self.plan.outcome(node, &self.leaves) == goal {
                    return Some(0);
                }
                let inner = inner_goal(*shape, goal);
                if let Shape::Score(..) = shape {
                    return self.score_bound(*shape, children, inner, free);
                }
                let shortfall = self.shortfall(*shape, children, inner, |place, child| {
                    let reach = reach.children.get(place)?;
                    self.bound(child, reach, inner, free)
                        .map(|bound| (bound, reach))
                })?;
                let more = usize::try_from(shortfall.more).unwrap_or(usize::MAX);
                let mut costs: Vec<(usize, &Reach)> =
                    shortfall.able.into_iter().map(|able| able.is).collect();
                costs.sort_by_key(|(cost, _)| *cost);
                if reach.disjoint {
                    return Some(costs.iter().take(more).map(|(cost, _)| cost).sum());
                }
                if more < costs.len() {
                    // The dearest of the cheapest is a bound, whatever they share.
                    return Some(
                        costs
                            .iter()
                            .take(more)
                            .map(|(cost, _)| *cost)
                            .max()
                            .unwrap_or(0),
                    );
                }
                // All of them: add up those that share nothing, dearest first.
                let mut counted: BTreeSet<usize> = BTreeSet::new();
                let mut total = 0;
                for (cost, reach) in costs.iter().rev() {
                    if counted.is_disjoint(&reach.slots) {
                        counted.extend(&reach.slots);
                        total += cost;
                    }
                }
                Some(total)
            }
        }
    }

    /// Criteria of which any solution must change at least one.
    pub(super) fn must_hit(&self, node: &Node<'_>, goal: NodeOutcome) -> Option<BTreeSet<usize>> {
        match node {
            Node::Broken(_) => None,
            Node::Leaf(index) => {
                let slot = self.plan.leaves.get(*index)?.slot;
                let able = !self.is_decided(slot) && self.can_reach(slot, *index, goal);
                able.then(|| BTreeSet::from([slot]))
            }
            Node::Branch(shape, children) => {
                let inner = inner_goal(*shape, goal);
                if let Shape::Score(..) = shape {
                    let shortfall = self.score_shortfall(*shape, children, inner)?;
                    let mut left = shortfall.more;
                    let mut hits = self.gains(&shortfall.able, children);
                    // Those that together cannot give it may all stay; one of the others may not.
                    while let Some((_, gain)) = hits.last().filter(|(_, gain)| *gain < left) {
                        left -= gain;
                        hits.pop();
                    }
                    return Some(hits.into_iter().map(|(slot, _)| slot).collect());
                }
                let shortfall = self.shortfall(*shape, children, inner, |_, child| {
                    self.must_hit(child, inner)
                })?;
                let more = usize::try_from(shortfall.more).unwrap_or(usize::MAX);
                let mut hits: Vec<BTreeSet<usize>> =
                    shortfall.able.into_iter().map(|able| able.is).collect();
                hits.sort_by_key(BTreeSet::len);
                let enough = (hits.len() + 1).saturating_sub(more);
                Some(hits.into_iter().take(enough).flatten().collect())
            }
        }
    }
}
