//! Who would fall, should a newer version be published.

use crate::scheme::rules::codes::{CriterionCode, TierCode};
use crate::scheme::rules::content::SchemeVersion;
use crate::scheme::rules::evaluate::{Circumstances, Outcome};
use crate::scheme::rules::outcome::TierEvaluator;
use crate::scheme::rules::response::Answers;
use chrono::NaiveDate;

/// Somebody who is accredited, with the answers it was accredited on.
#[derive(Debug, Clone)]
pub struct Holder<K> {
    /// Which one.
    pub key: K,
    /// The tier held.
    pub tier: TierCode,
    /// The last day of its term.
    pub until: NaiveDate,
    /// Its answers, with the verdicts it was accredited on.
    pub answers: Answers,
    /// Where and for whom they are judged.
    pub circumstances: Circumstances,
}

/// Somebody who would fall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss<K> {
    /// Which one.
    pub key: K,
    /// From which tier.
    pub from: TierCode,
    /// To which; none, when it would reach none.
    pub to: Option<TierCode>,
    /// On which day.
    pub on: NaiveDate,
    /// Because of these criteria; empty when the tier is gone.
    pub by: Vec<CriterionCode>,
}

/// Who would fall, and how many would not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Losses<K> {
    /// How many holders were looked at.
    pub holders: usize,
    /// Who would fall, soonest first.
    pub losses: Vec<Loss<K>>,
}

/// Puts a newer version to everybody who is accredited: who would fall, from which tier to which, on
/// which day (`holders_by`, or the end of their term without one), and by which criteria (the smallest
/// set that would have to change).
///
/// A holder whose answers leave the tier open counts as falling: what was not asked before has to be
/// answered by that day. What the old version would ask again by that day as well, such as a survey
/// that has aged, is not laid at the door of the new one.
pub fn loss_preview<K: Clone + Ord + Send + Sync>(
    old: &SchemeVersion,
    new: &SchemeVersion,
    holders: &[Holder<K>],
    holders_by: Option<NaiveDate>,
) -> Losses<K> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let part = holders.len().div_ceil(workers).max(1);
    let mut losses: Vec<Loss<K>> = std::thread::scope(|scope| {
        let running: Vec<_> = holders
            .chunks(part)
            .map(|chunk| {
                scope.spawn(move || {
                    let (before, after) = (TierEvaluator::new(old), TierEvaluator::new(new));
                    chunk
                        .iter()
                        .filter_map(|holder| loss(&before, &after, holder, holders_by))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        running
            .into_iter()
            .flat_map(|worker| match worker.join() {
                Ok(found) => found,
                // A share that could not be looked at is not one in which nobody falls.
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    });
    losses.sort_by(|a, b| (a.on, &a.key).cmp(&(b.on, &b.key)));
    Losses {
        holders: holders.len(),
        losses,
    }
}

fn loss<K: Clone>(
    before: &TierEvaluator<'_>,
    after: &TierEvaluator<'_>,
    holder: &Holder<K>,
    holders_by: Option<NaiveDate>,
) -> Option<Loss<K>> {
    let on = holders_by.map_or(holder.until, |by| by.min(holder.until));
    // Judged as of the day it would fall, when promises and dated values of that day count.
    let mut then = holder.circumstances.clone();
    then.on = on;
    let outcome = after.outcome(&holder.tier, &holder.answers, &then);
    if outcome == Some(Outcome::Met) {
        return None;
    }
    let mut by = after.missing(&holder.tier, &holder.answers, &then);
    if outcome.is_some() {
        let anyway = before.missing(&holder.tier, &holder.answers, &then);
        by.retain(|code| !anyway.contains(code));
        if by.is_empty() {
            return None;
        }
    }
    Some(Loss {
        key: holder.key.clone(),
        from: holder.tier.clone(),
        to: after.reached(&holder.answers, &then).cloned(),
        on,
        by,
    })
}
