//! A worker says what is wrong, without an account, and what comes of it.
#![expect(clippy::too_many_lines, reason = "one story from beginning to end")]

use chrono::TimeDelta;
use entity::kinds::StaffRole;
use entity::matter_kinds::ConcernOutcome;
use entity::{audit_event, concern};
use fairmark::accreditation::actions::concern::Step::{
    Acknowledge, Close, Investigate, Pause, Resume,
};
use fairmark::accreditation::actions::matter::warn_of_clocks;
use fairmark::accreditation::rules::{Accreditation, Status};
use fairmark::accreditation::store;
use fairmark::identity::actions::sign_in::invite_staff;
use fairmark::review::actions::declare::{Declaration, declare};
use sea_orm::EntityTrait;

use super::{check_change, mails};
use crate::helpers::after::THIRD_OFFICER;
use crate::helpers::{Browser, Journey, TestApp, World};

const SAID: &str = "Handovers of the night shift are not paid.";
const ASKED: &str = "How do you pay for the time of handovers?";
const ANSWERED: &str = "Handovers are part of the paid shift.";
const TOLD: &str = "Some handovers were not paid. They are from now on.";
const APPEALED: &str = "We paid all of it on 1 December.";

async fn status(app: &TestApp, held: &Accreditation) -> Status {
    let found = store::get_in_authority(app.ctx.read(), [held.authority_id], held.id).await;
    found.unwrap().status_at(app.ctx.now())
}

/// Reference and code, as the page shows them.
fn kept(browser: &Browser) -> (String, String) {
    let words: Vec<&str> = browser.text().split_whitespace().collect();
    let like = |dashes: usize, long: usize| {
        let found = words.iter().find(|word| {
            let plain = word
                .chars()
                .all(|c| c == '-' || c.is_ascii_uppercase() || c.is_ascii_digit());
            plain && word.len() == long && word.matches('-').count() == dashes
        });
        (*found.unwrap_or_else(|| panic!("not shown: {}", browser.text()))).to_owned()
    };
    (like(1, 8), like(3, 19))
}

async fn act(olga: &mut Browser, what: &str, words: &str) {
    olga.choose(what);
    if !words.is_empty() {
        olga.fill("Words", words);
    }
    olga.press("Save").await;
    assert_eq!(olga.status(), 200, "{}", olga.text());
}

both! {
    async fn an_anonymous_concern_leads_to_a_suspension_that_an_appeal_lifts(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let held = journey.award(&app).await;
        app.third_officer(&journey.world).await;
        let mut anna = app.browser();
        anna.visit("/concerns/new?q=quarry").await;
        anna.see(Journey::EMPLOYER);
        anna.visit(&format!("/register/{}", held.entry)).await;
        anna.follow("raise a concern").await;
        anna.press("Send").await;
        assert_eq!(anna.status(), 422);
        anna.see_error("words", "Say what is wrong");
        anna.fill("What is wrong?", SAID);
        // An address without the wish to be told is not kept.
        anna.fill("Email address, if you want to be told", "anna@home.example");
        anna.press("Send").await;
        anna.see("We have your concern");
        let (reference, code) = kept(&anna);
        let rows = concern::Entity::find().all(app.ctx.read()).await.unwrap();
        assert_eq!(rows[0].contact_email, "");
        assert!(!format!("{rows:?}").contains(&code));
        assert_eq!(app.mail_to("anna@home.example").await.len(), 0);
        let events = audit_event::Entity::find().all(app.ctx.read()).await.unwrap();
        let raised: Vec<_> = events.iter().filter(|event| event.action == "concern.raise").collect();
        assert_eq!(raised.len(), 1);
        assert_eq!((raised[0].actor_id, raised[0].acting_for.as_str()), (None, "public"));
        assert!(!raised[0].detail.to_string().contains("night"));

        let told = mails(&app, World::OFFICER, "concern_raised").await;
        assert!(!told[0].text.contains(SAID), "{}", told[0].text);
        let page = told[0].link("/home/concerns/");
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home").await;
        olga.see(&format!("Concern {reference}"));
        olga.see("An officer acknowledges it");
        olga.visit(&page).await;
        olga.see(SAID);
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&page).await;
        act(&mut olga, "Acknowledge it", "").await;
        otto.choose("Acknowledge it");
        otto.press("Save").await;
        assert_eq!(otto.status(), 409);
        act(&mut olga, "Look into it", "").await;
        olga.choose("Put a question to the employer");
        olga.press("Save").await;
        olga.see_error("words", "Write the question");
        act(&mut olga, "Put a question to the employer", ASKED).await;

        let mut lena = app.session(&journey.lead).await;
        lena.visit("/home").await;
        lena.see("The charter team asks something about your accreditation.");
        lena.not_see(ASKED);
        let put = mails(&app, &journey.lead, "concern_put").await;
        let question = put[0].link("/home/held/");
        lena.visit(&question).await;
        lena.see(ASKED);
        lena.press("Send the answer").await;
        lena.see_error("words", "Write your answer");
        lena.fill("Your answer", ANSWERED);
        lena.press("Send the answer").await;
        lena.see("You answered");
        lena.press_again().await;
        assert_eq!(lena.status(), 409);
        assert_eq!(mails(&app, World::OFFICER, "concern_answered").await.len(), 1);

        // The acts that there are already; then the outcome.
        olga.visit(&page).await;
        olga.see(ANSWERED);
        olga.follow("Suspend it").await;
        let path = olga.path();
        check_change(&mut olga, &path, "Pay is being looked into", "").await;
        olga.press("Suspend").await;
        assert_eq!(status(&app, &held).await, Status::Suspended);
        olga.visit(&page).await;
        olga.choose("Close it");
        olga.fill("Words", TOLD);
        olga.press("Save").await;
        olga.see_error("outcome", "Choose an outcome");
        olga.choose("Partly upheld: some of it was right");
        olga.press("Save").await;
        olga.see("Saved");

        let mut later = app.browser();
        later.visit("/concerns").await;
        for (name, wrong) in [("Reference", "C-222222"), ("Code", "2222-2222-2222-2222")] {
            later.fill("Reference", &reference);
            later.fill("Code", &code);
            later.fill(name, wrong);
            later.press("See how it goes").await;
            assert_eq!(later.status(), 422);
            later.see_error("reference", "No concern has this reference and this code");
            assert!(!later.answer().text().contains(&code));
        }
        later.fill("Reference", &reference.to_lowercase());
        later.fill("Code", &code.to_lowercase().replace('-', " "));
        later.press("See how it goes").await;
        later.see("Partly upheld");
        later.see(TOLD);
        assert_eq!(later.path(), "/concerns");

        // The employer appeals; who had a part in it cannot take the appeal.
        app.advance(TimeDelta::days(1));
        let mut lena = app.session(&journey.lead).await;
        lena.visit(&format!("/home/held/{}", held.id)).await;
        lena.follow("Appeal, or see how your appeal goes").await;
        lena.choose("The facts are wrong");
        lena.fill("Why is the decision wrong?", APPEALED);
        lena.press("Send the appeal").await;
        lena.see("We have your appeal");
        let lodged = mails(&app, THIRD_OFFICER, "appeal_lodged").await;
        let appeal = lodged[0].link("/home/appeals/");
        assert_eq!(mails(&app, World::OFFICER, "appeal_lodged").await.len(), 0);
        let mut thea = app.session(THIRD_OFFICER).await;
        thea.visit(&appeal).await;
        act(&mut thea, "Take it", "").await;
        thea.choose("Uphold it");
        thea.choose("The suspension is lifted");
        thea.press("Save").await;
        thea.see_error("words", "Give the reasons");
        thea.fill("Reasons", "The payments were shown to me.");
        thea.press("Save").await;
        thea.see("Upheld");
        assert_eq!(status(&app, &held).await, Status::Active);
        let upheld = mails(&app, &journey.lead, "appeal_upheld").await;
        assert!(upheld[0].text.contains("The payments were shown to me."), "{}", upheld[0].text);
        assert_eq!(mails(&app, &journey.lead, "accreditation_reinstated").await.len(), 1);

        // The public sees the days and nothing of what was said.
        let mut public = app.browser();
        for path in [
            format!("/register/{}", held.entry),
            format!("/api/v1/register/entries/{}", held.entry),
            "/register.csv".to_owned(),
            "/register.json".to_owned(),
            "/register.atom".to_owned(),
            "/register".to_owned(),
        ] {
            public.visit(&path).await;
            let shown = public.answer().text();
            for secret in [SAID, ASKED, ANSWERED, TOLD, APPEALED, "were shown to me", reference.as_str()] {
                assert!(!shown.contains(secret), "{path} tells “{secret}”");
            }
        }
        public.visit(&format!("/register/{}", held.entry)).await;
        public.see("Suspended");
        public.see("Reinstated");
        // The employer reads what was put to it, and nothing else of the concern.
        for path in [
            "/home".to_owned(),
            format!("/home/held/{}", held.id),
            format!("/home/held/{}/concerns", held.id),
            question.clone(),
            format!("/home/held/{}/appeal", held.id),
        ] {
            lena.visit(&path).await;
            let shown = lena.answer().text();
            for secret in [SAID, TOLD, reference.as_str()] {
                assert!(!shown.contains(secret), "{path} tells “{secret}”");
            }
        }
        let mail = app.mail_to(&journey.lead).await;
        assert!(mail.iter().all(|mail| !mail.text.contains(SAID) && !mail.text.contains(TOLD)));
        lena.visit(&page).await;
        assert_eq!(lena.status(), 404);
    }

    async fn who_asks_to_be_told_is_told_at_every_step(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let held = journey.award(&app).await;
        let mut jo = app.browser();
        jo.visit(&format!("/register/{}/concern", held.entry)).await;
        jo.fill("What is wrong?", SAID);
        jo.choose("Tell me by email how it goes");
        jo.fill("Email address, if you want to be told", "jo");
        jo.press("Send").await;
        jo.see_error("email", "Enter an email address in the form");
        jo.fill("Email address, if you want to be told", "jo@home.example");
        jo.press("Send").await;
        let (_, code) = kept(&jo);
        let told = mails(&app, World::OFFICER, "concern_raised").await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&told[0].link("/home/concerns/")).await;
        olga.see("can be reached at jo@home.example");
        act(&mut olga, "Acknowledge it", "").await;
        olga.choose("It is for somebody else");
        olga.press("Save").await;
        olga.see_error("words", "Say who it is for, and how to reach them");
        act(&mut olga, "It is for somebody else", "Acas, 0300 123 1100").await;
        olga.see("For somebody else");
        let mail = app.mail_to("jo@home.example").await;
        let mut kinds: Vec<&str> = mail.iter().map(|mail| mail.kind.as_str()).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["concern_closed", "concern_progress", "concern_received"]);
        let closed = mails(&app, "jo@home.example", "concern_closed").await;
        assert!(closed[0].text.contains("Acas, 0300 123 1100"), "{}", closed[0].text);
        for mail in &mail {
            for secret in [SAID, &code, Journey::EMPLOYER] {
                assert!(!mail.text.contains(secret) && !mail.subject.contains(secret), "{}", mail.text);
            }
        }
    }

    async fn an_officer_with_a_conflict_neither_sees_nor_handles_it(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let world = &journey.world;
        // One declared a conflict in the case, one acted for the employer.
        let third = app.third_officer(world).await;
        let (to, role) = (THIRD_OFFICER, StaffRole::Assessor);
        invite_staff(&app.ctx, world.authority, to, "Thea", role, 60).await.unwrap();
        let review = journey.allocate(&app, THIRD_OFFICER).await;
        let caller = app.caller(THIRD_OFFICER).await;
        let assessor = caller.assessor(world.authority).unwrap();
        let conflict = Declaration::Conflict { statement: "My sister works there".to_owned() };
        declare(&app.ctx, &assessor, review, conflict).await.unwrap();
        let held = journey.award(&app).await;
        let member = entity::kinds::MemberRole::Viewer;
        app.member(&journey.lead, journey.organisation, World::SECOND_OFFICER, member).await;
        let (id, raised) = app.raise(&held, Some("jo@home.example")).await;
        let page = format!("/home/concerns/{id}");
        for person in [THIRD_OFFICER, World::SECOND_OFFICER] {
            let mut browser = app.session(person).await;
            browser.visit("/home/concerns").await;
            browser.not_see(&raised.reference);
            browser.visit("/home").await;
            browser.not_see(&raised.reference);
            // Nor do the emails tell who raised it, or whom it is about.
            browser.visit("/home/emails").await;
            browser.not_see("jo@home.example");
            browser.not_see(&format!("{}: {}", raised.reference, Journey::EMPLOYER));
            browser.visit(&page).await;
            assert_eq!(browser.status(), 404, "{person}");
            browser.visit("/home/account").await;
            let fields = &[("act", "acknowledge"), ("version", "1")][..];
            assert_eq!(browser.post(&page, fields, false).await.status, 404);
            assert_eq!(mails(&app, person, "concern_raised").await.len(), 0, "{person}");
        }
        let done = fairmark::accreditation::actions::concern::handle(&app.ctx, &third, id, 1, (Acknowledge, "")).await;
        assert!(matches!(done, Err(fairmark::platform::error::Error::NotFound)));
        assert_eq!(mails(&app, World::OFFICER, "concern_raised").await.len(), 1);
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/concerns").await;
        olga.see(&raised.reference);
    }

    async fn an_address_is_not_flooded_by_whoever_types_it(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let held = journey.award(&app).await;
        let mut anybody = app.browser();
        for time in 1..=6 {
            anybody.visit(&format!("/register/{}/concern", held.entry)).await;
            anybody.fill("What is wrong?", SAID);
            anybody.choose("Tell me by email how it goes");
            anybody.fill("Email address, if you want to be told", "victim@home.example");
            anybody.press("Send").await;
            assert_eq!(anybody.status(), if time < 6 { 200 } else { 429 }, "{time}");
        }
        // Nothing that was typed is lost.
        anybody.see("We have written to that address several times");
        assert_eq!(anybody.value("What is wrong?"), SAID);
        assert_eq!(mails(&app, "victim@home.example", "concern_received").await.len(), 5);
        app.advance(TimeDelta::minutes(61));
        anybody.press("Send").await;
        assert_eq!(anybody.status(), 200);
    }

    async fn a_paused_clock_warns_nobody_and_a_running_one_once(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let held = journey.award(&app).await;
        let officer = app.officer(&journey.world).await;
        let (id, raised) = app.raise(&held, None).await;
        app.steps(&officer, id, 1, &[Acknowledge, Investigate, Pause]).await;
        app.advance(TimeDelta::days(300));
        warn_of_clocks(&app.ctx).await.unwrap();
        assert_eq!(mails(&app, World::OFFICER, "matter_over_time").await.len(), 0);
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("/home/concerns/{id}")).await;
        olga.see("paused, 40 working days left");
        app.steps(&officer, id, 4, &[Resume]).await;
        let due = app.find_concern(&raised).await.due_on().unwrap();
        assert!(due > app.ctx.today() + chrono::Days::new(50), "{due}");
        app.advance(TimeDelta::days(100));
        for _ in 0..3 {
            warn_of_clocks(&app.ctx).await.unwrap();
        }
        assert_eq!(mails(&app, World::OFFICER, "matter_due_soon").await.len(), 0);
        assert_eq!(mails(&app, World::OFFICER, "matter_over_time").await.len(), 1);
        app.steps(&officer, id, 5, &[Close(ConcernOutcome::NotUpheld)]).await;
        app.advance(TimeDelta::days(100));
        assert_eq!(warn_of_clocks(&app.ctx).await.unwrap(), 0);
    }
}
