//! The emails about a condition of an accreditation.

use crate::accreditation::rules::condition::ConditionEvent;
use crate::accreditation::rules::{Accreditation, AwardCondition};
use crate::email_templates;
use crate::identity::rules::{Authority, Person};
use crate::notification::email::{Email, Signature, compose};
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::Result;

/// What every email about a condition may say.
#[derive(Debug)]
pub struct ConditionFacts<'a> {
    accreditation: &'a Accreditation,
    condition: &'a AwardCondition,
    base: String,
    signature: Signature,
}

/// One email about a condition.
#[derive(Debug)]
struct Told {
    /// The employer.
    organisation: String,
    /// The tier.
    tier: String,
    /// What happened, in a sentence.
    happened: &'static str,
    /// What the reader does now, in a sentence.
    next: String,
    /// What has to be done.
    words: String,
    /// What was said of it last; may be empty.
    said: String,
    /// The page to open.
    link: String,
    /// What the button says.
    button: &'static str,
}

/// To the employer.
#[derive(Debug)]
struct ConditionToEmployer(Told);

email_templates!(
    ConditionToEmployer,
    "emails/accreditation/condition/subject.txt",
    "emails/accreditation/condition/body.txt",
    "emails/accreditation/condition/body.html"
);

/// To an officer.
#[derive(Debug)]
struct ConditionToOfficer(Told);

email_templates!(
    ConditionToOfficer,
    "emails/accreditation/condition_officer/subject.txt",
    "emails/accreditation/condition_officer/body.txt",
    "emails/accreditation/condition_officer/body.html"
);

/// The word for what happened, in names of emails.
const fn event_word(event: Option<ConditionEvent>) -> &'static str {
    match event {
        Some(ConditionEvent::Set) => "set",
        Some(ConditionEvent::Report) => "reported",
        Some(ConditionEvent::Accept) => "met",
        Some(ConditionEvent::SendBack) => "sent_back",
        Some(ConditionEvent::Waive) => "waived",
        Some(ConditionEvent::FindMissed) => "missed",
        None => "overdue",
    }
}

impl<'a> ConditionFacts<'a> {
    /// The facts of a condition.
    pub fn of(
        ctx: &Context,
        authority: &Authority,
        accreditation: &'a Accreditation,
        condition: &'a AwardCondition,
    ) -> Self {
        Self {
            accreditation,
            condition,
            base: ctx.url(""),
            signature: authority.signature(),
        }
    }

    fn told(&self, path: &str) -> Told {
        Told {
            organisation: self.accreditation.holder.name.clone(),
            tier: self.accreditation.tier.name.clone(),
            happened: "",
            next: String::new(),
            words: self.condition.set.words.clone(),
            said: String::new(),
            link: format!("{}{path}/{}", self.base, self.condition.id),
            button: "",
        }
    }

    /// The same thing is told once: its name holds the version it led to, and the day that went by.
    fn key(&self, event: Option<ConditionEvent>, to: &Person) -> String {
        let Self { condition, .. } = self;
        format!(
            "condition:{}:{}:{}:{}:{}",
            condition.id,
            event_word(event),
            condition.version,
            condition.due_on,
            to.id
        )
    }

    /// To an officer: the employer reported, or (`None`) the last day went by.
    ///
    /// # Errors
    /// When a template fails.
    pub fn to_officer(&self, event: Option<ConditionEvent>, to: &Person) -> Result<Email> {
        let mut told = self.told(&format!(
            "/home/accreditations/{}/conditions",
            self.accreditation.id
        ));
        told.button = "Open the condition";
        let kind = if event.is_some() {
            told.happened = "The employer says that a condition of its accreditation is met.";
            "Look at it, and say what comes of it.".clone_into(&mut told.next);
            let said = self.condition.report.as_ref();
            told.said = said.map_or_else(String::new, |said| said.words.clone());
            "accreditation_condition_reported"
        } else {
            told.happened =
                "The last day of a condition has gone by, and the employer has said nothing.";
            "Give it another day, give it up, or find it missed.".clone_into(&mut told.next);
            "accreditation_condition_overdue"
        };
        compose(
            kind,
            self.key(event, to),
            to.recipient(),
            &self.signature,
            ConditionToOfficer(told).templates(&self.signature),
        )
    }

    /// To somebody of the employer: an officer did something, or (`None`) the last day went by.
    ///
    /// # Errors
    /// When a template fails.
    pub fn to_employer(&self, event: Option<ConditionEvent>, to: &Person) -> Result<Email> {
        let mut told = self.told(&format!("/home/held/{}/conditions", self.accreditation.id));
        let by = long_date(self.condition.due_on);
        let reply = self.condition.reply.as_ref();
        told.said = reply.map_or_else(String::new, |said| said.words.clone());
        told.button = "Open the condition";
        let nothing = || "You need do nothing more about it.".to_owned();
        let (kind, happened, next) = match event {
            Some(ConditionEvent::Set | ConditionEvent::Report) => {
                told.said = String::new();
                (
                    "accreditation_condition_set",
                    "Your accreditation has a condition.",
                    format!("Do it by {by}, and tell us when it is done."),
                )
            }
            Some(ConditionEvent::Accept) => (
                "accreditation_condition_met",
                "A condition of your accreditation is met.",
                nothing(),
            ),
            Some(ConditionEvent::SendBack) => (
                "accreditation_condition_sent_back",
                "A condition of your accreditation is not met yet.",
                format!("You have until {by}. Tell us when it is done."),
            ),
            Some(ConditionEvent::Waive) => (
                "accreditation_condition_waived",
                "A condition of your accreditation was given up.",
                nothing(),
            ),
            Some(ConditionEvent::FindMissed) => (
                "accreditation_condition_missed",
                "A condition of your accreditation was missed.",
                "Write to the charter team if you think that this is wrong. You get another email if your accreditation changes.".to_owned(),
            ),
            None => {
                told.said = String::new();
                (
                    "accreditation_condition_late",
                    "The last day of a condition of your accreditation has gone by.",
                    format!("It was due by {by}. Tell us at once if it is done, or write to the charter team."),
                )
            }
        };
        told.happened = happened;
        told.next = next;
        compose(
            kind,
            self.key(event, to),
            to.recipient(),
            &self.signature,
            ConditionToEmployer(told).templates(&self.signature),
        )
    }
}
