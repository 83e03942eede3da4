//! What conditions, dated values, stays and accreditations of others come to, case by case.

use super::samples::*;
use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

fn one(rule: RuleNode) -> SchemeVersion {
    version(rule)
}

fn outcome_at(version: &SchemeVersion, answers: &Answers, at: &Circumstances) -> Outcome {
    evaluate(version, answers, at).tiers[0].outcome
}

fn yes() -> Response {
    Response::answered(Answer::YesNo {
        value: YesOrNo::Yes,
    })
    .with_evidence(2)
}

fn answered(pairs: &[(&str, Response)]) -> Answers {
    pairs
        .iter()
        .map(|(text, response)| (code(text), response.clone()))
        .collect()
}

fn of(headcount: u64) -> Circumstances {
    let mut circumstances = Circumstances::on(today());
    circumstances.facts.headcount = Some(headcount);
    circumstances
}

#[test]
fn who_falls_outside_a_condition_is_not_asked_and_not_failed() {
    let mut version = one(RuleNode::All(vec![satisfied("A-1"), satisfied("A-2")]));
    let large = Condition::Headcount(Bounds::AtLeast(Decimal::whole(51)));
    version.pillars[0].criteria[1].applies_when = Some(large);
    let answers = answered(&[("A-1", yes())]);
    assert_eq!(outcome_at(&version, &answers, &of(50)), Outcome::Met);
    assert_eq!(
        outcome_at(&version, &answers, &of(51)),
        Outcome::Undetermined
    );
    // Not known: it applies.
    let unknown = Circumstances::on(today());
    assert_eq!(
        outcome_at(&version, &answers, &unknown),
        Outcome::Undetermined
    );
    assert_eq!(version.asked(&of(50), None).count(), 5);
    assert_eq!(version.asked(&of(51), None).count(), 6);
}

#[test]
fn a_criterion_counts_from_its_day_to_the_day_it_is_retired() {
    let mut version = one(RuleNode::All(vec![satisfied("A-1"), satisfied("A-2")]));
    let criterion = &mut version.pillars[0].criteria[1];
    criterion.active_from = Some(day(2027, 1, 1));
    criterion.retired_from = Some(day(2028, 1, 1));
    let answers = answered(&[("A-1", yes())]);
    for (on, expected) in [
        (day(2026, 12, 31), Outcome::Met),
        (day(2027, 1, 1), Outcome::Undetermined),
        (day(2027, 12, 31), Outcome::Undetermined),
        (day(2028, 1, 1), Outcome::Met),
    ] {
        assert_eq!(
            outcome_at(&version, &answers, &Circumstances::on(on)),
            expected,
            "{on}"
        );
    }
}

#[test]
fn evidence_is_a_function_of_the_case() {
    let mut version = one(satisfied("A-1"));
    let criterion = &mut version.pillars[0].criteria[0];
    let mut more = criterion.evidence.clone();
    more.min_items = 3;
    criterion.evidence_when = vec![ContextualEvidence {
        when: Condition::GrantValue(Bounds::AtLeast(Decimal::whole(100_000))),
        evidence: more,
    }];
    let answers = answered(&[("A-1", yes())]);
    let grant = |pounds| {
        let mut circumstances = Circumstances::on(today());
        circumstances.facts.grant_value = Some(Decimal::whole(pounds));
        circumstances
    };
    assert_eq!(outcome_at(&version, &answers, &grant(99_999)), Outcome::Met);
    assert_eq!(
        outcome_at(&version, &answers, &grant(100_000)),
        Outcome::NotMet
    );
    let missing = &evaluate(&version, &answers, &grant(100_000)).tiers[0].missing;
    assert!(missing[0].reason.contains("Add 1 more item"), "{missing:?}");
}

/// Vectors A to D of the Living Wage's grace rule (domain.md 2.2).
#[test]
fn a_dated_value_binds_old_holders_later() {
    let value = |place, from, by, value: &str| ReferenceValue {
        place,
        from,
        value: Decimal::parse(value).unwrap(),
        announced: None,
        holders_by: Some(by),
    };
    let rate = Reference {
        code: ReferenceCode::parse("RLW").unwrap(),
        name: Text::english("real Living Wage"),
        unit: ReferenceUnit::Money,
        source: String::new(),
        values: vec![
            value(Place::uk(), day(2024, 10, 23), day(2025, 5, 1), "12.60"),
            value(Place::london(), day(2024, 10, 23), day(2025, 5, 1), "13.85"),
            value(Place::uk(), day(2025, 10, 22), day(2026, 5, 1), "13.45"),
            value(Place::london(), day(2025, 10, 22), day(2026, 5, 1), "14.80"),
        ],
    };
    let binding = |place: Place, on, since| {
        rate.binding_on(&place, on, since)
            .map(|value| value.value.to_string())
    };
    let holder = Some(day(2024, 11, 1));
    // A: 12.60 is acceptable; 13.45 is what it had better meet.
    assert_eq!(
        binding(Place::uk(), day(2026, 4, 30), holder).as_deref(),
        Some("12.6")
    );
    let recommended = rate.value_on(&Place::uk(), day(2026, 4, 30)).unwrap();
    assert_eq!(recommended.value.to_string(), "13.45");
    // B
    assert_eq!(
        binding(Place::uk(), day(2026, 5, 1), holder).as_deref(),
        Some("13.45")
    );
    // C: who joins after the announcement pays the new rate at once.
    let joins = day(2025, 10, 23);
    assert_eq!(
        binding(Place::uk(), joins, Some(joins)).as_deref(),
        Some("13.45")
    );
    assert_eq!(binding(Place::uk(), joins, None).as_deref(), Some("13.45"));
    // D
    assert_eq!(
        binding(Place::london(), day(2026, 5, 1), holder).as_deref(),
        Some("14.8")
    );
    assert_eq!(
        binding(Place::london(), day(2026, 4, 30), holder).as_deref(),
        Some("13.85")
    );
}

#[test]
fn an_accreditation_that_lapses_is_named_and_puts_the_criterion_back() {
    let mut version = one(satisfied("A-1"));
    let living_wage = AccreditationCode::parse("living-wage").unwrap();
    version.accreditations = vec![OutsideAccreditation {
        code: living_wage.clone(),
        name: Text::english("Living Wage"),
        issuer: "A foundation".to_owned(),
        tiers: vec![],
        recheck_months: None,
    }];
    version.pillars[0].criteria[0].equivalents = vec![Equivalent {
        accreditation: living_wage.clone(),
        tiers: vec![],
        stage: Stage::Doing,
    }];
    let mut held = Circumstances::on(today());
    held.holds = vec![Holding {
        accreditation: living_wage.clone(),
        reference: "LW1".to_owned(),
        tier: None,
        valid_to: Some(today()),
    }];
    let nothing = Answers::new();
    let found = evaluate(&version, &nothing, &held);
    assert_eq!(
        (found.tiers[0].outcome, found.lapsed.len()),
        (Outcome::Met, 0)
    );
    held.on = day(2026, 11, 25);
    let found = evaluate(&version, &nothing, &held);
    assert_eq!(found.tiers[0].outcome, Outcome::Undetermined);
    assert_eq!(found.lapsed, [living_wage]);
}

#[test]
fn a_tier_is_open_between_its_days_and_for_as_long_as_one_may_stay() {
    let mut version = one(satisfied("A-1"));
    let answers = answered(&[("A-1", yes())]);
    version.tiers[0].opens_on = Some(day(2027, 1, 1));
    version.tiers[0].max_stay_months = Some(24);
    let reached = |version: &SchemeVersion, on: NaiveDate, since: Option<NaiveDate>| {
        let mut circumstances = Circumstances::on(on);
        let only = version.tiers[0].code.clone();
        circumstances.stays = since.map(|since| (only, since)).into_iter().collect();
        let found = evaluate(version, &answers, &circumstances);
        (found.reached.is_some(), found.tiers[0].unavailable)
    };
    let opens_on = day(2027, 1, 1);
    assert_eq!(
        reached(&version, day(2026, 12, 31), None),
        (false, Some(Unavailable::NotOpenYet { opens_on }))
    );
    assert_eq!(reached(&version, opens_on, None), (true, None));
    assert_eq!(
        reached(&version, day(2028, 12, 31), Some(opens_on)),
        (true, None)
    );
    assert_eq!(
        reached(&version, day(2029, 1, 1), Some(opens_on)),
        (false, Some(Unavailable::StayOver { since: opens_on }))
    );
    version.tiers[0].max_stay_months = None;
    version.tiers[0].renewable = false;
    assert_eq!(
        reached(&version, day(2029, 1, 1), Some(opens_on)),
        (false, Some(Unavailable::NotRenewable))
    );
}

#[test]
fn pillars_not_chosen_are_hidden_not_failed() {
    let pillar = |text: &str| RuleNode::Pillar {
        code: PillarCode::parse(text).unwrap(),
        k: 1,
        at: Requirement::Satisfied,
    };
    let of = || ["first", "second", "third"].map(pillar).to_vec();
    let mut version = one(RuleNode::AtLeast { k: 1, of: of() });
    version.tiers[0].choose_pillars = Some(1);
    version
        .tiers
        .push(tier("all", 2, None, RuleNode::All(of())));
    let mut chosen = Circumstances::on(today());
    chosen.pillars = Some([PillarCode::parse("first").unwrap()].into());
    let answers = answered(&[("A-1", yes())]);
    let found = evaluate(&version, &answers, &chosen);
    assert_eq!(found.tiers[0].outcome, Outcome::Met);
    assert_eq!(found.tiers[1].outcome, Outcome::Undetermined);
    assert_eq!(version.asked(&chosen, None).count(), 2);
    // What is missing for the tier that lets employers choose lies within what was chosen.
    let found = evaluate(&version, &Answers::new(), &chosen);
    assert_eq!(found.tiers[0].missing.len(), 1);
    assert_eq!(found.tiers[0].missing[0].criterion, code("A-1"));
    assert_eq!(found.tiers[1].missing.len(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// A condition with everything known is true or false, and its negation is the other.
    #[test]
    fn a_condition_is_decided_once_everything_is_known(headcount in 0..200u64, edge in 0..200i64, two in any::<bool>()) {
        let mut when = Condition::Headcount(Bounds::AtLeast(Decimal::whole(edge)));
        if two {
            when = Condition::All(vec![when, Condition::Place(vec![Place::uk()])]);
        }
        let holds = when.holds(&of(headcount), None);
        prop_assert_eq!(holds, Some(i64::try_from(headcount).unwrap() >= edge));
        let not = Condition::Not(Box::new(when));
        prop_assert_eq!(not.holds(&of(headcount), None), holds.map(|holds| !holds));
    }

    /// More points never lose a score, and a score of everything there is is met.
    #[test]
    fn a_score_grows_with_the_points(answers in answers(), share in 1..=100i64) {
        let rule = |share| RuleNode::Score { pillar: None, at_least: Points::Share(Decimal::whole(share)) };
        let at = Circumstances::on(today());
        if outcome_at(&one(rule(share)), &answers, &at) == Outcome::Met {
            for less in 1..share {
                prop_assert_eq!(outcome_at(&one(rule(less)), &answers, &at), Outcome::Met);
            }
        }
    }

    /// An accreditation held never takes a tier away.
    #[test]
    fn an_equivalent_never_loses_a_tier(rule in rule(false), answers in answers()) {
        let mut version = one(rule);
        let code = AccreditationCode::parse("other").unwrap();
        for pillar in &mut version.pillars {
            for criterion in &mut pillar.criteria {
                criterion.equivalents = vec![Equivalent { accreditation: code.clone(), tiers: vec![], stage: Stage::Doing }];
            }
        }
        let without = Circumstances::on(today());
        let mut with = without.clone();
        with.holds = vec![Holding { accreditation: code, reference: "1".to_owned(), tier: None, valid_to: None }];
        // Who says that a criterion does not apply is not asked; holding an accreditation changes nothing there.
        if outcome_at(&version, &answers, &without) == Outcome::Met {
            prop_assert_eq!(outcome_at(&version, &answers, &with), Outcome::Met);
        }
    }
}
