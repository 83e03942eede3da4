//! Deciding: a look at exactly what will happen, then the act.

use chrono::TimeDelta;

use super::{accreditations, check, decisions, mails};
use crate::helpers::{Journey, World};

both! {
    async fn an_officer_sees_exactly_what_will_happen_and_awards(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&journey.officers_page()).await;
        otto.follow("Read and decide").await;
        otto.see("Award Member");
        otto.see("All met.");
        otto.see("Valid to 23 November 2028");
        assert!(!otto.answer().text().contains("value=\"advocate\""), "no tier above the one applied for is offered");
        otto.press("Check what will happen").await;
        assert_eq!(otto.status(), 422);
        otto.see_error("outcome", "Choose what you decide");
        otto.choose_in("What do you decide?", "Award");
        otto.fill("Reason", "Reached in every part.");
        otto.press("Check what will happen").await;
        assert_eq!(otto.heading(), "Exactly what will happen");
        for sentence in [
            "Quarry Bank Care Ltd is accredited as Member from 24 November 2026 to 23 November 2028.",
            "The public register shows the award from the moment you confirm.",
            "2 people of Quarry Bank Care Ltd will get an email: Lena Lead and Sol Signer.",
            "Reached in every part.",
        ] {
            otto.see(sentence);
        }
        // Looking changes nothing, and one can go back to the words.
        assert!(decisions(&app, &journey).await.is_empty());
        otto.press("Change the decision").await;
        assert_eq!(otto.value("Reason"), "Reached in every part.");
        assert!(otto.is_chosen_in("What do you decide?", "Award"));
        otto.fill("Reason", "");
        otto.press("Check what will happen").await;
        otto.see("None: you follow the recommendation.");
        otto.press("Award Member").await;
        otto.see("Member is awarded. The certificate is issued within a few minutes");
        otto.see("Member, valid from 24 November 2026 to 23 November 2028.");
        let held = accreditations(&app, &journey).await;
        assert_eq!((held.len(), decisions(&app, &journey).await.len()), (1, 1));
        assert_eq!(otto.path(), format!("/home/accreditations/{}", held[0].id));
        for email in [&journey.lead, &journey.signatory] {
            assert_eq!(mails(&app, email, "decision_awarded").await.len(), 1, "{email}");
        }
        app.drain_worker().await;
        // Sent twice by an impatient finger: nothing twice, and a sentence.
        otto.press_again().await;
        assert_eq!(otto.status(), 409);
        otto.see("This case was decided already.");
        otto.see("Member was awarded, from 24 November 2026 to 23 November 2028.");
        app.drain_worker().await;
        assert_eq!((accreditations(&app, &journey).await.len(), decisions(&app, &journey).await.len()), (1, 1));
        assert_eq!(mails(&app, &journey.lead, "decision_awarded").await.len(), 1);
        assert_eq!(mails(&app, &journey.lead, "certificate_ready").await.len(), 1);
        // The employer follows the email to the decision, and everybody reads the register.
        let mut lead = app.session(&journey.lead).await;
        lead.visit(&mails(&app, &journey.lead, "decision_awarded").await[0].link("/home/decisions/")).await;
        assert_eq!(lead.path(), format!("{}/decision", journey.employers_page()));
        lead.see("Quarry Bank Care Ltd is accredited as Member");
        lead.see("29 of 29 criteria met.");
        let mut anybody = app.browser();
        anybody.visit(&format!("/register/{}", held[0].entry)).await;
        anybody.see("Quarry Bank Care Ltd");
    }

    async fn an_award_against_the_recommendation_needs_its_reason(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&format!("{}/decision", journey.officers_page())).await;
        otto.choose_in("What do you decide?", "Award");
        otto.choose_in("Tier, if you award", "Supporter");
        otto.press("Check what will happen").await;
        assert_eq!(otto.status(), 422);
        otto.see_error("reason", "Give the reason why you decide otherwise than the assessor recommends");
        assert!(otto.is_chosen_in("Tier, if you award", "Supporter"));
        let long = "r".repeat(4_001);
        otto.fill("Reason", &long);
        otto.press("Check what will happen").await;
        assert_eq!(otto.status(), 422);
        otto.see_error("reason", "The reason must be 4000 characters or fewer");
        assert_eq!(otto.value("Reason"), long);
        otto.fill("Reason", "The pay policy begins next year.");
        for wrong in ["advocate", "platinum", ""] {
            let mut forged = otto.clone();
            forged.tamper("tier", wrong);
            forged.press("Check what will happen").await;
            assert_eq!(forged.status(), 422, "{wrong}");
            assert!(forged.errors().iter().any(|(field, _)| field == "tier"), "{wrong}");
            assert_eq!(forged.value("Reason"), "The pay policy begins next year.");
        }
        otto.press("Check what will happen").await;
        otto.see("The assessor recommends Member. You decide otherwise.");
        // The act itself applies the same rules, whatever the check page sends.
        let mut forged = otto.clone();
        forged.tamper("tier", "advocate");
        forged.press("Award Supporter").await;
        assert_eq!(forged.status(), 422);
        otto.press("Award Supporter").await;
        otto.see("Supporter is awarded.");
        assert_eq!(accreditations(&app, &journey).await[0].tier.name, "Supporter");
    }

    async fn declining_tells_the_employer_why_and_nobody_else(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        check(&mut otto, &journey, "Decline", "").await;
        assert_eq!(otto.status(), 422);
        otto.see_error("reason", "Give the reason for declining; the employer will read it");
        check(&mut otto, &journey, "Decline", "The minutes are of another company.").await;
        otto.see("Quarry Bank Care Ltd is awarded nothing. The public register does not show it.");
        otto.see("The assessor recommends to award Member. You decide otherwise.");
        otto.press("Decline").await;
        otto.see("The case is decided: declined");
        assert!(accreditations(&app, &journey).await.is_empty());
        assert_eq!(decisions(&app, &journey).await.len(), 1);
        let mail = mails(&app, &journey.lead, "decision_declined").await;
        assert_eq!(mail.len(), 1);
        assert!(mail[0].text.contains("The minutes are of another company."));
        assert!(mails(&app, World::ASSESSOR, "decision_declined").await.is_empty());
        let mut lead = app.session(&journey.lead).await;
        lead.visit(&mail[0].link("/home/decisions/")).await;
        lead.see("Your application under Good employment charter (model) was declined.");
        lead.see("The minutes are of another company.");
        lead.not_see("All met.");
        lead.follow("apply again with a new assessment").await;
        lead.see("What do you want to apply for?");
        for path in ["/register", "/register.csv", "/register.json", "/register.atom"] {
            let answer = app.browser().download(path).await;
            assert!(!answer.text().contains("Quarry Bank"), "{path}");
        }
        otto.press_again().await;
        assert_eq!(otto.status(), 409);
        assert_eq!(mails(&app, &journey.lead, "decision_declined").await.len(), 1);
    }

    async fn a_case_sent_back_is_judged_and_recommended_anew(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        check(&mut otto, &journey, "Send back to the assessor", "").await;
        assert_eq!(otto.status(), 422);
        otto.see_error("reason", "Say what the assessor should look at again");
        check(&mut otto, &journey, "Send back to the assessor", "Look at the pay figures again.").await;
        otto.see("The case goes back to Asha Assessor.");
        otto.see("Nobody of Quarry Bank Care Ltd is told.");
        otto.press("Send back to the assessor").await;
        otto.see("The case is back with the assessor");
        otto.see("Asha Assessor judges the evidence.");
        otto.press_again().await;
        assert_eq!(otto.status(), 409);
        otto.see("The assessor has not recommended anything yet.");
        let mail = mails(&app, World::ASSESSOR, "decision_deferred").await;
        assert_eq!(mail.len(), 1);
        assert!(mail[0].text.contains("Look at the pay figures again."));
        for email in [&journey.lead, &journey.signatory] {
            assert!(app.mail_to(email).await.iter().all(|mail| !mail.kind.starts_with("decision")), "{email}");
        }
        let mut lead = app.session(&journey.lead).await;
        lead.visit(&format!("{}/decision", journey.employers_page())).await;
        assert_eq!(lead.status(), 404);

        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&mail[0].link("/home/reviews/")).await;
        asha.see("29 of 29 judged");
        asha.visit(&format!("/home/reviews/{review}?criterion=PAY-1")).await;
        asha.choose_in("Your judgement", "Partly met");
        asha.fill("Reason", "Two rates of pay.");
        asha.press("Save").await;
        assert_eq!(asha.status(), 200);
        asha.follow("Recommend").await;
        asha.choose("Decline");
        asha.fill("Why?", "One rate is too low.");
        app.advance(TimeDelta::minutes(5));
        asha.press("Send to the officers").await;
        asha.see("Your recommendation is with the officers.");
        otto.visit(&format!("{}/decision", journey.officers_page())).await;
        otto.see("Sent back before");
        otto.see("Look at the pay figures again.");
        otto.see("One rate is too low.");
        otto.see("Two rates of pay.");
        check(&mut otto, &journey, "Decline", "One rate is too low.").await;
        otto.press("Decline").await;
        otto.see("The case is decided: declined");
        assert_eq!(decisions(&app, &journey).await.len(), 2);
    }
}
