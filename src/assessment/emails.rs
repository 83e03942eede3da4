//! The emails of this room.

pub mod confirmation;

use chrono::{DateTime, Utc};

use crate::assessment::rules::{Assessment, Bundle, Note, State};
use crate::email_templates;
use crate::identity::rules::Person;
use crate::notification::email::{Email, Signature, compose};
use crate::platform::calendar::long_instant;
use crate::platform::error::Result;

/// What every email about an assessment may say.
#[derive(Debug)]
pub struct Facts {
    /// The organisation.
    pub organisation: String,
    /// The scheme.
    pub scheme: String,
    /// The tier applied for.
    pub tier: String,
    /// Short reference.
    pub reference: String,
    /// Who did it.
    pub by: String,
    /// Address of this installation.
    pub base: String,
    /// Who signs.
    pub signature: Signature,
    /// How long a review usually takes, in working days.
    pub review_working_days: u32,
}

/// One email: the facts, where to go, what there is to read.
#[derive(Debug)]
pub struct Told {
    /// The organisation.
    organisation: String,
    /// The scheme.
    scheme: String,
    /// The tier applied for.
    tier: String,
    /// Short reference.
    reference: String,
    /// Who did it.
    by: String,
    /// When.
    when: String,
    /// The page to open.
    link: String,
    /// Words that came with it.
    words: String,
    /// Digest of what was frozen.
    digest: String,
    /// How long a review usually takes, in working days.
    working_days: u32,
}

impl Facts {
    fn told(&self, when: DateTime<Utc>, path: &str) -> Told {
        Told {
            organisation: self.organisation.clone(),
            scheme: self.scheme.clone(),
            tier: self.tier.clone(),
            reference: self.reference.clone(),
            by: self.by.clone(),
            when: long_instant(when),
            link: format!("{}{path}", self.base),
            words: String::new(),
            digest: String::new(),
            working_days: self.review_working_days,
        }
    }
}

/// Somebody is asked to sign off.
#[derive(Debug)]
struct SignOffRequested(Told);

email_templates!(
    SignOffRequested,
    "emails/assessment/sign_off_requested/subject.txt",
    "emails/assessment/sign_off_requested/body.txt",
    "emails/assessment/sign_off_requested/body.html"
);

/// The assessment came back with a note.
#[derive(Debug)]
struct SentBack(Told);

email_templates!(
    SentBack,
    "emails/assessment/sent_back/subject.txt",
    "emails/assessment/sent_back/body.txt",
    "emails/assessment/sent_back/body.html"
);

/// The employer's receipt for a submission.
#[derive(Debug)]
struct Receipt(Told);

email_templates!(
    Receipt,
    "emails/assessment/receipt/subject.txt",
    "emails/assessment/receipt/body.txt",
    "emails/assessment/receipt/body.html"
);

/// An officer learns of a submission.
#[derive(Debug)]
struct Received(Told);

email_templates!(
    Received,
    "emails/assessment/received/subject.txt",
    "emails/assessment/received/body.txt",
    "emails/assessment/received/body.html"
);

/// The employer learns that it goes on under a newer version.
#[derive(Debug)]
struct Moved(Told);

email_templates!(
    Moved,
    "emails/assessment/moved/subject.txt",
    "emails/assessment/moved/body.txt",
    "emails/assessment/moved/body.html"
);

/// Both sides learn that it was withdrawn.
#[derive(Debug)]
struct Withdrawn(Told);

email_templates!(
    Withdrawn,
    "emails/assessment/withdrawn/subject.txt",
    "emails/assessment/withdrawn/body.txt",
    "emails/assessment/withdrawn/body.html"
);

/// The change that an email tells of: once for each person.
fn key(kind: &str, of: &Assessment, to: &Person) -> String {
    format!("{kind}:{}:{}:{}", of.id, of.version, to.id)
}

/// Asks somebody to sign off.
///
/// # Errors
/// When a template fails.
pub fn sign_off_requested(facts: &Facts, of: &Assessment, to: &Person) -> Result<Email> {
    let told = facts.told(
        requested_at(of),
        &format!("/home/assessments/{}/sign-off", of.id),
    );
    let key = key("sign_off_requested", of, to);
    let email = SignOffRequested(told);
    compose(
        "assessment_sign_off_requested",
        key,
        to.recipient(),
        &facts.signature,
        email.templates(&facts.signature),
    )
}

/// Tells who asked for sign-off that it came back.
///
/// # Errors
/// When a template fails.
pub fn sent_back(facts: &Facts, of: &Assessment, note: &Note, to: &Person) -> Result<Email> {
    let mut told = facts.told(note.at, &format!("/home/assessments/{}", of.id));
    told.words.clone_from(&note.text);
    let key = key("sent_back", of, to);
    let email = SentBack(told);
    compose(
        "assessment_sent_back",
        key,
        to.recipient(),
        &facts.signature,
        email.templates(&facts.signature),
    )
}

/// The receipt for a submission.
///
/// # Errors
/// When a template fails.
pub fn receipt(facts: &Facts, of: &Assessment, bundle: &Bundle, to: &Person) -> Result<Email> {
    let mut told = facts.told(
        bundle.frozen_at,
        &format!("/home/assessments/{}/submitted", of.id),
    );
    told.digest.clone_from(&bundle.sha256);
    let key = key("receipt", of, to);
    let email = Receipt(told);
    compose(
        "assessment_receipt",
        key,
        to.recipient(),
        &facts.signature,
        email.templates(&facts.signature),
    )
}

/// Tells an officer of a submission.
///
/// # Errors
/// When a template fails.
pub fn received(facts: &Facts, of: &Assessment, to: &Person) -> Result<Email> {
    let told = facts.told(submitted_at(of), &format!("/home/cases/{}", of.id));
    let key = key("received", of, to);
    let email = Received(told);
    compose(
        "assessment_received",
        key,
        to.recipient(),
        &facts.signature,
        email.templates(&facts.signature),
    )
}

/// Tells that a submitted assessment was withdrawn.
///
/// # Errors
/// When a template fails.
pub fn withdrawn(facts: &Facts, of: &Assessment, note: &Note, to: &Person) -> Result<Email> {
    let mut told = facts.told(note.at, "/home");
    told.words.clone_from(&note.text);
    let key = key("withdrawn", of, to);
    let email = Withdrawn(told);
    compose(
        "assessment_withdrawn",
        key,
        to.recipient(),
        &facts.signature,
        email.templates(&facts.signature),
    )
}

/// Tells somebody that the assessment goes on under a newer version; `words` say what came along.
///
/// # Errors
/// When a template fails.
pub fn moved(
    facts: &Facts,
    of: &Assessment,
    (at, words): (DateTime<Utc>, &str),
    to: &Person,
) -> Result<Email> {
    let mut told = facts.told(at, &format!("/home/assessments/{}", of.id));
    words.clone_into(&mut told.words);
    let key = key("moved", of, to);
    let email = Moved(told);
    compose(
        "assessment_moved",
        key,
        to.recipient(),
        &facts.signature,
        email.templates(&facts.signature),
    )
}

fn requested_at(of: &Assessment) -> DateTime<Utc> {
    match &of.state {
        State::AwaitingSignOff { requested_at, .. } => *requested_at,
        State::Draft { .. }
        | State::Submitted(_)
        | State::Decided { .. }
        | State::Withdrawn { .. } => of.started_at,
    }
}

fn submitted_at(of: &Assessment) -> DateTime<Utc> {
    of.state
        .submission()
        .map_or(of.started_at, |submission| submission.submitted_at)
}
