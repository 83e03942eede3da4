//! Sound routes, one fault of each kind, and routes bent at random.

use super::super::super::codes::StepCode;
use super::*;

/// `code kind then otherwise`, a step a line; `-` for nothing.
fn route(lines: &str) -> Route {
    let steps = lines
        .lines()
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let kind = StepKind::ALL.iter().find(|(word, _)| *word == words[1]);
            Step {
                step: StepCode::parse(words[0]).unwrap(),
                kind: kind.unwrap().1,
                assessors: words.get(4).map_or(1, |count| count.parse().unwrap()),
                by: None,
                tells: None,
                then: words[2].parse().unwrap(),
                otherwise: words
                    .get(3)
                    .filter(|word| **word != "-")
                    .map(|word| word.parse().unwrap()),
            }
        })
        .collect();
    Route { steps }
}

fn faults(route: &Route) -> Vec<String> {
    let mut faults = Faults::default();
    check(route, &mut faults);
    faults.0.iter().map(ToString::to_string).collect()
}

#[test]
fn sound_routes_have_no_fault() {
    for assessors in 1..=MOST_ASSESSORS {
        let route = Route::of_assessors(assessors);
        assert!(faults(&route).is_empty(), "{:?}", faults(&route));
        assert_eq!(route.assessors(), assessors);
        assert!(!route.is_moderated(true));
        assert_eq!(route.is_moderated(false), assessors > 1);
    }
    let whole = route(
        "judge assessment settle settle 2\nsettle moderation decide -\ndecide decision end settle",
    );
    assert!(faults(&whole).is_empty(), "{:?}", faults(&whole));
    assert!(whole.is_moderated(true));
}

#[test]
fn each_fault_has_its_sentence() {
    for (lines, part) in [
        (
            "judge assessment settle settle 2\nsettle moderation judge -\ndecide decision end judge",
            "No case ever comes to “decide”",
        ),
        (
            "judge assessment decide -\ndecide decision end other",
            "There is no step “other”",
        ),
        (
            "judge assessment end -\ndecide decision end judge",
            "ends when it is decided",
        ),
        (
            "judge assessment decide - 2\ndecide decision end judge",
            "when the assessors differ",
        ),
        (
            "judge assessment decide settle\nsettle moderation decide -\ndecide decision end judge",
            "cannot differ",
        ),
        (
            "judge assessment decide -\ndecide decision end -",
            "sends back",
        ),
        (
            "decide decision end decide",
            "exactly one step of the kind “assessment”",
        ),
        (
            "settle moderation decide -\njudge assessment decide settle 2\ndecide decision end judge",
            "without an assessment",
        ),
        (
            "judge assessment settle settle 2\nsettle moderation judge -\ndecide decision end judge",
            "Only a decision sends a case back",
        ),
        (
            "judge assessment decide settle 2\nsettle moderation decide judge\ndecide decision end judge",
            "one way on",
        ),
        (
            "judge assessment decide - 9\ndecide decision end judge",
            "Between 1 and 3",
        ),
        (
            "judge assessment judge -\njudge decision end judge",
            "used twice",
        ),
    ] {
        let found = faults(&route(lines));
        assert!(
            found.iter().any(|fault| fault.contains(part)),
            "{lines}: {found:?}"
        );
    }
}

#[test]
fn every_way_has_somebody_who_takes_it_and_somebody_who_hears_of_it() {
    for (change, part) in [
        (
            (|step: &mut Step| step.by = Some(vec![])) as fn(&mut Step),
            "Nobody may take",
        ),
        (|step| step.tells = Some(vec![]), "Nobody is told"),
        (
            |step| step.by = Some(vec![StepRole::Employer]),
            "The employer cannot do this",
        ),
        (
            |step| step.tells = Some(vec![StepRole::Employer]),
            "The officer has to know",
        ),
    ] {
        let mut changed = Route::standard();
        change(&mut changed.steps[0]);
        let found = faults(&changed);
        assert!(found.iter().any(|fault| fault.contains(part)), "{found:?}");
    }
    for way in Route::of_assessors(2).ways() {
        assert!(!way.who.is_empty() && !way.told.is_empty(), "{way:?}");
    }
}

mod any {
    use super::*;
    use proptest::prelude::*;

    /// A sound route with up to three of its lines bent at random.
    fn any_route() -> impl Strategy<Value = Route> {
        let bases: Vec<Route> = (1..=MOST_ASSESSORS)
            .map(Route::of_assessors)
            .chain([super::route(
                "judge assessment settle settle 2\nsettle moderation decide -\ndecide decision end settle",
            )])
            .collect();
        let bends = prop::collection::vec((0_usize..6, 0_usize..4, 0_usize..7), 0..4);
        (prop::sample::select(bases), bends).prop_map(|(mut route, bends)| {
            let codes: Vec<StepCode> = route.steps.iter().map(|step| step.step.clone()).collect();
            for (at, part, to) in bends {
                let place = at % route.steps.len();
                let target = codes
                    .get(to)
                    .map_or(Target::End, |code| Target::Step(code.clone()));
                let step = &mut route.steps[place];
                match part {
                    0 => step.then = target,
                    1 => step.otherwise = Some(target),
                    2 => step.otherwise = None,
                    _ => step.kind = StepKind::ALL[to % StepKind::ALL.len()].1,
                }
            }
            route
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

        /// Whatever passes the check leads every case to a decision that assessors stand behind, whichever
        /// way each step comes out.
        #[test]
        fn a_route_without_fault_decides_every_case_after_an_assessment(
            route in any_route(), turns in prop::collection::vec(any::<bool>(), 40)
        ) {
            if !faults(&route).is_empty() {
                return Ok(());
            }
            let mut at = &route.steps[0];
            let (mut assessed, mut visits) = (false, 0);
            for turn in turns {
                visits += 1;
                prop_assert!(visits <= 2 * route.steps.len() + 2, "it goes on for ever");
                assessed |= at.kind == StepKind::Assessment;
                // A case is sent back once in this test.
                let back = turn && visits <= route.steps.len();
                let to = match (&at.otherwise, at.kind) {
                    (Some(other), StepKind::Decision) if back => other,
                    (Some(other), kind) if turn && kind != StepKind::Decision => other,
                    (Some(_) | None, _) => &at.then,
                };
                if at.kind == StepKind::Decision {
                    prop_assert!(assessed);
                }
                match to {
                    Target::End => {
                        prop_assert_eq!(at.kind, StepKind::Decision);
                        return Ok(());
                    }
                    Target::Step(code) => at = route.step(code).unwrap(),
                }
            }
            prop_assert!(false, "it never ended");
        }
    }
}
