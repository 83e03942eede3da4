//! Reading one file: typed values out of YAML, every problem noted, every part's place remembered.

use super::problem::PackProblem;
use super::yaml::{self, Node, Value};
use crate::scheme::rules::{Decimal, Severity, Text};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

/// The longest wording anywhere in a pack.
const LONGEST_TEXT: usize = 10_000;

/// Where a part of the content stands.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: u64,
    /// The path inside the file.
    pub(super) path: String,
}

/// Where every part of the content stands, by its path in the content.
pub(super) type Places = BTreeMap<String, Place>;

/// A part of the file being read.
#[derive(Debug, Clone)]
pub(super) struct At<'n> {
    pub(super) node: &'n Node,
    /// Its path in the content.
    pub(super) path: String,
}

impl<'n> At<'n> {
    /// A part under this one, by name or `[index]`.
    fn under(&self, name: &str, node: &'n Node) -> Self {
        let path = match (self.path.is_empty(), name.starts_with('[')) {
            (true, _) => name.to_owned(),
            (false, true) => format!("{}{name}", self.path),
            (false, false) => format!("{}.{name}", self.path),
        };
        Self { node, path }
    }

    /// Whether nothing is written there.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self.node.value, Value::Nothing)
    }

    /// The text of a scalar.
    pub(super) fn scalar(&self) -> Option<&'n str> {
        match &self.node.value {
            Value::Scalar(text) => Some(text),
            Value::Nothing | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Whether it is a map.
    pub(super) fn is_map(&self) -> bool {
        matches!(self.node.value, Value::Map(_))
    }
}

/// One file, as it is read.
pub(super) struct Sheet {
    file: String,
    /// The part of content paths that the file itself stands for, such as `pillars[2]`.
    base: String,
    pub(super) problems: Vec<PackProblem>,
    pub(super) places: Places,
    /// Whether a part was left out or stands in for one that could not be read, so that faults
    /// which rest on other parts may be mere consequences.
    pub(super) incomplete: bool,
}

impl Sheet {
    pub(super) fn new(file: impl Into<String>, base: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            base: base.into(),
            problems: Vec::new(),
            places: Places::new(),
            incomplete: false,
        }
    }

    /// Parses the source; the root part, or a problem.
    pub(super) fn parse(&mut self, source: &str) -> Option<Node> {
        match yaml::parse(source) {
            Ok(node) => Some(node),
            Err(unreadable) => {
                self.problems.push(PackProblem {
                    severity: Severity::Error,
                    file: self.file.clone(),
                    line: unreadable.line,
                    path: String::new(),
                    message: unreadable.message,
                });
                None
            }
        }
    }

    /// The root of the file.
    pub(super) fn root<'n>(&mut self, node: &'n Node) -> At<'n> {
        let at = At {
            node,
            path: self.base.clone(),
        };
        self.remember(&at.path, node.line);
        at
    }

    fn inside(&self, path: &str) -> String {
        path.strip_prefix(&self.base)
            .unwrap_or(path)
            .trim_start_matches('.')
            .to_owned()
    }

    fn remember(&mut self, path: &str, line: u64) {
        let place = Place {
            file: self.file.clone(),
            line,
            path: self.inside(path),
        };
        self.places.entry(path.to_owned()).or_insert(place);
    }

    /// A part that other parts rest on: notes when it could not be read.
    pub(super) fn vital<T>(&mut self, part: Option<T>) -> Option<T> {
        self.incomplete |= part.is_none();
        part
    }

    /// The parts that could be read; notes when some could not.
    pub(super) fn readable<T>(&mut self, parts: Vec<Option<T>>) -> Vec<T> {
        self.incomplete |= parts.iter().any(Option::is_none);
        parts.into_iter().flatten().collect()
    }

    /// Notes a problem with a part.
    pub(super) fn fault(&mut self, at: &At<'_>, message: impl Into<String>) {
        self.fault_at(at.node.line, &at.path, message);
    }

    fn fault_at(&mut self, line: u64, path: &str, message: impl Into<String>) {
        self.problems.push(PackProblem {
            severity: Severity::Error,
            file: self.file.clone(),
            line,
            path: self.inside(path),
            message: message.into(),
        });
    }

    /// The entries of a map, of which only the named ones may be there.
    pub(super) fn map<'n>(&mut self, at: &At<'n>, allowed: &[&str]) -> Option<Fields<'n>> {
        let Value::Map(entries) = &at.node.value else {
            self.fault(at, format!("Write a map with {} here.", listed(allowed)));
            return None;
        };
        let mut fields = Fields {
            at: at.clone(),
            entries: BTreeMap::new(),
        };
        for (key, node) in entries {
            let child = at.under(&key.name, node);
            if allowed.contains(&key.name.as_str()) {
                self.remember(&child.path, key.line);
                fields.entries.insert(&key.name, child);
            } else {
                let hint = match nearest(&key.name, allowed) {
                    Some(near) => format!("Did you mean “{near}”?"),
                    None => format!("Use {}.", listed(allowed)),
                };
                self.fault_at(
                    key.line,
                    &child.path,
                    format!("“{}” is not known here. {hint}", key.name),
                );
            }
        }
        Some(fields)
    }

    /// The entries of a map whose keys are data.
    pub(super) fn open_map<'n>(
        &mut self,
        at: &At<'n>,
        what: &str,
    ) -> Option<Vec<(&'n str, At<'n>)>> {
        let Value::Map(entries) = &at.node.value else {
            self.fault(at, format!("Write a map of {what} here."));
            return None;
        };
        Some(
            entries
                .iter()
                .map(|(key, node)| {
                    let child = at.under(&key.name, node);
                    self.remember(&child.path, key.line);
                    (key.name.as_str(), child)
                })
                .collect(),
        )
    }

    /// The items of a list.
    pub(super) fn list<'n>(&mut self, at: &At<'n>, what: &str) -> Option<Vec<At<'n>>> {
        let Value::List(items) = &at.node.value else {
            self.fault(
                at,
                format!("Write a list of {what} here, each after a “-”."),
            );
            return None;
        };
        let parts: Vec<At<'n>> = items
            .iter()
            .enumerate()
            .map(|(i, node)| at.under(&format!("[{i}]"), node))
            .collect();
        for part in &parts {
            self.remember(&part.path, part.node.line);
        }
        Some(parts)
    }

    /// A list where there is one; nothing where there is none.
    pub(super) fn optional_list<'n>(&mut self, at: Option<At<'n>>, what: &str) -> Vec<At<'n>> {
        at.and_then(|at| self.list(&at, what)).unwrap_or_default()
    }

    /// One line of plain text.
    pub(super) fn line(&mut self, at: &At<'_>) -> Option<String> {
        let text = at.scalar().map(str::trim).filter(|text| !text.is_empty());
        match text {
            None => {
                self.fault(at, "Write a few words here.");
                None
            }
            Some(text) if text.contains('\n') || text.chars().count() > 500 => {
                self.fault(at, "Keep this to one line of at most 500 characters.");
                None
            }
            Some(text) => Some(text.to_owned()),
        }
    }

    /// Wording: text, or a map from language to text.
    pub(super) fn text(&mut self, at: &At<'_>) -> Option<Text> {
        if at.is_map() {
            let entries = self.open_map(at, "wordings by language")?;
            let mut by_language = BTreeMap::new();
            for (language, part) in entries {
                if let Some(text) = self.words(&part) {
                    by_language.insert(language.to_owned(), text);
                }
            }
            let text = Text::from_languages(by_language);
            if text.is_none() {
                self.fault(at, "There is no English wording. Add one under “en”.");
            }
            return text;
        }
        self.words(at).map(Text::english)
    }

    fn words(&mut self, at: &At<'_>) -> Option<String> {
        let text = at.scalar().map(str::trim).filter(|text| !text.is_empty());
        let Some(text) = text else {
            self.fault(at, "Write some words here.");
            return None;
        };
        if text.chars().count() > LONGEST_TEXT {
            self.fault(
                at,
                format!("Shorten this to {LONGEST_TEXT} characters or fewer."),
            );
            return None;
        }
        if text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t')
        {
            self.fault(
                at,
                "This holds a character that cannot be shown. Type it again.",
            );
            return None;
        }
        Some(text.to_owned())
    }

    /// Anything that knows how to read itself from text.
    pub(super) fn parsed<T: FromStr>(&mut self, at: &At<'_>) -> Option<T>
    where
        T::Err: Display,
    {
        let text = self.line(at)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.to_string();
                let stop = if message.ends_with('.') { "" } else { "." };
                self.fault(at, format!("{message}{stop}"));
                None
            }
        }
    }

    /// A whole number of 0 or more.
    pub(super) fn whole<T: TryFrom<u64>>(&mut self, at: &At<'_>) -> Option<T> {
        let value = at
            .scalar()
            .filter(|text| text.len() <= 18 && text.chars().all(|c| c.is_ascii_digit()))
            .and_then(|text| text.parse::<u64>().ok())
            .and_then(|number| T::try_from(number).ok());
        if value.is_none() {
            self.fault(at, "Write a whole number here, 0 or more.");
        }
        value
    }

    /// A figure: `95`, `95%`, `£12.60`.
    pub(super) fn figure(&mut self, at: &At<'_>) -> Option<Decimal> {
        let text = at.scalar().unwrap_or_default().trim();
        let bare = text.strip_prefix('£').unwrap_or(text);
        let bare = bare.strip_suffix('%').unwrap_or(bare);
        let figure = Decimal::parse(bare).ok();
        if figure.is_none() {
            self.fault(at, "Write a figure here, like 95, 37.5 or £12.60.");
        }
        figure
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, at: &At<'_>) -> Option<bool> {
        match at.scalar() {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                self.fault(at, "Write true or false here.");
                None
            }
        }
    }

    /// A day, as `2026-11-24`.
    pub(super) fn date(&mut self, at: &At<'_>) -> Option<NaiveDate> {
        let date = at
            .scalar()
            .filter(|text| text.len() == 10)
            .and_then(|text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok());
        if date.is_none() {
            self.fault(at, "Write a day that exists, like 2026-11-24.");
        }
        date
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(&mut self, at: &At<'_>, words: &[(&str, T)]) -> Option<T> {
        let found = at
            .scalar()
            .and_then(|text| words.iter().find(|(word, _)| *word == text))
            .map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let given = at.scalar().unwrap_or_default();
            let message = if given.is_empty() {
                format!("Write one of {} here.", listed(&names))
            } else {
                format!(
                    "“{given}” is not known here. Use one of {}.",
                    listed(&names)
                )
            };
            self.fault(at, message);
        }
        found
    }
}

/// The entries of a map.
pub(super) struct Fields<'n> {
    pub(super) at: At<'n>,
    entries: BTreeMap<&'n str, At<'n>>,
}

impl<'n> Fields<'n> {
    /// An entry that may be left out; one left blank counts as left out.
    pub(super) fn optional(&self, name: &str) -> Option<At<'n>> {
        self.entries
            .get(name)
            .filter(|at| !at.is_nothing())
            .cloned()
    }

    /// An entry that must be there.
    pub(super) fn required(&self, sheet: &mut Sheet, name: &str) -> Option<At<'n>> {
        let found = self.optional(name);
        if found.is_none() {
            sheet.fault(&self.at, format!("“{name}” is missing. Add it."));
        }
        found
    }

    /// The names given, in alphabetical order.
    pub(super) fn names(&self) -> impl Iterator<Item = &'n str> {
        self.entries.keys().copied()
    }
}

/// Words as a list for reading: `a, b and c`.
pub(super) fn listed(words: &[&str]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A known word that a mistyped one is close to.
pub(super) fn nearest<'w>(given: &str, words: &[&'w str]) -> Option<&'w str> {
    if given.len() > 40 {
        return None;
    }
    words
        .iter()
        .map(|word| (distance(given, word), *word))
        .filter(|(distance, word)| *distance <= 2 && *distance < word.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// How many letters must be added, removed or changed to get from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((b, above), diagonal) in to.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or(i + 1);
            next.push(
                (diagonal + usize::from(a != *b))
                    .min(above + 1)
                    .min(left + 1),
            );
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_named() {
        assert_eq!(
            nearest("evidense", &["evidence", "minutes"]),
            Some("evidence")
        );
        assert_eq!(nearest("wy", &["why"]), Some("why"));
        assert_eq!(nearest("colour", &["evidence", "minutes"]), None);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }
}
