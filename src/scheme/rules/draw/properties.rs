//! What holds of every risk and every draw, and that chance is fair.

use super::*;
use proptest::prelude::*;

fn salt() -> Salt {
    Salt::new(b"a secret of an authority".to_vec()).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn seed(case: u128) -> Seed {
    Seed::of(&format!("EX-{case}"), day("2026-11-28"), &salt())
}

pub(super) fn criterion(code: &str, gates: &[&str], counts_workforce: bool) -> Drawable {
    Drawable {
        code: code.to_owned(),
        gates: gates.iter().map(ToString::to_string).collect(),
        counts_workforce,
    }
}

/// Two gates, two criteria that count the workforce, ten others.
pub(super) fn charter() -> Vec<Drawable> {
    let mut all = vec![
        criterion("PAY-1", &["pay"], true),
        criterion("PAY-2", &["pay"], false),
        criterion("PAY-3", &["pay", "law"], false),
        criterion("LAW-1", &["law"], false),
        criterion("HRS-1", &[], true),
    ];
    all.extend((0..10).map(|n| criterion(&format!("VOI-{n}"), &[], false)));
    all
}

pub(super) fn never_full() -> DrawPlan {
    DrawPlan {
        full_at_least: Share::NONE,
        full_at_most: Share::NONE,
        ..DrawPlan::default()
    }
}

#[test]
fn a_draw_of_today_can_be_repeated_for_ever() {
    assert_eq!(hex(seed(7)), GOLDEN_SEED);
}

#[test]
fn what_is_drawn_from_a_seed_stays_so() {
    let drawn = draw(seed(7), Share(400), &never_full(), &charter());
    let codes: Vec<&str> = drawn.criteria.keys().map(String::as_str).collect();
    assert_eq!(codes, ["HRS-1", "LAW-1", "PAY-1", "PAY-2", "VOI-7"]);
}

/// Worked out apart, with another implementation of SHA-256.
const GOLDEN_SEED: &str = "9e6fd20dfbefc16137b9d2f24e7acab42df00b72543f92092ced8918f52626fa";

fn hex(seed: Seed) -> String {
    use std::fmt::Write;
    seed.0.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn nothing_but_case_day_and_secret_makes_the_seed() {
    let other = Salt::new(b"another secret of theirs".to_vec()).unwrap();
    let today = day("2026-11-28");
    let seeds = [
        seed(1),
        seed(2),
        Seed::of("EX-1", day("2026-11-29"), &salt()),
        Seed::of("EX-1", today, &other),
    ];
    for (place, one) in seeds.iter().enumerate() {
        assert!(seeds.iter().skip(place + 1).all(|other| other != one));
    }
    assert_eq!(seed(1), seed(1));
    assert_eq!(format!("{:?}", salt()), "Salt(..)");
    assert_eq!(Salt::new(vec![0; 15]), None);
    assert_eq!(Share::of(1_001), None);
}

fn criteria() -> impl Strategy<Value = Vec<Drawable>> {
    let gates =
        prop::collection::btree_set(prop::sample::select(vec!["pay", "law", "voice"]), 0..3);
    prop::collection::vec((gates, any::<bool>()), 0..25).prop_map(|list| {
        list.into_iter()
            .enumerate()
            .map(|(place, (gates, counts_workforce))| Drawable {
                code: format!("C-{place}"),
                gates: gates.into_iter().map(str::to_owned).collect(),
                counts_workforce,
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn the_chance_of_a_full_review_rises_with_the_risk(low in 0_u16..=1_000, high in 0_u16..=1_000) {
        let plan = DrawPlan::default();
        prop_assert!(low > high || plan.chance(Share(low)) <= plan.chance(Share(high)));
        prop_assert!((50..=100).contains(&plan.chance(Share(low)).thousandths()));
    }

    #[test]
    fn every_gate_and_every_count_of_the_workforce_is_looked_at(
        criteria in criteria(), case in any::<u128>(), risk in 0_u16..=1_000, rest in 0_u16..=1_000
    ) {
        let plan = DrawPlan { of_the_rest: Share(rest), ..DrawPlan::default() };
        let drawn = draw(seed(case), Share(risk), &plan, &criteria);
        for gate in ["pay", "law", "voice"] {
            let members: Vec<&Drawable> = criteria.iter().filter(|one| one.gates.contains(gate)).collect();
            prop_assert!(members.is_empty() || members.iter().any(|one| drawn.criteria.contains_key(&one.code)));
        }
        for one in &criteria {
            prop_assert!(!(one.counts_workforce || drawn.in_full) || drawn.criteria.contains_key(&one.code));
        }
        prop_assert!(drawn.criteria.keys().all(|code| criteria.iter().any(|one| one.code == *code)));
        prop_assert!(drawn.criteria.values().all(|reasons| !reasons.is_empty()));
    }

    #[test]
    fn the_same_seed_draws_the_same_in_any_order(
        (criteria, turned) in criteria().prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
        case in any::<u128>()
    ) {
        let plan = DrawPlan::default();
        let drawn = draw(seed(case), Share(500), &plan, &criteria);
        prop_assert_eq!(&drawn, &draw(seed(case), Share(500), &plan, &criteria));
        prop_assert_eq!(&drawn, &draw(seed(case), Share(500), &plan, &turned));
    }

    #[test]
    fn a_new_criterion_moves_no_choice_of_another_gate(criteria in criteria(), case in any::<u128>()) {
        let plan = never_full();
        let of_gate = |list: &[Drawable], gate: &str| -> Vec<String> {
            let reason = Reason::Gate(gate.to_owned());
            let drawn = draw(seed(case), Share::NONE, &plan, list);
            drawn.criteria.into_iter().filter(|(_, reasons)| reasons.contains(&reason)).map(|(code, _)| code).collect()
        };
        let mut more = criteria.clone();
        more.push(criterion("C-0a", &["pay"], false));
        more.push(criterion("C-0b", &[], true));
        for gate in ["law", "voice"] {
            prop_assert_eq!(of_gate(&criteria, gate), of_gate(&more, gate));
        }
    }
}
