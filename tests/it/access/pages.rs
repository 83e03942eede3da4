//! Every page.

use std::collections::{BTreeMap, BTreeSet};

use super::At::{Anywhere, Decided, Declined, Draft, Returned, Review, Undeclared, Waiting};
use super::*;
use crate::helpers::Browser;

/// Every page: method, path, which case, who is let in.
pub const PAGES: &[Route] = &[
    ("GET", "/healthz", Anywhere, Open),
    ("GET", "/readyz", Anywhere, Open),
    ("GET", "/favicon.ico", Anywhere, Open),
    // Signing in
    ("GET", "/sign-in", Anywhere, Open),
    ("POST", "/sign-in", Anywhere, Open),
    ("GET", "/sign-in/:secret", Anywhere, Open),
    ("POST", "/sign-in/:secret", Anywhere, Open),
    ("POST", "/sign-out", Anywhere, Open),
    ("GET", "/home/account", Anywhere, SignedIn),
    ("POST", "/home/account", Anywhere, SignedIn),
    ("POST", "/home/account/tokens", Anywhere, SignedIn),
    (
        "POST",
        "/home/account/tokens/:id/revoke",
        Anywhere,
        Only(&[LEAD]),
    ),
    // Organisations
    ("GET", "/home/organisations/find", Anywhere, SignedIn),
    ("GET", "/home/organisations/new", Anywhere, SignedIn),
    ("POST", "/home/organisations/new", Anywhere, SignedIn),
    ("GET", "/home/organisations/:id", Draft, OWN),
    ("GET", "/home/organisations/:id/details", Draft, OWN),
    ("POST", "/home/organisations/:id/details", Draft, OWN),
    ("POST", "/home/organisations/:id/people", Draft, OWN),
    ("GET", "/home/organisations/:id/people/:person", Draft, OWN),
    ("POST", "/home/organisations/:id/people/:person", Draft, OWN),
    // Officers: people, emails, staff
    ("GET", "/home/people", Anywhere, ANY_OFFICER),
    ("GET", "/home/people/:id", Anywhere, OFFICERS),
    ("GET", "/home/people/:id/:act", Anywhere, OFFICERS),
    ("POST", "/home/people/:id/:act", Anywhere, OFFICERS),
    ("GET", "/home/emails", Anywhere, ANY_OFFICER),
    ("GET", "/home/emails/:id", Anywhere, OFFICERS),
    ("POST", "/home/emails/:id/again", Anywhere, OFFICERS),
    ("POST", "/home/emails/:id/bounce", Anywhere, OFFICERS),
    ("GET", "/home/emails/wording", Anywhere, ANY_OFFICER),
    ("GET", "/home/emails/wording/:kind", Anywhere, ANY_OFFICER),
    ("POST", "/home/emails/wording/:kind", Anywhere, ANY_OFFICER),
    ("GET", "/home/requests", Anywhere, ANY_OFFICER),
    ("GET", "/home/requests/:id", Anywhere, OFFICERS),
    ("POST", "/home/requests/:id", Anywhere, OFFICERS),
    ("GET", "/home/staff", Anywhere, ANY_OFFICER),
    ("GET", "/home/staff/:id/:role", Anywhere, OFFICERS),
    ("POST", "/home/staff/:id/:role", Anywhere, OFFICERS),
    // Stopping reminders
    ("GET", "/reminders/:id/:proof", Anywhere, Open),
    ("POST", "/reminders/:id/:proof", Anywhere, Open),
    // Assessments
    ("GET", "/home/assessments/new", Anywhere, SignedIn),
    ("POST", "/home/assessments/new", Anywhere, SignedIn),
    ("GET", "/home/assessments/:id", Draft, OWN),
    ("GET", "/home/assessments/:id", Review, OWN),
    ("GET", "/home/assessments/:id", Decided, OWN),
    ("POST", "/home/assessments/:id/tier", Draft, OWN),
    ("GET", "/home/assessments/:id/pillars/:pillar", Draft, OWN),
    ("GET", "/home/assessments/:id/pillars/:pillar", Review, OWN),
    ("POST", "/home/assessments/:id/pillars/:pillar", Draft, OWN),
    ("GET", "/home/assessments/:id/evidence/:item", Draft, OWN),
    ("GET", "/home/assessments/:id/evidence/:item", Review, OWN),
    ("GET", "/home/assessments/:id/about", Draft, OWN),
    ("GET", "/home/assessments/:id/about", Review, OWN),
    ("POST", "/home/assessments/:id/about", Draft, OWN),
    ("GET", "/home/assessments/:id/newer-version", Draft, OWN),
    ("POST", "/home/assessments/:id/newer-version", Draft, OWN),
    ("GET", "/home/assessments/:id/check", Draft, OWN),
    ("POST", "/home/assessments/:id/check", Draft, OWN),
    ("GET", "/home/assessments/:id/sign-off", Draft, OWN),
    ("POST", "/home/assessments/:id/sign-off", Draft, OWN),
    ("POST", "/home/assessments/:id/send-back", Draft, OWN),
    ("GET", "/home/assessments/:id/submitted", Draft, Only(&[])),
    ("GET", "/home/assessments/:id/submitted", Review, OWN),
    ("GET", "/home/assessments/:id/withdraw", Draft, OWN),
    ("POST", "/home/assessments/:id/withdraw", Draft, OWN),
    ("GET", "/home/assessments/:id/print", Draft, OWN),
    ("GET", "/home/assessments/:id/print", Review, OWN),
    ("GET", "/home/clarifications/:id", Review, OWN),
    ("POST", "/home/clarifications/:id", Review, OWN),
    ("GET", "/confirm/:confirm", Draft, Open),
    ("POST", "/confirm/:confirm", Draft, Open),
    ("GET", "/home/assessments/:id/confirmations", Draft, OWN),
    ("GET", "/home/assessments/:id/confirmations", Review, OWN),
    ("POST", "/home/assessments/:id/confirmations", Draft, OWN),
    (
        "POST",
        "/home/assessments/:id/confirmations/:confirmation/:step",
        Draft,
        OWN,
    ),
    ("GET", "/home/assessments/:id/comments", Draft, Only(&[])),
    ("GET", "/home/assessments/:id/comments", Review, OWN),
    ("GET", "/home/assessments/:id/comments", Decided, OWN),
    ("POST", "/home/assessments/:id/comments", Review, OWN),
    (
        "POST",
        "/home/assessments/:id/comments/:comment/withdrawal",
        Review,
        Only(&[LEAD]),
    ),
    // What was decided on them
    ("GET", "/home/assessments/:id/decision", Review, Only(&[])),
    ("GET", "/home/assessments/:id/decision", Decided, OWN),
    ("GET", "/home/decisions/:id", Decided, OWN),
    ("GET", "/home/held/:id", Decided, OWN),
    ("GET", "/home/held/:id/conditions/:condition", Decided, OWN),
    ("POST", "/home/held/:id/conditions/:condition", Decided, OWN),
    ("GET", "/home/held/:id/concerns", Decided, OWN),
    ("GET", "/home/held/:id/concerns/:concern", Decided, OWN),
    ("POST", "/home/held/:id/concerns/:concern", Decided, OWN),
    ("GET", "/home/held/:id/appeal", Decided, OWN),
    ("POST", "/home/held/:id/appeal", Decided, OWN),
    ("GET", "/home/decisions/:id/appeal", Decided, Only(&[])),
    ("GET", "/home/decisions/:id/appeal", Declined, OWN),
    ("POST", "/home/decisions/:id/appeal", Declined, OWN),
    ("GET", "/home/held/:id/give-up", Decided, OWN),
    ("POST", "/home/held/:id/give-up", Decided, OWN),
    ("GET", "/home/held/:id/renew", Decided, OWN),
    ("POST", "/home/held/:id/renew", Decided, OWN),
    // Officers: cases
    ("GET", "/home/cases", Anywhere, ANY_OFFICER),
    ("GET", "/home/cases/plan", Anywhere, ANY_OFFICER),
    ("POST", "/home/cases/plan", Anywhere, ANY_OFFICER),
    ("GET", "/home/agreement", Anywhere, ANY_OFFICER),
    ("GET", "/home/assessors", Anywhere, ANY_OFFICER),
    ("GET", "/home/assessors/:id", Anywhere, OFFICERS),
    ("POST", "/home/assessors/:id", Anywhere, OFFICERS),
    ("GET", "/home/cases/:id", Draft, Only(&[])),
    ("GET", "/home/cases/:id", Review, READING_OFFICERS),
    ("GET", "/home/cases/:id", Undeclared, OTHERS_OFFICERS),
    ("GET", "/home/cases/:id", Decided, OTHERS_OFFICERS),
    ("GET", "/home/cases/:id/allocation", Draft, Only(&[])),
    ("GET", "/home/cases/:id/allocation", Review, OTHERS_OFFICERS),
    (
        "POST",
        "/home/cases/:id/allocation",
        Review,
        OTHERS_OFFICERS,
    ),
    (
        "POST",
        "/home/cases/:id/replacement",
        Review,
        OTHERS_OFFICERS,
    ),
    ("GET", "/home/cases/:id/evidence/:item", Draft, Only(&[])),
    (
        "GET",
        "/home/cases/:id/evidence/:item",
        Review,
        READING_OFFICERS,
    ),
    (
        "GET",
        "/home/cases/:id/evidence/:item",
        Undeclared,
        OTHERS_OFFICERS,
    ),
    ("GET", "/home/cases/:id/comments", Draft, Only(&[])),
    ("GET", "/home/cases/:id/comments", Review, READING_OFFICERS),
    (
        "GET",
        "/home/cases/:id/comments",
        Undeclared,
        OTHERS_OFFICERS,
    ),
    ("GET", "/home/cases/:id/comments", Decided, OTHERS_OFFICERS),
    ("POST", "/home/cases/:id/comments", Review, READING_OFFICERS),
    (
        "POST",
        "/home/cases/:id/comments/:comment/withdrawal",
        Review,
        Only(&[]),
    ),
    ("GET", "/home/cases/:id/marks", Draft, Only(&[])),
    ("GET", "/home/cases/:id/marks", Review, READING_OFFICERS),
    ("GET", "/home/cases/:id/marks", Decided, OTHERS_OFFICERS),
    (
        "POST",
        "/home/cases/:id/marks/:mark",
        Review,
        READING_OFFICERS,
    ),
    (
        "GET",
        "/home/cases/:id/clarifications/:clarification/extension",
        Review,
        READING_OFFICERS,
    ),
    (
        "POST",
        "/home/cases/:id/clarifications/:clarification/extension",
        Review,
        READING_OFFICERS,
    ),
    ("GET", "/home/cases/:id/decision", Draft, Only(&[])),
    ("GET", "/home/cases/:id/decision", Review, READING_OFFICERS),
    (
        "GET",
        "/home/cases/:id/decision",
        Undeclared,
        OTHERS_OFFICERS,
    ),
    ("GET", "/home/cases/:id/decision", Decided, OTHERS_OFFICERS),
    ("POST", "/home/cases/:id/decision", Review, READING_OFFICERS),
    ("POST", "/home/cases/:id/decision", Decided, OTHERS_OFFICERS),
    ("GET", "/home/cases/:id/decision", Waiting, OTHERS_OFFICERS),
    ("GET", "/home/assessments/:id/decision", Waiting, Only(&[])),
    ("GET", "/home/announcements", Anywhere, ANY_OFFICER),
    ("POST", "/home/announcements", Anywhere, ANY_OFFICER),
    ("GET", "/home/announcements/:id", Waiting, OTHERS_OFFICERS),
    ("POST", "/home/announcements/:id", Waiting, OTHERS_OFFICERS),
    // Officers: schemes
    ("GET", "/home/schemes", Anywhere, ANY_OFFICER),
    ("POST", "/home/schemes/upload", Anywhere, ANY_OFFICER),
    ("GET", "/home/schemes/versions/:id", Anywhere, OFFICERS),
    (
        "POST",
        "/home/schemes/versions/:id/draft",
        Anywhere,
        OFFICERS,
    ),
    ("GET", "/home/schemes/drafts/:id", Anywhere, OFFICERS),
    ("GET", "/home/schemes/mappings", Anywhere, ANY_OFFICER),
    ("POST", "/home/schemes/mappings", Anywhere, ANY_OFFICER),
    (
        "POST",
        "/home/schemes/mappings/retire",
        Anywhere,
        ANY_OFFICER,
    ),
    ("GET", "/home/schemes/drafts/:id/losses", Anywhere, OFFICERS),
    (
        "POST",
        "/home/schemes/drafts/:id/losses",
        Anywhere,
        OFFICERS,
    ),
    ("GET", "/home/schemes/drafts/:id/log", Anywhere, OFFICERS),
    ("POST", "/home/schemes/drafts/:id/log", Anywhere, OFFICERS),
    ("GET", "/home/schemes/drafts/:id/words", Anywhere, OFFICERS),
    ("POST", "/home/schemes/drafts/:id/words", Anywhere, OFFICERS),
    ("GET", "/home/schemes/drafts/:id/parts", Anywhere, OFFICERS),
    ("POST", "/home/schemes/drafts/:id/parts", Anywhere, OFFICERS),
    (
        "GET",
        "/home/schemes/drafts/:id/parts/new",
        Anywhere,
        OFFICERS,
    ),
    (
        "POST",
        "/home/schemes/drafts/:id/parts/new",
        Anywhere,
        OFFICERS,
    ),
    (
        "GET",
        "/home/schemes/drafts/:id/parts/remove",
        Anywhere,
        OFFICERS,
    ),
    (
        "POST",
        "/home/schemes/drafts/:id/parts/remove",
        Anywhere,
        OFFICERS,
    ),
    ("GET", "/home/schemes/drafts/:id/answer", Anywhere, OFFICERS),
    (
        "POST",
        "/home/schemes/drafts/:id/answer",
        Anywhere,
        OFFICERS,
    ),
    ("GET", "/home/schemes/drafts/:id/rule", Anywhere, OFFICERS),
    ("POST", "/home/schemes/drafts/:id/rule", Anywhere, OFFICERS),
    ("GET", "/home/schemes/drafts/:id/values", Anywhere, OFFICERS),
    (
        "POST",
        "/home/schemes/drafts/:id/values",
        Anywhere,
        OFFICERS,
    ),
    (
        "GET",
        "/home/schemes/drafts/:id/preview",
        Anywhere,
        OFFICERS,
    ),
    (
        "POST",
        "/home/schemes/drafts/:id/preview",
        Anywhere,
        OFFICERS,
    ),
    ("POST", "/home/schemes/drafts/:id/terms", Anywhere, OFFICERS),
    ("POST", "/home/schemes/drafts/:id/stage", Anywhere, OFFICERS),
    (
        "POST",
        "/home/schemes/drafts/:id/publish",
        Anywhere,
        OFFICERS,
    ),
    (
        "GET",
        "/schemes/:authority/:scheme/questions",
        Anywhere,
        Open,
    ),
    // Officers: accreditations
    ("GET", "/home/accreditations", Anywhere, ANY_OFFICER),
    ("GET", "/home/accreditations/:id", Decided, OTHERS_OFFICERS),
    (
        "GET",
        "/home/accreditations/:id/suspend",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "POST",
        "/home/accreditations/:id/suspend",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "GET",
        "/home/accreditations/:id/reinstate",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "POST",
        "/home/accreditations/:id/reinstate",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "GET",
        "/home/accreditations/:id/withdraw",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "POST",
        "/home/accreditations/:id/withdraw",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "GET",
        "/home/accreditations/:id/checks/:check",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "POST",
        "/home/accreditations/:id/checks/:check",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "GET",
        "/home/accreditations/:id/conditions/new",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "POST",
        "/home/accreditations/:id/conditions/new",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "GET",
        "/home/accreditations/:id/conditions/:condition",
        Decided,
        OTHERS_OFFICERS,
    ),
    (
        "POST",
        "/home/accreditations/:id/conditions/:condition",
        Decided,
        OTHERS_OFFICERS,
    ),
    // Officers: accreditations of others
    ("GET", "/home/outside", Anywhere, ANY_OFFICER),
    ("POST", "/home/outside", Anywhere, ANY_OFFICER),
    ("GET", "/home/outside/lists/:id", Anywhere, OFFICERS),
    ("POST", "/home/outside/lists/:id", Anywhere, OFFICERS),
    ("GET", "/home/outside/new", Anywhere, ANY_OFFICER),
    ("POST", "/home/outside/new", Anywhere, ANY_OFFICER),
    ("GET", "/home/outside/held/:id", Anywhere, OFFICERS),
    ("POST", "/home/outside/held/:id/end", Anywhere, OFFICERS),
    ("POST", "/home/outside/held/:id/holder", Anywhere, OFFICERS),
    // Officers: what follows an award
    ("GET", "/home/concerns", Anywhere, ANY_OFFICER),
    ("GET", "/home/concerns/:id", Decided, OTHERS_OFFICERS),
    ("POST", "/home/concerns/:id", Decided, OTHERS_OFFICERS),
    ("GET", "/home/complaints", Anywhere, ANY_OFFICER),
    ("GET", "/home/complaints/:id", Anywhere, OFFICERS),
    ("POST", "/home/complaints/:id", Anywhere, OFFICERS),
    ("GET", "/home/appeals", Anywhere, ANY_OFFICER),
    ("GET", "/home/appeals/:id", Declined, OTHERS_OFFICERS),
    ("POST", "/home/appeals/:id", Declined, OTHERS_OFFICERS),
    ("GET", "/home/standards", Anywhere, ANY_OFFICER),
    ("POST", "/home/standards", Anywhere, ANY_OFFICER),
    // Officers: statistics
    ("GET", "/home/statistics", Anywhere, ANY_OFFICER),
    ("POST", "/home/statistics", Anywhere, ANY_OFFICER),
    ("GET", "/home/statistics/:id", Anywhere, OFFICERS),
    ("POST", "/home/statistics/:id/release", Anywhere, OFFICERS),
    // Assessors
    ("GET", "/home/reviews", Anywhere, ANY_ASSESSOR),
    ("GET", "/home/reviews/:id", Review, ASSESSOR),
    ("GET", "/home/reviews/:id", Returned, Only(&[CONFLICTED])),
    ("GET", "/home/reviews/:id", Undeclared, Only(&[UNDECLARED])),
    ("GET", "/home/reviews/:id", Decided, ASSESSOR),
    ("GET", "/home/reviews/:id/declaration", Review, ASSESSOR),
    (
        "GET",
        "/home/reviews/:id/declaration",
        Undeclared,
        Only(&[UNDECLARED]),
    ),
    ("POST", "/home/reviews/:id/declaration", Review, ASSESSOR),
    (
        "POST",
        "/home/reviews/:id/declaration",
        Undeclared,
        Only(&[UNDECLARED]),
    ),
    (
        "POST",
        "/home/reviews/:id/findings/:criterion",
        Review,
        ASSESSOR,
    ),
    (
        "POST",
        "/home/reviews/:id/findings/:criterion",
        Returned,
        Only(&[]),
    ),
    (
        "POST",
        "/home/reviews/:id/findings/:criterion",
        Undeclared,
        Only(&[]),
    ),
    ("GET", "/home/reviews/:id/changes", Review, ASSESSOR),
    ("GET", "/home/reviews/:id/changes", Undeclared, Only(&[])),
    ("POST", "/home/reviews/:id/changes", Undeclared, Only(&[])),
    ("GET", "/home/reviews/:id/comments", Review, ASSESSOR),
    ("GET", "/home/reviews/:id/comments", Returned, Only(&[])),
    ("GET", "/home/reviews/:id/comments", Undeclared, Only(&[])),
    ("POST", "/home/reviews/:id/comments", Review, ASSESSOR),
    ("POST", "/home/reviews/:id/comments", Returned, Only(&[])),
    (
        "POST",
        "/home/reviews/:id/comments/:comment/withdrawal",
        Review,
        Only(&[]),
    ),
    ("GET", "/home/reviews/:id/marks", Review, ASSESSOR),
    ("GET", "/home/reviews/:id/marks", Returned, Only(&[])),
    ("GET", "/home/reviews/:id/marks", Undeclared, Only(&[])),
    ("POST", "/home/reviews/:id/marks/:mark", Review, ASSESSOR),
    ("POST", "/home/reviews/:id/marks/:mark", Returned, Only(&[])),
    (
        "GET",
        "/home/reviews/:id/clarifications/:clarification/extension",
        Review,
        ASSESSOR,
    ),
    (
        "POST",
        "/home/reviews/:id/clarifications/:clarification/extension",
        Review,
        ASSESSOR,
    ),
    ("POST", "/home/reviews/:id/clarifications", Review, ASSESSOR),
    (
        "POST",
        "/home/reviews/:id/clarifications",
        Undeclared,
        Only(&[]),
    ),
    ("GET", "/home/reviews/:id/recommendation", Review, ASSESSOR),
    ("POST", "/home/reviews/:id/recommendation", Review, ASSESSOR),
    ("GET", "/home/reviews/:id/evidence/:item", Review, ASSESSOR),
    (
        "GET",
        "/home/reviews/:id/evidence/:item",
        Returned,
        Only(&[]),
    ),
    (
        "GET",
        "/home/reviews/:id/evidence/:item",
        Undeclared,
        Only(&[]),
    ),
    (
        "POST",
        "/home/reviews/:id/clarifications/:clarification/withdrawal",
        Review,
        ASSESSOR,
    ),
    // Everybody
    ("GET", "/home", Anywhere, SignedIn),
    ("GET", "/", Anywhere, Open),
    ("GET", "/authorities/:slug", Anywhere, Open),
    ("GET", "/authorities/:slug/logo.png", Anywhere, Open),
    ("GET", "/api/docs", Anywhere, Open),
    ("GET", "/accessibility", Anywhere, Open),
    ("GET", "/privacy", Anywhere, Open),
    ("GET", "/.well-known/security.txt", Anywhere, Open),
    ("GET", "/register", Anywhere, Open),
    ("GET", "/register/:entry", Decided, Open),
    ("GET", "/register/:entry/concern", Decided, Open),
    ("POST", "/register/:entry/concern", Decided, Open),
    ("GET", "/concerns", Anywhere, Open),
    ("POST", "/concerns", Anywhere, Open),
    ("GET", "/concerns/new", Anywhere, Open),
    ("GET", "/complaints/data-protection", Anywhere, Open),
    ("POST", "/complaints/data-protection", Anywhere, Open),
    ("GET", "/register.csv", Anywhere, Open),
    ("GET", "/register.json", Anywhere, Open),
    ("GET", "/register.csv-metadata.json", Anywhere, Open),
    ("GET", "/register.atom", Anywhere, Open),
    ("GET", "/certificates/:number", Decided, Open),
    ("GET", "/verify", Anywhere, Open),
    ("GET", "/statistics", Anywhere, Open),
    ("GET", "/statistics/releases/:slug", Draft, Shut),
    ("GET", "/statistics/releases/:slug", Decided, Open),
];

/// Pages whose form carries files.
const UPLOADS: &[&str] = &[
    "/home/assessments/:id/pillars/:pillar",
    "/home/clarifications/:id",
    "/home/schemes/upload",
    "/home/schemes/mappings",
    "/home/outside",
];

/// Everybody with a browser: signed in, and on a page that has a form of its own.
pub async fn browsers(app: &TestApp) -> BTreeMap<&'static str, Browser> {
    let mut browsers = BTreeMap::new();
    for person in EVERYBODY {
        let browser = if *person == NOBODY {
            let mut browser = app.browser();
            browser.visit("/sign-in").await;
            browser
        } else {
            app.session(person).await
        };
        browsers.insert(*person, browser);
    }
    browsers
}

async fn knock(case: &Case, (method, path, at, _): &Route, browser: &Browser) -> Answer {
    let address = case.address(path, *at);
    if *method == "GET" {
        return browser.download(&address).await;
    }
    // As empty as can be: what is refused for its words was let in.
    let fields: &[(&str, &str)] = &[("criterion", case.known(*at, "criterion"))];
    let upload = UPLOADS.contains(path);
    browser.post(&address, fields, upload).await
}

both! {
    async fn every_page_knows_who_may_come_in(app: TestApp) {
        let case = Case::seed(&app).await;
        let browsers = browsers(&app).await;
        let mut faults = Vec::new();
        for route in in_order(PAGES) {
            let (method, path, at, gate) = route;
            let what = format!("{method} {path} ({at:?})");
            let before = traces(&app).await;
            for person in people(*gate, Outcome::NotThere) {
                let answer = knock(&case, route, &browsers[person]).await;
                check(&what, *gate, person, &answer, &mut faults);
            }
            if traces(&app).await != before {
                faults.push(format!("{what}: somebody who is kept out left a trace"));
            }
            for person in people(*gate, Outcome::LetIn) {
                // Signing out ends the session.
                let answer = if *path == "/sign-out" && person != NOBODY {
                    knock(&case, route, &app.session(person).await).await
                } else {
                    knock(&case, route, &browsers[person]).await
                };
                check(&what, *gate, person, &answer, &mut faults);
            }
        }
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    }

    async fn a_case_stays_closed_until_its_assessor_declares(app: TestApp) {
        let case = Case::seed(&app).await;
        let review = case.address("/home/reviews/:id", Undeclared);
        let returned = case.address("/home/reviews/:id", Returned);
        for (person, address) in [(UNDECLARED, review), (CONFLICTED, returned)] {
            let page = app.session(person).await.download(&address).await;
            assert_eq!(page.status, 200, "{person}");
            for secret in ["Said in confidence", "rota.txt", "Plain and evidenced", "Since when?", "For colleagues"] {
                assert!(!page.text().contains(secret), "{person} is told “{secret}”");
            }
        }
        // What the others read is there to be found.
        let review = format!("{}?criterion={}", case.address("/home/reviews/:id", Review), case.known(Review, "criterion"));
        let page = app.session(World::ASSESSOR).await.download(&review).await.text();
        for secret in ["Said in confidence", "rota.txt", "Since when?"] {
            assert!(page.contains(secret), "the assessor is not told “{secret}”");
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
