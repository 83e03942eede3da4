use super::*;
use crate::scheme::pack::{built_in, built_in_slugs};
use crate::scheme::rules::check;

fn parts(version: &SchemeVersion) -> Vec<Part> {
    let pillars = version
        .pillars
        .iter()
        .map(|pillar| Part::Pillar(pillar.code.clone()));
    let tiers = version
        .tiers
        .iter()
        .map(|tier| Part::Tier(tier.code.clone()));
    let criteria = version
        .criteria()
        .map(|(_, one)| Part::Criterion(one.code.clone()));
    pillars.chain(tiers).chain(criteria).collect()
}

#[test]
fn a_part_removed_and_put_back_or_moved_and_moved_back_is_the_same_version() {
    for slug in built_in_slugs() {
        let version = built_in(slug).unwrap().version;
        for part in parts(&version) {
            let (without, removed) = remove(&version, &part).unwrap();
            assert_ne!(without, version);
            assert!(remove(&without, &part).is_err(), "{slug} {part:?}");
            let back = put_back(&without, removed);
            assert_eq!(
                back.content_hash(),
                version.content_hash(),
                "{slug} {part:?}"
            );
            let moved = shift(&version, &part, true).unwrap();
            if moved != version {
                let back = shift(&moved, &part, false).unwrap();
                assert_eq!(
                    back.content_hash(),
                    version.content_hash(),
                    "{slug} {part:?}"
                );
            }
        }
    }
}

#[test]
fn new_parts_can_be_added_and_only_want_a_rule() {
    let mut version = built_in("gm-like").unwrap().version;
    version.accreditations = built_in("gbc-like").unwrap().version.accreditations;
    for (kind, _) in KINDS {
        let typed = |name: &str| {
            match name {
                "pillar_code" | "criterion_pillar" => "new-pillar",
                "tier_code" => "new-tier",
                "tier_months" => "24",
                "criterion_code" => "NEW-1",
                "criterion_kind" => kind,
                "criterion_options" => "All\nSome\nNone",
                _ => "Some words.",
            }
            .to_owned()
        };
        let changed = add_pillar(&version, &typed).unwrap();
        let changed = add_criterion(&changed, &typed).unwrap();
        let errors: Vec<_> = check(&changed)
            .into_iter()
            .filter(|fault| fault.severity == crate::scheme::rules::Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{kind}: {errors:?}");
        let taken = add_criterion(&changed, &typed).unwrap_err();
        assert!(taken.of("criterion_code").contains("taken"));
        let changed = add_tier(&changed, &typed).unwrap();
        let top = changed.tiers.last().unwrap();
        assert!(changed.tiers.iter().all(|tier| tier.rank <= top.rank));
    }
}

#[test]
fn blank_forms_say_what_to_fill() {
    let version = built_in("gm-like").unwrap().version;
    let blank = |_: &str| String::new();
    for errors in [
        add_pillar(&version, &blank).unwrap_err(),
        add_tier(&version, &blank).unwrap_err(),
        add_criterion(&version, &blank).unwrap_err(),
    ] {
        assert!(errors.0.len() >= 3);
    }
    assert_eq!(
        Part::parse("tier:member"),
        TierCode::parse("member").ok().map(Part::Tier)
    );
    assert_eq!(Part::parse("tier:Member"), None);
    assert_eq!(Part::parse("nothing"), None);
}
