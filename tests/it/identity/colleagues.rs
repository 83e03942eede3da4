//! Inviting a colleague, and what a colleague may then do.

use chrono::TimeDelta;

const LEAD: &str = "amira.khan@bakery.example";
const COLLEAGUE: &str = "jo.whitfield@bakery.example";

both! {
    async fn a_colleague_is_invited_by_email_and_comes_in(app: TestApp) {
        let organisation = app.organisation("Harbour Street Bakery Ltd", LEAD).await;
        let home = format!("/home/organisations/{organisation}");
        let mut lead = app.sign_in_as(LEAD).await;
        lead.visit(&home).await;
        // Mistakes keep what was typed and are told beside their field.
        lead.fill("Name (optional)", "Jo Whitfield");
        lead.fill("Email address", "jo at bakery");
        lead.choose("Signatory");
        lead.press("Send an invitation").await;
        assert_eq!(lead.status(), 422);
        lead.see_error("email", "Enter an email address in the form name@example.org");
        assert_eq!(lead.value("Name (optional)"), "Jo Whitfield");
        assert_eq!(lead.value("Email address"), "jo at bakery");
        assert!(lead.is_chosen_in("What may this person do?", "Signatory"));
        lead.fill("Email address", COLLEAGUE);
        lead.fill("Name (optional)", &"J".repeat(201));
        lead.press("Send an invitation").await;
        assert_eq!(lead.status(), 422);
        lead.see_error("name", "The name must be 200 characters or fewer");
        lead.fill("Name (optional)", "Jo Whitfield");
        lead.tamper("role", "owner");
        lead.press("Send an invitation").await;
        assert_eq!(lead.status(), 422);
        lead.see_error("role", "Choose what your colleague may do");
        lead.choose("Signatory");
        lead.press("Send an invitation").await;
        assert_eq!(lead.status(), 200);
        lead.see(&format!("We have sent an invitation to {COLLEAGUE}"));
        lead.see("signatory: can answer, add evidence and sign off an assessment that somebody else prepared");
        // Pressed twice, sent once.
        lead.press_again().await;
        assert_eq!(lead.status(), 422);
        lead.see_error("email", "That person acts for your organisation already");

        let mail = app.mail_to(COLLEAGUE).await;
        assert_eq!(mail.len(), 1);
        assert_eq!(mail[0].subject, "Amira Khan invites you to act for Harbour Street Bakery Ltd");
        assert!(mail[0].text.contains("As signatory you can answer"));
        app.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
        let mut jo = app.browser();
        let link = mail[0].link("/sign-in/");
        app.follow_sign_in_link(&mut jo, &link, COLLEAGUE).await;
        jo.visit("/home").await;
        jo.see("Harbour Street Bakery Ltd");
        jo.see("Signed in as Jo Whitfield");
        jo.visit(&home).await;
        jo.see(LEAD);
        // One invitation signs in once; afterwards the address is enough.
        let mut again = app.browser();
        again.visit(&link).await;
        again.press("Sign in").await;
        assert_eq!(again.status(), 409);
        app.sign_in_as(COLLEAGUE).await;
    }

    async fn an_invitation_is_over_after_a_week(app: TestApp) {
        let organisation = app.organisation("Harbour Street Bakery Ltd", LEAD).await;
        app.member(LEAD, organisation, COLLEAGUE, entity::kinds::MemberRole::Viewer).await;
        app.advance(TimeDelta::days(7));
        let mut jo = app.browser();
        jo.visit(&app.last_mail_to(COLLEAGUE).await.link("/sign-in/")).await;
        jo.press("Sign in").await;
        assert_eq!(jo.status(), 409);
        jo.see("This link is too old.");
        // The role is there all the same.
        let mut jo = app.sign_in_as(COLLEAGUE).await;
        jo.visit(&format!("/home/organisations/{organisation}")).await;
        assert_eq!(jo.status(), 200);
    }
}
