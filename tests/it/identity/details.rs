//! What an organisation says of itself: changed by its leads, and never by the slower of two.

use entity::kinds::MemberRole;

const LEAD: &str = "amira.khan@bakery.example";
const SECOND: &str = "sol.second@bakery.example";
const CONTRIBUTOR: &str = "cleo.contributor@bakery.example";
const SIGNATORY: &str = "sid.signer@bakery.example";
const VIEWER: &str = "vera.viewer@bakery.example";

both! {
    async fn the_slower_of_two_leads_reads_first_and_loses_nothing(app: TestApp) {
        let organisation = app.organisation("Harbour Street Bakery Ltd", LEAD).await;
        app.member(LEAD, organisation, SECOND, MemberRole::Lead).await;
        let home = format!("/home/organisations/{organisation}");
        let mut amira = app.sign_in_as(LEAD).await;
        let mut sol = app.sign_in_as(SECOND).await;
        amira.visit(&format!("{home}/details")).await;
        sol.visit(&format!("{home}/details")).await;
        assert_eq!(sol.value("How many people do you employ?"), "120");
        amira.fill("How many people do you employ?", "130");
        amira.press("Save and continue").await;
        amira.see("Your changes are saved");
        sol.fill("Postcode of that workplace", "M2 2BB");
        sol.fill("How many people do you employ?", "125");
        sol.press("Save and continue").await;
        assert_eq!(sol.status(), 409);
        sol.see_error("name", "This was changed since you opened it.");
        assert_eq!(sol.value("Postcode of that workplace"), "M2 2BB");
        assert_eq!(sol.value("How many people do you employ?"), "125");
        amira.visit(&format!("{home}/details")).await;
        assert_eq!(amira.value("How many people do you employ?"), "130");
        assert_eq!(amira.value("Postcode of that workplace"), "");
        // Sent again, it is meant.
        sol.press("Save and continue").await;
        assert_eq!(sol.status(), 200);
        amira.visit(&format!("{home}/details")).await;
        assert_eq!(amira.value("How many people do you employ?"), "125");
        assert_eq!(amira.value("Postcode of that workplace"), "M2 2BB");
        // Wrong fields keep the others, and change nothing.
        amira.fill("Legal name", "");
        amira.fill("Website (optional)", "bakery.example");
        amira.fill("Postcode of that workplace", "M3 3CC");
        amira.press("Save and continue").await;
        assert_eq!(amira.status(), 422);
        amira.see_error("name", "Enter the legal name of the organisation");
        amira.see_error("website", "Enter a web address that starts with https://");
        assert_eq!(amira.value("Postcode of that workplace"), "M3 3CC");
        // What is far too long gets a sentence, and stays to be shortened.
        let long = "M".repeat(10_000);
        amira.fill("Legal name", "Harbour Street Bakery Ltd");
        amira.fill("Website (optional)", &format!("https://{}", "b".repeat(10_000)));
        amira.fill("Postcode of that workplace", &long);
        amira.press("Save and continue").await;
        assert_eq!(amira.status(), 422);
        amira.see_error("postcode", "Enter a full postcode of the United Kingdom");
        amira.see_error("website", "characters or fewer");
        assert_eq!(amira.value("Postcode of that workplace"), long);
        sol.visit(&home).await;
        sol.see("M2 2BB");
    }

    async fn only_leads_change_what_the_organisation_says(app: TestApp) {
        let organisation = app.organisation("Harbour Street Bakery Ltd", LEAD).await;
        let home = format!("/home/organisations/{organisation}");
        for (email, role) in [(CONTRIBUTOR, MemberRole::Contributor), (SIGNATORY, MemberRole::Signatory), (VIEWER, MemberRole::Viewer)] {
            app.member(LEAD, organisation, email, role).await;
            let mut browser = app.sign_in_as(email).await;
            browser.visit(&home).await;
            assert_eq!(browser.status(), 200);
            browser.not_see("Change these details");
            browser.not_see("Invite a colleague");
            browser.visit(&format!("{home}/details")).await;
            browser.fill("Legal name", "Taken Over Ltd");
            browser.press("Save and continue").await;
            assert_eq!(browser.status(), 422, "{email}");
            let (field, said) = browser.errors()[0].clone();
            assert!(field == "name" && said.contains("lead"), "{email}: {said}");
            assert_eq!(browser.value("Legal name"), "Taken Over Ltd");
            let fields = [("email", "friend@bakery.example"), ("role", "lead")];
            let answer = browser.post(&format!("{home}/people"), &fields, false).await;
            assert_eq!(answer.status, 422, "{email}");
            assert!(answer.text().contains("lead"), "{email}");
        }
        assert!(app.mail_to("friend@bakery.example").await.is_empty());
        let mut lead = app.sign_in_as(LEAD).await;
        lead.visit(&home).await;
        lead.not_see("Taken Over");
        lead.not_see("friend@bakery.example");
        let mut viewer = app.sign_in_as(VIEWER).await;
        viewer.visit("/home/assessments/new").await;
        viewer.not_see("Harbour Street Bakery Ltd");
    }
}
