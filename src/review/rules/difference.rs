//! What changed since the last award, in a case that renews it: the assessor judges that, and may carry
//! the findings on the rest.

use std::collections::BTreeSet;

use super::Finding;
use crate::assessment::rules::{BundleContent, BundleEvidence, Fate, Renewal, expired};
use crate::platform::calendar::london_date;
use crate::scheme::rules::{Change, Criterion, CriterionCode, SchemeVersion, compare};

/// What sets an answer apart from the one that was awarded on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It was out of date when the renewal began.
    Expired,
    /// What is asked changed.
    AskedOtherwise,
    /// The answer, the comment or the evidence reads otherwise.
    Changed,
    /// It was not asked, or not answered, before.
    New,
    /// Nothing.
    Unchanged,
}

impl Kind {
    /// How people read it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Expired => "Out of date since",
            Self::AskedOtherwise => "Asked otherwise now",
            Self::Changed => "Changed",
            Self::New => "New",
            Self::Unchanged => "Unchanged",
        }
    }
}

/// One answer beside the one that was awarded on.
#[derive(Clone, Debug)]
pub struct Delta<'a> {
    /// To which criterion.
    pub criterion: &'a Criterion,
    /// What sets it apart.
    pub kind: Kind,
    /// Why it was out of date; empty otherwise.
    pub why: String,
    /// What was answered, commented and offered then; none when nothing was.
    pub before: Option<Side>,
    /// What is now.
    pub after: Side,
    /// What was found then.
    pub finding: Option<&'a Finding>,
}

/// An answer as it reads, with its comment and the titles of its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The answer in words.
    pub answer: String,
    /// The comment; may be empty.
    pub comment: String,
    /// Titles of the evidence, sorted.
    pub evidence: Vec<String>,
}

/// What changed since the last award, and what did not.
#[derive(Clone, Debug, Default)]
pub struct Difference<'a> {
    /// What is to be judged anew: expired, asked otherwise, changed, new; in the order asked.
    pub to_judge: Vec<Delta<'a>>,
    /// What reads as it did.
    pub unchanged: Vec<Delta<'a>>,
}

/// A submission, under its version.
#[derive(Clone, Copy, Debug)]
pub struct Submitted<'a> {
    /// Under which version.
    pub version: &'a SchemeVersion,
    /// What was frozen.
    pub content: &'a BundleContent,
}

fn side(of: Submitted<'_>, code: &CriterionCode) -> Option<Side> {
    let answer = of.content.answers.get(code)?;
    let criterion = of.version.criterion(code);
    let mut evidence: Vec<String> = of
        .content
        .evidence_for(code)
        .map(|item| item.title.clone())
        .collect();
    evidence.sort();
    Some(Side {
        answer: match (&answer.value, criterion) {
            (Some(value), Some(criterion)) => criterion.summary(value),
            (Some(value), None) => value.summary(),
            (None, _) => "Not answered".to_owned(),
        },
        comment: answer.comment.clone(),
        evidence,
    })
}

/// What an item is, whatever it is called in one assessment or the next.
fn identity(item: &BundleEvidence) -> (Option<&str>, Option<&str>, &str) {
    (item.sha256.as_deref(), item.url.as_deref(), &item.title)
}

fn same(
    before: Submitted<'_>,
    was: &CriterionCode,
    now: Submitted<'_>,
    is: &CriterionCode,
) -> bool {
    let pair = before
        .content
        .answers
        .get(was)
        .zip(now.content.answers.get(is));
    let items = |of: Submitted<'_>, code| {
        let mut items: Vec<_> = of
            .content
            .evidence_for(code)
            .map(identity)
            .map(|(a, b, c)| {
                (
                    a.map(ToOwned::to_owned),
                    b.map(ToOwned::to_owned),
                    c.to_owned(),
                )
            })
            .collect();
        items.sort();
        items
    };
    pair.is_some_and(|(old, new)| old.value == new.value && old.comment == new.comment)
        && items(before, was) == items(now, is)
}

impl<'a> Difference<'a> {
    /// Puts a renewal beside what was awarded on. `findings` are those of the review that it was awarded
    /// after.
    pub fn of(
        before: Submitted<'_>,
        now: Submitted<'a>,
        renewal: &'a Renewal,
        findings: &'a [Finding],
    ) -> Self {
        let then = before
            .content
            .circumstances(london_date(before.content.submitted_at));
        let today = london_date(now.content.submitted_at);
        let comparison = compare(before.version, now.version);
        let answers = now.content.answers();
        let mut difference = Self::default();
        for (_, criterion) in now.version.criteria() {
            let code = &criterion.code;
            if !answers.is_answered(code) {
                continue;
            }
            let Some(after) = side(now, code) else {
                continue;
            };
            let became = comparison.criteria.iter().find(|one| one.code == *code);
            let was = became
                .and_then(|became| became.was.clone())
                .unwrap_or_else(|| code.clone());
            let earlier = side(before, &was);
            let finding = findings.iter().find(|finding| finding.criterion == was);
            let carried = renewal.carried.get(code);
            let lapsed = || {
                let response = answers.get(code)?;
                expired(now.version, criterion, response, [], &then, today)
            };
            let mut why = String::new();
            let kind = if carried.is_some_and(|carried| carried.fate == Fate::Expired) {
                Kind::Expired
            } else if earlier.is_none() {
                Kind::New
            } else if became
                .is_some_and(|became| matches!(became.change, Change::Tightened | Change::New))
            {
                Kind::AskedOtherwise
            } else if !same(before, &was, now, code) || finding.is_none() {
                Kind::Changed
            } else if let Some(found) = lapsed() {
                // Its time ended after the renewal began.
                why = found;
                Kind::Expired
            } else {
                Kind::Unchanged
            };
            if let (Kind::Expired, Some(carried), true) = (kind, carried, why.is_empty()) {
                why.clone_from(&carried.why);
            }
            let delta = Delta {
                criterion,
                kind,
                why,
                before: earlier,
                after,
                finding,
            };
            if kind == Kind::Unchanged {
                difference.unchanged.push(delta);
            } else {
                difference.to_judge.push(delta);
            }
        }
        difference
    }

    /// How many of what is to be judged are of a kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.to_judge
            .iter()
            .filter(|delta| delta.kind == kind)
            .count()
    }

    /// The findings that may be carried: those on what reads as it did, where nothing is found yet.
    pub fn to_carry(&self, found: &[Finding]) -> Vec<&'a Finding> {
        let judged: BTreeSet<_> = found.iter().map(|finding| &finding.criterion).collect();
        self.unchanged
            .iter()
            .filter(|delta| !judged.contains(&delta.criterion.code))
            .filter_map(|delta| delta.finding)
            .collect()
    }

    /// In words.
    pub fn words(&self) -> String {
        let mut parts: Vec<String> = [
            (Kind::Changed, "changed"),
            (Kind::Expired, "out of date"),
            (Kind::AskedOtherwise, "asked otherwise"),
            (Kind::New, "new"),
        ]
        .into_iter()
        .map(|(kind, words)| (self.count(kind), words))
        .filter(|(number, _)| *number > 0)
        .map(|(number, words)| format!("{number} {words}"))
        .collect();
        parts.push(format!("{} unchanged", self.unchanged.len()));
        format!("Since the last award: {}.", parts.join(", "))
    }
}
