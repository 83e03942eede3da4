//! When an award is looked at again, and when it is left alone.

use chrono::DateTime;
use entity::ids::OutsideAccreditationId;
use entity::outside_kinds::OutsideSource;
use uuid::Uuid;

use super::*;
use crate::identity::outside::rules::Entry;
use crate::scheme::pack::built_in;
use crate::scheme::rules::{CriterionCode, Facts, Requirement, Response, RuleNode, Verdict};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn satisfied(code: &str) -> RuleNode {
    RuleNode::Criterion {
        code: CriterionCode::parse(code).unwrap(),
        at: Requirement::Satisfied,
    }
}

/// A version whose upper tier asks for nothing but this.
fn version(rule: RuleNode) -> (SchemeVersion, TierCode) {
    let mut version = built_in("gbc-like").unwrap().version;
    for criterion in version
        .pillars
        .iter_mut()
        .flat_map(|pillar| &mut pillar.criteria)
    {
        // Short and long questions alike, whatever the employer's size.
        criterion.applies_when = None;
    }
    let tier = version.tiers.last_mut().unwrap();
    tier.rule = rule;
    let code = tier.code.clone();
    (version, code)
}

fn id(n: u128) -> OutsideAccreditationId {
    OutsideAccreditationId(Uuid::from_u128(n))
}

fn outside(n: u128, code: &str, reference: &str) -> Outside {
    Outside {
        id: id(n),
        authority_id: AuthorityId(Uuid::nil()),
        accreditation: code.to_owned(),
        title: code.to_owned(),
        issuer: "Somebody".to_owned(),
        source: OutsideSource::List,
        entry: Entry {
            holder: "Bread Ltd".to_owned(),
            reference: Some(reference.to_owned()),
            ..Entry::default()
        },
        organisation_id: None,
        tier_on: None,
        gone_on: None,
        list_id: None,
        note: String::new(),
        first_seen_at: DateTime::UNIX_EPOCH,
        last_seen_at: DateTime::UNIX_EPOCH,
        version: 1,
    }
}

fn then() -> Circumstances {
    let facts = Facts {
        headcount: Some(120),
        ..Facts::default()
    };
    Circumstances::on(day("2026-11-24")).knowing(facts)
}

/// The lapses of an award that was made with what `held` is now, as it was then.
fn found(rule: RuleNode, answers: &Answers, held: &[Outside], now: &[Outside]) -> Vec<Lapse> {
    let (version, tier) = version(rule);
    let (then, held) = (
        then(),
        crate::assessment::rules::held_on(held, day("2026-11-24")),
    );
    let award = Award {
        version: &version,
        tier: &tier,
        answers,
        held: &held,
        then: &then,
    };
    lapses(&award, now, day("2027-01-10"))
}

fn gone(mut one: Outside) -> Outside {
    one.gone_on = Some(day("2027-01-05"));
    one
}

fn told(lapses: &[Lapse]) -> Vec<(CheckReason, &str, String)> {
    lapses
        .iter()
        .map(|lapse| {
            (
                lapse.why,
                lapse.reference.as_str(),
                lapse.ended_on.to_string(),
            )
        })
        .collect()
}

#[test]
fn what_still_stands_is_left_alone() {
    let living = outside(1, "living-wage", "LW1");
    let now = [living.clone()];
    let none = Answers::new();
    assert_eq!(found(satisfied("WAGE-2"), &none, &now, &now), []);
    // Nothing rests on what rules do not ask for.
    let other = outside(2, "fair-payment", "FP1");
    let held = [living.clone(), other.clone()];
    let found = found(satisfied("WAGE-2"), &none, &held, &[living, gone(other)]);
    assert_eq!(found, []);
}

#[test]
fn one_that_is_gone_or_over_or_at_another_tier_is_a_lapse() {
    let none = Answers::new();
    let living = outside(1, "living-wage", "LW1");
    let held = [living.clone()];
    let lapsed = found(satisfied("WAGE-2"), &none, &held, &[gone(living.clone())]);
    let gone_on = "2027-01-05".to_owned();
    assert_eq!(told(&lapsed), [(CheckReason::Gone, "LW1", gone_on)]);
    assert_eq!(lapsed[0].outside_id, Some(id(1)));

    let mut ending = living.clone();
    ending.entry.until = Some(day("2026-12-31"));
    let lapsed = found(
        satisfied("WAGE-2"),
        &none,
        &[ending.clone()],
        &[ending.clone()],
    );
    let first = "2027-01-01".to_owned();
    assert_eq!(told(&lapsed), [(CheckReason::Ended, "LW1", first)]);
    assert!(
        lapsed[0]
            .sentence()
            .ends_with("was valid to 31 December 2026.")
    );

    // Renewed: the same number with another last day, or another number.
    let mut renewed = ending.clone();
    renewed.entry.until = Some(day("2027-12-31"));
    assert_eq!(
        found(satisfied("WAGE-2"), &none, &[ending.clone()], &[renewed]),
        []
    );
    let other = outside(2, "living-wage", "LW2");
    assert_eq!(
        found(
            satisfied("WAGE-2"),
            &none,
            &[ending.clone()],
            &[ending, other]
        ),
        []
    );

    let mut silver = outside(3, "fair-payment", "FP1");
    silver.entry.tier = Some("gold".to_owned());
    let mut bronze = silver.clone();
    bronze.entry.tier = Some("nothing any rule names".to_owned());
    bronze.tier_on = Some(day("2027-01-05"));
    let lapsed = found(satisfied("PROMPT-1"), &none, &[silver], &[bronze]);
    let since = "2027-01-05".to_owned();
    assert_eq!(told(&lapsed), [(CheckReason::TierChanged, "FP1", since)]);
}

#[test]
fn a_good_answer_of_its_own_needs_no_other() {
    let living = outside(1, "living-wage", "LW1");
    let mut answers = Answers::new();
    let response = Response {
        answer: Some(Answer::Money { pence: 2000 }),
        ..Response::default()
    };
    let confirmed = response.with_evidence(1).with_verdict(Verdict::Confirmed);
    answers.insert(CriterionCode::parse("WAGE-2").unwrap(), confirmed);
    let now = [gone(living.clone())];
    assert_eq!(found(satisfied("WAGE-2"), &answers, &[living], &now), []);
}

#[test]
fn of_two_that_could_stand_for_each_other_both_are_told_when_both_are_gone() {
    let none = Answers::new();
    let (one, two) = (
        outside(1, "living-wage", "LW1"),
        outside(2, "living-wage", "LW2"),
    );
    let held = [one.clone(), two.clone()];
    assert_eq!(
        found(
            satisfied("WAGE-2"),
            &none,
            &held,
            &[gone(one.clone()), two.clone()]
        ),
        []
    );
    let lapsed = found(satisfied("WAGE-2"), &none, &held, &[gone(one), gone(two)]);
    let references: Vec<_> = lapsed
        .iter()
        .map(|lapse| lapse.reference.as_str())
        .collect();
    assert_eq!(references, ["LW1", "LW2"]);
}

/// A version that asks for the accreditation itself.
fn asked(reference: &str, valid_to: Option<&str>) -> (SchemeVersion, TierCode, Answers) {
    let mut version = built_in("london-like").unwrap().version;
    let tier = version.tiers.last_mut().unwrap();
    tier.rule = satisfied("PAY-1");
    tier.requires = None;
    let code = tier.code.clone();
    let mut answers = Answers::new();
    let response = Response {
        answer: Some(Answer::HeldAccreditation {
            accreditation: AccreditationCode::parse("living-wage").unwrap(),
            reference: reference.to_owned(),
            tier: None,
            valid_to: valid_to.map(day),
        }),
        ..Response::default()
    };
    let confirmed = response.with_verdict(Verdict::Confirmed);
    answers.insert(CriterionCode::parse("PAY-1").unwrap(), confirmed);
    (version, code, answers)
}

#[test]
fn one_that_only_an_answer_names_lapses_by_its_own_day_or_by_the_list() {
    let at = |valid_to, now: &[Outside]| {
        let (version, tier, answers) = asked("LW1", valid_to);
        let then = then();
        let award = Award {
            version: &version,
            tier: &tier,
            answers: &answers,
            held: &[],
            then: &then,
        };
        lapses(&award, now, day("2027-01-10"))
    };
    assert_eq!(at(None, &[]), []);
    assert_eq!(at(Some("2027-06-30"), &[]), []);
    let lapsed = at(Some("2026-12-31"), &[]);
    let first = "2027-01-01".to_owned();
    assert_eq!(told(&lapsed), [(CheckReason::Ended, "LW1", first)]);
    assert_eq!(lapsed[0].outside_id, None);
    // Its issuer’s list knows better, both ways.
    let listed = outside(1, "living-wage", "LW1");
    assert_eq!(at(Some("2026-12-31"), std::slice::from_ref(&listed)), []);
    let lapsed = at(Some("2027-06-30"), &[gone(listed)]);
    let gone_on = "2027-01-05".to_owned();
    assert_eq!(told(&lapsed), [(CheckReason::Gone, "LW1", gone_on)]);
}

#[test]
fn what_an_outcome_does_depends_on_where_the_accreditation_stands() {
    use Status::{Active, Lapsed, NotYet, Relinquished, Suspended, Withdrawn};
    for status in [NotYet, Active, Suspended, Withdrawn, Relinquished, Lapsed] {
        assert_eq!(event_of(CheckOutcome::Kept, status).unwrap(), None);
    }
    for (outcome, status, event) in [
        (CheckOutcome::Suspended, Active, Some(Event::Suspend)),
        (CheckOutcome::Suspended, Suspended, None),
        (CheckOutcome::Withdrawn, Active, Some(Event::Withdraw)),
        (CheckOutcome::Withdrawn, Suspended, Some(Event::Withdraw)),
        (CheckOutcome::Withdrawn, Withdrawn, None),
    ] {
        assert_eq!(event_of(outcome, status).unwrap(), event);
    }
    for status in [Relinquished, Lapsed] {
        assert!(event_of(CheckOutcome::Suspended, status).is_err());
        assert!(event_of(CheckOutcome::Withdrawn, status).is_err());
    }
}
