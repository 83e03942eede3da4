//! Tokens for programs: shown once, as able as their person, revoked by their person.

use chrono::TimeDelta;
use poem::http::Method;

use crate::helpers::{Answer, TestApp, send};

const AMIRA: &str = "amira.khan@bakery.example";
const SAM: &str = "sam.stranger@elsewhere.example";

async fn me(app: &TestApp, secret: &str) -> Answer {
    let bearer = format!("Bearer {secret}");
    send(
        &app.endpoint(),
        Method::GET,
        "/api/v1/me",
        &[("authorization", &bearer)],
        "",
    )
    .await
}

fn secret(page: &str) -> String {
    page.split_whitespace()
        .find(|word| word.starts_with("fairmark_"))
        .unwrap()
        .to_owned()
}

both! {
    async fn a_token_is_made_shown_once_and_revoked(app: TestApp) {
        app.organisation("Harbour Street Bakery Ltd", AMIRA).await;
        let mut amira = app.sign_in_as(AMIRA).await;
        amira.visit("/home/account").await;
        amira.see("No token yet");
        amira.fill("What is the token for?", "");
        amira.fill("For how many days should it work?", "30");
        amira.press("Make a token").await;
        assert_eq!(amira.status(), 422);
        amira.see_error("label", "Say in 100 characters or fewer what the token is for");
        assert_eq!(amira.value("For how many days should it work?"), "30");
        for wrong in ["", "0", "-1", "367", "1.5", "a month", "99999999999999999999"] {
            amira.fill("What is the token for?", "Payroll export");
            amira.fill("For how many days should it work?", wrong);
            amira.press("Make a token").await;
            assert_eq!(amira.status(), 422, "{wrong}");
            amira.see_error("days", "Enter a number of days from 1 to 366");
            assert_eq!(amira.value("What is the token for?"), "Payroll export");
            assert_eq!(amira.value("For how many days should it work?"), wrong);
        }
        amira.fill("For how many days should it work?", "30");
        amira.press("Make a token").await;
        assert_eq!(amira.status(), 200);
        let token = secret(amira.text());
        amira.see("24 December 2026");
        amira.visit("/home/account").await;
        amira.not_see(&token);
        amira.see("Payroll export");
        let answer = me(&app, &token).await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["organisations"][0]["name"], "Harbour Street Bakery Ltd");
        assert_eq!(me(&app, &token[..token.len() - 1]).await.status, 401);

        // Nobody else revokes it, and to nobody else is it there.
        let revoke = amira.answer().text();
        let revoke = revoke.split('"').find(|part| part.ends_with("/revoke")).unwrap().to_owned();
        let mut sam = app.sign_in_as(SAM).await;
        sam.visit("/home/account").await;
        sam.not_see("Payroll export");
        assert_eq!(sam.post(&revoke, &[], false).await.status, 404);
        assert_eq!(me(&app, &token).await.status, 200);
        amira.press("Revoke the token for Payroll export").await;
        amira.see("The token no longer works");
        amira.see("No token yet");
        assert_eq!(me(&app, &token).await.status, 401);
        amira.press_again().await;
        assert!(amira.status() < 500);
    }

    async fn a_token_ends_by_itself(app: TestApp) {
        let mut amira = app.sign_in_as(AMIRA).await;
        amira.visit("/home/account").await;
        amira.fill("What is the token for?", "One day");
        amira.fill("For how many days should it work?", "1");
        amira.press("Make a token").await;
        let token = secret(amira.text());
        app.advance(TimeDelta::days(1) - TimeDelta::milliseconds(1));
        assert_eq!(me(&app, &token).await.status, 200);
        app.advance(TimeDelta::milliseconds(1));
        let over = me(&app, &token).await;
        assert_eq!(over.status, 401);
        assert!(over.json()["detail"].as_str().unwrap().contains("valid token"));
    }
}
