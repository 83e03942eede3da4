//! Holders are reminded, each reminder once, by the calendar.

use fairmark::accreditation::actions::change::withdraw;
use fairmark::accreditation::actions::renewal::remind_due;
use fairmark::accreditation::rules::Reasons;
use fairmark::accreditation::store;

use super::{begin, holder, on};
use crate::helpers::{Mail, TestApp};

const KIND: &str = "accreditation_renewal_due";

async fn mails(app: &TestApp, email: &str) -> Vec<Mail> {
    let mut mail = app.mail_to(email).await;
    mail.retain(|mail| mail.kind == KIND);
    mail
}

/// Lets the calendar of a day do its work, twice.
async fn day(app: &TestApp, day: &str) {
    on(app, day);
    for _ in 0..2 {
        fairmark::worker::begin_day(&app.ctx).await.unwrap();
        app.drain_worker().await;
    }
}

both! {
    async fn each_reminder_is_sent_once_however_the_calendar_runs(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (applicant, old) = holder(&app, &world, "supporter").await;
        let lead = applicant.lead_email.as_str();
        // The term ends on 23 November 2028: 90 days before the 24th is 26 August.
        day(&app, "2028-08-25").await;
        assert!(mails(&app, lead).await.is_empty());
        let told = app.session(lead).await;
        let mut early = told.clone();
        early.visit(&format!("/home/held/{}", old.id)).await;
        early.see("You can renew it from 26 August 2028.");
        for (when, number) in [("2028-08-26", 1), ("2028-08-27", 1), ("2028-09-25", 2)] {
            day(&app, when).await;
            assert_eq!(mails(&app, lead).await.len(), number, "{when}");
        }
        // Nobody ran for two months: the newest alone is sent, and twice at once is once.
        on(&app, "2028-11-20");
        let (one, two) = tokio::join!(remind_due(&app.ctx), remind_due(&app.ctx));
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        day(&app, "2028-11-20").await;
        let sent = mails(&app, lead).await;
        assert_eq!(sent.len(), 3);
        assert_eq!(sent[2].subject, "Quarry Bank Care Ltd: your accreditation ends on 23 November 2028");
        assert!(sent[2].link("/home/held/").ends_with(&format!("/home/held/{}/renew", old.id)));
        day(&app, "2028-11-24").await;
        day(&app, "2028-12-20").await;
        let sent = mails(&app, lead).await;
        assert_eq!(sent.len(), 4);
        assert!(sent[3].subject.ends_with("your accreditation ended on 23 November 2028"));
        let done = store::list_reminders(app.ctx.read(), [old.id]).await.unwrap();
        let steps: Vec<_> = done[&old.id].iter().map(|(days, sent)| (*days, sent.is_some())).collect();
        assert_eq!(steps, [(0, true), (7, true), (30, false), (60, true), (90, true)]);
        // The signatory gets the same.
        let all = app.mail().await;
        let signatory = all.iter().filter(|mail| mail.kind == KIND && mail.to.starts_with("sol.signer")).count();
        assert_eq!(signatory, 4);
        assert!(fairmark::platform::audit::verify(app.ctx.read()).await.unwrap().is_ok());
    }

    async fn who_has_started_is_asked_to_finish_and_who_has_submitted_is_left_alone(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (applicant, old) = holder(&app, &world, "supporter").await;
        on(&app, "2028-08-26");
        let renewing = begin(&app, &applicant, &old).await;
        day(&app, "2028-08-27").await;
        let sent = mails(&app, &applicant.lead_email).await;
        assert_eq!(sent.len(), 1);
        assert!(sent[0].link("/home/assessments/").ends_with(&renewing.assessment.to_string()));
        app.submit(&renewing).await;
        day(&app, "2028-09-25").await;
        assert_eq!(mails(&app, &applicant.lead_email).await.len(), 1);
    }

    async fn what_was_withdrawn_is_not_reminded_of(app: TestApp) {
        let world = app.world_with_scheme().await;
        let (applicant, old) = holder(&app, &world, "supporter").await;
        on(&app, "2027-08-26");
        let officer = app.officer(&world).await;
        let reasons = Reasons::parse("Wages went unpaid", "").unwrap();
        withdraw(&app.ctx, &officer, old.id, old.version, reasons).await.unwrap();
        day(&app, "2028-08-26").await;
        assert!(mails(&app, &applicant.lead_email).await.is_empty());
        let mut lead = app.session(&applicant.lead_email).await;
        lead.visit(&format!("/home/held/{}/renew", old.id)).await;
        lead.see("It is over and cannot be renewed.");
        lead.not_see("Start the renewal");
    }
}
