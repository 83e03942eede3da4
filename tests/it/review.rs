//! Reviewing a case, as officers, assessors and employers meet it in their browsers.

mod bench;
mod board;
mod clarification;
mod declaration;
mod flags;
mod holds;
mod judging;
mod plan;
mod recommendation;
mod replacement;
mod threads;

use entity::ids::ReviewId;
use entity::kinds::StaffRole;
use fairmark::identity::actions::sign_in::invite_staff;
use fairmark::review::rules::Finding;
use fairmark::review::store;

use crate::helpers::{Browser, Journey, Mail, TestApp};

/// An assessor who has an address of the employer.
const CONFLICTED: &str = "cora.conflicted@quarrybank.example";

/// Gives somebody another role at the authority.
async fn appoint(app: &TestApp, journey: &Journey, email: &str, role: StaffRole) {
    app.person(email).await;
    let authority = journey.world.authority;
    invite_staff(&app.ctx, authority, email, "", role, 60)
        .await
        .unwrap();
}

/// The screen of one criterion in a review.
fn screen(review: ReviewId, criterion: &str) -> String {
    format!("/home/reviews/{review}?criterion={criterion}")
}

/// Judges the criterion that is shown.
async fn judge(browser: &mut Browser, judgement: &str, reason: &str) {
    browser.choose_in("Your judgement", judgement);
    browser.fill("Reason", reason);
    browser.press("Save").await;
}

async fn findings(app: &TestApp, review: ReviewId) -> Vec<Finding> {
    store::list_findings(app.ctx.read(), review).await.unwrap()
}

/// The link of the email that asks somebody a question.
async fn asked_at(app: &TestApp, email: &str) -> String {
    let mail = app.mail_to(email).await;
    let asks = mail
        .iter()
        .find(|mail| mail.text.contains("The assessor asks:"));
    asks.unwrap().link("/home/clarifications/")
}

/// The email with that subject that somebody got.
async fn mail_about(app: &TestApp, email: &str, subject: &str) -> Mail {
    let mail = app.mail_to(email).await;
    let found = mail
        .into_iter()
        .rev()
        .find(|one| one.subject.contains(subject));
    found.unwrap()
}

/// How many emails of a kind somebody got.
async fn mails(app: &TestApp, email: &str, subject: &str) -> usize {
    let mail = app.mail_to(email).await;
    mail.iter()
        .filter(|mail| mail.subject.contains(subject))
        .count()
}
