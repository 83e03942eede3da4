//! Confirmation of an answer by somebody outside: a union, a workers’ representative, an accountant, a
//! referee. What they say is kept; who they are is not.

#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use entity::confirmation_kinds::ConfirmationStatus;
use entity::ids::{AssessmentId, AuthorityId, ConfirmationId, PersonId};

use crate::platform::calendar::{london_date, long_date};
use crate::platform::error::{Error, FieldErrors, Refusal, Result};
use crate::scheme::rules::{Answer, AnswerKind, Confirmer, Criterion, CriterionCode};

/// A link to confirm works for so many days after it was sent.
pub const LINK_DAYS: i64 = 30;
/// The address is erased so many days after the answer, or after the link stopped working.
pub const ERASED_AFTER_DAYS: i64 = 30;
/// How often a link is sent, the first time included.
pub const SENT_MAX: i32 = 5;
/// The most links of one assessment that wait for an answer.
pub const WAITING_MAX: usize = 20;
/// Longest words of who confirms, in characters.
pub const WORDS_MAX_CHARACTERS: usize = 2_000;
/// Longest capacity, in characters.
pub const CAPACITY_MAX_CHARACTERS: usize = 100;

/// What can happen to a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConfirmationEvent {
    /// The employer asks somebody.
    Ask,
    /// The employer sends another link in place of the first.
    Resend,
    /// The employer takes the link back.
    Revoke,
    /// Who is asked confirms.
    Confirm,
    /// Who is asked cannot confirm.
    NotConfirm,
    /// Who is asked does not want to say.
    Decline,
}

impl ConfirmationEvent {
    /// The word used in records and diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Resend => "send again",
            Self::Revoke => "take back",
            Self::Confirm => "confirm",
            Self::NotConfirm => "cannot confirm",
            Self::Decline => "decline to say",
        }
    }
}

/// One way from one status to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfirmationTransition {
    /// Where it stands before; `None` before it is asked.
    pub from: Option<ConfirmationStatus>,
    /// What happens.
    pub event: ConfirmationEvent,
    /// Where it stands afterwards.
    pub to: ConfirmationStatus,
    /// Who does it.
    pub who: &'static str,
}

const EMPLOYER: &str = "employer: lead, signatory or contributor";
const OUTSIDER: &str = "whoever has the link, once, while it works";

const fn way(
    event: ConfirmationEvent,
    to: ConfirmationStatus,
    who: &'static str,
) -> ConfirmationTransition {
    ConfirmationTransition {
        from: Some(ConfirmationStatus::Asked),
        event,
        to,
        who,
    }
}

/// Every way there is. Nothing leaves an answer, and nothing a link that was taken back.
pub const CONFIRMATION_TRANSITIONS: &[ConfirmationTransition] = {
    use ConfirmationEvent::{Ask, Confirm, Decline, NotConfirm, Resend, Revoke};
    use ConfirmationStatus::{Asked, Confirmed, Declined, NotConfirmed, Revoked};
    &[
        ConfirmationTransition {
            from: None,
            event: Ask,
            to: Asked,
            who: EMPLOYER,
        },
        way(Resend, Asked, EMPLOYER),
        way(Revoke, Revoked, EMPLOYER),
        way(Confirm, Confirmed, OUTSIDER),
        way(NotConfirm, NotConfirmed, OUTSIDER),
        way(Decline, Declined, OUTSIDER),
    ]
};

/// What somebody outside is asked to confirm. Confidential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// Which confirmation.
    pub id: ConfirmationId,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// With which authority.
    pub authority_id: AuthorityId,
    /// Of which criterion.
    pub criterion: CriterionCode,
    /// What the person asked is to the employer.
    pub asked_of: Confirmer,
    /// What is to be confirmed, word by word.
    pub statement: String,
    /// Where it stands.
    pub status: ConfirmationStatus,
    /// Who of the employer asked.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Whom; none once it is erased. For the employer alone.
    pub email: Option<String>,
    /// SHA-256 of the link's secret, in hex; none once it is erased.
    pub token_hash: Option<String>,
    /// Until when the link works.
    pub expires_at: DateTime<Utc>,
    /// How often it was sent.
    pub sent: i32,
    /// When it was answered, or taken back.
    pub closed_at: Option<DateTime<Utc>>,
    /// In what capacity they answered, in their words. For assessors and officers alone.
    pub capacity: String,
    /// What they add. For assessors and officers alone.
    pub words: String,
    /// The version read.
    pub version: i32,
}

/// What is asked of whom.
#[derive(Clone, Debug)]
pub struct NewConfirmation {
    /// Names it.
    pub id: ConfirmationId,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// With which authority.
    pub authority_id: AuthorityId,
    /// What the person asked is to the employer.
    pub asked_of: Confirmer,
    /// Their address.
    pub email: String,
    /// SHA-256 of the link's secret, in hex.
    pub token_hash: String,
    /// Who asks.
    pub asked_by: PersonId,
}

/// Who may be asked to confirm an answer to a criterion.
pub fn who_may_confirm(criterion: &Criterion) -> Vec<Confirmer> {
    match &criterion.answer {
        AnswerKind::Confirmation { by } => by.clone(),
        _ => Confirmer::WORDS.iter().map(|(_, who)| *who).collect(),
    }
}

/// Whether the answer itself is the confirmation: then it is never typed.
pub fn is_given_by_confirmation(criterion: &Criterion) -> bool {
    matches!(criterion.answer, AnswerKind::Confirmation { .. })
}

/// What is to be confirmed, word by word: the employer, the question and its answer, and nothing else.
///
/// # Errors
/// A sentence at `criterion` when there is nothing to confirm yet.
pub fn statement(employer: &str, criterion: &Criterion, answer: Option<&Answer>) -> Result<String> {
    if is_given_by_confirmation(criterion) {
        return Ok(format!(
            "{employer} asks you to confirm this: {}\n{}",
            criterion.question, criterion.good
        ));
    }
    let answer = answer.ok_or_else(|| {
        Error::invalid(
            "criterion",
            "Answer this question first, then ask somebody to confirm the answer",
        )
    })?;
    Ok(format!(
        "{employer} was asked: {}\nIts answer is: {}",
        criterion.question,
        criterion.summary(answer)
    ))
}

/// What somebody outside answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Confirm, cannot confirm, or decline to say.
    pub event: ConfirmationEvent,
    /// In what capacity.
    pub capacity: String,
    /// What they add.
    pub words: String,
}

impl Answered {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Sentences at `answer`, `capacity` and `words`.
    pub fn parse(answer: &str, capacity: &str, words: &str) -> Result<Self> {
        let mut errors = FieldErrors::new();
        let event = match answer {
            "confirm" => ConfirmationEvent::Confirm,
            "cannot" => ConfirmationEvent::NotConfirm,
            "decline" => ConfirmationEvent::Decline,
            _ => {
                errors.add("answer", "Choose one of the answers");
                ConfirmationEvent::Decline
            }
        };
        let mut text = |field: &str, typed: &str, max: usize| {
            let text = typed.trim().replace("\r\n", "\n");
            if text.chars().count() > max {
                errors.add(field, format!("Write {max} characters or fewer"));
            }
            text
        };
        let capacity = text("capacity", capacity, CAPACITY_MAX_CHARACTERS);
        let words = text("words", words, WORDS_MAX_CHARACTERS);
        errors.into_result()?;
        Ok(Self {
            event,
            capacity: capacity.replace('\n', " "),
            words,
        })
    }
}

/// An address without what stands between a plus and the domain: the same mailbox.
fn bare(email: &str) -> String {
    match email.split_once('@') {
        Some((local, domain)) => {
            let local = local.split('+').next().unwrap_or_default();
            format!("{local}@{domain}")
        }
        None => email.to_owned(),
    }
}

impl Confirmation {
    /// Asks somebody outside. `others` are the confirmations asked for before, `inside` the addresses of
    /// everybody who acts or acted for the employer.
    ///
    /// # Errors
    /// Sentences at `email`, `by` and `criterion`, or that there are too many.
    pub fn ask(
        new: NewConfirmation,
        (employer, criterion, answer): (&str, &Criterion, Option<&Answer>),
        (others, inside): (&[Self], &[String]),
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let mut errors = FieldErrors::new();
        if inside.iter().any(|one| bare(one) == bare(&new.email)) {
            errors.add(
                "email",
                "This person acts for your organisation. Ask somebody outside its management",
            );
        }
        if !who_may_confirm(criterion).contains(&new.asked_of) {
            errors.add(
                "by",
                "The scheme does not take a confirmation of that kind here",
            );
        }
        let waiting = |one: &&Self| one.is_waiting(now);
        let same =
            |one: &Self| one.criterion == criterion.code && one.email.as_ref() == Some(&new.email);
        if others.iter().filter(waiting).any(same) {
            errors.add(
                "email",
                "This person has a link for this question already. Send it again, or take it back first",
            );
        }
        errors.into_result()?;
        if others.iter().filter(waiting).count() >= WAITING_MAX {
            return Err(Error::refused(
                "confirmation.too_many",
                format!("{WAITING_MAX} links wait for an answer already. Take one back first."),
            ));
        }
        Ok(Self {
            id: new.id,
            assessment_id: new.assessment_id,
            authority_id: new.authority_id,
            criterion: criterion.code.clone(),
            asked_of: new.asked_of,
            statement: statement(employer, criterion, answer)?,
            status: ConfirmationStatus::Asked,
            asked_by: new.asked_by,
            asked_at: now,
            email: Some(new.email),
            token_hash: Some(new.token_hash),
            expires_at: now + TimeDelta::days(LINK_DAYS),
            sent: 1,
            closed_at: None,
            capacity: String::new(),
            words: String::new(),
            version: 1,
        })
    }

    /// Whether its link works.
    pub fn is_waiting(&self, now: DateTime<Utc>) -> bool {
        self.status == ConfirmationStatus::Asked && now < self.expires_at
    }

    /// It can be answered now.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub fn must_wait(&self, now: DateTime<Utc>) -> Result<()> {
        let (code, message) = match self.status {
            ConfirmationStatus::Asked if now < self.expires_at => return Ok(()),
            ConfirmationStatus::Asked => (
                "confirmation.over",
                format!(
                    "This link stopped working on {}. Ask whoever sent it for another.",
                    long_date(london_date(self.expires_at))
                ),
            ),
            ConfirmationStatus::Confirmed
            | ConfirmationStatus::NotConfirmed
            | ConfirmationStatus::Declined => (
                "confirmation.answered",
                "This link was used already. The answer that was given stands.".to_owned(),
            ),
            ConfirmationStatus::Revoked => (
                "confirmation.revoked",
                "Whoever sent this link has taken it back. You need do nothing.".to_owned(),
            ),
        };
        Err(Error::Conflict(Refusal::new(code, message)))
    }

    /// Somebody outside answers.
    ///
    /// # Errors
    /// A sentence when the link does not work any more.
    pub fn answer(mut self, given: Answered, now: DateTime<Utc>) -> Result<Self> {
        self.must_wait(now)?;
        self.status = match given.event {
            ConfirmationEvent::Confirm => ConfirmationStatus::Confirmed,
            ConfirmationEvent::NotConfirm => ConfirmationStatus::NotConfirmed,
            ConfirmationEvent::Decline
            | ConfirmationEvent::Ask
            | ConfirmationEvent::Resend
            | ConfirmationEvent::Revoke => ConfirmationStatus::Declined,
        };
        self.closed_at = Some(now);
        self.capacity = given.capacity;
        self.words = given.words;
        Ok(self)
    }

    /// The employer takes the link back.
    ///
    /// # Errors
    /// A conflict when it was answered or taken back already.
    pub fn revoke(mut self, now: DateTime<Utc>) -> Result<Self> {
        self.must_be_asked()?;
        self.status = ConfirmationStatus::Revoked;
        self.closed_at = Some(now);
        Ok(self)
    }

    /// The employer sends another link in place of the one before, over or not.
    ///
    /// # Errors
    /// A conflict when it was answered or taken back already; a refusal when it was sent too often, or
    /// the address is erased.
    pub fn resend(mut self, token_hash: String, now: DateTime<Utc>) -> Result<Self> {
        self.must_be_asked()?;
        if self.email.is_none() {
            return Err(Error::refused(
                "confirmation.erased",
                "The address is erased. Ask anew, with the address.",
            ));
        }
        if self.sent >= SENT_MAX {
            return Err(Error::refused(
                "confirmation.sent_too_often",
                format!("This was sent {SENT_MAX} times. Ask the person in another way."),
            ));
        }
        self.token_hash = Some(token_hash);
        self.expires_at = now + TimeDelta::days(LINK_DAYS);
        self.sent += 1;
        Ok(self)
    }

    fn must_be_asked(&self) -> Result<()> {
        match self.status {
            ConfirmationStatus::Asked => Ok(()),
            ConfirmationStatus::Confirmed
            | ConfirmationStatus::NotConfirmed
            | ConfirmationStatus::Declined => Err(Error::conflict(
                "confirmation.answered",
                "This was answered meanwhile. Reload the page.",
            )),
            ConfirmationStatus::Revoked => Err(Error::conflict(
                "confirmation.revoked",
                "This link was taken back already.",
            )),
        }
    }

    /// The answer it gives to a criterion that is answered by confirmation: nothing but what the person
    /// is to the employer, and when.
    pub fn as_answer(&self) -> Option<Answer> {
        let at = self.closed_at?;
        (self.status == ConfirmationStatus::Confirmed).then(|| Answer::Confirmation {
            by: self.asked_of,
            name: format!("confirmed on {}", long_date(london_date(at))),
        })
    }
}

/// Until when an address is kept that belongs to a link closed or over at some instant: what was closed
/// or over before is erased now.
pub fn erased_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::days(ERASED_AFTER_DAYS)
}
