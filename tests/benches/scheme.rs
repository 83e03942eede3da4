//! How fast answers are evaluated, with the explanation and without, and whether the cost is linear.
//!
//! `cargo bench --bench scheme` prints times; ratios within one run are what to compare.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot start may stop")]

use std::hint::black_box;

use chrono::NaiveDate;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use fairmark::scheme::pack::{built_in, built_in_slugs};
use fairmark::scheme::rules::{
    Answer, AnswerKind, Answers, Circumstances, Decimal, Holder, Requirement, Response, RuleNode,
    SchemeVersion, TierCode, TierEvaluator, evaluate, loss_preview,
};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

/// The pack with the most criteria.
fn largest() -> SchemeVersion {
    built_in_slugs()
        .map(|slug| built_in(slug).unwrap().version)
        .max_by_key(|version| version.criteria().count())
        .unwrap()
}

/// A plausible set of answers: four criteria in five met, the rest not.
fn answers(version: &SchemeVersion) -> Answers {
    answers_of(version, |place| if place % 5 == 0 { 0 } else { 3 })
}

fn answers_of(version: &SchemeVersion, items: impl Fn(usize) -> u32) -> Answers {
    version
        .criteria()
        .enumerate()
        .filter_map(|(place, (_, criterion))| {
            let answer = match &criterion.answer {
                AnswerKind::YesNo { met_by, .. } => Answer::YesNo { value: *met_by },
                AnswerKind::Choice { options } => Answer::Choice {
                    option: options
                        .iter()
                        .max_by_key(|option| option.stage)?
                        .code
                        .clone(),
                },
                AnswerKind::Money { .. } => Answer::Money { pence: 2000 },
                AnswerKind::Number { max, .. } => Answer::Number {
                    value: max.unwrap_or_else(|| Decimal::whole(28)),
                },
                AnswerKind::Percentage { .. } => Answer::Percentage {
                    numerator: 99,
                    denominator: 100,
                },
                AnswerKind::Text { .. } => Answer::Text {
                    text: "Words.".to_owned(),
                },
                AnswerKind::Date { .. } => Answer::Date { date: today() },
                AnswerKind::Declaration { .. } => Answer::Declaration {
                    signatory: "A Person".to_owned(),
                    role: "Director".to_owned(),
                },
                _ => return None,
            };
            let response = Response::answered(answer).with_evidence(items(place));
            Some((criterion.code.clone(), response))
        })
        .collect()
}

fn evaluations(c: &mut Criterion) {
    let version = largest();
    let (answers, at) = (answers(&version), Circumstances::on(today()));
    let tier = version.tiers.last().unwrap().code.clone();
    let mut group = c.benchmark_group("the largest pack");
    group.throughput(Throughput::Elements(1));
    group.bench_function("every tier, with the trace and what is missing", |b| {
        b.iter(|| evaluate(black_box(&version), black_box(&answers), &at));
    });
    let fast = TierEvaluator::new(&version);
    group.bench_function("one tier, without the trace", |b| {
        b.iter(|| fast.outcome(&tier, black_box(&answers), &at));
    });
    group.finish();
}

/// The same rule over more and more criteria: time over size is the same throughout.
fn linear(c: &mut Criterion) {
    let mut group = c.benchmark_group("evaluation by the size of the tree");
    for nodes in [100usize, 400, 1_600] {
        let mut version = largest();
        let codes: Vec<_> = version
            .criteria()
            .map(|(_, criterion)| criterion.code.clone())
            .collect();
        let leaves = codes
            .iter()
            .cycle()
            .take(nodes)
            .map(|code| RuleNode::Criterion {
                code: code.clone(),
                at: Requirement::Satisfied,
            })
            .collect();
        version.tiers.truncate(1);
        if let Some(only) = version.tiers.first_mut() {
            only.requires = None;
            only.rule = RuleNode::AtLeast { k: 10, of: leaves };
        }
        let (answers, at) = (answers(&version), Circumstances::on(today()));
        group.throughput(Throughput::Elements(u64::try_from(nodes).unwrap_or(0)));
        group.bench_with_input(
            BenchmarkId::from_parameter(nodes),
            &version,
            |b, version| {
                b.iter(|| evaluate(black_box(version), black_box(&answers), &at));
            },
        );
    }
    group.finish();
}

/// A hundred thousand holders of the model charter, put to a stricter version: one in ten falls.
fn losses(c: &mut Criterion) {
    let old = built_in("gm-like").unwrap().version;
    let member = TierCode::parse("member").unwrap();
    let full = answers_of(&old, |_| 3);
    let at = Circumstances::on(today());
    let until = NaiveDate::from_ymd_opt(2026, 12, 24).unwrap();
    let holders: Vec<Holder<usize>> = (0..100_000)
        .map(|key| Holder {
            key,
            tier: member.clone(),
            until,
            answers: if key % 10 == 0 {
                answers_of(&old, |place| if place == 0 { 1 } else { 3 })
            } else {
                full.clone()
            },
            circumstances: at.clone(),
        })
        .collect();
    let mut new = old.clone();
    for criterion in new
        .pillars
        .iter_mut()
        .flat_map(|pillar| &mut pillar.criteria)
    {
        if criterion.evidence.min_items > 0 {
            criterion.evidence.min_items = 2;
        }
    }
    let found = loss_preview(&old, &new, &holders, None);
    eprintln!("{} of {} would fall", found.losses.len(), found.holders);
    let mut group = c.benchmark_group("loss preview");
    group.sample_size(10);
    group.throughput(Throughput::Elements(100_000));
    group.bench_function("100,000 holders of the model charter", |b| {
        b.iter(|| loss_preview(&old, black_box(&new), black_box(&holders), None));
    });
    group.finish();
}

criterion_group!(benches, evaluations, linear, losses);
criterion_main!(benches);
