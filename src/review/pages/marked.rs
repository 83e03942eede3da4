//! How lists of cases show marks and are narrowed to them.

use crate::review::rules::{MarkFilter, Marks};

/// A way to narrow a list to a mark, or to give that up.
pub(super) struct MarkLink {
    pub(super) words: String,
    pub(super) href: String,
    pub(super) current: bool,
}

/// The ways to narrow a list: `address` makes one of a filter. The one in use leads back to the list.
pub(super) fn mark_links(
    filter: &MarkFilter,
    tags: Vec<(String, bool)>,
    address: impl Fn(&MarkFilter) -> String,
) -> Vec<MarkLink> {
    let link = |words: String, narrowed: MarkFilter| {
        let current = *filter == narrowed;
        let to = if current {
            MarkFilter::default()
        } else {
            narrowed
        };
        MarkLink {
            words,
            href: address(&to),
            current,
        }
    };
    let on_hold = MarkFilter {
        on_hold: true,
        ..MarkFilter::default()
    };
    let flagged = MarkFilter {
        flagged: true,
        ..MarkFilter::default()
    };
    let mut links = vec![
        link("On hold".to_owned(), on_hold),
        link("Flagged".to_owned(), flagged),
    ];
    links.extend(tags.into_iter().map(|(tag, _)| {
        let tagged = MarkFilter {
            tag: Some(tag.clone()),
            ..MarkFilter::default()
        };
        link(format!("Tag: {tag}"), tagged)
    }));
    links
}

/// The marks of a case as a row shows them: words, and the colour of their tag.
pub(super) fn mark_words(marks: Option<&Marks>) -> Vec<(String, String)> {
    let Some(marks) = marks else {
        return Vec::new();
    };
    let mut words = Vec::new();
    if marks.on_hold {
        words.push(("On hold".to_owned(), "purple".to_owned()));
    }
    if marks.flagged {
        words.push(("Flagged".to_owned(), "orange".to_owned()));
    }
    words.extend(
        marks
            .tags
            .iter()
            .map(|tag| (tag.clone(), "blue".to_owned())),
    );
    words
}
