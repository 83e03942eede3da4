//! The emails of this room.

mod check;
mod condition;
mod matter;
mod renewal;

use entity::ids::ReviewId;
use entity::kinds::{Judgement, MemberRole};

use crate::accreditation::rules::{Accreditation, Decision, Event, Term, Verdict};
use crate::assessment::rules::Bundle;
use crate::email_templates;
use crate::identity::rules::{Authority, Person};
use crate::notification::email::{Email, Signature, compose};
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::review::rules::{Finding, judgement_words};
use crate::scheme::rules::SchemeVersion;

pub use check::CheckFacts;
pub use condition::ConditionFacts;
pub use matter::{Letter, MatterFacts};
pub use renewal::RenewalFacts;

/// What every email about a decision may say.
#[derive(Debug)]
pub struct DecisionFacts<'a> {
    bundle: &'a Bundle,
    version: &'a SchemeVersion,
    decision: &'a Decision,
    findings: &'a [Finding],
    base: String,
    signature: Signature,
}

/// A finding as the employer reads it.
#[derive(Debug)]
struct Found {
    /// Short title of the criterion.
    title: String,
    /// The judgement in words.
    judgement: &'static str,
    /// Why.
    reason: String,
}

/// One email about a decision.
#[derive(Debug)]
pub struct Told {
    /// The employer.
    organisation: String,
    /// The scheme.
    scheme: String,
    /// The tier applied for, or awarded.
    tier: String,
    /// Short reference.
    reference: String,
    /// The page to open.
    link: String,
    /// First day of the term, in words; empty when nothing was awarded.
    since: String,
    /// Last day of the term, in words; empty when nothing was awarded.
    last_day: String,
    /// The officer's reason; may be empty.
    reason: String,
    /// How many criteria were met.
    met: usize,
    /// How many were judged.
    judged: usize,
    /// What was not found to be met.
    short: Vec<Found>,
    /// What the holder has to do by a day.
    conditions: Vec<String>,
    /// What was missing, or what to do, criterion by criterion.
    points: Vec<PointTold>,
}

/// What was missing on a criterion.
#[derive(Debug)]
struct PointTold {
    /// Short title of the criterion.
    title: String,
    /// What, in the officer's words.
    words: String,
    /// By when, in words; empty where it is no plan.
    by: String,
}

/// A tier is awarded.
#[derive(Debug)]
struct Awarded(Told);

email_templates!(
    Awarded,
    "emails/accreditation/awarded/subject.txt",
    "emails/accreditation/awarded/body.txt",
    "emails/accreditation/awarded/body.html"
);

/// Nothing is awarded.
#[derive(Debug)]
struct Declined(Told);

email_templates!(
    Declined,
    "emails/accreditation/declined/subject.txt",
    "emails/accreditation/declined/body.txt",
    "emails/accreditation/declined/body.html"
);

/// Nothing is awarded yet; here is the plan.
#[derive(Debug)]
struct NotYet(Told);

email_templates!(
    NotYet,
    "emails/accreditation/not_yet/subject.txt",
    "emails/accreditation/not_yet/body.txt",
    "emails/accreditation/not_yet/body.html"
);

/// The case is back with the assessor.
#[derive(Debug)]
struct Deferred(Told);

email_templates!(
    Deferred,
    "emails/accreditation/deferred/subject.txt",
    "emails/accreditation/deferred/body.txt",
    "emails/accreditation/deferred/body.html"
);

impl<'a> DecisionFacts<'a> {
    /// The facts of a decision.
    pub fn of(
        ctx: &Context,
        bundle: &'a Bundle,
        version: &'a SchemeVersion,
        authority: &Authority,
        decision: &'a Decision,
        findings: &'a [Finding],
    ) -> Self {
        Self {
            bundle,
            version,
            decision,
            findings,
            base: ctx.url(""),
            signature: authority.signature(),
        }
    }

    fn told(&self, path: &str) -> Told {
        let content = &self.bundle.content;
        let code = self.decision.verdict.tier().unwrap_or(&content.tier_sought);
        let short = self
            .version
            .criteria()
            .filter_map(|(_, criterion)| {
                let found = self
                    .findings
                    .iter()
                    .find(|f| f.criterion == criterion.code)?;
                (found.judgement != Judgement::Met).then(|| Found {
                    title: criterion.title.to_string(),
                    judgement: judgement_words(found.judgement),
                    reason: found.reason.clone(),
                })
            })
            .collect();
        Told {
            organisation: content.organisation.name.clone(),
            scheme: content.scheme.name.clone(),
            tier: self
                .version
                .tier(code)
                .map_or_else(|| code.to_string(), |tier| tier.name.to_string()),
            reference: content.reference.clone(),
            link: format!("{}{path}", self.base),
            since: String::new(),
            last_day: String::new(),
            reason: self.decision.reason.clone(),
            met: self
                .findings
                .iter()
                .filter(|found| found.judgement == Judgement::Met)
                .count(),
            judged: self.findings.len(),
            short,
            conditions: self.decision.terms.condition_words(),
            points: self
                .decision
                .terms
                .points
                .iter()
                .map(|point| PointTold {
                    title: point.title(self.version),
                    words: point.words.clone(),
                    by: point.due_on.map_or_else(String::new, long_date),
                })
                .collect(),
        }
    }

    /// To somebody of the employer: what is awarded, for how long.
    ///
    /// # Errors
    /// When a template fails.
    pub fn awarded(&self, term: Term, to: &Person) -> Result<Email> {
        let mut told = self.told(&format!("/home/decisions/{}", self.decision.id));
        told.since = long_date(term.since);
        told.last_day = term.last_day_words();
        let facts = Awarded(told);
        compose(
            "decision_awarded",
            format!("decision:{}:{}", self.decision.id, to.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// What an announced decision says to everybody of the employer; nothing where nobody outside is told.
    ///
    /// # Errors
    /// When a template fails, or an award has no term.
    pub fn letters(&self, term: Option<Term>, to: &[(Person, MemberRole)]) -> Result<Vec<Email>> {
        to.iter()
            .map(|(person, _)| match (&self.decision.verdict, term) {
                (Verdict::Award { .. }, Some(term)) => self.awarded(term, person),
                (Verdict::Decline, _) => self.declined(person),
                (Verdict::NotYet, _) => self.not_yet(person),
                (Verdict::Award { .. }, None) | (Verdict::Defer, _) => {
                    Err(Error::internal("a letter about nothing that is announced"))
                }
            })
            .collect()
    }

    /// To somebody of the employer: nothing is awarded, and why.
    ///
    /// # Errors
    /// When a template fails.
    pub fn declined(&self, to: &Person) -> Result<Email> {
        let facts = Declined(self.told(&format!("/home/decisions/{}", self.decision.id)));
        compose(
            "decision_declined",
            format!("decision:{}:{}", self.decision.id, to.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To somebody of the employer: nothing is awarded yet, and what to do by when.
    ///
    /// # Errors
    /// When a template fails.
    pub fn not_yet(&self, to: &Person) -> Result<Email> {
        let facts = NotYet(self.told(&format!("/home/decisions/{}", self.decision.id)));
        compose(
            "decision_not_yet",
            format!("decision:{}:{}", self.decision.id, to.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To the assessor: look again.
    ///
    /// # Errors
    /// When a template fails.
    pub fn deferred(&self, review: ReviewId, to: &Person) -> Result<Email> {
        let facts = Deferred(self.told(&format!("/home/reviews/{review}")));
        compose(
            "decision_deferred",
            format!("decision:{}:{}", self.decision.id, to.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }
}

/// What every email about a change of an accreditation may say.
#[derive(Debug)]
pub struct ChangeFacts<'a> {
    accreditation: &'a Accreditation,
    base: String,
    signature: Signature,
}

/// One email about a change.
#[derive(Debug)]
pub struct Changed {
    /// The employer.
    organisation: String,
    /// The tier.
    tier: String,
    /// Last day of the term, in words.
    last_day: String,
    /// The page to open.
    link: String,
    /// What the register says.
    reason: String,
}

/// The accreditation is suspended.
#[derive(Debug)]
struct Suspended(Changed);

email_templates!(
    Suspended,
    "emails/accreditation/suspended/subject.txt",
    "emails/accreditation/suspended/body.txt",
    "emails/accreditation/suspended/body.html"
);

/// The suspension is over.
#[derive(Debug)]
struct Reinstated(Changed);

email_templates!(
    Reinstated,
    "emails/accreditation/reinstated/subject.txt",
    "emails/accreditation/reinstated/body.txt",
    "emails/accreditation/reinstated/body.html"
);

/// The accreditation is withdrawn.
#[derive(Debug)]
struct Withdrawn(Changed);

email_templates!(
    Withdrawn,
    "emails/accreditation/withdrawn/subject.txt",
    "emails/accreditation/withdrawn/body.txt",
    "emails/accreditation/withdrawn/body.html"
);

/// The employer gave it up; to the employer's people and to officers.
#[derive(Debug)]
struct Relinquished(Changed);

email_templates!(
    Relinquished,
    "emails/accreditation/relinquished/subject.txt",
    "emails/accreditation/relinquished/body.txt",
    "emails/accreditation/relinquished/body.html"
);

impl<'a> ChangeFacts<'a> {
    /// The facts of the newest change.
    pub fn of(ctx: &Context, authority: &Authority, accreditation: &'a Accreditation) -> Self {
        Self {
            accreditation,
            base: ctx.url(""),
            signature: authority.signature(),
        }
    }

    fn changed(&self, path: &str) -> Changed {
        let last = self.accreditation.last_event();
        Changed {
            organisation: self.accreditation.holder.name.clone(),
            tier: self.accreditation.tier.name.clone(),
            last_day: self.accreditation.term.last_day_words(),
            link: format!("{}{path}", self.base),
            reason: last
                .map(|event| event.public_reason.clone())
                .unwrap_or_default(),
        }
    }

    fn key(&self, to: &Person) -> String {
        let event = self.accreditation.last_event();
        let event = event.map_or_else(String::new, |event| event.id.to_string());
        format!("accreditation_changed:{event}:{}", to.id)
    }

    /// To somebody of the employer: what happened, and what it means.
    ///
    /// # Errors
    /// When a template fails.
    pub fn email(&self, event: Event, to: &Person) -> Result<Email> {
        let told = self.changed(&format!("/register/{}", self.accreditation.entry));
        let (signature, key, to) = (&self.signature, self.key(to), to.recipient());
        match event {
            Event::Suspend => {
                let facts = Suspended(told);
                let kind = "accreditation_suspended";
                compose(kind, key, to, signature, facts.templates(signature))
            }
            Event::Reinstate | Event::Restore => {
                let facts = Reinstated(told);
                let kind = "accreditation_reinstated";
                compose(kind, key, to, signature, facts.templates(signature))
            }
            Event::Withdraw => {
                let facts = Withdrawn(told);
                let kind = "accreditation_withdrawn";
                compose(kind, key, to, signature, facts.templates(signature))
            }
            Event::Relinquish => {
                let facts = Relinquished(told);
                let kind = "accreditation_relinquished";
                compose(kind, key, to, signature, facts.templates(signature))
            }
            Event::Award | Event::AwardAhead | Event::Begin | Event::Supersede | Event::Lapse => {
                Err(Error::internal(
                    "nobody is written to about this event here",
                ))
            }
        }
    }

    /// To an officer: the employer gave it up.
    ///
    /// # Errors
    /// When a template fails.
    pub fn relinquished_to_officer(&self, to: &Person) -> Result<Email> {
        let path = format!("/home/accreditations/{}", self.accreditation.id);
        let facts = Relinquished(self.changed(&path));
        compose(
            "accreditation_relinquished",
            self.key(to),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }
}
