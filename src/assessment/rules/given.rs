//! What an employer has given so far: saved answers and the evidence beside them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::ids::PersonId;

use crate::evidence::rules::Item;
use crate::scheme::rules::{Answer, Answers, CriterionCode, Response};

/// Longest comment beside an answer, in characters.
pub const COMMENT_MAX_CHARACTERS: usize = 2000;

/// An answer as it was saved last. Confidential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedAnswer {
    /// The answer; none when only a comment was given.
    pub value: Option<Answer>,
    /// What the employer adds in words.
    pub comment: String,
    /// Who saved it last.
    pub saved_by: PersonId,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// The version read; a change must name it.
    pub version: i32,
}

/// Everything given for an assessment so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Answers by criterion.
    pub answers: BTreeMap<CriterionCode, SavedAnswer>,
    /// Evidence, oldest first.
    pub evidence: Vec<Item>,
}

impl Given {
    /// The evidence offered for one criterion.
    pub fn evidence_for<'a>(&'a self, code: &'a CriterionCode) -> impl Iterator<Item = &'a Item> {
        self.evidence
            .iter()
            .filter(move |item| item.criterion == code.as_str())
    }

    /// As the scheme's rules read it.
    pub fn answers(&self) -> Answers {
        self.answers
            .iter()
            .map(|(code, saved)| {
                let items = self.evidence_for(code).count();
                let response = Response {
                    answer: saved.value.clone(),
                    evidence_items: u32::try_from(items).unwrap_or(u32::MAX),
                    // Only who confirms writes such an answer.
                    received: matches!(saved.value, Some(Answer::Confirmation { .. })),
                    ..Response::default()
                };
                (code.clone(), response)
            })
            .collect()
    }
}

/// Reads a comment: line ends single, outer white space gone.
///
/// # Errors
/// A sentence when it is too long.
pub fn check_comment(text: &str) -> Result<String, String> {
    let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    let length = text.chars().count();
    if length > COMMENT_MAX_CHARACTERS {
        return Err(format!(
            "The comment is {length} characters long. It must be {COMMENT_MAX_CHARACTERS} characters or fewer"
        ));
    }
    Ok(text)
}
