//! Small versions and random trees for tests.

use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

pub(super) fn today() -> NaiveDate {
    day(2026, 11, 24)
}

pub(super) fn code(text: &str) -> CriterionCode {
    CriterionCode::parse(text).unwrap()
}

pub(super) fn criterion(
    text: &str,
    answer: AnswerKind,
    required: u32,
    meets: Option<Test>,
) -> Criterion {
    Criterion {
        code: code(text),
        title: Text::english(format!("Title of {text}")),
        question: Text::english("Question?"),
        why: Text::english("Why."),
        good: Text::english("Good."),
        guidance: Text::english("Guidance."),
        answer,
        meets,
        evidence: EvidenceRule {
            need: if required > 0 {
                EvidenceNeed::Required
            } else {
                EvidenceNeed::Optional
            },
            min_items: required,
            hint: Text::english("A document."),
        },
        evidence_when: vec![],
        applies_when: None,
        active_from: None,
        retired_from: None,
        superseded_by_law_on: None,
        equivalents: vec![],
        weight: Decimal::whole(1),
        statutory: None,
        tags: vec![StatisticTag::Pay],
        not_applicable: NotApplicablePolicy::WithReason,
        confidentiality: Confidentiality::Partner,
        minutes: 3,
    }
}

pub(super) fn yes_no() -> AnswerKind {
    AnswerKind::YesNo {
        commitment: true,
        met_by: YesOrNo::Yes,
    }
}

fn value(n: i64) -> Operand {
    Operand::Value(Decimal::whole(n))
}

/// Six criteria in three pillars: yes/no with evidence, an inverted yes/no, a choice, a number, a
/// percentage, a scale; of different weights.
pub(super) fn version(rule: RuleNode) -> SchemeVersion {
    let option = |code: &str, stage| ChoiceOption {
        code: code.to_owned(),
        label: Text::english(code),
        stage,
    };
    let choice = AnswerKind::Choice {
        options: vec![
            option("full", Stage::Embedded),
            option("some", Stage::Doing),
            option("soon", Stage::Planned),
            option("none", Stage::Aware),
        ],
    };
    let number = AnswerKind::Number {
        unit: Text::english("hours"),
        decimals: 0,
        min: Some(Decimal::whole(0)),
        max: Some(Decimal::whole(10)),
    };
    let percentage = AnswerKind::Percentage {
        numerator: Text::english("part"),
        denominator: Text::english("whole"),
        minimum_denominator: 10,
    };
    let level = |stage, points| Level {
        label: Text::english("Level"),
        descriptor: Text::english("What it looks like."),
        stage,
        points,
    };
    let scale = AnswerKind::Maturity {
        levels: vec![
            level(Stage::Aware, 0),
            level(Stage::Planned, 1),
            level(Stage::Doing, 2),
            level(Stage::Embedded, 4),
        ],
    };
    let weighted = |mut criterion: Criterion, weight: &str| {
        criterion.weight = Decimal::parse(weight).unwrap();
        criterion
    };
    let inverted = AnswerKind::YesNo {
        commitment: false,
        met_by: YesOrNo::No,
    };
    SchemeVersion {
        changes: None,
        format: CONTENT_FORMAT,
        scheme: SchemeHead {
            slug: SchemeSlug::parse("sample").unwrap(),
            name: Text::english("Sample"),
            award_noun: Text::english("charter"),
            description: Text::english("A sample."),
            languages: vec!["en".to_owned()],
            notice_days: 0,
            renewal_window_days: 90,
            reminder_days: vec![],
        },
        label: "1".to_owned(),
        references: vec![],
        accreditations: vec![],
        fees: vec![],
        route: Route::standard(),
        pillars: vec![
            Pillar {
                code: PillarCode::parse("first").unwrap(),
                name: Text::english("First"),
                intent: Text::english("Intent"),
                criteria: vec![
                    criterion("A-1", yes_no(), 1, None),
                    weighted(criterion("A-2", inverted, 0, None), "0.5"),
                ],
            },
            Pillar {
                code: PillarCode::parse("second").unwrap(),
                name: Text::english("Second"),
                intent: Text::english("Intent"),
                criteria: vec![
                    weighted(criterion("B-1", choice, 0, None), "2"),
                    criterion("B-2", number, 0, Some(Test::AtLeast(value(5)))),
                    criterion("B-3", percentage, 2, Some(Test::AtLeast(value(50)))),
                ],
            },
            Pillar {
                code: PillarCode::parse("third").unwrap(),
                name: Text::english("Third"),
                intent: Text::english("Intent"),
                criteria: vec![criterion("C-1", scale, 1, None)],
            },
        ],
        tiers: vec![tier("only", 1, None, rule)],
    }
}

pub(super) fn tier(code: &str, rank: u32, requires: Option<&str>, rule: RuleNode) -> Tier {
    Tier {
        code: TierCode::parse(code).unwrap(),
        rank,
        name: Text::english(code),
        description: Text::english("Tier."),
        kind: TierKind::Achieved,
        validity_months: 24,
        requires: requires.map(|code| TierCode::parse(code).unwrap()),
        rule,
        shape: TierShape::Ring,
        opens_on: None,
        closes_on: None,
        max_stay_months: None,
        renewable: true,
        grace_days: 0,
        choose_pillars: None,
    }
}

pub(super) fn all_criteria() -> RuleNode {
    RuleNode::All(CODES.map(satisfied).to_vec())
}

pub(super) fn satisfied(text: &str) -> RuleNode {
    RuleNode::Criterion {
        code: code(text),
        at: Requirement::Satisfied,
    }
}

pub(super) fn at_stage(text: &str, stage: Stage) -> RuleNode {
    RuleNode::Criterion {
        code: code(text),
        at: Requirement::Stage(stage),
    }
}

/// Every answer worth trying for a sample criterion, evidence apart.
pub(super) fn every_answer(text: &str) -> Vec<Answer> {
    match text {
        "A-1" => vec![
            Answer::YesNo {
                value: YesOrNo::Yes,
            },
            Answer::YesNo { value: YesOrNo::No },
            Answer::NotYet {
                by: day(2027, 6, 1),
            },
        ],
        "A-2" => vec![
            Answer::YesNo {
                value: YesOrNo::Yes,
            },
            Answer::YesNo { value: YesOrNo::No },
        ],
        "B-1" => ["full", "some", "soon", "none"]
            .map(|option| Answer::Choice {
                option: option.to_owned(),
            })
            .to_vec(),
        "B-2" => (0..=10)
            .map(|n| Answer::Number {
                value: Decimal::whole(n),
            })
            .collect(),
        "C-1" => (1..=4).map(|level| Answer::Maturity { level }).collect(),
        _ => (0..=20)
            .map(|n| Answer::Percentage {
                numerator: n * 5,
                denominator: 100,
            })
            .chain([Answer::Percentage {
                numerator: 5,
                denominator: 9,
            }])
            .collect(),
    }
}

pub(super) const CODES: [&str; 6] = ["A-1", "A-2", "B-1", "B-2", "B-3", "C-1"];

fn requirement() -> impl Strategy<Value = Requirement> {
    prop_oneof![
        2 => Just(Requirement::Satisfied),
        1 => prop::sample::select(vec![Stage::Aware, Stage::Committed, Stage::Planned, Stage::Embedded])
            .prop_map(Requirement::Stage),
    ]
}

fn test_of(scale: i64) -> impl Strategy<Value = Test> {
    let figure = (0..=10i64).prop_map(move |n| n * scale);
    prop_oneof![
        figure.clone().prop_map(|n| Test::AtLeast(value(n))),
        figure.clone().prop_map(|n| Test::AtMost(value(n))),
        figure.clone().prop_map(|n| Test::Equals(value(n))),
        (figure.clone(), figure).prop_map(|(a, b)| Test::Between {
            from: value(a.min(b)),
            to: value(a.max(b))
        }),
    ]
}

fn leaf() -> impl Strategy<Value = RuleNode> {
    prop_oneof![
        4 => (prop::sample::select(CODES.to_vec()), requirement())
            .prop_map(|(text, at)| RuleNode::Criterion { code: code(text), at }),
        2 => test_of(1).prop_map(|test| RuleNode::Predicate { code: code("B-2"), test }),
        1 => test_of(10).prop_map(|test| RuleNode::Predicate { code: code("B-3"), test }),
        2 => score(),
        1 => (1..=4i64).prop_map(|n| RuleNode::Predicate {
            code: code("C-1"), test: Test::AtLeast(value(n))
        }),
        1 => (1..=2u32, requirement()).prop_map(|(k, at)| RuleNode::Pillar {
            code: PillarCode::parse("first").unwrap(), k, at
        }),
        1 => (1..=3u32, requirement()).prop_map(|(k, at)| RuleNode::Pillar {
            code: PillarCode::parse("second").unwrap(), k, at
        }),
    ]
}

/// Points of a pillar or of everything, never more than there are.
fn score() -> impl Strategy<Value = RuleNode> {
    let pillar = prop::sample::select(vec![
        (None, 9_500i64),
        (Some("first"), 1_500),
        (Some("second"), 4_000),
        (Some("third"), 4_000),
    ]);
    (pillar, 1..=100i64, any::<bool>()).prop_map(|((pillar, most), share, absolute)| {
        RuleNode::Score {
            pillar: pillar.map(|code| PillarCode::parse(code).unwrap()),
            at_least: if absolute {
                Points::Absolute(Decimal::from_thousandths((most * share / 100).max(1)))
            } else {
                Points::Share(Decimal::whole(share))
            },
        }
    })
}

/// Rules that a check lets through; with or without negations.
pub(super) fn rule(negations: bool) -> impl Strategy<Value = RuleNode> {
    leaf().prop_recursive(3, 14, 3, move |inner| {
        let children = prop::collection::vec(inner.clone(), 1..=3);
        let at_least = (children.clone(), any::<prop::sample::Index>()).prop_map(|(of, k)| {
            RuleNode::AtLeast {
                k: u32::try_from(k.index(of.len())).unwrap() + 1,
                of,
            }
        });
        let groups = prop::collection::vec(prop::collection::vec(inner.clone(), 1..=2), 1..=2)
            .prop_map(|groups| RuleNode::InEachGroup { k: 1, groups });
        let gate = inner.clone().prop_map(|rule| RuleNode::Gate {
            message: Text::english("Shut."),
            rule: Box::new(rule),
        });
        let not: BoxedStrategy<RuleNode> = if negations {
            inner.prop_map(|rule| RuleNode::Not(Box::new(rule))).boxed()
        } else {
            gate.clone().boxed()
        };
        prop_oneof![
            3 => children.clone().prop_map(RuleNode::All),
            3 => children.prop_map(RuleNode::Any),
            3 => at_least,
            1 => groups,
            1 => gate,
            1 => not,
        ]
    })
}

fn response(text: &'static str) -> impl Strategy<Value = Option<Response>> {
    let answers = every_answer(text);
    let verdicts = vec![
        Verdict::Unchecked,
        Verdict::Unchecked,
        Verdict::Confirmed,
        Verdict::NotConfirmed,
    ];
    prop::option::of(
        (
            prop_oneof![
                6 => prop::sample::select(answers),
                1 => Just(Answer::NotApplicable { reason: "None here.".to_owned() }),
            ],
            0..=2u32,
            prop::sample::select(vec![0, 12]),
            prop::sample::select(verdicts),
        )
            .prop_map(
                |(answer, evidence_items, months_covered, verdict)| Response {
                    answer: Some(answer),
                    evidence_items,
                    months_covered,
                    verdict,
                    ..Response::default()
                },
            ),
    )
}

/// Answers to some of the sample criteria.
pub(super) fn answers() -> impl Strategy<Value = Answers> {
    (
        response("A-1"),
        response("A-2"),
        response("B-1"),
        response("B-2"),
        response("B-3"),
        response("C-1"),
    )
        .prop_map(|(a1, a2, b1, b2, b3, c1)| {
            CODES
                .into_iter()
                .zip([a1, a2, b1, b2, b3, c1])
                .filter_map(|(text, response)| Some((code(text), response?)))
                .collect()
        })
}
