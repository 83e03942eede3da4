//! The emails about concerns, data-protection complaints and appeals.
//!
//! None of them carries what somebody said in a concern, and none of those about a concern says who it is
//! about in its subject: a mailbox may be shared.

use crate::email_templates;
use crate::identity::rules::Authority;
use crate::notification::email::{Email, Recipient, Signature, compose};
use crate::platform::context::Context;
use crate::platform::error::Result;

/// What one email says.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    /// Subject line.
    pub subject: String,
    /// What happened, in a sentence or two.
    pub happened: String,
    /// What the reader does now, in a sentence.
    pub next: String,
    /// Whose words follow.
    pub label: &'static str,
    /// The words; may be empty.
    pub words: String,
    /// Path of the page to open.
    pub path: String,
    /// What the button says.
    pub button: &'static str,
}

#[derive(Debug)]
struct Told {
    subject: String,
    happened: String,
    next: String,
    label: &'static str,
    words: String,
    link: String,
    button: &'static str,
}

email_templates!(
    Told,
    "emails/accreditation/matter/subject.txt",
    "emails/accreditation/matter/body.txt",
    "emails/accreditation/matter/body.html"
);

/// Where links lead, and who signs.
#[derive(Debug)]
pub struct MatterFacts {
    base: String,
    signature: Signature,
}

impl MatterFacts {
    /// In the name of an authority.
    pub fn of(ctx: &Context, authority: &Authority) -> Self {
        Self {
            base: ctx.url(""),
            signature: authority.signature(),
        }
    }

    /// One email of a kind, once for its key.
    ///
    /// # Errors
    /// When a template fails.
    pub fn email(
        &self,
        kind: &'static str,
        key: String,
        to: Recipient,
        letter: &Letter,
    ) -> Result<Email> {
        let told = Told {
            subject: letter.subject.clone(),
            happened: letter.happened.clone(),
            next: letter.next.clone(),
            label: letter.label,
            words: letter.words.clone(),
            link: format!("{}{}", self.base, letter.path),
            button: letter.button,
        };
        compose(
            kind,
            key,
            to,
            &self.signature,
            told.templates(&self.signature),
        )
    }
}
