//! The emails about comments on a case, holds, and more time for a reply.

use super::{CaseFacts, Told};
use crate::email_templates;
use crate::identity::rules::Person;
use crate::notification::email::{Email, compose};
use crate::platform::calendar::long_date;
use crate::platform::error::Result;
use crate::review::rules::extension::Extension;
use crate::review::rules::{Clarification, Comment, Hold};

/// One email: what happened, what the reader does now, what there is to read.
#[derive(Debug)]
struct CaseTold {
    told: Told,
    /// What the subject says after the employer's name.
    subject: String,
    /// What happened, in a sentence.
    happened: String,
    /// What the reader does now, in a sentence.
    next: String,
    /// What the button says.
    button: &'static str,
}

email_templates!(
    CaseTold,
    "emails/review/told/subject.txt",
    "emails/review/told/body.txt",
    "emails/review/told/body.html"
);

impl CaseFacts<'_> {
    fn compose_told(
        &self,
        kind: &'static str,
        key: String,
        to: &Person,
        told: &CaseTold,
    ) -> Result<Email> {
        compose(
            kind,
            key,
            to.recipient(),
            &self.signature,
            told.templates(&self.signature),
        )
    }

    fn about(&self, comment: &Comment) -> String {
        comment.criterion.as_ref().map_or_else(
            || "the application as a whole".to_owned(),
            |code| format!("“{}”", self.title(code)),
        )
    }

    /// To somebody of the employer: the authority says something.
    ///
    /// # Errors
    /// When a template fails.
    pub fn comment_to_employer(&self, comment: &Comment, to: &Person) -> Result<Email> {
        let path = format!("/home/assessments/{}/comments", comment.assessment_id);
        let mut told = self.told(&path);
        comment
            .words()
            .unwrap_or_default()
            .clone_into(&mut told.words);
        let facts = CaseTold {
            told,
            subject: "a comment on your application".to_owned(),
            happened: format!(
                "The charter team wrote a comment about {}.",
                self.about(comment)
            ),
            next: "Read it, and answer if you want to. You get one email a day at most about the same comments.".to_owned(),
            button: "Read the comments",
        };
        let key = format!("comment_shared:{}:{}", comment.id, to.id);
        self.compose_told("comment_shared", key, to, &facts)
    }

    /// To an assessor or officer, who reads comments at `path`: the employer says something.
    ///
    /// # Errors
    /// When a template fails.
    pub fn comment_to_staff(&self, comment: &Comment, path: &str, to: &Person) -> Result<Email> {
        let mut told = self.told(path);
        comment
            .words()
            .unwrap_or_default()
            .clone_into(&mut told.words);
        let facts = CaseTold {
            told,
            subject: "a comment of the employer".to_owned(),
            happened: format!("The employer wrote a comment about {}.", self.about(comment)),
            next: "Read it, and answer if needed. You get one email a day at most about the same comments.".to_owned(),
            button: "Read the comments",
        };
        let key = format!("comment_from_employer:{}:{}", comment.id, to.id);
        self.compose_told("comment_from_employer", key, to, &facts)
    }

    /// To somebody of the employer: the case is paused.
    ///
    /// # Errors
    /// When a template fails.
    pub fn hold_begun(&self, hold: &Hold, to: &Person) -> Result<Email> {
        let mut told = self.told(&format!(
            "/home/assessments/{}/comments",
            hold.assessment_id
        ));
        told.words.clone_from(&hold.reason);
        let facts = CaseTold {
            told,
            subject: "your application is paused".to_owned(),
            happened: format!(
                "The charter team has paused your application since {}.",
                hold.since()
            ),
            next: "You need do nothing unless the reason asks you to. You get an email when it goes on.".to_owned(),
            button: "See where it stands",
        };
        let key = format!("case_on_hold:{}:{}", hold.id, to.id);
        self.compose_told("case_on_hold", key, to, &facts)
    }

    /// To somebody of the employer: the case goes on.
    ///
    /// # Errors
    /// When a template fails.
    pub fn hold_lifted(&self, hold: &Hold, to: &Person) -> Result<Email> {
        let told = self.told(&format!(
            "/home/assessments/{}/comments",
            hold.assessment_id
        ));
        let facts = CaseTold {
            told,
            subject: "your application goes on".to_owned(),
            happened: "Your application was paused, and now goes on.".to_owned(),
            next: "You need do nothing about it.".to_owned(),
            button: "See where it stands",
        };
        let key = format!("case_hold_lifted:{}:{}", hold.id, to.id);
        self.compose_told("case_hold_lifted", key, to, &facts)
    }

    /// To an officer: a case on hold should be looked at again.
    ///
    /// # Errors
    /// When a template fails.
    pub fn hold_overdue(&self, hold: &Hold, to: &Person) -> Result<Email> {
        let mut told = self.told(&format!("/home/cases/{}/marks", hold.assessment_id));
        told.words.clone_from(&hold.reason);
        let by = hold.review_on.map(long_date).unwrap_or_default();
        let facts = CaseTold {
            told,
            subject: "look at a case on hold".to_owned(),
            happened: format!(
                "This case is on hold since {}, and was to be looked at again by {by}.",
                hold.since()
            ),
            next: "Lift the hold, or leave it where that is right.".to_owned(),
            button: "Open the case",
        };
        let key = format!("case_hold_overdue:{}:{}", hold.id, to.id);
        self.compose_told("case_hold_overdue", key, to, &facts)
    }

    /// To somebody of the employer: there is more time for a reply.
    ///
    /// # Errors
    /// When a template fails.
    pub fn question_extended(
        &self,
        asked: &Clarification,
        given: &Extension,
        to: &Person,
    ) -> Result<Email> {
        let mut told = self.told(&format!("/home/clarifications/{}", asked.id));
        told.words.clone_from(&given.reason);
        let by = long_date(given.to_on);
        let facts = CaseTold {
            told,
            subject: format!("more time to answer, until {by}"),
            happened: format!(
                "You have more time to answer the question about “{}”.",
                self.title(&asked.criterion)
            ),
            next: format!("Answer by {by}."),
            button: "Answer the question",
        };
        let key = format!("question_extended:{}:{}", given.id, to.id);
        self.compose_told("question_extended", key, to, &facts)
    }
}
