//! The emails of this room.

pub mod support;

use crate::email_templates;
use crate::identity::rules::Person;
use crate::notification::email::{Email, Recipient, Signature, compose};
use crate::platform::error::Result;

/// A one-time link to sign in.
#[derive(Debug)]
pub struct SignIn {
    /// The address to open.
    pub link: String,
    /// Until when it works, in words.
    pub until: String,
}

email_templates!(
    SignIn,
    "emails/identity/sign_in/subject.txt",
    "emails/identity/sign_in/body.txt",
    "emails/identity/sign_in/body.html"
);

impl SignIn {
    /// The email.
    ///
    /// # Errors
    /// When a template fails.
    pub fn email(&self, key: &str, to: &str) -> Result<Email> {
        let signature = Signature::installation();
        let to = Recipient {
            email: to.to_owned(),
            name: String::new(),
        };
        compose(
            "sign_in",
            format!("sign_in:{key}"),
            to,
            &signature,
            self.templates(&signature),
        )
        .map(Email::secret)
    }
}

/// An invitation to act for an organisation.
#[derive(Debug)]
pub struct Invited {
    /// The address to open.
    pub link: String,
    /// Until when it works, in words.
    pub until: String,
    /// Who invites.
    pub inviter: String,
    /// For which organisation.
    pub organisation: String,
    /// As what.
    pub role: &'static str,
    /// What that role can do.
    pub can: &'static str,
}

email_templates!(
    Invited,
    "emails/identity/invited/subject.txt",
    "emails/identity/invited/body.txt",
    "emails/identity/invited/body.html"
);

impl Invited {
    /// The email.
    ///
    /// # Errors
    /// When a template fails.
    pub fn email(&self, key: &str, to: &Person) -> Result<Email> {
        let signature = Signature::installation();
        compose(
            "invited",
            format!("invited:{key}"),
            to.recipient(),
            &signature,
            self.templates(&signature),
        )
        .map(Email::secret)
    }
}
