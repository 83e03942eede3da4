//! What holds of every allocation, against everything else that could have been allocated.

use super::*;
use proptest::prelude::*;
use uuid::Uuid;

/// Small worlds: up to four cases and four assessors, with everything that can stand in the way.
fn world(works: std::ops::Range<u32>) -> impl Strategy<Value = (Vec<Case>, Vec<Assessor>)> {
    let language =
        || prop::collection::btree_set(prop::sample::select(vec!["English", "Welsh"]), 1..=2);
    let skill =
        || prop::collection::btree_set(prop::sample::select(vec!["care", "retail", "nhs"]), 0..3);
    let few = || {
        prop::collection::btree_set(
            (0_u128..4).prop_map(|id| PersonId(Uuid::from_u128(id))),
            0..2,
        )
    };
    let owned = |set: BTreeSet<&str>| set.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let case = (
        (0_u32..3, 1_u32..3, works),
        prop_oneof![3 => Just(BTreeSet::from(["English"])), 1 => language()],
        skill(),
        (few(), few(), few()),
    )
        .prop_map(
            move |(
                (queue, needs, work),
                languages,
                competences,
                (held_by, assessed_by, conflicts),
            )| Case {
                id: AssessmentId(Uuid::from_u128(0)),
                queue,
                needs,
                work,
                languages: owned(languages),
                competences: owned(competences),
                held_by,
                assessed_by,
                conflicts,
            },
        );
    let assessor = (0_u32..4, 0_u32..4, language(), skill()).prop_map(
        move |(capacity_left, load, languages, competences)| Assessor {
            id: PersonId(Uuid::from_u128(0)),
            capacity_left,
            load,
            languages: owned(languages),
            competences: owned(competences),
        },
    );
    (
        prop::collection::vec(case, 1..5),
        prop::collection::vec(assessor, 1..5),
    )
        .prop_map(|(mut cases, mut assessors)| {
            for (id, case) in (0..).zip(cases.iter_mut()) {
                case.id = AssessmentId(Uuid::from_u128(id));
            }
            for (id, assessor) in (0..).zip(assessors.iter_mut()) {
                assessor.id = PersonId(Uuid::from_u128(id));
            }
            (cases, assessors)
        })
}

/// One way to allocate, told by what it amounts to.
#[derive(Clone, Debug)]
struct Way {
    filled: Vec<u32>,
    loads: Vec<u32>,
    matched: usize,
}

impl Way {
    fn total(&self) -> u32 {
        self.filled.iter().sum()
    }

    fn gap(&self) -> u32 {
        self.loads.iter().max().unwrap() - self.loads.iter().min().unwrap()
    }

    fn squares(&self) -> u32 {
        self.loads.iter().map(|load| load * load).sum()
    }
}

/// Every allowed way to allocate these cases.
fn every_way(cases: &[Case], assessors: &[Assessor]) -> Vec<Way> {
    let mut ways = vec![(
        Way {
            filled: Vec::new(),
            loads: assessors.iter().map(|one| one.load).collect(),
            matched: 0,
        },
        assessors
            .iter()
            .map(|one| one.capacity_left)
            .collect::<Vec<u32>>(),
    )];
    for case in cases {
        let mut next = Vec::new();
        for (way, capacity) in &ways {
            for set in 0_u32..1 << assessors.len() {
                if set.count_ones() > case.needs {
                    continue;
                }
                let members: Vec<usize> = (0..assessors.len())
                    .filter(|a| set & (1 << a) != 0)
                    .collect();
                let allowed = |a: &usize| {
                    let one = &assessors[*a];
                    capacity[*a] > 0
                        && !case.conflicts.contains(&one.id)
                        && !case.held_by.contains(&one.id)
                        && !case.assessed_by.contains(&one.id)
                        && case.languages.is_subset(&one.languages)
                };
                if !members.iter().all(allowed) {
                    continue;
                }
                let (mut way, mut capacity) = (way.clone(), capacity.clone());
                way.filled.push(set.count_ones());
                for a in members {
                    capacity[a] -= 1;
                    way.loads[a] += case.work;
                    way.matched += case
                        .competences
                        .intersection(&assessors[a].competences)
                        .count();
                }
                next.push((way, capacity));
            }
        }
        ways = next;
    }
    ways.into_iter().map(|(way, _)| way).collect()
}

fn way_of(plan: &Plan, cases: &[Case], assessors: &[Assessor]) -> Way {
    let found = |case: &Case| plan.cases.iter().find(|one| one.case == case.id).unwrap();
    Way {
        filled: cases
            .iter()
            .map(|case| u32::try_from(found(case).chosen.len()).unwrap())
            .collect(),
        loads: assessors
            .iter()
            .map(|one| plan.loads[&one.id].after)
            .collect(),
        matched: cases
            .iter()
            .flat_map(|case| &found(case).chosen)
            .map(|one| one.matched.len())
            .sum(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_given_what_they_may_not_have((cases, assessors) in world(0..4)) {
        let plan = allocate(&cases, &assessors).unwrap();
        let mut carried: BTreeMap<PersonId, u32> = BTreeMap::new();
        for case in &cases {
            let found = plan.cases.iter().find(|one| one.case == case.id).unwrap();
            let mut once = BTreeSet::new();
            for taker in &found.chosen {
                prop_assert!(once.insert(taker.assessor));
                prop_assert!(!case.conflicts.contains(&taker.assessor));
                prop_assert!(!case.assessed_by.contains(&taker.assessor));
                prop_assert!(!case.held_by.contains(&taker.assessor));
                *carried.entry(taker.assessor).or_default() += 1;
            }
            prop_assert!(found.chosen.len() <= case.needs as usize);
            prop_assert_eq!(found.chosen.len() + found.passed_over.len(), assessors.len());
            prop_assert_eq!(found.missing.is_some(), found.chosen.len() < case.needs as usize);
        }
        for assessor in &assessors {
            let carried = carried.get(&assessor.id).copied().unwrap_or(0);
            prop_assert!(carried <= assessor.capacity_left);
            prop_assert_eq!(plan.loads[&assessor.id].capacity_left, assessor.capacity_left - carried);
        }
    }

    #[test]
    fn as_many_places_are_filled_as_can_be_the_queue_first((cases, assessors) in world(0..4)) {
        let plan = allocate(&cases, &assessors).unwrap();
        let found = way_of(&plan, &cases, &assessors);
        let ways = every_way(&cases, &assessors);
        let most = ways.iter().map(Way::total).max().unwrap();
        prop_assert_eq!(found.total(), most);
        let mut queue: Vec<usize> = (0..cases.len()).collect();
        queue.sort_by_key(|c| (cases[*c].queue, cases[*c].id));
        let by_queue = |way: &Way| queue.iter().map(|c| way.filled[*c]).collect::<Vec<u32>>();
        let best = ways.iter().map(by_queue).max().unwrap();
        prop_assert_eq!(by_queue(&found), best);
    }

    #[test]
    fn equal_work_is_spread_as_evenly_as_can_be_and_then_fits_best(
        (mut cases, assessors) in world(1..2), work in 1_u32..4
    ) {
        for case in &mut cases {
            case.work = work;
        }
        let plan = allocate(&cases, &assessors).unwrap();
        let found = way_of(&plan, &cases, &assessors);
        let ways = every_way(&cases, &assessors);
        let fullest: Vec<&Way> = ways.iter().filter(|way| way.total() == found.total()).collect();
        prop_assert_eq!(found.gap(), fullest.iter().map(|way| way.gap()).min().unwrap());
        prop_assert_eq!(found.squares(), fullest.iter().map(|way| way.squares()).min().unwrap());
        let best = fullest
            .iter()
            .filter(|way| way.filled == found.filled && way.squares() == found.squares())
            .map(|way| way.matched)
            .max();
        prop_assert_eq!(Some(found.matched), best);
    }

    #[test]
    fn the_order_of_the_lists_changes_nothing(
        ((cases, assessors), turned, turned_assessors) in world(0..4).prop_flat_map(|(cases, assessors)| (
            Just((cases.clone(), assessors.clone())),
            Just(cases).prop_shuffle(),
            Just(assessors).prop_shuffle(),
        ))
    ) {
        prop_assert_eq!(allocate(&cases, &assessors), allocate(&turned, &turned_assessors));
    }

    #[test]
    fn every_reason_is_true((cases, assessors) in world(1..4)) {
        let plan = allocate(&cases, &assessors).unwrap();
        for case in &cases {
            let found = plan.cases.iter().find(|one| one.case == case.id).unwrap();
            for over in &found.passed_over {
                let one = assessors.iter().find(|one| one.id == over.assessor).unwrap();
                let load = plan.loads[&one.id];
                match &over.why {
                    Why::MayNotSee => prop_assert!(case.conflicts.contains(&one.id)),
                    Why::HoldsIt => prop_assert!(case.held_by.contains(&one.id)),
                    Why::AssessedItBefore => prop_assert!(case.assessed_by.contains(&one.id)),
                    Why::Language { unread } => {
                        prop_assert!(unread.iter().all(|language| !one.languages.contains(language)));
                    }
                    Why::Full => prop_assert_eq!(load.capacity_left, 0),
                    Why::WouldCarryMore { with_it, chosen } => {
                        prop_assert_eq!(*with_it, load.after + case.work);
                        prop_assert!(with_it > chosen);
                    }
                    Why::FitsLess { matched, .. } => {
                        prop_assert!(found.chosen.iter().all(|taker| taker.matched.len() > *matched));
                    }
                    Why::AsGood => prop_assert!(load.capacity_left > 0),
                }
                if found.missing.is_some() {
                    let could = matches!(over.why, Why::WouldCarryMore { .. } | Why::FitsLess { .. } | Why::AsGood);
                    prop_assert!(!could);
                }
            }
        }
    }
}
