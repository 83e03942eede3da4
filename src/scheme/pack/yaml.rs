//! YAML as a tree whose every part knows its line.
//!
//! The tree is built from the parser's events without recursion, so that no file can exhaust the
//! stack. The reader is strict: no anchors, aliases, merge keys, tags or directives, no duplicate
//! keys, bounded depth and size. A scalar keeps the text it was written with, so `1.10` stays `1.10`.

use serde_saphyr::granit_parser::{self, Event, Parser, ScalarStyle, ScanError, Tag};
use std::collections::BTreeSet;

/// The largest file read.
pub(super) const LARGEST_FILE: usize = 1_000_000;
/// Rules nest two levels of YAML for each of their own.
const DEEPEST: usize = 96;
/// The longest key.
const LONGEST_KEY: usize = 80;
/// The most scalars, lists and maps in one file.
const MOST_PARTS: usize = 50_000;

/// A part of a file.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) line: u64,
    pub(super) value: Value,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Nothing,
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub(super) line: u64,
    pub(super) name: String,
}

/// A file that is not YAML we read: the line and a sentence.
#[derive(Debug)]
pub(super) struct Unreadable {
    pub(super) line: u64,
    pub(super) message: String,
}

const NO_SHORT_CUTS: &str = "Anchors (&…), aliases (*…) and merge keys (<<) are not read. Write the value out where it is used.";

/// Reads one document.
pub(super) fn parse(source: &str) -> Result<Node, Unreadable> {
    if source.len() > LARGEST_FILE {
        return Err(unreadable(
            1,
            format!("The file is larger than {LARGEST_FILE} bytes. Split it."),
        ));
    }
    let options = granit_parser::options! {
        emit_comments: false,
        disallow_directives: true,
        flow_nesting_limit: DEEPEST,
        block_nesting_limit: DEEPEST,
    };
    let mut tree = Tree::default();
    for event in Parser::new_from_str_with_options(source, options) {
        let (event, span) = event.map_err(|error| refused(&error))?;
        tree.take(event, line_number(span.start.line()))?;
    }
    tree.root.ok_or_else(|| unreadable(1, "The file is empty."))
}

fn line_number(line: usize) -> u64 {
    u64::try_from(line).unwrap_or(u64::MAX).max(1)
}

fn unreadable(line: u64, message: impl Into<String>) -> Unreadable {
    Unreadable {
        line,
        message: message.into(),
    }
}

/// A sentence for a file the parser refuses.
fn refused(error: &ScanError) -> Unreadable {
    use granit_parser::ErrorKind;
    let message = match error.kind() {
        ErrorKind::UnknownAnchor => NO_SHORT_CUTS.to_owned(),
        ErrorKind::RecursionLimitExceeded => {
            format!("The file nests more than {DEEPEST} deep. Flatten it.")
        }
        ErrorKind::DirectiveDisallowed => {
            "Directives (%…) are not read. Remove this line.".to_owned()
        }
        _ => {
            let info = error.info();
            format!(
                "This is not YAML that can be read: {}.",
                info.trim_end_matches('.')
            )
        }
    };
    unreadable(line_number(error.marker().line()), message)
}

/// The tree so far: the parts that are open, outermost first, and the root once it is closed.
#[derive(Default)]
struct Tree {
    open: Vec<Open>,
    root: Option<Node>,
    parts: usize,
}

/// A list or a map that is not closed yet.
struct Open {
    line: u64,
    entries: Entries,
}

enum Entries {
    List(Vec<Node>),
    Map(Map),
}

/// A map, and the key whose value comes next.
#[derive(Default)]
struct Map {
    entries: Vec<(Key, Node)>,
    names: BTreeSet<String>,
    key: Option<Key>,
}

impl Tree {
    fn take(&mut self, event: Event<'_>, line: u64) -> Result<(), Unreadable> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.part(line, anchor, tag.as_deref())?;
                self.scalar(&text, style, line)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.part(line, anchor, tag.as_deref())?;
                self.open(Entries::List(Vec::new()), line)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.part(line, anchor, tag.as_deref())?;
                self.open(Entries::Map(Map::default()), line)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open {
                    line,
                    entries: Entries::List(items),
                }) => self.place(Node {
                    line,
                    value: Value::List(items),
                }),
                Some(Open {
                    line,
                    entries: Entries::Map(map),
                }) => self.place(Node {
                    line,
                    value: Value::Map(map.entries),
                }),
                None => Ok(()),
            },
            Event::Alias(_) => Err(unreadable(line, NO_SHORT_CUTS)),
            Event::DocumentStart(..) if self.root.is_some() => Err(unreadable(
                line,
                "The file holds more than one document. Keep one, without a “---” line inside.",
            )),
            _ => Ok(()),
        }
    }

    /// Counts a part and refuses what it may not carry.
    fn part(&mut self, line: u64, anchor: usize, tag: Option<&Tag>) -> Result<(), Unreadable> {
        self.parts += 1;
        if self.parts > MOST_PARTS {
            return Err(unreadable(
                line,
                format!("The file has more than {MOST_PARTS} parts. Split it."),
            ));
        }
        if anchor != 0 {
            return Err(unreadable(line, NO_SHORT_CUTS));
        }
        if tag.is_some() {
            return Err(unreadable(
                line,
                "Tags (!…) are not read. Write the value plainly.",
            ));
        }
        Ok(())
    }

    fn open(&mut self, entries: Entries, line: u64) -> Result<(), Unreadable> {
        if self.open.len() >= DEEPEST {
            return Err(unreadable(
                line,
                format!("The file nests more than {DEEPEST} deep. Flatten it."),
            ));
        }
        if self.map_awaiting_key().is_some() {
            return Err(unreadable(
                line,
                "A key is a word, not a list or a map. Write it plainly.",
            ));
        }
        self.open.push(Open { line, entries });
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, line: u64) -> Result<(), Unreadable> {
        if let Some(map) = self.map_awaiting_key() {
            if text == "<<" {
                return Err(unreadable(line, NO_SHORT_CUTS));
            }
            if text.chars().count() > LONGEST_KEY || text.chars().any(char::is_control) {
                return Err(unreadable(
                    line,
                    format!(
                        "A key is a word of at most {LONGEST_KEY} characters on one line. Shorten it."
                    ),
                ));
            }
            if !map.names.insert(text.to_owned()) {
                return Err(unreadable(
                    line,
                    format!("The key “{text}” stands twice in one map. Keep one."),
                ));
            }
            map.key = Some(Key {
                line,
                name: text.to_owned(),
            });
            return Ok(());
        }
        let is_nothing = style == ScalarStyle::Plain && matches!(text, "" | "~" | "null");
        let value = if is_nothing {
            Value::Nothing
        } else {
            Value::Scalar(text.to_owned())
        };
        self.place(Node { line, value })
    }

    /// The innermost map, when a key comes next.
    fn map_awaiting_key(&mut self) -> Option<&mut Map> {
        match self.open.last_mut() {
            Some(Open {
                entries: Entries::Map(map),
                ..
            }) if map.key.is_none() => Some(map),
            _ => None,
        }
    }

    /// Puts a finished part where it belongs.
    fn place(&mut self, node: Node) -> Result<(), Unreadable> {
        match self.open.last_mut() {
            None => {
                if self.root.is_some() {
                    return Err(unreadable(
                        node.line,
                        "The file holds more than one document. Keep one.",
                    ));
                }
                self.root = Some(node);
            }
            Some(Open {
                entries: Entries::List(items),
                ..
            }) => items.push(node),
            Some(Open {
                entries: Entries::Map(map),
                ..
            }) => {
                if let Some(key) = map.key.take() {
                    map.entries.push((key, node));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scalar(source: &str) -> String {
        match parse(source).unwrap().value {
            Value::Map(entries) => match &entries[0].1.value {
                Value::Scalar(text) => text.clone(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn scalars_keep_the_text_they_were_written_with() {
        for (source, text) in [
            ("a: 1.10\n", "1.10"),
            ("a: 13.45 # a comment\n", "13.45"),
            ("é: 1_000\n", "1_000"),
            ("a: 007\n", "007"),
            ("a: yes\n", "yes"),
            ("a: True\n", "True"),
            ("a: 2025-10-22\n", "2025-10-22"),
            ("a: '£12.60'\n", "£12.60"),
            ("a: \"x: y\"\n", "x: y"),
            ("a: >\n  two\n  lines\n", "two lines\n"),
            (
                "a: 123456789012345678901234567890\n",
                "123456789012345678901234567890",
            ),
        ] {
            assert_eq!(scalar(source), text, "{source}");
        }
    }

    #[test]
    fn every_part_knows_its_line() {
        let Value::Map(entries) = parse("a: 1\nb:\n  - x\n  - c: 2\n").unwrap().value else {
            panic!()
        };
        assert_eq!(entries[1].0.line, 2);
        let Value::List(items) = &entries[1].1.value else {
            panic!()
        };
        assert_eq!([items[0].line, items[1].line], [3, 4]);
    }

    #[test]
    fn short_cuts_and_surprises_are_refused_with_a_sentence() {
        for (source, line, words) in [
            ("a: &x 1\nb: *x\n", 1, "Anchors"),
            ("a: 1\n<<: {b: 2}\n", 2, "merge keys"),
            ("a: 1\na: 2\n", 2, "“a” stands twice"),
            ("a: !secret x\n", 1, "Tags"),
            ("a: 1\n---\nb: 2\n", 2, "more than one document"),
            ("a: [1\nb: 2\n", 2, "not YAML"),
            ("a: b: c\n", 1, "not YAML"),
        ] {
            let error = parse(source).unwrap_err();
            assert!(error.message.contains(words), "{source}: {}", error.message);
            assert!(
                error.line >= 1 && error.line.abs_diff(line) <= 1,
                "{source}: {}",
                error.line
            );
        }
    }

    #[test]
    fn a_deep_file_is_refused_and_does_not_overflow() {
        let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
        assert!(parse(&deep).is_err());
        let lines: Vec<String> = (0..200).map(|n| format!("{}a:", " ".repeat(n))).collect();
        let source = lines.join("\n");
        let error = parse(&source).unwrap_err();
        assert!(error.message.contains("deep"), "{}", error.message);
    }

    #[test]
    fn empty_and_huge_files() {
        assert!(matches!(
            parse("").map(|node| node.value),
            Ok(Value::Nothing) | Err(_)
        ));
        assert!(parse(&"a".repeat(LARGEST_FILE + 1)).is_err());
    }
}
