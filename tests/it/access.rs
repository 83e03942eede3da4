//! Knocks on every route as every kind of person. A route that is not listed here fails.
//!
//! What somebody may not see is 404, as if it were not there; who is not signed in is sent to sign
//! in (a program gets 401). The lists say who is let in, and nobody else is.

mod case;
mod lists;
mod operations;
mod pages;

use std::collections::BTreeSet;

use fairmark::web::routes::Audience;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::helpers::{Answer, TestApp, World};

pub use case::{At, Case};
pub use operations::{Knock, OPERATIONS, document, tokens};
pub use pages::{PAGES, browsers};

// The kinds of person, by the address they sign in with.

/// Not signed in.
pub const NOBODY: &str = "";
/// Signed in, and nothing else.
pub const STRANGER: &str = "sten.stranger@nowhere.example";
/// Leads the organisations of the case.
pub const LEAD: &str = "lena.lead@quarrybank.example";
/// Signs off for them.
pub const SIGNATORY: &str = "sol.signatory@quarrybank.example";
/// May read what is theirs.
pub const VIEWER: &str = "vera.viewer@quarrybank.example";
/// Leads an organisation of no concern.
pub const OTHER_LEAD: &str = "omar.other@rivalworks.example";
/// An assessor who was given a case and has not declared yet.
pub const UNDECLARED: &str = "una.undeclared@authority.example";
/// An officer who also acts for the employer.
pub const BOTH: &str = "bo.both@elsewhere.example";
/// An officer and assessor who declared a conflict in the case under review.
pub const CONFLICTED: &str = "con.flicted@authority.example";

/// Everybody who knocks.
pub const EVERYBODY: &[&str] = &[
    NOBODY,
    STRANGER,
    LEAD,
    SIGNATORY,
    VIEWER,
    OTHER_LEAD,
    World::ASSESSOR,
    World::OTHER_ASSESSOR,
    UNDECLARED,
    World::OFFICER,
    World::SECOND_OFFICER,
    World::NEIGHBOUR,
    BOTH,
    CONFLICTED,
];

/// What officers tell one another about the accreditation of the case.
const NOTE: &str = "Told by two of the night shift";

/// Who is let in.
#[derive(Clone, Copy, Debug)]
pub enum Gate {
    /// Everybody, signed in or not.
    Open,
    /// Everybody who is signed in.
    SignedIn,
    /// These, and nobody else.
    Only(&'static [&'static str]),
    /// Nobody, signed in or not.
    Shut,
}

use Gate::{Only, Open, Shut, SignedIn};

/// The people of the organisations in question.
const OWN: Gate = Only(&[LEAD, SIGNATORY, VIEWER, BOTH]);
/// Every officer, of whatever is their own.
const ANY_OFFICER: Gate = Only(&[
    World::OFFICER,
    World::SECOND_OFFICER,
    World::NEIGHBOUR,
    BOTH,
    CONFLICTED,
]);
/// Every officer of the authority.
const OFFICERS: Gate = Only(&[World::OFFICER, World::SECOND_OFFICER, BOTH, CONFLICTED]);
/// Officers of the authority who do not act for the employer.
const OTHERS_OFFICERS: Gate = Only(&[World::OFFICER, World::SECOND_OFFICER, CONFLICTED]);
/// Officers who may read the case under review.
const READING_OFFICERS: Gate = Only(&[World::OFFICER, World::SECOND_OFFICER]);
/// Every assessor, of whatever is their own.
const ANY_ASSESSOR: Gate = Only(&[
    World::ASSESSOR,
    World::OTHER_ASSESSOR,
    UNDECLARED,
    CONFLICTED,
]);
/// The assessor of the case.
const ASSESSOR: Gate = Only(&[World::ASSESSOR]);

/// A route: method, path, which case's address is knocked at, who is let in.
pub type Route = (&'static str, &'static str, At, Gate);

/// How an answer is to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
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

/// What a person should get.
pub fn expected(gate: Gate, person: &str) -> Outcome {
    match gate {
        SignedIn | Only(_) if person == NOBODY => Outcome::SignIn,
        Open | SignedIn => Outcome::LetIn,
        Only(people) if people.contains(&person) => Outcome::LetIn,
        Shut | Only(_) => Outcome::NotThere,
    }
}

fn called(person: &str) -> &str {
    if person == NOBODY { "nobody" } else { person }
}

/// What is wrong with an answer; nothing that is kept from a person may be in it.
fn check(what: &str, gate: Gate, person: &str, answer: &Answer, faults: &mut Vec<String>) {
    let who = called(person);
    let status = answer.status;
    if status == 403 {
        faults.push(format!("{what} as {who}: 403 tells that it is there"));
    }
    if status.is_server_error() || status == 405 || status == 415 {
        faults.push(format!("{what} as {who}: {status}"));
    }
    let (expected, found) = (expected(gate, person), outcome(answer));
    if expected != found {
        faults.push(format!(
            "{what} as {who}: expected {expected:?}, found {found:?} ({status})"
        ));
    }
    if what.starts_with("GET") && found == Outcome::LetIn && status.is_client_error() {
        faults.push(format!("{what} as {who}: nothing to see there ({status})"));
    }
    if found == Outcome::NotThere {
        let text = answer.text();
        for secret in case::SECRETS.iter().chain([&case::NAME, &NOTE]) {
            if text.contains(secret) {
                faults.push(format!("{what} as {who}: tells “{secret}”"));
            }
        }
    }
}

/// Reading comes before changing; and at every route those who are kept out knock first, so that
/// the others find the case whole.
fn in_order(routes: &'static [Route]) -> Vec<&'static Route> {
    let mut ordered: Vec<_> = routes.iter().collect();
    ordered.sort_by_key(|(method, ..)| *method != "GET");
    ordered
}

/// Those who should get that.
pub fn people(gate: Gate, outcome: Outcome) -> impl Iterator<Item = &'static str> {
    let of = move |person: &&'static str| {
        (expected(gate, person) == Outcome::LetIn) == (outcome == Outcome::LetIn)
    };
    EVERYBODY.iter().copied().filter(of)
}

/// How much was ever done and written here.
async fn traces(app: &TestApp) -> (u64, u64) {
    let read = app.ctx.read();
    (
        entity::audit_event::Entity::find()
            .count(read)
            .await
            .unwrap(),
        entity::outbox_email::Entity::find()
            .count(read)
            .await
            .unwrap(),
    )
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

/// The routes of a list, each once.
fn listed(list: &[Route]) -> BTreeSet<(String, String)> {
    let knocks: BTreeSet<_> = list.iter().map(|(m, path, at, _)| (m, path, at)).collect();
    assert_eq!(knocks.len(), list.len(), "something is listed twice");
    list.iter()
        .map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned()))
        .collect()
}

fn compare(listed: &BTreeSet<(String, String)>, served: &BTreeSet<(String, String)>) {
    let missing: Vec<_> = served.difference(listed).collect();
    assert!(
        missing.is_empty(),
        "say in this folder who may come in at {missing:#?}"
    );
    let gone: Vec<_> = listed.difference(served).collect();
    assert!(
        gone.is_empty(),
        "listed here, but served nowhere: {gone:#?}"
    );
}
