//! Decisions and what becomes of an accreditation, as officers, employers and everybody else meet them.

mod announce;
mod appeals;
mod changes;
mod complaints;
mod concerns;
mod conditions;
mod decision;
mod emails;
mod race;
mod refusals;
mod secrets;
mod term;
mod terms;

use fairmark::accreditation::rules::{Accreditation, Decision};
use fairmark::accreditation::store;

use crate::helpers::{Browser, Journey, Mail, TestApp};

/// Every decision taken on the case.
async fn decisions(app: &TestApp, journey: &Journey) -> Vec<Decision> {
    let found = store::list_decisions(app.ctx.read(), journey.assessment).await;
    found.unwrap().into_iter().map(|(one, _)| one).collect()
}

/// Every accreditation of the employer.
async fn accreditations(app: &TestApp, journey: &Journey) -> Vec<Accreditation> {
    store::list_of_organisations(app.ctx.read(), [journey.organisation])
        .await
        .unwrap()
}

/// The emails of a kind to somebody.
async fn mails(app: &TestApp, email: &str, kind: &str) -> Vec<Mail> {
    let mut mail = app.mail_to(email).await;
    mail.retain(|mail| mail.kind == kind);
    mail
}

/// Opens the decision and asks what will happen.
async fn check(browser: &mut Browser, journey: &Journey, outcome: &str, reason: &str) {
    browser
        .visit(&format!("{}/decision", journey.officers_page()))
        .await;
    browser.choose_in("What do you decide?", outcome);
    browser.fill("Reason", reason);
    browser.press("Check what will happen").await;
}

/// Opens an act on an accreditation and asks what will happen.
async fn check_change(browser: &mut Browser, path: &str, reason: &str, note: &str) {
    browser.visit(path).await;
    browser.fill("Reason that the public register will show", reason);
    if !note.is_empty() {
        browser.fill("Note for colleagues (optional)", note);
    }
    browser.press("Check what will happen").await;
    assert_eq!(browser.status(), 200, "{}", browser.text());
}
