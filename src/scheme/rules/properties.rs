//! What must hold of every rule and every set of answers.

use super::samples::*;
use super::*;
use proptest::prelude::*;

fn outcome(rule: &RuleNode, answers: &Answers) -> Outcome {
    let version = version(rule.clone());
    evaluate(&version, answers, &Circumstances::on(today())).tiers[0].outcome
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Domain property 1: evidence never takes a tier away, where nothing is negated.
    #[test]
    fn more_evidence_never_loses_a_tier(rule in rule(false), answers in answers(), which in 0..CODES.len(), more in 1..3u32) {
        if outcome(&rule, &answers) == Outcome::Met {
            let mut better = answers.clone();
            if let Some(response) = answers.get(&code(CODES[which])) {
                let mut response = response.clone();
                response.evidence_items += more;
                response.months_covered += 12;
                better.insert(code(CODES[which]), response);
            }
            // A test of a figure from above (at most, equals, between) does not look at evidence either.
            prop_assert_eq!(outcome(&rule, &better), Outcome::Met);
        }
    }

    /// Domain property 2: `k` of `n` with `k = n` is all of them, with `k = 1` any of them, with `k = 0` nothing.
    #[test]
    fn at_least_meets_all_and_any(children in prop::collection::vec(rule(true), 1..4), answers in answers()) {
        let at_least = |k: usize| RuleNode::AtLeast { k: u32::try_from(k).unwrap(), of: children.clone() };
        prop_assert_eq!(outcome(&at_least(children.len()), &answers), outcome(&RuleNode::All(children.clone()), &answers));
        prop_assert_eq!(outcome(&at_least(1), &answers), outcome(&RuleNode::Any(children.clone()), &answers));
        prop_assert_eq!(outcome(&at_least(0), &answers), Outcome::Met);
    }

    /// Domain property 2, at publication: what passes the check has `1 <= k <= n` everywhere.
    #[test]
    fn a_k_beyond_its_children_is_refused(children in prop::collection::vec(rule(true), 1..4), beyond in 0..3usize) {
        let k = if beyond == 0 { 0 } else { children.len() + beyond };
        let version = version(RuleNode::AtLeast { k: u32::try_from(k).unwrap(), of: children });
        let faults = check(&version);
        prop_assert!(faults.iter().any(|fault| fault.path == "tiers[0].rule.at_least.k" && fault.severity == Severity::Error));
    }

    /// Domain property 3: nothing answered, nothing reached and nothing lost.
    #[test]
    fn without_answers_everything_is_open(rule in rule(true)) {
        prop_assert_eq!(outcome(&rule, &Answers::new()), Outcome::Undetermined);
    }

    /// Domain property 4: whoever reaches a tier reaches the tiers it requires.
    #[test]
    fn a_tier_includes_the_one_it_requires(low in rule(true), high in rule(true), answers in answers()) {
        let mut version = version(low);
        version.tiers.push(tier("upper", 2, Some("only"), high));
        let evaluation = evaluate(&version, &answers, &Circumstances::on(today()));
        let [low, high] = [evaluation.tiers[0].outcome, evaluation.tiers[1].outcome];
        prop_assert!(high != Outcome::Met || low == Outcome::Met);
        prop_assert!(low != Outcome::NotMet || high == Outcome::NotMet);
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
