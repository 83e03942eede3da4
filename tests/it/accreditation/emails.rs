//! Every email of this room: a subject, plain text complete in itself, the same as HTML, the link in both.

use super::{accreditations, check, check_change, mails};
use crate::helpers::{Journey, Mail, TestApp, World};

/// A name that means something to HTML, and nothing to plain text.
const NAME: &str = "Bread & Sons <Bakers> Ltd";
const REASON: &str = "Pay & hours are <being> looked into";

/// What any email must be.
fn sound(mail: &Mail, link: &str, words: &[&str]) {
    let what = &mail.kind;
    assert!(mail.subject.contains(NAME), "{what}: {}", mail.subject);
    assert!(!mail.subject.contains('\n'), "{what}");
    let found = mail.link(link);
    assert!(
        found.starts_with("https://fairmark.example/"),
        "{what}: {found}"
    );
    for words in words {
        assert!(
            mail.text.contains(words),
            "{what} lacks {words}:\n{}",
            mail.text
        );
        let escaped = words
            .replace('&', "&#38;")
            .replace('<', "&#60;")
            .replace('>', "&#62;");
        assert!(
            mail.html.contains(&escaped),
            "{what} lacks {escaped}:\n{}",
            mail.html
        );
    }
    for tag in ["<p", "<a ", "<br", "&amp;", "&#", "&lt;", "{{", "{%"] {
        assert!(
            !mail.text.contains(tag),
            "{what} has {tag} in its plain text:\n{}",
            mail.text
        );
    }
    assert!(
        mail.html.trim_start().starts_with("<!doctype html>"),
        "{what}"
    );
    assert!(
        !mail.html.contains("<Bakers>") && !mail.html.contains("<being>"),
        "{what} lets a name be markup"
    );
    assert!(mail.html.contains(&format!("href=\"{found}\"")), "{what}");
    assert!(
        mail.html.contains(&format!(">{found}</a>")),
        "{what} does not spell its link out"
    );
    for signature in [
        "Exampleshire Strategic Authority charter team",
        "01632 960 001",
        "charter@exampleshire.example",
    ] {
        assert!(
            mail.text.contains(signature) && mail.html.contains(signature),
            "{what} lacks {signature}"
        );
    }
}

async fn only(app: &TestApp, email: &str, kind: &str) -> Mail {
    let mut mail = mails(app, email, kind).await;
    assert_eq!(mail.len(), 1, "{kind} to {email}");
    mail.remove(0)
}

both! {
    async fn every_email_about_a_case_is_complete_in_both_forms(app: TestApp) {
        let first = Journey::drafted(&app).await;
        let journey = Journey::drafted_in(&app, &first.world, NAME, "bread").await;
        journey.submit(&app).await;
        journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        check(&mut otto, &journey, "Send back to the assessor", REASON).await;
        otto.press("Send back to the assessor").await;
        sound(&only(&app, World::ASSESSOR, "decision_deferred").await, "/home/reviews/", &[REASON]);
        let mut asha = app.session(World::ASSESSOR).await;
        let review = journey_review(&app, &journey).await;
        asha.visit(&format!("/home/reviews/{review}?criterion=PAY-1")).await;
        asha.choose_in("Your judgement", "Partly met");
        asha.fill("Reason", "One rate < another & both low");
        asha.press("Save").await;
        asha.follow("Recommend").await;
        asha.choose("Award Member");
        asha.fill("Why?", "Near enough");
        asha.press("Send to the officers").await;
        check(&mut otto, &journey, "Award", REASON).await;
        otto.press("Award Member").await;
        let awarded = only(&app, &journey.lead, "decision_awarded").await;
        assert_eq!(awarded.subject, format!("{NAME} is awarded Member"));
        sound(&awarded, "/home/decisions/", &[REASON, "One rate < another & both low", "from 24 November 2026 to 23 November 2028", "28 of 29 criteria met"]);

        let held = accreditations(&app, &journey).await.remove(0);
        let home = format!("/home/accreditations/{}", held.id);
        for (act, button, kind) in [
            ("suspend", "Suspend", "accreditation_suspended"),
            ("reinstate", "Reinstate", "accreditation_reinstated"),
        ] {
            check_change(&mut otto, &format!("{home}/{act}"), REASON, "A note").await;
            otto.press(button).await;
            sound(&only(&app, &journey.signatory, kind).await, "/register/", &[REASON]);
        }
        let mut lead = app.session(&journey.lead).await;
        check_change(&mut lead, &format!("/home/held/{}/give-up", held.id), REASON, "").await;
        lead.press("Give up the accreditation").await;
        sound(&only(&app, &journey.signatory, "accreditation_relinquished").await, "/register/", &[REASON]);
        sound(&only(&app, World::OFFICER, "accreditation_relinquished").await, "/home/accreditations/", &[REASON]);
        for mail in app.mail().await {
            assert!(!mail.text.contains("A note") && !mail.html.contains("A note"), "{}", mail.kind);
        }
    }

    async fn every_email_about_an_ending_is_complete_in_both_forms(app: TestApp) {
        let first = Journey::drafted(&app).await;
        let journey = Journey::drafted_in(&app, &first.world, NAME, "bread").await;
        journey.submit(&app).await;
        let held = journey.award(&app).await;
        let mut olga = app.session(World::OFFICER).await;
        check_change(&mut olga, &format!("/home/accreditations/{}/withdraw", held.id), REASON, "").await;
        olga.press("Withdraw").await;
        sound(&only(&app, &journey.lead, "accreditation_withdrawn").await, "/register/", &[REASON]);
        // The first employer of this world is declined.
        let other = Journey::drafted_in(&app, &first.world, &format!("{NAME} (2)"), "bread2").await;
        other.submit(&app).await;
        other.recommend(&app).await;
        check(&mut olga, &other, "Decline", REASON).await;
        olga.press("Decline").await;
        sound(&only(&app, &other.lead, "decision_declined").await, "/home/decisions/", &[REASON]);
    }
}

async fn journey_review(app: &TestApp, journey: &Journey) -> entity::ids::ReviewId {
    fairmark::review::store::live_review(app.ctx.read(), journey.assessment)
        .await
        .unwrap()
        .unwrap()
        .id
}
