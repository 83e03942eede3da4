//! Allocations worked out by hand.

use super::*;
use uuid::Uuid;

fn words(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(ToString::to_string).collect()
}

fn case(id: u128, needs: u32) -> Case {
    Case {
        id: AssessmentId(Uuid::from_u128(id)),
        queue: 0,
        needs,
        work: 1,
        languages: BTreeSet::new(),
        competences: BTreeSet::new(),
        held_by: BTreeSet::new(),
        assessed_by: BTreeSet::new(),
        conflicts: BTreeSet::new(),
    }
}

fn assessor(id: u128, capacity_left: u32, load: u32) -> Assessor {
    Assessor {
        id: PersonId(Uuid::from_u128(id)),
        capacity_left,
        load,
        languages: words(&["English"]),
        competences: BTreeSet::new(),
    }
}

fn chosen(plan: &Plan, id: u128) -> Vec<u128> {
    let found = plan
        .cases
        .iter()
        .find(|one| one.case == AssessmentId(Uuid::from_u128(id)))
        .unwrap();
    found
        .chosen
        .iter()
        .map(|one| one.assessor.0.as_u128())
        .collect()
}

fn why(plan: &Plan, id: u128, who: u128) -> Why {
    let found = plan
        .cases
        .iter()
        .find(|one| one.case == AssessmentId(Uuid::from_u128(id)))
        .unwrap();
    let over = found
        .passed_over
        .iter()
        .find(|one| one.assessor == PersonId(Uuid::from_u128(who)));
    over.unwrap().why.clone()
}

#[test]
fn work_is_spread_and_every_choice_has_its_reason() {
    let mut one = case(1, 2);
    one.conflicts.insert(PersonId(Uuid::from_u128(1)));
    one.assessed_by.insert(PersonId(Uuid::from_u128(2)));
    one.languages = words(&["English", "Welsh"]);
    let mut assessors: Vec<Assessor> = (1..=6).map(|id| assessor(id, 3, 0)).collect();
    for reader in [3, 4, 5] {
        assessors[reader].languages = words(&["English", "Welsh"]);
    }
    assessors[0].languages = BTreeSet::new();
    assessors[3].load = 5;
    assessors[4].capacity_left = 0;
    let plan = allocate(&[one], &assessors).unwrap();
    assert_eq!(chosen(&plan, 1), [4, 6]);
    // Who may not see it does not read its languages either; only the first is said.
    assert_eq!(why(&plan, 1, 1), Why::MayNotSee);
    assert_eq!(why(&plan, 1, 2), Why::AssessedItBefore);
    assert_eq!(
        why(&plan, 1, 3),
        Why::Language {
            unread: vec!["Welsh".to_owned()]
        }
    );
    assert_eq!(why(&plan, 1, 5), Why::Full);
    assert_eq!(plan.cases[0].missing, None);
    assert_eq!(
        plan.cases[0].chosen[0].words(),
        "Has 6 reviews after this allocation, 5 before."
    );
    assert_eq!(why(&plan, 1, 1).words(), "May not see this case.");
}

#[test]
fn what_is_missing_is_named() {
    let mut one = case(1, 3);
    one.languages = words(&["Welsh"]);
    one.conflicts.insert(PersonId(Uuid::from_u128(3)));
    let mut reader = assessor(1, 1, 0);
    reader.languages = words(&["Welsh"]);
    let plan = allocate(
        &[one.clone()],
        &[reader.clone(), assessor(2, 1, 0), assessor(3, 1, 0)],
    )
    .unwrap();
    let missing = plan.cases[0].missing.clone().unwrap();
    assert_eq!(
        missing.words(),
        "Needs 3 assessors, found 1: 2 missing. Of the others, 1 cannot read Welsh, 1 may not see it. Add an assessor who reads Welsh."
    );
    reader.capacity_left = 0;
    one.needs = 1;
    let plan = allocate(&[one.clone()], &[reader]).unwrap();
    assert_eq!(
        plan.cases[0].missing.clone().unwrap().words(),
        "Needs 1 assessor, found 0: 1 missing. Of the others, 1 could take it but cannot take more cases. Let one of them take more cases, or add an assessor."
    );
    let plan = allocate(&[one], &[]).unwrap();
    assert_eq!(
        plan.cases[0].missing.clone().unwrap().words(),
        "Needs 1 assessor, found 0: 1 missing. There are no other assessors. Add one."
    );
}

#[test]
fn the_head_of_the_queue_is_served_whole() {
    let mut late = case(1, 2);
    late.queue = 9;
    let early = case(2, 2);
    let plan = allocate(&[late, early], &[assessor(1, 1, 0), assessor(2, 1, 0)]).unwrap();
    assert_eq!(chosen(&plan, 2), [1, 2]);
    assert_eq!(chosen(&plan, 1), Vec::<u128>::new());
}

#[test]
fn much_work_is_spread_before_little() {
    let mut cases: Vec<Case> = (1..=4).map(|id| case(id, 1)).collect();
    cases[3].work = 3;
    let plan = allocate(&cases, &[assessor(1, 4, 0), assessor(2, 4, 0)]).unwrap();
    let after: Vec<u32> = plan.loads.values().map(|load| load.after).collect();
    assert_eq!(after, [3, 3]);
}

#[test]
fn competences_decide_where_the_work_is_as_even_either_way() {
    let mut care = case(1, 1);
    care.competences = words(&["social care", "shifts"]);
    let mut shops = case(2, 1);
    shops.competences = words(&["retail"]);
    let mut retail = assessor(1, 2, 0);
    retail.competences = words(&["retail"]);
    let mut carer = assessor(2, 2, 0);
    carer.competences = words(&["social care"]);
    let plan = allocate(&[care, shops], &[retail, carer]).unwrap();
    assert_eq!(chosen(&plan, 1), [2]);
    assert_eq!(chosen(&plan, 2), [1]);
    assert_eq!(
        plan.cases[0].chosen[0].words(),
        "Has 1 review after this allocation, 0 before; knows social care, not shifts."
    );
}

#[test]
fn nobody_and_nothing_is_named_twice() {
    assert_eq!(
        allocate(&[case(1, 1), case(1, 1)], &[]),
        Err(Failure::CaseTwice(AssessmentId(Uuid::from_u128(1))))
    );
    assert_eq!(
        allocate(&[], &[assessor(1, 1, 0), assessor(1, 1, 0)]),
        Err(Failure::AssessorTwice(PersonId(Uuid::from_u128(1))))
    );
    assert!(allocate(&[], &[]).unwrap().cases.is_empty());
}

#[test]
fn a_year_of_work_is_allocated_in_one_go() {
    let mut cases: Vec<Case> = (0..200).map(|id| case(id, 2)).collect();
    for (place, case) in (0_u32..).zip(cases.iter_mut()) {
        case.work = 1 + place % 3;
        case.conflicts
            .insert(PersonId(Uuid::from_u128(u128::from(place % 50))));
    }
    let assessors: Vec<Assessor> = (0..50).map(|id| assessor(id, 10, 0)).collect();
    let plan = allocate(&cases, &assessors).unwrap();
    assert!(plan.cases.iter().all(|one| one.missing.is_none()));
    let after = plan.loads.values().map(|load| load.after);
    assert!(after.clone().max().unwrap() - after.min().unwrap() <= 1);
}
