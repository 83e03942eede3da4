//! Another address, another lead: two officers, told to whom it concerns, and nothing before.

use entity::kinds::MemberRole;
use fairmark::identity::store;

use crate::helpers::{Journey, Mail, TestApp, World};

async fn mails(app: &TestApp, email: &str, kind: &str) -> Vec<Mail> {
    let mut mail = app.mail_to(email).await;
    mail.retain(|mail| mail.kind == kind);
    mail
}

both! {
    async fn a_leads_address_changes_when_two_officers_agree(app: TestApp) {
        let case = Journey::submitted(&app).await;
        let person = app.person(&case.lead).await;
        let token = app.token(&case.lead).await;
        let mut lead = app.session(&case.lead).await;
        let new = "new.address@bakery.example";
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("/home/people/{person}")).await;
        olga.follow("Change the email address").await;
        olga.see("a second officer must confirm");
        olga.fill("New email address", &case.signatory);
        olga.fill("Reason", "The company has a new domain");
        olga.press("Change the address").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("email", "Somebody signs in with that address already. Ask for another address");
        olga.fill("New email address", new);
        olga.press("Change the address").await;
        olga.see("One of them must confirm this");
        let request = olga.path();
        // Nothing has changed, and the proposer cannot confirm.
        lead.visit("/home").await;
        assert_eq!(lead.path(), "/home");
        assert!(mails(&app, &case.lead, "address_changed").await.is_empty());
        let answer = olga.post(&request, &[("how", "confirm"), ("reason", "I am sure")], false).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("another officer must look at it"));
        assert_eq!(mails(&app, World::SECOND_OFFICER, "support_proposed").await.len(), 1);
        assert!(mails(&app, World::NEIGHBOUR, "support_proposed").await.is_empty());

        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&request).await;
        otto.see(new);
        let mut late = otto.clone();
        otto.choose("Confirm: it is done at once");
        otto.fill("Reason", "She said so on the telephone");
        otto.press("Close the request").await;
        otto.see("It is done, and everybody concerned is told");
        late.choose("Decline: nothing changes");
        late.fill("Reason", "No");
        late.press("Close the request").await;
        assert_eq!(late.status(), 409);

        let old = mails(&app, &case.lead, "address_changed").await.remove(0);
        assert!(!old.text.contains(new), "the old mailbox is told the new address");
        assert!(old.text.contains("The company has a new domain"));
        assert_eq!(mails(&app, new, "address_changed").await.len(), 1);
        assert_eq!(mails(&app, World::OFFICER, "support_closed").await.len(), 1);
        lead.visit("/home").await;
        assert_eq!(lead.path().split('?').next(), Some("/sign-in"), "the session goes on");
        let bearer = format!("Bearer {token}");
        let answer = crate::helpers::send(&app.endpoint(), poem::http::Method::GET, "/api/v1/me", &[("authorization", &bearer)], "").await;
        assert!(answer.status == 401 || answer.status == 404, "{}", answer.status);
        let mut again = app.sign_in_as(new).await;
        again.visit(&format!("/home/organisations/{}", case.organisation)).await;
        assert_eq!(again.status(), 200);
        assert!(fairmark::platform::audit::verify(app.ctx.read()).await.unwrap().is_ok());
    }

    async fn another_lead_takes_the_place_of_one_who_left(app: TestApp) {
        let case = Journey::submitted(&app).await;
        let person = app.person(&case.lead).await;
        let new = "successor@bakery.example";
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("/home/people/{person}/lead")).await;
        olga.fill("Email address of the new lead", World::ASSESSOR);
        olga.fill("Reason", "She has left the company");
        olga.press("Ask a second officer").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("email", "That person works for an authority, and so cannot be made a lead here");
        olga.fill("Email address of the new lead", new);
        olga.press("Ask a second officer").await;
        let request = olga.path();
        olga.press("Close the request").await;
        olga.see_error("reason", "Give the reason");
        let mut otto = app.session(World::SECOND_OFFICER).await;
        otto.visit(&request).await;
        otto.choose("Confirm: it is done at once");
        otto.fill("Reason", "The director confirmed it");
        otto.press("Close the request").await;
        otto.see("It is done");
        let members = store::list_members(app.ctx.read(), case.organisation).await.unwrap();
        let leads: Vec<&str> = members.iter().filter(|(_, role)| *role == MemberRole::Lead).map(|(one, _)| one.email.as_str()).collect();
        assert_eq!(leads, [new]);
        assert!(members.iter().all(|(one, _)| one.email != case.lead));
        for to in [case.lead.as_str(), new] {
            assert_eq!(mails(&app, to, "lead_replaced").await.len(), 1, "{to}");
        }
        let mut gone = app.session(&case.lead).await;
        gone.visit(&format!("/home/organisations/{}", case.organisation)).await;
        assert_eq!(gone.status(), 404);
    }

    async fn a_viewers_address_takes_one_officer_and_a_link_is_never_seen(app: TestApp) {
        let case = Journey::submitted(&app).await;
        let viewer = "vera@bakery.example";
        app.member(&case.lead, case.organisation, viewer, MemberRole::Viewer).await;
        let person = app.person(viewer).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("/home/people/{person}/link")).await;
        olga.fill("Reason", "She asked on the telephone");
        olga.press("Send a link").await;
        olga.see("A new link is on its way");
        assert_eq!(mails(&app, viewer, "sign_in").await.len(), 1);
        olga.visit(&format!("/home/people/{person}/address")).await;
        olga.fill("New email address", "vera.new@bakery.example");
        olga.fill("Reason", "She married");
        olga.press("Change the address").await;
        olga.see("It is done");
        let old = app.mail_to(viewer).await.into_iter().find(|mail| mail.kind == "sign_in").unwrap();
        let mut stale = app.browser();
        stale.visit(&old.link("/sign-in/")).await;
        stale.press("Sign in").await;
        assert_eq!(stale.status(), 409);
        app.sign_in_as("vera.new@bakery.example").await;
    }

    async fn nobody_is_helped_by_whom_it_is_not_for(app: TestApp) {
        let case = Journey::submitted(&app).await;
        let person = app.person(&case.lead).await;
        // A neighbour's officers, and a person who is staff of the neighbour.
        let mut nora = app.session(World::NEIGHBOUR).await;
        nora.visit(&format!("/home/people/{person}")).await;
        assert_eq!(nora.status(), 404);
        app.member(&case.lead, case.organisation, World::NEIGHBOUR, MemberRole::Viewer).await;
        let neighbour = app.person(World::NEIGHBOUR).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("/home/people/{neighbour}")).await;
        assert_eq!(olga.status(), 404);
        // An officer who acts for the same employer.
        app.member(&case.lead, case.organisation, World::OFFICER, MemberRole::Viewer).await;
        olga.visit(&format!("/home/people/{person}")).await;
        olga.see("Ask another officer to help.");
        olga.visit(&format!("/home/people/{person}/link")).await;
        olga.fill("Reason", "My colleague");
        olga.press("Send a link").await;
        assert_eq!(olga.status(), 422);
        assert!(mails(&app, &case.lead, "sign_in").await.is_empty());
    }
}
