//! A first answer: the cheapest way through every group, taken without looking back.

use super::bounds::{Reach, inner_goal};
use super::{Finder, Wanted};
use crate::scheme::rules::compile::{Node, Shape};
use crate::scheme::rules::evaluate::NodeOutcome;
use std::collections::BTreeSet;

impl Finder<'_, '_> {
    /// The cheapest children of every group, taken without looking back; then whatever proves
    /// unneeded is put back.
    pub(super) fn greedy(&mut self) -> Option<(usize, Vec<NodeOutcome>)> {
        let mut demands = Vec::new();
        let mut slots = BTreeSet::new();
        self.demand(
            &self.plan.root,
            &self.reach,
            NodeOutcome::Met,
            &mut demands,
            &mut slots,
        )?;
        let chosen: Vec<(usize, Vec<NodeOutcome>)> = slots
            .into_iter()
            .map(|slot| Some((slot, self.alternative_for(slot, &demands)?)))
            .collect::<Option<_>>()?;
        let mut changed = Vec::new();
        for (slot, outcomes) in chosen {
            self.apply(slot, &outcomes);
            changed.push(slot);
        }
        let mut kept = changed.len();
        let root_is_met = |finder: &Self| {
            finder.plan.outcome(&finder.plan.root, &finder.leaves) == NodeOutcome::Met
        };
        let reached = root_is_met(self);
        if reached {
            for slot in changed.into_iter().rev() {
                let with = self.leaves.clone();
                self.restore(slot);
                if root_is_met(self) {
                    kept -= 1;
                } else {
                    self.leaves = with;
                }
            }
        }
        let leaves = std::mem::replace(&mut self.leaves, self.now.clone());
        reached.then_some((kept, leaves))
    }

    fn demand(
        &self,
        node: &Node<'_>,
        reach: &Reach,
        goal: NodeOutcome,
        demands: &mut Vec<Wanted>,
        slots: &mut BTreeSet<usize>,
    ) -> Option<()> {
        match node {
            Node::Broken(_) => None,
            Node::Leaf(index) => {
                if self.leaf(*index) != goal {
                    slots.insert(self.plan.leaves.get(*index)?.slot);
                    demands.push(Wanted { leaf: *index, goal });
                }
                Some(())
            }
            Node::Branch(shape, children) => {
                if self.plan.outcome(node, &self.leaves) == goal {
                    return Some(());
                }
                let inner = inner_goal(*shape, goal);
                if let Shape::Score(..) = shape {
                    return self.demand_points(*shape, children, inner, demands, slots);
                }
                let shortfall = self.shortfall(*shape, children, inner, |place, child| {
                    let reach = reach.children.get(place)?;
                    self.bound(child, reach, inner, &BTreeSet::new())
                        .map(|cost| (cost, place))
                })?;
                let more = usize::try_from(shortfall.more).unwrap_or(usize::MAX);
                let mut open: Vec<(usize, usize)> =
                    shortfall.able.into_iter().map(|able| able.is).collect();
                let every = more == open.len();
                // Where all are needed, the dearest first, so that the others can lean on them.
                open.sort_by_key(|(cost, place)| {
                    (every.then_some(std::cmp::Reverse(*cost)), *place)
                });
                for _ in 0..more {
                    let position = if every {
                        0
                    } else {
                        let cost_of = |place: usize| {
                            let (child, reach) =
                                children.get(place).zip(reach.children.get(place))?;
                            self.bound(child, reach, inner, slots)
                        };
                        open.iter()
                            .enumerate()
                            .min_by_key(|(_, (_, place))| cost_of(*place).unwrap_or(usize::MAX))?
                            .0
                    };
                    let (_, place) = open.remove(position);
                    let (child, reach) = children.get(place).zip(reach.children.get(place))?;
                    self.demand(child, reach, inner, demands, slots)?;
                }
                Some(())
            }
        }
    }

    /// The points a score lacks: from criteria that change anyway first, then from those that add most.
    fn demand_points(
        &self,
        shape: Shape<'_>,
        children: &[Node<'_>],
        goal: NodeOutcome,
        demands: &mut Vec<Wanted>,
        slots: &mut BTreeSet<usize>,
    ) -> Option<()> {
        let shortfall = self.score_shortfall(shape, children, goal)?;
        let mut gains = self.gains(&shortfall.able, children);
        gains.sort_by_key(|(slot, _)| !slots.contains(slot));
        let mut left = shortfall.more;
        for (slot, gain) in gains {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(gain);
            slots.insert(slot);
            for able in &shortfall.able {
                if let Some(Node::Leaf(index)) = children.get(able.is)
                    && self.plan.leaves.get(*index)?.slot == slot
                {
                    demands.push(Wanted { leaf: *index, goal });
                }
            }
        }
        (left == 0).then_some(())
    }

    /// An alternative that gives a criterion's leaves everything demanded of them.
    fn alternative_for(&self, slot: usize, demands: &[Wanted]) -> Option<Vec<NodeOutcome>> {
        let leaves = self.leaves_of.get(slot)?;
        self.alternatives
            .get(slot)?
            .iter()
            .find(|outcomes| {
                leaves.iter().zip(outcomes.iter()).all(|(leaf, outcome)| {
                    demands
                        .iter()
                        .all(|demand| demand.leaf != *leaf || demand.goal == *outcome)
                })
            })
            .cloned()
    }
}
