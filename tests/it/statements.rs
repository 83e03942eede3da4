//! What a page costs the database: ten statements at most, and as many for thirty rows as for three.

use std::collections::BTreeMap;

use crate::access::{
    At, Case, Knock, OPERATIONS, Outcome, PAGES, browsers, document, people, tokens,
};
use crate::helpers::{TestApp, World};

/// Statements that a page or an operation may take.
const MOST: u64 = 10;

/// Addresses that a list of routes does not tell: searched, narrowed, opened at some place.
const MORE: &[(&str, At, &str)] = &[
    ("/home/cases?show=closed", At::Anywhere, World::OFFICER),
    ("/home/cases?show=over-time", At::Anywhere, World::OFFICER),
    (
        "/home/accreditations?show=suspended&q=quarry",
        At::Anywhere,
        World::OFFICER,
    ),
    (
        "/home/accreditations?show=expiring",
        At::Anywhere,
        World::OFFICER,
    ),
    (
        "/home/reviews/:reviews?criterion=:criterion",
        At::Review,
        World::ASSESSOR,
    ),
    (
        "/home/organisations/find?q=quarry",
        At::Anywhere,
        crate::access::LEAD,
    ),
    (
        "/register?q=quarry&status=active&tier=supporter",
        At::Anywhere,
        "",
    ),
    (
        "/register?authority=exampleshire&on=2026-11-24",
        At::Anywhere,
        "",
    ),
    ("/verify?code=:number", At::Decided, ""),
];

type Costs = BTreeMap<String, u64>;

/// What every page and every operation that only reads costs everybody who may read it.
async fn measure(app: &TestApp, case: &Case) -> Costs {
    let (browsers, tokens, document) = (browsers(app).await, tokens(app).await, document());
    let mut costs = Costs::new();
    let pages = PAGES.iter().filter(|(method, ..)| *method == "GET");
    for (_, path, at, gate) in pages {
        for person in people(*gate, Outcome::LetIn) {
            let address = case.address(path, *at);
            let (answer, cost) = app.statements(browsers[person].download(&address)).await;
            assert!(
                !answer.status.is_client_error(),
                "{path}: {}",
                answer.status
            );
            costs.insert(format!("{path} ({at:?}) as {person}"), cost);
        }
    }
    for (path, at, person) in MORE {
        let address = case.fill(path, *at);
        let (answer, cost) = app.statements(browsers[person].download(&address)).await;
        assert_eq!(answer.status, 200, "{address}");
        costs.insert(format!("{path} ({at:?}) as {person}"), cost);
    }
    let reading = OPERATIONS.iter().filter(|(method, ..)| *method == "GET");
    for route @ (_, path, at, gate) in reading {
        for person in people(*gate, Outcome::LetIn) {
            let knock = Knock::new(case, &document, route);
            let (answer, cost) = app.statements(knock.send(app, tokens.get(person))).await;
            assert_eq!(answer.status, 200, "{path}");
            costs.insert(format!("/api/v1{path} ({at:?}) as {person}"), cost);
        }
    }
    costs
}

both! {
    async fn a_page_costs_no_more_for_more_rows(app: TestApp) {
        let case = Case::seed(&app).await;
        case.grow(&app, 0, 3).await;
        let few = measure(&app, &case).await;
        case.grow(&app, 3, 30).await;
        case.grow_review(&app).await;
        let many = measure(&app, &case).await;
        assert!(few.len() > PAGES.len() + OPERATIONS.len());
        let mut faults = Vec::new();
        for (page, before) in &few {
            let now = many[page];
            if now > MOST {
                faults.push(format!("{page}: {now} statements"));
            }
            if now != *before {
                faults.push(format!("{page}: {before} statements for 3 rows, {now} for 30"));
            }
        }
        assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    }
}
