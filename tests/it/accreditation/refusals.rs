//! Who may not decide, and deciding on what is no longer so.

use chrono::TimeDelta;
use entity::kinds::{MemberRole, StaffRole};
use fairmark::identity::actions::sign_in::invite_staff;
use fairmark::review::actions::allocate::replace;

use super::{accreditations, check, decisions};
use crate::helpers::{Journey, TestApp, World};

async fn make_officer(app: &TestApp, journey: &Journey, email: &str) {
    let authority = journey.world.authority;
    invite_staff(&app.ctx, authority, email, "", StaffRole::Officer, 60)
        .await
        .unwrap();
}

both! {
    async fn whoever_assessed_a_case_or_acts_for_the_employer_does_not_decide_it(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        // One who assessed it for a while, until the case was taken away again.
        let first = journey.allocate(&app, World::OTHER_ASSESSOR).await;
        let officer = app.caller(World::OFFICER).await.officer(journey.world.authority).unwrap();
        replace(&app.ctx, &officer, journey.assessment, None, 1, "On leave").await.unwrap();
        let second = journey.recommend(&app).await;
        assert_ne!(first, second);
        for email in [World::ASSESSOR, World::OTHER_ASSESSOR] {
            make_officer(&app, &journey, email).await;
            let mut both = app.session(email).await;
            let path = format!("{}/decision", journey.officers_page());
            both.visit(&path).await;
            assert_eq!(both.status(), 200);
            both.see("You assessed this case, or part of it. Ask another officer to decide it.");
            assert!(!both.buttons().contains(&"Check what will happen"));
            let seen = journey.seen(&app).await;
            let version = seen.review_version.to_string();
            for step in ["check", "decide"] {
                let fields = [("outcome", "award"), ("tier", "member"), ("version", version.as_str()), ("bundle", &seen.bundle_sha256), ("step", step)];
                let answer = both.post(&path, &fields, false).await;
                assert_eq!(answer.status, 409, "{email} {step}");
                assert!(answer.text().contains("You assessed this case, or part of it."), "{email} {step}");
            }
        }
        // One who acts for the employer finds no case at all.
        make_officer(&app, &journey, &journey.signatory).await;
        let mut otto = app.session(&journey.signatory).await;
        otto.visit("/home/account").await;
        let seen = journey.seen(&app).await;
        let version = seen.review_version.to_string();
        let fields = [("outcome", "award"), ("tier", "member"), ("version", version.as_str()), ("bundle", &seen.bundle_sha256), ("step", "decide")];
        let answer = otto.post(&format!("{}/decision", journey.officers_page()), &fields, false).await;
        assert_eq!(answer.status, 404);
        assert!(decisions(&app, &journey).await.is_empty());
        assert!(accreditations(&app, &journey).await.is_empty());
    }

    async fn an_assessor_who_joins_the_employer_leads_to_no_award(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        // Since the recommendation, the assessor began to act for the employer.
        app.member(&journey.lead, journey.organisation, World::ASSESSOR, MemberRole::Viewer).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        let path = format!("{}/decision", journey.officers_page());
        otto.visit(&path).await;
        let seen = journey.seen(&app).await;
        let version = seen.review_version.to_string();
        let fields = [("outcome", "award"), ("tier", "member"), ("reason", "All of it is met."), ("version", version.as_str()), ("bundle", &seen.bundle_sha256), ("step", "decide")];
        let answer = otto.post(&path, &fields, false).await;
        assert_eq!(answer.status, 409, "{}", answer.text());
        assert!(answer.text().contains("This case cannot be decided on this review: the assessor acts for this employer."), "{}", answer.text());
        assert!(decisions(&app, &journey).await.is_empty());
        assert!(accreditations(&app, &journey).await.is_empty());
    }

    async fn a_case_is_not_decided_before_its_time(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        let path = format!("{}/decision", journey.officers_page());
        let mut stages = vec!["Nobody has reviewed this case. Allocate it to an assessor first."];
        otto.visit(&path).await;
        otto.see(stages.remove(0));
        assert!(!otto.buttons().contains(&"Check what will happen"));
        let fields = [("outcome", "decline"), ("reason", "No"), ("version", "1"), ("bundle", ""), ("step", "decide")];
        assert_eq!(otto.post(&path, &fields, false).await.status, 409);
        journey.open(&app).await;
        otto.visit(&path).await;
        otto.see("The assessor has not recommended anything yet. The case can be decided after that.");
        assert_eq!(otto.post(&path, &fields, false).await.status, 409);
        // An employer that withdraws meanwhile is told of, and nothing is decided.
        let mut lead = app.session(&journey.lead).await;
        lead.visit(&format!("{}/withdraw", journey.employers_page())).await;
        lead.press("Withdraw").await;
        otto.visit(&path).await;
        otto.see("The employer withdrew this application. Nothing more is needed.");
        let answer = otto.post(&path, &fields, false).await;
        assert_eq!(answer.status, 409);
        assert!(answer.text().contains("The employer withdrew this application."));
        assert!(decisions(&app, &journey).await.is_empty());
    }

    async fn what_changed_since_it_was_read_is_read_again(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        check(&mut otto, &journey, "Award", "Reached in every part.").await;
        // Another submission than the one that was read.
        let mut forged = otto.clone();
        forged.tamper("bundle", &"0".repeat(64));
        forged.press("Award Member").await;
        assert_eq!(forged.status(), 409);
        forged.see("This was changed since you opened it.");
        assert_eq!(forged.value("Reason"), "Reached in every part.");
        // A recommendation that fell and was given anew.
        let mut olga = app.session(World::OFFICER).await;
        check(&mut olga, &journey, "Send back to the assessor", "Look again.").await;
        olga.press("Send back to the assessor").await;
        let mut asha = app.session(World::ASSESSOR).await;
        app.advance(TimeDelta::minutes(5));
        asha.visit(&format!("/home/reviews/{review}/recommendation")).await;
        asha.choose("Award Supporter");
        asha.fill("Why?", "Two rates of pay.");
        asha.press("Send to the officers").await;
        assert_eq!(asha.status(), 200);
        otto.press("Award Member").await;
        assert_eq!(otto.status(), 409);
        otto.see("This was changed since you opened it.");
        otto.see("Two rates of pay.");
        assert_eq!(otto.value("Reason"), "Reached in every part.");
        assert!(otto.is_chosen_in("What do you decide?", "Award"));
        assert_eq!(decisions(&app, &journey).await.len(), 1, "only the sending back");
        // Read again and meant, it stands.
        otto.press("Check what will happen").await;
        otto.see("The assessor recommends Supporter. You decide otherwise.");
        otto.press("Award Member").await;
        otto.see("Member is awarded.");
    }
}
