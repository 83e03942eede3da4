//! What a decision says besides: conditions of an award, reasons criterion by criterion, a plan.

use fairmark::accreditation::actions::announce::preview;
use fairmark::accreditation::rules::Verdict;
use fairmark::accreditation::store;

use super::{accreditations, check, decisions, mails};
use crate::helpers::{Journey, World};

const ASKED: &str = "Publish the pay ratio on your site.";

both! {
    async fn an_award_with_a_condition_says_it_in_its_letter(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&format!("{}/decision", journey.officers_page())).await;
        otto.choose_in("What do you decide?", "Award");
        otto.fill("Condition 1: what the employer has to do", ASKED);
        otto.press("Check what will happen").await;
        assert_eq!(otto.status(), 422);
        otto.see_error("condition_1_due", "Enter the last day for it");
        assert_eq!(otto.value("Condition 1: what the employer has to do"), ASKED);
        otto.fill_date("Condition 1: last day", "2026-11-24");
        otto.press("Check what will happen").await;
        otto.see_error("condition_1_due", "The last day must be after today");
        otto.fill_date("Condition 1: last day", "2027-01-31");
        otto.choose_in("When is it announced?", "Later");
        otto.press("Check what will happen").await;
        otto.see("Condition: Publish the pay ratio on your site. (by 31 January 2027)");
        otto.press("Decide: award Member, announce later").await;
        otto.see("Condition: Publish the pay ratio on your site. (by 31 January 2027)");
        let taken = decisions(&app, &journey).await.remove(0);
        assert_eq!(taken.basis.as_ref().unwrap().conditions, ["Publish the pay ratio on your site. (by 31 January 2027)"]);
        otto.press("Read the letters and announce").await;
        otto.see("- Publish the pay ratio on your site. (by 31 January 2027)");
        let officer = app.caller(World::OFFICER).await;
        let officer = officer.officer(journey.world.authority).unwrap();
        let looked_at = preview(&app.ctx, &officer, taken.id).await.unwrap();
        otto.press("Announce 1 decision").await;
        otto.see("1 decision is announced.");
        let sent = mails(&app, &journey.lead, "decision_awarded").await;
        let shown = looked_at.letters.iter().find(|letter| letter.to.email == journey.lead).unwrap();
        assert_eq!((sent.len(), &sent[0].text, &sent[0].html), (1, &shown.body_text, &shown.body_html));
        // The letter of the award says it; there is no other.
        assert!(mails(&app, &journey.lead, "accreditation_condition_set").await.is_empty());
        let held = accreditations(&app, &journey).await.remove(0);
        let conditions = store::list_conditions(app.ctx.read(), held.id).await.unwrap();
        assert_eq!((conditions.len(), conditions[0].set.words.as_str(), conditions[0].id), (1, ASKED, taken.terms.conditions[0].id));
        let mut lead = app.session(&journey.lead).await;
        lead.visit(&format!("/home/held/{}", held.id)).await;
        lead.see("Publish the pay ratio on your site.");
        lead.visit(&format!("/register/{}", held.entry)).await;
        lead.not_see("pay ratio");
    }

    async fn a_condition_whose_day_went_by_stops_the_announcement(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&format!("{}/decision", journey.officers_page())).await;
        otto.choose_in("What do you decide?", "Award");
        otto.choose_in("When is it announced?", "Later");
        otto.fill("Condition 1: what the employer has to do", ASKED);
        otto.fill_date("Condition 1: last day", "2026-11-30");
        otto.press("Check what will happen").await;
        otto.press("Decide: award Member, announce later").await;
        let page = otto.path();
        app.advance(chrono::TimeDelta::days(6));
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&page).await;
        otto.press("Read the letters and announce").await;
        otto.see("The last day of one of its conditions or points is over.");
        assert!(accreditations(&app, &journey).await.is_empty());
    }

    async fn not_yet_comes_with_a_plan_that_the_employer_reads(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        check(&mut otto, &journey, "Not yet, with a plan", "The rota is too new.").await;
        assert_eq!(otto.status(), 422);
        otto.see_error("point_1", "Say for at least one criterion what the employer should do, and by when");
        otto.tamper("point_1_criterion", "PAY-1");
        otto.fill("Point 1: what is missing, or what to do", "Pay the rate to everybody.");
        otto.press("Check what will happen").await;
        otto.see_error("point_1_due", "Say by when");
        otto.fill_date("Point 1: by when, in a plan", "2027-03-31");
        otto.press("Check what will happen").await;
        otto.see("Quarry Bank Care Ltd is awarded nothing yet.");
        otto.see("PAY-1, by 31 March 2027: Pay the rate to everybody.");
        otto.press("Not yet, with a plan").await;
        otto.see("The case is decided: not yet, with a plan");
        assert!(accreditations(&app, &journey).await.is_empty());
        assert_eq!(decisions(&app, &journey).await[0].verdict, Verdict::NotYet);
        let sent = mails(&app, &journey.lead, "decision_not_yet").await;
        assert_eq!(sent.len(), 1);
        assert!(sent[0].text.contains("by 31 March 2027: Pay the rate to everybody."), "{}", sent[0].text);
        let mut lead = app.session(&journey.lead).await;
        lead.visit(&sent[0].link("/home/decisions/")).await;
        lead.see("is not awarded yet. The plan below says what to do.");
        lead.see("By 31 March 2027");
        lead.see("Pay the rate to everybody.");
        for path in ["/register", "/register.csv", "/register.json"] {
            assert!(!app.browser().download(path).await.text().contains("Quarry Bank"), "{path}");
        }
    }

    async fn reasons_of_a_refusal_are_told_criterion_by_criterion(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        journey.recommend(&app).await;
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&format!("{}/decision", journey.officers_page())).await;
        otto.choose_in("What do you decide?", "Decline");
        otto.fill("Reason", "The minutes are of another company.");
        otto.tamper("point_1_criterion", "PAY-9999");
        otto.fill("Point 1: what is missing, or what to do", "Two rates of pay.");
        otto.press("Check what will happen").await;
        otto.see_error("point_1_criterion", "Choose the criterion");
        otto.tamper("point_1_criterion", "PAY-1");
        otto.press("Check what will happen").await;
        otto.see("PAY-1: Two rates of pay.");
        otto.press("Decline").await;
        otto.see("The case is decided: declined");
        let sent = mails(&app, &journey.lead, "decision_declined").await;
        assert!(sent[0].text.contains("Two rates of pay."), "{}", sent[0].text);
        let mut lead = app.session(&journey.lead).await;
        lead.visit(&sent[0].link("/home/decisions/")).await;
        lead.see("The reasons, criterion by criterion");
        lead.see("Two rates of pay.");
    }
}
