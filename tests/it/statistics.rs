//! Statistics: frozen, protected, published once, and no figure can be worked out of what is shown.

mod attacker;

use chrono::TimeDelta;
use entity::area_kinds::AreaKind;
use entity::ids::AreaId;
use entity::{area, area_member, authority};
use fairmark::accreditation::actions::change;
use fairmark::accreditation::rules::{Accreditation, Reasons};
use fairmark::identity::actions::organisations::OrganisationFacts;
use poem::http::Method;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde_json::{Value, json};

use crate::helpers::awarded::{Applicant, facts};
use crate::helpers::{Answer, Browser, TestApp, World, send};

const NAME: &str = "exampleshire-2026-11-24";

async fn get(app: &TestApp, path: &str) -> Answer {
    let got = send(&app.endpoint(), Method::GET, path, &[], "").await;
    assert_eq!(got.header("set-cookie"), "", "{path} sets a cookie");
    got
}

/// The authority covers two councils.
async fn set_up(app: &TestApp) -> (World, [AreaId; 2]) {
    let world = app.world_with_scheme().await;
    let all = place(app, AreaKind::Authority, "Exampleshire", "E47000099").await;
    let councils = [
        place(app, AreaKind::District, "Northam", "E08000091").await,
        place(app, AreaKind::District, "Southam", "E08000092").await,
    ];
    for council in councils {
        area_member::Entity::insert(area_member::ActiveModel {
            area_id: Set(council),
            within_id: Set(all),
            known_on: Set("2020-01-01".parse().unwrap()),
            within_kind: Set(AreaKind::Authority),
            starts_on: Set(None),
        })
        .exec_without_returning(app.ctx.db.write())
        .await
        .unwrap();
    }
    let covers = authority::ActiveModel {
        id: Set(world.authority),
        area_id: Set(Some(all)),
        ..Default::default()
    };
    covers.update(app.ctx.db.write()).await.unwrap();
    (world, councils)
}

async fn place(app: &TestApp, kind: AreaKind, name: &str, code: &str) -> AreaId {
    let id = app.ctx.new_id();
    area::Entity::insert(area::ActiveModel {
        id: Set(id),
        kind: Set(kind),
        vintage: Set(0),
        name: Set(name.to_owned()),
        code: Set(Some(code.to_owned())),
        slug: Set(None),
        known_on: Set(None),
        valid_from: Set(None),
        valid_until: Set(None),
    })
    .exec_without_returning(app.ctx.db.write())
    .await
    .unwrap();
    id
}

async fn accredit(
    app: &TestApp,
    world: &World,
    council: AreaId,
    sector: &str,
    people: i32,
) -> (Applicant, Accreditation) {
    let name = format!("Employer of {people} in {sector} Ltd");
    let facts = OrganisationFacts {
        district_id: Some(council),
        ..facts(&name, sector, people)
    };
    app.accredited(world, facts, "member").await
}

/// The small world: small employers, so that an attacker can try every possible table.
async fn small_world(
    app: &TestApp,
    world: &World,
    [north, south]: [AreaId; 2],
) -> Vec<(Applicant, Accreditation)> {
    let mut made = Vec::new();
    for (council, sector, people) in [
        (north, "A", 3),
        (north, "C", 2),
        (north, "F", 2),
        (north, "G", 7),
        (south, "H", 4),
        (south, "I", 3),
    ] {
        made.push(accredit(app, world, council, sector, people).await);
    }
    made
}

/// Computes the figures of a day through the pages; gives the address of the run.
async fn compute(officer: &mut Browser, day: &str) -> String {
    officer.visit("/home/statistics").await;
    officer.fill_date("Which day should the figures describe?", day);
    officer.press("Compute the figures").await;
    officer.see("The figures are computed");
    officer.path()
}

async fn publish(officer: &mut Browser, run: &str) {
    officer.visit(run).await;
    officer.press("Publish these figures").await;
    officer.see("The figures are published at https://fairmark.example/statistics/releases/");
}

/// A release's file and its pages, as anybody gets them.
async fn public(app: &TestApp, name: &str) -> (Vec<u8>, String, Value) {
    let file = get(app, &format!("/statistics/releases/{name}.csv")).await;
    assert_eq!(file.status, 200);
    let page = get(app, &format!("/statistics/releases/{name}")).await;
    assert_eq!(page.status, 200);
    let told = get(app, &format!("/api/v1/statistics/releases/{name}")).await;
    assert_eq!(told.status, 200);
    (file.bytes.clone(), page.text(), told.json())
}

both! {
    async fn an_officer_computes_and_publishes_and_everybody_reads(app: TestApp) {
        let (world, councils) = set_up(&app).await;
        let mut anybody = app.browser();
        anybody.visit("/statistics").await;
        anybody.see("Nothing is published yet");
        let mut officer = app.session(World::OFFICER).await;
        officer.visit("/home/statistics").await;
        officer.see("Nothing is computed yet");
        // Tomorrow is no day to describe, nor is the 31st of February.
        for (day, said) in [("2026-11-25", "The day must be 24 November 2026 or earlier"), ("2026-02-31", "Enter a real date")] {
            officer.visit("/home/statistics").await;
            officer.fill_date("Which day should the figures describe?", day);
            officer.press("Compute the figures").await;
            assert_eq!(officer.status(), 422);
            officer.see(said);
        }

        small_world(&app, &world, councils).await;
        let run = compute(&mut officer, "2026-11-24").await;
        officer.see("Only officers of Exampleshire Strategic Authority see this page");
        officer.see("6 employers held an active accreditation");
        // Nobody else, not even by its name.
        for path in [format!("/statistics/releases/{NAME}"), format!("/statistics/releases/{NAME}.csv"), format!("/api/v1/statistics/releases/{NAME}")] {
            assert_eq!(get(&app, &path).await.status, 404, "{path}");
        }
        anybody.visit("/statistics").await;
        anybody.see("Nothing is published yet");

        publish(&mut officer, &run).await;
        officer.not_see("Publish these figures");
        anybody.visit("/statistics").await;
        anybody.see("On 24 November 2026, 6 employers held an active accreditation of Exampleshire Strategic Authority.");
        anybody.follow("24 November 2026, Exampleshire Strategic Authority").await;
        assert_eq!(anybody.heading(), "Accredited employers on 24 November 2026");
        for said in [
            "What these figures cannot claim",
            "They describe employers that chose to apply and were accredited, not all employers of the area",
            "They do not show that accreditation changed anything",
            "They say nothing of the share of good jobs in the area",
            "It is not checked against a payroll",
            "fewer than 3 employers",
            "[c] never stands for nought",
            "Open Government Licence",
            "charter@exampleshire.example",
        ] {
            anybody.see(said);
        }
        assert!(anybody.cookies().is_empty());

        // File, page and API say the same, and the counts are those of the register.
        let (file, page, told) = public(&app, NAME).await;
        let rows = attacker::read(&file);
        let cells = told["cells"].as_array().unwrap();
        assert_eq!(rows.len(), cells.len());
        assert_eq!(rows.len(), 3 * 5 * 5, "every cell and every total");
        for (row, cell) in rows.iter().zip(cells) {
            let people = cell["employees"].as_u64().map_or_else(|| cell["employees_marker"].as_str().unwrap().to_owned(), |n| n.to_string());
            assert_eq!(row.employees, people);
            assert_eq!(row.employers, cell["employers"].as_u64().unwrap());
            assert_eq!(row.council, cell["council"].as_str().unwrap_or("all"));
        }
        assert_eq!(told["min_employers"], 3);
        assert_eq!(told["dominance_percent"], 10);
        let input = told["input_sha256"].as_str().unwrap();
        assert!(input.len() == 64 && input.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let listed = attacker::register(&app, "?status=active&on=2026-11-24").await;
        for row in &rows {
            let in_register = listed.iter().filter(|employer| row.covers(employer)).count();
            assert_eq!(row.employers, u64::try_from(in_register).unwrap(), "{row:?}");
        }
        // Small numbers are hidden: Northam's only employer in trade has 7 people.
        let alone = rows.iter().find(|row| row.is("Northam", "trade", "all")).unwrap();
        assert_eq!((alone.employers, alone.employees.as_str()), (1, "[c]"));
        assert!(page.contains("[c]"));
        let hidden = rows.iter().filter(|row| row.employees == "[c]").count();
        assert!(hidden > 0 && page.contains(&format!("{hidden} figures of this release are hidden")));
        let file = get(&app, &format!("/statistics/releases/{NAME}.csv")).await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8; header=present");
        assert!(file.header("link").contains("open-government-licence"));
        let again = send(&app.endpoint(), Method::GET, &format!("/statistics/releases/{NAME}.csv"), &[("if-none-match", file.header("etag"))], "").await;
        assert_eq!(again.status, 304);
    }

    async fn no_hidden_figure_can_be_worked_out_of_what_is_public(app: TestApp) {
        let (world, councils) = set_up(&app).await;
        let made = small_world(&app, &world, councils).await;
        let mut officer = app.session(World::OFFICER).await;
        let run = compute(&mut officer, "2026-11-24").await;
        publish(&mut officer, &run).await;
        let (file, _, _) = public(&app, NAME).await;
        let rows = attacker::read(&file);
        let employers = attacker::register(&app, "?status=active&on=2026-11-24").await;
        assert_eq!(employers.len(), made.len());
        // What each of them really gave, which only this test knows besides.
        let truth: Vec<u64> = employers
            .iter()
            .map(|employer| {
                let (_, held) = made.iter().find(|(_, held)| held.entry == employer.entry).unwrap();
                u64::try_from(held.holder.headcount.unwrap()).unwrap()
            })
            .collect();
        attacker::must_learn_nothing(&rows, &employers, &truth);
    }

    async fn a_release_never_changes_and_the_next_gives_nobody_away(app: TestApp) {
        let (world, councils) = set_up(&app).await;
        let made = small_world(&app, &world, councils).await;
        let mut officer = app.session(World::OFFICER).await;
        let run = compute(&mut officer, "2026-11-24").await;
        let before = officer.text().to_owned();
        publish(&mut officer, &run).await;
        let released = public(&app, NAME).await;

        // The world goes on: one is suspended, one gives up, one joins.
        app.advance(TimeDelta::days(10));
        let reasons = || Reasons::parse("Payroll evidence is being checked", "").unwrap();
        let own = app.officer(&world).await;
        let (_, first) = &made[0];
        change::suspend(&app.ctx, &own, first.id, first.version, reasons()).await.unwrap();
        let (applicant, second) = &made[4];
        change::relinquish(&app.ctx, &applicant.signatory, second.id, second.version, reasons()).await.unwrap();
        accredit(&app, &world, councils[1], "Q", 9).await;
        assert_eq!(public(&app, NAME).await, released);

        // Figures for the same day, computed now, describe that day and not today.
        let mut officer = app.session(World::OFFICER).await;
        let once_more = compute(&mut officer, "2026-11-24").await;
        officer.see("6 employers held an active accreditation");
        assert_ne!(once_more, run);
        let same = |text: &str| text[text.find("On 24 November 2026").unwrap()..].to_owned();
        assert_eq!(same(officer.text()), same(&before));
        let later = compute(&mut officer, "2026-12-04").await;
        officer.see("5 employers held an active accreditation");

        publish(&mut officer, &later).await;
        assert_eq!(public(&app, NAME).await, released);
        let (newer, _, told) = public(&app, "exampleshire-2026-12-04").await;
        assert_eq!(told["protected_with"], json!([NAME]));
        let (first_list, second_list) = (
            attacker::register(&app, "?status=active&on=2026-11-24").await,
            attacker::register(&app, "?status=active&on=2026-12-04").await,
        );
        attacker::differences_must_tell_nobody(
            (&attacker::read(&released.0), &first_list),
            (&attacker::read(&newer), &second_list),
        );
        // What was computed before that release is not protected against it.
        officer.visit(&once_more).await;
        officer.press("Publish these figures").await;
        assert_eq!(officer.status(), 409);
        officer.see("Compute the figures again");
        assert_eq!(get(&app, &format!("/statistics/releases/{NAME}-2")).await.status, 404);
    }

    async fn publishing_twice_is_refused_and_a_neighbour_sees_nothing(app: TestApp) {
        let (world, councils) = set_up(&app).await;
        small_world(&app, &world, councils).await;
        let mut officer = app.session(World::OFFICER).await;
        let run = compute(&mut officer, "2026-11-24").await;
        let id = run.rsplit('/').next().unwrap().to_owned();

        // The neighbour, an assessor, an employer, and nobody.
        for email in [World::NEIGHBOUR, World::ASSESSOR, "lena.lead@elsewhere.example"] {
            let mut other = app.session(email).await;
            other.visit("/home/account").await;
            let answer = other.post(&format!("{run}/release"), &[], false).await;
            assert_eq!(answer.status, 404, "{email}");
            other.visit(&run).await;
            assert_eq!(other.status(), 404, "{email}");
            let token = format!("Bearer {}", app.token(email).await);
            let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
            for (method, path) in [(Method::GET, format!("/api/v1/statistics/runs/{id}")), (Method::POST, format!("/api/v1/statistics/runs/{id}/release"))] {
                let answer = send(&app.endpoint(), method, &path, &headers, "").await;
                assert_eq!(answer.status, 404, "{path} as {email}");
            }
            let body = json!({ "as_of": "2026-11-24", "authority_id": world.authority.0 }).to_string();
            let answer = send(&app.endpoint(), Method::POST, "/api/v1/statistics/runs", &headers, body).await;
            assert_eq!(answer.status, 404, "{email} computes for another authority");
        }
        let mut neighbour = app.session(World::NEIGHBOUR).await;
        neighbour.visit("/home/statistics").await;
        neighbour.see("Nothing is computed yet");
        compute(&mut neighbour, "2026-11-24").await;
        neighbour.see("0 employers held an active accreditation of Neighbourland");

        publish(&mut officer, &run).await;
        officer.visit(&run).await;
        let twice = officer.post(&format!("{run}/release"), &[], false).await;
        assert_eq!(twice.status, 409);
        assert!(twice.text().contains("These figures are published already"));
        let token = format!("Bearer {}", app.token(World::OFFICER).await);
        let path = format!("/api/v1/statistics/runs/{id}/release");
        let twice = send(&app.endpoint(), Method::POST, &path, &[("authorization", &token)], "").await;
        assert_eq!(twice.status, 409);
        assert_eq!(twice.json()["code"], "statistics.already_released");
        // Refused means that nothing was written.
        let releases = get(&app, "/api/v1/statistics/releases").await.json();
        assert_eq!(releases.as_array().unwrap().len(), 1);
    }
}
