use std::collections::BTreeMap;

use super::*;
use crate::scheme::edit::Shape;
use crate::scheme::pack::{built_in, built_in_slugs};
use crate::scheme::rules::{ChoiceOption, Stage};

/// What a browser sends of a form that nobody touched.
fn untouched(groups: &[Group]) -> BTreeMap<String, String> {
    groups
        .iter()
        .flat_map(|group| &group.fields)
        .map(|field| {
            let first = match &field.shape {
                Shape::Choice(options) => options.first().map(|(value, _)| value.clone()),
                _ => None,
            };
            let value = match first {
                Some(first) if field.value.is_empty() => first,
                _ => field.value.clone(),
            };
            (field.name.clone(), value)
        })
        .collect()
}

#[test]
fn settings_sent_as_they_were_change_nothing() {
    let mut kinds = std::collections::BTreeSet::new();
    for slug in built_in_slugs() {
        let version = built_in(slug).unwrap().version;
        for (_, criterion) in version.criteria() {
            let sent = untouched(&fields(&version, &criterion.answer));
            let typed = |name: &str| sent.get(name).cloned().unwrap_or_default();
            let same = read(&version, &criterion.code, &criterion.answer, &typed);
            assert_eq!(same.unwrap(), criterion.answer, "{slug} {}", criterion.code);
            kinds.insert(criterion.answer.name());
        }
    }
    assert!(kinds.len() >= 12, "{kinds:?}");
}

#[test]
fn rows_are_added_removed_and_put_in_another_order() {
    let version = built_in("gm-like").unwrap().version;
    let option = |code: &str, stage| ChoiceOption {
        code: code.to_owned(),
        label: Text::english(code),
        stage,
    };
    let now = AnswerKind::Choice {
        options: vec![option("all", Stage::Doing), option("none", Stage::Aware)],
    };
    let mut sent = untouched(&fields(&version, &now));
    sent.insert("row2_label_en".to_owned(), "Some of us!".to_owned());
    sent.insert("row2_place".to_owned(), "1".to_owned());
    sent.insert("row1_label_en".to_owned(), String::new());
    let code = version.pillars[0].criteria[0].code.clone();
    let typed = |name: &str| sent.get(name).cloned().unwrap_or_default();
    let AnswerKind::Choice { options } = read(&version, &code, &now, &typed).unwrap() else {
        panic!("another kind");
    };
    let codes: Vec<_> = options.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["all", "some-of-us"]);
    sent.insert("row0_stage".to_owned(), "none".to_owned());
    let typed = |name: &str| sent.get(name).cloned().unwrap_or_default();
    let errors = read(&version, &code, &now, &typed).unwrap_err();
    assert!(errors.of("row0_stage").contains("Choose how far"));
}
