//! Is a version sound? Every fault at once, each with the path of the part it concerns.
//!
//! Paths are those of the content (`tiers[1].rule.all[0].criterion`), so that a pack's reader can
//! turn them into a file and a line, and an editor into a field.

mod criteria;
mod fitting;
mod kinds;
mod tiers;
mod words;

use super::codes::{Place, ReferenceCode};
use super::content::SchemeVersion;
use super::references::{Reference, ReferenceUnit};
use super::text::Text;
use super::tree::{MAX_RULE_NODES, RuleNode};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// More pillars than any charter has.
const MOST_PILLARS: usize = 50;
/// More criteria than any employer would answer.
const MOST_CRITERIA: usize = 500;
/// More tiers than any ladder has.
const MOST_TIERS: usize = 20;

/// How grave a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The version cannot be used.
    Error,
    /// The version can be used, and probably does not say what was meant.
    Warning,
}

/// Something wrong with a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// How grave it is.
    pub severity: Severity,
    /// The part it concerns.
    pub path: String,
    /// What is wrong and what to do.
    pub message: String,
    /// Whether it rests on which other parts there are, so that it may be a mere consequence where
    /// another part could not be read.
    pub across: bool,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Faults as they are found.
#[derive(Default)]
pub(super) struct Faults(pub(super) Vec<Fault>);

impl Faults {
    pub(super) fn error(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.push(Severity::Error, false, path.into(), message.into());
    }

    /// An error that rests on which other parts there are.
    pub(super) fn across(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.push(Severity::Error, true, path.into(), message.into());
    }

    fn warning(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.push(Severity::Warning, true, path.into(), message.into());
    }

    fn push(&mut self, severity: Severity, across: bool, path: String, message: String) {
        self.0.push(Fault {
            severity,
            path,
            message,
            across,
        });
    }

    pub(super) fn has_errors(&self) -> bool {
        self.0.iter().any(|fault| fault.severity == Severity::Error)
    }

    /// Complains about every code that was used before.
    pub(super) fn unique<'a>(
        &mut self,
        what: &str,
        codes: impl Iterator<Item = (String, &'a str)>,
    ) {
        let mut seen: BTreeMap<&str, String> = BTreeMap::new();
        for (path, code) in codes {
            if let Some(first) = seen.get(code) {
                self.error(
                    &path,
                    format!(
                        "The {what} “{code}” is used twice: first at {first}. Give each its own."
                    ),
                );
            } else {
                seen.insert(code, path);
            }
        }
    }
}

/// Finds every fault in a version. Without an error among them, the version can be published.
pub fn check(version: &SchemeVersion) -> Vec<Fault> {
    let mut faults = Faults::default();
    size(version, &mut faults);
    languages(version, &mut faults);
    references(&version.references, &mut faults);
    recognised(version, &mut faults);
    criteria::check(version, &mut faults);
    tiers::check(version, &mut faults);
    super::route::check(&version.route, &mut faults);
    words::check(version, &mut faults);
    super::change_log::check(version, &mut faults);
    faults.0
}

fn size(version: &SchemeVersion, faults: &mut Faults) {
    if version.pillars.is_empty() {
        faults.across(
            "pillars",
            "The scheme has no pillars. Give it at least one.",
        );
    }
    if version.tiers.is_empty() {
        faults.across("tiers", "The scheme has no tiers. Give it at least one.");
    }
    for (path, what, has, most) in [
        ("pillars", "pillars", version.pillars.len(), MOST_PILLARS),
        (
            "pillars",
            "criteria",
            version.criteria().count(),
            MOST_CRITERIA,
        ),
        ("tiers", "tiers", version.tiers.len(), MOST_TIERS),
    ] {
        if has > most {
            faults.error(
                path,
                format!("The scheme has {has} {what}. It may have at most {most}."),
            );
        }
    }
    faults.unique(
        "pillar code",
        version
            .pillars
            .iter()
            .enumerate()
            .map(|(p, pillar)| (format!("pillars[{p}].code"), pillar.code.as_str())),
    );
    let criteria = version.pillars.iter().enumerate().flat_map(|(p, pillar)| {
        pillar
            .criteria
            .iter()
            .enumerate()
            .map(move |(c, criterion)| {
                (
                    format!("pillars[{p}].criteria[{c}].code"),
                    criterion.code.as_str(),
                )
            })
    });
    faults.unique("criterion code", criteria);
    for (p, pillar) in version.pillars.iter().enumerate() {
        if pillar.criteria.is_empty() {
            faults.across(
                format!("pillars[{p}].criteria"),
                format!(
                    "The pillar “{}” has no criteria. Add one, or remove the pillar.",
                    pillar.code
                ),
            );
        }
    }
}

/// Every wording is in the languages the scheme says it is offered in.
fn languages(version: &SchemeVersion, faults: &mut Faults) {
    let offered: BTreeSet<&str> = version
        .scheme
        .languages
        .iter()
        .map(String::as_str)
        .collect();
    if version.scheme.languages.first().map(String::as_str) != Some("en") {
        faults.error(
            "languages",
            "The first language must be en: every wording has an English form.",
        );
    }
    faults.unique(
        "language",
        version
            .scheme
            .languages
            .iter()
            .enumerate()
            .map(|(i, language)| (format!("languages[{i}]"), language.as_str())),
    );
    let mut words = |path: String, text: &Text| {
        for language in text.other_languages() {
            if !offered.contains(language) {
                faults.error(
                    &path,
                    format!("The language “{language}” is not one the scheme is offered in. Add it to languages, or remove this wording."),
                );
            }
        }
        let missing: Vec<&str> = offered
            .iter()
            .copied()
            .filter(|language| *language != "en" && !text.is_empty())
            .filter(|language| text.other_languages().all(|other| other != *language))
            .collect();
        if !missing.is_empty() {
            faults.warning(
                &path,
                format!(
                    "There is no wording in {}: English is shown instead.",
                    missing.join(", ")
                ),
            );
        }
    };
    let scheme = &version.scheme;
    for (path, text) in [
        ("name", &scheme.name),
        ("award_noun", &scheme.award_noun),
        ("description", &scheme.description),
    ] {
        words(path.to_owned(), text);
    }
    for (r, reference) in version.references.iter().enumerate() {
        words(format!("references[{r}].name"), &reference.name);
    }
    for (a, outside) in version.accreditations.iter().enumerate() {
        words(format!("accreditations[{a}].name"), &outside.name);
    }
    for (t, tier) in version.tiers.iter().enumerate() {
        words(format!("tiers[{t}].name"), &tier.name);
        words(format!("tiers[{t}].description"), &tier.description);
        let mut waiting = vec![&tier.rule];
        // A rule beyond the limit is refused elsewhere.
        for _ in 0..MAX_RULE_NODES {
            let Some(node) = waiting.pop() else { break };
            if let RuleNode::Gate { message, .. } = node {
                words(format!("tiers[{t}].rule.gate.message"), message);
            }
            waiting.extend(node.children());
        }
    }
    for (p, pillar) in version.pillars.iter().enumerate() {
        words(format!("pillars[{p}].name"), &pillar.name);
        words(format!("pillars[{p}].intent"), &pillar.intent);
        for (c, criterion) in pillar.criteria.iter().enumerate() {
            for (name, text) in [
                ("title", &criterion.title),
                ("question", &criterion.question),
                ("why", &criterion.why),
                ("good", &criterion.good),
                ("guidance", &criterion.guidance),
                ("evidence.hint", &criterion.evidence.hint),
            ] {
                words(format!("pillars[{p}].criteria[{c}].{name}"), text);
            }
            for (name, text) in criterion.answer.wordings() {
                words(format!("pillars[{p}].criteria[{c}].answer.{name}"), text);
            }
            for (e, contextual) in criterion.evidence_when.iter().enumerate() {
                let path = format!("pillars[{p}].criteria[{c}].evidence[{e}].hint");
                words(path, &contextual.evidence.hint);
            }
            if let Some(statutory) = &criterion.statutory {
                words(format!("pillars[{p}].criteria[{c}].statutory"), statutory);
            }
        }
    }
}

fn references(references: &[Reference], faults: &mut Faults) {
    faults.unique(
        "reference code",
        references
            .iter()
            .enumerate()
            .map(|(r, reference)| (format!("references[{r}].code"), reference.code.as_str())),
    );
    for (r, reference) in references.iter().enumerate() {
        let path = format!("references[{r}]");
        if !reference
            .values
            .iter()
            .any(|value| value.place == Place::uk())
        {
            faults.across(
                format!("{path}.values"),
                format!("The reference {} has no value for uk, which holds where no nearer place does. Add one.", reference.code),
            );
        }
        let mut seen = BTreeSet::new();
        for (v, value) in reference.values.iter().enumerate() {
            if !seen.insert((&value.place, value.from)) {
                faults.error(
                    format!("{path}.values[{v}]"),
                    format!(
                        "There are two values for {} from {}. Keep one.",
                        value.place, value.from
                    ),
                );
            }
            if value.holders_by.is_some_and(|by| by < value.from) {
                faults.error(
                    format!("{path}.values[{v}].holders_by"),
                    "Existing holders are bound no earlier than everybody else. Give a later day, or leave it out.",
                );
            }
            if value.announced.is_some_and(|day| day > value.from) {
                faults.error(
                    format!("{path}.values[{v}].announced"),
                    "A value binds nobody before it is announced. Swap the days.",
                );
            }
            if reference.unit == ReferenceUnit::Money && value.value.places() > 2 {
                faults.error(
                    format!("{path}.values[{v}].value"),
                    "An amount of money has at most two decimal places.",
                );
            }
        }
    }
}

/// Accreditations of others, and fees.
fn recognised(version: &SchemeVersion, faults: &mut Faults) {
    faults.unique(
        "accreditation code",
        version
            .accreditations
            .iter()
            .enumerate()
            .map(|(a, outside)| (format!("accreditations[{a}].code"), outside.code.as_str())),
    );
    for (a, outside) in version.accreditations.iter().enumerate() {
        faults.unique(
            "tier",
            outside
                .tiers
                .iter()
                .enumerate()
                .map(|(t, tier)| (format!("accreditations[{a}].tiers[{t}]"), tier.as_str())),
        );
        if outside.recheck_months == Some(0) {
            faults.error(
                format!("accreditations[{a}].recheck_months"),
                "Look it up again after one month or more, or leave this out.",
            );
        }
    }
    let mut open = false;
    for (f, fee) in version.fees.iter().enumerate() {
        let path = format!("fees[{f}]");
        if open {
            faults.error(&path, "No employer comes to this fee: the one before has no condition. Put that one last.");
        }
        if fee.pence < 0 {
            faults.error(format!("{path}.amount"), "A fee is 0 or more.");
        }
        match &fee.when {
            Some(when) => criteria::condition(version, when, &format!("{path}.when"), faults),
            None => open = true,
        }
    }
}

fn known_reference<'a>(version: &'a SchemeVersion, code: &ReferenceCode) -> Option<&'a Reference> {
    version.reference(code)
}

#[cfg(test)]
mod tests;
