//! What is wrong with a mapping set.

use super::{AskedIn, MAX_PAIRS, MappingSet, Pair};
use crate::scheme::rules::answer_kind::AnswerKind;
use crate::scheme::rules::check::{Fault, Severity};
use crate::scheme::rules::codes::SchemeSlug;
use crate::scheme::rules::content::SchemeVersion;
use std::collections::{BTreeMap, BTreeSet};

/// Everything wrong with a mapping set, beside the versions of the schemes it names. A scheme that is
/// not among them is a fault: nobody could be sent there.
pub fn check_mapping(
    set: &MappingSet,
    versions: &BTreeMap<SchemeSlug, SchemeVersion>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |path: String, message: String| {
        faults.push(Fault {
            severity: Severity::Error,
            path,
            message,
            across: false,
        });
    };
    if set.pairs.is_empty() {
        fault(
            "pairs".to_owned(),
            "Write at least one pair of criteria here.".to_owned(),
        );
    }
    if set.pairs.len() > MAX_PAIRS {
        fault(
            "pairs".to_owned(),
            format!("A mapping set has {MAX_PAIRS} pairs at the most. Split it in two."),
        );
        return faults;
    }
    let mut seen = BTreeSet::new();
    for (place, pair) in set.pairs.iter().enumerate() {
        let path = format!("pairs[{place}]");
        if !seen.insert((&pair.from, &pair.to)) {
            fault(
                path.clone(),
                format!(
                    "{} is mapped to {} twice. Leave one of the two out.",
                    pair.from, pair.to
                ),
            );
        }
        if pair.from == pair.to {
            fault(
                path.clone(),
                format!(
                    "{} is mapped to itself. Map it to a criterion of another scheme.",
                    pair.from
                ),
            );
            continue;
        }
        let ends = [("from", &pair.from), ("to", &pair.to)];
        let kinds: Vec<Option<&AnswerKind>> = ends
            .into_iter()
            .map(|(end, asked)| match kind_of(asked, versions) {
                Ok(kind) => Some(kind),
                Err(message) => {
                    fault(format!("{path}.{end}"), message);
                    None
                }
            })
            .collect();
        if let [Some(from), Some(to)] = kinds.as_slice() {
            for (part, message) in misfits(pair, from, to) {
                fault(format!("{path}{part}"), message);
            }
        }
    }
    if let Some(way) = cycle(set) {
        let names: Vec<String> = way.iter().map(ToString::to_string).collect();
        let last = way.last();
        let place = set
            .pairs
            .iter()
            .position(|pair| Some(&pair.to) == last && way.contains(&pair.from))
            .unwrap_or(0);
        fault(
            format!("pairs[{place}]"),
            format!(
                "The mapping is cyclic: {}. An answer would be proposed where it came from. Leave one of these pairs out, or keep the way back in a mapping set of its own.",
                names.join(" → ")
            ),
        );
    }
    faults
}

fn kind_of<'a>(
    asked: &AskedIn,
    versions: &'a BTreeMap<SchemeSlug, SchemeVersion>,
) -> Result<&'a AnswerKind, String> {
    let Some(version) = versions.get(&asked.scheme) else {
        let known: Vec<&str> = versions.keys().map(SchemeSlug::as_str).collect();
        return Err(format!(
            "No scheme is called “{}” here. There are: {}.",
            asked.scheme,
            known.join(", ")
        ));
    };
    version
        .criterion(&asked.criterion)
        .map(|criterion| &criterion.answer)
        .ok_or_else(|| {
            format!(
                "{} {} has no criterion {}. Use the code of one it has.",
                asked.scheme, version.label, asked.criterion
            )
        })
}

/// What keeps an answer of one kind from being proposed for another, by part of the pair.
fn misfits(pair: &Pair, from: &AnswerKind, to: &AnswerKind) -> Vec<(String, String)> {
    if matches!(
        from,
        AnswerKind::Declaration { .. } | AnswerKind::Confirmation { .. }
    ) {
        return vec![(
            ".from".to_owned(),
            format!(
                "{} is a {}, which is given anew each time. Leave the pair out.",
                pair.from,
                words(from)
            ),
        )];
    }
    if from.name() != to.name() {
        return vec![(
            String::new(),
            format!(
                "{} is answered with a {} and {} with a {}, so an answer of one says nothing in the other. Map criteria that are answered alike.",
                pair.from,
                words(from),
                pair.to,
                words(to)
            ),
        )];
    }
    let (Some(ours), Some(theirs)) = (options(from), options(to)) else {
        return if pair.options.is_empty() {
            Vec::new()
        } else {
            vec![(
                ".options".to_owned(),
                "Only a choice has options. Leave this out.".to_owned(),
            )]
        };
    };
    if pair.options.is_empty() {
        let lacking: Vec<&str> = ours
            .iter()
            .filter(|code| !theirs.contains(*code))
            .copied()
            .collect();
        return if lacking.is_empty() {
            Vec::new()
        } else {
            vec![(
                ".options".to_owned(),
                format!(
                    "{} has no option {}. Say under “options” which of its options stands for each.",
                    pair.to,
                    lacking.join(", ")
                ),
            )]
        };
    }
    let unknown = |code: &str, whose: &AskedIn, there: &[&str]| {
        let path = format!(".options.{code}");
        let message = format!(
            "{whose} has no option “{code}”. It has: {}.",
            there.join(", ")
        );
        (path, message)
    };
    pair.options
        .iter()
        .flat_map(|(old, new)| {
            let wrong = (!ours.contains(&old.as_str())).then(|| unknown(old, &pair.from, &ours));
            let other = (!theirs.contains(&new.as_str())).then(|| unknown(new, &pair.to, &theirs));
            wrong.into_iter().chain(other)
        })
        .collect()
}

fn options(kind: &AnswerKind) -> Option<Vec<&str>> {
    match kind {
        AnswerKind::Choice { options } => Some(options.iter().map(|o| o.code.as_str()).collect()),
        AnswerKind::MultiChoice { options } => {
            Some(options.iter().map(|o| o.code.as_str()).collect())
        }
        _ => None,
    }
}

fn words(kind: &AnswerKind) -> String {
    match kind {
        AnswerKind::YesNo { .. } => "yes or no".to_owned(),
        other => other.name().replace('_', " "),
    }
}

/// A way that comes back to where it began, the first again at the end, where there is one.
fn cycle(set: &MappingSet) -> Option<Vec<AskedIn>> {
    let mut onward: BTreeMap<&AskedIn, Vec<&AskedIn>> = BTreeMap::new();
    for pair in set.pairs.iter().filter(|pair| pair.from != pair.to) {
        onward.entry(&pair.from).or_default().push(&pair.to);
    }
    let mut done = BTreeSet::new();
    for start in onward.keys() {
        // Depth first, by hand: a long chain must not use up the stack.
        let mut way: Vec<(&AskedIn, usize)> = vec![(start, 0)];
        while let Some((here, tried)) = way.pop() {
            let Some(next) = onward.get(here).and_then(|next| next.get(tried)) else {
                done.insert(here);
                continue;
            };
            way.push((here, tried + 1));
            if let Some(begins) = way.iter().position(|(known, _)| known == next) {
                let mut found: Vec<AskedIn> = way
                    .iter()
                    .skip(begins)
                    .map(|(asked, _)| (*asked).clone())
                    .collect();
                found.push((*next).clone());
                return Some(found);
            }
            if !done.contains(next) {
                way.push((next, 0));
            }
        }
    }
    None
}
