//! The emails of this room.

use crate::certificate::rules::Certificate;
use crate::email_templates;
use crate::identity::rules::{Authority, Person};
use crate::notification::email::{Email, compose};
use crate::platform::error::Result;

/// The certificate can be opened.
#[derive(Debug)]
pub struct Ready {
    /// The employer.
    pub organisation: String,
    /// The tier.
    pub tier: String,
    /// The scheme.
    pub scheme: String,
    /// The last day of the term, in words.
    pub until: String,
    /// The certificate's page.
    pub link: String,
    /// What a stranger types.
    pub code: String,
}

email_templates!(
    Ready,
    "emails/certificate/ready/subject.txt",
    "emails/certificate/ready/body.txt",
    "emails/certificate/ready/body.html"
);

impl Ready {
    /// The email to one person of the employer.
    ///
    /// # Errors
    /// When a template fails.
    pub fn email(
        &self,
        certificate: &Certificate,
        authority: &Authority,
        to: &Person,
    ) -> Result<Email> {
        let signature = authority.signature();
        compose(
            "certificate_ready",
            format!("certificate_ready:{}:{}", certificate.id, to.id),
            to.recipient(),
            &signature,
            self.templates(&signature),
        )
    }
}
