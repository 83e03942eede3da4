//! The email that reminds of a renewal.

use entity::ids::AssessmentId;

use crate::accreditation::rules::{Accreditation, Renewal};
use crate::email_templates;
use crate::identity::rules::Person;
use crate::notification::email::{Email, Signature, compose};
use crate::platform::error::Result;

/// What a reminder may say.
#[derive(Debug)]
pub struct RenewalFacts<'a> {
    /// Of which accreditation.
    pub accreditation: &'a Accreditation,
    /// Under which scheme.
    pub scheme: String,
    /// Which reminder: so many days before the end.
    pub days_before: u32,
    /// Whether it may be renewed now.
    pub renewal: Renewal,
    /// The assessment that is open already, with its reference.
    pub started: Option<(AssessmentId, String)>,
    /// The address of the site.
    pub base: String,
    /// Who signs.
    pub signature: Signature,
}

/// A reminder.
#[derive(Debug)]
struct RenewalDue {
    /// The employer.
    organisation: String,
    /// The scheme.
    scheme: String,
    /// The tier.
    tier: String,
    /// Last day of the term, in words.
    last_day: String,
    /// Whether the term is over.
    over: bool,
    /// What can be done, in a sentence.
    what: String,
    /// What the link says.
    action: &'static str,
    /// The page to open.
    link: String,
}

email_templates!(
    RenewalDue,
    "emails/accreditation/renewal_due/subject.txt",
    "emails/accreditation/renewal_due/body.txt",
    "emails/accreditation/renewal_due/body.html"
);

impl RenewalFacts<'_> {
    /// To somebody of the employer.
    ///
    /// # Errors
    /// When a template fails.
    pub fn to(&self, person: &Person) -> Result<Email> {
        let id = self.accreditation.id;
        let (what, action, path) = match (&self.started, self.renewal) {
            (Some((assessment, reference)), _) => (
                format!(
                    "Your assessment {reference} is started and not submitted yet. Finish it and sign it off."
                ),
                "Go on with it",
                format!("/home/assessments/{assessment}"),
            ),
            (None, renewal @ Renewal::Open { .. }) => (
                renewal.words(),
                "Start the renewal",
                format!("/home/held/{id}/renew"),
            ),
            (None, renewal) => (
                renewal.words(),
                "Open your accreditation",
                format!("/home/held/{id}"),
            ),
        };
        let facts = RenewalDue {
            organisation: self.accreditation.holder.name.clone(),
            scheme: self.scheme.clone(),
            tier: self.accreditation.tier.name.clone(),
            last_day: self.accreditation.term.last_day_words(),
            over: self.days_before == 0,
            what,
            action,
            link: format!("{}{path}", self.base),
        };
        compose(
            "accreditation_renewal_due",
            format!("renewal_due:{id}:{}:{}", self.days_before, person.id),
            person.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }
}
