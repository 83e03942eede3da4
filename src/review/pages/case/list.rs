//! The criteria of a case as the list beside it shows them: which, in what order, how to move.

use crate::review::rules::{Dossier, JudgedState};
use crate::scheme::rules::CriterionCode;

/// A criterion in the list.
pub(super) struct ListItem {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) mark: &'static str,
    pub(super) changed: bool,
    pub(super) asked: bool,
    pub(super) current: bool,
    pub(super) key: &'static str,
}

/// A pillar in the list.
pub(super) struct ListPart {
    pub(super) name: String,
    pub(super) items: Vec<ListItem>,
}

/// A way to narrow the list.
pub(super) struct ListFilter {
    pub(super) words: String,
    pub(super) href: String,
    pub(super) current: bool,
}

pub(super) fn listed_word(show: &str) -> &'static str {
    match show {
        "todo" => "todo",
        "changed" => "changed",
        _ => "all",
    }
}

pub(super) fn address(path: &str, code: &CriterionCode, show: &str) -> String {
    match listed_word(show) {
        "all" => format!("{path}?criterion={code}#case"),
        show => format!("{path}?criterion={code}&show={show}#case"),
    }
}

pub(super) fn is_listed(state: JudgedState, show: &str) -> bool {
    match listed_word(show) {
        "todo" => !state.is_done(),
        "changed" => state.is_changed(),
        _ => true,
    }
}

/// The places in the dossier that the list shows; the present one always.
pub(super) fn listed(dossier: &Dossier<'_>, present: usize, show: &str) -> Vec<usize> {
    dossier
        .entries
        .iter()
        .enumerate()
        .filter(|(place, entry)| *place == present || is_listed(entry.state, show))
        .map(|(place, _)| place)
        .collect()
}

pub(super) fn filters(dossier: &Dossier<'_>, path: &str, show: &str) -> Vec<ListFilter> {
    [("all", "All"), ("todo", "To do"), ("changed", "Changed")]
        .into_iter()
        .map(|(word, words)| {
            let count = dossier
                .entries
                .iter()
                .filter(|e| is_listed(e.state, word))
                .count();
            ListFilter {
                words: format!("{words} ({count})"),
                href: format!("{path}?show={word}#case"),
                current: listed_word(show) == word,
            }
        })
        .collect()
}

pub(super) fn parts(
    dossier: &Dossier<'_>,
    listed: &[usize],
    present: usize,
    (previous, next): (Option<usize>, Option<usize>),
    href: &impl Fn(usize) -> String,
) -> Vec<ListPart> {
    let mut parts: Vec<ListPart> = Vec::new();
    for place in listed {
        let Some(entry) = dossier.entries.get(*place) else {
            continue;
        };
        let item = ListItem {
            title: entry.criterion.title.to_string(),
            href: href(*place),
            mark: entry.state.mark(),
            changed: entry.state.is_changed(),
            asked: entry.clarifications.iter().any(|asked| asked.is_open()),
            current: *place == present,
            key: if Some(*place) == next {
                "j"
            } else if Some(*place) == previous {
                "k"
            } else {
                ""
            },
        };
        let name = entry.pillar.name.to_string();
        match parts.last_mut() {
            Some(part) if part.name == name => part.items.push(item),
            Some(_) | None => parts.push(ListPart {
                name,
                items: vec![item],
            }),
        }
    }
    parts
}
