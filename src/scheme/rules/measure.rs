//! Whether the figure, option or date of an answer passes a test.

use super::answer::Answer;
use super::answer_kind::{AnswerKind, Column, ColumnKind, DateWindow};
use super::content::SchemeVersion;
use super::criterion::Criterion;
use super::evaluate::{Circumstances, NodeOutcome};
use super::judge::held;
use super::quantity::{Decimal, parse_pence};
use super::response::Response;
use super::tree::{Direction, Operand, Test};
use chrono::{Datelike as _, Days, Months, NaiveDate};
use std::cmp::Ordering;
use std::collections::BTreeMap;

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

    fn count(n: impl TryInto<i64>) -> Self {
        Self::Exact(Decimal::whole(n.try_into().unwrap_or(i64::MAX)))
    }
}

/// Which way dates may lie from the day of evaluation.
#[derive(Clone, Copy)]
enum Window {
    Before,
    After,
    Either,
}

/// Whether the figure, option or date of an answer passes a test.
pub(super) fn passes(
    version: &SchemeVersion,
    criterion: &Criterion,
    test: &Test,
    response: &Response,
    circumstances: &Circumstances,
) -> NodeOutcome {
    let Some(answer) = &response.answer else {
        return NodeOutcome::Undetermined;
    };
    match test {
        Test::Chosen(options) => match answer {
            Answer::Choice { option } => met_if(options.contains(option)),
            _ => NodeOutcome::Undetermined,
        },
        Test::Includes(wanted) => match answer {
            Answer::MultiChoice { options } => {
                met_if(wanted.iter().all(|option| options.contains(option)))
            }
            _ => NodeOutcome::Undetermined,
        },
        Test::WithinMonths(months) => match (answer, &criterion.answer) {
            (Answer::Date { date }, AnswerKind::Date { when }) => {
                let window = match when {
                    DateWindow::Past | DateWindow::Any => Window::Before,
                    DateWindow::Future => Window::After,
                };
                within_months(*date, *months, circumstances.on, window)
            }
            (Answer::Period { to, .. }, _) => {
                within_months(*to, *months, circumstances.on, Window::Before)
            }
            _ => NodeOutcome::Undetermined,
        },
        Test::WithinNextMonths(months) => match answer {
            Answer::Date { date } => within_months(*date, *months, circumstances.on, Window::After),
            Answer::Period { to, .. } => {
                within_months(*to, *months, circumstances.on, Window::After)
            }
            _ => NodeOutcome::Undetermined,
        },
        Test::Held { tiers } => held(criterion, answer, tiers, circumstances),
        Test::Ratio {
            part,
            whole,
            minimum,
            passes,
        } => match ratio(answer, part, whole, *minimum) {
            Some(measured) => compare(version, passes, measured, circumstances),
            None => NodeOutcome::Undetermined,
        },
        Test::EveryRow { column, passes } => {
            every_row(version, criterion, answer, column, passes, circumstances)
        }
        Test::BetterThanBefore { direction, by } => {
            match measure(&criterion.answer, answer).zip(response.before) {
                Some((measured, before)) => better(measured, before, *direction, *by),
                None => NodeOutcome::Undetermined,
            }
        }
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
        (AnswerKind::MultiChoice { .. } | AnswerKind::Maturity { .. }, _) => {
            points(kind, answer).map(Measure::count)
        }
        (AnswerKind::Period {}, Answer::Period { from, to }) => {
            Some(Measure::count(whole_months(*from, *to)))
        }
        (AnswerKind::List { .. }, Answer::List { rows }) => Some(Measure::count(rows.len())),
        _ => None,
    }
}

/// The points of the options chosen, or of the level; `None` for any other answer.
pub(super) fn points(kind: &AnswerKind, answer: &Answer) -> Option<u32> {
    match (kind, answer) {
        (AnswerKind::MultiChoice { options }, Answer::MultiChoice { options: chosen }) => Some(
            options
                .iter()
                .filter(|option| chosen.contains(&option.code))
                .fold(0, |sum: u32, option| sum.saturating_add(option.points)),
        ),
        (AnswerKind::Maturity { .. }, Answer::Maturity { level }) => {
            kind.level(*level).map(|level| level.points)
        }
        _ => None,
    }
}

/// How many whole months lie from one day to another, both included.
fn whole_months(from: NaiveDate, to: NaiveDate) -> i32 {
    let Some(end) = to.checked_add_days(Days::new(1)) else {
        return 0;
    };
    let months = (end.year() - from.year()) * 12 + i32::try_from(end.month0()).unwrap_or(0)
        - i32::try_from(from.month0()).unwrap_or(0);
    if end.day() < from.day() {
        months - 1
    } else {
        months
    }
}

fn ratio(answer: &Answer, part: &[String], whole: &str, minimum: u64) -> Option<Measure> {
    let Answer::Workforce { counts } = answer else {
        return None;
    };
    let whole = *counts.get(whole)?;
    let part = part
        .iter()
        .map(|code| counts.get(code).copied())
        .try_fold(0u64, |sum, count| Some(sum.saturating_add(count?)))?;
    (whole >= minimum.max(1)).then_some(Measure::Ratio { part, whole })
}

fn better(measured: Measure, before: Decimal, direction: Direction, by: Decimal) -> NodeOutcome {
    let sign = match direction {
        Direction::Up => 1,
        Direction::Down => -1,
    };
    let edge = Decimal::from_thousandths(
        before
            .thousandths()
            .saturating_add(by.thousandths().saturating_mul(sign)),
    );
    let found = match direction {
        Direction::Up => measured.compare(edge),
        Direction::Down => measured.compare(edge).reverse(),
    };
    met_if(if by == Decimal::default() {
        found.is_gt()
    } else {
        found.is_ge()
    })
}

fn every_row(
    version: &SchemeVersion,
    criterion: &Criterion,
    answer: &Answer,
    column: &str,
    test: &Test,
    circumstances: &Circumstances,
) -> NodeOutcome {
    let (AnswerKind::List { columns, .. }, Answer::List { rows }) = (&criterion.answer, answer)
    else {
        return NodeOutcome::Undetermined;
    };
    let Some(column) = columns.iter().find(|known| known.code == column) else {
        return NodeOutcome::Undetermined;
    };
    let mut outcome = NodeOutcome::Met;
    for row in rows {
        match cell(version, column, row, test, circumstances) {
            NodeOutcome::NotMet => return NodeOutcome::NotMet,
            NodeOutcome::Undetermined | NodeOutcome::NotApplicable => {
                outcome = NodeOutcome::Undetermined;
            }
            NodeOutcome::Met => {}
        }
    }
    outcome
}

fn cell(
    version: &SchemeVersion,
    column: &Column,
    row: &BTreeMap<String, String>,
    test: &Test,
    circumstances: &Circumstances,
) -> NodeOutcome {
    let Some(held) = row.get(&column.code).filter(|held| !held.is_empty()) else {
        return NodeOutcome::Undetermined;
    };
    match (column.kind, test) {
        (ColumnKind::Date, Test::WithinMonths(months)) => {
            held.parse().map_or(NodeOutcome::Undetermined, |date| {
                within_months(date, *months, circumstances.on, Window::Either)
            })
        }
        (ColumnKind::Date, Test::WithinNextMonths(months)) => {
            held.parse().map_or(NodeOutcome::Undetermined, |date| {
                within_months(date, *months, circumstances.on, Window::After)
            })
        }
        (ColumnKind::YesNo, Test::Chosen(options)) => met_if(options.contains(held)),
        (ColumnKind::Number, _) => Decimal::parse(held)
            .map_or(NodeOutcome::Undetermined, |value| {
                compare(version, test, Measure::Exact(value), circumstances)
            }),
        (ColumnKind::Money, _) => parse_pence(held).map_or(NodeOutcome::Undetermined, |pence| {
            let value = Decimal::from_pence(pence);
            compare(version, test, Measure::Exact(value), circumstances)
        }),
        (ColumnKind::Words | ColumnKind::Date | ColumnKind::YesNo, _) => NodeOutcome::Undetermined,
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
        Test::Chosen(_)
        | Test::WithinMonths(_)
        | Test::WithinNextMonths(_)
        | Test::Includes(_)
        | Test::Ratio { .. }
        | Test::Held { .. }
        | Test::EveryRow { .. }
        | Test::BetterThanBefore { .. } => None,
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
            .binding_on(
                &circumstances.place,
                circumstances.on,
                circumstances.holder_since,
            )
            .map(|value| value.value),
    }
}

fn within_months(date: NaiveDate, months: u32, on: NaiveDate, window: Window) -> NodeOutcome {
    let earliest = on.checked_sub_months(Months::new(months));
    let latest = on.checked_add_months(Months::new(months));
    let (from, to) = match window {
        Window::Before => (earliest, Some(on)),
        Window::After => (Some(on), latest),
        Window::Either => (earliest, latest),
    };
    met_if(from.is_none_or(|from| date >= from) && to.is_none_or(|to| date <= to))
}

pub(super) fn met_if(holds: bool) -> NodeOutcome {
    if holds {
        NodeOutcome::Met
    } else {
        NodeOutcome::NotMet
    }
}
