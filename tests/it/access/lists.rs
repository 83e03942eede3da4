//! Lists that many may open: each tells what is the reader's own, and nothing of others.

use poem::http::Method;

use super::At::{Anywhere, Review, Undeclared};
use super::*;
use crate::helpers::send;

/// A list, and who finds something of that case in it: its name, or its address.
const LISTS: &[(&str, At, &str, &[&str])] = &[
    (
        "/home",
        Anywhere,
        case::NAME,
        &[
            LEAD,
            SIGNATORY,
            VIEWER,
            BOTH,
            World::ASSESSOR,
            UNDECLARED,
            // The accreditation that is looked at again.
            World::OFFICER,
            World::SECOND_OFFICER,
            CONFLICTED,
        ],
    ),
    (
        "/home",
        At::Decided,
        "/home/accreditations/:id/checks/:check",
        &[World::OFFICER, World::SECOND_OFFICER, CONFLICTED],
    ),
    (
        "/home/outside",
        Anywhere,
        case::NAME,
        &[World::OFFICER, World::SECOND_OFFICER, BOTH, CONFLICTED],
    ),
    (
        "/home/assessments/new",
        Anywhere,
        case::NAME,
        &[LEAD, SIGNATORY, VIEWER, BOTH],
    ),
    (
        "/home/cases?show=open",
        Anywhere,
        case::NAME,
        &[World::OFFICER, World::SECOND_OFFICER, BOTH, CONFLICTED],
    ),
    (
        "/home/cases?show=open",
        Review,
        "/home/cases/:id",
        &[World::OFFICER, World::SECOND_OFFICER, CONFLICTED],
    ),
    (
        "/home/cases?show=closed",
        Anywhere,
        case::NAME,
        &[World::OFFICER, World::SECOND_OFFICER, BOTH, CONFLICTED],
    ),
    (
        "/home/announcements",
        At::Waiting,
        "/home/announcements/:id",
        &[World::OFFICER, World::SECOND_OFFICER, CONFLICTED],
    ),
    (
        "/home/accreditations",
        Anywhere,
        case::NAME,
        &[World::OFFICER, World::SECOND_OFFICER, BOTH, CONFLICTED],
    ),
    (
        "/home/concerns",
        At::Decided,
        "/home/concerns/:id",
        &[World::OFFICER, World::SECOND_OFFICER, CONFLICTED],
    ),
    (
        "/home/appeals",
        At::Declined,
        "/home/appeals/:id",
        &[World::OFFICER, World::SECOND_OFFICER, CONFLICTED],
    ),
    (
        "/home/complaints",
        Anywhere,
        "/home/complaints/:id",
        &[World::OFFICER, World::SECOND_OFFICER, BOTH, CONFLICTED],
    ),
    (
        "/home/statistics",
        Anywhere,
        "/home/statistics/:statistics",
        &[World::OFFICER, World::SECOND_OFFICER, BOTH, CONFLICTED],
    ),
    (
        "/home/reviews",
        Review,
        "/home/reviews/:id",
        &[World::ASSESSOR],
    ),
    (
        "/home/reviews",
        Undeclared,
        "/home/reviews/:id",
        &[UNDECLARED],
    ),
    (
        "/api/v1/me",
        Anywhere,
        case::NAME,
        &[LEAD, SIGNATORY, VIEWER, BOTH],
    ),
    (
        "/api/v1/assessments",
        Review,
        ":assessments",
        &[LEAD, SIGNATORY, VIEWER, BOTH],
    ),
    (
        "/api/v1/clarifications",
        Review,
        ":clarification",
        &[LEAD, SIGNATORY, VIEWER, BOTH],
    ),
    (
        "/api/v1/cases",
        Review,
        ":cases",
        &[World::OFFICER, World::SECOND_OFFICER, CONFLICTED],
    ),
    (
        "/api/v1/cases?show=closed",
        At::Decided,
        ":cases",
        &[World::OFFICER, World::SECOND_OFFICER, CONFLICTED],
    ),
    (
        "/api/v1/accreditations",
        At::Decided,
        ":accreditations",
        &[World::OFFICER, World::SECOND_OFFICER, BOTH, CONFLICTED],
    ),
    (
        "/api/v1/accreditations",
        Anywhere,
        NOTE,
        &[World::OFFICER, World::SECOND_OFFICER, CONFLICTED],
    ),
    ("/api/v1/reviews", Review, ":reviews", &[World::ASSESSOR]),
    ("/api/v1/reviews", Undeclared, ":reviews", &[UNDECLARED]),
];

both! {
    async fn a_list_tells_nothing_of_others(app: TestApp) {
        let case = Case::seed(&app).await;
        let (browsers, tokens) = (browsers(&app).await, tokens(&app).await);
        let mut faults = Vec::new();
        for (list, at, sought, readers) in LISTS {
            let sought = case.address(sought, *at);
            for person in EVERYBODY {
                let answer = if list.starts_with("/api/") {
                    let token = tokens.get(person).map(String::as_str).unwrap_or_default();
                    send(&app.endpoint(), Method::GET, list, &[("authorization", token)], "").await
                } else {
                    browsers[person].download(list).await
                };
                let (found, wanted) = (answer.text().contains(&sought), readers.contains(person));
                if found != wanted {
                    faults.push(format!("{list} as {}: tells {sought} ({at:?}): {found}", called(person)));
                }
            }
        }
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    }

    async fn nothing_public_tells_a_secret(app: TestApp) {
        let case = Case::seed(&app).await;
        let open: Vec<_> = PAGES.iter().filter(|(method, _, _, gate)| *method == "GET" && matches!(gate, Open)).collect();
        let entry = case.address("/register/:entry", At::Decided);
        for (_, path, at, _) in open {
            let answer = app.browser().download(&case.address(path, *at)).await;
            for secret in case::SECRETS.iter().chain([&NOTE]) {
                assert!(!answer.text().contains(secret), "{path} tells “{secret}”");
            }
        }
        // What may be told is there to be found.
        assert!(app.browser().download(&entry).await.text().contains("Something is being looked into."));
    }
}
