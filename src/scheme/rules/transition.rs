//! From one version to the next: what changed, who must be told how long before, who would fall.

use super::change_log::Declared;
use super::codes::{CriterionCode, TierCode};
use super::content::SchemeVersion;
use super::criterion::Criterion;
use super::response::{Answers, Response};
use chrono::{Days, NaiveDate};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

mod losses;

pub use losses::{Holder, Loss, Losses, loss_preview};

/// What became of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Nothing.
    Identical,
    /// Only its words.
    Clarified,
    /// What it asks: taken as stricter, unless its authority says otherwise.
    Tightened,
    /// It asks less, as its authority says.
    Relaxed,
    /// It was not asked before.
    New,
    /// It is not asked any more.
    Removed,
}

impl Change {
    /// In plain words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Identical => "unchanged",
            Self::Clarified => "clarified",
            Self::Tightened => "changed",
            Self::Relaxed => "relaxed",
            Self::New => "new",
            Self::Removed => "removed",
        }
    }
}

/// One thing that reads otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Which part: `evidence.min_items`.
    pub path: String,
    /// How it read; empty when it was not there.
    pub before: String,
    /// How it reads; empty when it is gone.
    pub after: String,
}

/// What became of one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CriterionChange {
    /// Which.
    pub code: CriterionCode,
    /// Its short title.
    pub title: String,
    /// What it was called before, where it had another code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<CriterionCode>,
    /// What became of it.
    pub change: Change,
    /// What the two texts show, whatever is said of them.
    pub shown: Change,
    /// Part by part.
    pub differences: Vec<Difference>,
}

/// What became of one tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TierChange {
    /// Which.
    pub code: TierCode,
    /// What became of it; tightened when its rule or its terms read otherwise.
    pub change: Change,
    /// Part by part.
    pub differences: Vec<Difference>,
}

/// Everything that reads otherwise in a newer version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Every criterion of either version, in the order of the newer, those removed last.
    pub criteria: Vec<CriterionChange>,
    /// Every tier of either version.
    pub tiers: Vec<TierChange>,
    /// The rest: the scheme's own words, pillars, reference values, fees.
    pub rest: Vec<Difference>,
}

impl Comparison {
    /// Whether something asks more than before, or may.
    pub fn is_stricter(&self) -> bool {
        let stricter = |change| matches!(change, Change::Tightened | Change::New);
        self.criteria.iter().any(|one| stricter(one.change))
            || self.tiers.iter().any(|one| one.change == Change::Tightened)
    }

    /// Whether anything but words reads otherwise.
    pub fn is_more_than_wording(&self) -> bool {
        self.is_stricter()
            || self
                .criteria
                .iter()
                .any(|one| one.change == Change::Removed)
            || self
                .tiers
                .iter()
                .any(|one| matches!(one.change, Change::New | Change::Removed))
    }

    /// Whether nothing reads otherwise.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
            && self
                .criteria
                .iter()
                .all(|one| one.change == Change::Identical)
            && self.tiers.iter().all(|one| one.change == Change::Identical)
    }

    /// Whether something may ask more than before, whatever is said of it.
    pub fn may_be_stricter(&self) -> bool {
        self.is_stricter()
            || self
                .criteria
                .iter()
                .any(|one| one.shown == Change::Tightened)
    }

    /// Criteria that are called clarified though more than their words changed.
    pub fn more_than_clarified(&self) -> impl Iterator<Item = &CriterionChange> {
        self.criteria
            .iter()
            .filter(|one| one.change == Change::Clarified && one.shown == Change::Tightened)
    }

    /// What became of a criterion, by the code it has, or had where it is gone.
    pub fn of(&self, code: &CriterionCode) -> Option<Change> {
        self.criteria
            .iter()
            .find(|one| one.code == *code)
            .map(|one| one.change)
    }

    /// What became of a criterion of the older version.
    pub fn became(&self, old: &CriterionCode) -> Option<&CriterionChange> {
        self.criteria
            .iter()
            .find(|one| one.was.as_ref() == Some(old))
            .or_else(|| {
                let same = |one: &&CriterionChange| one.was.is_none() && one.code == *old;
                self.criteria.iter().find(same)
            })
    }
}

/// The parts of a criterion that are words, or say nothing of what meets it.
const WORDS: &[&str] = &[
    "title",
    "question",
    "why",
    "good",
    "guidance",
    "statutory",
    "superseded_by_law_on",
    "tags",
    "minutes",
    "hint",
];
/// The parts of an answer kind that are words.
const LABELS: &[&str] = &[
    "label",
    "descriptor",
    "unit",
    "numerator",
    "denominator",
    "statement",
];
/// The parts of a tier that are words.
const TIER_WORDS: &[&str] = &["name", "description", "shape", "message"];

/// What reads otherwise in a newer version, criterion by criterion and part by part. Criteria and
/// tiers are the same when their codes are, or when the newer version says what one was called. What
/// it says became of a criterion counts beside the version it says it of, and beside no other.
pub fn compare(old: &SchemeVersion, new: &SchemeVersion) -> Comparison {
    let mut criteria = Vec::new();
    for (_, criterion) in new.criteria() {
        let said = new.declared(&criterion.code);
        let was = said
            .and_then(|said| said.was.as_ref())
            .filter(|was| **was != criterion.code && old.criterion(was).is_some());
        criteria.push(match old.criterion(was.unwrap_or(&criterion.code)) {
            None => criterion_change(criterion, Change::New, Vec::new()),
            Some(before) => {
                let mut differences = differences(before, criterion);
                differences.retain(|difference| difference.path != "code");
                let shown = kind_of(&differences, &[WORDS, LABELS].concat());
                let mut changed = criterion_change(criterion, shown, differences);
                changed.was = was.cloned();
                if let Some(declared) = said.and_then(|said| said.change)
                    && is_since(old, new)
                {
                    changed.change = match declared {
                        Declared::Clarified => Change::Clarified,
                        Declared::Relaxed => Change::Relaxed,
                        Declared::Tightened => Change::Tightened,
                    };
                }
                changed
            }
        });
    }
    for (_, criterion) in old.criteria() {
        let follows = criteria
            .iter()
            .any(|one| one.code == criterion.code || one.was.as_ref() == Some(&criterion.code));
        if !follows {
            criteria.push(criterion_change(criterion, Change::Removed, Vec::new()));
        }
    }
    let mut tiers = Vec::new();
    for tier in &new.tiers {
        let (change, differences) = match old.tier(&tier.code) {
            None => (Change::New, Vec::new()),
            Some(before) => {
                let differences = differences(before, tier);
                (kind_of(&differences, TIER_WORDS), differences)
            }
        };
        tiers.push(TierChange {
            code: tier.code.clone(),
            change,
            differences,
        });
    }
    for tier in &old.tiers {
        if new.tier(&tier.code).is_none() {
            tiers.push(TierChange {
                code: tier.code.clone(),
                change: Change::Removed,
                differences: Vec::new(),
            });
        }
    }
    Comparison {
        criteria,
        tiers,
        rest: differences(&bare(old), &bare(new)),
    }
}

fn criterion_change(
    criterion: &Criterion,
    change: Change,
    differences: Vec<Difference>,
) -> CriterionChange {
    CriterionChange {
        code: criterion.code.clone(),
        title: criterion.title.to_string(),
        was: None,
        change,
        shown: change,
        differences,
    }
}

/// Whether what a version says it changes, it says of this older one.
fn is_since(old: &SchemeVersion, new: &SchemeVersion) -> bool {
    new.changes
        .as_ref()
        .is_some_and(|log| log.since == old.label)
}

/// A version without its criteria, its tiers and its label.
fn bare(version: &SchemeVersion) -> SchemeVersion {
    let mut bare = version.clone();
    bare.label.clear();
    bare.tiers.clear();
    bare.changes = None;
    for pillar in &mut bare.pillars {
        pillar.criteria.clear();
    }
    bare
}

fn kind_of(differences: &[Difference], words: &[&str]) -> Change {
    let only_words = |difference: &Difference| {
        difference
            .path
            .split(['.', '['])
            .any(|part| words.contains(&part))
    };
    if differences.is_empty() {
        Change::Identical
    } else if differences.iter().all(only_words) {
        Change::Clarified
    } else {
        Change::Tightened
    }
}

fn differences<T: Serialize>(before: &T, after: &T) -> Vec<Difference> {
    let read = |value: &T| serde_json::to_value(value).unwrap_or(Value::Null);
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    flatten(&read(before), "", &mut old);
    flatten(&read(after), "", &mut new);
    let mut found: Vec<Difference> = old
        .iter()
        .filter(|(path, value)| new.get(*path) != Some(value))
        .map(|(path, value)| Difference {
            path: path.clone(),
            before: value.clone(),
            after: new.get(path).cloned().unwrap_or_default(),
        })
        .collect();
    found.extend(
        new.iter()
            .filter(|(path, _)| !old.contains_key(*path))
            .map(|(path, value)| Difference {
                path: path.clone(),
                before: String::new(),
                after: value.clone(),
            }),
    );
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn flatten(value: &Value, path: &str, out: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                flatten(value, &path, out);
            }
        }
        Value::Array(items) => {
            for (place, value) in items.iter().enumerate() {
                flatten(value, &format!("{path}[{place}]"), out);
            }
        }
        Value::String(text) => {
            out.insert(path.to_owned(), text.clone());
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            out.insert(path.to_owned(), value.to_string());
        }
    }
}

/// Holders would be bound too soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticeTooShort {
    /// The earliest day that may bind them.
    pub earliest: NaiveDate,
}

/// Whether holders have the notice the scheme promises. Where nothing asks more than before, or where
/// they are bound at their next renewal, any day will do.
///
/// # Errors
/// [`NoticeTooShort`] with the earliest day.
pub fn notice(
    new: &SchemeVersion,
    comparison: &Comparison,
    published_on: NaiveDate,
    holders_by: Option<NaiveDate>,
) -> Result<(), NoticeTooShort> {
    let Some(by) = holders_by.filter(|_| comparison.is_stricter()) else {
        return Ok(());
    };
    let earliest = published_on
        .checked_add_days(Days::new(u64::from(new.scheme.notice_days)))
        .unwrap_or(published_on);
    if by < earliest {
        return Err(NoticeTooShort { earliest });
    }
    Ok(())
}

/// An answer of an old version, as a new one takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The criterion of the older version that it was given to.
    pub from: CriterionCode,
    /// The answer.
    pub response: Response,
    /// Whether somebody must look at it again before it counts.
    pub to_confirm: bool,
}

/// Answers taken over into a newer version.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CarryOver {
    /// By criterion of the newer version.
    pub answers: BTreeMap<CriterionCode, Carried>,
    /// Those the newer version does not ask for, kept to be read.
    pub archived: BTreeMap<CriterionCode, Response>,
}

/// Takes answers over: as they are where nothing or only words changed, to be confirmed where what is
/// asked changed, archived where it is not asked any more. No answer is lost.
pub fn carry_over(new: &SchemeVersion, comparison: &Comparison, answers: &Answers) -> CarryOver {
    let mut carried = CarryOver::default();
    for (code, response) in answers.iter() {
        let became = comparison.became(code);
        let asked = became.and_then(|became| new.criterion(&became.code));
        match became {
            Some(became) if asked.is_some() => {
                let fits = response
                    .answer
                    .as_ref()
                    .zip(asked)
                    .is_none_or(|(answer, asked)| same_kind(asked, answer));
                if fits {
                    let to_confirm = !matches!(
                        became.change,
                        Change::Identical | Change::Clarified | Change::Relaxed
                    );
                    let response = response.clone();
                    let taken = Carried {
                        from: code.clone(),
                        response,
                        to_confirm,
                    };
                    carried.answers.insert(became.code.clone(), taken);
                } else {
                    carried.archived.insert(code.clone(), response.clone());
                }
            }
            _ => {
                carried.archived.insert(code.clone(), response.clone());
            }
        }
    }
    carried
}

/// Whether a question can be answered so. When it was answered does not matter here: a day that lay
/// ahead may have passed since, and one that had passed counts for the day it was given on.
fn same_kind(asked: &Criterion, answer: &super::answer::Answer) -> bool {
    [NaiveDate::MIN, NaiveDate::MAX]
        .into_iter()
        .any(|day| asked.validate(answer, day).is_ok())
}

#[cfg(test)]
mod tests;
