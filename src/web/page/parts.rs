//! What page structs hand to the shell and the components: navigation, notices, choices, links
//! between pages, ways to narrow a list.

use url::form_urlencoded::Serializer;

/// One entry of the bar below the header.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// The words.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the page is this one, or lies below it.
    pub current: bool,
}

impl NavItem {
    /// An entry.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            current: false,
        }
    }

    /// Marks the entry when `current` holds.
    #[must_use]
    pub fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }
}

/// A message shown once, after an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whether it reports a success (otherwise it only informs).
    pub success: bool,
    /// The sentence.
    pub text: String,
}

impl Notice {
    /// Something the reader asked for has been done.
    pub fn success(text: impl Into<String>) -> Self {
        Self {
            success: true,
            text: text.into(),
        }
    }

    /// Something the reader should know.
    pub fn important(text: impl Into<String>) -> Self {
        Self {
            success: false,
            text: text.into(),
        }
    }
}

/// One thing to choose: a radio button, a tick box, an option of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub label: String,
    /// What helps to choose; may be empty.
    pub hint: String,
    /// Whether it is chosen.
    pub selected: bool,
    /// The key that chooses it in an assessor's case; may be empty.
    pub key: String,
}

impl Choice {
    /// A choice that is not made yet.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
            selected: false,
            key: String::new(),
        }
    }

    /// Helps to choose.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The key that chooses it, where a page has shortcuts.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = key.into();
        self
    }

    /// Marks the choice as made when `selected` holds.
    #[must_use]
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }
}

/// The links below a list that has several pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageLinks {
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// The numbered pages; `None` is a gap.
    pub pages: Vec<Option<PageLink>>,
}

/// One numbered page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    /// Its number, from 1.
    pub number: u64,
    /// Its address.
    pub href: String,
    /// Whether it is the one shown.
    pub current: bool,
}

impl PageLinks {
    /// Links for page `current` of `last`: the ends, the neighbours, gaps between.
    pub fn new(current: u64, last: u64, href: impl Fn(u64) -> String) -> Self {
        let current = current.clamp(1, last.max(1));
        let mut pages = Vec::new();
        for number in 1..=last {
            if number == 1 || number == last || number.abs_diff(current) <= 1 {
                pages.push(Some(PageLink {
                    number,
                    href: href(number),
                    current: number == current,
                }));
            } else if pages.last().is_some_and(Option::is_some) {
                pages.push(None);
            }
        }
        Self {
            previous: (current > 1).then(|| href(current - 1)),
            next: (current < last).then(|| href(current + 1)),
            pages,
        }
    }

    /// Whether there is more than one page.
    pub fn several(&self) -> bool {
        self.pages.len() > 1
    }
}

/// One way to narrow a list: what it is, how many remain, where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The words.
    pub label: String,
    /// How many rows it leaves, as shown.
    pub count: String,
    /// The list so narrowed; for the current one, the list without it.
    pub href: String,
    /// Whether the list is narrowed by it now.
    pub current: bool,
}

impl Facet {
    /// A way to narrow the list that is not in use.
    pub fn new(label: impl Into<String>, count: u64, href: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            count: grouped(count),
            href: href.into(),
            current: false,
        }
    }

    /// Marks it as in use when `current` holds.
    #[must_use]
    pub fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }
}

/// A whole number as people read it: `148,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// The address of a page of a list: narrowed to a part, searched for words, at a page of it.
pub fn narrowed_address(path: &str, show: Option<&str>, words: &str, page: u64) -> String {
    let mut query = Serializer::new(String::new());
    if let Some(show) = show {
        query.append_pair("show", show);
    }
    if !words.is_empty() {
        query.append_pair("q", words);
    }
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    let query = query.finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(current: u64, last: u64) -> String {
        PageLinks::new(current, last, |n| format!("?page={n}"))
            .pages
            .iter()
            .map(|page| match page {
                Some(page) if page.current => format!("[{}]", page.number),
                Some(page) => page.number.to_string(),
                None => "…".into(),
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn pages_show_the_ends_and_the_neighbours() {
        assert_eq!(shown(1, 1), "[1]");
        assert_eq!(shown(1, 3), "[1] 2 3");
        assert_eq!(shown(1, 40), "[1] 2 … 40");
        assert_eq!(shown(10, 40), "1 … 9 [10] 11 … 40");
        assert_eq!(shown(40, 40), "1 … 39 [40]");
    }

    #[test]
    fn a_page_beyond_the_last_is_the_last() {
        let links = PageLinks::new(99, 3, |n| format!("?page={n}"));
        assert_eq!(links.previous.as_deref(), Some("?page=2"));
        assert_eq!(links.next, None);
    }

    #[test]
    fn an_empty_list_has_no_links() {
        assert!(!PageLinks::new(1, 0, |n| n.to_string()).several());
    }

    #[test]
    fn long_numbers_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
