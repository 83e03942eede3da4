//! Certificates: issued once, drawn once, live for as long as anybody asks.

mod paper;

use chrono::TimeDelta;
use entity::certificate as certificates;
use entity::job;
use fairmark::accreditation::actions::change;
use fairmark::accreditation::rules::{Accreditation, Reasons};
use fairmark::accreditation::store as accreditations;
use fairmark::certificate::actions;
use fairmark::certificate::rules::Certificate;
use fairmark::certificate::rules::{Event, Stage, VerificationCode, next_stage};
use fairmark::certificate::store;
use fairmark::platform::jobs::{self, Work};
use poem::http::Method;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait, PaginatorTrait};

use crate::helpers::awarded::facts;
use crate::helpers::{Answer, TestApp, World, send};

async fn get(app: &TestApp, path: &str) -> Answer {
    let got = send(&app.endpoint(), Method::GET, path, &[], "").await;
    assert_eq!(got.header("set-cookie"), "", "{path} sets a cookie");
    got
}

/// The certificate of an accreditation, if it has one.
async fn certificate_of(app: &TestApp, held: &Accreditation) -> Option<Certificate> {
    store::find_by_accreditation(app.ctx.read(), held.id)
        .await
        .unwrap()
}

/// The accreditation as it is now.
async fn newest(app: &TestApp, held: &Accreditation) -> Accreditation {
    accreditations::get(app.ctx.read(), held.id).await.unwrap()
}

/// The path and query of an address of ours, for `/verify`.
fn verify(typed: &str) -> String {
    let typed: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    format!("/verify?code={typed}")
}

fn reasons() -> Reasons {
    Reasons::parse("Unpaid travel time is being looked into", "").unwrap()
}

/// Page, PDF, and both ways to verify must all say this of a certificate.
async fn must_say(
    app: &TestApp,
    certificate: &Certificate,
    word: &str,
    sentence: &str,
    status: &str,
) {
    let mut anybody = app.browser();
    let number = certificate.number.to_string();
    for path in [
        format!("/certificates/{number}"),
        verify(&certificate.code.to_string()),
        verify(&number),
    ] {
        anybody.visit(&path).await;
        assert_eq!(anybody.status(), 200, "{path}");
        anybody.see(word);
        anybody.see(sentence);
        assert_eq!(
            anybody.answer().header("cache-control"),
            "public, max-age=60",
            "{path}: what it says can change"
        );
    }
    for path in [
        format!("/api/v1/certificates/{number}"),
        format!("/api/v1{}", verify(&certificate.code.to_string())),
    ] {
        let told = get(app, &path).await.json();
        assert_eq!(told["status"], status, "{path}");
        assert_eq!(told["number"], number.as_str(), "{path}");
    }
    assert!(anybody.cookies().is_empty());
}

both! {
    async fn an_award_is_certified_drawn_and_told(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (applicant, held) = app.accredited(&world, facts("Harbour Street Bakery Ltd", "I", 34), "member").await;
        assert!(certificate_of(&app, &held).await.is_none());

        // First the number and the page, as the table of stages says; the paper follows.
        let certificate = actions::issue(&app.ctx, held.id).await.unwrap();
        assert_eq!(Some(certificate.stage()), next_stage(None, Event::Issue));
        let page = format!("/certificates/{}", certificate.number);
        let paper = format!("{page}.pdf");
        assert!(certificate.number.as_str().starts_with("EX-2026-"));
        let not_yet = get(&app, &paper).await;
        assert_eq!(not_yet.status, 503);
        assert_eq!(not_yet.header("retry-after"), "10");
        assert!(not_yet.text().contains("Reload this page in a moment"));
        assert!(get(&app, &format!("/api/v1{page}")).await.json()["pdf"].is_null());

        app.drain_worker().await;
        let drawn = certificate_of(&app, &held).await.unwrap();
        assert_eq!(Some(drawn.stage()), next_stage(Some(Stage::Issued), Event::Draw));
        assert_eq!((&drawn.number, &drawn.code), (&certificate.number, &certificate.code));
        let mut anybody = app.browser();
        anybody.visit(&page).await;
        assert_eq!(anybody.heading(), "Harbour Street Bakery Ltd");
        for words in ["Exampleshire Strategic Authority", "Member", "24 November 2026 to ", certificate.number.as_str(), &certificate.code.to_string(), "Sam Signatory, Director of Economy"] {
            anybody.see(words);
        }
        must_say(&app, &certificate, "Valid", "is accredited at the tier Member", "active").await;

        let file = get(&app, &paper).await;
        assert_eq!(file.status, 200);
        assert_eq!(file.header("content-type"), "application/pdf");
        assert!(file.header("content-disposition").contains(&format!("certificate-{}.pdf", certificate.number)));
        assert!(file.bytes.starts_with(b"%PDF-"));
        let kept = drawn.drawn.clone().unwrap();
        assert_eq!(file.header("etag"), format!("\"{}\"", kept.sha256));
        assert_eq!(i64::try_from(file.bytes.len()).unwrap(), kept.size_bytes);
        let again = send(&app.endpoint(), Method::GET, &paper, &[("if-none-match", file.header("etag"))], "").await;
        assert_eq!(again.status, 304);
        assert!(again.bytes.is_empty());
        let told = get(&app, &format!("/api/v1{page}")).await.json();
        assert_eq!(told["pdf"], format!("https://fairmark.example{paper}"));
        assert_eq!(told["pdf_sha256"], kept.sha256.as_str());
        assert_eq!(told["organisation"], "Harbour Street Bakery Ltd");

        // Both of the employer's people can show it to others.
        let mail = app.mail_to(&applicant.lead_email).await;
        let mail = mail.iter().find(|mail| mail.kind == "certificate_ready").unwrap();
        assert!(mail.text.contains(&format!("https://fairmark.example{page}")), "{}", mail.text);
        assert!(mail.text.contains(&certificate.code.to_string()));

        // Drawn again it is the same, byte for byte.
        actions::draw_pdf(&app.ctx, certificate.id).await.unwrap();
        assert_eq!(certificate_of(&app, &held).await.unwrap(), drawn);
        assert_eq!(get(&app, &paper).await.bytes, file.bytes);
        assert_eq!(next_stage(Some(Stage::Drawn), Event::Draw), Some(drawn.stage()));
        assert_eq!(next_stage(Some(Stage::Drawn), Event::Issue), None);
        assert_eq!(actions::issue(&app.ctx, held.id).await.unwrap(), drawn);
    }

    async fn the_page_says_what_is_true_now(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (_, held) = app.accredited(&world, facts("Harbour Street Bakery Ltd", "I", 34), "member").await;
        let (other, given) = app.accredited(&world, facts("Quarry Bank Care Ltd", "Q", 120), "supporter").await;
        let (_, third) = app.accredited(&world, facts("Caffi Llŷn Cyf", "I", 5), "member").await;
        app.drain_worker().await;
        let (held_paper, given_paper, third_paper) = (
            certificate_of(&app, &held).await.unwrap(),
            certificate_of(&app, &given).await.unwrap(),
            certificate_of(&app, &third).await.unwrap(),
        );
        let officer = app.officer(&world).await;
        app.advance(TimeDelta::days(20));

        let suspended = change::suspend(&app.ctx, &officer, held.id, held.version, reasons()).await.unwrap();
        must_say(&app, &held_paper, "Suspended", "suspended since 14 December 2026. It does not hold at present", "suspended").await;
        app.advance(TimeDelta::days(1));
        let back = change::reinstate(&app.ctx, &officer, held.id, suspended.version, reasons()).await.unwrap();
        must_say(&app, &held_paper, "Valid", "is accredited at the tier Member", "active").await;
        app.advance(TimeDelta::days(1));
        change::withdraw(&app.ctx, &officer, held.id, back.version, reasons()).await.unwrap();
        must_say(&app, &held_paper, "Withdrawn", "withdrew the accreditation of Harbour Street Bakery Ltd on 16 December 2026", "withdrawn").await;
        change::relinquish(&app.ctx, &other.signatory, given.id, given.version, reasons()).await.unwrap();
        must_say(&app, &given_paper, "Given up", "gave its accreditation up on 16 December 2026", "relinquished").await;

        // Nothing but time passes.
        must_say(&app, &third_paper, "Valid", "Caffi Llŷn Cyf is accredited", "active").await;
        let (_, end) = third.term.edges();
        app.advance(end - app.now() - TimeDelta::milliseconds(1));
        must_say(&app, &third_paper, "Valid", "Caffi Llŷn Cyf is accredited", "active").await;
        app.advance(TimeDelta::milliseconds(1));
        let last_day = third.term.last_day_words();
        must_say(&app, &third_paper, "Lapsed", &format!("ended on {last_day}. It does not hold"), "lapsed").await;
        must_say(&app, &held_paper, "Withdrawn", "on 16 December 2026", "withdrawn").await;
        // The paper itself never changes.
        assert_eq!(certificate_of(&app, &held).await.unwrap(), held_paper);
        assert_eq!(newest(&app, &held).await.events.len(), 3);
    }

    async fn a_code_is_understood_as_people_type_it(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (_, held) = app.accredited(&world, facts("Harbour Street Bakery Ltd", "I", 34), "member").await;
        app.drain_worker().await;
        let mut certificate = certificate_of(&app, &held).await.unwrap();
        // A code with everything in it that is easily mistaken.
        certificate.code = (0_u8..)
            .map(|n| VerificationCode::from_random([8, 64, n, 16, 132, n]))
            .find(|code| code.as_str().contains('0') && code.as_str().contains('1'))
            .unwrap();
        let change = certificates::ActiveModel {
            id: Set(certificate.id),
            verification_code: Set(certificate.code.as_str().to_owned()),
            ..Default::default()
        };
        change.update(app.ctx.db.write()).await.unwrap();

        let printed: String = certificate.code.to_string();
        let plain: &str = certificate.code.as_str();
        let number = certificate.number.to_string();
        let spaced: Vec<String> = plain.chars().map(String::from).collect();
        for typed in [
            printed.clone(),
            printed.to_lowercase(),
            plain.to_owned(),
            format!("  {printed} "),
            spaced.join(" "),
            spaced.join("-"),
            printed.replace('-', " – "),
            printed.replace('-', "\u{a0}"),
            printed.replace('0', "O"),
            printed.replace('0', "o").replace('1', "l"),
            printed.replace('1', "I"),
            number.to_lowercase(),
            number.replace('-', " "),
        ] {
            let mut anybody = app.browser();
            anybody.visit("/verify").await;
            anybody.fill("Verification code or certificate number", &typed);
            anybody.press("Verify").await;
            assert_eq!(anybody.status(), 200, "{typed}");
            anybody.see("Valid");
            anybody.see("Harbour Street Bakery Ltd is accredited");
            anybody.follow(&number).await;
            assert_eq!(anybody.heading(), "Harbour Street Bakery Ltd");
            let told = get(&app, &format!("/api/v1{}", verify(&typed))).await;
            assert_eq!(told.json()["number"], number.as_str(), "{typed}");
        }

        // Well formed, but nobody's.
        let nobodys = VerificationCode::from_random([9; 6]).to_string();
        for typed in [nobodys.as_str(), "EX-2026-222222"] {
            let mut anybody = app.browser();
            anybody.visit(&verify(typed)).await;
            assert_eq!(anybody.status(), 404, "{typed}");
            anybody.see("No such certificate");
            anybody.see("the paper did not come from this register");
            anybody.not_see("Harbour Street");
            assert_eq!(get(&app, &format!("/api/v1{}", verify(typed))).await.status, 404);
        }
        // One slip of the finger is told apart from a forgery.
        let first = plain.chars().next().unwrap();
        let slip = plain.replacen(first, if first == '2' { "3" } else { "2" }, 1);
        for (typed, said) in [
            (slip.as_str(), "has a mistake in it"),
            (&plain[..9], "You entered 9"),
            ("", "You entered 0"),
            ("K7Q4M-2XU9P", "cannot contain ‘U’"),
            ("<script>alert(1)</script>", "cannot contain ‘<’"),
        ] {
            let mut anybody = app.browser();
            anybody.visit(&verify(typed)).await;
            assert_eq!(anybody.status(), 422, "{typed}");
            anybody.see_error("code", said);
            anybody.not_see("Harbour Street");
            let told = get(&app, &format!("/api/v1{}", verify(typed))).await;
            assert_eq!(told.status, 422, "{typed}");
            assert_eq!(told.json()["errors"][0]["field"], "code", "{typed}");
        }
        for path in ["/certificates/EX-2026-222222", "/certificates/EX-2026-222222.pdf", "/certificates/x", "/api/v1/certificates/EX-2026-222222", "/api/v1/certificates/x"] {
            assert_eq!(get(&app, path).await.status, 404, "{path}");
        }
    }

    async fn a_repeated_job_issues_no_second_certificate(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (applicant, held) = app.accredited(&world, facts("Harbour Street Bakery Ltd", "I", 34), "member").await;
        // The authority's logo is missing from the store, so the drawing fails.
        set_logo(&app, &world, Some("logos/missing.png")).await;
        app.drain_worker().await;
        let issued = certificate_of(&app, &held).await.unwrap();
        assert_eq!(issued.stage(), Stage::Issued);
        let ready = |mail: Vec<crate::helpers::Mail>| mail.iter().filter(|mail| mail.text.contains(&issued.code.to_string())).count();
        assert_eq!(ready(app.mail_to(&applicant.lead_email).await), 1);
        let waiting = job_of(&app, "draw_certificate").await;
        assert_eq!((waiting.attempts, waiting.done_at, waiting.failed_at), (1, None, None));
        assert!(waiting.last_error.is_some());
        // Not before its time.
        app.drain_worker().await;
        assert_eq!(job_of(&app, "draw_certificate").await.attempts, 1);

        set_logo(&app, &world, None).await;
        app.advance(jobs::backoff(1));
        app.drain_worker().await;
        let drawn = certificate_of(&app, &held).await.unwrap();
        assert_eq!(drawn.stage(), Stage::Drawn);
        assert_eq!((&drawn.id, &drawn.number, &drawn.code), (&issued.id, &issued.number, &issued.code));
        let done = job_of(&app, "draw_certificate").await;
        assert_eq!((done.attempts, done.last_error.as_deref()), (2, None));
        assert!(done.done_at.is_some());

        // A worker died after it had issued: the job comes back, by its old row and by a new one.
        let row = job_of(&app, "issue_certificate").await;
        let undone = job::ActiveModel { id: Set(row.id), done_at: Set(None), ..Default::default() };
        undone.update(app.ctx.db.write()).await.unwrap();
        let tx = app.ctx.begin().await.unwrap();
        let work = Work::IssueCertificate { accreditation_id: held.id };
        jobs::enqueue(&app.ctx, &tx, &work, "issue_certificate:once more").await.unwrap();
        tx.commit().await.unwrap();
        let (one, other) = tokio::join!(
            fairmark::worker::drain(&app.ctx, &app.mailer),
            fairmark::worker::drain(&app.ctx, &app.mailer),
        );
        one.unwrap();
        other.unwrap();
        assert_eq!(certificates::Entity::find().count(app.ctx.read()).await.unwrap(), 1);
        assert_eq!(certificate_of(&app, &held).await.unwrap(), drawn);
        assert_eq!(ready(app.mail_to(&applicant.lead_email).await), 1);
        let open = job::Entity::find().all(app.ctx.read()).await.unwrap();
        assert!(open.iter().all(|job| job.done_at.is_some()), "{open:?}");
    }
}

async fn set_logo(app: &TestApp, world: &World, key: Option<&str>) {
    let change = entity::authority::ActiveModel {
        id: Set(world.authority),
        logo_key: Set(key.map(str::to_owned)),
        ..Default::default()
    };
    change.update(app.ctx.db.write()).await.unwrap();
}

/// The only job of a kind.
async fn job_of(app: &TestApp, kind: &str) -> job::Model {
    let mut found = job::Entity::find().all(app.ctx.read()).await.unwrap();
    found.retain(|job| job.kind == kind);
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}
