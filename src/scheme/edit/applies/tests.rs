use super::*;
use crate::scheme::pack::{built_in, built_in_slugs};

#[test]
fn a_condition_sent_as_it_was_stays_as_it_was() {
    for slug in built_in_slugs() {
        let version = built_in(slug).unwrap().version;
        for (_, criterion) in version.criteria() {
            let when = criterion.applies_when.as_ref();
            let fields = fields(&version, when);
            let typed = |name: &str| {
                let field = fields.iter().find(|field| field.name == name);
                field.map_or_else(String::new, |field| field.value.clone())
            };
            let same = read(&version, when, &typed).unwrap();
            assert_eq!(same.as_ref(), when, "{slug} {}", criterion.code);
        }
    }
}

#[test]
fn what_is_filled_in_must_all_hold() {
    let version = built_in("gm-like").unwrap().version;
    let form = |pairs: &'static [(&str, &str)]| {
        move |name: &str| {
            let found = pairs.iter().find(|(known, _)| *known == name);
            found.map_or_else(String::new, |(_, value)| (*value).to_owned())
        }
    };
    let typed = form(&[
        ("applies", "these"),
        ("people_from", "50"),
        ("sectors", "q, p"),
    ]);
    let when = read(&version, None, &typed).unwrap().unwrap();
    assert_eq!(
        when.describe(),
        "employers with 50 or more people and sector Q or P"
    );
    let typed = form(&[("applies", "these")]);
    assert!(
        read(&version, None, &typed)
            .unwrap_err()
            .of("applies")
            .contains("Fill in")
    );
    let typed = form(&[
        ("applies", "these"),
        ("people_from", "9"),
        ("people_to", "few"),
    ]);
    assert!(
        !read(&version, None, &typed)
            .unwrap_err()
            .of("people_to")
            .is_empty()
    );
}
