//! The emails about a second look at an accreditation.

use crate::accreditation::rules::{Accreditation, Check};
use crate::email_templates;
use crate::identity::rules::{Authority, Person};
use crate::notification::email::{Email, Signature, compose};
use crate::platform::context::Context;
use crate::platform::error::Result;

/// What every email about a check may say.
#[derive(Debug)]
pub struct CheckFacts<'a> {
    accreditation: &'a Accreditation,
    check: &'a Check,
    base: String,
    signature: Signature,
}

/// One email about a check.
#[derive(Debug)]
struct Told {
    /// The employer.
    organisation: String,
    /// The tier.
    tier: String,
    /// The page to open.
    link: String,
    /// What happened to the accreditation of others, in a sentence.
    lapse: String,
}

/// To officers: look at it again.
#[derive(Debug)]
struct CheckOpened(Told);

email_templates!(
    CheckOpened,
    "emails/accreditation/check_opened/subject.txt",
    "emails/accreditation/check_opened/body.txt",
    "emails/accreditation/check_opened/body.html"
);

/// To the employer: it is looked at again, and what to do.
#[derive(Debug)]
struct CheckBegun(Told);

email_templates!(
    CheckBegun,
    "emails/accreditation/check_begun/subject.txt",
    "emails/accreditation/check_begun/body.txt",
    "emails/accreditation/check_begun/body.html"
);

impl<'a> CheckFacts<'a> {
    /// The facts of a check.
    pub fn of(
        ctx: &Context,
        authority: &Authority,
        accreditation: &'a Accreditation,
        check: &'a Check,
    ) -> Self {
        Self {
            accreditation,
            check,
            base: ctx.url(""),
            signature: authority.signature(),
        }
    }

    fn told(&self, path: &str) -> Told {
        Told {
            organisation: self.accreditation.holder.name.clone(),
            tier: self.accreditation.tier.name.clone(),
            link: format!("{}{path}", self.base),
            lapse: self.check.lapse.sentence(),
        }
    }

    /// To an officer.
    ///
    /// # Errors
    /// When a template fails.
    pub fn to_officer(&self, to: &Person) -> Result<Email> {
        let facts = CheckOpened(self.told(&format!(
            "/home/accreditations/{}/checks/{}",
            self.accreditation.id, self.check.id
        )));
        compose(
            "accreditation_check_opened",
            format!("check_opened:{}:{}", self.check.id, to.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To somebody of the employer.
    ///
    /// # Errors
    /// When a template fails.
    pub fn to_employer(&self, to: &Person) -> Result<Email> {
        let facts = CheckBegun(self.told(&format!("/home/held/{}", self.accreditation.id)));
        compose(
            "accreditation_check_begun",
            format!("check_begun:{}:{}", self.check.id, to.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }
}
