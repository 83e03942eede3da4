//! Every operation for programs.

use std::collections::{BTreeMap, BTreeSet};

use poem::http::Method;
use serde_json::{Value, json};

use super::At::{Anywhere, Decided, Draft, Returned, Review, Undeclared};
use super::*;
use crate::helpers::send;

/// Everybody who may read the accreditation, from either side.
const BOTH_SIDES: Gate = Only(&[
    World::OFFICER,
    World::SECOND_OFFICER,
    CONFLICTED,
    LEAD,
    SIGNATORY,
    VIEWER,
    BOTH,
]);

/// Every operation: method, path, which case, who is let in.
pub const OPERATIONS: &[Route] = &[
    ("GET", "/me", Anywhere, SignedIn),
    ("GET", "/schemes", Anywhere, SignedIn),
    ("POST", "/organisations", Anywhere, SignedIn),
    ("GET", "/organisations/{id}", Draft, OWN),
    ("PUT", "/organisations/{id}", Draft, OWN),
    ("GET", "/organisations/{id}/people", Draft, OWN),
    ("POST", "/organisations/{id}/people", Draft, OWN),
    // Assessments
    ("GET", "/assessments", Anywhere, SignedIn),
    ("POST", "/assessments", Decided, OWN),
    ("GET", "/assessments/{id}", Draft, OWN),
    ("GET", "/assessments/{id}", Review, OWN),
    ("GET", "/assessments/{id}/questions", Draft, OWN),
    ("GET", "/assessments/{id}/evaluation", Draft, OWN),
    ("PUT", "/assessments/{id}/tier", Draft, OWN),
    ("PUT", "/assessments/{id}/about", Draft, OWN),
    ("GET", "/assessments/{id}/answers", Draft, OWN),
    ("PUT", "/assessments/{id}/answers/{criterion}", Draft, OWN),
    ("GET", "/assessments/{id}/evidence", Draft, OWN),
    (
        "POST",
        "/assessments/{id}/answers/{criterion}/files",
        Draft,
        OWN,
    ),
    (
        "POST",
        "/assessments/{id}/answers/{criterion}/links",
        Draft,
        OWN,
    ),
    ("GET", "/assessments/{id}/evidence/{item}/file", Draft, OWN),
    ("DELETE", "/assessments/{id}/evidence/{item}", Review, OWN),
    ("POST", "/assessments/{id}/sign-off-request", Draft, OWN),
    ("POST", "/assessments/{id}/return", Draft, OWN),
    ("POST", "/assessments/{id}/sign-off", Draft, OWN),
    ("POST", "/assessments/{id}/withdrawal", Draft, OWN),
    ("GET", "/assessments/{id}/bundle", Draft, Only(&[])),
    ("GET", "/assessments/{id}/bundle", Review, OWN),
    ("GET", "/clarifications", Anywhere, SignedIn),
    ("GET", "/clarifications/{id}", Review, OWN),
    ("POST", "/clarifications/{id}/files", Review, OWN),
    ("POST", "/clarifications/{id}/links", Review, OWN),
    ("POST", "/clarifications/{id}/reply", Review, OWN),
    ("GET", "/assessments/{id}/decision", Review, Only(&[])),
    ("GET", "/assessments/{id}/decision", Decided, OWN),
    // Accreditations
    ("GET", "/accreditations", Anywhere, ANY_OFFICER),
    ("GET", "/accreditations/{id}", Decided, BOTH_SIDES),
    ("POST", "/accreditations/{id}/relinquish", Decided, OWN),
    (
        "POST",
        "/accreditations/{id}/suspend",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "POST",
        "/accreditations/{id}/reinstate",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "POST",
        "/accreditations/{id}/withdraw",
        Decided,
        OTHERS_OFFICERS,
    ),
    // Assessors
    ("GET", "/reviews", Anywhere, ANY_ASSESSOR),
    ("GET", "/reviews/{id}", Review, ASSESSOR),
    ("GET", "/reviews/{id}", Returned, Only(&[CONFLICTED])),
    ("GET", "/reviews/{id}", Undeclared, Only(&[UNDECLARED])),
    ("POST", "/reviews/{id}/declaration", Review, ASSESSOR),
    (
        "POST",
        "/reviews/{id}/declaration",
        Undeclared,
        Only(&[UNDECLARED]),
    ),
    ("GET", "/reviews/{id}/criteria", Review, ASSESSOR),
    ("GET", "/reviews/{id}/criteria", Returned, Only(&[])),
    ("GET", "/reviews/{id}/criteria", Undeclared, Only(&[])),
    (
        "GET",
        "/reviews/{id}/evidence/{item}/file",
        Review,
        ASSESSOR,
    ),
    (
        "GET",
        "/reviews/{id}/evidence/{item}/file",
        Returned,
        Only(&[]),
    ),
    (
        "GET",
        "/reviews/{id}/evidence/{item}/file",
        Undeclared,
        Only(&[]),
    ),
    (
        "GET",
        "/reviews/{id}/findings/{criterion}",
        Review,
        ASSESSOR,
    ),
    (
        "GET",
        "/reviews/{id}/findings/{criterion}",
        Returned,
        Only(&[]),
    ),
    (
        "GET",
        "/reviews/{id}/findings/{criterion}",
        Undeclared,
        Only(&[]),
    ),
    (
        "PUT",
        "/reviews/{id}/findings/{criterion}",
        Review,
        ASSESSOR,
    ),
    ("GET", "/reviews/{id}/clarifications", Review, ASSESSOR),
    ("GET", "/reviews/{id}/clarifications", Returned, Only(&[])),
    ("GET", "/reviews/{id}/clarifications", Undeclared, Only(&[])),
    ("POST", "/reviews/{id}/clarifications", Review, ASSESSOR),
    ("POST", "/reviews/{id}/recommendation", Review, ASSESSOR),
    (
        "POST",
        "/reviews/{id}/clarifications/{clarification}/withdrawal",
        Review,
        ASSESSOR,
    ),
    // Officers
    ("GET", "/cases", Anywhere, ANY_OFFICER),
    ("GET", "/cases/{id}", Draft, Only(&[])),
    ("GET", "/cases/{id}", Review, READING_OFFICERS),
    ("GET", "/cases/{id}", Undeclared, OTHERS_OFFICERS),
    ("GET", "/cases/{id}/evidence/{item}/file", Draft, Only(&[])),
    (
        "GET",
        "/cases/{id}/evidence/{item}/file",
        Review,
        READING_OFFICERS,
    ),
    (
        "GET",
        "/cases/{id}/evidence/{item}/file",
        Undeclared,
        OTHERS_OFFICERS,
    ),
    ("GET", "/cases/{id}/allocation", Draft, Only(&[])),
    ("GET", "/cases/{id}/allocation", Review, OTHERS_OFFICERS),
    ("POST", "/cases/{id}/allocation", Review, READING_OFFICERS),
    ("POST", "/cases/{id}/replacement", Review, READING_OFFICERS),
    ("POST", "/cases/{id}/decision", Draft, Only(&[])),
    ("POST", "/cases/{id}/decision", Review, READING_OFFICERS),
    ("POST", "/cases/{id}/decision", Decided, OTHERS_OFFICERS),
    ("POST", "/statistics/runs", Anywhere, ANY_OFFICER),
    ("GET", "/statistics/runs/{id}", Anywhere, OFFICERS),
    ("POST", "/statistics/runs/{id}/release", Anywhere, OFFICERS),
    // Everybody
    ("GET", "/register", Anywhere, Open),
    ("GET", "/register/entries/{entry}", Decided, Open),
    ("GET", "/register/status", Decided, Open),
    ("GET", "/certificates/{number}", Decided, Open),
    ("GET", "/verify", Decided, Open),
    ("GET", "/statistics/releases", Anywhere, Open),
    ("GET", "/statistics/releases/{slug}", Draft, Shut),
    ("GET", "/statistics/releases/{slug}", Decided, Open),
];

/// The token of everybody, as a program sends it.
pub async fn tokens(app: &TestApp) -> BTreeMap<&'static str, String> {
    let mut tokens = BTreeMap::new();
    for person in EVERYBODY.iter().filter(|person| **person != NOBODY) {
        tokens.insert(*person, format!("Bearer {}", app.token(person).await));
    }
    tokens
}

/// What is sent, the same to everybody.
pub struct Knock {
    method: Method,
    address: String,
    body: Body,
}

impl Knock {
    /// What is sent to a route for one of the cases.
    pub fn new(case: &Case, document: &Value, (method, path, at, _): &Route) -> Self {
        let mut address = format!("/api/v1{}", case.address(path, *at));
        match *path {
            "/verify" => {
                address.push_str("?code=");
                address.push_str(case.known(*at, "number"));
            }
            "/register/status" => {
                address.push_str("?organisation=");
                address.push_str(case.known(*at, "organisations"));
            }
            _ => {}
        }
        Self {
            method: Method::from_bytes(method.as_bytes()).unwrap(),
            address,
            body: Body::sample(case, document, method, path, *at),
        }
    }

    /// Sends it with a token, or without.
    pub async fn send(&self, app: &TestApp, token: Option<&String>) -> Answer {
        let length = self.body.text.len().to_string();
        let mut headers = vec![
            ("if-match", "\"1\""),
            ("content-type", self.body.kind),
            ("content-length", &length),
        ];
        if let Some(token) = token {
            headers.push(("authorization", token));
        }
        let (endpoint, text) = (app.endpoint(), self.body.text.clone());
        send(
            &endpoint,
            self.method.clone(),
            &self.address,
            &headers,
            text,
        )
        .await
    }
}

both! {
    async fn every_operation_knows_who_may_call_it(app: TestApp) {
        let case = Case::seed(&app).await;
        let document = document();
        let tokens = tokens(&app).await;
        let mut faults = Vec::new();
        for route in in_order(OPERATIONS) {
            let (method, path, at, gate) = route;
            let knock = Knock::new(&case, &document, route);
            let what = format!("{method} /api/v1{path} ({at:?})");
            for outcome in [Outcome::NotThere, Outcome::LetIn] {
                let before = traces(&app).await;
                for person in people(*gate, outcome) {
                    let answer = knock.send(&app, tokens.get(person)).await;
                    check(&what, *gate, person, &answer, &mut faults);
                    if answer.status.is_client_error() && answer.header("content-type") != "application/problem+json" {
                        faults.push(format!("{what} as {}: no problem document: {}", called(person), answer.text()));
                    }
                }
                if outcome != Outcome::LetIn && traces(&app).await != before {
                    faults.push(format!("{what}: somebody who is kept out left a trace"));
                }
            }
        }
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    }

    async fn a_token_opens_no_page_and_a_session_no_operation(app: TestApp) {
        Case::seed(&app).await;
        let token = format!("Bearer {}", app.token(LEAD).await);
        let page = send(&app.endpoint(), Method::GET, "/home/account", &[("authorization", &token)], "").await;
        assert_eq!(outcome(&page), Outcome::SignIn);
        let operation = app.session(LEAD).await.download("/api/v1/me").await;
        assert_eq!(operation.status, 401);
        for wrong in ["Bearer nonsense", "Bearer ", "Basic YTpi", "bearer"] {
            let answer = send(&app.endpoint(), Method::GET, "/api/v1/me", &[("authorization", wrong)], "").await;
            assert_eq!(answer.status, 401, "{wrong}");
        }
    }
}

#[test]
fn every_operation_is_listed() {
    compare(&listed(OPERATIONS), &operations(&document()));
}

/// The description of the API.
pub fn document() -> Value {
    serde_json::from_str(&fairmark::app::api().spec()).unwrap()
}

fn operations(document: &Value) -> BTreeSet<(String, String)> {
    document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .unwrap()
                .keys()
                .map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect()
}

/// A body that can be read and asks for nothing, so that the answer depends on the person alone and
/// the case stays whole.
struct Body {
    kind: &'static str,
    text: String,
}

impl Body {
    fn sample(case: &Case, document: &Value, method: &str, path: &str, at: At) -> Self {
        let operation = &document["paths"][path][method.to_lowercase()];
        let content = operation["requestBody"]["content"].as_object();
        let Some((kind, media)) = content.and_then(|kinds| kinds.iter().next()) else {
            return Self {
                kind: "application/json",
                text: String::new(),
            };
        };
        if kind.starts_with("multipart/") {
            return Self {
                kind: "multipart/form-data; boundary=part",
                text: "--part\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x.txt\"\r\n\r\nx\r\n--part--\r\n".to_owned(),
            };
        }
        let mut body = sample(document, &media["schema"]);
        for (name, known) in [
            ("criterion", "criterion"),
            ("organisation_id", "organisations"),
            ("scheme_id", "schemes"),
        ] {
            if body.get(name).is_some() {
                body[name] = json!(case.known(at, known));
            }
        }
        Self {
            kind: "application/json",
            text: body.to_string(),
        }
    }
}

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
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let properties = required.iter().filter_map(|name| name.as_str());
            Value::Object(
                properties
                    .map(|name| {
                        (
                            name.to_owned(),
                            sample(document, &schema["properties"][name]),
                        )
                    })
                    .collect(),
            )
        }
        "array" => Value::Array(Vec::new()),
        "integer" | "number" => 1.into(),
        "boolean" => true.into(),
        _ => match schema["format"].as_str().unwrap_or_default() {
            "uuid" => "01932b5e-0000-7000-8000-000000000000".into(),
            "date" | "naive-date" => "2999-12-31".into(),
            "date-time" => "2999-12-31T09:00:00Z".into(),
            _ => "".into(),
        },
    }
}
