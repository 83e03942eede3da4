//! The responses an employer could give instead: enough of them to reach every outcome that any
//! response could reach, and no more.

use super::answer::Answer;
use super::answer_kind::{AnswerKind, YesOrNo};
use super::content::SchemeVersion;
use super::criterion::Criterion;
use super::evaluate::Circumstances;
use super::judge::{Staged, stage_of};
use super::measure::resolve;
use super::quantity::Decimal;
use super::response::{Response, Stage};
use super::tree::{Direction, Test};
use chrono::{Days, Months, NaiveDate};
use kinds::{chosen, held, lists, periods, workforces};

mod kinds;

/// Evidence over a period long enough for any rule.
const MANY_MONTHS: u32 = 1_200;

/// Responses that between them reach every outcome these tests and any stage can have.
pub(super) fn candidates(
    version: &SchemeVersion,
    criterion: &Criterion,
    tests: &[&Test],
    items: u32,
    before: Option<Decimal>,
    circumstances: &Circumstances,
) -> Vec<Response> {
    let mut tests = tests.to_vec();
    tests.extend(criterion.meets.as_ref());
    // What was given at the last award cannot be changed; where nothing is known of it, any figure
    // is an improvement.
    let before = before.unwrap_or_default();
    let mut edges: Vec<Decimal> = tests
        .iter()
        .flat_map(|test| test.operands())
        .filter_map(|operand| resolve(version, operand, circumstances))
        .collect();
    edges.extend(tests.iter().filter_map(|test| improvement(test, before)));
    let mut responses = Vec::new();
    let items = items.max(1);
    for answer in answers(criterion, &tests, &edges, circumstances.on) {
        if criterion.validate(&answer, circumstances.on).is_err() {
            continue;
        }
        let bare = Response {
            answer: Some(answer),
            received: matches!(criterion.answer, AnswerKind::Confirmation { .. }),
            before: Some(before),
            ..Response::default()
        };
        responses.push(Response {
            evidence_items: items,
            months_covered: MANY_MONTHS,
            ..bare.clone()
        });
        responses.push(bare.clone().with_evidence(items));
        responses.push(bare);
    }
    responses
}

/// The figure from which a test counts as an improvement.
fn improvement(test: &Test, before: Decimal) -> Option<Decimal> {
    let Test::BetterThanBefore { direction, by } = test else {
        return None;
    };
    let by = match direction {
        Direction::Up => by.thousandths(),
        Direction::Down => -by.thousandths(),
    };
    Some(Decimal::from_thousandths(before.thousandths() + by))
}

fn answers(
    criterion: &Criterion,
    tests: &[&Test],
    edges: &[Decimal],
    on: NaiveDate,
) -> Vec<Answer> {
    match &criterion.answer {
        AnswerKind::HeldAccreditation { accepts, .. } => {
            let mut answers = held(accepts, tests);
            let by = on.checked_add_months(Months::new(12)).unwrap_or(on);
            answers.push(Answer::YesNo { value: YesOrNo::No });
            answers.push(Answer::NotYet { by });
            answers
        }
        AnswerKind::MultiChoice { options } => chosen(options, tests),
        AnswerKind::Maturity { levels } => (1..=u32::try_from(levels.len()).unwrap_or(0))
            .rev()
            .map(|level| Answer::Maturity { level })
            .collect(),
        AnswerKind::Workforce { counts } => workforces(counts, tests, edges),
        AnswerKind::Period {} => periods(tests, edges, on),
        AnswerKind::Document {} => vec![Answer::Document {
            title: "…".to_owned(),
            link: String::new(),
        }],
        AnswerKind::Confirmation { by } => by
            .iter()
            .map(|by| Answer::Confirmation {
                by: *by,
                name: "…".to_owned(),
            })
            .collect(),
        AnswerKind::List {
            columns,
            min_rows,
            max_rows,
        } => lists(columns, [*min_rows, *max_rows], tests, edges, on),
        AnswerKind::YesNo { .. } => {
            let by = on.checked_add_months(Months::new(12)).unwrap_or(on);
            vec![
                Answer::YesNo {
                    value: YesOrNo::Yes,
                },
                Answer::YesNo { value: YesOrNo::No },
                Answer::NotYet { by },
            ]
        }
        AnswerKind::Choice { options } => {
            let mut options: Vec<_> = options.iter().collect();
            options.sort_by_key(|option| std::cmp::Reverse(option.stage));
            options
                .into_iter()
                .map(|option| Answer::Choice {
                    option: option.code.clone(),
                })
                .collect()
        }
        AnswerKind::Number {
            decimals, min, max, ..
        } => {
            let step = match decimals {
                0 => 1000,
                1 => 100,
                2 => 10,
                _ => 1,
            };
            around(edges, step, [*min, *max])
                .into_iter()
                .map(|value| Answer::Number { value })
                .collect()
        }
        AnswerKind::Money {
            min_pence,
            max_pence,
        } => {
            let limits = [min_pence, max_pence].map(|limit| limit.map(Decimal::from_pence));
            around(edges, 10, limits)
                .into_iter()
                .map(|value| Answer::Money {
                    pence: value.thousandths() / 10,
                })
                .collect()
        }
        AnswerKind::Percentage {
            minimum_denominator,
            ..
        } => ratios(edges, *minimum_denominator),
        AnswerKind::Text { .. } => vec![Answer::Text {
            text: "…".to_owned(),
        }],
        AnswerKind::Date { .. } => dates(tests, on),
        AnswerKind::Declaration { .. } => vec![Answer::Declaration {
            signatory: "…".to_owned(),
            role: "…".to_owned(),
        }],
    }
}

/// Every edge, and one step to either side of it; the limits; and nothing at all.
fn around(edges: &[Decimal], step: i64, limits: [Option<Decimal>; 2]) -> Vec<Decimal> {
    let mut values: Vec<Decimal> = edges
        .iter()
        .flat_map(|edge| {
            let snapped = edge.thousandths() - edge.thousandths().rem_euclid(step);
            [snapped + step, snapped, snapped - step].map(Decimal::from_thousandths)
        })
        .collect();
    values.extend(limits.into_iter().flatten());
    values.push(Decimal::default());
    values.sort_unstable();
    values.dedup();
    values
}

/// Counts whose percentages lie on and just to either side of every edge.
fn ratios(edges: &[Decimal], minimum: u64) -> Vec<Answer> {
    let whole = minimum.div_ceil(100_000).max(1) * 100_000;
    let mut parts = vec![0, whole];
    for edge in edges {
        let exact = i128::from(edge.thousandths()) * i128::from(whole) / 100_000;
        for part in [exact + 1, exact, exact - 1] {
            if let Ok(part) = u64::try_from(part) {
                parts.push(part.min(whole));
            }
        }
    }
    parts.sort_unstable();
    parts.dedup();
    parts
        .into_iter()
        .map(|numerator| Answer::Percentage {
            numerator,
            denominator: whole,
        })
        .collect()
}

/// Today, tomorrow, and each end of every period asked for.
fn dates(tests: &[&Test], on: NaiveDate) -> Vec<Answer> {
    let mut days = vec![on];
    days.extend(on.checked_add_days(Days::new(1)));
    for test in tests {
        if let Test::WithinNextMonths(months) = test {
            days.extend(on.checked_add_months(Months::new(*months)));
        }
        if let Test::WithinMonths(months) = test
            && let Some(earliest) = on.checked_sub_months(Months::new(*months))
        {
            days.push(earliest);
            days.extend(earliest.checked_sub_days(Days::new(1)));
        }
    }
    days.into_iter().map(|date| Answer::Date { date }).collect()
}

/// The response that takes a criterion furthest without any evidence.
pub(super) fn best_without_evidence(
    version: &SchemeVersion,
    criterion: &Criterion,
    circumstances: &Circumstances,
) -> Option<Response> {
    let items = criterion.evidence.required_items();
    candidates(version, criterion, &[], items, None, circumstances)
        .into_iter()
        .filter(|response| response.evidence_items == 0)
        .max_by_key(
            |response| match stage_of(version, criterion, Some(response), circumstances) {
                Staged::At(stage) => stage,
                Staged::NotApplicable | Staged::Undetermined => Stage::None,
            },
        )
}
