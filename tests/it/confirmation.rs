//! Somebody outside confirms an answer: by a link that works once, without an account, and without
//! leaving more behind than what they are.

use chrono::TimeDelta;
use entity::confirmation_kinds::ConfirmationStatus;
use entity::kinds::MemberRole;
use fairmark::assessment::actions::confirmation::erase_due;
use fairmark::assessment::store;
use fairmark::scheme::rules::{Answer, Confirmer};
use sea_orm::EntityTrait;

use crate::helpers::{Browser, Journey, TestApp, World};

const UNA: &str = "una.union@branch.example";
const VIEWER: &str = "vera.viewer@quarrybank.example";
const WORDS: &str = "Seen on the March payroll.";
const STATE: &str = "PAY-3: Sick pay";

/// Asks somebody outside to confirm an answer; gives the page and the link they get.
async fn ask(app: &TestApp, journey: &Journey) -> (Browser, String) {
    let mut lena = app.session(&journey.lead).await;
    lena.visit(&format!("{}/confirmations", journey.employers_page()))
        .await;
    lena.fill("What should be confirmed?", STATE);
    lena.choose("A recognised trade union");
    lena.fill("Their email address", UNA);
    lena.press("Send the link").await;
    lena.see("The link is on its way.");
    let link = app.last_mail_to(UNA).await.link("/confirm/");
    (lena, link)
}

async fn status(app: &TestApp, journey: &Journey) -> ConfirmationStatus {
    let all = store::list_confirmations(app.ctx.read(), journey.assessment).await;
    all.unwrap().last().unwrap().status
}

/// Everything the database holds of confirmations and emails, as text.
async fn kept(app: &TestApp) -> String {
    let rows = entity::confirmation::Entity::find()
        .all(app.ctx.read())
        .await
        .unwrap();
    let mails = entity::outbox_email::Entity::find()
        .all(app.ctx.read())
        .await
        .unwrap();
    let events = entity::audit_event::Entity::find()
        .all(app.ctx.read())
        .await
        .unwrap();
    let people = entity::person::Entity::find()
        .all(app.ctx.read())
        .await
        .unwrap();
    format!("{rows:?} {mails:?} {events:?} {people:?}")
}

both! {
    async fn somebody_outside_confirms_once(app: TestApp) {
        let journey = Journey::drafted(&app).await;
        app.member(&journey.lead, journey.organisation, VIEWER, MemberRole::Viewer).await;
        let path = format!("{}/confirmations", journey.employers_page());
        let mut lena = app.session(&journey.lead).await;
        lena.visit(&path).await;
        lena.press("Send the link").await;
        assert_eq!(lena.status(), 422);
        lena.see_error("criterion", "Choose what should be confirmed");
        lena.see_error("by", "Choose what this person is to your organisation");
        lena.see_error("email", "Enter an email address");
        lena.fill("What should be confirmed?", STATE);
        lena.choose("A recognised trade union");
        lena.fill("Their email address", &journey.signatory);
        lena.press("Send the link").await;
        lena.see_error("email", "This person acts for your organisation. Ask somebody outside its management");
        lena.see("They will read this about PAY-3:");
        lena.fill("Their email address", UNA);
        lena.press("Send the link").await;
        lena.see("The link is on its way.");
        lena.fill("What should be confirmed?", STATE);
        lena.choose("A recognised trade union");
        lena.fill("Their email address", UNA);
        lena.press("Send the link").await;
        lena.see_error("email", "This person has a link for this question already. Send it again, or take it back first");
        let link = app.last_mail_to(UNA).await.link("/confirm/");
        // The page shows what is to be confirmed, and nothing else of the case.
        let mut una = app.browser();
        una.visit(&link).await;
        una.see("Quarry Bank Care Ltd was asked: Which of these best describes your sick pay?");
        una.see("Its answer is:");
        for secret in [Journey::ANSWER, "Member", "Lena", "Exampleshire", "PAY-1"] {
            una.not_see(secret);
        }
        una.press("Send your answer").await;
        assert_eq!(una.status(), 422);
        una.see_error("answer", "Choose one of the answers");
        una.choose("I confirm it");
        una.fill("In what capacity do you answer? (optional)", "Branch secretary");
        una.fill("Anything to add? (optional)", WORDS);
        let mut again = una.clone();
        una.press("Send your answer").await;
        assert_eq!(una.heading(), "Thank you");
        // A second time it is no use.
        again.press("Send your answer").await;
        assert_eq!(again.status(), 409);
        again.see("This link was used already. The answer that was given stands.");
        again.visit(&link).await;
        assert_eq!(again.status(), 409);
        again.not_see("sick pay");
        // A guessed one is not there.
        for guess in ["x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            let mut stranger = app.browser();
            stranger.visit(&format!("/confirm/{guess}")).await;
            assert_eq!(stranger.status(), 404, "{guess}");
        }
        // The employer learns that it is confirmed, and nothing of the words; a viewer reads, and asks nobody.
        let told = app.last_mail_to(&journey.lead).await;
        assert!(told.text.contains("It is confirmed.") && !told.text.contains(WORDS), "{}", told.text);
        for reader in [&journey.lead, &VIEWER.to_owned()] {
            let mut reader = app.session(reader).await;
            reader.visit(&path).await;
            reader.see("Confirmed on 24 November 2026");
            for secret in [WORDS, "Branch secretary"] {
                reader.not_see(secret);
            }
        }
        let mut vera = app.session(VIEWER).await;
        vera.visit(&path).await;
        vera.not_see("Send the link");
        // Assessor and officer read the words, on the criterion.
        journey.submit(&app).await;
        let review = journey.open(&app).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("/home/reviews/{review}?criterion=PAY-3")).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&journey.officers_page()).await;
        for reader in [&asha, &olga] {
            reader.see("Confirmed on 24 November 2026");
            reader.see("A recognised trade union (Branch secretary)");
            reader.see(WORDS);
            reader.not_see(UNA);
        }
        asha.visit(&format!("/home/reviews/{review}?criterion=PAY-1")).await;
        asha.not_see(WORDS);
    }

    async fn the_address_is_erased_and_no_trace_of_it_is_left(app: TestApp) {
        let journey = Journey::drafted(&app).await;
        let (_, link) = ask(&app, &journey).await;
        assert!(kept(&app).await.contains(UNA));
        let secret = link.rsplit('/').next().unwrap().to_owned();
        let mut una = app.browser();
        una.visit(&link).await;
        una.choose("I cannot confirm it");
        una.fill("Anything to add? (optional)", WORDS);
        una.press("Send your answer").await;
        let told = app.last_mail_to(&journey.lead).await;
        assert!(told.text.contains("It is not confirmed."), "{}", told.text);
        let mut lena = app.session(&journey.lead).await;
        lena.visit(&format!("{}/confirmations", journey.employers_page())).await;
        lena.see("Answered on 24 November 2026, not confirmed");
        app.advance(TimeDelta::days(29));
        assert_eq!(erase_due(&app.ctx).await.unwrap(), 0);
        app.advance(TimeDelta::days(2));
        fairmark::worker::begin_day(&app.ctx).await.unwrap();
        app.drain_worker().await;
        let left = kept(&app).await;
        assert!(!left.contains(UNA), "the address is left");
        assert!(!left.contains(&secret), "the secret is left");
        // What was said stays, and so does that it was.
        assert!(left.contains(WORDS));
        assert_eq!(status(&app, &journey).await, ConfirmationStatus::NotConfirmed);
        let mut una = app.browser();
        una.visit(&link).await;
        assert_eq!(una.status(), 404);
        assert_eq!(erase_due(&app.ctx).await.unwrap(), 0);
    }

    async fn a_link_ends_is_taken_back_and_is_replaced(app: TestApp) {
        let journey = Journey::drafted(&app).await;
        let (mut lena, first) = ask(&app, &journey).await;
        let press = |browser: &Browser, starts: &str| {
            let buttons = browser.buttons();
            let found = buttons.iter().find(|words| words.starts_with(starts));
            (*found.unwrap()).to_owned()
        };
        // Of two emails of one instant, nobody knows which is the later.
        app.advance(TimeDelta::minutes(1));
        let button = press(&lena, "Send another link");
        lena.press(&button).await;
        lena.see("Another link is on its way. The one before works no more");
        let second = app.last_mail_to(UNA).await.link("/confirm/");
        assert_ne!(first, second);
        let mut una = app.browser();
        una.visit(&first).await;
        assert_eq!(una.status(), 404);
        una.visit(&second).await;
        assert_eq!(una.status(), 200);
        una.choose("I confirm it");
        let button = press(&lena, "Take the link back");
        lena.press(&button).await;
        lena.see("The link is taken back. It works no more");
        una.press("Send your answer").await;
        assert_eq!(una.status(), 409);
        una.see("Whoever sent this link has taken it back. You need do nothing.");
        assert_eq!(status(&app, &journey).await, ConfirmationStatus::Revoked);
        // Another is over after its time.
        app.advance(TimeDelta::minutes(1));
        let (_, third) = ask(&app, &journey).await;
        let mut una = app.browser();
        una.visit(&third).await;
        una.choose("I confirm it");
        app.advance(TimeDelta::days(30));
        let mut late = app.browser();
        late.visit(&third).await;
        assert_eq!(late.status(), 409);
        late.see("This link stopped working on 24 December 2026. Ask whoever sent it for another.");
        late.not_see("sick pay");
        assert_eq!(status(&app, &journey).await, ConfirmationStatus::Asked);
        // Nobody of another organisation reaches it.
        app.organisation("Elsewhere Ltd", "sam@elsewhere.example").await;
        let mut sam = app.session("sam@elsewhere.example").await;
        sam.visit("/home/account").await;
        let path = format!("{}/confirmations", journey.employers_page());
        assert_eq!(sam.download(&path).await.status, 404);
        let one = store::list_confirmations(app.ctx.read(), journey.assessment).await.unwrap()[1].id;
        for step in ["resend", "revoke"] {
            assert_eq!(sam.post(&format!("{path}/{one}/{step}"), &[], false).await.status, 404);
        }
    }

    async fn an_answer_that_is_a_confirmation_is_given_by_it_alone(app: TestApp) {
        let (organisation, mut lena) = crate::about_application::applying_to(&app, "fwf-like").await;
        let lead = crate::about_application::LEAD;
        let versions = fairmark::scheme::store::list_current_versions(app.ctx.read(), app.ctx.today()).await.unwrap();
        let employer = app.caller(lead).await.employer(organisation).unwrap();
        let tier = versions[0].content.tiers[0].code.to_string();
        let started = fairmark::assessment::actions::start::start(&app.ctx, &employer, versions[0].scheme_id, &tier).await.unwrap();
        let path = format!("/home/assessments/{}", started.id);
        let pillar = versions[0].content.criteria().find(|(_, one)| one.code.as_str() == "VOICE-3").unwrap().0.code.to_string();
        lena.visit(&format!("{path}/pillars/{pillar}")).await;
        lena.not_see("Name of the person or body who confirms this");
        // Typing it changes nothing.
        let forged = [("VOICE-3_version", "0"), ("VOICE-3_value", "union"), ("VOICE-3_name", "Us"), ("then", "stay")];
        lena.post(&format!("{path}/pillars/{pillar}"), &forged, true).await;
        let given = store::load_given(app.ctx.read(), started.id).await.unwrap();
        assert!(given.answers.values().all(|saved| saved.value.is_none()), "{given:?}");
        lena.follow("Ask somebody to confirm this").await;
        lena.choose("An elected workers’ representative");
        lena.fill("Their email address", UNA);
        lena.press("Send the link").await;
        lena.see("The link is on its way.");
        let mut una = app.browser();
        una.visit(&app.last_mail_to(UNA).await.link("/confirm/")).await;
        una.see("Harbour Street Bakery Ltd asks you to confirm this:");
        una.choose("I confirm it");
        una.press("Send your answer").await;
        let given = store::load_given(app.ctx.read(), started.id).await.unwrap();
        let code = fairmark::scheme::rules::CriterionCode::parse("VOICE-3").unwrap();
        let Some(Answer::Confirmation { by, name }) = &given.answers[&code].value else {
            panic!("no answer");
        };
        assert_eq!((*by, name.as_str()), (Confirmer::WorkerRepresentative, "confirmed on 24 November 2026"));
        assert!(given.answers().iter().any(|(of, response)| *of == code && response.received));
        // Saving the page afterwards keeps it.
        lena.visit(&format!("{path}/pillars/{pillar}")).await;
        lena.see("An elected workers’ representative: confirmed on 24 November 2026");
        lena.press("Save and stay here").await;
        let kept = store::load_given(app.ctx.read(), started.id).await.unwrap();
        assert_eq!(kept.answers[&code].value, given.answers[&code].value);
    }
}
