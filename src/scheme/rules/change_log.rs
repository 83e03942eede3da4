//! What an authority says a version changes, criterion by criterion, where a program cannot tell.

use super::check::Faults;
use super::codes::CriterionCode;
use super::content::SchemeVersion;
use super::text::Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What an authority says a version changes since the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeLog {
    /// What the version before is called.
    pub since: String,
    /// Criterion by criterion, as far as there is something to say.
    pub criteria: Vec<DeclaredChange>,
}

/// What an authority says of one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclaredChange {
    /// Which one of this version.
    pub criterion: CriterionCode,
    /// What it was called before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<CriterionCode>,
    /// What became of it; worked out, where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Declared>,
    /// What it means for who holds an award.
    #[serde(default, skip_serializing_if = "Text::is_empty")]
    pub note: Text,
}

/// What may be said of a criterion that reads otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Declared {
    /// It asks the same in other words.
    Clarified,
    /// It asks less.
    Relaxed,
    /// It asks more.
    Tightened,
}

impl Declared {
    /// Every one with the word packs and forms use.
    pub const WORDS: &'static [(&'static str, Self)] = &[
        ("clarified", Self::Clarified),
        ("relaxed", Self::Relaxed),
        ("tightened", Self::Tightened),
    ];

    /// The word packs and forms use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clarified => "clarified",
            Self::Relaxed => "relaxed",
            Self::Tightened => "tightened",
        }
    }
}

impl SchemeVersion {
    /// What is said of a criterion of this version.
    pub fn declared(&self, code: &CriterionCode) -> Option<&DeclaredChange> {
        let log = self.changes.as_ref()?;
        log.criteria.iter().find(|one| one.criterion == *code)
    }
}

/// What is wrong with a change log by itself; what it says of the version before is looked at when
/// the two are compared.
pub(super) fn check(version: &SchemeVersion, faults: &mut Faults) {
    let Some(log) = &version.changes else {
        return;
    };
    if log.since == version.label {
        faults.error(
            "changes.since",
            format!(
                "This version is called {} itself. Name the one before it.",
                version.label
            ),
        );
    }
    let (mut seen, mut taken) = (BTreeSet::new(), BTreeSet::new());
    for (place, one) in log.criteria.iter().enumerate() {
        let path = format!("changes.criteria[{place}]");
        if version.criterion(&one.criterion).is_none() {
            faults.across(
                format!("{path}.criterion"),
                format!(
                    "No criterion is called {}. Name one of this version.",
                    one.criterion
                ),
            );
        }
        if !seen.insert(&one.criterion) {
            faults.error(
                format!("{path}.criterion"),
                format!("{} is in the list twice. Keep one.", one.criterion),
            );
        }
        if let Some(was) = &one.was {
            if *was != one.criterion && version.criterion(was).is_some() {
                faults.across(
                    format!("{path}.was"),
                    format!(
                        "{was} is still a criterion of this version, so {} cannot be what became of it.",
                        one.criterion
                    ),
                );
            }
            if !taken.insert(was) {
                faults.error(
                    format!("{path}.was"),
                    format!(
                        "Two criteria are said to have been {was}. Answers can follow one only."
                    ),
                );
            }
        }
    }
}
