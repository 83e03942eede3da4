//! Signing in: a link works once, for an hour, for a path of our own, and is not sent without end.

use chrono::TimeDelta;
use poem::http::Method;

use crate::helpers::{Browser, TestApp, World, send};

const AMIRA: &str = "amira.khan@example.org";

/// Asks for a link on the page as it stands.
async fn ask_for_link(browser: &mut Browser, email: &str) {
    browser.fill("Email address", email);
    browser.press("Send me a link").await;
}

/// A new link, out of its email.
async fn link(app: &TestApp, browser: &mut Browser, after: &str) -> String {
    browser.visit(&format!("/sign-in{after}")).await;
    ask_for_link(browser, AMIRA).await;
    assert_eq!(browser.status(), 200);
    app.last_mail_to(AMIRA).await.link("/sign-in/")
}

/// The page says why, and leads to another link.
async fn refused(browser: &mut Browser, sentence: &str) {
    assert_eq!(browser.status(), 409);
    assert_eq!(browser.heading(), "This link cannot be used");
    browser.see(sentence);
    browser.see("Ask for another on the sign-in page; it takes a minute.");
    browser.follow("Ask for another link").await;
    assert_eq!(browser.path(), "/sign-in");
    assert_eq!(browser.value("Email address"), "");
}

both! {
    async fn a_link_that_cannot_be_used_says_why_and_leads_on(app: TestApp) {
        let mut amira = app.browser();
        // Never ours, or cut short by a mail program.
        let whole = link(&app, &mut amira, "").await;
        for unknown in ["/sign-in/not-a-secret-of-ours", &whole[..whole.len() - 1]] {
            amira.visit(unknown).await;
            assert_eq!(amira.status(), 200);
            amira.press("Sign in").await;
            refused(&mut amira, "This link is not one of ours, or part of it is missing.").await;
        }
        // The last instant of its hour is inside, the next is not.
        app.advance(TimeDelta::minutes(60));
        amira.visit(&whole).await;
        amira.press("Sign in").await;
        refused(&mut amira, "This link is too old.").await;
        let newer = link(&app, &mut amira, "").await;
        app.advance(TimeDelta::minutes(60) - TimeDelta::milliseconds(1));
        // Looking at it, however often, and asking for its head alone use nothing up.
        for _ in 0..3 {
            amira.visit(&newer).await;
        }
        let path = newer.trim_start_matches("https://fairmark.example");
        let head = send(&app.endpoint(), Method::HEAD, path, &[], "").await;
        assert!(!head.status.is_server_error());
        app.follow_sign_in_link(&mut amira, &newer, AMIRA).await;
        let mut thief = app.browser();
        thief.visit(&newer).await;
        thief.press("Sign in").await;
        refused(&mut thief, "This link was used already.").await;
        thief.visit("/home").await;
        assert_eq!(thief.path(), "/sign-in?after=%2Fhome");
    }

    async fn two_presses_at_once_sign_one_in(app: TestApp) {
        let mut amira = app.browser();
        let link = link(&app, &mut amira, "").await;
        let mut thief = app.browser();
        amira.visit(&link).await;
        thief.visit(&link).await;
        tokio::join!(amira.press("Sign in"), thief.press("Sign in"));
        let mut statuses = [amira.status(), thief.status()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
    }

    async fn people_are_sent_to_paths_of_our_own_alone(app: TestApp) {
        app.sign_in_as(AMIRA).await;
        for elsewhere in ["//evil.example", "https://evil.example/home", "/%5Cevil.example", "/%09/evil.example", "javascript:alert(1)", "home"] {
            app.advance(TimeDelta::minutes(20));
            let mut amira = app.browser();
            let link = link(&app, &mut amira, &format!("?after={elsewhere}")).await;
            amira.visit(&link).await;
            amira.press("Sign in").await;
            assert_eq!(amira.path(), "/home", "{elsewhere}");
            // Whoever is signed in already is sent nowhere else either.
            amira.visit(&format!("/sign-in?after={elsewhere}")).await;
            assert_eq!(amira.path(), "/home", "{elsewhere}");
            amira.visit(&format!("/home/account?after={elsewhere}")).await;
            amira.tamper("after", "//evil.example");
            amira.press("Save your name").await;
            assert_eq!(amira.path(), "/home/account", "{elsewhere}");
        }
        app.advance(TimeDelta::minutes(20));
        // A forged form.
        let mut amira = app.browser();
        amira.visit("/sign-in").await;
        amira.tamper("after", "//evil.example");
        ask_for_link(&mut amira, AMIRA).await;
        let forged = app.last_mail_to(AMIRA).await.link("/sign-in/");
        amira.visit(&forged).await;
        amira.press("Sign in").await;
        assert_eq!(amira.path(), "/home");
        // Our own path is kept, with its query, also past the question for a name.
        let mut sam = app.browser();
        sam.visit("/home/organisations/find?q=care").await;
        assert_eq!(sam.path(), "/sign-in?after=%2Fhome%2Forganisations%2Ffind%3Fq%3Dcare");
        ask_for_link(&mut sam, "sam@example.org").await;
        let link = app.last_mail_to("sam@example.org").await.link("/sign-in/");
        sam.visit(&link).await;
        sam.press("Sign in").await;
        assert_eq!(sam.heading(), "What is your name?");
        sam.press("Save your name").await;
        assert_eq!(sam.status(), 422);
        sam.see_error("name", "Enter your name");
        sam.fill("Your name", "Sam O’Néill");
        sam.press("Save your name").await;
        assert_eq!(sam.path(), "/home/organisations/find?q=care");
        sam.see("Signed in as Sam O’Néill");
    }

    async fn an_address_gets_five_links_in_a_quarter_of_an_hour(app: TestApp) {
        let mut amira = app.browser();
        for _ in 0..5 {
            amira.visit("/sign-in").await;
            ask_for_link(&mut amira, AMIRA).await;
            amira.see("Check your email");
        }
        // However the address is typed, and from whichever browser.
        let mut other = app.browser();
        other.visit("/sign-in?after=/home/account").await;
        ask_for_link(&mut other, "  Amira.Khan@EXAMPLE.org ").await;
        assert_eq!(other.status(), 429);
        other.see_error("email", "We have sent 5 links to that address in the last 15 minutes. Use the newest one, or wait a little and ask again.");
        assert!(other.value("Email address").eq_ignore_ascii_case(AMIRA));
        assert_eq!(app.mail_to(AMIRA).await.len(), 5);
        // Nobody else waits for it, and the newest link works.
        ask_for_link(&mut other, "sam@example.org").await;
        assert_eq!(other.status(), 200);
        let newest = app.last_mail_to(AMIRA).await.link("/sign-in/");
        app.follow_sign_in_link(&mut amira, &newest, AMIRA).await;
        app.advance(TimeDelta::minutes(15) + TimeDelta::milliseconds(1));
        other.visit("/sign-in").await;
        ask_for_link(&mut other, AMIRA).await;
        assert_eq!(other.status(), 200);
        assert_eq!(app.mail_to(AMIRA).await.len(), 6);
    }

    async fn nobody_learns_who_is_known_here(app: TestApp) {
        World::seed(&app).await;
        let mut said = Vec::new();
        for email in [World::OFFICER, "nobody.known@example.org"] {
            let mut anybody = app.browser();
            anybody.visit("/sign-in").await;
            ask_for_link(&mut anybody, email).await;
            assert_eq!(anybody.status(), 200);
            said.push(anybody.text().replace(email, "…"));
        }
        assert_eq!(said[0], said[1]);
        assert_eq!(app.last_mail_to(World::OFFICER).await.subject, app.last_mail_to("nobody.known@example.org").await.subject);
    }

    async fn no_address_smuggles_another_line_into_an_email(app: TestApp) {
        let mut amira = app.browser();
        amira.visit("/sign-in").await;
        for wrong in ["", "amira", "amira@example.org\nBcc: sam@example.org", "amira@example.org,sam@example.org", "ämira@example.org"] {
            ask_for_link(&mut amira, wrong).await;
            assert_eq!(amira.status(), 422, "{wrong}");
            assert!(amira.errors().iter().any(|(field, said)| field == "email" && said.starts_with("Enter an email address")), "{wrong}");
        }
        assert!(app.mail().await.is_empty());
    }

    async fn a_session_ends_after_twelve_hours_and_at_signing_out(app: TestApp) {
        let mut amira = app.sign_in_as(AMIRA).await;
        app.advance(TimeDelta::hours(12) - TimeDelta::seconds(1));
        amira.visit("/home").await;
        assert_eq!(amira.path(), "/home");
        app.advance(TimeDelta::seconds(1));
        amira.visit("/home").await;
        assert_eq!(amira.path(), "/sign-in?after=%2Fhome");
        // The cookie of a session that was ended opens nothing for whoever copied it.
        let mut again = app.sign_in_as(AMIRA).await;
        let copied = again.cookies()["__Host-session"].clone();
        again.visit("/home").await;
        again.press("Sign out").await;
        assert_eq!(again.path(), "/");
        let mut thief = app.browser();
        thief.visit("/sign-in").await;
        thief.set_cookie("__Host-session", &copied);
        thief.visit("/home").await;
        assert_eq!(thief.path(), "/sign-in?after=%2Fhome");
    }
}
