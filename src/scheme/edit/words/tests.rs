use super::*;
use crate::scheme::pack::{built_in, built_in_slugs};

fn parts(version: &SchemeVersion) -> Vec<String> {
    let mut parts = vec![SCHEME.to_owned()];
    parts.extend(version.pillars.iter().map(|pillar| pillar.code.to_string()));
    parts.extend(
        version
            .tiers
            .iter()
            .map(|tier| format!("tier:{}", tier.code)),
    );
    let criteria = version.criteria();
    parts.extend(criteria.map(|(_, one)| format!("criterion:{}", one.code)));
    parts
}

#[test]
fn a_form_sent_as_it_was_changes_nothing() {
    for slug in built_in_slugs() {
        let version = built_in(slug).unwrap().version;
        for part in parts(&version) {
            let (_, fields) = lines(&version, &part).unwrap();
            assert!(!fields.is_empty());
            let same = apply(&version, &part, &|name| {
                fields
                    .iter()
                    .find(|line| line.name == name)
                    .map(|line| line.value.clone())
            });
            assert_eq!(
                same.unwrap().content_hash(),
                version.content_hash(),
                "{slug} {part}"
            );
        }
    }
}

#[test]
fn wording_and_figures_are_changed_and_nothing_else_is() {
    let version = built_in("gm-like").unwrap().version;
    let changed = apply(&version, SCHEME, &|name| match name {
        "/label" => Some("2027.1".to_owned()),
        "/tiers/0/validity_months" => Some("12".to_owned()),
        "/references/0/source" => Some("Somebody else".to_owned()),
        _ => None,
    })
    .unwrap();
    assert_eq!(changed.label, "2027.1");
    assert_eq!(changed.references, version.references, "it is not a field");
    assert_ne!(changed.tiers, version.tiers);
    assert_eq!(changed.pillars, version.pillars);
}

#[test]
fn what_does_not_fit_is_said_at_its_field() {
    let version = built_in("gm-like").unwrap().version;
    let errors = apply(&version, SCHEME, &|name| match name {
        "/tiers/0/validity_months" => Some("two years".to_owned()),
        "/scheme/name" => Some(String::new()),
        _ => None,
    })
    .unwrap_err();
    assert!(
        errors
            .of("/tiers/0/validity_months")
            .contains("whole number")
    );
    assert!(errors.of("/scheme/name").contains("Write something"));
    assert!(apply(&version, "nowhere", &|_| None).is_err());
}
