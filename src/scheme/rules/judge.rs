//! One response against one criterion: how far it is, and whether its figure passes a test.

use super::answer::{Answer, AnswerKind};
use super::content::SchemeVersion;
use super::criterion::{Criterion, NotApplicablePolicy};
use super::evaluate::{Circumstances, NodeOutcome};
use super::quantity::Decimal;
use super::response::{Response, Stage, Verdict};
use super::tree::{Operand, Test};
use chrono::{Months, NaiveDate};
use std::cmp::Ordering;

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
    let Some((response, answer)) = response.and_then(|r| r.answer.as_ref().map(|a| (r, a))) else {
        return Staged::At(Stage::None);
    };
    if response.verdict == Verdict::NotConfirmed {
        return Staged::At(Stage::Aware);
    }
    match answer {
        Answer::NotApplicable { .. } => not_applicable(criterion, response.verdict),
        Answer::NotYet { by } => Staged::At(promised(*by, response, circumstances.on)),
        Answer::YesNo { value } => match &criterion.answer {
            AnswerKind::YesNo { met_by, .. } if met_by == value => {
                Staged::At(evidenced(criterion, response, None))
            }
            AnswerKind::YesNo { .. } => Staged::At(Stage::Aware),
            _ => Staged::Undetermined,
        },
        Answer::Choice { option } => match criterion.answer.option(option) {
            Some(option) if option.stage >= Stage::Doing => {
                Staged::At(evidenced(criterion, response, Some(option.stage)))
            }
            Some(option) => Staged::At(option.stage),
            None => Staged::Undetermined,
        },
        Answer::Number { .. }
        | Answer::Money { .. }
        | Answer::Percentage { .. }
        | Answer::Text { .. }
        | Answer::Date { .. }
        | Answer::Declaration { .. } => {
            let standard = match &criterion.meets {
                None => NodeOutcome::Met,
                Some(test) => passes(version, criterion, test, answer, circumstances),
            };
            match standard {
                NodeOutcome::Met => Staged::At(evidenced(criterion, response, None)),
                NodeOutcome::NotMet => Staged::At(Stage::Aware),
                NodeOutcome::Undetermined | NodeOutcome::NotApplicable => Staged::Undetermined,
            }
        }
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
pub(super) fn has_evidence(criterion: &Criterion, response: &Response) -> bool {
    response.verdict == Verdict::Confirmed
        || response.evidence_items >= criterion.evidence.required_items()
}

/// The stage of an answer that meets the criterion, once evidence is considered.
fn evidenced(criterion: &Criterion, response: &Response, chosen: Option<Stage>) -> Stage {
    if !has_evidence(criterion, response) {
        return Stage::Committed;
    }
    match chosen {
        Some(stage) => stage,
        None if response.months_covered >= EMBEDDED_AFTER_MONTHS => Stage::Embedded,
        None => Stage::Doing,
    }
}

/// What an answer measures.
#[derive(Clone, Copy)]
enum Measure {
    Exact(Decimal),
    Ratio { part: u64, whole: u64 },
}

impl Measure {
    fn compare(self, with: Decimal) -> Ordering {
        match self {
            Self::Exact(value) => value.cmp(&with),
            // part / whole * 100 against thousandths / 1000, without dividing.
            Self::Ratio { part, whole } => (i128::from(part) * 100_000)
                .cmp(&(i128::from(with.thousandths()) * i128::from(whole))),
        }
    }
}

/// Whether the figure, option or date of an answer passes a test.
pub(super) fn passes(
    version: &SchemeVersion,
    criterion: &Criterion,
    test: &Test,
    answer: &Answer,
    circumstances: &Circumstances,
) -> NodeOutcome {
    match test {
        Test::Chosen(options) => match answer {
            Answer::Choice { option } => met_if(options.contains(option)),
            _ => NodeOutcome::Undetermined,
        },
        Test::WithinMonths(months) => match answer {
            Answer::Date { date } => within_months(*date, *months, circumstances.on),
            _ => NodeOutcome::Undetermined,
        },
        Test::AtLeast(_)
        | Test::AtMost(_)
        | Test::Equals(_)
        | Test::Between { .. }
        | Test::OneOf(_) => match measure(&criterion.answer, answer) {
            Some(measured) => compare(version, test, measured, circumstances),
            None => NodeOutcome::Undetermined,
        },
    }
}

fn measure(kind: &AnswerKind, answer: &Answer) -> Option<Measure> {
    match (kind, answer) {
        (AnswerKind::Number { .. }, Answer::Number { value }) => Some(Measure::Exact(*value)),
        (AnswerKind::Money { .. }, Answer::Money { pence }) => {
            Some(Measure::Exact(Decimal::from_pence(*pence)))
        }
        (
            AnswerKind::Percentage {
                minimum_denominator,
                ..
            },
            Answer::Percentage {
                numerator,
                denominator,
            },
        ) if denominator >= minimum_denominator && *denominator > 0 => Some(Measure::Ratio {
            part: *numerator,
            whole: *denominator,
        }),
        _ => None,
    }
}

fn compare(
    version: &SchemeVersion,
    test: &Test,
    measured: Measure,
    circumstances: &Circumstances,
) -> NodeOutcome {
    let against = |operand: &Operand| {
        resolve(version, operand, circumstances).map(|value| measured.compare(value))
    };
    let holds = match test {
        Test::AtLeast(value) => against(value).map(Ordering::is_ge),
        Test::AtMost(value) => against(value).map(Ordering::is_le),
        Test::Equals(value) => against(value).map(Ordering::is_eq),
        Test::Between { from, to } => against(from)
            .zip(against(to))
            .map(|(from, to)| from.is_ge() && to.is_le()),
        Test::OneOf(values) => {
            let found: Vec<Option<bool>> = values
                .iter()
                .map(|value| against(value).map(Ordering::is_eq))
                .collect();
            if found.contains(&Some(true)) {
                Some(true)
            } else if found.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        Test::Chosen(_) | Test::WithinMonths(_) => None,
    };
    holds.map_or(NodeOutcome::Undetermined, met_if)
}

/// The figure an operand stands for on the day, at the place.
pub(super) fn resolve(
    version: &SchemeVersion,
    operand: &Operand,
    circumstances: &Circumstances,
) -> Option<Decimal> {
    match operand {
        Operand::Value(value) => Some(*value),
        Operand::Reference(code) => version
            .reference(code)?
            .value_on(&circumstances.place, circumstances.on)
            .map(|value| value.value),
    }
}

fn within_months(date: NaiveDate, months: u32, on: NaiveDate) -> NodeOutcome {
    match on.checked_sub_months(Months::new(months)) {
        Some(earliest) => met_if(date >= earliest && date <= on),
        None => met_if(date <= on),
    }
}

fn met_if(holds: bool) -> NodeOutcome {
    if holds {
        NodeOutcome::Met
    } else {
        NodeOutcome::NotMet
    }
}
