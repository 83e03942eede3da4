//! Many cases: officers who race for a thousand decisions, an assessor with two thousand cases.

use std::time::{Duration, Instant};

use entity::ids::AssessmentId;
use entity::kinds::ReviewStatus;
use entity::{accreditation, decision, review};
use fairmark::accreditation::actions::decide::{self, Outcome, Seen};
use fairmark::accreditation::rules::Verdict;
use fairmark::assessment::store::latest_bundle;
use fairmark::identity::guard::Officer;
use fairmark::platform::error::Error;
use fairmark::review::store::live_review;
use fairmark::scheme::rules::{Route, TierCode};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::helpers::awarded::facts;
use crate::helpers::bench::MODERATOR;
use crate::helpers::proxy::SlowWire;
use crate::helpers::{Backend, Browser, TestApp, World};

const RACES: usize = 1_000;
const OPEN: usize = 2_000;
/// What one statement waits on the wire.
const WAIT: Duration = Duration::from_millis(10);

async fn decide(
    app: &TestApp,
    officer: &Officer,
    id: AssessmentId,
    verdict: Verdict,
) -> Result<Outcome, Error> {
    let review = live_review(app.ctx.read(), id).await.unwrap().unwrap();
    let bundle = latest_bundle(app.ctx.read(), id).await.unwrap();
    let seen = Seen {
        review_version: review.version,
        bundle_sha256: bundle.sha256,
    };
    decide::decide(&app.ctx, officer, id, &seen, verdict, "Reached.").await
}

both! {
    async fn of_two_officers_one_wins_each_of_a_thousand_decisions(app: TestApp) {
        let world = app.world_with_scheme().await;
        let one = app.prepared(facts("Harbour Street Bakery Ltd", "C", 34), "member").await;
        app.submit(&one).await;
        let review = app.open_review(&world, &one).await;
        app.judge_all_met(&world, &review).await;
        app.recommend(&world, &one, "member").await;
        let cases = app.copy_case(&one, RACES, |_, _| {}).await;
        let (olga, otto) = (app.officer(&world).await, app.decider(&world).await);
        let award = || Verdict::Award { tier: TierCode::parse("member").unwrap() };
        let mut awards = 0;
        for (number, id) in cases.into_iter().enumerate() {
            // Whoever is named first is asked first; they take turns.
            let (first, second) = if number % 2 == 0 { (&olga, &otto) } else { (&otto, &olga) };
            let (one, two) = tokio::join!(
                decide(&app, first, id, award()),
                decide(&app, second, id, Verdict::Decline),
            );
            let (won, lost) = match (one, two) {
                (Ok(won), Err(lost)) | (Err(lost), Ok(won)) => (won, lost),
                (one, two) => panic!("case {number}: {one:?} and {two:?}"),
            };
            assert!(matches!(lost, Error::Conflict(_)), "case {number}: {lost:?}");
            assert!(lost.to_string().contains("decided already"), "case {number}: {lost}");
            awards += u64::from(won.accreditation.is_some());
        }
        let conn = app.ctx.read();
        assert_eq!(decision::Entity::find().count(conn).await.unwrap(), RACES as u64);
        assert_eq!(accreditation::Entity::find().count(conn).await.unwrap(), awards);
    }
}

/// An assessor with so many open cases, each with three assessors.
async fn busy(app: &TestApp) {
    let world = app.world_with_scheme().await;
    let officer = app.officer(&world).await;
    app.publish_route(&officer, "three", Route::of_assessors(3))
        .await;
    app.add_moderator(&world).await;
    let one = app
        .prepared(facts("Harbour Street Bakery Ltd", "C", 34), "member")
        .await;
    app.submit(&one).await;
    for email in [World::ASSESSOR, World::OTHER_ASSESSOR, MODERATOR] {
        app.open_for(&world, &one, email).await;
    }
    app.copy_case(&one, OPEN - 1, |number, review| {
        // Some of what each has to do is not declared on yet.
        if (number + usize::try_from(review.seat).unwrap()).is_multiple_of(5) {
            review.status = ReviewStatus::Allocated;
            review.declared_at = None;
        }
        let days = i64::try_from(number % 60).unwrap();
        review.due_on += chrono::TimeDelta::days(days);
    })
    .await;
    let reviews = review::Entity::find().count(app.ctx.read()).await.unwrap();
    assert_eq!(reviews, 3 * OPEN as u64);
}

/// The pages that an assessor and an officer of so many cases live in.
const PAGES: &[(&str, &str)] = &[
    (World::ASSESSOR, "/home/reviews"),
    (World::ASSESSOR, "/home/reviews?page=80"),
    (World::OFFICER, "/home/cases"),
];

both! {
    async fn a_queue_of_two_thousand_cases_takes_ten_statements_at_most(app: TestApp) {
        busy(&app).await;
        for (email, path) in PAGES {
            let mut browser = app.session(email).await;
            let ((), statements) = app.statements(browser.visit(path)).await;
            assert_eq!(browser.status(), 200, "{path}");
            assert!(browser.text().contains("2000 cases") || browser.text().contains("2,000 cases"), "{path}: {}", browser.text());
            assert!(statements <= 10, "{path}: {statements} statements");
        }
    }
}

async fn slow_app() -> Option<(TestApp, SlowWire)> {
    let backend = Backend::postgres()?;
    let Backend::Postgres(_) = &backend else {
        return None;
    };
    let fast = TestApp::start(backend).await;
    busy(&fast).await;
    let wire = SlowWire::before(fast.database_url(), WAIT).await;
    let slow = fast.by_way_of(&wire.url).await;
    Some((slow, wire))
}

/// Every question on the wire is waited for: so a statement may not begin by asking whether anybody is there.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_does_not_first_ask_whether_anybody_is_there() {
    let Some((app, wire)) = slow_app().await else {
        return;
    };
    for (email, path) in PAGES {
        let mut browser = app.session(email).await;
        // The first visits prepare the statements of each connection.
        for _ in 0..12 {
            browser.visit(path).await;
        }
        let before = wire.questions();
        let ((), statements) = app.statements(browser.visit(path)).await;
        let asked = wire.questions() - before;
        assert_eq!(browser.status(), 200);
        // One for the statement, and one as its connection is given back, which nobody waits for.
        assert!(
            asked <= 2 * statements + 3,
            "{path} asks the database {asked} times for {statements} statements"
        );
        assert!(statements <= 10, "{path}: {statements} statements");
    }
}

async fn times(browser: &mut Browser, path: &str) -> Vec<Duration> {
    for _ in 0..12 {
        browser.visit(path).await;
    }
    let mut times = Vec::new();
    for _ in 0..100 {
        let begun = Instant::now();
        browser.visit(path).await;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times
}

/// `cargo test --test it -- --ignored --nocapture measured`: how long these pages take over the slow wire.
/// The limit is 100 ms for 95 of 100.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints times, which depend on the machine"]
async fn measured_over_a_wire_that_is_slow() {
    let Some((app, _)) = slow_app().await else {
        return;
    };
    for (email, path) in PAGES {
        let mut browser = app.session(email).await;
        let times = times(&mut browser, path).await;
        let (half, most) = (times[49], times[94]);
        println!(
            "{path}: half within {half:?}, 95 of 100 within {most:?}, {:.2} of the limit",
            most.as_secs_f64() / 0.1
        );
    }
}
