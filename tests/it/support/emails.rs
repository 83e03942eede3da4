//! The outbox as officers see it; what comes back; reminders that are stopped.

use poem::http::Method;

use super::through;
use crate::helpers::smtp::Trouble;
use crate::helpers::{Journey, World, send};

both! {
    async fn an_officer_finds_an_email_reads_it_and_sends_it_again(app: TestApp) {
        let case = Journey::submitted(&app).await;
        app.email_in_name_of(&case.world, &case.lead).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit("/home/people").await;
        olga.follow("Emails that were sent").await;
        olga.fill("Email address", &case.lead);
        olga.press("Search").await;
        let mut nora = app.session(World::NEIGHBOUR).await;
        olga.visit(&format!("/home/emails?q={}&show=sent", case.lead)).await;
        olga.see("News of the charter");
        let id = app.email_in_name_of(&case.world, "other@elsewhere.example").await;
        let page = format!("/home/emails/{id}");
        olga.visit(&page).await;
        olga.see("Something is <new> & good.");
        olga.press("Send it again").await;
        assert_eq!(olga.status(), 422);
        olga.see_error("reason", "Give the reason");
        olga.fill("Reason for sending it again", "It went to a folder of junk");
        olga.press("Send it again").await;
        olga.see("The email is sent again");
        app.drain_worker().await;
        let mail = app.mail_to("other@elsewhere.example").await;
        assert_eq!(mail.len(), 2);
        assert!(mail.iter().all(|one| one.sent && one.text == mail[0].text));
        // Nothing of it is there for the neighbour, and nothing in the neighbour's list.
        nora.visit(&page).await;
        assert_eq!(nora.status(), 404);
        nora.visit("/home/emails?q=elsewhere").await;
        nora.not_see("News of the charter");
        for words in ["%", "_", "\\", "' or 1=1 --"] {
            olga.visit(&format!("/home/emails?q={}", words.replace('%', "%25").replace(' ', "+"))).await;
            assert_eq!(olga.status(), 200);
        }
        olga.visit("/home/emails?q=%25%25").await;
        olga.see("No email went to an address with these letters");
    }

    async fn no_officer_reads_a_link_that_signs_in(app: TestApp) {
        let case = Journey::submitted(&app).await;
        let mut lead = app.browser();
        lead.visit("/sign-in").await;
        lead.fill("Email address", &case.lead);
        lead.press("Send me a link").await;
        let link = link_of(&app, &case.lead).await;
        let secret = link.rsplit('/').next().unwrap().to_owned();
        let mut olga = app.session(World::OFFICER).await;
        // While it waits, its words are still kept.
        olga.visit(&format!("/home/emails?q={}&show=waiting", case.lead)).await;
        let rows = app.mail_to(&case.lead).await;
        assert!(rows.iter().any(|mail| mail.text.contains(&secret)));
        let row = waiting(&app, &case.lead).await;
        olga.visit(&format!("/home/emails/{row}")).await;
        olga.see("nobody but its recipient can read it");
        assert!(!olga.answer().text().contains(&secret));
        app.drain_worker().await;
        olga.visit(&format!("/home/emails/{row}")).await;
        let answer = olga.post(&format!("/home/emails/{row}/again"), &[("reason", "Again")], false).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("it is not sent twice"));
        let mut nora = app.session(World::NEIGHBOUR).await;
        nora.visit(&format!("/home/emails/{row}")).await;
        assert_eq!(nora.status(), 404);
    }

    async fn an_address_that_comes_back_signs_nobody_in_until_it_works_again(app: TestApp) {
        let mut app = app;
        let case = Journey::submitted(&app).await;
        let server = through(&mut app).await;
        app.drain_worker().await;
        let mut lead = app.session(&case.lead).await;
        lead.visit("/home").await;
        assert_eq!(lead.path(), "/home");
        let mut open = app.browser();
        open.visit("/sign-in").await;
        open.fill("Email address", &case.lead);
        open.press("Send me a link").await;
        let link = link_of(&app, &case.lead).await;
        app.drain_worker().await;
        server.fail_next(Trouble::Unknown550);
        let id = app.email_in_name_of(&case.world, &case.lead).await;
        app.drain_worker().await;

        lead.visit("/home").await;
        assert_eq!(lead.path().split('?').next(), Some("/sign-in"), "the session goes on");
        lead.fill("Email address", &case.lead);
        lead.press("Send me a link").await;
        assert_eq!(lead.status(), 422);
        lead.see_error("email", "Emails to this address come back to us, so it cannot be used to sign in. Check the address, or ask the charter team to change it");
        open.visit(&link).await;
        open.press("Sign in").await;
        assert_eq!(open.status(), 409);

        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("/home/emails/{id}")).await;
        olga.see("Came back");
        olga.visit("/home/people").await;
        olga.see("Emails come back");
        let person = app.person(&case.lead).await;
        olga.visit(&format!("/home/people/{person}")).await;
        olga.see("This person cannot sign in until the address is changed or works again.");
        olga.follow("The address works again").await;
        olga.fill("Reason", "She has mended her mailbox");
        olga.press("Clear the mark").await;
        olga.see("The address can be used to sign in again");
        app.sign_in_as(&case.lead).await;
    }

    async fn an_officer_records_that_an_email_came_back(app: TestApp) {
        let case = Journey::submitted(&app).await;
        let mut lead = app.session(&case.lead).await;
        let id = app.email_in_name_of(&case.world, &case.lead).await;
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("/home/emails/{id}")).await;
        olga.press("Record that it came back").await;
        olga.see_error("told", "Give the reason");
        olga.fill("What you were told", "The mailbox is closed");
        olga.press("Record that it came back").await;
        olga.see("Came back");
        lead.visit("/home").await;
        assert_eq!(lead.path().split('?').next(), Some("/sign-in"));
        // Not of a colleague: one officer alone could sign out another.
        let id = app.email_in_name_of(&case.world, World::SECOND_OFFICER).await;
        olga.visit(&format!("/home/emails/{id}")).await;
        olga.fill("What you were told", "So I heard");
        olga.press("Record that it came back").await;
        assert_eq!(olga.status(), 422);
        app.sign_in_as(World::SECOND_OFFICER).await;
    }

    async fn reminders_are_stopped_with_one_click_and_nothing_else_is(app: TestApp) {
        let mut app = app;
        let case = Journey::submitted(&app).await;
        app.drain_worker().await;
        let server = through(&mut app).await;
        let to = "amira@elsewhere.example";
        app.email_in_name_of(&case.world, to).await;
        assert_eq!(server.received()[0].header("List-Unsubscribe"), "");
        let (id, proof) = app.reminder(&case.world, to).await;
        let sent = server.received();
        let sent = sent.last().unwrap();
        let path = format!("/reminders/{id}/{proof}");
        assert_eq!(sent.header("List-Unsubscribe"), format!("<{}>", app.ctx.url(&path)));
        assert_eq!(sent.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
        assert!(sent.content.contains("Stop reminders like this one"));
        // Whoever looks at the address changes nothing, and nobody else can make one.
        let mut anybody = app.browser();
        anybody.visit(&path).await;
        anybody.see("Decisions, questions about an assessment and links to sign in still come.");
        for wrong in [format!("/reminders/{id}/{}", "0".repeat(32)), format!("/reminders/{}/{proof}", app.ctx.new_id::<entity::ids::OutboxEmailId>())] {
            let answer = send(&app.endpoint(), Method::POST, &wrong, &[], "").await;
            assert_eq!(answer.status, 404);
        }
        let again = async |key: &str| app.remind(&case.world, key, to).await;
        assert!(again("second").await, "only looking has stopped it");
        let form = [("content-type", "application/x-www-form-urlencoded")];
        for _ in 0..2 {
            let answer = send(&app.endpoint(), Method::POST, &path, &form, "List-Unsubscribe=One-Click").await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        assert!(!again("third").await, "a reminder was written all the same");
        let before = server.received().len();
        let key = app.email_in_name_of(&case.world, "somebody@elsewhere.example").await;
        assert_ne!(key, id);
        assert_eq!(server.received().len(), before + 1);
    }
}

/// The link to sign in that waits for somebody.
async fn link_of(app: &crate::helpers::TestApp, to: &str) -> String {
    let mut mail = app.mail_to(to).await;
    mail.retain(|mail| mail.kind == "sign_in" && !mail.text.is_empty());
    mail[0].link("/sign-in/")
}

async fn waiting(app: &crate::helpers::TestApp, to: &str) -> entity::ids::OutboxEmailId {
    use entity::outbox_email::{Column, Entity};
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
    Entity::find()
        .filter(Column::ToEmail.eq(to))
        .filter(Column::Kind.eq("sign_in"))
        .order_by_desc(Column::Id)
        .one(app.ctx.read())
        .await
        .unwrap()
        .unwrap()
        .id
}
