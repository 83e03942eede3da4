//! Evaluation: which tiers a set of answers reaches, why, and what is missing.

use super::answer::Answer;
pub(super) use super::circumstances::Circumstances;
use super::codes::{AccreditationCode, CriterionCode, TierCode};
use super::compile::{Node, Plan, judge_leaf, settle};
use super::content::{SchemeVersion, Tier, Unavailable};
use super::explain::{describe_leaf, describe_score, describe_shape};
use super::missing::smallest_change;
use super::reason::missing_reason;
use super::response::{Answers, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
    /// Accreditations of others that were relied on and are no longer valid: a reason to look again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lapsed: Vec<AccreditationCode>,
    /// Criteria whose promised day has passed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overdue: Vec<CriterionCode>,
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
    /// Why it cannot be awarded on the day, whatever is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unavailable: Option<Unavailable>,
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
        .find(|tier| tier.outcome == Outcome::Met && tier.unavailable.is_none())
        .map(|tier| tier.tier.clone());
    Evaluation {
        circumstances: circumstances.clone(),
        reached,
        tiers,
        lapsed: lapsed(version, answers, circumstances),
        overdue: overdue(version, answers, circumstances),
    }
}

/// Accreditations that an answer or an issuer's list names, of which none is valid on the day.
fn lapsed(
    version: &SchemeVersion,
    answers: &Answers,
    circumstances: &Circumstances,
) -> Vec<AccreditationCode> {
    let answered = answers
        .iter()
        .filter_map(|(_, response)| match &response.answer {
            Some(Answer::HeldAccreditation {
                accreditation,
                valid_to,
                ..
            }) => Some((accreditation, *valid_to)),
            _ => None,
        });
    let listed = circumstances
        .holds
        .iter()
        .map(|held| (&held.accreditation, held.valid_to));
    let (listed, answered): (Vec<_>, Vec<_>) = (listed.collect(), answered.collect());
    let of = |known: &[(&AccreditationCode, Option<NaiveDate>)],
              code: &AccreditationCode|
     -> Vec<Option<NaiveDate>> {
        known
            .iter()
            .filter(|(of, _)| *of == code)
            .map(|(_, valid_to)| *valid_to)
            .collect()
    };
    version
        .accreditations
        .iter()
        .map(|accreditation| &accreditation.code)
        .filter(|code| {
            // Its issuer's list knows better than the answer.
            let by_list = of(&listed, code);
            let known = if by_list.is_empty() {
                of(&answered, code)
            } else {
                by_list
            };
            !known.is_empty()
                && known
                    .iter()
                    .all(|valid_to| valid_to.is_some_and(|last| last < circumstances.on))
        })
        .cloned()
        .collect()
}

/// Criteria with a promise whose day has passed.
fn overdue(
    version: &SchemeVersion,
    answers: &Answers,
    circumstances: &Circumstances,
) -> Vec<CriterionCode> {
    let late = |response: &Response| matches!(response.answer, Some(Answer::NotYet { by }) if by < circumstances.on);
    version
        .criteria()
        .filter(|(_, criterion)| answers.get(&criterion.code).is_some_and(late))
        .map(|(_, criterion)| criterion.code.clone())
        .collect()
}

/// What every leaf of a rule comes to.
pub(super) fn judge_all(
    version: &SchemeVersion,
    plan: &Plan<'_>,
    answers: &Answers,
    circumstances: &Circumstances,
) -> Vec<NodeOutcome> {
    plan.leaves
        .iter()
        .map(|leaf| {
            let response = answers.get(&leaf.criterion.code);
            judge_leaf(version, leaf, response, circumstances)
        })
        .collect()
}

fn evaluate_tier(
    version: &SchemeVersion,
    tier: &Tier,
    answers: &Answers,
    circumstances: &Circumstances,
) -> TierOutcome {
    let plan = Plan::compile(version, tier);
    let leaves = judge_all(version, &plan, answers, circumstances);
    let root = plan.outcome(&plan.root, &leaves);
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
        unavailable: tier.unavailable(circumstances),
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
            let weights: Vec<u64> = children.iter().map(|child| plan.weight(child)).collect();
            let children: Vec<TraceNode> = children
                .iter()
                .map(|child| trace(version, plan, child, answers, leaves, circumstances))
                .collect();
            let weighed = || {
                children
                    .iter()
                    .map(|child| child.outcome)
                    .zip(weights.iter().copied())
            };
            TraceNode {
                asks: describe_shape(*shape),
                found: describe_score(*shape, weighed()),
                criterion: None,
                outcome: settle(*shape, weighed()),
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
