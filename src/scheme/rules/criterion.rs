//! One thing a scheme asks.

use super::answer::{Answer, AnswerKind};
use super::codes::CriterionCode;
use super::text::Text;
use super::tree::Test;
use serde::{Deserialize, Serialize};

/// One thing answered and evidenced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Stable across versions.
    pub code: CriterionCode,
    /// A few words, for lists and tables.
    pub title: Text,
    /// The question, in plain words.
    pub question: Text,
    /// Why it matters, in one line.
    pub why: Text,
    /// What good looks like.
    pub good: Text,
    /// How to answer: definitions, edge cases, what not to send.
    pub guidance: Text,
    /// What it may be answered with.
    pub answer: AnswerKind,
    /// The scheme's own standard for the answer; without one, any answer of a figure, date or words meets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meets: Option<Test>,
    /// What evidence it needs.
    pub evidence: EvidenceRule,
    /// The law it rests on or goes beyond.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statutory: Option<Text>,
    /// What its answers may be counted under.
    pub tags: Vec<StatisticTag>,
    /// Whether an employer may say it does not apply.
    pub not_applicable: NotApplicablePolicy,
    /// Who may see the answer.
    pub confidentiality: Confidentiality,
    /// How long a well-prepared employer takes over it.
    pub minutes: u16,
}

/// What evidence a criterion needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRule {
    /// Whether it is needed.
    pub need: EvidenceNeed,
    /// How many items, where it is required.
    pub min_items: u32,
    /// What to attach.
    pub hint: Text,
}

/// Whether evidence is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceNeed {
    /// None is asked for.
    None,
    /// It may be attached.
    Optional,
    /// Without it the criterion is not satisfied.
    Required,
}

impl EvidenceRule {
    /// How many items a satisfied criterion must have.
    pub fn required_items(&self) -> u32 {
        match self.need {
            EvidenceNeed::None | EvidenceNeed::Optional => 0,
            EvidenceNeed::Required => self.min_items,
        }
    }
}

/// Whether an employer may say that a criterion does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotApplicablePolicy {
    /// It applies to everyone.
    No,
    /// Yes, with a reason.
    WithReason,
    /// Yes, with a reason that counts once an assessor has confirmed it.
    AssessorConfirms,
}

/// Who may see an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidentiality {
    /// Anyone.
    Public,
    /// The authority and the partners it shares with.
    Partner,
    /// The employer and its assessors.
    Confidential,
}

/// The aspect of good work a criterion's answers may be counted under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatisticTag {
    /// What people are paid.
    Pay,
    /// Security of contract.
    Contract,
    /// Hours and their predictability.
    Hours,
    /// Work-life balance.
    Wlb,
    /// Voice and representation.
    Voice,
    /// Recruitment, training and getting on.
    Progression,
    /// Job design, skills and control.
    Design,
    /// Health, safety and wellbeing.
    Health,
    /// Support from managers and colleagues.
    Support,
    /// Who gets the good jobs.
    Inclusion,
}

impl Criterion {
    /// An answer in plain words, using this question's own labels and units.
    pub fn summary(&self, answer: &Answer) -> String {
        self.answer.summary(answer)
    }
}
