//! Evaluation: which tiers a set of answers reaches, why, and what is missing.

use super::codes::{CriterionCode, Place, TierCode};
use super::compile::{Node, Plan, judge_leaf, settle};
use super::content::{SchemeVersion, Tier};
use super::explain::{describe_leaf, describe_shape, missing_reason};
use super::missing::smallest_change;
use super::response::Answers;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where and when an evaluation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Circumstances {
    /// The day whose reference values and promises count.
    pub on: NaiveDate,
    /// The place whose reference values count.
    pub place: Place,
}

impl Circumstances {
    /// On a day, anywhere in the country.
    pub fn on(day: NaiveDate) -> Self {
        Self {
            on: day,
            place: Place::uk(),
        }
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }
}

/// Whether a tier is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Reached.
    Met,
    /// Not reached, whatever is still unanswered.
    NotMet,
    /// It depends on what is still unanswered or cannot be placed.
    Undetermined,
}

/// The outcome of one node of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeOutcome {
    /// Met.
    Met,
    /// Not met.
    NotMet,
    /// Not known yet.
    Undetermined,
    /// Left out: nothing under it applies.
    NotApplicable,
}

impl NodeOutcome {
    pub(super) fn negated(self) -> Self {
        match self {
            Self::Met => Self::NotMet,
            Self::NotMet => Self::Met,
            Self::Undetermined => Self::Undetermined,
            Self::NotApplicable => Self::NotApplicable,
        }
    }
}

impl From<NodeOutcome> for Outcome {
    fn from(outcome: NodeOutcome) -> Self {
        match outcome {
            NodeOutcome::Met => Self::Met,
            NodeOutcome::NotMet => Self::NotMet,
            NodeOutcome::Undetermined | NodeOutcome::NotApplicable => Self::Undetermined,
        }
    }
}

/// Every tier of a version against one set of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evaluation {
    /// Where and when.
    pub circumstances: Circumstances,
    /// The highest tier reached.
    pub reached: Option<TierCode>,
    /// Every tier, lowest rank first.
    pub tiers: Vec<TierOutcome>,
}

impl Evaluation {
    /// What was found for a tier.
    pub fn tier(&self, code: &TierCode) -> Option<&TierOutcome> {
        self.tiers.iter().find(|outcome| outcome.tier == *code)
    }

    /// The lowest tier above the one reached: what to aim for next.
    pub fn next(&self) -> Option<&TierOutcome> {
        let above = match &self.reached {
            None => 0,
            Some(reached) => {
                self.tiers
                    .iter()
                    .position(|outcome| outcome.tier == *reached)?
                    + 1
            }
        };
        self.tiers.get(above)
    }
}

/// One tier against one set of answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TierOutcome {
    /// Which tier.
    pub tier: TierCode,
    /// What it is called.
    pub name: String,
    /// Whether it is reached.
    pub outcome: Outcome,
    /// The smallest set of criteria whose change would reach it, in the order asked; empty when it is reached.
    pub missing: Vec<Missing>,
    /// What is known about that set.
    pub search: SearchResult,
    /// Why, node by node.
    pub trace: TraceNode,
}

/// What is known about a missing set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchResult {
    /// No smaller set would do.
    Smallest,
    /// The set would do, but the search for a smaller one was stopped.
    Enough,
    /// The search was stopped before any set was found.
    Stopped,
    /// No change of answers would do.
    Unreachable,
}

/// One criterion that would have to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Which.
    pub criterion: CriterionCode,
    /// Its short title.
    pub title: String,
    /// What is wrong now and what is needed.
    pub reason: String,
}

/// One node of an explained rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TraceNode {
    /// What it asks.
    pub asks: String,
    /// What was found, for a criterion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The criterion it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criterion: Option<CriterionCode>,
    /// What came of it.
    pub outcome: NodeOutcome,
    /// What it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<TraceNode>,
}

/// Evaluates every tier of a version. The same input always gives the same result.
pub fn evaluate(
    version: &SchemeVersion,
    answers: &Answers,
    circumstances: &Circumstances,
) -> Evaluation {
    let mut ladder: Vec<&Tier> = version.tiers.iter().collect();
    ladder.sort_by_key(|tier| tier.rank);
    let tiers: Vec<TierOutcome> = ladder
        .iter()
        .map(|tier| evaluate_tier(version, tier, answers, circumstances))
        .collect();
    let reached = tiers
        .iter()
        .rev()
        .find(|tier| tier.outcome == Outcome::Met)
        .map(|tier| tier.tier.clone());
    Evaluation {
        circumstances: circumstances.clone(),
        reached,
        tiers,
    }
}

fn evaluate_tier(
    version: &SchemeVersion,
    tier: &Tier,
    answers: &Answers,
    circumstances: &Circumstances,
) -> TierOutcome {
    let plan = Plan::compile(version, tier);
    let leaves: Vec<NodeOutcome> = plan
        .leaves
        .iter()
        .map(|leaf| {
            judge_leaf(
                version,
                leaf,
                answers.get(&leaf.criterion.code),
                circumstances,
            )
        })
        .collect();
    let root = Plan::outcome(&plan.root, &leaves);
    let change = smallest_change(version, &plan, answers, &leaves, circumstances);
    let missing = change
        .asked
        .iter()
        .filter_map(|(slot, wanted)| {
            let criterion = plan.criteria.get(*slot)?;
            Some(Missing {
                criterion: criterion.code.clone(),
                title: criterion.title.to_string(),
                reason: missing_reason(
                    version,
                    &plan,
                    wanted,
                    answers.get(&criterion.code),
                    circumstances,
                ),
            })
        })
        .collect();
    TierOutcome {
        tier: tier.code.clone(),
        name: tier.name.to_string(),
        outcome: root.into(),
        missing,
        search: change.search,
        trace: trace(version, &plan, &plan.root, answers, &leaves, circumstances),
    }
}

fn trace(
    version: &SchemeVersion,
    plan: &Plan<'_>,
    node: &Node<'_>,
    answers: &Answers,
    leaves: &[NodeOutcome],
    circumstances: &Circumstances,
) -> TraceNode {
    match node {
        Node::Leaf(index) => {
            let Some((leaf, outcome)) = plan.leaves.get(*index).zip(leaves.get(*index)) else {
                return broken("a condition that does not exist");
            };
            let (asks, found) = describe_leaf(
                version,
                leaf,
                answers.get(&leaf.criterion.code),
                circumstances,
            );
            TraceNode {
                asks,
                found: Some(found),
                criterion: Some(leaf.criterion.code.clone()),
                outcome: *outcome,
                children: Vec::new(),
            }
        }
        Node::Branch(shape, children) => {
            let children: Vec<TraceNode> = children
                .iter()
                .map(|child| trace(version, plan, child, answers, leaves, circumstances))
                .collect();
            TraceNode {
                asks: describe_shape(*shape),
                found: None,
                criterion: None,
                outcome: settle(*shape, children.iter().map(|child| child.outcome)),
                children,
            }
        }
        Node::Broken(what) => broken(what),
    }
}

fn broken(what: &str) -> TraceNode {
    TraceNode {
        asks: format!("cannot be evaluated: {what}"),
        found: None,
        criterion: None,
        outcome: NodeOutcome::Undetermined,
        children: Vec::new(),
    }
}
