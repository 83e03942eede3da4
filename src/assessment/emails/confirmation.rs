//! The emails about a confirmation: to somebody outside who is asked, and to who asked.

use crate::assessment::rules::confirmation::Confirmation;
use crate::email_templates;
use crate::identity::rules::{Authority, Person};
use crate::notification::email::{Email, Recipient, compose};
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::Result;

/// What the email to who is asked says. It names nothing of the case but the employer.
#[derive(Debug)]
struct Asked {
    organisation: String,
    authority: String,
    link: String,
    until: String,
}

email_templates!(
    Asked,
    "emails/assessment/confirmation_asked/subject.txt",
    "emails/assessment/confirmation_asked/body.txt",
    "emails/assessment/confirmation_asked/body.html"
);

/// What the email to who asked says.
#[derive(Debug)]
struct AnswerCame {
    organisation: String,
    about: String,
    outcome: &'static str,
    link: String,
}

email_templates!(
    AnswerCame,
    "emails/assessment/confirmation_answered/subject.txt",
    "emails/assessment/confirmation_answered/body.txt",
    "emails/assessment/confirmation_answered/body.html"
);

/// The start of the keys of all emails that carry the link of a confirmation.
pub fn asked_key(of: &Confirmation) -> String {
    format!("confirmation_asked:{}:", of.id)
}

/// To somebody outside: the link to confirm. Its words are not kept once it is sent.
///
/// # Errors
/// When a template fails.
pub fn confirmation_asked(
    ctx: &Context,
    authority: &Authority,
    organisation: &str,
    of: &Confirmation,
    (to, secret): (&str, &str),
) -> Result<Email> {
    let signature = authority.signature();
    let facts = Asked {
        organisation: organisation.to_owned(),
        authority: authority.name.clone(),
        link: ctx.url(&format!("/confirm/{secret}")),
        until: long_date(london_date(of.expires_at)),
    };
    let email = compose(
        "confirmation_asked",
        format!("{}{}", asked_key(of), of.sent),
        Recipient {
            email: to.to_owned(),
            name: String::new(),
        },
        &signature,
        facts.templates(&signature),
    )?;
    Ok(email.secret())
}

/// To who asked: there is an answer. What it says beside a confirmation, the employer is not told.
///
/// # Errors
/// When a template fails.
pub fn confirmation_answered(
    ctx: &Context,
    authority: &Authority,
    (organisation, about): (&str, &str),
    of: &Confirmation,
    to: &Person,
) -> Result<Email> {
    let signature = authority.signature();
    let facts = AnswerCame {
        organisation: organisation.to_owned(),
        about: about.to_owned(),
        outcome: if of.as_answer().is_some() {
            "It is confirmed."
        } else {
            "It is not confirmed. You can ask somebody else."
        },
        link: ctx.url(&format!(
            "/home/assessments/{}/confirmations",
            of.assessment_id
        )),
    };
    compose(
        "confirmation_answered",
        format!("confirmation_answered:{}", of.id),
        to.recipient(),
        &signature,
        facts.templates(&signature),
    )
}
