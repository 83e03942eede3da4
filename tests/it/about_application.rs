//! What an application says of itself as a whole: which pillars, what the grant is worth, in which
//! language; and what the organisation is and where, as far as a scheme turns on it.

use entity::ids::{AssessmentId, OrganisationId};
use entity::kinds::MemberRole;
use fairmark::assessment::actions::about::{Typed, save_about};
use fairmark::assessment::actions::answer::{Change, save_answers};
use fairmark::assessment::actions::evidence::add_link;
use fairmark::assessment::actions::sign_off::{request_sign_off, sign_off_and_submit};
use fairmark::assessment::store;
use fairmark::identity::guard::Employer;
use fairmark::scheme;
use fairmark::scheme::pack::built_in;
use fairmark::scheme::rules::{AnswerKind, SchemeVersion};
use poem::http::Method;
use serde_json::json;

use crate::helpers::answers::good_answer;
use crate::helpers::{Browser, TestApp, World, send};

pub const LEAD: &str = "amira.khan@bakery.example";
/// What companies alone are asked.
const TAX: &str = "Have you published a policy on tax?";
const SIGNATORY: &str = "sol.signer@bakery.example";

/// An employer with a lead and a signatory, who can apply under one built-in pack.
pub async fn applying_to(app: &TestApp, pack: &str) -> (OrganisationId, Browser) {
    let world = World::seed(app).await;
    let pack = built_in(pack).unwrap();
    scheme::actions::load_pack(&app.ctx, world.authority, &pack)
        .await
        .unwrap();
    let organisation = app.organisation("Harbour Street Bakery Ltd", LEAD).await;
    app.member(LEAD, organisation, SIGNATORY, MemberRole::Signatory)
        .await;
    (organisation, app.session(LEAD).await)
}

async fn start(browser: &mut Browser, choice: &str) -> (String, AssessmentId) {
    browser.visit("/home/assessments/new").await;
    browser.choose(choice);
    browser.press("Start the assessment").await;
    let path = browser.path();
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    (path, id)
}

async fn employer(app: &TestApp, organisation: OrganisationId, email: &str) -> Employer {
    app.caller(email).await.employer(organisation).unwrap()
}

/// Answers every question that there is, with its evidence; gives what is asked and how many.
async fn answer_everything(
    app: &TestApp,
    lead: &Employer,
    id: AssessmentId,
) -> (SchemeVersion, usize) {
    let (assessment, _) = store::get_for_employers(app.ctx.read(), std::slice::from_ref(lead), id)
        .await
        .unwrap();
    let asked = scheme::store::get_version(app.ctx.read(), assessment.scheme_version_id)
        .await
        .unwrap()
        .content;
    let changes: Vec<Change> = asked
        .criteria()
        // Somebody outside confirms; nobody types it.
        .filter(|(_, criterion)| !matches!(criterion.answer, AnswerKind::Confirmation { .. }))
        .map(|(_, criterion)| Change {
            criterion: criterion.code.clone(),
            value: Some(good_answer(criterion, app.ctx.today())),
            comment: String::new(),
            version: 0,
        })
        .collect();
    let answered = changes.len();
    save_answers(&app.ctx, lead, id, changes).await.unwrap();
    for (_, criterion) in asked.criteria() {
        for n in 0..criterion.evidence.required_items() {
            let url = format!("https://bakery.example/{}/{n}", criterion.code);
            add_link(&app.ctx, lead, id, &criterion.code, "", &url)
                .await
                .unwrap();
        }
    }
    (asked, answered)
}

both! {
    async fn an_employer_chooses_its_pillars_and_is_asked_about_those_alone(app: TestApp) {
        let (organisation, mut browser) = applying_to(&app, "ne-like").await;
        let (path, id) = start(&mut browser, "Good work pledge (model): Standard").await;
        browser.see("About this application");
        browser.see("Choose 2 pillars");
        browser.follow("About this application").await;
        browser.choose("Valuing and rewarding people");
        browser.press("Save and go to the list").await;
        assert_eq!(browser.status(), 422);
        browser.see_error("pillars", "Choose 2 pillars: you have chosen 1");

        // Nothing typed is lost.
        browser.choose("Promoting health and wellbeing");
        browser.press("Save and go to the list").await;
        browser.see("Saved");
        browser.see("Promoting health and wellbeing");
        browser.not_see("A balanced workforce");

        // What was not chosen is not asked, by any address.
        browser.visit(&format!("{path}/pillars/balance")).await;
        assert_eq!(browser.status(), 404);
        browser.visit(&format!("{path}/pillars/health")).await;
        browser.see("Part 2 of 2");

        // The higher tier asks about all; the choice is there again when it is sought no more.
        browser.visit(&path).await;
        browser.choose("Advanced");
        browser.press("Change the tier").await;
        browser.see("A balanced workforce");
        browser.choose("Standard");
        browser.press("Change the tier").await;
        browser.not_see("A balanced workforce");
        let lead = employer(&app, organisation, LEAD).await;
        let kept = store::get_for_employers(app.ctx.read(), &[lead], id).await.unwrap().0;
        assert_eq!(kept.about.pillars.len(), 2);
    }

    async fn nobody_asks_for_sign_off_before_the_choice_is_made(app: TestApp) {
        let (organisation, mut browser) = applying_to(&app, "ne-like").await;
        let (_, id) = start(&mut browser, "Good work pledge (model): Standard").await;
        let lead = employer(&app, organisation, LEAD).await;
        let error = request_sign_off(&app.ctx, &lead, id, 1).await.unwrap_err();
        assert!(format!("{error:?}").contains("Choose 2 pillars"), "{error:?}");
    }

    async fn a_program_chooses_as_the_page_does(app: TestApp) {
        let (organisation, mut browser) = applying_to(&app, "ne-like").await;
        let (_, id) = start(&mut browser, "Good work pledge (model): Standard").await;
        let token = app.token(LEAD).await;
        let address = format!("/api/v1/assessments/{id}/about");
        let endpoint = app.endpoint();
        let bearer = format!("Bearer {token}");
        let put = |pillars: serde_json::Value, version: &'static str| {
            let headers = [
                ("authorization", bearer.as_str()),
                ("content-type", "application/json"),
                ("if-match", version),
            ];
            let (endpoint, address) = (&endpoint, &address);
            async move {
                let body = json!({ "pillars": pillars }).to_string();
                send(endpoint, Method::PUT, address, &headers, body).await
            }
        };
        let refused = put(json!(["valuing"]), "\"1\"").await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        let saved = put(json!(["valuing", "health"]), "\"1\"").await;
        assert_eq!(saved.status, 200, "{}", saved.text());
        assert_eq!(saved.json()["pillars"], json!(["health", "valuing"]));
        let stale = put(json!(["valuing", "balance"]), "\"1\"").await;
        assert_eq!(stale.status, 409, "{}", stale.text());
        let lead = employer(&app, organisation, LEAD).await;
        let kept = store::get_for_employers(app.ctx.read(), &[lead], id).await.unwrap().0;
        assert_eq!(kept.version, 2);
    }

    async fn the_questions_are_read_in_the_language_that_was_chosen(app: TestApp) {
        let (_, mut browser) = applying_to(&app, "dc-like").await;
        let (path, _) = start(&mut browser, "Disability inclusion scheme for employers (model): Committed").await;
        browser.follow("About this application").await;
        browser.choose("Cymraeg");
        browser.press("Save and go to the list").await;
        browser.see("Wedi ymrwymo");
        browser.visit(&format!("{path}/pillars/hiring")).await;
        browser.see("Dod o hyd i bobl a'u recriwtio");
        browser.see("A all pobl anabl ddod o hyd i'ch hysbysebion swyddi");
        browser.visit(&format!("{path}/print")).await;
        browser.see("A all pobl anabl ddod o hyd i'ch hysbysebion swyddi");
    }

    async fn what_was_chosen_and_known_is_frozen_with_the_answers(app: TestApp) {
        let (organisation, mut browser) = applying_to(&app, "ne-like").await;
        let (_, id) = start(&mut browser, "Good work pledge (model): Standard").await;
        let lead = employer(&app, organisation, LEAD).await;
        let (asked, answered) = answer_everything(&app, &lead, id).await;
        let typed = Typed { pillars: vec!["valuing", "health"], ..Typed::default() };
        let chosen = save_about(&app.ctx, &lead, id, 1, &typed).await.unwrap();
        let ready = request_sign_off(&app.ctx, &lead, id, chosen.version).await.unwrap();
        let signatory = employer(&app, organisation, SIGNATORY).await;
        let (_, bundle) = sign_off_and_submit(&app.ctx, &signatory, id, ready.version, true).await.unwrap();

        // Answers of pillars that were not chosen stay with the draft and are not sent.
        assert_eq!(bundle.content.about.pillars.len(), 2);
        assert!(bundle.content.answers.len() < answered);
        for code in bundle.content.answers.keys() {
            let pillar = asked.pillar_of(code).unwrap();
            assert!(["valuing", "health"].contains(&pillar.code.as_str()), "{code}");
        }
        // What is judged later is what was known then.
        let judged = bundle.content.circumstances(app.ctx.today());
        assert_eq!(judged.pillars.map(|pillars| pillars.len()), Some(2));
        assert_eq!(judged.facts.headcount, Some(120));
    }

    async fn the_value_of_a_grant_is_asked_where_evidence_turns_on_it(app: TestApp) {
        let (organisation, mut browser) = applying_to(&app, "fwf-like").await;
        let lead = employer(&app, organisation, LEAD).await;
        let versions = scheme::store::list_current_versions(app.ctx.read(), app.ctx.today()).await.unwrap();
        let tier = versions[0].content.tiers[0].name.to_string();
        let name = versions[0].content.scheme.name.to_string();
        let (_, id) = start(&mut browser, &format!("{name}: {tier}")).await;
        browser.see("Enter the value of the grant or contract");
        browser.follow("About this application").await;
        browser.fill("What is the grant or contract worth?", "a lot");
        browser.press("Save and go to the list").await;
        browser.see_error("grant_value", "Enter the value in pounds, for example 99,999 or 250000");
        assert_eq!(browser.value("What is the grant or contract worth?"), "a lot");
        browser.fill("What is the grant or contract worth?", "£99,999");
        browser.press("Save and go to the list").await;
        browser.see("Saved");
        let kept = store::get_for_employers(app.ctx.read(), &[lead], id).await.unwrap().0;
        assert_eq!(kept.about.grant_pence, Some(9_999_900));
    }

    async fn what_an_organisation_is_decides_what_it_is_asked(app: TestApp) {
        let (organisation, mut browser) = applying_to(&app, "gbc-like").await;
        let versions = scheme::store::list_current_versions(app.ctx.read(), app.ctx.today()).await.unwrap();
        let tier = versions[0].content.tiers[0].name.to_string();
        let name = versions[0].content.scheme.name.to_string();
        let (path, _) = start(&mut browser, &format!("{name}: {tier}")).await;
        browser.see("Say what your organisation is");
        browser.visit(&format!("{path}/print")).await;
        browser.see(TAX);
        browser.visit(&format!("/home/organisations/{organisation}/details")).await;
        browser.fill("What is your organisation?", "A charity or voluntary body");
        browser.press("Save and continue").await;
        browser.visit(&path).await;
        browser.not_see("Say what your organisation is");
        browser.visit(&format!("{path}/print")).await;
        browser.not_see(TAX);
    }
}
