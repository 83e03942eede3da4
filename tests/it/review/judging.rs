//! Judging one criterion at a time, with nothing typed ever lost.

use entity::kinds::Judgement;

use super::{findings, judge, screen};
use crate::helpers::{Journey, World};

both! {
    async fn a_finding_is_a_judgement_with_its_reason(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&screen(review, "VOICE-4")).await;
        asha.fill("Note for colleagues (optional)", "Ask Alan about them");
        asha.press("Save").await;
        assert_eq!(asha.status(), 422);
        asha.see_error("judgement", "Choose whether the criterion is met");
        asha.see_error("reason", "Give the reason for your judgement; the employer will read it");
        assert_eq!(asha.value("Note for colleagues (optional)"), "Ask Alan about them");
        // Too long is told beside its field, and everything stays.
        let (reason, note) = ("r".repeat(4_001), "n".repeat(4_001));
        asha.choose_in("Your judgement", "Partly met");
        asha.fill("Reason", &reason);
        asha.fill("Note for colleagues (optional)", &note);
        asha.press("Save").await;
        assert_eq!(asha.status(), 422);
        asha.see_error("reason", "The reason must be 4000 characters or fewer");
        asha.see_error("internal_note", "The internal note must be 4000 characters or fewer");
        assert_eq!(asha.value("Reason"), reason);
        assert_eq!(asha.value("Note for colleagues (optional)"), note);
        assert!(asha.is_chosen_in("Your judgement", "Partly met"));
        assert!(findings(&app, review).await.is_empty());

        asha.fill("Note for colleagues (optional)", "Ask Alan about them");
        judge(&mut asha, "Partly met", "One rota of three\nwas moved.").await;
        assert_eq!(asha.status(), 200);
        asha.see("Saved at 09:00");
        asha.see("1 of 29 judged");
        assert_eq!(asha.value("Reason").replace("\r\n", "\n"), "One rota of three\nwas moved.");
        let saved = findings(&app, review).await;
        assert_eq!((saved.len(), saved[0].judgement, saved[0].version), (1, Judgement::Partly, 1));
        // Pressed twice, it is written once.
        asha.press_again().await;
        assert_eq!(asha.status(), 409);
        assert_eq!(findings(&app, review).await, saved);
        // The officer reads it while it is made, the employer does not.
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&journey.officers_page()).await;
        olga.see("1 of 29");
        olga.see("Ask Alan about them");
        let mut lead = app.session(&journey.lead).await;
        for page in ["", "/submitted", "/print"] {
            lead.visit(&format!("{}{page}", journey.employers_page())).await;
            lead.not_see("One rota of three");
            lead.not_see("Ask Alan");
        }
        lead.visit(&format!("{}/decision", journey.employers_page())).await;
        assert_eq!(lead.status(), 404);
    }

    async fn a_stale_finding_is_told_and_nothing_typed_is_lost(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&screen(review, "VOICE-4")).await;
        let mut second = asha.clone();
        judge(&mut asha, "Met", "Seen in the minutes.").await;
        assert_eq!(asha.status(), 200);
        second.fill("Note for colleagues (optional)", "From the other window");
        judge(&mut second, "Not met", "Seen nowhere.").await;
        assert_eq!(second.status(), 409);
        second.see("This was changed since you opened it.");
        assert_eq!(second.value("Reason"), "Seen nowhere.");
        assert_eq!(second.value("Note for colleagues (optional)"), "From the other window");
        assert!(second.is_chosen_in("Your judgement", "Not met"));
        let saved = findings(&app, review).await;
        assert_eq!((saved.len(), saved[0].judgement), (1, Judgement::Met));
        // Sent again, it is meant.
        second.press("Save").await;
        assert_eq!(second.status(), 200);
        let saved = findings(&app, review).await;
        assert_eq!((saved.len(), saved[0].judgement, saved[0].version), (1, Judgement::NotMet, 2));
        // Two saves at the very same moment: one of them.
        asha.visit(&screen(review, "PAY-1")).await;
        let mut second = asha.clone();
        asha.choose_in("Your judgement", "Met");
        asha.fill("Reason", "One");
        second.choose_in("Your judgement", "Not met");
        second.fill("Reason", "Other");
        tokio::join!(asha.press("Save"), second.press("Save"));
        let mut statuses = [asha.status(), second.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        assert_eq!(findings(&app, review).await.len(), 2);
    }

    async fn the_next_criterion_is_one_press_away_and_never_elsewhere(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&format!("/home/reviews/{review}")).await;
        asha.see("Written terms that match the job");
        asha.choose_in("Your judgement", "Met");
        asha.fill("Reason", "Seen.");
        asha.press("Save and next").await;
        assert!(asha.path().contains("criterion=SEC-2"), "{}", asha.path());
        asha.choose_in("Your judgement", "Cannot tell");
        asha.fill("Reason", "Not readable.");
        asha.tamper("next", "https://evil.example/home/reviews");
        asha.press("Save and next").await;
        assert!(asha.path().contains("criterion=SEC-2"), "{}", asha.path());
        asha.follow("To do (27)").await;
        assert!(asha.links().iter().all(|(words, _)| !words.ends_with("Written terms that match the job")));
        // What is not asked is not judged, and a case of somebody else is not there.
        for criterion in ["NOPE-1", "voice-4", "VOICE-4'--", "%00"] {
            let answer = asha.post(&format!("/home/reviews/{review}/findings/{criterion}"),
                &[("judgement", "met"), ("reason", "x"), ("version", "0")], false).await;
            assert_eq!(answer.status, 404, "{criterion}");
        }
        let mut alan = app.session(World::OTHER_ASSESSOR).await;
        alan.visit("/home/reviews").await;
        alan.see("Nothing is with you.");
        for (path, fields) in [("findings/VOICE-4", [("judgement", "met"), ("reason", "x")]), ("clarifications", [("criterion", "VOICE-4"), ("question", "x")])] {
            let answer = alan.post(&format!("/home/reviews/{review}/{path}"), &fields, false).await;
            assert_eq!(answer.status, 404, "{path}");
        }
        assert_eq!(findings(&app, review).await.len(), 2);
    }
}
