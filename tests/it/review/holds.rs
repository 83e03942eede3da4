//! A case on hold: paused with a reason, its clock standing still, and lifted; and more time for a reply.

use chrono::TimeDelta;
use fairmark::review::actions::hold::{hold, remind};
use fairmark::review::actions::staff::Staff;
use fairmark::review::rules::HoldText;

use super::{mail_about, mails};
use crate::helpers::{Browser, Journey, TestApp, World};

const REASON: &str = "We wait for the end of a tribunal about your pay.";
const NOTE: &str = "Ask the legal team first.";

/// Puts the case on hold from its page.
async fn pause(app: &TestApp, who: &str, page: &str, review_by: &str) -> Browser {
    let mut browser = app.session(who).await;
    browser.visit(page).await;
    browser.follow("Hold, flags and tags").await;
    browser.fill("Why?", REASON);
    browser.fill("Note for colleagues (optional)", NOTE);
    if !review_by.is_empty() {
        browser.fill_date("Look at it again by (optional)", review_by);
    }
    browser.press("Put it on hold").await;
    browser
}

both! {
    async fn a_hold_has_a_reason_that_the_employer_reads(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("{}/marks", journey.officers_page())).await;
        olga.press("Put it on hold").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("reason", "Say why the case is on hold; the employer reads it");
        olga.fill("Why?", REASON);
        olga.fill_date("Look at it again by (optional)", "2026-02-30");
        olga.press("Put it on hold").await;
        olga.see_error("review", "Enter a day that exists, like 31 3 2027");
        assert_eq!(olga.value("Why?"), REASON);
        olga.fill_date("Look at it again by (optional)", "2026-11-24");
        olga.press("Put it on hold").await;
        olga.see_error("review", "The day to look at it again must be after today");
        olga.fill("Note for colleagues (optional)", NOTE);
        olga.fill_date("Look at it again by (optional)", "2026-12-01");
        let mut second = olga.clone();
        olga.press("Put it on hold").await;
        olga.see("The case is on hold, and the employer has an email");
        olga.see("On hold since 24 November 2026, by Olga Officer");
        olga.see(NOTE);
        second.press("Put it on hold").await;
        assert_eq!(second.status(), 409);
        second.see("This case is on hold already.");
        for email in [&journey.lead, &journey.signatory] {
            assert_eq!(mails(&app, email, "your application is paused").await, 1, "{email}");
        }
        let told = mail_about(&app, &journey.lead, "is paused").await;
        assert!(told.text.contains(REASON) && !told.text.contains(NOTE), "{}", told.text);
        let mut lena = app.session(&journey.lead).await;
        lena.visit("/home").await;
        lena.see("is paused by the authority since 24 November 2026");
        lena.see(REASON);
        lena.visit(&told.link("/home/assessments/")).await;
        lena.see("Paused by the authority since 24 November 2026.");
        lena.see(REASON);
        for secret in [NOTE, "Olga"] {
            lena.not_see(secret);
        }
        // When the day to look again has gone by, the officers hear of it once.
        assert_eq!(remind(&app.ctx).await.unwrap(), 0);
        app.advance(TimeDelta::days(8));
        for _ in 0..2 {
            fairmark::worker::begin_day(&app.ctx).await.unwrap();
            app.drain_worker().await;
            assert_eq!(remind(&app.ctx).await.unwrap(), 1);
        }
        for officer in [World::OFFICER, World::SECOND_OFFICER] {
            assert_eq!(mails(&app, officer, "look at a case on hold").await, 1, "{officer}");
        }
        assert_eq!(mails(&app, World::NEIGHBOUR, "on hold").await, 0);
        let mut otto = app.session(World::SECOND_OFFICER).await;
        let told = mail_about(&app, World::SECOND_OFFICER, "look at a case on hold").await;
        otto.visit(&told.link("/home/cases/")).await;
        let mut second = otto.clone();
        otto.press("Lift the hold").await;
        otto.see("The hold is lifted, and the employer has an email");
        otto.see("lifted on");
        second.press("Lift the hold").await;
        assert_eq!(second.status(), 409);
        assert_eq!(mails(&app, &journey.lead, "your application goes on").await, 1);
        lena = app.session(&journey.lead).await;
        lena.visit("/home").await;
        lena.not_see("is paused");
        assert_eq!(remind(&app.ctx).await.unwrap(), 0);
    }

    async fn a_case_on_hold_is_neither_recommended_nor_decided(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        journey.judge(&app, review, &[]).await;
        let page = format!("/home/reviews/{review}");
        let mut asha = pause(&app, World::ASSESSOR, &page, "").await;
        asha.see("The case is on hold");
        let mut recommending = app.session(World::ASSESSOR).await;
        recommending.visit(&format!("{page}/recommendation")).await;
        recommending.choose("Award Member");
        recommending.fill("Why?", "All met.");
        recommending.press("Send to the officers").await;
        assert_eq!(recommending.status(), 409);
        recommending.see("This case is on hold since 24 November 2026. Lift the hold first, then go on.");
        asha.press("Lift the hold").await;
        recommending.press("Send to the officers").await;
        assert_eq!(recommending.status(), 200);
        // The same for the officer who decides.
        let officer = app.caller(World::OFFICER).await.officer(journey.world.authority).unwrap();
        let text = HoldText { reason: REASON.to_owned(), ..HoldText::default() };
        hold(&app.ctx, Staff::Officer(&officer, journey.assessment), &text).await.unwrap();
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&format!("{}/decision", journey.officers_page())).await;
        otto.choose_in("What do you decide?", "Award");
        otto.press("Check what will happen").await;
        if otto.status() == 200 {
            otto.press("Award Member").await;
        }
        assert_eq!(otto.status(), 409);
        otto.see("This case is on hold since 24 November 2026.");
    }

    async fn the_clock_stands_still_on_hold_and_while_the_employer_is_asked(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        let page = format!("/home/reviews/{review}");
        pause(&app, World::ASSESSOR, &page, "").await;
        // Eight days are six working days; the day moves on with every one of them.
        app.advance(TimeDelta::days(8));
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit("/home/reviews").await;
        asha.see("due in 20 working days; the clock stands still");
        asha.visit(&page).await;
        asha.see("due in 20 working days");
        asha.visit("/home").await;
        asha.see("due in 20 working days");
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/cases").await;
        olga.see("due in 20 working days; the clock stands still");
        olga.visit(&journey.officers_page()).await;
        olga.see("due in 20 working days (4 January 2027)");
        olga.follow("Hold, flags and tags").await;
        olga.see("stands still now; 6 working days in all so far");
        // A question asked meanwhile keeps it still when the hold is lifted.
        asha.visit(&format!("{page}?criterion=VOICE-4")).await;
        asha.fill("Your question", "Which rota?");
        asha.press("Ask the employer").await;
        olga.press("Lift the hold").await;
        app.advance(TimeDelta::days(1));
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("{page}?criterion=VOICE-4")).await;
        asha.see("due in 20 working days");
        asha.press("Take the question back").await;
        app.advance(TimeDelta::days(1));
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit("/home/reviews").await;
        asha.see("due in 19 working days");
        asha.not_see("stands still");
        // Nothing is late that would have been without the pause, in any list.
        app.advance(TimeDelta::days(24));
        for (who, path) in [(World::OFFICER, "/home/cases"), (World::OFFICER, "/home"), (World::OFFICER, "/home/assessors")] {
            let mut reader = app.session(who).await;
            reader.visit(path).await;
            reader.not_see("1 over time");
        }
        app.advance(TimeDelta::days(10));
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/cases").await;
        olga.see("1 over time");
        olga.follow("Over time").await;
        olga.see(Journey::EMPLOYER);
        // What is late when it is put on hold stays late.
        pause(&app, World::OFFICER, &journey.officers_page(), "").await;
        app.advance(TimeDelta::days(30));
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/cases?show=over-time").await;
        olga.see("1 over time");
        olga.see(Journey::EMPLOYER);
    }

    async fn an_employer_gets_more_time_for_a_reply_with_a_reason(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("/home/reviews/{review}?criterion=VOICE-4")).await;
        asha.fill("Your question", "Which rota?");
        asha.press("Ask the employer").await;
        asha.follow("Give more time to answer").await;
        asha.press("Give more time").await;
        asha.see_error("due", "Enter the new day");
        asha.fill("Why?", "Your payroll office is closed.");
        for (day, wrong) in [("2026-12-08", "The new day must be after 8 December 2026"), ("2027-11-25", "The new day must be within a year")] {
            asha.fill_date("New day for the reply", day);
            asha.press("Give more time").await;
            assert_eq!(asha.status(), 422);
            asha.see_error("due", wrong);
        }
        asha.fill_date("New day for the reply", "2026-12-15");
        let mut second = asha.clone();
        asha.press("Give more time").await;
        asha.see("The employer has until 15 December 2026 to answer, and has an email");
        second.press("Give more time").await;
        assert_eq!(second.status(), 422);
        assert_eq!(mails(&app, &journey.lead, "more time to answer, until 15 December 2026").await, 1);
        let told = mail_about(&app, &journey.lead, "more time").await;
        assert!(told.text.contains("Your payroll office is closed."), "{}", told.text);
        let mut lena = app.session(&journey.lead).await;
        lena.visit(&told.link("/home/clarifications/")).await;
        lena.see("Answer by 15 December 2026");
        // An officer may, too, and sees what was given before.
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&journey.officers_page()).await;
        olga.follow("Give more time to answer").await;
        olga.see("From 8 December 2026 to 15 December 2026: Your payroll office is closed.");
        olga.fill("Why?", "Snow.");
        olga.fill_date("New day for the reply", "2026-12-22");
        olga.press("Give more time").await;
        assert_eq!(mails(&app, &journey.lead, "more time to answer, until 22 December 2026").await, 1);
    }
}
