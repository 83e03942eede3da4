//! One criterion as its card shows it.

use entity::ids::PersonId;

use super::super::Opened;
use super::form::{Meanwhile, Typed, fingerprint};
use crate::assessment::rules::{
    COMMENT_MAX_CHARACTERS, Given, Proposal, SavedAnswer, counting_words,
};
use crate::evidence::rules::Item;
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::FieldErrors;
use crate::scheme::form::{AnswerForm, fields_of};
use crate::scheme::rules::{Criterion, EvidenceNeed};

/// A piece of evidence in its row.
pub(super) struct EvidenceRow {
    pub(super) id: String,
    pub(super) words: String,
    pub(super) href: String,
    pub(super) is_link: bool,
    pub(super) receipt: String,
}

/// What a colleague made of an answer meanwhile.
pub(super) struct Theirs {
    pub(super) answer: String,
    pub(super) comment: String,
    pub(super) who: String,
}

/// An answer that could be taken from elsewhere.
pub(super) struct Proposed {
    pub(super) from: String,
    pub(super) answer: String,
    pub(super) comment: String,
    pub(super) notes: Vec<String>,
    /// What the button that takes it sends.
    pub(super) take: String,
}

/// One criterion as its card shows it.
pub(super) struct Card {
    code: String,
    pub(super) heading: String,
    pub(super) question: String,
    pub(super) why: String,
    pub(super) good: String,
    pub(super) guidance: String,
    pub(super) statutory: String,
    pub(super) counting: Vec<String>,
    pub(super) form: AnswerForm,
    pub(super) summary: String,
    pub(super) comment: String,
    pub(super) evidence: Vec<EvidenceRow>,
    pub(super) takes_evidence: bool,
    pub(super) evidence_hint: String,
    pub(super) link: String,
    pub(super) file_title: String,
    pub(super) saved: String,
    pub(super) version: i32,
    pub(super) was: String,
    pub(super) theirs: Option<Theirs>,
    pub(super) proposed: Option<Proposed>,
    errors: FieldErrors,
}

impl Card {
    pub(super) fn new(
        (ctx, opened): (&Context, &Opened),
        criterion: &Criterion,
        given: &Given,
        typed: Option<&Typed>,
        errors: &FieldErrors,
        name: &impl Fn(PersonId) -> String,
    ) -> Self {
        let code = &criterion.code;
        let saved = given.answers.get(code);
        let value = saved.and_then(|saved| saved.value.as_ref());
        let stored = fields_of(value);
        let stored_comment = saved.map_or("", |saved| saved.comment.as_str());
        let was = fingerprint(&stored, stored_comment);
        let (fields, comment) = match typed {
            Some(typed) => (typed.fields.clone(), typed.comment.clone()),
            None => (stored, stored_comment.to_owned()),
        };
        let start = format!("{code}_");
        let own = FieldErrors(
            errors
                .0
                .iter()
                .filter(|error| error.field.starts_with(&start))
                .cloned()
                .collect(),
        );
        let summary = value.map_or_else(
            || "Not answered".to_owned(),
            |answer| criterion.summary_in(answer, opened.language()),
        );
        let form = AnswerForm::new(
            &opened.asked.content,
            criterion,
            opened.language(),
            fields,
            own.clone(),
        )
        .with_summary(summary.clone());
        Self {
            code: code.to_string(),
            heading: opened.words(&criterion.title),
            question: opened.words(&criterion.question),
            why: opened.words(&criterion.why),
            good: opened.words(&criterion.good),
            guidance: opened.words(&criterion.guidance),
            statutory: criterion
                .statutory
                .as_ref()
                .map_or_else(String::new, |law| opened.words(law)),
            counting: counting_words(opened.version(), criterion, &opened.circumstances(ctx)),
            form,
            summary,
            comment,
            evidence: given
                .evidence_for(code)
                .map(|item| row(opened, item))
                .collect(),
            takes_evidence: criterion.evidence.need != EvidenceNeed::None,
            evidence_hint: evidence_hint(criterion, opened.language()),
            link: typed.map_or_else(String::new, |typed| typed.link.clone()),
            file_title: typed.map_or_else(String::new, |typed| typed.title.clone()),
            saved: saved.map_or_else(String::new, |saved| {
                format!(
                    "Saved on {} by {}",
                    long_instant(saved.saved_at),
                    name(saved.saved_by)
                )
            }),
            version: saved.map_or(0, |saved| saved.version),
            was,
            theirs: match typed.map(|typed| &typed.theirs) {
                None | Some(Meanwhile::Nothing) => None,
                Some(Meanwhile::Cleared) => Some(their_words(criterion, None, name)),
                Some(Meanwhile::Saved(saved)) => Some(their_words(criterion, Some(saved), name)),
            },
            proposed: None,
            errors: own,
        }
    }

    /// The same, with an answer that could be taken from elsewhere.
    pub(super) fn proposing(
        mut self,
        opened: &Opened,
        criterion: &Criterion,
        proposal: Option<&Proposal>,
    ) -> Self {
        self.proposed = proposal.map(|proposal| Proposed {
            from: proposal.from.clone(),
            answer: criterion.summary_in(&proposal.value, opened.language()),
            comment: proposal.comment.clone(),
            notes: proposal.notes.clone(),
            take: format!("take-{}", criterion.code),
        });
        self
    }

    /// The id, and name, of a field.
    pub(super) fn id(&self, name: &str) -> String {
        if name.is_empty() {
            self.code.clone()
        } else {
            format!("{}_{name}", self.code)
        }
    }

    /// What is wrong with a field.
    pub(super) fn wrong(&self, name: &str) -> &str {
        self.errors.of(&self.id(name))
    }

    /// Longest comment, in characters.
    #[expect(clippy::unused_self, reason = "templates call it on the card")]
    pub(super) fn comment_limit(&self) -> usize {
        COMMENT_MAX_CHARACTERS
    }
}

fn evidence_hint(criterion: &Criterion, language: &str) -> String {
    let needed = match criterion.evidence.required_items() {
        0 => "You can add evidence.".to_owned(),
        1 => "Needs a piece of evidence.".to_owned(),
        n => format!("Needs {n} pieces of evidence."),
    };
    format!("{needed} {}", criterion.evidence.hint.get(language))
}

fn row(opened: &Opened, item: &Item) -> EvidenceRow {
    let receipt = item.receipt();
    EvidenceRow {
        id: item.id.to_string(),
        words: item.title.clone(),
        href: item.url().map_or_else(
            || format!("{}/evidence/{}", opened.path(), item.id),
            ToOwned::to_owned,
        ),
        is_link: item.url().is_some(),
        receipt: format!(
            "{}, {}. Added {}",
            receipt.name, receipt.detail, receipt.added
        ),
    }
}

fn their_words(
    criterion: &Criterion,
    theirs: Option<&SavedAnswer>,
    name: &impl Fn(PersonId) -> String,
) -> Theirs {
    match theirs {
        None => Theirs {
            answer: "Not answered".to_owned(),
            comment: String::new(),
            who: "a colleague".to_owned(),
        },
        Some(saved) => Theirs {
            answer: saved.value.as_ref().map_or_else(
                || "Not answered".to_owned(),
                |answer| criterion.summary(answer),
            ),
            comment: saved.comment.clone(),
            who: format!("{}, {}", name(saved.saved_by), long_instant(saved.saved_at)),
        },
    }
}
