//! A case criterion by criterion: the answer, its evidence, what changed, what was found and asked.

use entity::ids::EvidenceItemId;

use super::{Clarification, Finding, JudgedState, Progress, criteria_to_judge};
use crate::assessment::rules::{Bundle, BundleContent, BundleEvidence};
use crate::evidence::rules::{FileKind, size_words};
use crate::platform::calendar::{london_date, long_date};
use crate::scheme::rules::{Criterion, CriterionCode, Pillar, SchemeVersion};

/// One criterion of a case.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// In which pillar.
    pub pillar: &'a Pillar,
    /// Which criterion.
    pub criterion: &'a Criterion,
    /// The answer as it reads now.
    pub answer: String,
    /// What the employer adds in words.
    pub comment: &'a str,
    /// Evidence in the newest round.
    pub evidence: Vec<&'a BundleEvidence>,
    /// What the newest change of it was, if it changed after submission.
    pub change: Option<Change>,
    /// What was found.
    pub finding: Option<&'a Finding>,
    /// What was asked, the first first.
    pub clarifications: Vec<&'a Clarification>,
    /// Where it stands.
    pub state: JudgedState,
}

/// What changed on one criterion from one round to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The round that brought it.
    pub round: i32,
    /// The answer before and after; the same when it did not change.
    pub answer: (String, String),
    /// The comment before and after; the same when it did not change.
    pub comment: (String, String),
    /// Titles of evidence that came.
    pub evidence_added: Vec<String>,
    /// Titles of evidence that went.
    pub evidence_removed: Vec<String>,
}

/// A case criterion by criterion, in the order asked.
#[derive(Clone, Debug)]
pub struct Dossier<'a> {
    /// What is judged.
    pub entries: Vec<Entry<'a>>,
    /// What the employer left unanswered.
    pub unanswered: Vec<&'a Criterion>,
    /// How far the review is.
    pub progress: Progress,
}

impl<'a> Dossier<'a> {
    /// Puts a case together. `bundles` are every round, the first first.
    pub fn of(
        version: &'a SchemeVersion,
        bundles: &'a [Bundle],
        findings: &'a [Finding],
        clarifications: &'a [Clarification],
    ) -> Self {
        let Some(newest) = bundles.last().map(|bundle| &bundle.content) else {
            return Self {
                entries: Vec::new(),
                unanswered: version.criteria().map(|(_, criterion)| criterion).collect(),
                progress: Progress::of(&[], findings, clarifications),
            };
        };
        let to_judge = criteria_to_judge(version, &newest.answers());
        let progress = Progress::of(&to_judge, findings, clarifications);
        let mut entries = Vec::with_capacity(to_judge.len());
        let mut unanswered = Vec::new();
        let at = newest.circumstances(london_date(newest.submitted_at));
        for (pillar, criterion) in version.criteria() {
            let code = &criterion.code;
            let Some(state) = progress.state(code) else {
                if at.has_chosen(&pillar.code) && criterion.is_asked(&at, None) {
                    unanswered.push(criterion);
                }
                continue;
            };
            entries.push(Entry {
                pillar,
                criterion,
                answer: answer_words(newest, criterion),
                comment: newest
                    .answers
                    .get(code)
                    .map_or("", |answer| answer.comment.as_str()),
                evidence: newest
                    .evidence
                    .iter()
                    .filter(|item| item.criterion == code.as_str())
                    .collect(),
                change: newest_change(bundles, criterion),
                finding: findings.iter().find(|finding| finding.criterion == *code),
                clarifications: clarifications
                    .iter()
                    .filter(|asked| asked.criterion == *code)
                    .collect(),
                state,
            });
        }
        Self {
            entries,
            unanswered,
            progress,
        }
    }

    /// The entry of a criterion, with its place.
    pub fn find(&self, code: &CriterionCode) -> Option<(usize, &Entry<'a>)> {
        self.entries
            .iter()
            .enumerate()
            .find(|(_, entry)| entry.criterion.code == *code)
    }
}

fn answer_words(content: &BundleContent, criterion: &Criterion) -> String {
    content
        .answers
        .get(&criterion.code)
        .and_then(|answer| answer.value.as_ref())
        .map_or_else(
            || "Not answered".to_owned(),
            |value| criterion.summary(value),
        )
}

/// The newest change of a criterion between two rounds.
pub fn newest_change(bundles: &[Bundle], criterion: &Criterion) -> Option<Change> {
    bundles.windows(2).rev().find_map(|pair| match pair {
        [before, after] => change_between(&before.content, &after.content, criterion),
        _ => None,
    })
}

fn change_between(
    before: &BundleContent,
    after: &BundleContent,
    criterion: &Criterion,
) -> Option<Change> {
    let code = &criterion.code;
    let comment = |content: &BundleContent| {
        content
            .answers
            .get(code)
            .map_or_else(String::new, |answer| answer.comment.clone())
    };
    let items = |content: &BundleContent| -> Vec<(EvidenceItemId, String)> {
        content
            .evidence_for(code)
            .map(|item| (item.id, item.title.clone()))
            .collect()
    };
    let (old, new) = (items(before), items(after));
    let only_in = |these: &[(EvidenceItemId, String)], those: &[(EvidenceItemId, String)]| {
        these
            .iter()
            .filter(|(id, _)| those.iter().all(|(other, _)| other != id))
            .map(|(_, title)| title.clone())
            .collect::<Vec<_>>()
    };
    let value = |content: &BundleContent| content.answers.get(code).and_then(|a| a.value.clone());
    let change = Change {
        round: after.round,
        answer: (
            answer_words(before, criterion),
            answer_words(after, criterion),
        ),
        comment: (comment(before), comment(after)),
        evidence_added: only_in(&new, &old),
        evidence_removed: only_in(&old, &new),
    };
    let changed = value(before) != value(after)
        || change.comment.0 != change.comment.1
        || !change.evidence_added.is_empty()
        || !change.evidence_removed.is_empty();
    changed.then_some(change)
}

impl Change {
    /// Whether the answer itself reads otherwise than before.
    pub fn answer_differs(&self) -> bool {
        self.answer.0 != self.answer.1
    }

    /// Whether the comment reads otherwise than before.
    pub fn comment_differs(&self) -> bool {
        self.comment.0 != self.comment.1
    }
}

/// How a piece of evidence is shown beside the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// As a picture.
    Picture,
    /// In a frame: words and PDFs.
    Frame,
    /// Not in place: it is saved, or opened elsewhere.
    Elsewhere,
}

/// How a piece of evidence is shown beside the answer.
pub fn viewer_of(item: &BundleEvidence) -> Viewer {
    match item.media_type.as_deref().and_then(FileKind::of_media_type) {
        Some(FileKind::Png | FileKind::Jpeg) => Viewer::Picture,
        Some(FileKind::Pdf | FileKind::Csv | FileKind::Txt) => Viewer::Frame,
        Some(FileKind::Docx | FileKind::Xlsx | FileKind::Pptx | FileKind::Odt | FileKind::Ods)
        | None => Viewer::Elsewhere,
    }
}

/// What a piece of evidence is: `PDF, 1.2 MB, added on 20 November 2026`.
pub fn evidence_words(item: &BundleEvidence) -> String {
    let added = long_date(london_date(item.added_at));
    let kind = item.media_type.as_deref().and_then(FileKind::of_media_type);
    match (kind, item.size_bytes, &item.url) {
        (Some(kind), Some(size), _) => {
            format!("{}, {}, added on {added}", kind.words(), size_words(size))
        }
        (_, _, Some(url)) => format!("{url}, added on {added}"),
        (_, _, None) => format!("added on {added}"),
    }
}
