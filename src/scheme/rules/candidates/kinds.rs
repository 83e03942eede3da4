//! Candidates of the kinds of answer that have parts.

use super::around;
use crate::scheme::rules::answer::Answer;
use crate::scheme::rules::answer_kind::{Column, ColumnKind, Count, ScoredOption};
use crate::scheme::rules::codes::AccreditationCode;
use crate::scheme::rules::quantity::Decimal;
use crate::scheme::rules::tree::Test;
use chrono::{Days, Months, NaiveDate};
use std::collections::BTreeMap;

/// Each accreditation, at each tier a test names and at none.
pub(super) fn held(accepts: &[AccreditationCode], tests: &[&Test]) -> Vec<Answer> {
    let mut tiers: Vec<Option<String>> = tests
        .iter()
        .filter_map(|test| match test {
            Test::Held { tiers } => Some(tiers),
            _ => None,
        })
        .flatten()
        .map(|tier| Some(tier.clone()))
        .collect();
    tiers.push(None);
    accepts
        .iter()
        .flat_map(|accreditation| {
            tiers.iter().map(|tier| Answer::HeldAccreditation {
                accreditation: accreditation.clone(),
                reference: "…".to_owned(),
                tier: tier.clone(),
                valid_to: None,
            })
        })
        .collect()
}

/// All options; then one fewer each time, those that no test includes first and the largest first, so
/// that every number of points a test could turn on is come near to; then what each test includes.
pub(super) fn chosen(options: &[ScoredOption], tests: &[&Test]) -> Vec<Answer> {
    let included = |option: &ScoredOption| {
        tests
            .iter()
            .any(|test| matches!(test, Test::Includes(wanted) if wanted.contains(&option.code)))
    };
    let mut order: Vec<&ScoredOption> = options.iter().collect();
    order.sort_by_key(|option| (!included(option), option.points));
    let mut answers: Vec<Answer> = (0..=order.len())
        .rev()
        .map(|many| {
            answer(options, |option| {
                order.iter().take(many).any(|kept| kept.code == option.code)
            })
        })
        .collect();
    for test in tests {
        if let Test::Includes(wanted) = test {
            answers.push(answer(options, |option| wanted.contains(&option.code)));
            answers.push(answer(options, |option| !wanted.contains(&option.code)));
        }
    }
    answers
}

fn answer(options: &[ScoredOption], keep: impl Fn(&ScoredOption) -> bool) -> Answer {
    Answer::MultiChoice {
        options: options
            .iter()
            .filter(|option| keep(option))
            .map(|option| option.code.clone())
            .collect(),
    }
}

/// Counts with the share of each test on and just to either side of its edges, and none at all.
pub(super) fn workforces(counts: &[Count], tests: &[&Test], edges: &[Decimal]) -> Vec<Answer> {
    let mut answers = Vec::new();
    let whole_size = tests
        .iter()
        .filter_map(|test| match test {
            Test::Ratio { minimum, .. } => Some(*minimum),
            _ => None,
        })
        .max()
        .unwrap_or(0)
        .div_ceil(100_000)
        .max(1)
        .saturating_mul(100_000);
    let mut shares: Vec<u64> = vec![0, whole_size];
    for edge in edges {
        let exact = i128::from(edge.thousandths()) * i128::from(whole_size) / 100_000;
        shares.extend(
            [exact + 1, exact, exact - 1]
                .into_iter()
                .filter_map(|part| u64::try_from(part).ok())
                .map(|part| part.min(whole_size)),
        );
    }
    shares.sort_unstable();
    shares.dedup();
    // The counts that tests take as a whole are full; every other one has the share.
    let wholes: Vec<&str> = tests
        .iter()
        .filter_map(|test| match test {
            Test::Ratio { whole, .. } => Some(whole.as_str()),
            _ => None,
        })
        .collect();
    for share in shares {
        let counts = counts
            .iter()
            .map(|count| {
                let full = count.part_of.is_none() || wholes.contains(&count.code.as_str());
                let n = if full { whole_size } else { share };
                (count.code.clone(), n)
            })
            .collect();
        answers.push(Answer::Workforce { counts });
    }
    answers
}

/// Periods that end today, as long as each figure asked for and a month shorter.
pub(super) fn periods(tests: &[&Test], edges: &[Decimal], on: NaiveDate) -> Vec<Answer> {
    let mut ends = vec![on];
    for test in tests {
        if let Test::WithinMonths(months) = test {
            let earliest = on.checked_sub_months(Months::new(*months));
            ends.extend(earliest.and_then(|day| day.checked_sub_days(Days::new(1))));
        }
    }
    let lengths = around(edges, 1000, [None, None]);
    ends.iter()
        .flat_map(|to| {
            lengths.iter().filter_map(move |months| {
                let months = u32::try_from(months.thousandths() / 1000).ok()?;
                let from = to
                    .checked_sub_months(Months::new(months))?
                    .checked_add_days(Days::new(1))?
                    .min(*to);
                Some(Answer::Period { from, to: *to })
            })
        })
        .collect()
}

/// Lists with as many rows as each figure asked for, whose cells lie on and beside every edge.
pub(super) fn lists(
    columns: &[Column],
    [least, most]: [u32; 2],
    tests: &[&Test],
    edges: &[Decimal],
    on: NaiveDate,
) -> Vec<Answer> {
    let mut days = vec![on];
    for test in tests {
        if let Test::EveryRow { passes, .. } = test
            && let Test::WithinMonths(months) = passes.as_ref()
        {
            let latest = on.checked_add_months(Months::new(*months));
            days.extend(latest.and_then(|day| day.checked_add_days(Days::new(1))));
        }
    }
    let figures = around(edges, 1000, [None, None]);
    let mut sizes: Vec<u32> = figures
        .iter()
        .filter_map(|figure| u32::try_from(figure.thousandths() / 1000).ok())
        .chain([least, least.max(1), most])
        .map(|rows| rows.clamp(least, most))
        .collect();
    sizes.sort_unstable();
    sizes.dedup();
    let mut answers = Vec::new();
    for size in sizes {
        for day in &days {
            for figure in &figures {
                let row: BTreeMap<String, String> = columns
                    .iter()
                    .map(|column| (column.code.clone(), cell(column.kind, *day, *figure)))
                    .collect();
                let many = usize::try_from(size).unwrap_or(0);
                answers.push(Answer::List {
                    rows: vec![row; many],
                });
            }
        }
    }
    answers
}

fn cell(kind: ColumnKind, day: NaiveDate, figure: Decimal) -> String {
    match kind {
        ColumnKind::Words => "…".to_owned(),
        ColumnKind::Date => day.to_string(),
        ColumnKind::Number | ColumnKind::Money => figure.to_string(),
        ColumnKind::YesNo => "yes".to_owned(),
    }
}
