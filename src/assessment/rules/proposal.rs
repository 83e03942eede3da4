//! Answers that could be taken from elsewhere. They are proposed; an employer takes them or not.

use super::moving::Carried;
use crate::scheme::rules::{Answer, Criterion};

/// An answer that could be taken, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The answer, in this criterion's own terms.
    pub value: Answer,
    /// What was added in words.
    pub comment: String,
    /// Where it comes from, in words.
    pub from: String,
    /// What the two questions do not have in common.
    pub notes: Vec<String>,
}

impl Proposal {
    /// What an older version's answer proposes; nothing, where only a comment was given.
    pub fn of_older_version(carried: &Carried) -> Option<Self> {
        let value = carried.value.clone()?;
        if matches!(value, Answer::Confirmation { .. }) {
            // Who confirms does so anew.
            return None;
        }
        Some(Self {
            value,
            comment: carried.comment.clone(),
            from: if carried.expired {
                "This was your answer at the last award. It is out of date now.".to_owned()
            } else {
                format!(
                    "You answered this under version {}. The question has changed since.",
                    carried.from_label
                )
            },
            notes: Vec::new(),
        })
    }

    /// Whether a criterion could be answered so today.
    pub fn fits(&self, criterion: &Criterion, today: chrono::NaiveDate) -> bool {
        criterion.validate(&self.value, today).is_ok()
    }
}
