//! One response against one criterion: how far it is.

use super::answer::Answer;
use super::answer_kind::AnswerKind;
use super::circumstances::{Holding, is_valid};
use super::codes::{AccreditationCode, TierCode};
use super::content::SchemeVersion;
use super::criterion::{Criterion, NotApplicablePolicy};
use super::evaluate::{Circumstances, NodeOutcome};
use super::measure::{met_if, passes};
use super::response::{Response, Stage, Verdict};
use chrono::NaiveDate;

/// Evidence that covers this many months or more shows a practice to be embedded.
const EMBEDDED_AFTER_MONTHS: u32 = 12;

/// How far a response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staged {
    /// At this stage.
    At(Stage),
    /// The criterion does not apply.
    NotApplicable,
    /// It is answered, but cannot be placed: too few to give a percentage, no reference value for
    /// the day, or a claim that it does not apply which nobody has confirmed.
    Undetermined,
}

/// How far a response is with its criterion, on a day, at a place.
pub fn stage_of(
    version: &SchemeVersion,
    criterion: &Criterion,
    response: Option<&Response>,
    circumstances: &Circumstances,
) -> Staged {
    stage_for(version, criterion, response, circumstances, None)
}

/// How far a response is with its criterion, judged for a tier.
pub(super) fn stage_for(
    version: &SchemeVersion,
    criterion: &Criterion,
    response: Option<&Response>,
    circumstances: &Circumstances,
    tier: Option<&TierCode>,
) -> Staged {
    if !criterion.counts(circumstances, tier) {
        return Staged::NotApplicable;
    }
    let answered = answered_stage(version, criterion, response, circumstances, tier);
    match (equivalent_stage(criterion, circumstances), answered) {
        (Some(by_equivalent), Staged::At(stage)) => Staged::At(stage.max(by_equivalent)),
        (Some(by_equivalent), Staged::Undetermined) => Staged::At(by_equivalent),
        (_, answered) => answered,
    }
}

/// The accreditations of others that count for a criterion on the day.
pub fn counting<'a>(criterion: &Criterion, circumstances: &'a Circumstances) -> Vec<&'a Holding> {
    let accepted: &[AccreditationCode] = match &criterion.answer {
        AnswerKind::HeldAccreditation { accepts, .. } => accepts,
        _ => &[],
    };
    let counts = |held: &&Holding| {
        let as_answer =
            accepted.contains(&held.accreditation) && held.is_valid(circumstances.on, &[]);
        as_answer
            || criterion.equivalents.iter().any(|equivalent| {
                held.accreditation == equivalent.accreditation
                    && held.is_valid(circumstances.on, &equivalent.tiers)
            })
    };
    circumstances.holds.iter().filter(counts).collect()
}

/// The furthest stage that accreditations of others put a criterion at.
pub(super) fn equivalent_stage(
    criterion: &Criterion,
    circumstances: &Circumstances,
) -> Option<Stage> {
    criterion
        .equivalents
        .iter()
        .filter(|equivalent| {
            circumstances.holds.iter().any(|held| {
                held.accreditation == equivalent.accreditation
                    && held.is_valid(circumstances.on, &equivalent.tiers)
            })
        })
        .map(|equivalent| equivalent.stage)
        .max()
}

fn answered_stage(
    version: &SchemeVersion,
    criterion: &Criterion,
    response: Option<&Response>,
    circumstances: &Circumstances,
    tier: Option<&TierCode>,
) -> Staged {
    if let AnswerKind::HeldAccreditation { accepts, .. } = &criterion.answer
        && let Some(valid) = listed(accepts, &[], circumstances)
        && !matches!(response.map(|r| r.verdict), Some(Verdict::NotConfirmed))
    {
        // Its issuer's list knows better than the answer, and is evidence enough.
        return Staged::At(if valid { Stage::Doing } else { Stage::Aware });
    }
    let Some((response, answer)) = response.and_then(|r| r.answer.as_ref().map(|a| (r, a))) else {
        return Staged::At(Stage::None);
    };
    if response.verdict == Verdict::NotConfirmed {
        return Staged::At(Stage::Aware);
    }
    let needed = criterion.evidence_for(circumstances, tier).required_items();
    let meeting = |chosen| Staged::At(evidenced(needed, response, chosen));
    match answer {
        Answer::NotApplicable { .. } => not_applicable(criterion, response.verdict),
        Answer::NotYet { by } => Staged::At(promised(*by, response, circumstances.on)),
        Answer::YesNo { value } => match &criterion.answer {
            AnswerKind::YesNo { met_by, .. } if met_by == value => meeting(None),
            AnswerKind::YesNo { .. } | AnswerKind::HeldAccreditation { .. } => {
                Staged::At(Stage::Aware)
            }
            _ => Staged::Undetermined,
        },
        Answer::Choice { option } => match criterion.answer.option(option) {
            Some(option) if option.stage >= Stage::Doing => meeting(Some(option.stage)),
            Some(option) => Staged::At(option.stage),
            None => Staged::Undetermined,
        },
        Answer::Maturity { level } if criterion.meets.is_none() => {
            match criterion.answer.level(*level) {
                Some(level) if level.stage >= Stage::Doing => meeting(Some(level.stage)),
                Some(level) => Staged::At(level.stage),
                None => Staged::Undetermined,
            }
        }
        Answer::Confirmation { .. } if !is_confirmed(response) => Staged::At(Stage::Committed),
        Answer::Number { .. }
        | Answer::Money { .. }
        | Answer::Percentage { .. }
        | Answer::Text { .. }
        | Answer::Date { .. }
        | Answer::Declaration { .. }
        | Answer::MultiChoice { .. }
        | Answer::Maturity { .. }
        | Answer::Workforce { .. }
        | Answer::Period { .. }
        | Answer::Document { .. }
        | Answer::HeldAccreditation { .. }
        | Answer::Confirmation { .. }
        | Answer::List { .. } => {
            let standard = match (&criterion.meets, answer) {
                (Some(test), _) => passes(version, criterion, test, response, circumstances),
                (None, Answer::HeldAccreditation { .. }) => {
                    held(criterion, answer, &[], circumstances)
                }
                (None, _) => NodeOutcome::Met,
            };
            match standard {
                NodeOutcome::Met => meeting(None),
                NodeOutcome::NotMet => Staged::At(Stage::Aware),
                NodeOutcome::Undetermined | NodeOutcome::NotApplicable => Staged::Undetermined,
            }
        }
    }
}

/// Whether a confirmation that was asked for is in.
fn is_confirmed(response: &Response) -> bool {
    response.received || response.verdict == Verdict::Confirmed
}

/// Whether issuers' lists show a valid accreditation among some; `None` when they show none at all.
pub(super) fn listed(
    accepts: &[AccreditationCode],
    tiers: &[String],
    circumstances: &Circumstances,
) -> Option<bool> {
    let mut known = circumstances
        .holds
        .iter()
        .filter(|held| accepts.contains(&held.accreditation))
        .peekable();
    known.peek()?;
    Some(known.any(|held| held.is_valid(circumstances.on, tiers)))
}

/// Whether the accreditation an answer names, or one that a list shows, is valid at one of some tiers.
pub(super) fn held(
    criterion: &Criterion,
    answer: &Answer,
    tiers: &[String],
    circumstances: &Circumstances,
) -> NodeOutcome {
    let AnswerKind::HeldAccreditation { accepts, .. } = &criterion.answer else {
        return NodeOutcome::Undetermined;
    };
    if let Some(valid) = listed(accepts, tiers, circumstances) {
        return met_if(valid);
    }
    match answer {
        Answer::HeldAccreditation {
            accreditation,
            tier,
            valid_to,
            ..
        } => met_if(
            accepts.contains(accreditation)
                && is_valid(*valid_to, tier.as_deref(), circumstances.on, tiers),
        ),
        _ => NodeOutcome::NotMet,
    }
}

fn not_applicable(criterion: &Criterion, verdict: Verdict) -> Staged {
    match (criterion.not_applicable, verdict) {
        (NotApplicablePolicy::WithReason, _)
        | (NotApplicablePolicy::AssessorConfirms, Verdict::Confirmed) => Staged::NotApplicable,
        (NotApplicablePolicy::AssessorConfirms | NotApplicablePolicy::No, _) => {
            Staged::Undetermined
        }
    }
}

/// A promise counts until its day has passed; a plan attached makes it firmer.
fn promised(by: NaiveDate, response: &Response, on: NaiveDate) -> Stage {
    if by < on {
        Stage::Aware
    } else if response.evidence_items > 0 {
        Stage::Planned
    } else {
        Stage::Committed
    }
}

/// Whether the evidence asked for is there.
pub(super) fn has_evidence(needed: u32, response: &Response) -> bool {
    response.verdict == Verdict::Confirmed || response.evidence_items >= needed
}

/// The stage of an answer that meets the criterion, once evidence is considered.
fn evidenced(needed: u32, response: &Response, chosen: Option<Stage>) -> Stage {
    if !has_evidence(needed, response) {
        return Stage::Committed;
    }
    match chosen {
        Some(stage) => stage,
        None if response.months_covered >= EMBEDDED_AFTER_MONTHS => Stage::Embedded,
        None => Stage::Doing,
    }
}
