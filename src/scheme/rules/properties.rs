//! What must hold of every rule and every set of answers.

use super::samples::*;
use super::*;
use proptest::prelude::*;

fn outcome(rule: &RuleNode, answers: &Answers) -> Outcome {
    let version = version(rule.clone());
    evaluate(&version, answers, &Circumstances::on(today())).tiers[0].outcome
}

/// How near an outcome is to the tier.
fn height(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotMet => 0,
        Outcome::Undetermined => 1,
        Outcome::Met => 2,
    }
}

/// Whether some change of the criteria that are left reaches the tier.
fn reaches(
    version: &SchemeVersion,
    answers: &Answers,
    left: &[&str],
    choices: &dyn Fn(&str) -> Vec<Response>,
) -> bool {
    let Some((first, rest)) = left.split_first() else {
        let tier = &version.tiers[0];
        let plan = super::compile::Plan::compile(version, tier);
        let circumstances = Circumstances::on(today());
        let leaves: Vec<NodeOutcome> = plan
            .leaves
            .iter()
            .map(|leaf| {
                super::compile::judge_leaf(
                    version,
                    leaf,
                    answers.get(&leaf.criterion.code),
                    &circumstances,
                )
            })
            .collect();
        return plan.outcome(&plan.root, &leaves) == NodeOutcome::Met;
    };
    let mut seen = std::collections::BTreeSet::new();
    choices(first).into_iter().any(|response| {
        let circumstances = Circumstances::on(today());
        let criterion = version.criterion(&code(first)).unwrap();
        // Responses that no rule tells apart are tried once.
        let key = format!(
            "{:?} {:?}",
            stage_of(version, criterion, Some(&response), &circumstances),
            match &response.answer {
                Some(
                    answer @ (Answer::Number { .. }
                    | Answer::Percentage { .. }
                    | Answer::Maturity { .. }),
                ) => format!("{} {}", answer.summary(), response.evidence_items > 0),
                _ => String::new(),
            }
        );
        if !seen.insert(key) {
            return false;
        }
        let mut changed = answers.clone();
        changed.insert(code(first), response);
        reaches(version, &changed, rest, choices)
    })
}

/// The size of the smallest set of criteria that some change reaches the tier by, found by trying
/// everything; `None` when nothing does.
fn by_trying_everything(version: &SchemeVersion, answers: &Answers) -> Option<usize> {
    let changeable: Vec<&str> = CODES
        .into_iter()
        .filter(|text| {
            let claimed = answers
                .get(&code(text))
                .and_then(|response| response.answer.clone());
            !matches!(claimed, Some(Answer::NotApplicable { .. }))
                || answers
                    .get(&code(text))
                    .is_some_and(|response| response.verdict == Verdict::NotConfirmed)
        })
        .collect();
    let choices = |text: &str| -> Vec<Response> {
        every_answer(text)
            .into_iter()
            .flat_map(|answer| {
                [(0, 0), (2, 0), (2, 12)].map(|(items, months)| Response {
                    answer: Some(answer.clone()),
                    evidence_items: items,
                    months_covered: months,
                    ..Response::default()
                })
            })
            .collect()
    };
    (0..=changeable.len()).find(|size| {
        subsets(&changeable, *size)
            .iter()
            .any(|subset| reaches(version, answers, subset, &choices))
    })
}

fn subsets<'a>(of: &[&'a str], size: usize) -> Vec<Vec<&'a str>> {
    if size == 0 {
        return vec![vec![]];
    }
    of.iter()
        .enumerate()
        .flat_map(|(i, first)| {
            subsets(&of[i + 1..], size - 1)
                .into_iter()
                .map(move |mut rest| {
                    rest.insert(0, *first);
                    rest
                })
        })
        .collect()
}

/// Responses with everything but an answer.
fn silence() -> impl Strategy<Value = Answers> {
    let verdicts = [
        Verdict::Unchecked,
        Verdict::Confirmed,
        Verdict::NotConfirmed,
    ];
    let one = (
        0..3u32,
        0..24u32,
        prop::sample::select(verdicts.to_vec()),
        any::<bool>(),
    )
        .prop_map(
            |(evidence_items, months_covered, verdict, received)| Response {
                evidence_items,
                months_covered,
                verdict,
                received,
                ..Response::default()
            },
        );
    prop::collection::vec(one, CODES.len())
        .prop_map(|all| CODES.into_iter().map(code).zip(all).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Domain property 1: evidence never sets a tier back, where nothing is negated.
    #[test]
    fn more_evidence_never_loses_a_tier(rule in rule(false), answers in answers(), which in 0..CODES.len(), items in 0..3u32, months in 0..2u32) {
        let mut better = answers.clone();
        if let Some(response) = answers.get(&code(CODES[which])) {
            let mut response = response.clone();
            response.evidence_items += items;
            response.months_covered += 12 * months;
            better.insert(code(CODES[which]), response);
        }
        // A test of a figure from above (at most, equals, between) does not look at evidence either.
        prop_assert!(height(outcome(&rule, &better)) >= height(outcome(&rule, &answers)));
    }

    /// Domain property 2: `k` of `n` with `k = n` is all of them, with `k = 1` any of them, with `k = 0` nothing.
    #[test]
    fn at_least_meets_all_and_any(children in prop::collection::vec(rule(true), 1..4), answers in answers()) {
        let at_least = |k: usize| RuleNode::AtLeast { k: u32::try_from(k).unwrap(), of: children.clone() };
        prop_assert_eq!(outcome(&at_least(children.len()), &answers), outcome(&RuleNode::All(children.clone()), &answers));
        prop_assert_eq!(outcome(&at_least(1), &answers), outcome(&RuleNode::Any(children.clone()), &answers));
        prop_assert_eq!(outcome(&at_least(0), &answers), Outcome::Met);
    }

    /// Domain property 2: `k = 0` asks nothing, even of whom nothing applies to.
    #[test]
    fn nothing_is_asked_of_whom_nothing_applies_to(children in prop::collection::vec(rule(true), 1..4)) {
        let none_apply: Answers = CODES
            .into_iter()
            .map(|text| (code(text), Response::answered(Answer::NotApplicable { reason: "None here.".to_owned() })))
            .collect();
        let rule = RuleNode::AtLeast { k: 0, of: children };
        prop_assert_eq!(outcome(&rule, &none_apply), Outcome::Met);
    }

    /// Domain property 2, at publication: `k` is from 1 to the number of what there is to choose from, wherever
    /// one chooses, and nothing in between is refused.
    #[test]
    fn a_k_is_taken_from_one_to_all_and_refused_beyond(children in prop::collection::vec(rule(true), 1..4), k in 0..6u32) {
        let all = u32::try_from(children.len()).unwrap();
        let pillar = |k| RuleNode::Pillar { code: PillarCode::parse("second").unwrap(), k, at: Requirement::Satisfied };
        let groups = vec![children.clone()];
        for (rule, path, all) in [
            (RuleNode::AtLeast { k, of: children }, "tiers[0].rule.at_least.k", all),
            (RuleNode::InEachGroup { k, groups }, "tiers[0].rule.in_each_group.groups[0]", all),
            (pillar(k), "tiers[0].rule.pillar.k", 3),
        ] {
            let refused = check(&version(rule)).iter().any(|fault| fault.path == path && fault.severity == Severity::Error);
            prop_assert_eq!(refused, k < 1 || k > all, "k is {} of {} at {}", k, all, path);
        }
        let mut choosing = version(pillar(1));
        choosing.tiers[0].choose_pillars = Some(k);
        let refused = check(&choosing).iter().any(|fault| fault.path == "tiers[0].choose_pillars");
        prop_assert_eq!(refused, !(1..=3).contains(&k));
    }

    /// Domain property 3: nothing answered, nothing reached and nothing lost.
    #[test]
    fn without_answers_everything_is_open(rule in rule(true)) {
        prop_assert_eq!(outcome(&rule, &Answers::new()), Outcome::Undetermined);
    }

    /// Domain property 3: evidence, a verdict or a confirmation without an answer is no answer.
    #[test]
    fn what_says_nothing_leaves_everything_open(rule in rule(true), silent in silence()) {
        prop_assert_eq!(outcome(&rule, &silent), Outcome::Undetermined);
    }

    /// Domain property 3: what falls away because it is not asked reaches nothing by itself.
    #[test]
    fn what_is_not_asked_reaches_nothing(rule in rule(false), asked in prop::collection::vec(any::<bool>(), CODES.len())) {
        let mut version = version(rule);
        let criteria = version.pillars.iter_mut().flat_map(|pillar| &mut pillar.criteria);
        for (criterion, asked) in criteria.zip(asked) {
            if !asked {
                criterion.applies_when = Some(Condition::Headcount(Bounds::AtLeast(Decimal::whole(51))));
            }
        }
        let mut small = Circumstances::on(today());
        small.facts.headcount = Some(5);
        let found = evaluate(&version, &Answers::new(), &small);
        prop_assert_ne!(found.tiers[0].outcome, Outcome::Met);
        prop_assert_eq!(found.reached, None);
    }

    /// Domain property 4: whoever reaches a tier reaches every tier below it that it requires, whatever evidence each
    /// tier asks for and in whatever order they are written down.
    #[test]
    fn a_tier_includes_the_ones_it_requires(
        rules in prop::collection::vec(rule(true), 4),
        answers in answers(),
        strict in 0..4usize,
        turned in any::<bool>(),
    ) {
        let names = ["only", "second", "third", "fourth"];
        let mut version = version(rules[0].clone());
        for (above, rule) in (1..).zip(&rules[1..]) {
            let rank = u32::try_from(above).unwrap() + 1;
            version.tiers.push(tier(names[above], rank, Some(names[above - 1]), rule.clone()));
        }
        for criterion in version.pillars.iter_mut().flat_map(|pillar| &mut pillar.criteria) {
            let evidence = EvidenceRule { need: EvidenceNeed::Required, min_items: 2, hint: Text::english("More.") };
            let when = Condition::Tier(vec![TierCode::parse(names[strict]).unwrap()]);
            criterion.evidence_when = vec![ContextualEvidence { when, evidence }];
        }
        if turned {
            version.tiers.reverse();
        }
        let evaluation = evaluate(&version, &answers, &Circumstances::on(today()));
        let found = evaluation.tiers.iter().map(|tier| tier.outcome).collect::<Vec<_>>();
        for pair in found.windows(2) {
            prop_assert!(height(pair[0]) >= height(pair[1]), "{:?}", found);
        }
        // Each tier's own rule counts as it would alone.
        let mut alone = version.clone();
        alone.tiers.retain(|tier| tier.rank == 1);
        prop_assert_eq!(evaluate(&alone, &answers, &Circumstances::on(today())).tiers[0].outcome, found[0]);
        let met = found.iter().filter(|outcome| **outcome == Outcome::Met).count();
        let reached = met.checked_sub(1).map(|last| names[last]);
        prop_assert_eq!(evaluation.reached.as_ref().map(TierCode::as_str), reached);
    }

    /// Domain property 6: a stored version evaluates to the same bytes as the one that was published.
    #[test]
    fn a_stored_version_evaluates_to_the_same_bytes(rule in rule(true), answers in answers()) {
        let published = version(rule);
        let stored: SchemeVersion = serde_json::from_str(&published.canonical_json()).unwrap();
        prop_assert_eq!(&stored, &published);
        prop_assert_eq!(stored.content_hash(), published.content_hash());
        let on = Circumstances::on(today());
        prop_assert_eq!(
            canonical_json(&evaluate(&stored, &answers, &on)),
            canonical_json(&evaluate(&published, &answers, &on))
        );
    }

    /// The fast way and the one that explains agree.
    #[test]
    fn the_outcome_alone_is_that_of_the_evaluation(rule in rule(true), upper in rule(true), answers in answers()) {
        let mut version = version(rule);
        version.tiers.push(tier("upper", 2, Some("only"), upper));
        let at = Circumstances::on(today());
        let explained = evaluate(&version, &answers, &at);
        let fast = TierEvaluator::new(&version);
        for tier in &explained.tiers {
            prop_assert_eq!(fast.outcome(&tier.tier, &answers, &at), Some(tier.outcome));
        }
        prop_assert_eq!(fast.reached(&answers, &at), explained.reached.as_ref());
    }

    /// Canonical JSON does not depend on the order of keys.
    #[test]
    fn answers_survive_json(answers in answers()) {
        let json = canonical_json(&answers);
        prop_assert_eq!(serde_json::from_str::<Answers>(&json).unwrap(), answers);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// The missing set is the smallest there is, against a search that tries everything.
    #[test]
    fn the_missing_set_is_the_smallest(rule in rule(true), answers in answers()) {
        let version = version(rule);
        let tier = evaluate(&version, &answers, &Circumstances::on(today())).tiers.remove(0);
        let smallest = by_trying_everything(&version, &answers);
        prop_assert!(matches!(tier.search, SearchResult::Smallest | SearchResult::Unreachable), "{:?}", tier.search);
        match smallest {
            Some(size) => prop_assert_eq!(tier.missing.len(), size, "{:#?}", tier.missing),
            None => prop_assert!(tier.search == SearchResult::Unreachable , "{:#?}", tier.missing),
        }
        prop_assert_eq!(tier.missing.is_empty(), tier.outcome == Outcome::Met || tier.search == SearchResult::Unreachable);
    }
}

#[test]
fn a_rule_that_is_too_deep_or_names_nothing_is_open_and_does_not_overflow() {
    let mut deep = satisfied("A-1");
    for _ in 0..2_000 {
        deep = RuleNode::Not(Box::new(deep));
    }
    assert_eq!(outcome(&deep, &Answers::new()), Outcome::Undetermined);
    assert!(
        check(&version(deep))
            .iter()
            .any(|fault| fault.message.contains("deep"))
    );
    assert_eq!(
        outcome(&satisfied("Z-9"), &Answers::new()),
        Outcome::Undetermined
    );
}

#[test]
fn a_large_rule_is_evaluated_in_good_time_and_its_set_is_known_to_be_enough() {
    // Overlapping choices over few criteria: the hardest kind of tree for the search.
    let codes = CODES.map(satisfied);
    let mut groups = Vec::new();
    for i in 0..5 {
        for j in 0..5 {
            let of = vec![
                codes[i].clone(),
                codes[j].clone(),
                codes[(i + j) % 5].clone(),
            ];
            groups.push(RuleNode::AtLeast { k: 2, of });
        }
    }
    let version = version(RuleNode::All(groups));
    let tier = evaluate(&version, &Answers::new(), &Circumstances::on(today()))
        .tiers
        .remove(0);
    assert!(!tier.missing.is_empty());
    assert_eq!(
        Some(tier.missing.len()),
        by_trying_everything(&version, &Answers::new())
    );
}
