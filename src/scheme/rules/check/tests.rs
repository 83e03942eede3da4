use super::super::samples::{all_criteria, at_stage, satisfied, tier, version};
use super::super::*;
use chrono::NaiveDate;

/// The faults that a change to a sound version makes, as `path: message`.
fn faults(change: impl FnOnce(&mut SchemeVersion)) -> Vec<Fault> {
    let mut version = version(all_criteria());
    assert_eq!(check(&version), vec![], "the sample itself is sound");
    change(&mut version);
    check(&version)
}

fn one_error(words: &str, path: &str, change: impl FnOnce(&mut SchemeVersion)) {
    let found = faults(change);
    assert!(
        found.iter().any(|fault| fault.severity == Severity::Error
            && fault.path == path
            && fault.message.contains(words)),
        "no “{words}” at {path} in {found:#?}"
    );
}

fn rule_error(words: &str, path: &str, rule: RuleNode) {
    one_error(words, path, |version| version.tiers[0].rule = rule);
}

fn figure(n: i64) -> Operand {
    Operand::Value(Decimal::whole(n))
}

fn predicate(code: &str, test: Test) -> RuleNode {
    RuleNode::Predicate {
        code: CriterionCode::parse(code).unwrap(),
        test,
    }
}

#[test]
fn rules_that_cannot_be_meant() {
    rule_error("asks nothing", "tiers[0].rule.all", RuleNode::All(vec![]));
    rule_error("asks nothing", "tiers[0].rule.any", RuleNode::Any(vec![]));
    rule_error(
        "k is 0",
        "tiers[0].rule.at_least.k",
        RuleNode::AtLeast {
            k: 0,
            of: vec![satisfied("A-1")],
        },
    );
    rule_error(
        "k is 2, but there are only 1",
        "tiers[0].rule.at_least.k",
        RuleNode::AtLeast {
            k: 2,
            of: vec![satisfied("A-1")],
        },
    );
    rule_error(
        "no criterion Z-1",
        "tiers[0].rule.not.criterion",
        RuleNode::Not(Box::new(satisfied("Z-1"))),
    );
    rule_error(
        "asks nothing",
        "tiers[0].rule.criterion.stage",
        at_stage("A-1", Stage::None),
    );
    let pillar = |name: &str, k| RuleNode::Pillar {
        code: PillarCode::parse(name).unwrap(),
        k,
        at: Requirement::Satisfied,
    };
    rule_error(
        "no pillar “fourth”",
        "tiers[0].rule.all[0].pillar",
        RuleNode::All(vec![pillar("fourth", 1)]),
    );
    rule_error(
        "only 2 to choose from",
        "tiers[0].rule.pillar.k",
        pillar("first", 3),
    );
    rule_error("k is 0", "tiers[0].rule.pillar.k", pillar("first", 0));
    let contradiction = RuleNode::All(vec![
        satisfied("A-1"),
        RuleNode::Not(Box::new(at_stage("A-1", Stage::Aware))),
    ]);
    rule_error("contradict", "tiers[0].rule", contradiction);
}

#[test]
fn predicates_that_do_not_fit_their_criterion() {
    let path = "tiers[0].rule.predicate";
    rule_error(
        "does not fit",
        path,
        predicate("A-1", Test::AtLeast(figure(1))),
    );
    rule_error(
        "does not fit",
        path,
        predicate("B-2", Test::Chosen(vec!["full".to_owned()])),
    );
    rule_error(
        "does not fit",
        path,
        predicate("B-2", Test::WithinMonths(3)),
    );
    rule_error(
        "no option “half”",
        path,
        predicate("B-1", Test::Chosen(vec!["half".to_owned()])),
    );
    rule_error("empty", path, predicate("B-1", Test::Chosen(vec![])));
    rule_error("empty", path, predicate("B-2", Test::OneOf(vec![])));
    rule_error(
        "range from 9 to 3 is empty",
        path,
        predicate(
            "B-2",
            Test::Between {
                from: figure(9),
                to: figure(3),
            },
        ),
    );
    rule_error(
        "between 0 and 100",
        path,
        predicate("B-3", Test::AtLeast(figure(101))),
    );
    let reference = ReferenceCode::parse("RLW").unwrap();
    rule_error(
        "no reference value RLW",
        path,
        predicate("B-2", Test::AtLeast(Operand::Reference(reference))),
    );
}

#[test]
fn tiers_that_lean_on_themselves_or_on_nothing() {
    let requires = |code: &str| Some(TierCode::parse(code).unwrap());
    one_error("requires itself", "tiers[0].requires", |version| {
        version.tiers[0].requires = requires("only");
    });
    one_error("no tier “other”", "tiers[0].requires", |version| {
        version.tiers[0].requires = requires("other");
    });
    one_error("circle: a → b → a", "tiers[0].requires", |version| {
        version.tiers = vec![
            tier("a", 1, Some("b"), all_criteria()),
            tier("b", 2, Some("a"), all_criteria()),
        ];
    });
    one_error("not below", "tiers[0].requires", |version| {
        version.tiers = vec![
            tier("a", 1, Some("b"), all_criteria()),
            tier("b", 2, None, all_criteria()),
        ];
    });
    one_error("rank 1 is used twice", "tiers[1].rank", |version| {
        version.tiers.push(tier("b", 1, None, all_criteria()));
    });
    one_error("no tiers", "tiers", |version| version.tiers.clear());
    one_error("from 1 to 120", "tiers[0].validity_months", |version| {
        version.tiers[0].validity_months = 0;
    });
}

#[test]
fn codes_used_twice_name_the_first_place() {
    one_error(
        "first at pillars[0].criteria[0].code",
        "pillars[1].criteria[0].code",
        |version| {
            version.pillars[1].criteria[0].code = CriterionCode::parse("A-1").unwrap();
        },
    );
    one_error("first at pillars[0].code", "pillars[1].code", |version| {
        version.pillars[1].code = version.pillars[0].code.clone();
    });
    one_error(
        "option code “full”",
        "pillars[1].criteria[0].answer.options[1].code",
        |version| {
            if let AnswerKind::Choice { options } = &mut version.pillars[1].criteria[0].answer {
                options[1].code = "full".to_owned();
            }
        },
    );
}

#[test]
fn criteria_that_cannot_be_answered() {
    let at = "pillars[0].criteria[0]";
    let change = |change: fn(&mut Criterion)| {
        move |version: &mut SchemeVersion| change(&mut version.pillars[0].criteria[0])
    };
    one_error(
        "how many items",
        &format!("{at}.evidence.min_items"),
        change(|c| c.evidence.min_items = 0),
    );
    one_error(
        "only where evidence is required",
        &format!("{at}.evidence.min_items"),
        change(|c| c.evidence.need = EvidenceNeed::Optional),
    );
    one_error(
        "how many minutes",
        &format!("{at}.minutes"),
        change(|c| c.minutes = 0),
    );
    one_error(
        "at least two options",
        &format!("{at}.answer.options"),
        change(|c| c.answer = AnswerKind::Choice { options: vec![] }),
    );
    one_error(
        "Allow from 1",
        &format!("{at}.answer.max_characters"),
        change(|c| {
            c.answer = AnswerKind::Text {
                max_characters: 0,
                max_words: None,
            }
        }),
    );
    one_error(
        "Swap them",
        &format!("{at}.answer.max"),
        change(|c| {
            c.answer = AnswerKind::Money {
                min_pence: Some(2),
                max_pence: Some(1),
            };
        }),
    );
    one_error(
        "percentage of nobody",
        &format!("{at}.answer.minimum_denominator"),
        change(|c| {
            c.answer = AnswerKind::Percentage {
                numerator: Text::default(),
                denominator: Text::default(),
                minimum_denominator: 0,
            };
        }),
    );
    one_error(
        "three decimal places",
        &format!("{at}.answer.decimals"),
        change(|c| {
            c.answer = AnswerKind::Number {
                unit: Text::default(),
                decimals: 4,
                min: None,
                max: None,
            };
        }),
    );
    one_error(
        "does not fit",
        &format!("{at}.meets"),
        change(|c| c.meets = Some(Test::WithinMonths(1))),
    );
    one_error("has no criteria", "pillars[0].criteria", |version| {
        version.pillars[0].criteria.clear();
    });
}

#[test]
fn references_that_cannot_be_resolved() {
    let reference = |values: Vec<(Place, i64)>| Reference {
        code: ReferenceCode::parse("RLW").unwrap(),
        name: Text::english("rate"),
        unit: ReferenceUnit::Money,
        source: String::new(),
        values: values
            .into_iter()
            .map(|(place, value)| ReferenceValue {
                place,
                from: super::super::samples::day(2025, 10, 22),
                value: Decimal::from_thousandths(value),
                announced: None,
                holders_by: None,
            })
            .collect(),
    };
    one_error("no value for uk", "references[0].values", |version| {
        version.references = vec![reference(vec![(Place::london(), 14_800)])];
    });
    one_error("two values for uk", "references[0].values[1]", |version| {
        version.references = vec![reference(vec![
            (Place::uk(), 13_450),
            (Place::uk(), 13_450),
        ])];
    });
    one_error(
        "two decimal places",
        "references[0].values[0].value",
        |version| {
            version.references = vec![reference(vec![(Place::uk(), 13_455)])];
        },
    );
    one_error("another kind", "pillars[1].criteria[1].meets", |version| {
        version.references = vec![reference(vec![(Place::uk(), 13_450)])];
        version.pillars[1].criteria[1].meets = Some(Test::AtLeast(Operand::Reference(
            ReferenceCode::parse("RLW").unwrap(),
        )));
    });
}

#[test]
fn what_is_probably_not_meant_is_a_warning() {
    let found = faults(|version| version.tiers[0].rule = satisfied("A-1"));
    assert!(
        found
            .iter()
            .all(|fault| fault.severity == Severity::Warning)
    );
    assert_eq!(found.len(), 5, "{found:#?}");
    assert_eq!(found[0].path, "pillars[0].criteria[1].code");

    let found = faults(|version| version.tiers[0].kind = TierKind::Commitment);
    assert!(
        found[0].severity == Severity::Warning && found[0].message.contains("commitment tier"),
        "{found:#?}"
    );
    let found = faults(|version| {
        version.tiers[0].kind = TierKind::Commitment;
        version.tiers[0].rule = RuleNode::All(
            ["A-1", "A-2", "B-1", "B-2", "B-3", "C-1"]
                .map(|text| at_stage(text, Stage::Committed))
                .to_vec(),
        );
    });
    assert_eq!(found, vec![]);

    let found = faults(|version| version.scheme.languages.push("cy".to_owned()));
    assert!(
        found
            .iter()
            .all(|fault| fault.severity == Severity::Warning && fault.message.contains("cy"))
    );
    assert!(found.len() > 20);
    one_error("not one the scheme is offered in", "name", |version| {
        version.scheme.name = serde_json::from_str(r#"{"en":"Pay","cy":"Cyflog"}"#).unwrap();
    });
}

#[test]
fn scores_groups_and_stays_that_cannot_be_meant() {
    let score = |pillar: Option<&str>, at_least| RuleNode::Score {
        pillar: pillar.map(|code| PillarCode::parse(code).unwrap()),
        at_least,
    };
    let points = |n| Points::Absolute(Decimal::whole(n));
    rule_error(
        "only 4 to be had",
        "tiers[0].rule.score",
        score(Some("second"), points(5)),
    );
    rule_error(
        "no pillar “fourth”",
        "tiers[0].rule.score",
        score(Some("fourth"), points(1)),
    );
    rule_error(
        "nothing is asked",
        "tiers[0].rule.score",
        score(None, points(0)),
    );
    rule_error(
        "at most 100%",
        "tiers[0].rule.score",
        score(None, Points::Share(Decimal::whole(101))),
    );
    rule_error(
        "k is 2, but there are only 1",
        "tiers[0].rule.in_each_group.groups[0]",
        RuleNode::InEachGroup {
            k: 2,
            groups: vec![vec![satisfied("A-1")]],
        },
    );
    rule_error(
        "There are no groups",
        "tiers[0].rule.in_each_group.groups",
        RuleNode::InEachGroup {
            k: 1,
            groups: vec![],
        },
    );
    one_error("closes before it opens", "tiers[0].closes_on", |version| {
        version.tiers[0].opens_on = NaiveDate::from_ymd_opt(2027, 1, 2);
        version.tiers[0].closes_on = NaiveDate::from_ymd_opt(2027, 1, 1);
    });
    one_error(
        "shorter time than one award",
        "tiers[0].max_stay_months",
        |version| {
            version.tiers[0].max_stay_months = Some(12);
        },
    );
    one_error(
        "only 3 to choose from",
        "tiers[0].choose_pillars",
        |version| {
            version.tiers[0].choose_pillars = Some(4);
        },
    );
}

#[test]
fn conditions_and_outside_accreditations_that_cannot_be_meant() {
    one_error(
        "is empty",
        "pillars[0].criteria[0].applies_when",
        |version| {
            version.pillars[0].criteria[0].applies_when = Some(Condition::Any(vec![]));
        },
    );
    one_error(
        "no tier “gold”",
        "pillars[0].criteria[0].applies_when",
        |version| {
            let gold = TierCode::parse("gold").unwrap();
            version.pillars[0].criteria[0].applies_when = Some(Condition::Tier(vec![gold]));
        },
    );
    one_error(
        "retired before it counts",
        "pillars[0].criteria[0].retired_from",
        |version| {
            let criterion = &mut version.pillars[0].criteria[0];
            criterion.active_from = NaiveDate::from_ymd_opt(2027, 1, 2);
            criterion.retired_from = NaiveDate::from_ymd_opt(2027, 1, 1);
        },
    );
    one_error(
        "A weight is more than 0",
        "pillars[0].criteria[0].weight",
        |version| {
            version.pillars[0].criteria[0].weight = Decimal::default();
        },
    );
    one_error(
        "no accreditation “living-wage”",
        "pillars[0].criteria[0].equivalents[0]",
        |version| {
            version.pillars[0].criteria[0].equivalents = vec![Equivalent {
                accreditation: AccreditationCode::parse("living-wage").unwrap(),
                tiers: vec![],
                stage: Stage::Doing,
            }];
        },
    );
    one_error("No employer comes to this fee", "fees[1]", |version| {
        let fee = Fee {
            when: None,
            pence: 100,
        };
        version.fees = vec![fee.clone(), fee];
    });
    one_error("does not fit", "tiers[0].rule.predicate", |version| {
        version.tiers[0].rule = predicate("B-1", Test::Held { tiers: vec![] });
    });
    one_error(
        "lowest first",
        "pillars[2].criteria[0].answer.levels[1]",
        |version| {
            if let AnswerKind::Maturity { levels } = &mut version.pillars[2].criteria[0].answer {
                levels.swap(0, 1);
            }
        },
    );
}

/// The warnings that a rule makes when B-2 is answered in words, after another change.
fn warnings(rule: RuleNode, change: impl FnOnce(&mut Criterion)) -> Vec<String> {
    let mut version = version(rule);
    let criterion = &mut version.pillars[1].criteria[1];
    criterion.answer = AnswerKind::Text {
        max_characters: 1_000,
        max_words: None,
    };
    criterion.meets = None;
    change(criterion);
    check(&version)
        .iter()
        .filter(|fault| fault.severity == Severity::Warning)
        .map(ToString::to_string)
        .filter(|fault| fault.contains("typed"))
        .collect()
}

#[test]
fn what_a_tier_rests_on_is_more_than_words() {
    let all = |codes: &[&str]| RuleNode::All(codes.iter().copied().map(satisfied).collect());
    let any = |codes: &[&str]| RuleNode::Any(codes.iter().copied().map(satisfied).collect());
    let at_least = |k, codes: &[&str]| RuleNode::AtLeast {
        k,
        of: codes.iter().copied().map(satisfied).collect(),
    };
    let pillar = |k| RuleNode::Pillar {
        code: PillarCode::parse("second").unwrap(),
        k,
        at: Requirement::Satisfied,
    };
    let share = |percent| RuleNode::Score {
        pillar: Some(PillarCode::parse("second").unwrap()),
        at_least: Points::Share(Decimal::whole(percent)),
    };
    let expected = "pillars[1].criteria[1].evidence: B-2 is needed for only and is answered in words alone, so anything typed meets it. Ask for evidence, or for an answer that can be checked.";
    for rule in [
        satisfied("B-2"),
        all(&["A-1", "B-2"]),
        any(&["B-2"]),
        at_least(2, &["A-1", "B-2"]),
        RuleNode::All(vec![any(&["A-1", "A-2"]), at_least(1, &["B-2"])]),
        pillar(3),
        // Of four points the words give one.
        share(76),
        RuleNode::InEachGroup {
            k: 1,
            groups: vec![vec![satisfied("A-1")], vec![satisfied("B-2")]],
        },
        RuleNode::Gate {
            message: Text::english("Shut."),
            rule: Box::new(satisfied("B-2")),
        },
    ] {
        assert_eq!(warnings(rule.clone(), |_| ()), [expected], "{rule:?}");
    }
    for rule in [
        any(&["A-1", "B-2"]),
        at_least(1, &["A-1", "B-2"]),
        at_least(2, &["A-1", "A-2", "B-2"]),
        pillar(2),
        share(75),
        RuleNode::Not(Box::new(satisfied("B-2"))),
        all(&["A-1"]),
    ] {
        assert!(warnings(rule.clone(), |_| ()).is_empty(), "{rule:?}");
    }
}

#[test]
fn words_with_evidence_or_a_standard_are_enough() {
    let required = EvidenceRule {
        need: EvidenceNeed::Required,
        min_items: 1,
        hint: Text::english("A document."),
    };
    let rule = || satisfied("B-2");
    assert_eq!(warnings(rule(), |_| ()).len(), 1);
    assert!(warnings(rule(), |criterion| criterion.evidence = required.clone()).is_empty());
    let contextual = ContextualEvidence {
        when: Condition::GrantValue(Bounds::AtLeast(Decimal::whole(100_000))),
        evidence: required,
    };
    assert!(
        warnings(rule(), |criterion| criterion.evidence_when =
            vec![contextual])
        .is_empty()
    );
    let yes_no = AnswerKind::YesNo {
        commitment: false,
        met_by: YesOrNo::Yes,
    };
    assert!(warnings(rule(), |criterion| criterion.answer = yes_no).is_empty());
}

#[test]
fn the_lowest_tier_that_rests_on_words_is_named() {
    let mut version = version(satisfied("A-1"));
    let criterion = &mut version.pillars[1].criteria[1];
    criterion.answer = AnswerKind::Text {
        max_characters: 1_000,
        max_words: None,
    };
    criterion.meets = None;
    // Written down the other way round, and needed by the upper tier through the lower one only.
    version
        .tiers
        .insert(0, tier("upper", 3, Some("middle"), satisfied("A-2")));
    version
        .tiers
        .insert(0, tier("middle", 2, Some("only"), satisfied("B-2")));
    let found: Vec<String> = check(&version)
        .iter()
        .map(ToString::to_string)
        .filter(|fault| fault.contains("typed"))
        .collect();
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("B-2 is needed for middle and"),
        "{found:?}"
    );
}
