//! What must hold for every input.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::attack::{Fact, Form, Knowledge, Side, System};
use super::cube::{CellKey, Cube, FrozenInput};
use super::dimensions::Size;
use super::figure::Figure;
use super::knowledge::{Earlier, World, number};
use super::outsider::attack_from_outside;
use super::protect::protect;
use super::release::Release;
use super::samples::{employer, input, worlds};
use super::sensitivity::Parameters;

/// The tables behind the protection.
fn truth(input: &FrozenInput) -> BTreeMap<CellKey, (Vec<u64>, usize)> {
    let cube = Cube::new(input);
    cube.keys()
        .into_iter()
        .map(|key| {
            let members = cube.members(key);
            let people = members
                .iter()
                .filter_map(|index| input.contributors[*index].people)
                .map(u64::from)
                .collect();
            (key, (people, members.len()))
        })
        .collect()
}

/// Everything published, as an attacker who is one of the employers (or none) writes it down: one unknown for each
/// employer. It shares nothing with the search but the solver.
fn published(input: &FrozenInput, release: &Release) -> (System, Vec<usize>) {
    let with_figure: Vec<usize> = (0..input.contributors.len())
        .filter(|index| input.contributors[*index].people.is_some())
        .collect();
    let ranges = with_figure
        .iter()
        .map(|index| {
            let (least, most) = input.contributors[*index].known_range();
            (f64::from(least), f64::from(most))
        })
        .collect();
    let mut system = System::new(ranges);
    for row in release.rows() {
        let form = form(input, &with_figure, row.key);
        if let (Figure::Known(value), false) = (row.employees, form.is_empty()) {
            system.publish(Fact {
                form,
                value: number(value),
            });
        }
    }
    (system, with_figure)
}

fn form(input: &FrozenInput, with_figure: &[usize], key: CellKey) -> Form {
    with_figure
        .iter()
        .enumerate()
        .filter(|(_, index)| key.covers(input.contributors[**index].inner()))
        .map(|(unknown, _)| (unknown, 1.0))
        .collect()
}

/// Protected sums that an attacker can pin down further than the rules allow.
fn breaches(input: &FrozenInput, release: &Release, system: &System) -> Vec<CellKey> {
    let rules = Parameters::default();
    let with_figure: Vec<usize> = (0..input.contributors.len())
        .filter(|index| input.contributors[*index].people.is_some())
        .collect();
    let mut found = Vec::new();
    for row in release.rows() {
        let form = form(input, &with_figure, row.key);
        let people: Vec<u64> = form
            .iter()
            .map(|(unknown, _)| {
                input.contributors[with_figure[*unknown]]
                    .people
                    .unwrap()
                    .into()
            })
            .collect();
        if rules.need(&people) == 0 {
            continue;
        }
        let value = number(people.iter().sum());
        for attacker in std::iter::once(None).chain((0..with_figure.len()).map(Some)) {
            let mut known = Knowledge::new();
            let mut need = rules.need(&people);
            if let Some(own) = attacker {
                let own_people = f64::from(input.contributors[with_figure[own]].people.unwrap());
                known.push((own, (own_people, own_people)));
                if form.iter().any(|(unknown, _)| *unknown == own) {
                    let others: Vec<u64> = form
                        .iter()
                        .filter(|(unknown, _)| *unknown != own)
                        .map(|(unknown, _)| {
                            input.contributors[with_figure[*unknown]]
                                .people
                                .unwrap()
                                .into()
                        })
                        .collect();
                    need = rules.need_against_insider(&others);
                }
            }
            if need == 0 {
                continue;
            }
            let free: (f64, f64) = form.iter().fold((0.0, 0.0), |(least, most), (unknown, _)| {
                let (from, to) = system.range(*unknown, &known);
                (least + from, most + to)
            });
            for side in Side::BOTH {
                let wanted = match side {
                    Side::Least => (value - number(need)).max(free.0),
                    Side::Most => (value + number(need)).min(free.1),
                };
                let reach = system.extreme(&form, side, &known).unwrap().reach;
                if !side.is_as_far(reach, wanted) && !found.contains(&row.key) {
                    found.push(row.key);
                }
            }
        }
    }
    found
}

/// The published rule, said once more and otherwise: nobody in the sum, the second largest least of all, tells the
/// largest number to within a tenth, if the sum may be off by `slack`.
fn keeps_the_largest_open(people: &[u64], slack: u64) -> bool {
    let mut people = people.to_vec();
    people.sort_unstable();
    let (Some(largest), rest) = (people.pop(), people) else {
        return true;
    };
    let hidden: u64 = rest.iter().rev().skip(1).sum();
    (hidden + slack) * 10 >= largest
}

proptest! {
    /// What a sum needs is the least that keeps its largest employer open; fewer than three always need something.
    #[test]
    fn the_need_is_the_least_that_keeps_the_largest_open(people in proptest::collection::vec(prop_oneof![Just(0_u64), 1_u64..12, 12_u64..3_000], 1..6)) {
        let rules = Parameters::default();
        let need = rules.need(&people);
        if people.len() < 3 {
            prop_assert!(need >= 1);
            let largest = people.iter().max().unwrap();
            prop_assert!(need * 10 >= *largest && (need == 1 || (need - 1) * 10 < *largest));
        } else {
            prop_assert!(keeps_the_largest_open(&people, need));
            prop_assert!(need == 0 || !keeps_the_largest_open(&people, need - 1));
        }
        // One of them knows its own number, so the others must hide each other; one other alone is never safe.
        let inside = rules.need_against_insider(&people);
        let largest = people.iter().max().unwrap();
        let rest = people.iter().sum::<u64>() - largest;
        prop_assert!((inside + rest) * 10 >= *largest && inside + rest >= 1);
        prop_assert!(inside == 0 || inside + rest == 1 || (inside - 1 + rest) * 10 < *largest);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn published_numbers_are_true_and_unsafe_ones_are_hidden(input in worlds(24)) {
        let release = protect(&input, Parameters::default(), &[]).unwrap();
        let truth = truth(&input);
        prop_assert_eq!(release.rows().len(), truth.len());
        for row in release.rows() {
            let (people, employers) = &truth[&row.key];
            prop_assert_eq!(row.employers, u64::try_from(*employers).unwrap());
            match row.employees {
                Figure::Known(value) => {
                    prop_assert_eq!(value, people.iter().sum::<u64>());
                    prop_assert!(people.is_empty() || people.len() >= 3);
                    prop_assert!(keeps_the_largest_open(people, 0));
                }
                Figure::Suppressed => prop_assert!(!people.is_empty()),
                Figure::NotAvailable => prop_assert!(people.is_empty() && *employers > 0),
            }
        }
    }

    #[test]
    fn sums_add_up_and_never_lack_just_one_part(input in worlds(24)) {
        let release = protect(&input, Parameters::default(), &[]).unwrap();
        for (total, parts) in Cube::new(&input).sums() {
            let rows: Vec<_> = parts.iter().map(|key| release.row(*key).unwrap()).collect();
            let total = release.row(total).unwrap();
            prop_assert_eq!(rows.iter().map(|row| row.employers).sum::<u64>(), total.employers);
            let hidden = rows
                .iter()
                .chain([&total])
                .filter(|row| row.employees == Figure::Suppressed)
                .count();
            prop_assert_ne!(hidden, 1);
            if hidden == 0 {
                let sum: u64 = rows.iter().filter_map(|row| row.employees.known()).sum();
                prop_assert_eq!(sum, total.employees.known().unwrap_or(0));
            }
        }
    }

    #[test]
    fn neither_a_stranger_nor_any_employer_comes_too_close(input in worlds(14)) {
        let release = protect(&input, Parameters::default(), &[]).unwrap();
        let (system, _) = published(&input, &release);
        prop_assert_eq!(breaches(&input, &release, &system), vec![]);
        prop_assert_eq!(attack_from_outside(&release).unwrap().exact(), 0);
    }

    #[test]
    fn nothing_is_suppressed_without_need(input in worlds(12)) {
        let release = protect(&input, Parameters::default(), &[]).unwrap();
        let truth = truth(&input);
        let (mut system, with_figure) = published(&input, &release);
        for row in release.rows() {
            let (people, _) = &truth[&row.key];
            if row.employees != Figure::Suppressed || Parameters::default().need(people) > 0 {
                continue;
            }
            // A figure that is safe by itself is held back: publishing it must give somebody away.
            system.publish(Fact {
                form: form(&input, &with_figure, row.key),
                value: number(people.iter().sum()),
            });
            prop_assert!(!breaches(&input, &release, &system).is_empty());
            system.retract();
        }
    }

    #[test]
    fn the_order_of_employers_changes_nothing(input in worlds(16)) {
        let release = protect(&input, Parameters::default(), &[]).unwrap();
        let mut turned = input;
        turned.contributors.reverse();
        let again = protect(&turned, Parameters::default(), &[]).unwrap();
        prop_assert_eq!(release.rows(), again.rows());
    }
}

/// Every table of whole numbers that agrees with a release, tried one by one: a hidden figure stays open, and an
/// unsafe one by as much as the rules demand.
#[test]
fn counting_every_possible_table_leaves_every_hidden_figure_open() {
    let worlds = [
        vec![(1, "A", 3), (1, "G", 2), (2, "A", 4), (2, "G", 1)],
        vec![
            (1, "A", 3),
            (1, "A", 2),
            (1, "A", 2),
            (2, "A", 5),
            (2, "G", 2),
        ],
        vec![
            (1, "A", 1),
            (1, "G", 9),
            (2, "A", 1),
            (2, "G", 1),
            (2, "G", 6),
        ],
        vec![
            (1, "A", 2),
            (1, "A", 2),
            (1, "A", 2),
            (1, "G", 4),
            (2, "G", 3),
            (2, "G", 3),
        ],
    ];
    for world in worlds {
        let input = micro_employers(&world);
        let release = protect(&input, Parameters::default(), &[]).unwrap();
        let hidden = possible_values(&input, &release);
        assert!(!hidden.is_empty(), "something is hidden of {world:?}");
        let truth = truth(&input);
        for (key, values) in hidden {
            assert!(
                values.len() >= 2,
                "{key:?} of {world:?} can only be {values:?}"
            );
            // Anybody knows that a micro employer has 1 to 9 people; no rule can take that back.
            let (people, _) = &truth[&key];
            let (all, need) = (
                people.iter().sum::<u64>(),
                Parameters::default().need(people),
            );
            let employers = u64::try_from(people.len()).unwrap();
            let least = all.saturating_sub(need).max(employers);
            let most = (all + need).min(9 * employers);
            let (lowest, highest) = (values.first().unwrap(), values.last().unwrap());
            assert!(
                *lowest <= least && *highest >= most,
                "{key:?} of {world:?} is {all} and can only be {values:?}"
            );
        }
    }
}

/// Three equal employers in each of two cells: every sum is safe by the published rule, the total less its two
/// largest being more than a tenth of the largest, and an employer among them cannot tell the other two apart. Nothing
/// is hidden then; protecting what is safe would only cost the reader.
#[test]
fn where_every_sum_is_safe_nothing_is_hidden() {
    let world = [
        (1, "A", 2),
        (1, "A", 2),
        (1, "A", 2),
        (2, "G", 3),
        (2, "G", 3),
        (2, "G", 3),
    ];
    let input = micro_employers(&world);
    let rules = Parameters::default();
    let release = protect(&input, rules, &[]).unwrap();
    for (key, (people, _)) in truth(&input) {
        assert_eq!(rules.need(&people), 0, "{key:?}");
    }
    assert_eq!(release.suppressed(), 0);
    let (system, _) = published(&input, &release);
    assert_eq!(breaches(&input, &release, &system), vec![]);
}

/// Employers of at most 9 people: where, in which section, how many.
fn micro_employers(world: &[(u128, &str, u32)]) -> FrozenInput {
    let contributors = world
        .iter()
        .zip(1_u128..)
        .map(|((place, sector, people), number)| employer(number, *place, sector, *people))
        .collect();
    input(2, contributors)
}

/// What each suppressed figure can be, over every table of whole numbers from 1 to 9 that agrees with a release.
fn possible_values(
    input: &FrozenInput,
    release: &Release,
) -> BTreeMap<CellKey, std::collections::BTreeSet<u64>> {
    let (system, with_figure) = published(input, release);
    let mut seen: BTreeMap<CellKey, std::collections::BTreeSet<u64>> = BTreeMap::new();
    let mut table = vec![1_u32; with_figure.len()];
    'tables: loop {
        let floats: Vec<f64> = table.iter().copied().map(f64::from).collect();
        if system.admits(&floats) {
            for row in release.rows() {
                if row.employees == Figure::Suppressed {
                    let sum = form(input, &with_figure, row.key)
                        .iter()
                        .map(|(unknown, _)| u64::from(table[*unknown]))
                        .sum();
                    seen.entry(row.key).or_default().insert(sum);
                }
            }
        }
        for digit in &mut table {
            *digit += 1;
            if *digit <= 9 {
                continue 'tables;
            }
            *digit = 1;
        }
        return seen;
    }
}

/// Four similar employers in every cell give nobody away.
#[test]
fn a_table_of_safe_cells_is_published_whole() {
    let mut contributors = Vec::new();
    let mut number = 0;
    for place in 1..=2 {
        for sector in ["A", "G", "K", "Q"] {
            for people in [20, 30, 40, 25] {
                number += 1;
                contributors.push(employer(number, place, sector, people));
            }
        }
    }
    let release = protect(&input(2, contributors), Parameters::default(), &[]).unwrap();
    assert_eq!(release.suppressed(), 0);
    assert_eq!(release.total().employees, Figure::Known(8 * 115));
}

/// A giant in each council: every sum it dominates is hidden, the grand total need not be.
#[test]
fn a_giant_is_hidden_among_others() {
    let mut contributors: Vec<_> = (1..=12)
        .map(|n| {
            let sector = ["A", "G", "K", "Q"][usize::try_from(n % 4).unwrap()];
            employer(n, 1 + n % 3, sector, 600)
        })
        .collect();
    contributors.push(employer(99, 1, "Q", 20_000));
    contributors.push(employer(98, 2, "Q", 18_000));
    contributors.push(employer(97, 3, "G", 17_000));
    let input = input(3, contributors);
    let release = protect(&input, Parameters::default(), &[]).unwrap();
    let truth = truth(&input);
    for key in Cube::new(&input).keys() {
        if truth[&key].0.contains(&20_000) && key.place.is_some() {
            assert_eq!(release.row(key).unwrap().employees, Figure::Suppressed);
        }
    }
    // Counts are told exactly even there: the giant of the first council shares its cell with employer 3.
    let giant = input.contributors[12].inner();
    assert_eq!(input.contributors[2].inner(), giant);
    let told = release.row(giant).unwrap();
    assert_eq!(told.employers, 2, "as the register says");
    assert_eq!(told.employees, Figure::Suppressed);
    assert_eq!(release.total().employees, Figure::Known(62_200));
}

#[test]
fn an_empty_register_has_noughts_and_no_marks() {
    let release = protect(&input(2, vec![]), Parameters::default(), &[]).unwrap();
    assert!(
        release
            .rows()
            .iter()
            .all(|row| row.employees == Figure::Known(0))
    );
    assert_eq!(release.rows().len(), 3 * 5 * 5);
}

/// One employer joins: what its arrival adds must not be the difference of two published numbers.
#[test]
fn two_releases_do_not_give_away_who_joined() {
    let before: Vec<_> = (1..=9)
        .map(|n| employer(n, 1 + n % 2, "Q", 40 + u32::try_from(n).unwrap()))
        .collect();
    let mut after = before.clone();
    after.push(employer(50, 1, "Q", 77));
    let (before, after) = (input(2, before), input(2, after));
    let first = protect(&before, Parameters::default(), &[]).unwrap();
    assert!(first.total().employees.known().is_some());
    let alone = protect(&after, Parameters::default(), &[]).unwrap();
    assert!(
        alone.total().employees.known().is_some(),
        "by itself the second release may say its total"
    );
    let earlier = [Earlier {
        input: before,
        release: first.clone(),
    }];
    let second = protect(&after, Parameters::default(), &earlier).unwrap();
    // The attacker subtracts wherever both releases publish.
    for row in second.rows() {
        let was = first.row(row.key).unwrap().employees.known();
        if let (Some(now), Some(was)) = (row.employees.known(), was) {
            assert_eq!(now, was, "{:?} gives away the difference", row.key);
        }
    }
    let world = World::new(&after, &earlier);
    let joined: Form = world
        .cell(0, CellKey::default())
        .into_iter()
        .filter(|(unknown, _)| (world.truth[*unknown] - 77.0).abs() < 0.5)
        .collect();
    assert_eq!(joined.len(), 1);
}

/// The same where no table sets who came or went apart from the others: only the difference would tell.
#[test]
fn two_releases_do_not_give_away_who_came_or_went_among_others() {
    let stays: Vec<_> = (1..=9)
        .map(|n| employer(n, 1, "Q", 30 + u32::try_from(n).unwrap()))
        .collect();
    let with = |more: &[u32]| {
        let more = (50..)
            .zip(more)
            .map(|(n, people)| employer(n, 1, "Q", *people));
        input(1, stays.iter().cloned().chain(more).collect())
    };
    for (before, after) in [
        (vec![], vec![45]),
        (vec![], vec![45, 46]),
        (vec![45], vec![]),
        (vec![45, 46], vec![]),
    ] {
        let (before, after) = (with(&before), with(&after));
        let first = protect(&before, Parameters::default(), &[]).unwrap();
        let was = first.total().employees.known().unwrap();
        let alone = protect(&after, Parameters::default(), &[]).unwrap();
        assert_eq!(alone.suppressed(), 0, "by itself it is safe");
        let earlier = [Earlier {
            input: before,
            release: first,
        }];
        let second = protect(&after, Parameters::default(), &earlier).unwrap();
        assert_ne!(alone.total().employees, Figure::Known(was));
        assert_eq!(second.total().employees, Figure::Suppressed);
    }
}

/// Three or more join at once: their sum may be known.
#[test]
fn enough_newcomers_hide_each_other() {
    let before: Vec<_> = (1..=9).map(|n| employer(n, 1, "Q", 60)).collect();
    let mut after = before.clone();
    after.extend((20..25).map(|n| employer(n, 1, "Q", 60)));
    let (before, after) = (input(1, before), input(1, after));
    let first = protect(&before, Parameters::default(), &[]).unwrap();
    let earlier = [Earlier {
        input: before,
        release: first,
    }];
    let second = protect(&after, Parameters::default(), &earlier).unwrap();
    assert_eq!(second.total().employees, Figure::Known(14 * 60));
}

#[test]
fn what_nobody_gave_is_not_nought() {
    let mut contributors = vec![employer(1, 1, "A", 5)];
    contributors[0].people = None;
    contributors[0].size_band = None;
    let release = protect(&input(1, contributors), Parameters::default(), &[]).unwrap();
    assert_eq!(release.total().employees, Figure::NotAvailable);
    assert_eq!(release.employers_without_figure(), 1);
    let unknown_size = CellKey {
        size: Some(Size::NotKnown),
        ..CellKey::default()
    };
    assert_eq!(release.row(unknown_size).unwrap().employers, 1);
}
