//! The emails of this room.

mod talk;

use crate::assessment::rules::Bundle;
use crate::email_templates;
use crate::identity::rules::{Authority, Person};
use crate::notification::email::{Email, Signature, compose};
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::Result;
use crate::review::rules::{Clarification, ClarificationState, Return, Review, State};
use crate::scheme::rules::{CriterionCode, SchemeVersion};

/// What every email about a case may say.
#[derive(Debug)]
pub struct CaseFacts<'a> {
    bundle: &'a Bundle,
    version: &'a SchemeVersion,
    base: String,
    signature: Signature,
}

/// One email: the case, where to go, what there is to read.
#[derive(Debug)]
pub struct Told {
    /// The employer.
    organisation: String,
    /// The scheme.
    scheme: String,
    /// The tier applied for.
    tier: String,
    /// Short reference.
    reference: String,
    /// The page to open.
    link: String,
    /// By when, in words; may be empty.
    due: String,
    /// What it is about: a criterion's short title; may be empty.
    about: String,
    /// Words that came with it; may be empty.
    words: String,
}

/// An assessor has a case to declare on.
#[derive(Debug)]
struct Allocated(Told);

email_templates!(
    Allocated,
    "emails/review/allocated/subject.txt",
    "emails/review/allocated/body.txt",
    "emails/review/allocated/body.html"
);

/// An assessor no longer has a case.
#[derive(Debug)]
struct Replaced(Told);

email_templates!(
    Replaced,
    "emails/review/replaced/subject.txt",
    "emails/review/replaced/body.txt",
    "emails/review/replaced/body.html"
);

/// An officer learns that a case needs another assessor.
#[derive(Debug)]
struct ConflictDeclared(Told);

email_templates!(
    ConflictDeclared,
    "emails/review/conflict_declared/subject.txt",
    "emails/review/conflict_declared/body.txt",
    "emails/review/conflict_declared/body.html"
);

/// The employer is asked about one answer.
#[derive(Debug)]
struct QuestionAsked(Told);

email_templates!(
    QuestionAsked,
    "emails/review/question_asked/subject.txt",
    "emails/review/question_asked/body.txt",
    "emails/review/question_asked/body.html"
);

/// The employer need not answer any more.
#[derive(Debug)]
struct QuestionWithdrawn(Told);

email_templates!(
    QuestionWithdrawn,
    "emails/review/question_withdrawn/subject.txt",
    "emails/review/question_withdrawn/body.txt",
    "emails/review/question_withdrawn/body.html"
);

/// The assessor has a reply to read.
#[derive(Debug)]
struct QuestionAnswered(Told);

email_templates!(
    QuestionAnswered,
    "emails/review/question_answered/subject.txt",
    "emails/review/question_answered/body.txt",
    "emails/review/question_answered/body.html"
);

/// An officer has a case to decide.
#[derive(Debug)]
struct Recommended(Told);

email_templates!(
    Recommended,
    "emails/review/recommended/subject.txt",
    "emails/review/recommended/body.txt",
    "emails/review/recommended/body.html"
);

/// An officer has a moderator to appoint.
#[derive(Debug)]
struct ModerationNeeded(Told);

email_templates!(
    ModerationNeeded,
    "emails/review/moderation_needed/subject.txt",
    "emails/review/moderation_needed/body.txt",
    "emails/review/moderation_needed/body.html"
);

/// An assessor has to look again: an answer changed.
#[derive(Debug)]
struct AnswerChanged(Told);

email_templates!(
    AnswerChanged,
    "emails/review/answer_changed/subject.txt",
    "emails/review/answer_changed/body.txt",
    "emails/review/answer_changed/body.html"
);

/// The employer learns that the assessors have finished, where the scheme tells them so.
#[derive(Debug)]
struct MovedOn(Told);

email_templates!(
    MovedOn,
    "emails/review/moved_on/subject.txt",
    "emails/review/moved_on/body.txt",
    "emails/review/moved_on/body.html"
);

impl<'a> CaseFacts<'a> {
    /// The facts of a case.
    pub fn of(
        ctx: &Context,
        bundle: &'a Bundle,
        version: &'a SchemeVersion,
        authority: &Authority,
    ) -> Self {
        Self {
            bundle,
            version,
            base: ctx.url(""),
            signature: authority.signature(),
        }
    }

    fn told(&self, path: &str) -> Told {
        let content = &self.bundle.content;
        let tier = self.version.tier(&content.tier_sought);
        Told {
            organisation: content.organisation.name.clone(),
            scheme: content.scheme.name.clone(),
            tier: tier.map_or_else(|| content.tier_sought.to_string(), |t| t.name.to_string()),
            reference: content.reference.clone(),
            link: format!("{}{path}", self.base),
            due: String::new(),
            about: String::new(),
            words: String::new(),
        }
    }

    fn title(&self, code: &CriterionCode) -> String {
        self.version
            .criterion(code)
            .map_or_else(|| code.to_string(), |criterion| criterion.title.to_string())
    }

    /// To the assessor: declare, then review.
    ///
    /// # Errors
    /// When a template fails.
    pub fn allocated(&self, review: &Review, to: &Person) -> Result<Email> {
        let mut told = self.told(&format!("/home/reviews/{}", review.id));
        told.due = long_date(review.due_on);
        let facts = Allocated(told);
        compose(
            "review_allocated",
            format!("review_allocated:{}", review.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To the assessor: the case is no longer theirs.
    ///
    /// # Errors
    /// When a template fails.
    pub fn replaced(&self, review: &Review, to: &Person) -> Result<Email> {
        let facts = Replaced(self.told("/home/reviews"));
        compose(
            "review_replaced",
            format!("review_replaced:{}", review.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To an officer: allocate another assessor.
    ///
    /// # Errors
    /// When a template fails.
    pub fn conflict_declared(&self, review: &Review, to: &Person) -> Result<Email> {
        let path = format!("/home/cases/{}/allocation", review.assessment_id);
        let mut told = self.told(&path);
        if let State::Returned {
            why: Return::Conflict { statement },
            ..
        } = &review.state
        {
            told.words.clone_from(statement);
        }
        let facts = ConflictDeclared(told);
        compose(
            "review_conflict_declared",
            format!("review_conflict_declared:{}:{}", review.id, to.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To somebody of the employer: answer this by then.
    ///
    /// # Errors
    /// When a template fails.
    pub fn question_asked(&self, asked: &Clarification, to: &Person) -> Result<Email> {
        let mut told = self.told(&format!("/home/clarifications/{}", asked.id));
        told.due = long_date(asked.due_on);
        told.about = self.title(&asked.criterion);
        told.words.clone_from(&asked.question);
        let facts = QuestionAsked(told);
        compose(
            "question_asked",
            format!("question_asked:{}:{}", asked.id, to.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To somebody of the employer: this need not be answered any more.
    ///
    /// # Errors
    /// When a template fails.
    pub fn question_withdrawn(&self, asked: &Clarification, to: &Person) -> Result<Email> {
        let mut told = self.told(&format!("/home/clarifications/{}", asked.id));
        told.about = self.title(&asked.criterion);
        told.words.clone_from(&asked.question);
        let facts = QuestionWithdrawn(told);
        compose(
            "question_withdrawn",
            format!("question_withdrawn:{}:{}", asked.id, to.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To the assessor: a reply came, look again.
    ///
    /// # Errors
    /// When a template fails.
    pub fn question_answered(&self, replied: &Clarification, to: &Person) -> Result<Email> {
        let path = format!(
            "/home/reviews/{}?criterion={}",
            replied.review_id, replied.criterion
        );
        let mut told = self.told(&path);
        told.about = self.title(&replied.criterion);
        if let ClarificationState::Replied { reply, .. } = &replied.state {
            told.words.clone_from(reply);
        }
        let facts = QuestionAnswered(told);
        compose(
            "question_answered",
            format!("question_answered:{}", replied.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To an officer: decide.
    ///
    /// # Errors
    /// When a template fails.
    pub fn recommended(&self, review: &Review, to: &Person) -> Result<Email> {
        let facts = Recommended(self.told(&format!("/home/cases/{}", review.assessment_id)));
        compose(
            "review_recommended",
            // A case that was sent back is recommended again, at a later version.
            format!(
                "review_recommended:{}:{}:{}",
                review.id, review.version, to.id
            ),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To an officer: the assessors differ, appoint a moderator.
    ///
    /// # Errors
    /// When a template fails.
    pub fn moderation_needed(&self, review: &Review, to: &Person) -> Result<Email> {
        let path = format!("/home/cases/{}", review.assessment_id);
        let facts = ModerationNeeded(self.told(&path));
        compose(
            "review_moderation_needed",
            // Assessors who look again may differ again, at a later version.
            format!(
                "review_moderation_needed:{}:{}:{}",
                review.id, review.version, to.id
            ),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To somebody of the employer: the assessors have finished; a moderator or an officer looks next.
    ///
    /// # Errors
    /// When a template fails.
    pub fn moved_on(&self, review: &Review, moderated: bool, to: &Person) -> Result<Email> {
        let mut told = self.told(&format!("/home/assessments/{}", review.assessment_id));
        if moderated {
            "Somebody who did not assess it looks at it next, and then an officer decides."
        } else {
            "An officer decides next."
        }
        .clone_into(&mut told.words);
        let facts = MovedOn(told);
        compose(
            "review_moved_on",
            format!("review_moved_on:{}:{}:{}", review.id, review.version, to.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }

    /// To an assessor who recommended already: another assessor asked, and the answer changed.
    ///
    /// # Errors
    /// When a template fails.
    pub fn answer_changed(
        &self,
        replied: &Clarification,
        review: &Review,
        to: &Person,
    ) -> Result<Email> {
        let path = format!(
            "/home/reviews/{}?criterion={}",
            review.id, replied.criterion
        );
        let mut told = self.told(&path);
        told.about = self.title(&replied.criterion);
        let facts = AnswerChanged(told);
        compose(
            "review_answer_changed",
            format!("review_answer_changed:{}:{}", replied.id, review.id),
            to.recipient(),
            &self.signature,
            facts.templates(&self.signature),
        )
    }
}
