//! What people are told when officers, or their own lead, change something for them.

use entity::ids::SupportRequestId;

use crate::email_templates;
use crate::identity::rules::{Person, SupportRequest, ask_words};
use crate::notification::email::{Email, Recipient, Signature, compose};
use crate::platform::context::Context;
use crate::platform::error::Result;

/// What somebody is told: what happened, why, and what to do.
#[derive(Debug)]
pub struct Told {
    /// The subject.
    pub subject: String,
    /// What happened, in a sentence.
    pub happened: String,
    /// Why, in the words of who did it; may be empty.
    pub reason: String,
    /// What to do about it, in a sentence.
    pub then: String,
    /// The address to open.
    pub link: String,
}

email_templates!(
    Told,
    "emails/identity/told/subject.txt",
    "emails/identity/told/body.txt",
    "emails/identity/told/body.html"
);

impl Told {
    /// The email, to one address.
    ///
    /// # Errors
    /// When a template fails.
    pub fn email(
        &self,
        kind: &'static str,
        key: &str,
        to: Recipient,
        signature: &Signature,
    ) -> Result<Email> {
        compose(
            kind,
            format!("{kind}:{key}:{}", to.email),
            to,
            signature,
            self.templates(signature),
        )
    }
}

/// What officers tell one another about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage<'a> {
    /// It waits for a second officer.
    Proposed,
    /// It was closed: how, in a word, and why.
    Closed(&'a str, &'a str),
}

/// The email to an officer about a request. It names nobody's address.
///
/// # Errors
/// When a template fails.
pub fn to_officer(
    ctx: &Context,
    (request, about): (&SupportRequest, &Person),
    stage: Stage<'_>,
    to: &Person,
    signature: &Signature,
) -> Result<Email> {
    let name = about.display_name();
    let what = ask_words(request.ask.kind());
    let (kind, told) = match stage {
        Stage::Proposed => (
            "support_proposed",
            Told {
                subject: format!("Look at a request: {what} for {name}"),
                happened: format!(
                    "A colleague proposes: {what} for {name}. It takes a second officer."
                ),
                reason: request.reason.clone(),
                then: "Read the request, and confirm or decline it.".to_owned(),
                link: link(ctx, request.id),
            },
        ),
        Stage::Closed(how, reason) => (
            "support_closed",
            Told {
                subject: format!("{how}: {what} for {name}"),
                happened: format!("The request you proposed is closed: {what} for {name}. {how}."),
                reason: reason.to_owned(),
                then: "There is nothing left to do.".to_owned(),
                link: link(ctx, request.id),
            },
        ),
    };
    told.email(kind, &request.id.to_string(), to.recipient(), signature)
}

fn link(ctx: &Context, id: SupportRequestId) -> String {
    ctx.url(&format!("/home/requests/{id}"))
}
