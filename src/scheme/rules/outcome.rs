//! Whether a tier is reached, and nothing else: for many employers at once.

use super::codes::{CriterionCode, TierCode};
use super::compile::Plan;
use super::content::SchemeVersion;
use super::evaluate::{Circumstances, Outcome, judge_all};
use super::missing::smallest_change;
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
        let plan = self.plan(tier)?;
        let leaves = judge_all(self.version, plan, answers, circumstances);
        Some(plan.outcome(&plan.root, &leaves).into())
    }

    fn plan(&self, tier: &TierCode) -> Option<&Plan<'a>> {
        let mut plans = self.plans.iter();
        plans.find(|(code, _)| *code == tier).map(|(_, plan)| plan)
    }

    /// The smallest set of criteria whose change would reach a tier; empty when there is none.
    pub fn missing(
        &self,
        tier: &TierCode,
        answers: &Answers,
        circumstances: &Circumstances,
    ) -> Vec<CriterionCode> {
        let Some(plan) = self.plan(tier) else {
            return Vec::new();
        };
        let leaves = judge_all(self.version, plan, answers, circumstances);
        let change = smallest_change(self.version, plan, answers, &leaves, circumstances);
        change
            .asked
            .iter()
            .filter_map(|(slot, _)| plan.criteria.get(*slot))
            .map(|criterion| criterion.code.clone())
            .collect()
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
