//! The public register: what everybody sees, and what nobody may see.

use chrono::TimeDelta;
use entity::kinds::{Judgement, MemberRole};
use fairmark::accreditation::actions::{change, decide};
use fairmark::accreditation::rules::{Accreditation, Reasons, Verdict};
use fairmark::assessment::actions::answer::{Change, save_answers};
use fairmark::assessment::actions::evidence::add_link;
use fairmark::assessment::actions::sign_off::{request_sign_off, sign_off_and_submit};
use fairmark::assessment::actions::start::start;
use fairmark::assessment::store as assessments;
use fairmark::register::export;
use fairmark::register::rules::COLUMNS;
use fairmark::review::actions::{allocate, declare, judge, recommend};
use fairmark::review::rules::{Advice, FindingText};
use fairmark::review::store as reviews;
use fairmark::scheme;
use fairmark::scheme::pack::built_in;
use fairmark::scheme::rules::TierCode;
use poem::http::Method;
use serde_json::Value;

use crate::helpers::answers::good_answer;
use crate::helpers::{Answer as Got, TestApp, World, send};

/// A number of people that nothing public may show.
const HEADCOUNT: &str = "80";
const NOTE: &str = "Raised by two workers in confidence";
const REASON: &str = "Unpaid travel time is being looked into";

/// A world with a scheme and nobody in the register yet.
async fn set_up(app: &TestApp) -> World {
    let world = World::seed(app).await;
    let pack = built_in("gm-like").unwrap();
    scheme::actions::load_pack(&app.ctx, world.authority, &pack)
        .await
        .unwrap();
    world
}

/// An employer that went all the way, at the tier of that code.
async fn award(app: &TestApp, world: &World, name: &str, tier: &str) -> Accreditation {
    let slug = fairmark::register::rules::council_slug(name);
    let (lead, signatory) = (
        format!("lead@{slug}.example"),
        format!("signer@{slug}.example"),
    );
    let organisation = app.organisation(name, &lead).await;
    app.member(&lead, organisation, &signatory, MemberRole::Signatory)
        .await;
    let lead = app.caller(&lead).await.employer(organisation).unwrap();
    let signatory = app.caller(&signatory).await.employer(organisation).unwrap();
    let version = scheme::store::list_current_versions(app.ctx.read(), app.ctx.today())
        .await
        .unwrap()
        .remove(0);
    let id = start(&app.ctx, &lead, version.scheme_id, tier)
        .await
        .unwrap()
        .id;
    let changes = version
        .content
        .criteria()
        .map(|(_, criterion)| Change {
            criterion: criterion.code.clone(),
            value: Some(good_answer(criterion, app.ctx.today())),
            comment: String::new(),
            version: 0,
        })
        .collect();
    save_answers(&app.ctx, &lead, id, changes).await.unwrap();
    for (_, criterion) in version.content.criteria() {
        for n in 0..criterion.evidence.required_items() {
            let url = format!("https://{slug}.example/{}/{n}", criterion.code);
            add_link(&app.ctx, &lead, id, &criterion.code, "", &url)
                .await
                .unwrap();
        }
    }
    let asked = request_sign_off(&app.ctx, &lead, id, 1).await.unwrap();
    sign_off_and_submit(&app.ctx, &signatory, id, asked.version, true)
        .await
        .unwrap();
    let officer = app
        .caller(World::OFFICER)
        .await
        .officer(world.authority)
        .unwrap();
    let decider = app
        .caller(World::SECOND_OFFICER)
        .await
        .officer(world.authority)
        .unwrap();
    let assessor = app
        .caller(World::ASSESSOR)
        .await
        .assessor(world.authority)
        .unwrap();
    let review = allocate::allocate(&app.ctx, &officer, id, assessor.person())
        .await
        .unwrap();
    declare::declare(
        &app.ctx,
        &assessor,
        review.id,
        declare::Declaration::NoConflict,
    )
    .await
    .unwrap();
    for (_, criterion) in version.content.criteria() {
        let text = FindingText {
            judgement: Judgement::Met,
            reason: "Plain and evidenced.".to_owned(),
            internal_note: String::new(),
        };
        judge::save_finding(&app.ctx, &assessor, review.id, &criterion.code, text, 0)
            .await
            .unwrap();
    }
    let live = reviews::live_review(app.ctx.read(), id)
        .await
        .unwrap()
        .unwrap();
    let tier = TierCode::parse(tier).unwrap();
    let advice = Advice::Award { tier: tier.clone() };
    recommend::recommend(
        &app.ctx,
        &assessor,
        live.id,
        live.version,
        advice,
        "All met.",
    )
    .await
    .unwrap();
    let live = reviews::live_review(app.ctx.read(), id)
        .await
        .unwrap()
        .unwrap();
    let seen = decide::Seen {
        review_version: live.version,
        bundle_sha256: assessments::latest_bundle(app.ctx.read(), id)
            .await
            .unwrap()
            .sha256,
    };
    decide::decide(
        &app.ctx,
        &decider,
        id,
        &seen,
        Verdict::Award { tier },
        "Reached.",
    )
    .await
    .unwrap()
    .accreditation
    .unwrap()
}

async fn suspend(app: &TestApp, world: &World, held: &Accreditation) {
    let officer = app
        .caller(World::OFFICER)
        .await
        .officer(world.authority)
        .unwrap();
    let reasons = Reasons::parse(REASON, NOTE).unwrap();
    change::suspend(&app.ctx, &officer, held.id, held.version, reasons)
        .await
        .unwrap();
}

async fn get(app: &TestApp, path: &str) -> Got {
    let got = send(&app.endpoint(), Method::GET, path, &[], "").await;
    assert_eq!(got.header("set-cookie"), "", "{path} sets a cookie");
    got
}

/// The employers of `/register.csv` with their status, by name.
async fn listed(app: &TestApp, query: &str) -> Vec<(String, String)> {
    let got = get(app, &format!("/register.csv{query}")).await;
    assert_eq!(got.status, 200, "{query}: {}", got.text());
    let mut found: Vec<(String, String)> = csv::Reader::from_reader(got.bytes.as_slice())
        .deserialize::<std::collections::HashMap<String, String>>()
        .map(|row| row.unwrap())
        .map(|row| (row["employer"].clone(), row["status"].clone()))
        .collect();
    found.sort();
    found
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

both! {
    async fn the_register_is_searched_narrowed_and_read_at_a_day(app: TestApp) {
        let world = set_up(&app).await;
        let mut anybody = app.browser();
        anybody.visit("/register").await;
        assert_eq!(anybody.status(), 200);
        anybody.see("Employers appear here on the day they are awarded a tier");

        let cafe = award(&app, &world, "Caffi Llŷn Cyf", "member").await;
        app.advance(TimeDelta::days(10));
        let bakery = award(&app, &world, "=Harbour Street Bakery Ltd", "supporter").await;
        app.advance(TimeDelta::days(10));
        suspend(&app, &world, &cafe).await;

        let both = pairs(&[("=Harbour Street Bakery Ltd", "active"), ("Caffi Llŷn Cyf", "suspended")]);
        assert_eq!(listed(&app, "").await, both);
        // As it stood: on the day itself, before the suspension, before anything.
        assert_eq!(listed(&app, "?on=2026-12-04").await,
            pairs(&[("=Harbour Street Bakery Ltd", "active"), ("Caffi Llŷn Cyf", "active")]));
        assert_eq!(listed(&app, "?on=2026-12-03").await, pairs(&[("Caffi Llŷn Cyf", "active")]));
        assert_eq!(listed(&app, "?on=2026-11-23").await, pairs(&[]));
        for (query, employer) in [
            ("?q=LLYN", "Caffi Llŷn Cyf"), ("?status=suspended", "Caffi Llŷn Cyf"),
            ("?tier=supporter", "=Harbour Street Bakery Ltd"), ("?q=street+bakery", "=Harbour Street Bakery Ltd"),
        ] {
            let found = listed(&app, query).await;
            assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), [employer], "{query}");
        }
        for query in ["?sector=Q&size=medium", "?authority=exampleshire&scheme="] {
            assert_eq!(listed(&app, query).await, both, "{query}");
        }
        for query in ["?council=nowhere", "?scheme=none", "?authority=neighbourland", "?sector=A", "?q=%25", "?tier=advocate"] {
            assert!(listed(&app, query).await.is_empty(), "{query}");
        }

        anybody.visit("/register").await;
        anybody.see("2 employers");
        anybody.see("Suspended");
        anybody.follow("Caffi Llŷn Cyf").await;
        assert_eq!(anybody.heading(), "Caffi Llŷn Cyf");
        anybody.see("has been suspended since 14 December 2026");
        anybody.see(REASON);
        anybody.see("24 November 2026");
        anybody.visit("/register?q=llyn&tier=member").await;
        anybody.see("1 employer");
        assert_eq!(anybody.value("Employer’s name"), "llyn");
        anybody.visit("/register?q=llyn&on=31+February+2026").await;
        assert_eq!(anybody.status(), 422);
        anybody.see_error("on", "Enter a real date, like 2026-03-31 or 31 March 2026");
        assert_eq!(anybody.value("Employer’s name"), "llyn");
        assert_eq!(anybody.value("Date"), "31 February 2026");
        anybody.visit("/register?q=zzz").await;
        anybody.see("No employer fits");
        anybody.visit("/register/no-such-entry-2222").await;
        assert_eq!(anybody.status(), 404);
        assert!(anybody.cookies().is_empty());

        // A lapsed one stays.
        app.advance(TimeDelta::days(3_000));
        assert!(listed(&app, "").await.iter().all(|(_, status)| status == "lapsed"));
        anybody.visit(&format!("/register/{}", bakery.entry)).await;
        anybody.see("the accreditation has lapsed");

        // The placement gate, before and after.
        let gate = |query: String| {
            let app = &app;
            async move { get(app, &format!("/api/v1/register/status?{query}")).await.json()["answer"].clone() }
        };
        let (suspended, active) = (cafe.organisation_id, bakery.organisation_id);
        assert_eq!(gate(format!("organisation={suspended}&on=2026-12-20")).await, "not_eligible");
        assert_eq!(gate(format!("organisation={suspended}&on=2026-12-13&at_least=member")).await, "meets");
        assert_eq!(gate(format!("organisation={active}&on=2026-12-20&at_least=member")).await, "does_not_meet");
        assert_eq!(gate(format!("organisation={active}&on=2026-12-03")).await, "unknown");
        assert_eq!(gate("company_number=01234567".to_owned()).await, "unknown");
        for wrong in ["", "company_number=!!", "organisation=01932b5e-0000-7000-8000-000000000000&at_least=zzz"] {
            let answer = get(&app, &format!("/api/v1/register/status?{wrong}")).await;
            assert_eq!(answer.status, 422, "{wrong}");
        }
    }

    async fn files_say_the_same_and_nothing_confidential(app: TestApp) {
        let world = set_up(&app).await;
        let bakery = award(&app, &world, "=Harbour Street Bakery Ltd", "member").await;
        assert_eq!(bakery.holder.headcount.map(|n| n.to_string()).as_deref(), Some(HEADCOUNT));
        suspend(&app, &world, &bakery).await;

        let table = get(&app, "/register.csv").await;
        assert_eq!(table.header("content-type"), "text/csv; charset=utf-8; header=present");
        assert_eq!(table.header("cache-control"), "public, max-age=60");
        assert!(table.header("content-disposition").contains("register.csv"));
        assert!(table.header("link").contains("describedby"));
        assert!(table.text().ends_with("\r\n"));
        assert_eq!(table.text().matches("\r\n").count(), table.text().matches('\n').count());
        let document = get(&app, "/register.json").await.json();
        let rows: Vec<std::collections::HashMap<String, String>> =
            csv::Reader::from_reader(table.bytes.as_slice()).deserialize().map(|row| row.unwrap()).collect();
        let entries = document["entries"].as_array().unwrap();
        assert_eq!(rows.len(), entries.len());
        for (row, entry) in rows.iter().zip(entries) {
            let entry = entry.as_object().unwrap();
            assert_eq!(row.len(), entry.len());
            for (name, cell) in row {
                let said = match &entry[name] { Value::String(text) => text.clone(), other => other.to_string() };
                assert_eq!(*cell, said, "{name}");
            }
        }
        // Only a spreadsheet gets its formulas taken.
        assert_eq!(rows[0]["employer"], "=Harbour Street Bakery Ltd");
        assert!(get(&app, "/register.csv?for=spreadsheet").await.text().contains("'=Harbour"));
        assert_eq!(get(&app, "/register.csv?for=x").await.status, 422);
        assert_eq!(get(&app, "/register.csv?on=x").await.status, 422);
        // The columns are described.
        let described = get(&app, "/register.csv-metadata.json").await.json();
        let columns = described["tableSchema"]["columns"].as_array().unwrap();
        let header = table.text().lines().next().unwrap().to_owned();
        let names: Vec<_> = columns.iter().map(|column| column["name"].as_str().unwrap()).collect();
        assert_eq!(header, names.join(","));
        // The command line writes the same.
        let (mut written, mut lines) = (Vec::new(), Vec::new());
        assert_eq!(export::csv(&app.ctx, None, &mut written).await.unwrap(), 1);
        assert_eq!(written, table.bytes);
        export::ndjson(&app.ctx, None, &mut lines).await.unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&lines).unwrap(), entries[0]);

        let listed = get(&app, "/api/v1/register?limit=1").await;
        assert_eq!(listed.json()[0], entries[0]);
        assert_eq!(listed.header("link"), "");
        for path in ["/register", "/register.csv", "/register.json", "/register.atom", "/api/v1/register",
            &format!("/register/{}", bakery.entry), &format!("/api/v1/register/entries/{}", bakery.entry)] {
            let got = get(&app, path).await;
            assert_eq!(got.status, 200, "{path}");
            let text = got.text();
            assert!(text.contains("Harbour Street Bakery"), "{path}");
            for secret in ["headcount", "internal_note", "done_by", NOTE, "Otto Officer", World::OFFICER, ">80<", "\"80\"", ":80,", ",80,"] {
                assert!(!text.contains(secret), "{path} tells {secret}");
            }
            let known = got.header("etag").to_owned();
            if known.is_empty() {
                continue;
            }
            let again = send(&app.endpoint(), Method::GET, path, &[("if-none-match", &known)], "").await;
            assert_eq!(again.status, 304, "{path}");
            assert!(again.bytes.is_empty(), "{path}");
        }
        let tag = get(&app, "/register.csv").await.header("etag").to_owned();
        award(&app, &world, "Quarry Bank Care Ltd", "member").await;
        let newer = send(&app.endpoint(), Method::GET, "/register.csv", &[("if-none-match", &tag)], "").await;
        assert_eq!(newer.status, 200);
        // Page by page, programs read the whole list once.
        let first = get(&app, "/api/v1/register?limit=1").await;
        let next = first.header("link").trim_start_matches("<https://fairmark.example").split('>').next().unwrap().to_owned();
        let second = get(&app, &next).await;
        assert_ne!(first.json()[0]["entry"], second.json()[0]["entry"]);
        assert_eq!(second.header("link"), "");
    }

    async fn no_answer_holds_a_field_that_the_columns_do_not_name(app: TestApp) {
        let world = set_up(&app).await;
        let bakery = award(&app, &world, "Harbour Street Bakery Ltd", "member").await;
        suspend(&app, &world, &bakery).await;
        let mut columns: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
        columns.sort_unstable();
        let fields = |value: &Value, besides: &[&str]| -> Vec<String> {
            let all = value.as_object().unwrap().keys().filter(|name| !besides.contains(&name.as_str()));
            let mut all: Vec<String> = all.cloned().collect();
            all.sort_unstable();
            all
        };
        let list = get(&app, "/api/v1/register").await.json();
        assert_eq!(fields(&list[0], &[]), columns);
        let file = get(&app, "/register.json").await.json();
        assert_eq!(fields(&file, &[]), ["entries", "licence", "on"]);
        assert_eq!(fields(&file["entries"][0], &[]), columns);
        let one = get(&app, &format!("/api/v1/register/entries/{}", bakery.entry)).await.json();
        assert_eq!(fields(&one, &["history"]), columns);
        for happened in one["history"].as_array().unwrap() {
            assert_eq!(fields(happened, &[]), ["on", "reason", "what"]);
        }
        let gate = get(&app, &format!("/api/v1/register/status?organisation={}", bakery.organisation_id)).await.json();
        assert_eq!(fields(&gate, &[]), ["answer", "entry", "on"]);
        assert_eq!(fields(&gate["entry"], &[]), columns);
    }

    async fn a_page_costs_the_same_however_long_the_list_is(app: TestApp) {
        let world = set_up(&app).await;
        let first = award(&app, &world, "Harbour Street Bakery Ltd", "member").await;
        let mut before = Vec::new();
        let entry = format!("/register/{}", first.entry);
        let paths = ["/register", "/register?tier=member&q=bakery", "/register.csv", "/register.json", "/register.atom", "/api/v1/register", &entry];
        for path in paths {
            before.push(app.statements(get(&app, path)).await.1);
        }
        award(&app, &world, "Quarry Bank Care Ltd", "member").await;
        for (path, before) in paths.iter().zip(before) {
            let (got, now) = app.statements(get(&app, path)).await;
            assert_eq!(got.status, 200);
            assert!(now <= 10, "{path} took {now} statements");
            assert_eq!(now, before, "{path}");
        }
    }
}
