//! A complaint about how data is handled, and how soon things are answered.

use chrono::TimeDelta;
use fairmark::accreditation::actions::matter::warn_of_clocks;

use super::mails;
use crate::helpers::World;

const WORDS: &str = "You sent my letter to my old address.";

both! {
    async fn anybody_complains_and_is_answered(app: TestApp) {
        World::seed(&app).await;
        let mut jo = app.browser();
        jo.visit("/privacy").await;
        jo.follow("Complain about how data about you is handled").await;
        jo.press("Send the complaint").await;
        assert_eq!(jo.status(), 422);
        jo.see_error("authority", "Choose the authority");
        jo.choose("Exampleshire Strategic Authority");
        jo.fill("Email address", "jo@home.example");
        jo.press("Send the complaint").await;
        jo.see_error("name", "Enter your name");
        jo.see_error("words", "Say what you complain of");
        jo.fill("Your name", "Jo Worker");
        jo.fill("What do you complain of?", WORDS);
        jo.press("Send the complaint").await;
        jo.see("We have your complaint");
        assert_eq!(mails(&app, "jo@home.example", "complaint_received").await.len(), 1);

        let told = mails(&app, World::OFFICER, "complaint_raised").await;
        assert!(!told[0].text.contains(WORDS));
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home").await;
        olga.see("Data-protection complaint D-");
        olga.visit("/home/complaints").await;
        olga.see("An officer acknowledges it");
        olga.visit(&told[0].link("/home/complaints/")).await;
        olga.see(WORDS);
        olga.press("Save").await;
        olga.see_error("act", "Choose what you do");
        olga.choose("Acknowledge it");
        olga.press("Save").await;
        olga.see("60 days left");
        olga.choose("Answer it");
        olga.press("Save").await;
        olga.see_error("words", "Write the answer");
        olga.fill("Words", "You are right. It is mended.");
        olga.press("Save").await;
        let answered = mails(&app, "jo@home.example", "complaint_answered").await;
        assert!(answered[0].text.contains("It is mended."), "{}", answered[0].text);
        olga.choose("Close it");
        olga.fill("Words", "Nothing more came.");
        olga.press("Save").await;
        olga.see("Nothing more came.");
        let closed = mails(&app, "jo@home.example", "complaint_closed").await;
        assert!(!closed[0].text.contains("Nothing more came."));
        // Another authority's officers know nothing of it.
        let mut nora = app.session(World::NEIGHBOUR).await;
        nora.visit(&told[0].link("/home/complaints/")).await;
        assert_eq!(nora.status(), 404);
        nora.visit("/home/complaints").await;
        nora.not_see("D-");
    }

    async fn the_laws_clock_warns_once_before_and_once_after(app: TestApp) {
        World::seed(&app).await;
        app.complain().await;
        assert_eq!(warn_of_clocks(&app.ctx).await.unwrap(), 0);
        app.advance(TimeDelta::days(29));
        // Twice, and by two workers at once.
        let (one, two) = tokio::join!(warn_of_clocks(&app.ctx), warn_of_clocks(&app.ctx));
        assert_eq!((one.unwrap(), two.unwrap()), (1, 1));
        warn_of_clocks(&app.ctx).await.unwrap();
        assert_eq!(mails(&app, World::OFFICER, "matter_due_soon").await.len(), 1);
        assert_eq!(mails(&app, World::OFFICER, "matter_over_time").await.len(), 0);
        app.advance(TimeDelta::days(1));
        warn_of_clocks(&app.ctx).await.unwrap();
        assert_eq!(mails(&app, World::OFFICER, "matter_over_time").await.len(), 0);
        // Days late.
        app.advance(TimeDelta::days(9));
        for _ in 0..2 {
            warn_of_clocks(&app.ctx).await.unwrap();
        }
        assert_eq!(mails(&app, World::OFFICER, "matter_due_soon").await.len(), 1);
        assert_eq!(mails(&app, World::OFFICER, "matter_over_time").await.len(), 1);
        assert_eq!(mails(&app, World::SECOND_OFFICER, "matter_over_time").await.len(), 1);
        assert_eq!(mails(&app, World::NEIGHBOUR, "matter_over_time").await.len(), 0);
    }

    async fn an_officer_changes_how_soon_things_are_answered(app: TestApp) {
        World::seed(&app).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/standards").await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit("/home/standards").await;
        assert_eq!(olga.value("Acknowledge a concern"), "5");
        assert_eq!(olga.value("Review a case"), "20");
        olga.fill("Acknowledge a concern", "soon");
        olga.press("Save").await;
        olga.see_error("concern_acknowledge", "Enter a number of days from 1 to 250");
        assert_eq!(olga.value("Acknowledge a concern"), "soon");
        olga.fill("Acknowledge a concern", "2");
        olga.fill("Review a case", "15");
        olga.press("Save").await;
        olga.see_error("reason", "Say in a line or two why it changes");
        olga.fill("Why does it change?", "One.\nTwo.\nThree.");
        olga.press("Save").await;
        olga.see_error("reason", "Write two lines at most");
        olga.fill("Why does it change?", "The team has grown.");
        olga.press("Save").await;
        olga.see("The team has grown.");
        assert_eq!(olga.value("Acknowledge a concern"), "2");
        assert_eq!(olga.value("Review a case"), "15");
        // Another officer saw what was before.
        otto.fill("Why does it change?", "I think so too.");
        otto.press("Save").await;
        assert_eq!(otto.status(), 409);
    }
}
