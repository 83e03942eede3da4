//! Exactly what a decision was made on, its hash, and what changed since.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::review::rules::{Advice, Finding, Return, Review, State, judgement_words};
use crate::scheme::rules::{SchemeVersion, TierCode, canonical_json, sha256_hex};

/// Exactly what a decision was made on. Confidential.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// SHA-256 of the frozen submission, in hex.
    pub bundle: String,
    /// SHA-256 of the version of the scheme, in hex.
    pub scheme_version: String,
    /// What was found, by code of the criterion.
    pub findings: BTreeMap<String, FoundThen>,
    /// What was recommended, by review.
    pub recommendations: BTreeMap<String, RecommendedThen>,
    /// What the decision asks of the employer by a day, in its words.
    pub conditions: Vec<String>,
    /// Who declared a conflict in the case: the statements, by review.
    pub conflicts: BTreeMap<String, String>,
}

/// A finding as it stood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundThen {
    /// The judgement.
    pub judgement: String,
    /// Why.
    pub reason: String,
    /// For colleagues.
    pub internal_note: String,
}

/// A recommendation as it stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecommendedThen {
    /// Code of the tier; none when nothing should be awarded.
    pub tier: Option<String>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Something that is not as it was when the decision was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasisChange {
    /// What.
    pub what: String,
    /// How it was.
    pub before: String,
    /// How it is.
    pub now: String,
}

impl Basis {
    /// What stands now.
    pub fn of(
        bundle_sha256: &str,
        scheme_hash: &str,
        reviews: &[Review],
        findings: &[Finding],
        conditions: Vec<String>,
    ) -> Self {
        let mut basis = Self {
            bundle: bundle_sha256.to_owned(),
            scheme_version: scheme_hash.to_owned(),
            conditions,
            ..Self::default()
        };
        for found in findings {
            basis.findings.insert(
                found.criterion.to_string(),
                FoundThen {
                    judgement: found.judgement.as_str().to_owned(),
                    reason: found.reason.clone(),
                    internal_note: found.internal_note.clone(),
                },
            );
        }
        for review in reviews {
            match &review.state {
                State::Recommended { recommendation, .. }
                | State::Decided { recommendation, .. } => {
                    let tier = match &recommendation.advice {
                        Advice::Award { tier } => Some(tier.to_string()),
                        Advice::Decline => None,
                    };
                    basis.recommendations.insert(
                        review.id.to_string(),
                        RecommendedThen {
                            tier,
                            reason: recommendation.reason.clone(),
                            at: recommendation.at,
                        },
                    );
                }
                State::Returned {
                    why: Return::Conflict { statement },
                    ..
                } => {
                    basis
                        .conflicts
                        .insert(review.id.to_string(), statement.clone());
                }
                State::Allocated
                | State::Open { .. }
                | State::Returned {
                    why: Return::Replaced { .. },
                    ..
                } => {}
            }
        }
        basis
    }

    /// The canonical JSON of it: what is hashed and kept.
    pub fn canonical(&self) -> String {
        canonical_json(self)
    }

    /// The SHA-256 of that, in hex.
    pub fn sha256(&self) -> String {
        sha256_hex(self.canonical().as_bytes())
    }

    /// Exactly what is not as it was; nothing when nothing changed.
    pub fn changes(&self, now: &Self, version: &SchemeVersion) -> Vec<BasisChange> {
        let mut changes = Vec::new();
        let mut note = |what: String, before: String, now: String| {
            if before != now {
                changes.push(BasisChange { what, before, now });
            }
        };
        note(
            "The submission".to_owned(),
            self.bundle.clone(),
            now.bundle.clone(),
        );
        note(
            "The version of the scheme".to_owned(),
            self.scheme_version.clone(),
            now.scheme_version.clone(),
        );
        let nothing = FoundThen::default();
        for code in keys(&self.findings, &now.findings) {
            let title = version
                .criteria()
                .find(|(_, criterion)| criterion.code.as_str() == code)
                .map_or_else(
                    || code.to_owned(),
                    |(_, criterion)| criterion.title.to_string(),
                );
            let (was, is) = (self.findings.get(code), now.findings.get(code));
            let (was, is) = (was.unwrap_or(&nothing), is.unwrap_or(&nothing));
            note(
                format!("The judgement on {title}"),
                judgement(&was.judgement),
                judgement(&is.judgement),
            );
            note(
                format!("The reason for the judgement on {title}"),
                was.reason.clone(),
                is.reason.clone(),
            );
            note(
                format!("The internal note on {title}"),
                was.internal_note.clone(),
                is.internal_note.clone(),
            );
        }
        for review in keys(&self.recommendations, &now.recommendations) {
            let words = |of: &Self| {
                let given = of.recommendations.get(review);
                given.map_or_else(|| NONE.to_owned(), |given| given.words(version))
            };
            note("The recommendation".to_owned(), words(self), words(now));
        }
        if self.conditions != now.conditions {
            changes.push(BasisChange {
                what: "The conditions".to_owned(),
                before: self.conditions.join("\n"),
                now: now.conditions.join("\n"),
            });
        }
        let mut note = |what: &str, before: String, now: String| {
            if before != now {
                let what = what.to_owned();
                changes.push(BasisChange { what, before, now });
            }
        };
        for review in keys(&self.conflicts, &now.conflicts) {
            let words = |of: &Self| {
                let said = of.conflicts.get(review).cloned();
                said.unwrap_or_else(|| NONE.to_owned())
            };
            note("A declared conflict", words(self), words(now));
        }
        changes
    }
}

/// What stands where there is nothing.
const NONE: &str = "None";

/// Every key of two maps, once.
fn keys<'a, T>(one: &'a BTreeMap<String, T>, other: &'a BTreeMap<String, T>) -> Vec<&'a str> {
    let mut all: Vec<&str> = one.keys().chain(other.keys()).map(String::as_str).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn judgement(word: &str) -> String {
    word.parse().map_or_else(
        |_| NONE.to_owned(),
        |known| judgement_words(known).to_owned(),
    )
}

impl RecommendedThen {
    fn words(&self, version: &SchemeVersion) -> String {
        let advice = self.tier.as_deref().map_or_else(
            || "Decline".to_owned(),
            |code| {
                let known = TierCode::parse(code).ok();
                let tier = known.and_then(|code| version.tier(&code));
                let name = tier.map_or_else(|| code.to_owned(), |tier| tier.name.to_string());
                format!("Award {name}")
            },
        );
        format!("{advice}: {} ({})", self.reason, self.at.to_rfc3339())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::pack::built_in;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static VERSION: LazyLock<SchemeVersion> =
        LazyLock::new(|| built_in("gm-like").unwrap().version);

    fn sample(words: &[String]) -> Basis {
        let found = |n: usize| FoundThen {
            judgement: ["met", "not_met"][n % 2].to_owned(),
            reason: words[n].clone(),
            internal_note: String::new(),
        };
        Basis {
            bundle: words[0].clone(),
            scheme_version: words[1].clone(),
            findings: (2..words.len())
                .map(|n| (format!("PAY-{n}"), found(n)))
                .collect(),
            recommendations: [(
                words[0].clone(),
                RecommendedThen {
                    tier: None,
                    reason: words[1].clone(),
                    at: DateTime::UNIX_EPOCH,
                },
            )]
            .into(),
            conditions: words.to_vec(),
            conflicts: [(words[1].clone(), words[0].clone())].into(),
        }
    }

    proptest! {
        #[test]
        fn the_hash_tells_a_change_exactly_when_the_words_do(
            one in prop::collection::vec("[a-c]{1,2}", 4..6),
            other in prop::collection::vec("[a-c]{1,2}", 4..6),
        ) {
            let version = &*VERSION;
            let (one, other) = (sample(&one), sample(&other));
            let same = one.sha256() == other.sha256();
            prop_assert_eq!(same, one.changes(&other, version).is_empty());
            prop_assert_eq!(same, one == other);
            let again: Basis = serde_json::from_str(&one.canonical()).unwrap();
            prop_assert_eq!(again, one);
        }
    }

    #[test]
    fn a_change_is_told_by_the_title_of_its_criterion() {
        let version = built_in("gm-like").unwrap().version;
        let criterion = version.criteria().next().unwrap().1;
        let found = |word: &str| FoundThen {
            judgement: word.to_owned(),
            ..FoundThen::default()
        };
        let one = |word: &str| Basis {
            findings: [(criterion.code.to_string(), found(word))].into(),
            ..Basis::default()
        };
        let changes = one("met").changes(&one("not_met"), &version);
        assert_eq!(changes.len(), 1);
        assert_eq!(
            changes[0].what,
            format!("The judgement on {}", criterion.title)
        );
        assert_eq!((&*changes[0].before, &*changes[0].now), ("Met", "Not met"));
    }
}
