//! The description of the API that programs read: kept as a snapshot, so that a change of it is
//! seen, and held to what every operation must say.
//!
//! An intended change is accepted with
//! `INSTA_UPDATE=always cargo test --test it openapi` (or `cargo insta review`); look at the
//! difference of `snapshots/it__openapi__the_document.snap` before it is committed.

use std::collections::{BTreeMap, BTreeSet};

use poem::http::Method;
use serde_json::Value;

use crate::helpers::send;

const VERSION: &str = "[version]";

fn document() -> Value {
    serde_json::from_str(&fairmark::app::api().spec()).unwrap()
}

/// Every operation: its name for complaints, and what it says.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let mut found = Vec::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            found.push((format!("{} {path}", method.to_uppercase()), operation));
        }
    }
    assert!(found.len() > 20, "{} operations", found.len());
    found
}

/// The same document with every object in the order of its names.
fn in_order(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let sorted: BTreeMap<_, _> = object
                .iter()
                .map(|(name, inner)| (name.clone(), in_order(inner)))
                .collect();
            Value::Object(sorted.into_iter().collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(in_order).collect()),
        other => other.clone(),
    }
}

/// Every `$ref` of a document.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get("$ref") {
                found.insert(target.clone());
            }
            object.values().for_each(|inner| references(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

#[test]
fn the_document_is_as_it_was_last_accepted() {
    let mut document = in_order(&document());
    document["info"]["version"] = VERSION.into();
    let text = serde_json::to_string_pretty(&document).unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("the_document", text));
}

#[test]
fn every_operation_says_what_it_does_under_a_name_of_its_own() {
    let document = document();
    let mut names = BTreeMap::new();
    let mut faults = Vec::new();
    for (what, operation) in operations(&document) {
        let summary = operation["summary"].as_str().unwrap_or_default();
        if summary.trim().is_empty() || summary.ends_with('.') || summary.contains('\n') {
            faults.push(format!("{what}: the summary is `{summary}`"));
        }
        let name = operation["operationId"].as_str().unwrap_or_default();
        let well_formed = !name.is_empty()
            && name
                .chars()
                .all(|letter| letter.is_ascii_lowercase() || letter == '_');
        if !well_formed {
            faults.push(format!("{what}: the operation id is `{name}`"));
        }
        if let Some(other) = names.insert(name.to_owned(), what.clone()) {
            faults.push(format!("{what} and {other} are both `{name}`"));
        }
        if operation["responses"]
            .as_object()
            .is_none_or(|answers| !answers.keys().any(|status| status.starts_with('2')))
        {
            faults.push(format!("{what}: no answer of success is described"));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Failures are problem documents, all of them; where an operation describes one, it says so.
#[test]
fn a_described_failure_is_a_problem_document() {
    let document = document();
    let told = document["info"]["description"].as_str().unwrap();
    assert!(told.contains("application/problem+json"), "{told}");
    for (what, operation) in operations(&document) {
        for (status, answer) in operation["responses"].as_object().unwrap() {
            if status.starts_with('2') || status.starts_with('3') {
                continue;
            }
            let Some(content) = answer["content"].as_object() else {
                continue;
            };
            assert!(
                content
                    .keys()
                    .all(|kind| kind.starts_with("application/problem+json")),
                "{what} answers {status} as {:?}",
                content.keys().collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_in_use() {
    let document = document();
    let mut targets = BTreeSet::new();
    references(&document, &mut targets);
    assert!(targets.len() > 20);
    for target in &targets {
        let pointer = target.strip_prefix('#').expect("a place in this document");
        assert!(
            document.pointer(pointer).is_some(),
            "{target} leads nowhere"
        );
    }
    for name in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        let target = format!("#/components/schemas/{name}");
        assert!(targets.contains(&target), "nothing speaks of {name}");
    }
}

both! {
    async fn the_document_is_served(app: TestApp) {
        let served = send(&app.endpoint(), Method::GET, "/api/v1/openapi.json", &[], "").await;
        assert_eq!(served.status, 200);
        assert!(served.header("content-type").starts_with("application/json"));
        assert_eq!(served.text(), fairmark::app::api().spec());
        let servers = served.json()["servers"].clone();
        assert_eq!(servers[0]["url"], "/api/v1");
    }
}
