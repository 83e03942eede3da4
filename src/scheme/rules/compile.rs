//! A tier's rule with its parts looked up: the form that is evaluated and searched.
//!
//! Every group of children, whatever it is called, asks for a weight of them to be met: so many
//! children of weight 1, or so many points. That one idea ([`needed`]) settles outcomes here and finds
//! what is missing in `missing.rs`.

use super::answer::Answer;
use super::answer_kind::AnswerKind;
use super::codes::{CriterionCode, PillarCode};
use super::content::{Pillar, SchemeVersion, Tier};
use super::criterion::Criterion;
use super::evaluate::{Circumstances, NodeOutcome};
use super::judge::{Staged, equivalent_stage, has_evidence, listed, stage_for};
use super::measure::{met_if, passes, points};
use super::response::{Response, Stage, Verdict};
use super::text::Text;
use super::tree::{MAX_RULE_DEPTH, Points, Requirement, RuleNode, Test};
use std::collections::HashMap;

/// The most leaves one tier may come to once pillars are spelt out and required tiers included.
const MAX_LEAVES: usize = 50_000;
/// The most points one question may give.
pub(super) const MOST_POINTS: u32 = 200;

/// A tier's whole rule, required tiers included.
pub(super) struct Plan<'a> {
    /// Every criterion of the version, and its slot once the rule has asked about it.
    known: HashMap<&'a CriterionCode, (&'a Pillar, &'a Criterion, Option<usize>)>,
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
    pub(super) pillar: &'a Pillar,
    /// The tier whose rule it is part of.
    pub(super) tier: &'a Tier,
    pub(super) ask: Ask<'a>,
    /// What it weighs in its group: 1, or thousandths of points in a score.
    pub(super) weight: u64,
}

/// What a leaf asks of its criterion.
#[derive(Clone, Copy)]
pub(super) enum Ask<'a> {
    At(Requirement),
    Passes(&'a Test),
    /// So many points, before they are weighted.
    Points(u32),
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
    InEachGroup(u32),
    Score(Option<&'a Pillar>, Points),
    Not,
}

/// How much of the weight that applies a group asks for. Points count in thousandths.
pub(super) fn needed(shape: Shape<'_>, all: u64) -> u64 {
    match shape {
        Shape::Tier(_) | Shape::All | Shape::InEachGroup(_) | Shape::Gate(_) | Shape::Not => all,
        Shape::Any => all.min(1),
        Shape::AtLeast(k) | Shape::Pillar(_, k, _) => all.min(u64::from(k)),
        Shape::Score(_, Points::Absolute(points)) => {
            u64::try_from(points.thousandths()).unwrap_or(0)
        }
        Shape::Score(_, Points::Share(percent)) => {
            let wanted = u128::from(all) * u128::try_from(percent.thousandths()).unwrap_or(0);
            u64::try_from(wanted.div_ceil(100_000)).unwrap_or(u64::MAX)
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

/// A group's outcome from its children's, each with its weight. Children that do not apply are left out.
pub(super) fn settle(
    shape: Shape<'_>,
    children: impl Iterator<Item = (NodeOutcome, u64)>,
) -> NodeOutcome {
    let (mut met, mut open, mut all) = (0u64, 0u64, 0u64);
    for (outcome, weight) in children {
        match as_child(shape, outcome) {
            NodeOutcome::Met => met = met.saturating_add(weight),
            NodeOutcome::NotMet => {}
            NodeOutcome::Undetermined => open = open.saturating_add(weight),
            NodeOutcome::NotApplicable => continue,
        }
        all = all.saturating_add(weight);
    }
    let asks_nothing = matches!(shape, Shape::AtLeast(0) | Shape::Pillar(_, 0, _));
    let outcome = if all == 0 && !asks_nothing {
        NodeOutcome::NotApplicable
    } else if met >= needed(shape, all) {
        NodeOutcome::Met
    } else if met.saturating_add(open) < needed(shape, all) {
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
                .map(|(pillar, criterion)| (&criterion.code, (pillar, criterion, None)))
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
        children.push(self.node(version, tier, &tier.rule, 1));
        Node::Branch(Shape::Tier(tier), children)
    }

    fn node(
        &mut self,
        version: &'a SchemeVersion,
        tier: &'a Tier,
        rule: &'a RuleNode,
        depth: usize,
    ) -> Node<'a> {
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
            RuleNode::Criterion { code, at } => return self.ask(tier, code, Ask::At(*at), 1),
            RuleNode::Predicate { code, test } => {
                return self.ask(tier, code, Ask::Passes(test), 1);
            }
            RuleNode::InEachGroup { k, groups } => {
                let groups = groups
                    .iter()
                    .map(|group| {
                        let children = group
                            .iter()
                            .map(|child| self.node(version, tier, child, depth + 2))
                            .collect();
                        Node::Branch(Shape::AtLeast(*k), children)
                    })
                    .collect();
                return Node::Branch(Shape::InEachGroup(*k), groups);
            }
            RuleNode::Score { pillar, at_least } => {
                return self.score(version, tier, pillar.as_ref(), *at_least);
            }
            RuleNode::Pillar { code, k, at } => {
                let Some(pillar) = version.pillar(code) else {
                    return Node::Broken(format!("there is no pillar {code}"));
                };
                let children = pillar
                    .criteria
                    .iter()
                    .map(|criterion| self.ask(tier, &criterion.code, Ask::At(*at), 1))
                    .collect();
                return Node::Branch(Shape::Pillar(pillar, *k, *at), children);
            }
        };
        let children = rule
            .children()
            .into_iter()
            .map(|child| self.node(version, tier, child, depth + 1))
            .collect();
        Node::Branch(shape, children)
    }

    /// A score: for each criterion a leaf for each further number of points it can have, weighing
    /// what it adds.
    fn score(
        &mut self,
        version: &'a SchemeVersion,
        tier: &'a Tier,
        code: Option<&'a PillarCode>,
        at_least: Points,
    ) -> Node<'a> {
        let pillar = match code.map(|code| (code, version.pillar(code))) {
            Some((code, None)) => return Node::Broken(format!("there is no pillar {code}")),
            Some((_, found)) => found,
            None => None,
        };
        let within = |of: &Pillar| pillar.is_none_or(|only| only.code == of.code);
        let mut children = Vec::new();
        for (_, criterion) in version.criteria().filter(|(of, _)| within(of)) {
            let weight = u64::try_from(criterion.weight.thousandths()).unwrap_or(0);
            let mut before = 0;
            for step in point_steps(&criterion.answer) {
                let adds = weight.saturating_mul(u64::from(step - before));
                children.push(self.ask(tier, &criterion.code, Ask::Points(step), adds));
                before = step;
            }
        }
        Node::Branch(Shape::Score(pillar, at_least), children)
    }

    fn ask(
        &mut self,
        tier: &'a Tier,
        code: &'a CriterionCode,
        ask: Ask<'a>,
        weight: u64,
    ) -> Node<'a> {
        let Some((pillar, criterion, slot)) = self.known.get_mut(code) else {
            return Node::Broken(format!("there is no criterion {code}"));
        };
        let (pillar, criterion) = (*pillar, *criterion);
        let slot = *slot.get_or_insert_with(|| {
            self.criteria.push(criterion);
            self.criteria.len() - 1
        });
        self.leaves.push(Leaf {
            slot,
            criterion,
            pillar,
            tier,
            ask,
            weight,
        });
        Node::Leaf(self.leaves.len() - 1)
    }

    /// What a node weighs in its group.
    pub(super) fn weight(&self, node: &Node<'_>) -> u64 {
        match node {
            Node::Leaf(leaf) => self.leaves.get(*leaf).map_or(1, |leaf| leaf.weight),
            Node::Branch(..) | Node::Broken(_) => 1,
        }
    }

    /// A node's outcome, given the outcome of every leaf.
    pub(super) fn outcome(&self, node: &Node<'_>, leaves: &[NodeOutcome]) -> NodeOutcome {
        match node {
            Node::Leaf(leaf) => leaves
                .get(*leaf)
                .copied()
                .unwrap_or(NodeOutcome::Undetermined),
            Node::Branch(shape, children) => settle(
                *shape,
                children
                    .iter()
                    .map(|child| (self.outcome(child, leaves), self.weight(child))),
            ),
            Node::Broken(_) => NodeOutcome::Undetermined,
        }
    }
}

/// The numbers of points an answer can have, other than none, lowest first.
fn point_steps(kind: &AnswerKind) -> Vec<u32> {
    let mut steps: Vec<u32> = match kind {
        AnswerKind::Maturity { levels } => levels.iter().map(|level| level.points).collect(),
        AnswerKind::MultiChoice { .. } => (1..=kind.most_points().min(MOST_POINTS)).collect(),
        _ => vec![1],
    };
    steps.retain(|step| *step > 0);
    steps.sort_unstable();
    steps.dedup();
    steps
}

/// Whether a response gives a leaf what it asks.
pub(super) fn judge_leaf(
    version: &SchemeVersion,
    leaf: &Leaf<'_>,
    response: Option<&Response>,
    circumstances: &Circumstances,
) -> NodeOutcome {
    if !circumstances.has_chosen(&leaf.pillar.code) {
        // Not asked. Where the tier lets employers choose, it counts for nothing; elsewhere it is
        // still open.
        return match leaf.tier.choose_pillars {
            Some(_) => NodeOutcome::NotMet,
            None => NodeOutcome::Undetermined,
        };
    }
    let tier = Some(&leaf.tier.code);
    let staged = stage_for(version, leaf.criterion, response, circumstances, tier);
    match leaf.ask {
        Ask::At(requirement) => at_stage(staged, requirement.stage()),
        Ask::Points(wanted) => {
            let needed = leaf
                .criterion
                .evidence_for(circumstances, tier)
                .required_items();
            match points_of(leaf.criterion, response, needed) {
                Some(points) if !matches!(staged, Staged::NotApplicable) => met_if(
                    points >= wanted
                        || equivalent_stage(leaf.criterion, circumstances) >= Some(Stage::Doing),
                ),
                _ => at_stage(staged, Stage::Doing),
            }
        }
        Ask::Passes(test) => match (
            staged,
            response.and_then(|response| response.answer.as_ref().map(|a| (response, a))),
        ) {
            (Staged::NotApplicable, _) => NodeOutcome::NotApplicable,
            (_, answered) => {
                if let (Test::Held { tiers }, AnswerKind::HeldAccreditation { accepts, .. }) =
                    (test, &leaf.criterion.answer)
                    && let Some(valid) = listed(accepts, tiers, circumstances)
                {
                    return met_if(valid);
                }
                match answered {
                    None => NodeOutcome::Undetermined,
                    Some((response, answer)) => {
                        if response.verdict == Verdict::NotConfirmed
                            || matches!(answer, Answer::NotYet { .. })
                        {
                            NodeOutcome::NotMet
                        } else {
                            passes(version, leaf.criterion, test, response, circumstances)
                        }
                    }
                }
            }
        },
    }
}

fn at_stage(staged: Staged, wanted: Stage) -> NodeOutcome {
    match staged {
        Staged::NotApplicable => NodeOutcome::NotApplicable,
        Staged::At(Stage::None) if wanted > Stage::None => NodeOutcome::Undetermined,
        Staged::At(stage) if stage >= wanted => NodeOutcome::Met,
        Staged::At(_) => NodeOutcome::NotMet,
        Staged::Undetermined if wanted <= Stage::Aware => NodeOutcome::Met,
        Staged::Undetermined => NodeOutcome::Undetermined,
    }
}

/// The points an answer has, where it has them; none without the evidence that is asked for, or
/// when an assessor did not confirm it.
fn points_of(criterion: &Criterion, response: Option<&Response>, needed: u32) -> Option<u32> {
    let response = response?;
    let points = points(&criterion.answer, response.answer.as_ref()?)?;
    let counts = response.verdict != Verdict::NotConfirmed && has_evidence(needed, response);
    Some(if counts { points } else { 0 })
}
