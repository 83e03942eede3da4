//! What the holder of an accreditation has to do by a day: set, reported, sent back, met, missed.

use chrono::TimeDelta;
use fairmark::accreditation::actions::condition::tell_overdue;
use fairmark::accreditation::rules::{Accreditation, Status};
use fairmark::accreditation::store;

use super::mails;
use crate::helpers::{Browser, Journey, TestApp, World};

const ASKED: &str = "Publish the pay ratio on your site.";

async fn awarded(app: &TestApp) -> (Journey, Accreditation, Browser) {
    let journey = Journey::submitted(app).await;
    let held = journey.award(app).await;
    let mut olga = app.session(World::OFFICER).await;
    olga.visit(&format!("/home/accreditations/{}", held.id))
        .await;
    olga.follow("Set a condition").await;
    olga.fill("What does the employer have to do?", ASKED);
    (journey, held, olga)
}

async fn status(app: &TestApp, held: &Accreditation) -> Status {
    let found = store::get_in_authority(app.ctx.read(), [held.authority_id], held.id).await;
    found.unwrap().status_at(app.ctx.now())
}

both! {
    async fn a_condition_is_set_reported_sent_back_and_met(app: TestApp) {
        let (journey, held, mut olga) = awarded(&app).await;
        olga.press("Set the condition").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("due", "Enter the last day for it");
        olga.fill_date("Last day for it", "2026-02-30");
        olga.press("Set the condition").await;
        olga.see_error("due", "Enter a day that exists, like 31 3 2027");
        assert_eq!(olga.value("What does the employer have to do?"), ASKED);
        olga.fill_date("Last day for it", &app.ctx.today().to_string());
        olga.press("Set the condition").await;
        olga.see_error("due", "The last day must be after today");
        let due = app.ctx.today() + chrono::Days::new(30);
        olga.fill_date("Last day for it", &due.to_string());
        olga.press("Set the condition").await;
        olga.see("The condition is set, and the employer has an email");

        let told = mails(&app, &journey.lead, "accreditation_condition_set").await;
        let mut lena = app.session(&journey.lead).await;
        lena.visit(&told[0].link("/home/held/")).await;
        lena.see(ASKED);
        lena.press("Tell the charter team that it is done").await;
        lena.see_error("report", "Say what you did, and where it can be seen");
        lena.fill("What did you do?", "It is on our jobs page.");
        lena.press("Tell the charter team that it is done").await;
        lena.see("Sent. An officer looks at it; you will get an email");
        lena.press_again().await;
        assert_eq!(lena.status(), 409);
        lena.see("You have said already that this is done.");

        olga.visit("/home").await;
        olga.see("says that a condition is met");
        let told = mails(&app, World::OFFICER, "accreditation_condition_reported").await;
        olga.visit(&told[0].link("/home/accreditations/")).await;
        olga.see("It is on our jobs page.");
        olga.not_see("It was missed");
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&told[0].link("/home/accreditations/")).await;
        olga.choose("It is not met yet");
        olga.fill("Reason", "The page gives no figure.");
        let later = app.ctx.today() + chrono::Days::new(60);
        olga.fill_date("New last day, if it is not met yet", &later.to_string());
        olga.press("Save").await;
        olga.see("Saved, and the employer has an email");
        // Another officer saw it as it was.
        otto.choose("It is met");
        otto.press("Save").await;
        assert_eq!(otto.status(), 409);

        let told = mails(&app, &journey.lead, "accreditation_condition_sent_back").await;
        assert!(told[0].text.contains("The page gives no figure."), "{}", told[0].text);
        lena.visit(&told[0].link("/home/held/")).await;
        lena.fill("What did you do?", "The figure is there now.");
        lena.press("Tell the charter team that it is done").await;
        otto.visit(&otto.path()).await;
        otto.choose("It is met");
        otto.press("Save").await;
        otto.see("Met");
        assert_eq!(mails(&app, &journey.lead, "accreditation_condition_met").await.len(), 1);
        otto.visit("/home").await;
        otto.not_see("says that a condition is met");
        // The public learns nothing of it.
        lena.visit(&format!("/register/{}", held.entry)).await;
        lena.not_see("pay ratio");
        assert_eq!(status(&app, &held).await, Status::Active);
    }

    async fn a_day_that_goes_by_is_told_once_and_may_suspend(app: TestApp) {
        let (journey, held, mut olga) = awarded(&app).await;
        let due = app.ctx.today() + chrono::Days::new(30);
        olga.fill_date("Last day for it", &due.to_string());
        olga.press("Set the condition").await;
        app.advance(TimeDelta::days(30));
        assert_eq!(tell_overdue(&app.ctx).await.unwrap(), 0);
        app.advance(TimeDelta::days(1));
        // Twice, and by two workers at once.
        let (one, two) = tokio::join!(tell_overdue(&app.ctx), tell_overdue(&app.ctx));
        assert_eq!((one.unwrap(), two.unwrap()), (1, 1));
        tell_overdue(&app.ctx).await.unwrap();
        let late = mails(&app, &journey.lead, "accreditation_condition_late").await;
        assert_eq!(late.len(), 1);
        assert_eq!(mails(&app, World::OFFICER, "accreditation_condition_overdue").await.len(), 1);

        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home").await;
        olga.see("had a condition to meet by");
        let told = mails(&app, World::OFFICER, "accreditation_condition_overdue").await;
        olga.visit(&told[0].link("/home/accreditations/")).await;
        olga.choose("It was missed");
        olga.fill("Reason", "Nothing was published.");
        olga.press("Save").await;
        olga.see_error("effect", "Choose what it does to the accreditation");
        olga.choose("It is suspended");
        olga.press("Save").await;
        olga.see_error("public_reason", "Enter the reason that the public register will show");
        // Nothing of it was done.
        assert_eq!(status(&app, &held).await, Status::Active);
        olga.fill("Reason that the public register will show, if the accreditation changes", "A condition was not met.");
        olga.press("Save").await;
        olga.see("Saved, and the employer has an email");
        assert_eq!(status(&app, &held).await, Status::Suspended);
        assert_eq!(mails(&app, &journey.lead, "accreditation_condition_missed").await.len(), 1);
        assert_eq!(mails(&app, &journey.lead, "accreditation_suspended").await.len(), 1);
    }
}
