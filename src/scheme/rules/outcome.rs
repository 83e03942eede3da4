//! Whether a tier is reached, and nothing else: for many employers at once.

use super::codes::TierCode;
use super::compile::{Plan, judge_leaf};
use super::content::SchemeVersion;
use super::evaluate::{Circumstances, NodeOutcome, Outcome};
use super::response::Answers;

/// A version made ready to be put to many sets of answers.
///
/// Gives for a tier what [`evaluate`](super::evaluate()) gives as its outcome, without the trace and
/// without the search for what is missing.
pub struct TierEvaluator<'a> {
    version: &'a SchemeVersion,
    plans: Vec<(&'a TierCode, Plan<'a>)>,
}

impl<'a> TierEvaluator<'a> {
    /// Makes every tier's rule ready.
    pub fn new(version: &'a SchemeVersion) -> Self {
        let plans = version
            .tiers
            .iter()
            .map(|tier| (&tier.code, Plan::compile(version, tier)))
            .collect();
        Self { version, plans }
    }

    /// Whether answers reach a tier; `None` when the version has no such tier.
    pub fn outcome(
        &self,
        tier: &TierCode,
        answers: &Answers,
        circumstances: &Circumstances,
    ) -> Option<Outcome> {
        let (_, plan) = self.plans.iter().find(|(code, _)| *code == tier)?;
        let leaves: Vec<NodeOutcome> = plan
            .leaves
            .iter()
            .map(|leaf| {
                let response = answers.get(&leaf.criterion.code);
                judge_leaf(self.version, leaf, response, circumstances)
            })
            .collect();
        Some(plan.outcome(&plan.root, &leaves).into())
    }

    /// The highest tier reached that is open.
    pub fn reached(
        &self,
        answers: &Answers,
        circumstances: &Circumstances,
    ) -> Option<&'a TierCode> {
        let mut ladder: Vec<_> = self.version.tiers.iter().collect();
        ladder.sort_by_key(|tier| std::cmp::Reverse(tier.rank));
        ladder
            .into_iter()
            .filter(|tier| tier.unavailable(circumstances).is_none())
            .find(|tier| self.outcome(&tier.code, answers, circumstances) == Some(Outcome::Met))
            .map(|tier| &tier.code)
    }
}
