use super::*;
use crate::scheme::pack::built_in;
use crate::scheme::rules::{SchemeVersion, YesOrNo};
use proptest::prelude::*;

fn at(scheme: &str, criterion: &str) -> AskedIn {
    AskedIn {
        scheme: SchemeSlug::parse(scheme).unwrap(),
        criterion: CriterionCode::parse(criterion).unwrap(),
    }
}

fn pair(from: AskedIn, to: AskedIn) -> Pair {
    Pair {
        from,
        to,
        options: BTreeMap::new(),
        note: String::new(),
    }
}

fn set(pairs: Vec<Pair>) -> MappingSet {
    MappingSet {
        format: MAPPING_FORMAT,
        slug: SchemeSlug::parse("between").unwrap(),
        name: "Between".to_owned(),
        pairs,
    }
}

/// Versions whose criteria `A-1` to `A-9` are all answered with yes or no, by slug.
fn versions(slugs: &[&str]) -> BTreeMap<SchemeSlug, SchemeVersion> {
    let pack = built_in("gm-like").unwrap().version;
    let plain = pack
        .criteria()
        .map(|(_, criterion)| criterion)
        .find(|criterion| criterion.answer.name() == "yes_no")
        .unwrap()
        .clone();
    slugs
        .iter()
        .map(|slug| {
            let mut version = pack.clone();
            version.pillars.truncate(1);
            version.pillars[0].criteria = (1..=9)
                .map(|n| {
                    let mut criterion = plain.clone();
                    criterion.code = CriterionCode::parse(&format!("A-{n}")).unwrap();
                    criterion
                })
                .collect();
            (SchemeSlug::parse(slug).unwrap(), version)
        })
        .collect()
}

fn messages(set: &MappingSet, versions: &BTreeMap<SchemeSlug, SchemeVersion>) -> Vec<String> {
    check_mapping(set, versions)
        .into_iter()
        .map(|fault| fault.to_string())
        .collect()
}

#[test]
fn an_answer_is_proposed_along_every_way_the_shortest_first() {
    let set = set(vec![
        pair(at("one", "A-1"), at("two", "A-1")),
        pair(at("two", "A-1"), at("three", "A-1")),
        pair(at("four", "A-1"), at("three", "A-1")),
    ]);
    assert!(messages(&set, &versions(&["one", "two", "three", "four"])).is_empty());
    let three = at("three", "A-1");
    let found = set.origins(&three);
    let names: Vec<String> = found.iter().map(|o| o.asked.to_string()).collect();
    assert_eq!(names, ["two A-1", "four A-1", "one A-1"]);
    assert_eq!(found[2].by.len(), 2);
    assert!(set.origins(&at("one", "A-1")).is_empty());
}

#[test]
fn a_cycle_has_its_own_sentence() {
    let set = set(vec![
        pair(at("one", "A-1"), at("two", "A-1")),
        pair(at("two", "A-1"), at("three", "A-2")),
        pair(at("three", "A-2"), at("one", "A-1")),
    ]);
    let said = messages(&set, &versions(&["one", "two", "three"]));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].contains("cyclic: one A-1 → two A-1 → three A-2 → one A-1"),
        "{said:?}"
    );
    // Even then nothing goes round for ever.
    assert_eq!(set.origins(&at("one", "A-1")).len(), 2);
}

#[test]
fn each_mistake_says_what_to_do() {
    let known = versions(&["one", "two"]);
    for (pairs, expected) in [
        (vec![], "pairs: Write at least one pair"),
        (
            vec![pair(at("one", "A-1"), at("one", "A-1"))],
            "pairs[0]: one A-1 is mapped to itself",
        ),
        (
            vec![pair(at("one", "A-1"), at("nowhere", "A-1"))],
            "pairs[0].to: No scheme is called “nowhere” here. There are: one, two.",
        ),
        (
            vec![pair(at("one", "B-1"), at("two", "A-1"))],
            "pairs[0].from: one 2026.1 has no criterion B-1",
        ),
        (
            vec![
                pair(at("one", "A-1"), at("two", "A-1")),
                pair(at("one", "A-1"), at("two", "A-1")),
            ],
            "pairs[1]: one A-1 is mapped to two A-1 twice",
        ),
        (
            vec![Pair {
                options: BTreeMap::from([("a".to_owned(), "b".to_owned())]),
                ..pair(at("one", "A-1"), at("two", "A-1"))
            }],
            "pairs[0].options: Only a choice has options",
        ),
    ] {
        let said = messages(&set(pairs), &known);
        assert!(
            said.iter().any(|one| one.starts_with(expected)),
            "{expected}: {said:?}"
        );
    }
}

#[test]
fn criteria_answered_otherwise_are_not_mapped() {
    let gm = built_in("gm-like").unwrap().version;
    let of_kind = |kind: &str| {
        gm.criteria()
            .map(|(_, criterion)| criterion)
            .find(|criterion| criterion.answer.name() == kind)
            .map(|criterion| criterion.code.clone())
            .unwrap()
    };
    let slug = SchemeSlug::parse("gm-like").unwrap();
    let asked = |criterion| AskedIn {
        scheme: slug.clone(),
        criterion,
    };
    let set = set(vec![pair(
        asked(of_kind("money")),
        asked(of_kind("yes_no")),
    )]);
    let versions = BTreeMap::from([(slug.clone(), gm.clone())]);
    assert!(
        messages(&set, &versions)[0].contains("says nothing in the other"),
        "{:?}",
        messages(&set, &versions)
    );
}

#[test]
fn options_are_put_in_the_other_schemes_words() {
    let mut mapped = pair(at("one", "A-1"), at("two", "A-1"));
    let choice = |option: &str| Answer::Choice {
        option: option.to_owned(),
    };
    assert_eq!(mapped.translate(&choice("all")), Some(choice("all")));
    mapped.options = BTreeMap::from([("all".to_owned(), "everyone".to_owned())]);
    assert_eq!(mapped.translate(&choice("all")), Some(choice("everyone")));
    // What has no counterpart is not guessed.
    assert_eq!(mapped.translate(&choice("some")), None);
    let yes = Answer::YesNo {
        value: YesOrNo::Yes,
    };
    assert_eq!(mapped.translate(&yes), Some(yes));
    let declared = Answer::Declaration {
        signatory: "Sol".to_owned(),
        role: "Director".to_owned(),
    };
    assert_eq!(mapped.translate(&declared), None);
}

proptest! {
    /// Whatever the pairs are: a set that is found sound has no way back to where it began, and one
    /// that is found cyclic has.
    #[test]
    fn a_sound_set_never_proposes_an_answer_where_it_came_from(
        edges in prop::collection::vec((0_u8..4, 1_u8..4, 0_u8..4, 1_u8..4), 1..12),
    ) {
        let slugs = ["one", "two", "three", "four"];
        let name = |scheme: u8, criterion: u8| at(slugs[usize::from(scheme)], &format!("A-{criterion}"));
        let set = set(
            edges
                .into_iter()
                .map(|(a, b, c, d)| pair(name(a, b), name(c, d)))
                .filter(|pair| pair.from != pair.to)
                .collect(),
        );
        let cyclic = messages(&set, &versions(&slugs)).iter().any(|m| m.contains("cyclic"));
        // The oracle: can any criterion be reached from itself by following pairs?
        let goes_back = set.pairs.iter().any(|first| {
            let mut reached = std::collections::BTreeSet::from([first.to.clone()]);
            loop {
                let more: Vec<AskedIn> = set
                    .pairs
                    .iter()
                    .filter(|pair| reached.contains(&pair.from) && !reached.contains(&pair.to))
                    .map(|pair| pair.to.clone())
                    .collect();
                if more.is_empty() {
                    break reached.contains(&first.from);
                }
                reached.extend(more);
            }
        });
        prop_assert_eq!(cyclic, goes_back);
    }
}
