//! How much must change at the least, and which criteria cannot all stay as they are.

use super::Finder;
use crate::scheme::rules::compile::{Node, Plan, Shape, as_child, needed};
use crate::scheme::rules::evaluate::NodeOutcome;
use std::collections::BTreeSet;

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

/// What a group still asks for: how many more children, and which could give it.
pub(super) struct Shortfall<T> {
    pub(super) more: usize,
    pub(super) able: Vec<T>,
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
        let outcomes: Vec<NodeOutcome> = children
            .iter()
            .map(|child| as_child(shape, Plan::outcome(child, &self.leaves)))
            .collect();
        let n = outcomes
            .iter()
            .filter(|outcome| **outcome != NodeOutcome::NotApplicable)
            .count();
        let wanted = match goal {
            NodeOutcome::Met => needed(shape, n),
            NodeOutcome::NotMet | NodeOutcome::Undetermined | NodeOutcome::NotApplicable => {
                n + 1 - needed(shape, n)
            }
        };
        let have = outcomes.iter().filter(|outcome| **outcome == goal).count();
        if n == 0 {
            return None;
        }
        let more = wanted.saturating_sub(have);
        let able: Vec<T> = if more == 0 {
            Vec::new()
        } else {
            children
                .iter()
                .zip(&outcomes)
                .enumerate()
                .filter(|(_, (_, outcome))| {
                    **outcome != goal && **outcome != NodeOutcome::NotApplicable
                })
                .filter_map(|(place, (child, _))| able(place, child))
                .collect()
        };
        (able.len() >= more).then_some(Shortfall { more, able })
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
                if Plan::outcome(node, &self.leaves) == goal {
                    return Some(0);
                }
                let inner = inner_goal(*shape, goal);
                let shortfall = self.shortfall(*shape, children, inner, |place, child| {
                    let reach = reach.children.get(place)?;
                    self.bound(child, reach, inner, free)
                        .map(|bound| (bound, reach))
                })?;
                let Shortfall {
                    more,
                    able: mut costs,
                } = shortfall;
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
                let shortfall = self.shortfall(*shape, children, inner, |_, child| {
                    self.must_hit(child, inner)
                })?;
                let Shortfall {
                    more,
                    able: mut hits,
                } = shortfall;
                hits.sort_by_key(BTreeSet::len);
                let enough = (hits.len() + 1).saturating_sub(more);
                Some(hits.into_iter().take(enough).flatten().collect())
            }
        }
    }
}
