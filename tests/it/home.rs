//! The pages anybody reads first, and the first page of everybody who signed in.

use chrono::TimeDelta;
use entity::kinds::MemberRole;
use fairmark::accreditation::actions::change;
use fairmark::accreditation::rules::Reasons;
use fairmark::assessment::actions::sign_off::request_sign_off;
use fairmark::certificate::store as certificates;
use fairmark::review::actions::clarify;
use fairmark::statistics::actions as statistics;
use poem::http::Method;

use crate::helpers::awarded::facts;
use crate::helpers::{Answer, Browser, TestApp, World, send};

const PUBLIC: &[&str] = &["/", "/accessibility", "/privacy"];

async fn see_all(app: &TestApp, path: &str, words: &[&str]) -> Browser {
    let mut anybody = app.browser();
    anybody.visit(path).await;
    assert_eq!(anybody.status(), 200, "{path}");
    for said in words {
        anybody.see(said);
    }
    assert!(anybody.cookies().is_empty(), "{path} sets a cookie");
    anybody
}

/// The home of a person, as it reads.
async fn home_of(app: &TestApp, email: &str) -> Browser {
    let mut person = app.session(email).await;
    person.visit("/home").await;
    assert_eq!(person.status(), 200, "{email}");
    assert_ne!(person.heading(), "", "{email}");
    person
}

/// What `HEAD` says must be what `GET` says, without the body.
async fn head_must_match(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Answer {
    let got = send(&app.endpoint(), Method::GET, path, headers, "").await;
    let head = send(&app.endpoint(), Method::HEAD, path, headers, "").await;
    assert_eq!(head.status, got.status, "{path}");
    assert!(head.bytes.is_empty(), "HEAD {path} has a body");
    for name in [
        "content-type",
        "cache-control",
        "etag",
        "location",
        "content-security-policy",
    ] {
        assert_eq!(head.header(name), got.header(name), "HEAD {path}: {name}");
    }
    got
}

both! {
    async fn an_empty_installation_says_what_will_be_there(app: TestApp) {
        let start = see_all(&app, "/", &[
            "Good work, shown to be good",
            "No employer is accredited yet.",
            "No authority is set up yet. It will be listed here.",
        ]).await;
        start.not_see("demonstration");
        assert!(start.links().iter().any(|(_, href)| href == "/sign-in"));
        see_all(&app, "/accessibility", &["Accessibility statement", "Web Content Accessibility Guidelines version 2.2 at AA"]).await;
        see_all(&app, "/privacy", &["public pages set none"]).await;
        for path in ["/authorities/exampleshire", "/.well-known/security.txt"] {
            assert_eq!(head_must_match(&app, path, &[]).await.status, 404, "{path}");
        }
    }

    async fn anybody_learns_who_runs_what_and_whom_to_write_to(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (_, held) = app.accredited(&world, facts("Harbour Street Bakery Ltd", "I", 34), "member").await;
        let mut start = see_all(&app, "/", &["has 1 accredited employer, and those whose accreditation ended", "Neighbourland Strategic Authority"]).await;
        start.follow("Exampleshire Strategic Authority").await;
        assert_eq!(start.path(), "/authorities/exampleshire");
        assert_eq!(start.heading(), "Exampleshire Strategic Authority");
        let scheme = app.scheme().await;
        start.see(scheme.content.scheme.name.as_str());
        for tier in &scheme.content.tiers {
            start.see(tier.name.as_str());
        }
        for pillar in &scheme.content.pillars {
            start.see(pillar.name.as_str());
        }
        for said in ["1 employer accredited now", "charter@exampleshire.example", "01632 960 001"] {
            start.see(said);
        }
        start.follow("see the register").await;
        start.see("Harbour Street Bakery Ltd");
        let neighbour = see_all(&app, "/authorities/neighbourland", &["0 employers accredited now", "charter@neighbourland.example"]).await;
        neighbour.not_see(scheme.content.scheme.name.as_str());
        assert_eq!(head_must_match(&app, "/authorities/nowhere", &[]).await.status, 404);

        // Whoever is suspended is not counted as accredited.
        let reasons = Reasons::parse("Payroll evidence is being checked", "").unwrap();
        change::suspend(&app.ctx, &app.officer(&world).await, held.id, held.version, reasons).await.unwrap();
        see_all(&app, "/", &["No employer is accredited yet."]).await;

        for page in ["/accessibility", "/privacy"] {
            see_all(&app, page, &["charter@exampleshire.example", "charter@neighbourland.example"]).await;
        }
        see_all(&app, "/accessibility", &["Equality Advisory and Support Service", "telephone 01632 960 001"]).await;
        see_all(&app, "/privacy", &["is the controller", "Information Commissioner", "Confidential: answers, evidence, findings, headcounts"]).await;
        let security = head_must_match(&app, "/.well-known/security.txt", &[]).await;
        assert!(security.text().starts_with("Contact: mailto:charter@exampleshire.example\nExpires: 2027-05-23T00:00:00Z\n"), "{}", security.text());
        for path in PUBLIC {
            let mut anybody = app.browser();
            anybody.visit(path).await;
            for (words, href) in anybody.links().to_vec() {
                if href.starts_with('/') && !href.starts_with("/assets/") {
                    assert!(anybody.download(&href).await.status.as_u16() < 400, "{path}: {words} leads to {href}");
                }
            }
        }
    }

    async fn who_has_nothing_yet_is_told_where_to_begin(app: TestApp) {
        let world = app.world_with_scheme().await;
        let mut stranger = home_of(&app, "sten.stranger@nowhere.example").await;
        stranger.see("You do not act for an organisation yet");
        stranger.follow("Find or add your organisation").await;
        assert_eq!(stranger.path(), "/home/organisations/find");

        let organisation = app.organisation("Quarry Bank Care Ltd", "lena.lead@quarrybank.example").await;
        app.member("lena.lead@quarrybank.example", organisation, "vera.viewer@quarrybank.example", MemberRole::Viewer).await;
        let mut lead = home_of(&app, "lena.lead@quarrybank.example").await;
        lead.see("you are its lead");
        lead.not_see("your turn");
        lead.follow("Start an assessment for Quarry Bank Care Ltd").await;
        lead.see("What do you want to apply for?");
        home_of(&app, "vera.viewer@quarrybank.example").await.see("you are its viewer");

        let officer = home_of(&app, World::OFFICER).await;
        for number in ["0 to allocate", "0 over time", "0 awaiting decision", "0 expiring in 90 days"] {
            officer.see(number);
        }
        officer.not_see("You do not act for an organisation");
        officer.not_see("Neighbourland");
        let assessor = home_of(&app, World::ASSESSOR).await;
        assessor.see("Your reviews");
        assessor.see("Nothing is with you");
        assessor.not_see("to allocate");
        let _ = world;
        // Who is not signed in is asked to, and comes back.
        let mut nobody = app.browser();
        nobody.visit("/home").await;
        assert_eq!(nobody.path(), "/sign-in?after=%2Fhome");
    }

    async fn everybody_sees_whose_turn_it_is(app: TestApp) {
        let world = app.world_with_scheme().await;
        let applicant = app.prepared(facts("Harbour Street Bakery Ltd", "I", 34), "member").await;
        let lead = applicant.lead_email.clone();
        let mut home = home_of(&app, &lead).await;
        home.see("It is your turn");
        home.see("is not finished yet");
        home.not_see("Start an assessment");
        home.follow("Continue for Harbour Street Bakery Ltd").await;
        assert_eq!(home.path(), format!("/home/assessments/{}", applicant.assessment));

        let version = app.assessment_version(&applicant).await;
        let asked = request_sign_off(&app.ctx, &applicant.lead, applicant.assessment, version).await.unwrap();
        home_of(&app, &lead).await.see("waits for a second person to sign it off");
        fairmark::assessment::actions::sign_off::sign_off_and_submit(&app.ctx, &applicant.signatory, applicant.assessment, asked.version, true).await.unwrap();
        let home = home_of(&app, &lead).await;
        home.see("It is the charter team’s turn");
        home.not_see("It is your turn");
        home_of(&app, World::OFFICER).await.see("1 to allocate");

        let review = app.open_review(&world, &applicant).await;
        home_of(&app, World::OFFICER).await.see("0 to allocate");
        let mut assessor = home_of(&app, World::ASSESSOR).await;
        assessor.see("1 case with you");
        assert!(assessor.links().iter().any(|(_, href)| href == "/home/reviews"));
        assessor.visit("/home/reviews").await;
        assessor.see("Harbour Street Bakery Ltd");
        home_of(&app, World::OTHER_ASSESSOR).await.see("Nothing is with you");

        let criterion = app.scheme().await.content.criteria().next().unwrap().1.code.clone();
        let own = app.assessor(&world).await;
        let question = clarify::ask(&app.ctx, &own, review.id, &criterion, "Which month does it show?").await.unwrap();
        let mut home = home_of(&app, &lead).await;
        home.see("It is your turn");
        home.see("1 answer needs more detail, by 8 December 2026 (10 working days).");
        home.follow("Answer for Harbour Street Bakery Ltd").await;
        assert_eq!(home.path(), format!("/home/clarifications/{}", question.id));
        app.advance(TimeDelta::days(15));
        home_of(&app, &lead).await.see("by 8 December 2026 (1 working day ago)");
        clarify::withdraw(&app.ctx, &own, review.id, question.id).await.unwrap();
        home_of(&app, &lead).await.see("It is the charter team’s turn");

        // Past the service standard of 20 working days.
        app.advance(TimeDelta::days(40));
        home_of(&app, World::OFFICER).await.see("1 over time");
        app.judge_all_met(&world, &review).await;
        app.recommend(&world, &applicant, "member").await;
        let officer = home_of(&app, World::OFFICER).await;
        officer.see("1 awaiting decision");
        officer.see("0 over time");
        let tier = fairmark::scheme::rules::TierCode::parse("member").unwrap();
        let verdict = fairmark::accreditation::rules::Verdict::Award { tier };
        let held = app.decide(&world, &applicant, verdict).await.accreditation.unwrap();
        let mut home = home_of(&app, &lead).await;
        home.see(&format!("Member valid to {}", held.term.last_day_words()));
        home.not_see("turn");
        home.see("Apply for another tier");
        home.follow("Register entry and certificate for Member of Harbour Street Bakery Ltd").await;
        assert_eq!(home.path(), format!("/register/{}", held.entry));
        home_of(&app, World::OFFICER).await.see("0 awaiting decision");
        // A neighbour's officer has a board of their own.
        home_of(&app, World::NEIGHBOUR).await.see("0 expiring in 90 days");

        let (_, end) = held.term.edges();
        app.advance(end - TimeDelta::days(60) - app.now());
        home_of(&app, World::OFFICER).await.see("1 expiring in 90 days");
        home_of(&app, World::NEIGHBOUR).await.see("0 expiring in 90 days");
        let reasons = Reasons::parse("Payroll evidence is being checked", "").unwrap();
        change::suspend(&app.ctx, &app.officer(&world).await, held.id, held.version, reasons).await.unwrap();
        home_of(&app, &lead).await.see("Member suspended since ");
        app.advance(TimeDelta::days(60));
        home_of(&app, &lead).await.see(&format!("Member lapsed after {}", held.term.last_day_words()));
    }

    async fn head_has_no_body_wherever_there_is_something(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (applicant, held) = app.accredited(&world, facts("Harbour Street Bakery Ltd", "I", 34), "member").await;
        app.drain_worker().await;
        let certificate = certificates::find_by_accreditation(app.ctx.read(), held.id).await.unwrap().unwrap();
        let officer = app.officer(&world).await;
        let run = statistics::compute(&app.ctx, &officer, app.ctx.today()).await.unwrap();
        let release = statistics::release(&app.ctx, &officer, run).await.unwrap();
        let number = certificate.number.to_string();
        for path in [
            "/", "/accessibility", "/privacy", "/.well-known/security.txt", "/authorities/exampleshire",
            "/register", "/register.csv", "/register.json", "/register.atom", "/register.csv-metadata.json",
            &format!("/register/{}", held.entry), &format!("/certificates/{number}"), &format!("/certificates/{number}.pdf"),
            "/verify", &format!("/verify?code={}", certificate.code), "/statistics",
            &format!("/statistics/releases/{release}"), &format!("/statistics/releases/{release}.csv"), "/healthz", "/readyz",
        ] {
            assert_eq!(head_must_match(&app, path, &[]).await.status, 200, "{path}");
        }
        for (path, status) in [
            ("/nowhere", 404), ("/certificates/EX-2026-222222", 404), ("/register/none-2222", 404), ("/verify?code=x", 422),
            ("/register?on=x", 422), ("/home", 303), ("/sign-out", 405),
        ] {
            assert_eq!(head_must_match(&app, path, &[]).await.status, status, "{path}");
        }
        // Programs, too.
        let bare = send(&app.endpoint(), Method::HEAD, "/api/v1/nowhere", &[], "").await;
        assert_eq!(bare.status, 404);
        assert!(bare.bytes.is_empty());
        // And people who are signed in.
        for (email, paths) in [
            (applicant.lead_email.as_str(), vec!["/home".to_owned(), "/home/account".to_owned(), format!("/home/organisations/{}", applicant.organisation), format!("/home/assessments/{}", applicant.assessment)]),
            (World::OFFICER, vec!["/home".to_owned(), "/home/cases".to_owned(), "/home/accreditations".to_owned(), "/home/statistics".to_owned(), format!("/home/statistics/{run}")]),
            (World::ASSESSOR, vec!["/home".to_owned(), "/home/reviews".to_owned()]),
        ] {
            let person = app.session(email).await;
            let cookies: Vec<String> = person.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
            let cookies = cookies.join("; ");
            for path in paths {
                let got = head_must_match(&app, &path, &[("cookie", &cookies)]).await;
                assert!(got.status == 200 || got.status == 303, "{path} as {email}: {}", got.status);
            }
        }
    }
}
