//! The tests' own footing: every test has its own database, clock and mailbox, and a browser that
//! reads pages as a person does.

use chrono::TimeDelta;

use crate::helpers::{Backend, TestApp, World};

both! {
    async fn somebody_new_signs_in_and_out(app: TestApp) {
        let mut amira = app.sign_in_as("amira.khan@example.org").await;
        amira.visit("/home/account").await;
        amira.see("Signed in as Amira Khan");
        assert_eq!(amira.value("Your name"), "Amira Khan");
        amira.press("Sign out").await;
        amira.visit("/home/account").await;
        assert_eq!(amira.path(), "/sign-in?after=%2Fhome%2Faccount");
    }

    async fn a_link_works_once_and_only_when_pressed(app: TestApp) {
        let mut amira = app.browser();
        amira.visit("/sign-in").await;
        amira.fill("Email address", "amira@example.org");
        amira.press("Send me a link").await;
        let link = app.last_mail_to("amira@example.org").await.link("/sign-in/");

        let mut scanner = app.browser();
        scanner.visit(&link).await;
        scanner.visit(&link).await;
        assert_eq!(scanner.status(), 200);

        app.follow_sign_in_link(&mut amira, &link, "amira@example.org").await;
        let mut thief = app.browser();
        thief.visit(&link).await;
        thief.press("Sign in").await;
        assert_eq!(thief.status(), 409);
        thief.see("This link was used already");
    }

    async fn a_link_is_over_after_an_hour(app: TestApp) {
        let mut amira = app.browser();
        amira.visit("/sign-in").await;
        amira.fill("Email address", "amira@example.org");
        amira.press("Send me a link").await;
        let link = app.last_mail_to("amira@example.org").await.link("/sign-in/");
        app.advance(TimeDelta::minutes(60));
        amira.visit(&link).await;
        amira.press("Sign in").await;
        assert_eq!(amira.status(), 409);
        amira.see("This link is too old");
    }

    async fn a_form_needs_the_token_of_its_browser(app: TestApp) {
        let mut amira = app.browser();
        amira.visit("/sign-in").await;
        amira.fill("Email address", "amira@example.org");
        amira.tamper("_csrf", "bm90IG91cnM=");
        amira.press("Send me a link").await;
        assert_eq!(amira.status(), 400);
        assert!(app.mail().await.is_empty());
    }

    async fn a_mistake_keeps_what_was_typed(app: TestApp) {
        let mut amira = app.browser();
        amira.visit("/sign-in").await;
        amira.fill("Email address", "amira at example");
        amira.press("Send me a link").await;
        assert_eq!(amira.status(), 422);
        amira.see_error("email", "Enter an email address");
        assert_eq!(amira.value("Email address"), "amira at example");
        assert!(amira.title().starts_with("Error: "), "{}", amira.title());
    }

    async fn the_cookie_changes_at_sign_in(app: TestApp) {
        let mut amira = app.browser();
        amira.visit("/sign-in").await;
        amira.set_cookie("__Host-session", "planted-by-somebody-else");
        amira.fill("Email address", "amira@example.org");
        amira.press("Send me a link").await;
        let link = app.last_mail_to("amira@example.org").await.link("/sign-in/");
        app.follow_sign_in_link(&mut amira, &link, "amira@example.org").await;
        assert_ne!(amira.cookies()["__Host-session"], "planted-by-somebody-else");
    }

    async fn statements_are_counted(app: TestApp) {
        let mut amira = app.sign_in_as("amira@example.org").await;
        let ((), statements) = app.statements(amira.visit("/home/account")).await;
        assert!((1..=10).contains(&statements), "{statements} statements");
    }

    async fn the_world_has_its_staff(app: TestApp) {
        let world = World::seed(&app).await;
        let officer = app.caller(World::OFFICER).await;
        assert!(officer.officer(world.authority).is_ok());
        assert!(officer.officer(world.neighbour).is_err());
        assert!(app.caller(World::ASSESSOR).await.assessor(world.authority).is_ok());
        let organisation = app.organisation("Quarry Bank Care Ltd", "lena@quarrybank.example").await;
        assert!(app.caller("lena@quarrybank.example").await.employer(organisation).is_ok());
    }
}

#[tokio::test]
async fn two_tests_share_nothing() {
    let (one, other) = (
        TestApp::start(Backend::Sqlite).await,
        TestApp::start(Backend::Sqlite).await,
    );
    one.sign_in_as("amira@example.org").await;
    assert_eq!(one.mail().await.len(), 1);
    assert!(other.mail().await.is_empty());
    assert_ne!(one.database_url(), other.database_url());
}
