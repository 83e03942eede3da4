//! One thing a scheme asks.

use super::answer::Answer;
use super::answer_kind::AnswerKind;
use super::codes::{AccreditationCode, CriterionCode, TierCode};
use super::condition::Condition;
use super::evaluate::Circumstances;
use super::quantity::Decimal;
use super::response::Stage;
use super::text::Text;
use super::tree::Test;
use chrono::NaiveDate;
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
    /// What evidence it needs, where no contextual rule says otherwise.
    pub evidence: EvidenceRule,
    /// What evidence it needs in particular cases; the first whose condition is known to hold counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence_when: Vec<ContextualEvidence>,
    /// Who is asked; everybody, without one. Who is not known to fall outside it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_when: Option<Condition>,
    /// The first day it counts; until then it is shown, and may be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_from: Option<NaiveDate>,
    /// The first day it is no longer asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_from: Option<NaiveDate>,
    /// The first day the law asks as much: no longer a distinction, but a legal basic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by_law_on: Option<NaiveDate>,
    /// Outside accreditations that put it at a stage, whatever is answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equivalents: Vec<Equivalent>,
    /// What its points are multiplied by in scores.
    #[serde(default = "weight_of_one", skip_serializing_if = "is_weight_of_one")]
    pub weight: Decimal,
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

/// A weight that changes nothing.
pub(super) fn weight_of_one() -> Decimal {
    Decimal::whole(1)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_weight_of_one(weight: &Decimal) -> bool {
    *weight == weight_of_one()
}

/// What evidence a criterion needs in particular cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextualEvidence {
    /// In which.
    pub when: Condition,
    /// What is needed then.
    pub evidence: EvidenceRule,
}

/// An outside accreditation that satisfies a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Equivalent {
    /// Which.
    pub accreditation: AccreditationCode,
    /// At which of its tiers; at any, when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<String>,
    /// How far it puts the criterion.
    pub stage: Stage,
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
    /// The evidence it needs in a case, judged for a tier.
    pub fn evidence_for(
        &self,
        circumstances: &Circumstances,
        tier: Option<&TierCode>,
    ) -> &EvidenceRule {
        self.evidence_when
            .iter()
            .find(|contextual| contextual.when.holds(circumstances, tier) == Some(true))
            .map_or(&self.evidence, |contextual| &contextual.evidence)
    }

    /// Whether an employer is asked it: it is not retired, and not known not to apply.
    pub fn is_asked(&self, circumstances: &Circumstances, tier: Option<&TierCode>) -> bool {
        let retired = self.retired_from.is_some_and(|day| day <= circumstances.on);
        !retired
            && self
                .applies_when
                .as_ref()
                .is_none_or(|when| when.holds(circumstances, tier) != Some(false))
    }

    /// Whether it counts in rules: it is asked, and its day has come.
    pub fn counts(&self, circumstances: &Circumstances, tier: Option<&TierCode>) -> bool {
        self.active_from.is_none_or(|day| day <= circumstances.on)
            && self.is_asked(circumstances, tier)
    }

    /// Whether the law asks as much by a day.
    pub fn is_legal_basic(&self, on: NaiveDate) -> bool {
        self.superseded_by_law_on.is_some_and(|day| day <= on)
    }

    /// An answer in plain words, using this question's own labels and units.
    pub fn summary(&self, answer: &Answer) -> String {
        self.summary_in(answer, "en")
    }

    /// The same, with the scheme's own words in a language.
    pub fn summary_in(&self, answer: &Answer, language: &str) -> String {
        self.answer.summary(answer, language)
    }
}
