//! Every operation for programs.

use poem::http::Method;
use serde_json::{Value, json};

use super::scene::Scene;
use super::{fault_of_document, short, words};
use crate::helpers::{TestApp, World, send};

/// An operation as the document describes it.
struct Operation {
    method: Method,
    path: String,
    /// What it takes, as a schema with every reference resolved; none when it takes nothing.
    body: Option<Value>,
    /// Content type of what it takes.
    kind: String,
    /// Names of its parameters in the query.
    queries: Vec<String>,
}

fn document() -> Value {
    serde_json::from_str(&fairmark::app::api().spec()).unwrap()
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, described) in methods.as_object().unwrap() {
            let content = described["requestBody"]["content"].as_object();
            let taken = content.and_then(|kinds| kinds.iter().next());
            let parameters = described["parameters"].as_array();
            all.push(Operation {
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                path: path.clone(),
                body: taken.map(|(_, kind)| sample(document, &kind["schema"])),
                kind: taken.map_or_else(String::new, |(kind, _)| kind.clone()),
                queries: parameters
                    .into_iter()
                    .flatten()
                    .filter(|parameter| parameter["in"] == "query")
                    .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
                    .collect(),
            });
        }
    }
    all
}

/// Something of this shape, with every property it may have.
fn sample(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        return sample(document, document.pointer(pointer).unwrap());
    }
    if let Some(first) = schema["enum"].as_array().and_then(|words| words.first()) {
        return first.clone();
    }
    for several in ["allOf", "oneOf", "anyOf"] {
        if let Some(first) = schema[several].as_array().and_then(|list| list.first()) {
            return sample(document, first);
        }
    }
    match schema["type"].as_str().unwrap_or_default() {
        "object" => {
            let properties = schema["properties"].as_object();
            properties
                .into_iter()
                .flatten()
                .map(|(name, of)| (name.clone(), sample(document, of)))
                .collect()
        }
        "array" => json!([sample(document, &schema["items"])]),
        "integer" | "number" => json!(1),
        "boolean" => json!(false),
        _ => match schema["format"].as_str().unwrap_or_default() {
            "uuid" => json!("01932b5e-0000-7000-8000-000000000000"),
            "date" => json!("2026-11-24"),
            "date-time" => json!("2026-11-24T09:00:00Z"),
            _ => json!("x"),
        },
    }
}

/// Who may call it, and where.
fn sender(scene: &Scene, method: &Method, path: &str) -> (String, String) {
    let lead = |journey: &crate::helpers::Journey| journey.lead.clone();
    let start = |start: &str| path.starts_with(start);
    let (who, id) = match path {
        _ if start("/organisations") => (lead(&scene.draft), scene.draft.organisation.to_string()),
        "/assessments/{id}/sign-off" => (
            scene.asking.signatory.clone(),
            scene.asking.assessment.to_string(),
        ),
        "/assessments/{id}/return" => (
            scene.returning.signatory.clone(),
            scene.returning.assessment.to_string(),
        ),
        "/assessments/{id}/decision" | "/assessments/{id}/bundle" => {
            (lead(&scene.awarded), scene.awarded.assessment.to_string())
        }
        _ if start("/assessments") => (lead(&scene.draft), scene.draft.assessment.to_string()),
        _ if start("/clarifications") => (lead(&scene.open), scene.question.to_string()),
        "/accreditations/{id}/relinquish" => (lead(&scene.awarded), scene.awarded_id.to_string()),
        "/accreditations/{id}/reinstate" => {
            (World::OFFICER.to_owned(), scene.suspended_id.to_string())
        }
        _ if start("/accreditations") => (World::OFFICER.to_owned(), scene.awarded_id.to_string()),
        "/cases/{id}/decision" => (
            World::SECOND_OFFICER.to_owned(),
            scene.recommended.assessment.to_string(),
        ),
        "/cases/{id}/allocation" if *method == Method::POST => (
            World::OFFICER.to_owned(),
            scene.submitted.assessment.to_string(),
        ),
        _ if start("/cases") => (World::OFFICER.to_owned(), scene.open.assessment.to_string()),
        "/reviews/{id}/declaration" => (
            World::ASSESSOR.to_owned(),
            scene.allocated_review.to_string(),
        ),
        _ if start("/reviews") => (World::ASSESSOR.to_owned(), scene.open_review.to_string()),
        _ if start("/statistics") => (World::OFFICER.to_owned(), scene.run.to_string()),
        _ => (lead(&scene.draft), "x".to_owned()),
    };
    let question = scene.question.to_string();
    let address = path
        .split('/')
        .map(|part| match part {
            "{id}" => id.as_str(),
            "{clarification}" => question.as_str(),
            "{criterion}" => "VOICE-4",
            "{item}" => "01932b5e-0000-7000-8000-000000000000",
            part if part.starts_with('{') => "x",
            part => part,
        })
        .collect::<Vec<_>>()
        .join("/");
    (who, format!("/api/v1{address}"))
}

/// What a property is given instead.
fn values() -> Vec<String> {
    let mut values: Vec<String> = words()
        .iter()
        .map(|words| json!(words).to_string())
        .collect();
    values.extend(
        [
            "null",
            "true",
            "[]",
            "{}",
            "-1",
            "0",
            "1.5",
            "1e999",
            "-9223372036854775809",
            "99999999999999999999999999999999",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u202e\"",
            "[[[[[[[[[[]]]]]]]]]]",
            "{\"kind\":\"number\",\"value\":1e400}",
            "{\"kind\":\"date\",\"date\":\"2027-02-31\"}",
            "{\"kind\":\"money\",\"pence\":-1}",
            "{\"kind\":\"percentage\",\"numerator\":1,\"denominator\":0}",
            "{\"kind\":\"text\",\"text\":\"\\u0000\"}",
            "{\"kind\":\"choice\",\"option\":\"\"}",
        ]
        .map(str::to_owned),
    );
    values
}

/// Bodies with one thing wrong in each, as they are sent.
fn bodies(sample: &Value) -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = [
        "",
        "{",
        "null",
        "[]",
        "\"x\"",
        "1",
        "{}",
        "{\"a\":1,}",
        "{'a':1}",
        "\u{feff}{}",
        "NaN",
        "{\"\\ud800\":1}",
    ]
    .iter()
    .map(|text| (format!("the body {text}"), text.as_bytes().to_vec()))
    .collect();
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let nested = format!("{}1{}", open.repeat(LEVELS), close.repeat(LEVELS));
        all.push((format!("{LEVELS} times {open}"), nested.into_bytes()));
    }
    all.push((
        "bytes that are no text".to_owned(),
        b"{\"name\":\"\xff\xfe\"}".to_vec(),
    ));
    let properties = sample.as_object();
    for (name, _) in properties.into_iter().flatten() {
        let rest: Vec<String> = sample
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(own, _)| *own != name)
            .map(|(own, value)| format!("{}:{value}", json!(own)))
            .collect();
        let without = format!("{{{}}}", rest.join(","));
        all.push((format!("no {name}"), without.clone().into_bytes()));
        let comma = if rest.is_empty() { "" } else { "," };
        for value in values() {
            let body = format!("{{{}{comma}{}:{value}}}", rest.join(","), json!(name));
            all.push((format!("`{}` as {name}", short(&value)), body.into_bytes()));
        }
    }
    all
}

/// How deep nobody nests.
const LEVELS: usize = 20_000;

async fn try_everything(
    app: &TestApp,
    scene: &Scene,
    operation: &Operation,
    faults: &mut Vec<String>,
) -> usize {
    let (who, address) = sender(scene, &operation.method, &operation.path);
    let bearer = format!("Bearer {}", app.token(&who).await);
    let name = format!("{} {}", operation.method, operation.path);
    let mut tried = 0;
    let call = async |address: &str, kind: &str, tag: &str, body: Vec<u8>| {
        let mut headers = vec![("authorization", bearer.as_str()), ("if-match", tag)];
        if !kind.is_empty() {
            headers.push(("content-type", kind));
        }
        send(
            &app.endpoint(),
            operation.method.clone(),
            address,
            &headers,
            body,
        )
        .await
    };
    let mut note = |what: &str, answer: &crate::helpers::Answer| {
        tried += 1;
        if let Some(fault) = fault_of_document(answer) {
            faults.push(format!("{name} with {what}: {fault}"));
        }
    };
    let plain = operation.body.clone().unwrap_or_default();
    let body = || plain.to_string().into_bytes();
    for tag in [
        "",
        "*",
        "\"-1\"",
        "\"2147483648\"",
        "W/\"1\"",
        "1, 2",
        "\"one\"",
    ] {
        let answer = call(&address, &operation.kind, tag, body()).await;
        note(&format!("If-Match {tag}"), &answer);
    }
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "nonsense",
    ] {
        let answer = call(&address, kind, "\"1\"", body()).await;
        note(&format!("the content type {kind}"), &answer);
    }
    if operation.kind.starts_with("application/json") {
        for (what, bytes) in bodies(&plain) {
            let answer = call(&address, "application/json", "\"1\"", bytes).await;
            note(&what, &answer);
        }
    }
    for parameter in &operation.queries {
        for words in words().iter().filter(|words| words.len() < 1_000) {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair(parameter, words)
                .finish();
            let answer = call(
                &format!("{address}?{query}"),
                &operation.kind,
                "\"1\"",
                body(),
            )
            .await;
            note(&format!("`{}` as {parameter}", short(words)), &answer);
        }
        for raw in ["%", "%ff", "%00", "%ED%A0%80", "x&"] {
            let answer = call(
                &format!("{address}?{parameter}={raw}{raw}&{parameter}={raw}"),
                &operation.kind,
                "\"1\"",
                body(),
            )
            .await;
            note(&format!("{raw} as {parameter}"), &answer);
        }
    }
    for wrong in [
        "not-an-id",
        "01932b5e-0000-7000-8000-000000000000",
        "%00",
        "%ff",
        "..%2f..",
        "%F0%9F%98%80",
    ] {
        for (place, part) in operation.path.split('/').enumerate() {
            if !part.starts_with('{') {
                continue;
            }
            let mut parts: Vec<&str> = address.split('/').collect();
            parts[place + 2] = wrong;
            let answer = call(&parts.join("/"), &operation.kind, "\"1\"", body()).await;
            note(&format!("{wrong} as {part}"), &answer);
        }
    }
    tried
}

async fn try_those(app: &TestApp, whose: impl Fn(&str) -> bool) {
    let scene = Box::pin(Scene::set(app)).await;
    let document = document();
    let (mut faults, mut tried) = (Vec::new(), 0);
    let mut operations = operations(&document);
    // What ends a case comes last.
    operations.sort_by_key(|operation| {
        let ending = [
            "withdraw",
            "relinquish",
            "replacement",
            "declaration",
            "release",
        ];
        ending.iter().any(|word| operation.path.contains(word))
    });
    for operation in &operations {
        if whose(&operation.path) {
            tried += try_everything(app, &scene, operation, &mut faults).await;
        }
    }
    println!("{tried} requests sent");
    assert!(tried > 500, "{tried}");
    assert!(
        faults.is_empty(),
        "{} faults:\n{}\n",
        faults.len(),
        faults.join("\n")
    );
}

fn is_staffs(path: &str) -> bool {
    ["/cases", "/reviews", "/accreditations", "/statistics"]
        .iter()
        .any(|start| path.starts_with(start))
}

both! {
    async fn no_operation_of_the_employers_makes_us_fail(app: TestApp) {
        try_those(&app, |path| !is_staffs(path)).await;
    }

    async fn no_operation_of_the_staff_makes_us_fail(app: TestApp) {
        try_those(&app, is_staffs).await;
    }

    async fn a_key_that_is_none_is_refused(app: TestApp) {
        let bearer = format!("Bearer {}", app.token("amira.khan@bakery.example").await);
        let long = "k".repeat(201);
        for (key, status) in [(long.as_str(), 422), (" ", 201), ("👩‍🍳", 201)] {
            let headers = [("authorization", bearer.as_str()), ("content-type", "application/json"), ("idempotency-key", key)];
            let body = json!({ "name": "Harbour Street Bakery Ltd" }).to_string();
            let answer = send(&app.endpoint(), Method::POST, "/api/v1/organisations", &headers, body).await;
            assert!(!answer.status.is_server_error(), "{key}: {}", answer.text());
            if key.is_ascii() {
                assert_eq!(answer.status, status, "{key}: {}", answer.text());
            }
        }
    }
}
