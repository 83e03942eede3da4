//! One criterion of a case: the answer, its evidence, what was found, what was asked.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use poem_openapi::types::Any;
use serde_json::Value;
use uuid::Uuid;

use crate::assessment::rules::{Bundle, BundleEvidence, Given};
use crate::platform::error::Result;
use crate::review::rules::{
    AskedOf, Change, Clarification, ClarificationState, Entry, Finding, JudgedState,
};
use crate::scheme::rules::{Answer, Criterion};

/// A frozen piece of evidence, or one that a reply will freeze.
#[derive(Debug, Object)]
pub(in crate::review::api) struct CaseEvidenceView {
    /// The item.
    id: Uuid,
    /// `file` or `link`.
    kind: String,
    /// What it is, in the employer's words.
    title: String,
    /// Name of the file.
    file_name: Option<String>,
    /// Media type of the file.
    media_type: Option<String>,
    /// Size of the file.
    size_bytes: Option<u64>,
    /// SHA-256 of the file, in hex.
    sha256: Option<String>,
    /// Address of a link.
    url: Option<String>,
    /// When it was added.
    added_at: DateTime<Utc>,
}

impl From<&BundleEvidence> for CaseEvidenceView {
    fn from(item: &BundleEvidence) -> Self {
        Self {
            id: item.id.0,
            kind: item.kind.as_str().to_owned(),
            title: item.title.clone(),
            file_name: item.file_name.clone(),
            media_type: item.media_type.clone(),
            size_bytes: item.size_bytes,
            sha256: item.sha256.clone(),
            url: item.url.clone(),
            added_at: item.added_at,
        }
    }
}

/// What changed on a criterion after submission.
#[derive(Debug, Object)]
struct AnswerChangeView {
    /// The round that brought it.
    round: i32,
    /// The answer before, in words.
    answer_before: String,
    /// The comment before.
    comment_before: String,
    /// Titles of evidence that came.
    evidence_added: Vec<String>,
    /// Titles of evidence that went.
    evidence_removed: Vec<String>,
}

impl From<&Change> for AnswerChangeView {
    fn from(change: &Change) -> Self {
        Self {
            round: change.round,
            answer_before: change.answer.0.clone(),
            comment_before: change.comment.0.clone(),
            evidence_added: change.evidence_added.clone(),
            evidence_removed: change.evidence_removed.clone(),
        }
    }
}

/// A judgement on one criterion, as colleagues read it.
#[derive(Debug, Object)]
pub(in crate::review::api) struct FindingView {
    /// The finding.
    id: Uuid,
    /// Code of the criterion.
    criterion: String,
    /// `met`, `partly`, `not_met` or `cannot_tell`.
    judgement: String,
    /// Why; the employer reads it with the decision.
    reason: String,
    /// For colleagues only.
    internal_note: String,
    /// When.
    saved_at: DateTime<Utc>,
    /// The version to send as `If-Match`.
    version: i32,
}

impl From<&Finding> for FindingView {
    fn from(found: &Finding) -> Self {
        Self {
            id: found.id.0,
            criterion: found.criterion.to_string(),
            judgement: found.judgement.as_str().to_owned(),
            reason: found.reason.clone(),
            internal_note: found.internal_note.clone(),
            saved_at: found.saved_at,
            version: found.version,
        }
    }
}

/// A question on one answer. It does not say who asks: the employer reads it too.
#[derive(Debug, Object)]
pub(in crate::review::api) struct ClarificationView {
    /// The clarification.
    id: Uuid,
    /// Of which assessment.
    assessment_id: Uuid,
    /// Code of the criterion.
    criterion: String,
    /// What is asked.
    question: String,
    /// When.
    asked_at: DateTime<Utc>,
    /// Day by which the reply is due.
    due_on: NaiveDate,
    /// `asked`, `replied` or `withdrawn`.
    status: String,
    /// What the employer says.
    reply: Option<String>,
    /// When it was replied to or withdrawn.
    closed_at: Option<DateTime<Utc>>,
}

impl From<&Clarification> for ClarificationView {
    fn from(asked: &Clarification) -> Self {
        let (status, reply, closed_at) = match &asked.state {
            ClarificationState::Asked => ("asked", None, None),
            ClarificationState::Replied { reply, at, .. } => {
                ("replied", Some(reply.clone()), Some(*at))
            }
            ClarificationState::Withdrawn { at } => ("withdrawn", None, Some(*at)),
        };
        Self {
            id: asked.id.0,
            assessment_id: asked.assessment_id.0,
            criterion: asked.criterion.to_string(),
            question: asked.question.clone(),
            asked_at: asked.asked_at,
            due_on: asked.due_on,
            status: status.to_owned(),
            reply,
            closed_at,
        }
    }
}

fn typed(value: Option<&Answer>) -> Result<Option<Any<Value>>> {
    Ok(value.map(serde_json::to_value).transpose()?.map(Any))
}

/// One criterion of a case.
#[derive(Debug, Object)]
pub(in crate::review::api) struct CriterionView {
    /// Its code.
    code: String,
    /// Code of its pillar.
    pillar: String,
    /// A few words for it.
    title: String,
    /// The question.
    question: String,
    /// What good looks like.
    good: String,
    /// How to answer it.
    guidance: String,
    /// The answer in words.
    answer: String,
    /// The typed answer, for example `{"kind":"yes_no","value":"yes"}`.
    value: Option<Any<Value>>,
    /// What the employer adds in words.
    comment: String,
    /// Evidence in the newest round.
    evidence: Vec<CaseEvidenceView>,
    /// What its newest change was, if it changed after submission.
    change: Option<AnswerChangeView>,
    /// `to_do`, `changed` (since it was judged) or `judged`.
    state: String,
    /// What was found.
    finding: Option<FindingView>,
    /// What was asked, the first first.
    clarifications: Vec<ClarificationView>,
}

impl CriterionView {
    pub(in crate::review::api) fn new(entry: &Entry<'_>, newest: &Bundle) -> Result<Self> {
        let criterion = entry.criterion;
        let frozen = newest.content.answers.get(&criterion.code);
        Ok(Self {
            code: criterion.code.to_string(),
            pillar: entry.pillar.code.to_string(),
            title: criterion.title.to_string(),
            question: criterion.question.to_string(),
            good: criterion.good.to_string(),
            guidance: criterion.guidance.to_string(),
            answer: entry.answer.clone(),
            value: typed(frozen.and_then(|answer| answer.value.as_ref()))?,
            comment: entry.comment.to_owned(),
            evidence: entry.evidence.iter().map(|item| (*item).into()).collect(),
            change: entry.change.as_ref().map(Into::into),
            state: match entry.state {
                JudgedState::ToDo => "to_do",
                JudgedState::Changed(_) => "changed",
                JudgedState::Judged(_) => "judged",
            }
            .to_owned(),
            finding: entry.finding.map(Into::into),
            clarifications: entry
                .clarifications
                .iter()
                .map(|asked| (*asked).into())
                .collect(),
        })
    }
}

/// A question on one answer, with what it is about.
#[derive(Debug, Object)]
pub(in crate::review::api) struct AskedView {
    /// The question.
    #[oai(flatten)]
    clarification: ClarificationView,
    /// Short reference of the assessment.
    reference: String,
    /// Whose assessment it is.
    organisation_id: Uuid,
    /// A few words for the criterion.
    title: String,
    /// What the criterion asks.
    asks: String,
    /// Why it matters.
    why: String,
    /// What good looks like.
    good: String,
    /// How to answer it.
    guidance: String,
    /// The typed answer as it stands now.
    value: Option<Any<Value>>,
    /// What the employer adds to it in words.
    comment: String,
    /// The evidence beside it.
    evidence: Vec<CaseEvidenceView>,
}

impl AskedView {
    pub(in crate::review::api) fn new(
        of: &AskedOf,
        criterion: &Criterion,
        given: &Given,
    ) -> Result<Self> {
        let saved = given.answers.get(&criterion.code);
        Ok(Self {
            clarification: (&of.clarification).into(),
            reference: of.reference.clone(),
            organisation_id: of.organisation_id.0,
            title: criterion.title.to_string(),
            asks: criterion.question.to_string(),
            why: criterion.why.to_string(),
            good: criterion.good.to_string(),
            guidance: criterion.guidance.to_string(),
            value: typed(saved.and_then(|saved| saved.value.as_ref()))?,
            comment: saved.map_or_else(String::new, |saved| saved.comment.clone()),
            evidence: given
                .evidence_for(&criterion.code)
                .map(|item| (&BundleEvidence::from(item)).into())
                .collect(),
        })
    }
}
