//! What was submitted, frozen. Every later step cites a bundle by its hash.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{
    AreaId, AssessmentId, BundleId, EvidenceItemId, OrganisationId, PersonId, SchemeVersionId,
};
use entity::kinds::{EvidenceKind, SizeBand};
use entity::organisation_kinds::OrganisationKind;
use serde::{Deserialize, Serialize};

use super::about::About;
use super::given::Given;
use super::held::{Held, holdings};
use super::known::{Known, employer_kind, facts_of};
use crate::evidence::rules::Item;
use crate::scheme::rules::{
    Answer, Answers, Circumstances, CriterionCode, Facts, Holding, Place, Response, TierCode,
    canonical_json, sha256_hex,
};

/// The form of content this program writes.
pub const BUNDLE_FORMAT: u32 = 1;

/// A frozen submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Which bundle.
    pub id: BundleId,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// 1 for the submission, one more for each answered clarification.
    pub round: i32,
    /// What was frozen.
    pub content: BundleContent,
    /// SHA-256 of the canonical content, in hex.
    pub sha256: String,
    /// Content hash of the scheme version.
    pub scheme_hash: String,
    /// When.
    pub frozen_at: DateTime<Utc>,
}

/// What is frozen. Confidential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleContent {
    /// The form of this content.
    pub format: u32,
    /// Of which assessment.
    pub assessment_id: AssessmentId,
    /// Its short reference.
    pub reference: String,
    /// 1 for the submission, one more for each answered clarification.
    pub round: i32,
    /// The organisation as it was at submission.
    pub organisation: BundleOrganisation,
    /// What was asked.
    pub scheme: BundleScheme,
    /// The tier applied for.
    pub tier_sought: TierCode,
    /// What the application says beside the answers, as far as it counts for the tier.
    #[serde(default, skip_serializing_if = "About::is_empty")]
    pub about: About,
    /// Answers by criterion code.
    pub answers: BTreeMap<CriterionCode, BundleAnswer>,
    /// Evidence, oldest first.
    pub evidence: Vec<BundleEvidence>,
    /// The accreditations of others it was known to hold, or to have held, at submission.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub held: Vec<Held>,
    /// Who said it is ready.
    pub submitted_by: PersonId,
    /// The second person, who signed it off.
    pub signed_off_by: PersonId,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// When this round was frozen.
    pub frozen_at: DateTime<Utc>,
}

/// The organisation as it was at submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleOrganisation {
    /// Which organisation.
    pub id: OrganisationId,
    /// Legal name.
    pub name: String,
    /// Companies House number.
    pub company_number: Option<String>,
    /// What kind of body it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<OrganisationKind>,
    /// Where its main workplace is.
    #[serde(default = "Place::uk", skip_serializing_if = "Place::is_uk")]
    pub place: Place,
    /// SIC 2007 section letter.
    pub sector: Option<String>,
    /// Band of headcount.
    pub size_band: Option<SizeBand>,
    /// People employed, whole organisation.
    pub headcount: Option<i32>,
    /// The day the headcount was taken.
    pub headcount_on: Option<NaiveDate>,
    /// People employed inside the authority's area.
    pub area_headcount: Option<i32>,
    /// Postcode of the main workplace.
    pub postcode: Option<String>,
    /// Council district of the main workplace.
    pub district_id: Option<AreaId>,
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleScheme {
    /// Which version.
    pub version_id: SchemeVersionId,
    /// Short name of the scheme.
    pub slug: String,
    /// Name of the scheme.
    pub name: String,
    /// What the version is called.
    pub label: String,
    /// Content hash of the version.
    pub hash: String,
}

/// A frozen answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleAnswer {
    /// The answer; none when only a comment was given.
    pub value: Option<Answer>,
    /// What the employer adds in words.
    pub comment: String,
    /// Who saved it.
    pub saved_by: PersonId,
    /// When.
    pub saved_at: DateTime<Utc>,
}

/// A frozen piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleEvidence {
    /// Which item.
    pub id: EvidenceItemId,
    /// For which criterion.
    pub criterion: String,
    /// File or link.
    pub kind: EvidenceKind,
    /// What it is, in the employer's words.
    pub title: String,
    /// Name of the file.
    pub file_name: Option<String>,
    /// Media type of the file.
    pub media_type: Option<String>,
    /// Size of the file.
    pub size_bytes: Option<u64>,
    /// SHA-256 of the file, in hex.
    pub sha256: Option<String>,
    /// Address of a link.
    pub url: Option<String>,
    /// When it was added.
    pub added_at: DateTime<Utc>,
}

impl From<&Item> for BundleEvidence {
    fn from(item: &Item) -> Self {
        let file = item.file();
        Self {
            id: item.id,
            criterion: item.criterion.clone(),
            kind: if file.is_some() {
                EvidenceKind::File
            } else {
                EvidenceKind::Link
            },
            title: item.title.clone(),
            file_name: file.map(|file| file.name.clone()),
            media_type: file.map(|file| file.kind.media_type().to_owned()),
            size_bytes: file.map(|file| file.size_bytes),
            sha256: file.map(|file| file.sha256.clone()),
            url: item.url().map(ToOwned::to_owned),
            added_at: item.added_at,
        }
    }
}

impl BundleContent {
    /// The content's canonical form: the same bytes on every machine and from every database.
    pub fn canonical_json(&self) -> String {
        canonical_json(self)
    }

    /// SHA-256 of the canonical form, in hex.
    pub fn hash(&self) -> String {
        sha256_hex(self.canonical_json().as_bytes())
    }

    /// Freezes this content.
    pub fn freeze(self, id: BundleId) -> Bundle {
        Bundle {
            id,
            assessment_id: self.assessment_id,
            round: self.round,
            sha256: self.hash(),
            scheme_hash: self.scheme.hash.clone(),
            frozen_at: self.frozen_at,
            content: self,
        }
    }

    /// The evidence frozen for one criterion.
    pub fn evidence_for<'a>(
        &'a self,
        code: &'a CriterionCode,
    ) -> impl Iterator<Item = &'a BundleEvidence> {
        self.evidence
            .iter()
            .filter(move |item| item.criterion == code.as_str())
    }

    /// What rules may know of the employer and its application, as it was at submission.
    pub fn known(&self) -> Known {
        Known {
            facts: Facts {
                kind: self.organisation.kind.map(employer_kind),
                ..facts_of(
                    self.organisation.headcount,
                    self.organisation.sector.as_deref(),
                )
            },
            place: self.organisation.place.clone(),
            pillars: None,
            holds: self.holds(),
        }
        .applying(&self.about)
    }

    /// Where its answers are judged on a day.
    pub fn circumstances(&self, on: NaiveDate) -> Circumstances {
        self.known().on(on)
    }

    /// What rules may know that it holds of others, as it was at submission.
    pub fn holds(&self) -> Vec<Holding> {
        holdings(&self.held)
    }

    /// As the scheme's rules read it, before an assessor has said anything.
    pub fn answers(&self) -> Answers {
        answers_with_evidence(
            self.answers
                .iter()
                .map(|(code, answer)| (code, answer.value.as_ref())),
            |code| self.evidence_for(code).count(),
        )
    }

    /// The next round: one answer as it is now, with its evidence; everything else as it was.
    #[must_use]
    pub fn amended(&self, code: &CriterionCode, given: &Given, now: DateTime<Utc>) -> Self {
        let mut next = self.clone();
        next.round += 1;
        next.frozen_at = now;
        match given.answers.get(code) {
            Some(saved) => {
                next.answers.insert(code.clone(), saved.into());
            }
            None => {
                next.answers.remove(code);
            }
        }
        next.evidence.retain(|item| item.criterion != code.as_str());
        next.evidence
            .extend(given.evidence_for(code).map(BundleEvidence::from));
        next
    }
}

impl From<&super::given::SavedAnswer> for BundleAnswer {
    fn from(saved: &super::given::SavedAnswer) -> Self {
        Self {
            value: saved.value.clone(),
            comment: saved.comment.clone(),
            saved_by: saved.saved_by,
            saved_at: saved.saved_at,
        }
    }
}

/// Answers as the scheme's rules read them, with the number of items beside each.
pub fn answers_with_evidence<'a>(
    answers: impl Iterator<Item = (&'a CriterionCode, Option<&'a Answer>)>,
    count: impl Fn(&CriterionCode) -> usize,
) -> Answers {
    answers
        .map(|(code, value)| {
            let response = Response {
                answer: value.cloned(),
                evidence_items: u32::try_from(count(code)).unwrap_or(u32::MAX),
                // Only who confirms writes such an answer.
                received: matches!(value, Some(Answer::Confirmation { .. })),
                ..Response::default()
            };
            (code.clone(), response)
        })
        .collect()
}

#[cfg(test)]
mod tests;
