//! What an employer has given for each criterion, as far as rules need to know it.

use super::answer::Answer;
use super::codes::CriterionCode;
use super::quantity::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// How far an employer is with one criterion.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing answered.
    #[default]
    None,
    /// Answered, and not meeting it.
    Aware,
    /// Will meet it by a date; or says it is met, without the evidence that is asked for.
    Committed,
    /// Will meet it by a date, with a plan attached as evidence.
    Planned,
    /// Meets it, with the evidence that is asked for.
    Doing,
    /// Meets it, with evidence over a period.
    Embedded,
}

impl Stage {
    /// Every stage, lowest first.
    pub const ALL: [Self; 6] = [
        Self::None,
        Self::Aware,
        Self::Committed,
        Self::Planned,
        Self::Doing,
        Self::Embedded,
    ];

    /// The word used in packs and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Aware => "aware",
            Self::Committed => "committed",
            Self::Planned => "planned",
            Self::Doing => "doing",
            Self::Embedded => "embedded",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an assessor has said about a response, where one has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nobody has looked yet: the answer stands as given.
    #[default]
    Unchecked,
    /// Looked at and found to be so, evidence included.
    Confirmed,
    /// Looked at and not found to be so.
    NotConfirmed,
}

/// Everything a rule may know about one criterion's response.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// The answer, if one has been given.
    pub answer: Option<Answer>,
    /// How many items of evidence are attached.
    #[serde(default)]
    pub evidence_items: u32,
    /// How many months the evidence covers.
    #[serde(default)]
    pub months_covered: u32,
    /// What an assessor said.
    #[serde(default)]
    pub verdict: Verdict,
    /// Whether the confirmation that was asked for has come in.
    #[serde(default, skip_serializing_if = "is_false")]
    pub received: bool,
    /// The figure given at the last award, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Decimal>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl Response {
    /// An answer without evidence.
    pub fn answered(answer: Answer) -> Self {
        Self {
            answer: Some(answer),
            ..Self::default()
        }
    }

    /// The same, with this many items of evidence.
    #[must_use]
    pub fn with_evidence(mut self, items: u32) -> Self {
        self.evidence_items = items;
        self
    }

    /// The same, with an assessor's verdict.
    #[must_use]
    pub fn with_verdict(mut self, verdict: Verdict) -> Self {
        self.verdict = verdict;
        self
    }
}

/// The responses of one employer, by criterion.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers {
    responses: BTreeMap<CriterionCode, Response>,
}

impl Answers {
    /// No responses.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a response in place, replacing the one before.
    pub fn insert(&mut self, code: CriterionCode, response: Response) {
        self.responses.insert(code, response);
    }

    /// Takes a response away.
    pub fn remove(&mut self, code: &CriterionCode) -> Option<Response> {
        self.responses.remove(code)
    }

    /// The response to a criterion.
    pub fn get(&self, code: &CriterionCode) -> Option<&Response> {
        self.responses.get(code)
    }

    /// Whether a criterion has an answer.
    pub fn is_answered(&self, code: &CriterionCode) -> bool {
        self.get(code)
            .is_some_and(|response| response.answer.is_some())
    }

    /// All responses, by criterion code.
    pub fn iter(&self) -> impl Iterator<Item = (&CriterionCode, &Response)> {
        self.responses.iter()
    }
}

impl FromIterator<(CriterionCode, Response)> for Answers {
    fn from_iter<I: IntoIterator<Item = (CriterionCode, Response)>>(responses: I) -> Self {
        Self {
            responses: responses.into_iter().collect(),
        }
    }
}
