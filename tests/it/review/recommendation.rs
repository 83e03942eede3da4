//! The recommendation: only when everything is judged and nothing is asked, once, and then it stands.

use chrono::TimeDelta;

use super::{findings, judge, mails, screen};
use crate::helpers::{Journey, World};

both! {
    async fn a_recommendation_waits_until_everything_is_judged(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        journey.judge(&app, review, &["PAY-1", "VOICE-4"]).await;
        let path = format!("/home/reviews/{review}/recommendation");
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("/home/reviews/{review}")).await;
        asha.see("27 of 29 judged · recommendation opens when all are");
        asha.visit(&path).await;
        asha.see("You cannot recommend yet. First judge 2 more of 29.");
        asha.choose("Award Member");
        asha.fill("Why?", "All of it is met.");
        asha.press("Send to the officers").await;
        assert_eq!(asha.status(), 422);
        assert_eq!(asha.errors()[0].1, "You cannot recommend yet. First judge 2 more of 29.");
        assert_eq!(asha.value("Why?"), "All of it is met.");
        assert!(asha.is_chosen_in("What do you recommend?", "Award Member"));
        // A question that is open holds it up as well.
        asha.visit(&screen(review, "VOICE-4")).await;
        judge(&mut asha, "Met", "Seen.").await;
        asha.fill("Your question", "Which rota?");
        asha.press("Ask the employer").await;
        asha.visit(&screen(review, "PAY-1")).await;
        judge(&mut asha, "Not met", "Two rates of pay.").await;
        asha.see("29 of 29 judged · recommendation opens when all are");
        asha.visit(&path).await;
        asha.see("First wait for 1 clarification or take it back.");
        asha.visit(&screen(review, "VOICE-4")).await;
        asha.press("Take the question back").await;
        asha.follow("Recommend").await;
        asha.not_see("You cannot recommend yet");
        asha.see("Lowest hourly rate (Not met): Two rates of pay.");
        assert_eq!(mails(&app, World::OFFICER, "the review is complete").await, 0);
    }

    async fn a_recommendation_is_complete_and_given_once(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        journey.judge(&app, review, &[]).await;
        let mut asha = app.session(World::ASSESSOR).await;
        let path = format!("/home/reviews/{review}/recommendation");
        asha.visit(&path).await;
        assert!(!asha.answer().text().contains("award-advocate"), "nothing above what was applied for is offered");
        asha.fill("Why?", "All of it is met.");
        asha.press("Send to the officers").await;
        assert_eq!(asha.status(), 422);
        asha.see_error("advice", "Choose what you recommend");
        assert_eq!(asha.value("Why?"), "All of it is met.");
        let long = "w".repeat(4_001);
        asha.choose("Award Member");
        asha.fill("Why?", &long);
        asha.press("Send to the officers").await;
        assert_eq!(asha.status(), 422);
        asha.see_error("reason", "The reason must be 4000 characters or fewer");
        assert_eq!(asha.value("Why?"), long);
        asha.fill("Why?", "");
        asha.press("Send to the officers").await;
        asha.see_error("reason", "Give the reason for your recommendation; the officer decides by it");
        asha.fill("Why?", "All of it is met.");
        let mut forged = asha.clone();
        forged.tamper("advice", "award-advocate");
        forged.press("Send to the officers").await;
        assert_eq!(forged.status(), 422);
        forged.see_error("advice", "The employer applied for Member. Choose that tier or a lower one");
        forged.tamper("advice", "award-platinum");
        forged.press("Send to the officers").await;
        assert_eq!(forged.status(), 422);
        let mut second = asha.clone();
        asha.press("Send to the officers").await;
        asha.see("Your recommendation is with the officers.");
        asha.see("You recommended on 24 November 2026: award Member. The case is with the officers.");
        assert!(!asha.buttons().contains(&"Save"));
        // Sent twice, it is given once; and from another window with other words it is refused.
        asha.press_again().await;
        assert_eq!(asha.status(), 409);
        second.choose("Decline");
        second.fill("Why?", "On second thoughts");
        second.press("Send to the officers").await;
        assert_eq!(second.status(), 409);
        assert_eq!(second.value("Why?"), "On second thoughts");
        for officer in [World::OFFICER, World::SECOND_OFFICER] {
            assert_eq!(mails(&app, officer, "the review is complete").await, 1, "{officer}");
        }
        // Nothing is judged or asked any more.
        let before = findings(&app, review).await;
        let finding = [("judgement", "not_met"), ("reason", "Changed my mind"), ("version", "1")];
        let question = [("criterion", "VOICE-4"), ("question", "One more thing")];
        for (act, fields) in [("findings/VOICE-4", &finding[..]), ("clarifications", &question[..])] {
            let answer = second.post(&format!("/home/reviews/{review}/{act}"), fields, false).await;
            assert_eq!(answer.status, 409, "{act}");
            assert!(answer.text().contains("The recommendation is with the officer."), "{act}");
        }
        assert_eq!(findings(&app, review).await, before);
        let mut lead = app.session(&journey.lead).await;
        lead.visit("/home").await;
        lead.not_see("All of it is met.");
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/cases?show=awaiting-decision").await;
        olga.see("Officer: decide");
        olga.follow(Journey::EMPLOYER).await;
        olga.see("Asha Assessor recommends; an officer who assessed none of it decides.");
        olga.see("All of it is met.");
    }

    async fn a_screen_and_a_board_cost_at_most_ten_statements(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        journey.judge(&app, review, &["VOICE-4"]).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit("/home/reviews").await;
        for path in ["/home/reviews".to_owned(), screen(review, "VOICE-4"), format!("/home/reviews/{review}/recommendation"), format!("/home/reviews/{review}/declaration")] {
            let ((), statements) = app.statements(asha.visit(&path)).await;
            assert!(statements <= 10, "{path} took {statements}");
        }
        app.advance(TimeDelta::minutes(1));
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/cases").await;
        for path in ["", "/allocation", "/decision"] {
            let path = format!("{}{path}", journey.officers_page());
            let ((), statements) = app.statements(olga.visit(&path)).await;
            assert!(statements <= 10, "{path} took {statements}");
        }
    }
}
