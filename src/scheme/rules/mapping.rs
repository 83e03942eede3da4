//! Mapping sets: which criterion of one scheme asks the same as which of another, so that an answer
//! given once can be proposed elsewhere. It is proposed, never taken as given or confirmed.

use super::answer::Answer;
use super::canonical::{canonical_json, sha256_hex};
use super::codes::{CriterionCode, SchemeSlug};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

mod check;

pub use check::check_mapping;

/// The form of mapping sets this program writes.
pub const MAPPING_FORMAT: u32 = 1;
/// The most pairs of one set.
pub const MAX_PAIRS: usize = 2_000;

/// Pairs of criteria of different schemes that ask the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappingSet {
    /// The form of this content.
    pub format: u32,
    /// Its short name.
    pub slug: SchemeSlug,
    /// Its name.
    pub name: String,
    /// The pairs, each in one direction.
    pub pairs: Vec<Pair>,
}

/// A criterion of a scheme.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedIn {
    /// The scheme.
    pub scheme: SchemeSlug,
    /// Its criterion.
    pub criterion: CriterionCode,
}

impl fmt::Display for AskedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.scheme, self.criterion)
    }
}

/// What is answered in one scheme can be proposed in another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Where it is answered.
    pub from: AskedIn,
    /// Where it is proposed.
    pub to: AskedIn,
    /// Which option stands for which, where the two call them otherwise.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
    /// What the two do not have in common, for the person who looks at a proposal.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Pair {
    /// An answer in the words of the other scheme; `None` where it says nothing there.
    pub fn translate(&self, answer: &Answer) -> Option<Answer> {
        let option = |code: &String| match self.options.get(code) {
            Some(other) => Some(other.clone()),
            // Without a table the two call their options the same.
            None => self.options.is_empty().then(|| code.clone()),
        };
        match answer {
            Answer::Choice { option: code } => Some(Answer::Choice {
                option: option(code)?,
            }),
            Answer::MultiChoice { options } => Some(Answer::MultiChoice {
                options: options.iter().filter_map(option).collect(),
            }),
            // Made anew each time, or about this one question alone.
            Answer::Declaration { .. }
            | Answer::Confirmation { .. }
            | Answer::NotApplicable { .. } => None,
            other => Some(other.clone()),
        }
    }
}

/// Where an answer can be proposed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin<'a> {
    /// Where it is answered.
    pub asked: &'a AskedIn,
    /// The pairs that lead from there, the first first.
    pub by: Vec<&'a Pair>,
}

impl Origin<'_> {
    /// An answer given there, in the words of where it is proposed.
    pub fn translate(&self, answer: &Answer) -> Option<Answer> {
        self.by
            .iter()
            .try_fold(answer.clone(), |answer, pair| pair.translate(&answer))
    }

    /// What is not in common, along the way.
    pub fn notes(&self) -> impl Iterator<Item = &str> {
        let notes = self.by.iter().map(|pair| pair.note.as_str());
        notes.filter(|note| !note.is_empty())
    }
}

impl MappingSet {
    /// Everywhere an answer can be proposed from, the shortest way first.
    pub fn origins(&self, of: &AskedIn) -> Vec<Origin<'_>> {
        let mut found: Vec<Origin<'_>> = Vec::new();
        let mut ends = vec![(of.clone(), Vec::new())];
        while !ends.is_empty() {
            let mut next = Vec::new();
            for (end, by) in ends {
                for pair in self.pairs.iter().filter(|pair| pair.to == end) {
                    let known = found.iter().any(|origin| *origin.asked == pair.from);
                    // A set that was checked has no cycle; one that was not is still left.
                    if known || pair.from == *of {
                        continue;
                    }
                    let mut way = vec![pair];
                    way.extend(by.iter().copied());
                    found.push(Origin {
                        asked: &pair.from,
                        by: way.clone(),
                    });
                    next.push((pair.from.clone(), way));
                }
            }
            ends = next;
        }
        found
    }

    /// The schemes it names.
    pub fn schemes(&self) -> std::collections::BTreeSet<&SchemeSlug> {
        let ends = self.pairs.iter().flat_map(|pair| [&pair.from, &pair.to]);
        ends.map(|end| &end.scheme).collect()
    }

    /// The SHA-256 of its canonical JSON, in lower-case hexadecimal.
    pub fn content_hash(&self) -> String {
        sha256_hex(canonical_json(self).as_bytes())
    }
}

#[cfg(test)]
mod tests;
