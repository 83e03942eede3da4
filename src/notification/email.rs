//! An email as data.

use askama::Template;
use entity::ids::AuthorityId;
use entity::support_kinds::EmailClass;

use crate::platform::error::{Error, Result};

/// To whom an email goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The address.
    pub email: String,
    /// The person's name; may be empty.
    pub name: String,
}

/// Who signs an email: the authority's team, with a telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// In whose name.
    pub authority_id: Option<AuthorityId>,
    /// The team.
    pub team: String,
    /// The authority.
    pub authority: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Address for questions; may be empty.
    pub email: String,
}

impl Signature {
    /// The installation itself, where no authority is concerned.
    pub fn installation() -> Self {
        Self {
            authority_id: None,
            team: "Fairmark".to_owned(),
            authority: String::new(),
            phone: String::new(),
            email: String::new(),
        }
    }
}

/// An email, complete, ready for the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// Which template.
    pub kind: &'static str,
    /// One email at most for each key.
    pub dedupe_key: String,
    /// In whose name.
    pub authority_id: Option<AuthorityId>,
    /// To whom.
    pub to: Recipient,
    /// Subject line: the act and the employer.
    pub subject: String,
    /// Plain text, complete in itself.
    pub body_text: String,
    /// The same as HTML.
    pub body_html: String,
    /// Whether it carries a link that signs in: then its words are not kept once it is sent.
    pub secret: bool,
    /// Whether its recipient can stop emails like it.
    pub class: EmailClass,
    /// Who signs it: what an authority's own words may name.
    pub signature: Signature,
}

impl Email {
    /// The email reminds of something: its recipient can stop it with one click (RFC 8058), and who did
    /// gets no more of its sender. Never for decisions, sign-in or receipts.
    #[must_use]
    pub fn reminder(mut self) -> Self {
        self.class = EmailClass::Reminder;
        self
    }

    /// The email carries a link that signs in.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

/// Renders the three templates of an email.
///
/// # Errors
/// When a template fails.
pub fn compose(
    kind: &'static str,
    dedupe_key: String,
    to: Recipient,
    signature: &Signature,
    (subject, text, html): (impl Template, impl Template, impl Template),
) -> Result<Email> {
    // A line break in a subject would begin another header.
    let subject = subject.render().map_err(Error::internal)?;
    Ok(Email {
        kind,
        dedupe_key,
        authority_id: signature.authority_id,
        to,
        subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
        body_text: text.render().map_err(Error::internal)?,
        body_html: html.render().map_err(Error::internal)?,
        secret: false,
        class: EmailClass::default(),
        signature: signature.clone(),
    })
}

/// Names the three templates of an email around one struct of facts, which they reach as `e`
/// (and the signature as `s`).
///
/// ```text
/// email_templates!(SignIn, "emails/identity/sign_in/subject.txt",
///     "emails/identity/sign_in/body.txt", "emails/identity/sign_in/body.html");
/// ```
#[macro_export]
macro_rules! email_templates {
    ($facts:ident, $subject:literal, $text:literal, $html:literal) => {
        impl $facts {
            /// The subject, the plain text and the HTML, ready to render.
            fn templates<'a>(
                &'a self,
                s: &'a $crate::notification::email::Signature,
            ) -> (
                impl askama::Template + 'a,
                impl askama::Template + 'a,
                impl askama::Template + 'a,
            ) {
                #[derive(askama::Template)]
                #[template(path = $subject, escape = "none")]
                struct Subject<'a> {
                    #[allow(dead_code, reason = "a subject may name no fact")]
                    e: &'a $facts,
                }
                #[derive(askama::Template)]
                #[template(path = $text, escape = "none")]
                struct Text<'a> {
                    e: &'a $facts,
                    s: &'a $crate::notification::email::Signature,
                }
                #[derive(askama::Template)]
                #[template(path = $html)]
                struct Html<'a> {
                    e: &'a $facts,
                    s: &'a $crate::notification::email::Signature,
                }
                (
                    Subject { e: self },
                    Text { e: self, s },
                    Html { e: self, s },
                )
            }
        }
    };
}
