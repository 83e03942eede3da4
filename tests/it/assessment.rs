//! The employer's side, through pages, programs and actions.

use chrono::TimeDelta;
use entity::ids::{AssessmentId, OrganisationId, SchemeId};
use entity::kinds::MemberRole;
use fairmark::assessment::actions::answer::{Change, save_answers};
use fairmark::assessment::actions::evidence::add_link;
use fairmark::assessment::actions::sign_off::{request_sign_off, sign_off_and_submit};
use fairmark::assessment::actions::start::start;
use fairmark::assessment::rules::Assessment;
use fairmark::assessment::store;
use fairmark::identity::guard::Employer;
use fairmark::platform::error::Error;
use fairmark::scheme;
use fairmark::scheme::pack::built_in;
use poem::http::Method;
use serde_json::json;

use crate::helpers::answers::good_answer;
use crate::helpers::{Browser, TestApp, World, send};

const LEAD: &str = "amira.khan@bakery.example";
const SIGNATORY: &str = "sol.signer@bakery.example";
const STRANGER: &str = "sam.stranger@elsewhere.example";

/// An employer with a lead and a signatory, and a scheme to apply for.
struct Setting {
    organisation: OrganisationId,
    scheme: SchemeId,
}

async fn set_up(app: &TestApp) -> Setting {
    let world = World::seed(app).await;
    let pack = built_in("gm-like").unwrap();
    scheme::actions::load_pack(&app.ctx, world.authority, &pack)
        .await
        .unwrap();
    let organisation = app.organisation("Harbour Street Bakery Ltd", LEAD).await;
    app.member(LEAD, organisation, SIGNATORY, MemberRole::Signatory)
        .await;
    app.organisation("Elsewhere Ltd", STRANGER).await;
    let versions = scheme::store::list_current_versions(app.ctx.read(), app.ctx.today())
        .await
        .unwrap();
    Setting {
        organisation,
        scheme: versions[0].scheme_id,
    }
}

async fn employer(app: &TestApp, setting: &Setting, email: &str) -> Employer {
    app.caller(email)
        .await
        .employer(setting.organisation)
        .unwrap()
}

/// A started assessment with every question answered and evidenced.
async fn complete(app: &TestApp, setting: &Setting, tier: &str) -> Assessment {
    let lead = employer(app, setting, LEAD).await;
    let started = start(&app.ctx, &lead, setting.scheme, tier).await.unwrap();
    let asked = scheme::store::get_version(app.ctx.read(), started.scheme_version_id)
        .await
        .unwrap();
    let changes = asked
        .content
        .criteria()
        .map(|(_, criterion)| Change {
            criterion: criterion.code.clone(),
            value: Some(good_answer(criterion, app.ctx.today())),
            comment: String::new(),
            version: 0,
        })
        .collect();
    let outcome = save_answers(&app.ctx, &lead, started.id, changes)
        .await
        .unwrap();
    assert!(outcome.stale.is_empty());
    for (_, criterion) in asked.content.criteria() {
        for n in 0..criterion.evidence.required_items() {
            let url = format!("https://bakery.example/{}/{n}", criterion.code);
            add_link(&app.ctx, &lead, started.id, &criterion.code, "", &url)
                .await
                .unwrap();
        }
    }
    started
}

fn refusal_code(error: &Error) -> &'static str {
    match error {
        Error::Refused(refusal) | Error::Conflict(refusal) => refusal.code,
        other => panic!("{other:?}"),
    }
}

fn path_of(id: AssessmentId) -> String {
    format!("/home/assessments/{id}")
}

/// Starts an assessment through the pages; gives its address.
async fn start_by_pages(browser: &mut Browser) -> String {
    browser.visit("/home/assessments/new").await;
    browser.see("What do you want to apply for?");
    browser.press("Start the assessment").await;
    assert_eq!(browser.status(), 422);
    browser.see_error("apply_for", "Choose what you want to apply for");
    browser.choose("Good employment charter (model): Member");
    browser.press("Start the assessment").await;
    browser.see("is started");
    browser.path()
}

both! {
    async fn submission_takes_two_people_and_freezes_one_bundle(app: TestApp) {
        let setting = set_up(&app).await;
        let assessment = complete(&app, &setting, "member").await;
        assert!(assessment.reference.starts_with("EX-"));
        let lead = employer(&app, &setting, LEAD).await;
        let signatory = employer(&app, &setting, SIGNATORY).await;
        app.advance(TimeDelta::minutes(5));
        let asked = request_sign_off(&app.ctx, &lead, assessment.id, 1).await.unwrap();
        app.last_mail_to(SIGNATORY).await.link("/home/assessments/");

        // Whoever asked cannot give it.
        let error = sign_off_and_submit(&app.ctx, &lead, assessment.id, asked.version, true).await.unwrap_err();
        assert_eq!(refusal_code(&error), "assessment.second_person_needed");
        // Nothing changes while it waits.
        let version = scheme::store::get_version(app.ctx.read(), assessment.scheme_version_id).await.unwrap();
        let (_, criterion) = version.content.criteria().next().unwrap();
        let change = Change { criterion: criterion.code.clone(), value: None, comment: "x".to_owned(), version: 1 };
        let error = save_answers(&app.ctx, &lead, assessment.id, vec![change.clone()]).await.unwrap_err();
        assert_eq!(refusal_code(&error), "assessment.awaiting_sign_off");

        // Two presses at once: one bundle.
        let (first, second) = tokio::join!(
            sign_off_and_submit(&app.ctx, &signatory, assessment.id, asked.version, true),
            sign_off_and_submit(&app.ctx, &signatory, assessment.id, asked.version, true),
        );
        let (won, lost) = if first.is_ok() { (first, second) } else { (second, first) };
        let (submitted, bundle) = won.unwrap();
        assert_eq!(refusal_code(&lost.unwrap_err()), "assessment.already_submitted");
        let stored = store::list_bundles(app.ctx.read(), assessment.id).await.unwrap();
        assert_eq!(stored.len(), 1);
        assert_eq!(stored[0], bundle);
        assert_eq!(bundle.content.hash(), bundle.sha256);
        assert_eq!(bundle.scheme_hash, version.content_hash);
        assert_eq!(bundle.content.answers.len(), version.content.criteria().count());

        // Nothing changes afterwards either, and everybody was told once.
        let error = save_answers(&app.ctx, &lead, submitted.id, vec![change]).await.unwrap_err();
        assert_eq!(refusal_code(&error), "assessment.already_submitted");
        for (email, subject) in [
            (LEAD, "submitted"), (SIGNATORY, "submitted"), (World::OFFICER, "received"), (World::SECOND_OFFICER, "received"),
        ] {
            let mail = app.mail_to(email).await;
            assert_eq!(mail.iter().filter(|m| m.subject.contains(subject)).count(), 1, "{email}");
        }
        assert!(app.mail_to(World::NEIGHBOUR).await.is_empty());
    }

    async fn an_unfinished_assessment_says_what_is_missing(app: TestApp) {
        let setting = set_up(&app).await;
        let lead = employer(&app, &setting, LEAD).await;
        let started = start(&app.ctx, &lead, setting.scheme, "supporter").await.unwrap();
        let Error::Invalid(errors) = request_sign_off(&app.ctx, &lead, started.id, 1).await.unwrap_err() else {
            panic!("it should say what is missing");
        };
        assert!(!errors.is_empty());
        assert!(errors.0.iter().all(|error| error.message.contains("Answer this question")));
        // One open assessment for each scheme.
        let error = start(&app.ctx, &lead, setting.scheme, "member").await.unwrap_err();
        assert_eq!(refusal_code(&error), "assessment.open_already");
    }

    async fn an_employer_answers_through_the_pages(app: TestApp) {
        set_up(&app).await;
        let mut lead = app.sign_in_as(LEAD).await;
        let home = start_by_pages(&mut lead).await;
        lead.see("Not started");
        lead.see("No tier yet");
        lead.follow("Engagement and voice").await;

        // A wrong answer is kept where it was typed; right ones are saved.
        lead.choose_in("Freedom to join a union", "Yes");
        lead.fill_in("What changed", "What has changed in the last year because of what staff told you?", &"x".repeat(1001));
        lead.fill_in("Collective voice", "Or add a link", "intranet/policy");
        lead.press("Save and stay here").await;
        assert_eq!(lead.status(), 422);
        lead.see_error("VOICE-1_link", "Enter a web address that starts with https://");
        assert!(lead.errors().iter().any(|(at, _)| at == "VOICE-4_value"));
        assert!(lead.is_chosen_in("Freedom to join a union", "Yes"));
        lead.see("You have 1 character too many");
        lead.fill_in("What changed", "What has changed in the last year because of what staff told you?", "Shorter shifts");
        lead.fill_in("Collective voice", "Or add a link", "https://bakery.example/policy");
        lead.press("Save and stay here").await;
        assert_eq!(lead.status(), 200);
        lead.see("Saved at 09:00");
        lead.see("Remove https://bakery.example/policy");

        // A file that is too large gets its sentence, and the rest of the form stays.
        let pillar = lead.path();
        lead.upload_in("Freedom to join a union", "Add a file", "minutes.pdf", &vec![b'%'; 60 * 1024 * 1024]);
        lead.fill_in("What changed", "Anything to add? (optional)", "Asked for by the night shift");
        lead.press("Save and stay here").await;
        assert_eq!(lead.status(), 413);
        lead.see_error("VOICE-2_file", "60 MB");
        lead.visit(&pillar).await;
        lead.see("Asked for by the night shift");

        // The right file comes with its receipt and is handed back as something to save.
        let pdf = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n0\n%%EOF\n";
        lead.upload_in("Freedom to join a union", "Add a file", "Joining a union.pdf", pdf);
        lead.press("Save and go to Recruitment and progression").await;
        lead.see("Recruitment and progression");
        lead.visit(&pillar).await;
        lead.see(&format!("Joining a union.pdf, PDF, {} bytes, SHA-256", pdf.len()));
        let href = lead.links().iter().find(|(words, _)| words == "Joining a union.pdf").unwrap().1.clone();
        let file = lead.download(&href).await;
        assert_eq!(file.bytes, pdf);
        assert!(file.header("content-disposition").starts_with("attachment;"));
        assert!(file.header("content-security-policy").contains("sandbox"));
        assert_eq!(file.header("x-content-type-options"), "nosniff");

        // Nobody else's.
        let stranger = app.sign_in_as(STRANGER).await;
        for path in [home.clone(), pillar.clone(), href, format!("{home}/check"), format!("{home}/print"), format!("{home}/sign-off")] {
            assert_eq!(stranger.download(&path).await.status, 404, "{path}");
        }
        for path in ["", "/check", "/print", "/sign-off", "/withdraw"] {
            lead.visit(&format!("{home}{path}")).await;
            assert_eq!(lead.status(), 200, "{path}");
        }
    }

    async fn two_colleagues_see_each_others_answers(app: TestApp) {
        set_up(&app).await;
        let mut lead = app.sign_in_as(LEAD).await;
        let home = start_by_pages(&mut lead).await;
        let pillar = format!("{home}/pillars/engagement-and-voice");
        lead.visit(&pillar).await;
        let mut colleague = app.sign_in_as(SIGNATORY).await;
        colleague.visit(&pillar).await;
        let question = "What has changed in the last year because of what staff told you?";
        colleague.fill(question, "Their words");
        colleague.press("Save and stay here").await;
        assert_eq!(colleague.status(), 200);
        // Another question of the same pillar does not collide.
        lead.choose_in("Freedom to join a union", "No");
        lead.press("Save and stay here").await;
        assert_eq!(lead.status(), 200);
        lead.see("Their words");
        // The same question does: both texts are shown, and the second save replaces knowingly.
        colleague.visit(&pillar).await;
        colleague.fill(question, "Their newer words");
        colleague.press("Save and stay here").await;
        lead.fill(question, "My words");
        lead.press("Save and stay here").await;
        assert_eq!(lead.status(), 409);
        lead.see("Their newer words");
        assert_eq!(lead.value(question), "My words");
        lead.press("Save and stay here").await;
        assert_eq!(lead.status(), 200);
        assert_eq!(lead.value(question), "My words");
    }

    async fn sign_off_through_the_pages(app: TestApp) {
        let setting = set_up(&app).await;
        let assessment = complete(&app, &setting, "member").await;
        let home = path_of(assessment.id);
        let mut lead = app.sign_in_as(LEAD).await;
        lead.visit(&home).await;
        lead.follow("Check your answers").await;
        lead.press("Ask for sign-off").await;
        lead.see("Your colleagues are asked to sign off");
        lead.visit(&format!("{home}/sign-off")).await;
        lead.see("You asked for this sign-off");
        let mut signatory = app.sign_in_as(SIGNATORY).await;
        signatory.visit(&home).await;
        signatory.follow("Sign off or send back").await;
        signatory.press("Send it back").await;
        assert_eq!(signatory.status(), 422);
        signatory.see_error("note", "Say what should be changed");
        signatory.fill("What should be changed?", "The pay figure is last year's");
        signatory.press("Send it back").await;
        lead.visit(&home).await;
        lead.see("The pay figure is last year's");
        lead.follow("Check your answers").await;
        lead.press("Ask for sign-off").await;
        signatory.visit(&format!("{home}/sign-off")).await;
        signatory.press("Sign off and submit").await;
        assert_eq!(signatory.status(), 422);
        signatory.see_error("declared", "Tick the box");
        signatory.choose("I have read the answers. They are true to the best of my knowledge, and I may sign for the organisation.");
        signatory.press("Sign off and submit").await;
        signatory.see("Assessment submitted");
        signatory.see(&assessment.reference);
        signatory.press_again().await;
        signatory.see("submitted already");
        assert_eq!(store::list_bundles(app.ctx.read(), assessment.id).await.unwrap().len(), 1);
        // Withdrawing what was submitted tells the authority.
        app.advance(TimeDelta::minutes(5));
        signatory.visit(&format!("{home}/withdraw")).await;
        signatory.press("Withdraw").await;
        signatory.see("The assessment is withdrawn");
        assert!(app.last_mail_to(World::OFFICER).await.subject.contains("withdrawn"));
    }

    async fn a_page_costs_at_most_ten_statements(app: TestApp) {
        let setting = set_up(&app).await;
        let assessment = complete(&app, &setting, "member").await;
        let home = path_of(assessment.id);
        let mut lead = app.sign_in_as(LEAD).await;
        let employer = employer(&app, &setting, LEAD).await;
        for path in ["", "/pillars/pay", "/check", "/print", "/withdraw", "/sign-off"] {
            lead.visit(&home).await;
            let ((), statements) = app.statements(lead.visit(&format!("{home}{path}"))).await;
            assert!(statements <= 10, "{path} took {statements}");
        }
        let asked = request_sign_off(&app.ctx, &employer, assessment.id, 1).await.unwrap();
        let mut signatory = app.sign_in_as(SIGNATORY).await;
        for path in ["", "/pillars/pay", "/sign-off"] {
            let ((), statements) = app.statements(signatory.visit(&format!("{home}{path}"))).await;
            assert!(statements <= 10, "{path} took {statements} of a colleague");
        }
        let signer = self::employer(&app, &setting, SIGNATORY).await;
        sign_off_and_submit(&app.ctx, &signer, assessment.id, asked.version, true).await.unwrap();
        let ((), statements) = app.statements(signatory.visit(&format!("{home}/submitted"))).await;
        assert!(statements <= 10, "the receipt took {statements}");
    }

    async fn a_program_drives_the_whole_of_it(app: TestApp) {
        let setting = set_up(&app).await;
        let (lead, signatory) = (app.token(LEAD).await, app.token(SIGNATORY).await);
        let call = async |token: &str, method: Method, path: &str, tag: &str, body: serde_json::Value| {
            let bearer = format!("Bearer {token}");
            let mut headers = vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
            if tag == "*" {
                headers.push(("if-none-match", "*"));
            } else if !tag.is_empty() {
                headers.push(("if-match", tag));
            }
            send(&app.endpoint(), method, &format!("/api/v1{path}"), &headers, body.to_string()).await
        };
        let body = json!({ "organisation_id": setting.organisation, "scheme_id": setting.scheme, "tier": "supporter" });
        let started = call(&lead, Method::POST, "/assessments", "", body).await;
        assert_eq!(started.status, 201, "{}", started.text());
        let id = started.json()["id"].as_str().unwrap().to_owned();
        let tag = started.header("etag").to_owned();
        let yes = json!({ "value": { "kind": "yes_no", "value": "yes" }, "comment": "" });
        let path = format!("/assessments/{id}/answers/VOICE-2");
        let saved = call(&lead, Method::PUT, &path, "*", yes.clone()).await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        assert_eq!(saved.header("etag"), "\"1\"");
        assert_eq!(call(&lead, Method::PUT, &path, "", yes.clone()).await.status, 400);
        let no = json!({ "value": { "kind": "yes_no", "value": "no" } });
        assert_eq!(call(&lead, Method::PUT, &path, "\"7\"", no).await.status, 409);
        for wrong in [json!({ "value": { "kind": "money", "pence": 1 } }), json!({ "value": { "kind": "perhaps" } }), json!({ "value": 3 })] {
            assert_eq!(call(&lead, Method::PUT, &path, "\"1\"", wrong).await.status, 422);
        }
        let stranger = app.token(STRANGER).await;
        assert_eq!(call(&stranger, Method::GET, &format!("/assessments/{id}"), "", json!(null)).await.status, 404);
        let incomplete = call(&lead, Method::POST, &format!("/assessments/{id}/sign-off-request"), &tag, json!(null)).await;
        assert_eq!(incomplete.status, 422);
        assert!(!incomplete.json()["errors"].as_array().unwrap().is_empty());
        let gone = call(&signatory, Method::POST, &format!("/assessments/{id}/withdrawal"), &tag, json!({ "note": "Not yet" })).await;
        assert_eq!(gone.status, 200, "{}", gone.text());
        assert_eq!(gone.json()["status"], "withdrawn");
    }
}
