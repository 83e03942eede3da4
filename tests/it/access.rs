//! Knocks on every route as every kind of person. A route that is not listed here fails.
//!
//! What somebody may not see is 404, as if it were not there; who is not signed in is sent to sign
//! in (a program gets 401). The lists say who is let in, and nobody else is.

use std::collections::{BTreeMap, BTreeSet};

use entity::ids::OrganisationId;
use entity::kinds::MemberRole;
use fairmark::web::routes::Audience;
use poem::http::Method;
use serde_json::Value;

use crate::helpers::{Answer, Browser, TestApp, World, send};

/// The kinds of person, by the address they sign in with.
const NOBODY: &str = "";
const STRANGER: &str = "sten.stranger@nowhere.example";
const LEAD: &str = "lena.lead@quarrybank.example";
const VIEWER: &str = "vera.viewer@quarrybank.example";
const OTHER_LEAD: &str = "omar.other@rivalworks.example";

const EVERYBODY: &[&str] = &[
    NOBODY,
    STRANGER,
    LEAD,
    VIEWER,
    OTHER_LEAD,
    World::ASSESSOR,
    World::OTHER_ASSESSOR,
    World::OFFICER,
    World::SECOND_OFFICER,
    World::NEIGHBOUR,
];

/// Who is let in.
#[derive(Clone, Copy, Debug)]
enum Gate {
    /// Everybody, signed in or not.
    Open,
    /// Everybody who is signed in.
    SignedIn,
    /// These, and nobody else.
    Only(&'static [&'static str]),
}

use Gate::{Only, Open, SignedIn};

/// The people of the organisation in question.
const OWN: Gate = Only(&[LEAD, VIEWER]);

/// Every page: method, path, who is let in.
const PAGES: &[(&str, &str, Gate)] = &[
    ("GET", "/healthz", Open),
    ("GET", "/readyz", Open),
    ("GET", "/sign-in", Open),
    ("POST", "/sign-in", Open),
    ("GET", "/sign-in/:secret", Open),
    ("POST", "/sign-in/:secret", Open),
    ("POST", "/sign-out", Open),
    ("GET", "/home/account", SignedIn),
    ("POST", "/home/account", SignedIn),
    ("POST", "/home/account/tokens", SignedIn),
    // One's own tokens: this one is nobody's.
    ("POST", "/home/account/tokens/:id/revoke", Only(&[])),
    ("GET", "/home/organisations/find", SignedIn),
    ("GET", "/home/organisations/new", SignedIn),
    ("POST", "/home/organisations/new", SignedIn),
    ("GET", "/home/organisations/:id", OWN),
    ("GET", "/home/organisations/:id/details", OWN),
    ("POST", "/home/organisations/:id/details", OWN),
    ("POST", "/home/organisations/:id/people", OWN),
];

/// Every operation for programs.
const OPERATIONS: &[(&str, &str, Gate)] = &[
    ("GET", "/me", SignedIn),
    ("POST", "/organisations", SignedIn),
    ("GET", "/organisations/{id}", OWN),
    ("PUT", "/organisations/{id}", OWN),
    ("GET", "/organisations/{id}/people", OWN),
    ("POST", "/organisations/{id}/people", OWN),
];

/// A case that everybody knocks at.
struct Case {
    organisation: OrganisationId,
}

impl Case {
    async fn seed(app: &TestApp) -> Self {
        World::seed(app).await;
        let organisation = app.organisation("Quarry Bank Care Ltd", LEAD).await;
        app.member(LEAD, organisation, VIEWER, MemberRole::Viewer)
            .await;
        app.organisation("Rival Works Ltd", OTHER_LEAD).await;
        app.person(STRANGER).await;
        Self { organisation }
    }

    /// An address of this case for a route.
    fn address(&self, path: &str) -> String {
        let id = if path.contains("/organisations/") {
            self.organisation.to_string()
        } else {
            "01932b5e-0000-7000-8000-000000000000".to_owned()
        };
        path.split('/')
            .map(|part| match part {
                ":id" | "{id}" => id.as_str(),
                ":secret" => "not-a-secret-of-ours",
                _ if part.starts_with([':', '{']) => panic!("{path}: what is {part}?"),
                other => other,
            })
            .collect::<Vec<_>>()
            .join("/")
    }
}

/// How an answer is to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Let in, though perhaps with something to mend.
    LetIn,
    /// As if there were nothing.
    NotThere,
    /// Sent to sign in.
    SignIn,
}

fn outcome(answer: &Answer) -> Outcome {
    let status = answer.status.as_u16();
    let to_sign_in =
        answer.status.is_redirection() && answer.header("location").starts_with("/sign-in?");
    match status {
        401 => Outcome::SignIn,
        _ if to_sign_in => Outcome::SignIn,
        403 | 404 => Outcome::NotThere,
        _ => Outcome::LetIn,
    }
}

fn expected(gate: Gate, person: &str) -> Outcome {
    match gate {
        Open => Outcome::LetIn,
        SignedIn | Only(_) if person == NOBODY => Outcome::SignIn,
        SignedIn => Outcome::LetIn,
        Only(people) if people.contains(&person) => Outcome::LetIn,
        Only(_) => Outcome::NotThere,
    }
}

fn check(what: &str, gate: Gate, person: &str, answer: &Answer, faults: &mut Vec<String>) {
    let person_said = if person == NOBODY { "nobody" } else { person };
    if answer.status == 403 {
        faults.push(format!(
            "{what} as {person_said}: 403 tells that it is there"
        ));
    }
    if answer.status.is_server_error() || answer.status == 405 {
        faults.push(format!("{what} as {person_said}: {}", answer.status));
    }
    let (expected, found) = (expected(gate, person), outcome(answer));
    if expected != found {
        faults.push(format!(
            "{what} as {person_said}: expected {expected:?}, found {found:?} ({})",
            answer.status
        ));
    }
}

/// Those who are kept out knock first: they change nothing, so that the others find the case whole.
fn in_order(gate: Gate) -> Vec<&'static str> {
    let mut people = EVERYBODY.to_vec();
    people.sort_by_key(|person| expected(gate, person) == Outcome::LetIn);
    people
}

async fn knock_on_page(case: &Case, method: &str, path: &str, browser: &Browser) -> Answer {
    let address = case.address(path);
    if method == "GET" {
        return browser.download(&address).await;
    }
    browser.post(&address, &[], false).await
}

both! {
    async fn every_page_knows_who_may_come_in(app: TestApp) {
        let case = Case::seed(&app).await;
        let mut faults = Vec::new();
        for (method, path, gate) in PAGES {
            for person in in_order(*gate) {
                // Signing out ends a session, so everybody comes anew.
                let mut browser = app.browser();
                if person == NOBODY {
                    browser.visit("/sign-in").await;
                } else {
                    browser = app.session(person).await;
                }
                let answer = knock_on_page(&case, method, path, &browser).await;
                check(&format!("{method} {path}"), *gate, person, &answer, &mut faults);
            }
        }
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    }

    async fn every_operation_knows_who_may_call_it(app: TestApp) {
        let case = Case::seed(&app).await;
        let document = document();
        let mut tokens = BTreeMap::new();
        for person in EVERYBODY.iter().filter(|person| **person != NOBODY) {
            tokens.insert(*person, format!("Bearer {}", app.token(person).await));
        }
        let mut faults = Vec::new();
        for (method, path, gate) in OPERATIONS {
            let body = sample_body(&document, method, path);
            let address = format!("/api/v1{}", case.address(path));
            for person in in_order(*gate) {
                let mut headers = vec![("if-match", "\"1\""), ("content-type", "application/json")];
                if let Some(token) = tokens.get(person) {
                    headers.push(("authorization", token));
                }
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let what = format!("{method} /api/v1{path}");
                let answer = send(&app.endpoint(), method, &address, &headers, body.clone()).await;
                check(&what, *gate, person, &answer, &mut faults);
                if answer.status.is_client_error() {
                    assert_eq!(answer.header("content-type"), "application/problem+json", "{what}: {}", answer.text());
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
fn every_page_is_listed() {
    let served: BTreeSet<(String, String)> = fairmark::app::pages()
        .iter()
        .flat_map(|route| {
            route
                .methods
                .iter()
                .map(|method| (method.to_string(), route.path.to_owned()))
        })
        .collect();
    compare(&listed(PAGES), &served);
}

#[test]
fn every_operation_is_listed() {
    compare(&listed(OPERATIONS), &operations(&document()));
}

#[test]
fn a_page_says_for_whom_it_is() {
    for route in fairmark::app::pages() {
        let below_home = route.path == "/home" || route.path.starts_with("/home/");
        let signed_in = !matches!(route.audience, Audience::Public | Audience::Visitor);
        assert_eq!(
            below_home, signed_in,
            "{}: {:?}",
            route.path, route.audience
        );
    }
}

fn listed(list: &[(&str, &str, Gate)]) -> BTreeSet<(String, String)> {
    let set: BTreeSet<(String, String)> = list
        .iter()
        .map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    assert_eq!(set.len(), list.len(), "something is listed twice");
    set
}

fn compare(listed: &BTreeSet<(String, String)>, served: &BTreeSet<(String, String)>) {
    let missing: Vec<_> = served.difference(listed).collect();
    assert!(
        missing.is_empty(),
        "say in this file who may come in at {missing:#?}"
    );
    let gone: Vec<_> = listed.difference(served).collect();
    assert!(
        gone.is_empty(),
        "listed here, but served nowhere: {gone:#?}"
    );
}

/// The description of the API.
fn document() -> Value {
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

/// A body that can be read, so that the answer depends on the person alone.
fn sample_body(document: &Value, method: &str, path: &str) -> String {
    let operation = &document["paths"][path][method.to_lowercase()];
    let content = &operation["requestBody"]["content"];
    let Some(schema) = content
        .as_object()
        .and_then(|kinds| kinds.values().next())
        .map(|kind| &kind["schema"])
    else {
        return String::new();
    };
    sample(document, schema).to_string()
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
            "date" => "2026-11-24".into(),
            "date-time" => "2026-11-24T09:00:00Z".into(),
            _ => "x".into(),
        },
    }
}
