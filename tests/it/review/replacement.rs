//! An officer takes a case from its assessor, who loses it at once, and gives it to another.

use super::{asked_at, findings, judge, mails, screen};
use crate::helpers::{Journey, World};

const WHY: &str = "Why do you take the case from this assessor?";

both! {
    async fn a_replaced_assessor_loses_the_case_at_once(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&screen(review, "VOICE-4")).await;
        judge(&mut asha, "Partly met", "One rota of three.").await;
        asha.fill("Your question", "Which rota?");
        asha.press("Ask the employer").await;
        let asked = asked_at(&app, &journey.lead).await;
        // Words half typed when the case goes.
        asha.visit(&screen(review, "PAY-1")).await;

        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&journey.officers_page()).await;
        olga.follow("Change assessor").await;
        olga.see("Questions that the employer has not answered yet are taken back.");
        olga.press("Take the case back").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("reason", "Say why you take the case from this assessor");
        let long = "w".repeat(2_001);
        olga.fill(WHY, &long);
        olga.press("Take the case back").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("reason", "The reason must be 2000 characters or fewer");
        assert_eq!(olga.value(WHY), long);
        olga.fill(WHY, "On leave until March");
        let mut stale = olga.clone();
        stale.tamper("version", "1");
        stale.press("Take the case back").await;
        assert_eq!(stale.status(), 409);
        stale.see("This was changed since you opened it.");
        assert_eq!(stale.value(WHY), "On leave until March");
        olga.press("Take the case back").await;
        olga.see("The case is no longer with its assessor. Allocate it to somebody else.");
        olga.press_again().await;
        assert_eq!(olga.status(), 409);
        olga.see("Nobody has this case. Allocate it to an assessor.");
        assert_eq!(mails(&app, World::ASSESSOR, "no longer with you").await, 1);

        for path in [screen(review, "VOICE-4"), format!("/home/reviews/{review}/declaration"), format!("/home/reviews/{review}/recommendation")] {
            asha.visit(&path).await;
            asha.see("This case is no longer with you");
            asha.not_see(Journey::ANSWER);
            asha.not_see("On leave until March");
        }
        asha.visit("/home/reviews").await;
        asha.see("Nothing is with you.");
        let finding = [("judgement", "met"), ("reason", "Late"), ("version", "0")];
        let question = [("criterion", "VOICE-1"), ("question", "Late")];
        for (act, fields) in [("findings/PAY-1", &finding[..]), ("clarifications", &question[..])] {
            let answer = asha.post(&format!("/home/reviews/{review}/{act}"), fields, false).await;
            assert_eq!(answer.status, 404, "{act}");
        }
        let mut lead = app.session(&journey.lead).await;
        lead.visit(&asked).await;
        lead.see("The assessor took this question back");
        lead.not_see("On leave");

        // The next assessor begins with nothing.
        olga.visit(&format!("{}/allocation", journey.officers_page())).await;
        olga.choose("Alan Assessor");
        olga.press("Allocate").await;
        olga.see("Asha Assessor was taken off the case");
        olga.see("On leave until March");
        olga.not_see("One rota of three.");
        let mut alan = app.session(World::OTHER_ASSESSOR).await;
        alan.visit("/home/reviews").await;
        alan.follow(Journey::EMPLOYER).await;
        alan.choose("No, I have no conflict");
        alan.press("Declare").await;
        alan.see("0 of 29 judged");
        let own = alan.path().trim_start_matches("/home/reviews/").split('?').next().unwrap().parse().unwrap();
        alan.visit(&screen(own, "VOICE-4")).await;
        alan.not_see("One rota of three.");
        alan.not_see("On leave until March");
        assert!(findings(&app, own).await.is_empty());
        assert_eq!(findings(&app, review).await.len(), 1);
    }

    async fn two_officers_at_once_take_a_case_back_once(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.open(&app).await;
        let path = format!("{}/allocation", journey.officers_page());
        let mut olga = app.session(World::OFFICER).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        for browser in [&mut olga, &mut otto] {
            browser.visit(&path).await;
            browser.fill(WHY, "On leave until March");
        }
        tokio::join!(olga.press("Take the case back"), otto.press("Take the case back"));
        let mut statuses = [olga.status(), otto.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(mails(&app, World::ASSESSOR, "no longer with you").await, 1);
    }

    async fn a_decided_case_stays_with_its_assessor(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.award(&app).await;
        let mut olga = app.session(World::OFFICER).await;
        let path = format!("{}/allocation", journey.officers_page());
        olga.visit(&path).await;
        olga.see("This case is closed. Nothing more is needed.");
        let fields = [("version", "5"), ("reason", "Late")];
        let answer = olga.post(&format!("{}/replacement", journey.officers_page()), &fields, false).await;
        assert_eq!(answer.status, 409);
        assert!(answer.text().contains("This case was decided already."));
        olga.visit("/home/cases?show=closed").await;
        olga.see("closed on 24 November 2026");
    }
}
