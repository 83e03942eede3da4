//! Deciding now and telling later: every letter read before it is sent, nothing known outside until then.

use chrono::TimeDelta;
use entity::finding;
use entity::ids::DecisionId;
use entity::kinds::{Judgement, MemberRole};
use fairmark::accreditation::actions::announce::{Preview, preview};
use fairmark::accreditation::rules::{Decision, Stage};
use fairmark::assessment::actions::withdraw::withdraw;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{accreditations, check, decisions, mails};
use crate::helpers::{Browser, Journey, Mail, TestApp, World};

/// Decides a case through the page, for later.
async fn decide_later(otto: &mut Browser, journey: &Journey, outcome: &str, reason: &str) {
    otto.visit(&format!("{}/decision", journey.officers_page()))
        .await;
    otto.choose_in("What do you decide?", outcome);
    otto.choose_in("When is it announced?", "Later");
    otto.fill("Reason", reason);
    otto.press("Check what will happen").await;
    otto.see("Nobody is told now.");
    let button = if outcome == "Award" {
        "Decide: award Member, announce later"
    } else {
        "Decide: decline, announce later"
    };
    otto.press(button).await;
    otto.see("Nobody is told until the decision is announced");
}

/// Three employers of one world, recommended; two to be awarded, one declined.
async fn three(app: &TestApp) -> [Journey; 3] {
    let first = Journey::submitted(app).await;
    let second = Journey::drafted_in(app, &first.world, "Harbour Bakery Ltd", "harbour").await;
    let third = Journey::drafted_in(app, &first.world, "Mill Lane Cafe Ltd", "milllane").await;
    second.submit(app).await;
    third.submit(app).await;
    for journey in [&first, &second, &third] {
        journey.recommend(app).await;
    }
    [first, second, third]
}

async fn waiting(app: &TestApp, journey: &Journey) -> Decision {
    let mut taken = decisions(app, journey).await;
    taken.retain(Decision::is_waiting);
    taken.pop().unwrap()
}

async fn look(app: &TestApp, journey: &Journey, id: DecisionId) -> Preview {
    let officer = app.caller(World::OFFICER).await;
    let officer = officer.officer(journey.world.authority).unwrap();
    preview(&app.ctx, &officer, id).await.unwrap()
}

/// The letters about decisions that somebody got.
async fn letters(app: &TestApp, to: &str) -> Vec<Mail> {
    let mut all = app.mail_to(to).await;
    all.retain(|mail| mail.kind.starts_with("decision_"));
    all
}

/// Nobody outside can tell that anything was decided.
async fn is_silent(app: &TestApp, journey: &Journey, name: &str) {
    assert!(accreditations(app, journey).await.is_empty());
    for email in [&journey.lead, &journey.signatory] {
        assert!(letters(app, email).await.is_empty());
    }
    for path in [
        "/register",
        "/register.csv",
        "/register.json",
        "/register.atom",
    ] {
        let answer = app.browser().download(path).await;
        assert!(!answer.text().contains(name), "{path}");
    }
    let mut lead = app.session(&journey.lead).await;
    lead.visit(&format!("{}/decision", journey.employers_page()))
        .await;
    assert_eq!(lead.status(), 404);
    lead.visit("/home").await;
    lead.see("is being reviewed");
}

both! {
    async fn three_decisions_are_read_to_the_letter_and_announced_at_once(app: TestApp) {
        let cases = three(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        decide_later(&mut otto, &cases[0], "Award", "").await;
        decide_later(&mut otto, &cases[1], "Award", "").await;
        decide_later(&mut otto, &cases[2], "Decline", "The rota is not published.").await;
        app.drain_worker().await;
        is_silent(&app, &cases[0], "Quarry Bank").await;
        is_silent(&app, &cases[2], "Mill Lane").await;

        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home").await;
        olga.see("3 to announce");
        olga.see("0 awaiting decision");
        olga.visit("/home/cases?show=to-announce").await;
        olga.see("Officer: announce the decision");
        olga.follow("Quarry Bank Care Ltd").await;
        olga.see("nobody outside knows of it yet");
        olga.follow("Read the letters and announce it").await;
        assert_eq!(olga.status(), 200);
        olga.visit("/home/announcements").await;
        olga.see("Quarry Bank Care Ltd: Award Member");
        olga.see("Nothing has changed since the decision");
        olga.press("Read the letters of those ticked").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("decision", "Tick the decisions to announce");
        olga.press("Read the letters of all").await;
        for sentence in [
            "3 decisions: 2 awards and 1 without an award.",
            "6 letters will be sent.",
            "2 new entries on the public register.",
            "Quarry Bank Care Ltd, Member, valid from 24 November 2026 to 23 November 2028",
            "Mill Lane Cafe Ltd is awarded nothing.",
        ] {
            olga.see(sentence);
        }
        let mut shown = Vec::new();
        for journey in &cases {
            let id = waiting(&app, journey).await.id;
            shown.extend(look(&app, journey, id).await.letters);
        }
        for letter in &shown {
            olga.see(&letter.to.email);
            olga.see(&letter.subject);
            for line in letter.body_text.lines().filter(|line| !line.trim().is_empty()) {
                olga.see(line.trim());
            }
        }
        // Looking told nobody.
        is_silent(&app, &cases[1], "Harbour").await;
        olga.press("Announce 3 decisions").await;
        olga.see("3 decisions are announced. The letters are on their way");
        olga.see("No decision waits.");

        // What was sent is what was shown, to the letter.
        assert_eq!(shown.len(), 6);
        for letter in &shown {
            let sent = letters(&app, &letter.to.email).await;
            assert_eq!(sent.len(), 1, "{}", letter.to.email);
            assert_eq!(sent[0].subject, letter.subject);
            assert_eq!(sent[0].text, letter.body_text);
            assert_eq!(sent[0].html, letter.body_html);
        }
        let held = accreditations(&app, &cases[0]).await;
        let mut anybody = app.browser();
        anybody.visit(&format!("/register/{}", held[0].entry)).await;
        anybody.see("Quarry Bank Care Ltd");
        app.drain_worker().await;
        assert_eq!(mails(&app, &cases[0].lead, "certificate_ready").await.len(), 1);
        let mut lead = app.session(&cases[2].lead).await;
        lead.visit(&letters(&app, &cases[2].lead).await[0].link("/home/decisions/")).await;
        lead.see("The rota is not published.");
        // Once more from the same page: nothing twice.
        olga.visit("/home/announcements").await;
        olga.see("No decision waits.");
    }

    async fn what_changed_since_is_told_and_must_be_ticked(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        decide_later(&mut otto, &journey, "Award", "").await;
        let id = waiting(&app, &journey).await.id;
        otto.see("Nothing has changed since the decision.");
        finding::Entity::update_many()
            .set(finding::ActiveModel {
                judgement: Set(Judgement::NotMet),
                reason: Set("The page is gone.".to_owned()),
                ..Default::default()
            })
            .filter(finding::Column::ReviewId.eq(review))
            .filter(finding::Column::Criterion.eq("PAY-1"))
            .exec(app.ctx.db.write())
            .await
            .unwrap();
        otto.visit(&format!("/home/announcements/{id}")).await;
        otto.see("Changed since the decision");
        otto.see("The page is gone.");
        otto.see("Not met");
        otto.not_see("Nothing has changed");
        otto.press("Read the letters and announce").await;
        otto.see("The judgement on");
        otto.press("Announce 1 decision").await;
        assert_eq!(otto.status(), 409);
        otto.see("What the decision was made on has changed.");
        assert!(accreditations(&app, &journey).await.is_empty());
        otto.visit(&format!("/home/announcements/{id}")).await;
        otto.press("Read the letters and announce").await;
        otto.choose("I have read what changed, and announce this decision all the same");
        otto.press("Announce 1 decision").await;
        otto.see("1 decision is announced.");
        assert_eq!(accreditations(&app, &journey).await.len(), 1);
    }

    async fn an_undone_decision_awaits_a_decision_again(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        decide_later(&mut otto, &journey, "Decline", "The wrong employer.").await;
        // Decided once is decided.
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("{}/decision", journey.officers_page())).await;
        olga.see("waits to be announced");
        olga.follow("Announce or undo the decision").await;
        olga.see("The wrong employer.");
        olga.press("Undo the decision").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("reason", "Say why the decision is undone; colleagues read it");
        olga.fill("Why is it undone?", "It was meant for another case.");
        let mut late = olga.clone();
        olga.press("Undo the decision").await;
        olga.see("The decision is undone. The case awaits a decision again");
        olga.see("It was meant for another case.");
        late.press("Undo the decision").await;
        assert_eq!(late.status(), 404);
        is_silent(&app, &journey, "Quarry Bank").await;

        // Anew, with a first day, and told now.
        otto.visit(&format!("{}/decision", journey.officers_page())).await;
        otto.choose_in("What do you decide?", "Award");
        otto.fill_date("First day of the term (optional)", "2026-11-01");
        otto.press("Check what will happen").await;
        otto.see_error("start", "The first day of the term must be today or later");
        otto.fill_date("First day of the term (optional)", "2026-12-01");
        otto.press("Check what will happen").await;
        otto.see("is accredited as Member from 1 December 2026 to 30 November 2028.");
        otto.press("Award Member").await;
        otto.see("Member is awarded.");
        let held = accreditations(&app, &journey).await;
        assert_eq!(held[0].term.since.to_string(), "2026-12-01");
        let taken = decisions(&app, &journey).await;
        assert_eq!(taken.len(), 2);
        assert!(taken.iter().any(|one| matches!(one.stage, Stage::Undone { .. })));
        assert!(taken.iter().any(|one| matches!(one.stage, Stage::Announced { .. })));
        assert_eq!(letters(&app, &journey.lead).await.len(), 1);
    }

    async fn letters_that_are_no_longer_the_same_are_looked_at_again(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        decide_later(&mut otto, &journey, "Award", "").await;
        otto.press("Read the letters and announce").await;
        let colleague = "vera.viewer@quarrybank.example";
        app.member(&journey.lead, journey.organisation, colleague, MemberRole::Viewer).await;
        otto.press("Announce 1 decision").await;
        assert_eq!(otto.status(), 409);
        otto.see("The letters are not the ones you looked at.");
        assert!(letters(&app, &journey.lead).await.is_empty());
        // The term of an award begins on the day it is announced.
        app.advance(TimeDelta::days(1));
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit("/home/announcements").await;
        otto.press("Read the letters of all").await;
        otto.see("3 letters will be sent.");
        otto.see("from 25 November 2026 to 24 November 2028");
        otto.press("Announce 1 decision").await;
        otto.see("1 decision is announced.");
        assert_eq!(letters(&app, colleague).await.len(), 1);
        let held = accreditations(&app, &journey).await;
        assert_eq!(held[0].term.since.to_string(), "2026-11-25");
    }

    async fn what_cannot_be_announced_is_told_and_the_rest_is_announced(app: TestApp) {
        let cases = three(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        for journey in &cases[..2] {
            decide_later(&mut otto, journey, "Award", "").await;
        }
        otto.visit("/home/announcements").await;
        otto.press("Read the letters of all").await;
        let signatory = app.caller(&cases[1].signatory).await;
        let signatory = signatory.employer(cases[1].organisation).unwrap();
        let found = fairmark::assessment::store::get_in_authority(app.ctx.read(), cases[1].world.authority, cases[1].assessment).await.unwrap();
        withdraw(&app.ctx, &signatory, cases[1].assessment, found.version, "").await.unwrap();
        otto.press("Announce 2 decisions").await;
        assert_eq!(otto.status(), 409);
        otto.see("Harbour Bakery Ltd: The employer withdrew this application.");
        assert_eq!(accreditations(&app, &cases[0]).await.len(), 1);
        assert!(letters(&app, &cases[1].lead).await.is_empty());
    }

    async fn two_officers_announce_the_same_and_each_letter_goes_once(app: TestApp) {
        let cases = three(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        let mut olga = app.session(World::OFFICER).await;
        decide_later(&mut otto, &cases[0], "Award", "").await;
        decide_later(&mut otto, &cases[1], "Award", "").await;
        for one in [&mut olga, &mut otto] {
            one.visit("/home/announcements").await;
            one.press("Read the letters of all").await;
        }
        tokio::join!(olga.press("Announce 2 decisions"), otto.press("Announce 2 decisions"));
        for journey in &cases[..2] {
            assert_eq!(accreditations(&app, journey).await.len(), 1);
            for email in [&journey.lead, &journey.signatory] {
                assert_eq!(letters(&app, email).await.len(), 1, "{email}");
            }
        }
    }

    async fn who_may_not_decide_may_not_announce(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        check(&mut otto, &journey, "Award", "").await;
        decide_later(&mut otto, &journey, "Award", "").await;
        let id = waiting(&app, &journey).await.id;
        let role = entity::kinds::StaffRole::Officer;
        fairmark::identity::actions::sign_in::invite_staff(&app.ctx, journey.world.authority, World::ASSESSOR, "Asha", role, 60).await.unwrap();
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("/home/announcements/{id}")).await;
        asha.press("Read the letters and announce").await;
        asha.see("You assessed this case, or part of it.");
        let mut nora = app.session(World::NEIGHBOUR).await;
        nora.visit(&format!("/home/announcements/{id}")).await;
        assert_eq!(nora.status(), 404);
    }
}
