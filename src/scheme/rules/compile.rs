//! A tier's rule with its parts looked up: the form that is evaluated and searched.
//!
//! Every group of children, whatever it is called, asks for a number of them to be met. That one
//! idea ([`needed`]) settles outcomes here and finds what is missing in `missing.rs`.

use super::codes::CriterionCode;
use super::content::{Pillar, SchemeVersion, Tier};
use super::criterion::Criterion;
use super::evaluate::{Circumstances, NodeOutcome};
use super::judge::{Staged, passes, stage_of};
use super::response::{Response, Stage};
use super::text::Text;
use super::tree::{MAX_RULE_DEPTH, Requirement, RuleNode, Test};
use std::collections::HashMap;

/// The most leaves one tier may come to once pillars are spelt out and required tiers included.
const MAX_LEAVES: usize = 50_000;

/// A tier's whole rule, required tiers included.
pub(super) struct Plan<'a> {
    /// Every criterion of the version, and its slot once the rule has asked about it.
    known: HashMap<&'a CriterionCode, (&'a Criterion, Option<usize>)>,
    pub(super) leaves: Vec<Leaf<'a>>,
    /// The criteria the rule asks about, each once, in the order first asked.
    pub(super) criteria: Vec<&'a Criterion>,
    pub(super) root: Node<'a>,
}

/// One condition on one criterion.
pub(super) struct Leaf<'a> {
    /// Its place in [`Plan::criteria`].
    pub(super) slot: usize,
    pub(super) criterion: &'a Criterion,
    pub(super) ask: Ask<'a>,
}

/// What a leaf asks of its criterion.
#[derive(Clone, Copy)]
pub(super) enum Ask<'a> {
    At(Requirement),
    Passes(&'a Test),
}

pub(super) enum Node<'a> {
    Leaf(usize),
    Branch(Shape<'a>, Vec<Node<'a>>),
    /// A rule that names something the version does not have; a checked version has none.
    Broken(String),
}

#[derive(Clone, Copy)]
pub(super) enum Shape<'a> {
    Tier(&'a Tier),
    All,
    Any,
    AtLeast(u32),
    Gate(&'a Text),
    Pillar(&'a Pillar, u32, Requirement),
    Not,
}

/// How many of `n` children a group asks for.
pub(super) fn needed(shape: Shape<'_>, n: usize) -> usize {
    match shape {
        Shape::Tier(_) | Shape::All | Shape::Gate(_) | Shape::Not => n,
        Shape::Any => n.min(1),
        Shape::AtLeast(k) | Shape::Pillar(_, k, _) => {
            n.min(usize::try_from(k).unwrap_or(usize::MAX))
        }
    }
}

/// A child's outcome as its group sees it. A tier under whose rule nothing applies is not reached.
pub(super) fn as_child(shape: Shape<'_>, outcome: NodeOutcome) -> NodeOutcome {
    match (shape, outcome) {
        (Shape::Tier(_), NodeOutcome::NotApplicable) => NodeOutcome::Undetermined,
        (_, outcome) => outcome,
    }
}

/// A group's outcome from its children's. Children that do not apply are left out.
pub(super) fn settle(shape: Shape<'_>, children: impl Iterator<Item = NodeOutcome>) -> NodeOutcome {
    let (mut met, mut open, mut n) = (0, 0, 0);
    for outcome in children {
        match as_child(shape, outcome) {
            NodeOutcome::Met => met += 1,
            NodeOutcome::NotMet => {}
            NodeOutcome::Undetermined => open += 1,
            NodeOutcome::NotApplicable => continue,
        }
        n += 1;
    }
    let asks_nothing = matches!(shape, Shape::AtLeast(0) | Shape::Pillar(_, 0, _));
    let outcome = if n == 0 && !asks_nothing {
        NodeOutcome::NotApplicable
    } else if met >= needed(shape, n) {
        NodeOutcome::Met
    } else if met + open < needed(shape, n) {
        NodeOutcome::NotMet
    } else {
        NodeOutcome::Undetermined
    };
    if matches!(shape, Shape::Not) {
        outcome.negated()
    } else {
        outcome
    }
}

impl<'a> Plan<'a> {
    pub(super) fn compile(version: &'a SchemeVersion, tier: &'a Tier) -> Self {
        let mut plan = Self {
            known: version
                .criteria()
                .map(|(_, criterion)| (&criterion.code, (criterion, None)))
                .collect(),
            leaves: Vec::new(),
            criteria: Vec::new(),
            root: Node::Broken(String::new()),
        };
        let mut chain = vec![tier];
        plan.root = plan.tier(version, tier, &mut chain);
        plan
    }

    fn tier(
        &mut self,
        version: &'a SchemeVersion,
        tier: &'a Tier,
        chain: &mut Vec<&'a Tier>,
    ) -> Node<'a> {
        let mut children = Vec::new();
        if let Some(code) = &tier.requires {
            children.push(match version.tier(code) {
                None => Node::Broken(format!("there is no tier {code}")),
                Some(required) if chain.iter().any(|seen| seen.code == required.code) => {
                    Node::Broken(format!("tier {code} requires itself"))
                }
                Some(required) => {
                    chain.push(required);
                    self.tier(version, required, chain)
                }
            });
        }
        children.push(self.node(version, &tier.rule, 1));
        Node::Branch(Shape::Tier(tier), children)
    }

    fn node(&mut self, version: &'a SchemeVersion, rule: &'a RuleNode, depth: usize) -> Node<'a> {
        if depth > MAX_RULE_DEPTH {
            return Node::Broken(format!("the rule nests more than {MAX_RULE_DEPTH} deep"));
        }
        if self.leaves.len() > MAX_LEAVES {
            return Node::Broken(format!("the rule has more than {MAX_LEAVES} conditions"));
        }
        let shape = match rule {
            RuleNode::All(_) => Shape::All,
            RuleNode::Any(_) => Shape::Any,
            RuleNode::AtLeast { k, .. } => Shape::AtLeast(*k),
            RuleNode::Not(_) => Shape::Not,
            RuleNode::Gate { message, .. } => Shape::Gate(message),
            RuleNode::Criterion { code, at } => return self.ask(code, Ask::At(*at)),
            RuleNode::Predicate { code, test } => return self.ask(code, Ask::Passes(test)),
            RuleNode::Pillar { code, k, at } => {
                let Some(pillar) = version.pillar(code) else {
                    return Node::Broken(format!("there is no pillar {code}"));
                };
                let children = pillar
                    .criteria
                    .iter()
                    .map(|criterion| self.ask(&criterion.code, Ask::At(*at)))
                    .collect();
                return Node::Branch(Shape::Pillar(pillar, *k, *at), children);
            }
        };
        let children = rule
            .children()
            .iter()
            .map(|child| self.node(version, child, depth + 1))
            .collect();
        Node::Branch(shape, children)
    }

    fn ask(&mut self, code: &'a CriterionCode, ask: Ask<'a>) -> Node<'a> {
        let Some((criterion, slot)) = self.known.get_mut(code) else {
            return Node::Broken(format!("there is no criterion {code}"));
        };
        let criterion = *criterion;
        let slot = *slot.get_or_insert_with(|| {
            self.criteria.push(criterion);
            self.criteria.len() - 1
        });
        self.leaves.push(Leaf {
            slot,
            criterion,
            ask,
        });
        Node::Leaf(self.leaves.len() - 1)
    }

    /// A node's outcome, given the outcome of every leaf.
    pub(super) fn outcome(node: &Node<'_>, leaves: &[NodeOutcome]) -> NodeOutcome {
        match node {
            Node::Leaf(leaf) => leaves
                .get(*leaf)
                .copied()
                .unwrap_or(NodeOutcome::Undetermined),
            Node::Branch(shape, children) => settle(
                *shape,
                children.iter().map(|child| Self::outcome(child, leaves)),
            ),
            Node::Broken(_) => NodeOutcome::Undetermined,
        }
    }
}

/// Whether a response gives a leaf what it asks.
pub(super) fn judge_leaf(
    version: &SchemeVersion,
    leaf: &Leaf<'_>,
    response: Option<&Response>,
    circumstances: &Circumstances,
) -> NodeOutcome {
    let staged = stage_of(version, leaf.criterion, response, circumstances);
    match leaf.ask {
        Ask::At(requirement) => match staged {
            Staged::NotApplicable => NodeOutcome::NotApplicable,
            Staged::At(Stage::None) if requirement.stage() > Stage::None => {
                NodeOutcome::Undetermined
            }
            Staged::At(stage) if stage >= requirement.stage() => NodeOutcome::Met,
            Staged::At(_) => NodeOutcome::NotMet,
            Staged::Undetermined if requirement.stage() <= Stage::Aware => NodeOutcome::Met,
            Staged::Undetermined => NodeOutcome::Undetermined,
        },
        Ask::Passes(test) => match (
            staged,
            response.and_then(|response| response.answer.as_ref().map(|a| (response, a))),
        ) {
            (Staged::NotApplicable, _) => NodeOutcome::NotApplicable,
            (_, None) => NodeOutcome::Undetermined,
            (_, Some((response, answer))) => {
                use super::answer::Answer;
                use super::response::Verdict;
                if response.verdict == Verdict::NotConfirmed
                    || matches!(answer, Answer::NotYet { .. })
                {
                    NodeOutcome::NotMet
                } else {
                    passes(version, leaf.criterion, test, answer, circumstances)
                }
            }
        },
    }
}
