//! Text as people typed it, made safe to store and to show.

use super::{Fault, Reading};

/// Longest name that is taken, in characters.
pub const NAME_MAX_CHARACTERS: usize = 300;
/// Longest other text that is taken, in characters.
pub const TEXT_MAX_CHARACTERS: usize = 1_000;

/// A mark that stands for a letter somebody's program could not read.
const REPLACEMENT_CHARACTER: Fault = Fault::new(
    "replacement_character",
    "Holds the mark U+FFFD where a letter was lost before the file was published.",
);
/// Tabs, line breaks or other marks no one sees.
const CONTROL_CHARACTER: Fault = Fault::new(
    "control_character_removed",
    "A line break or another mark no one sees was taken out.",
);
/// What some programs put before a sign so that a spreadsheet does not compute it.
pub const SPREADSHEET_GUARD: Fault = Fault::new(
    "spreadsheet_guard_removed",
    "A tab before a sign, put there to keep spreadsheets from computing it, was taken off.",
);
/// Blanks around it.
const WHITESPACE: Fault = Fault::new("whitespace_trimmed", "Blanks around it were taken off.");
/// Too long to be what it says it is.
const TOO_LONG: Fault = Fault::new("text_too_long", "Longer than such a text can be.");

/// Reads a text: without marks no one sees, without blanks around it.
pub fn read(text: &str, max_characters: usize) -> Reading<String> {
    let guarded = text.strip_prefix('\t').unwrap_or(text);
    let guard = guarded.len() < text.len() && guarded.starts_with(['-', '=', '+', '@']);
    let trimmed = guarded.trim();
    let visible: String = trimmed
        .chars()
        .map(|c| {
            if matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .filter(|c| !is_unseen(*c))
        .collect();
    // Taking a mark off may lay blanks bare.
    let tidy = visible.trim();
    if tidy.is_empty() {
        return Reading::blank();
    }
    if tidy.chars().count() > max_characters {
        return Reading::rejected(TOO_LONG);
    }
    let value = tidy.to_owned();
    if value.contains('\u{FFFD}') {
        Reading::noted(value, REPLACEMENT_CHARACTER)
    } else if guard {
        Reading::repaired(value, SPREADSHEET_GUARD)
    } else if value != trimmed {
        Reading::repaired(value, CONTROL_CHARACTER)
    } else if value != text {
        Reading::repaired(value, WHITESPACE)
    } else {
        Reading::clean(value)
    }
}

/// Characters that nobody can see, or that turn the letters around them.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Not an address of a page.
const LINK_MALFORMED: Fault = Fault::new(
    "link_malformed",
    "Not the address of one web page (https://…).",
);
/// Blanks or unseen marks inside, which an address may not have.
const LINK_ESCAPED: Fault = Fault::new(
    "link_tidied",
    "Blanks in the address were written as %20, its beginning in small letters, and marks no one \
     sees were taken out.",
);
/// Several addresses in one field.
const LINK_FIRST: Fault = Fault::new(
    "link_first_of_several",
    "More than one line; the first web address was taken.",
);

/// Reads the address of a web page; what it gives begins with `http://` or `https://` and holds no blanks.
pub fn read_link(text: &str) -> Reading<String> {
    let visible: String = text
        .chars()
        .filter(|c| c.is_ascii() || !is_unseen(*c))
        .collect();
    let unseen = visible.len() < text.len();
    let trimmed = visible.trim();
    if trimmed.is_empty() {
        return Reading::blank();
    }
    let mut lines = trimmed
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let Some(first) = lines.next() else {
        return Reading::blank();
    };
    let several = lines.next().is_some();
    if first.len() > TEXT_MAX_CHARACTERS || first.contains(' ') && !names_a_file(first) {
        return Reading::rejected(LINK_MALFORMED);
    }
    let Ok(url) = url::Url::parse(first) else {
        return Reading::rejected(LINK_MALFORMED);
    };
    let web = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| host.contains('.'))
        && url.username().is_empty()
        && url.password().is_none();
    if !web {
        return Reading::rejected(LINK_MALFORMED);
    }
    let plain = first.bytes().all(|b| b.is_ascii_graphic() || !b.is_ascii())
        && (first.starts_with("http://") || first.starts_with("https://"));
    if plain && !several && first == text {
        Reading::clean(first.to_owned())
    } else if several {
        Reading::repaired(
            if plain { first.to_owned() } else { url.into() },
            LINK_FIRST,
        )
    } else if plain {
        let fault = if unseen { LINK_ESCAPED } else { WHITESPACE };
        Reading::repaired(first.to_owned(), fault)
    } else {
        Reading::repaired(url.into(), LINK_ESCAPED)
    }
}

/// Whether an address ends in the name of a file: only there are blanks no sign of more words.
fn names_a_file(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    address.matches("://").count() == 1
        && path.rsplit_once('.').is_some_and(|(_, ending)| {
            (2..=5).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(reading: &Reading<String>) -> (Option<&str>, Option<&'static str>) {
        (
            reading.value.as_deref(),
            reading.fault.map(|(_, fault)| fault.code),
        )
    }

    #[test]
    fn text_is_trimmed_and_seen() {
        assert_eq!(code(&read("Caffi Bòrd", 20)), (Some("Caffi Bòrd"), None));
        assert_eq!(
            code(&read(" x ", 20)),
            (Some("x"), Some("whitespace_trimmed"))
        );
        assert_eq!(code(&read(" \n ", 20)), (None, None));
        assert_eq!(
            code(&read("\t- Invented Lane", 20)),
            (Some("- Invented Lane"), Some("spreadsheet_guard_removed"))
        );
        assert_eq!(
            code(&read("one\ntwo\0", 20)),
            (Some("one two"), Some("control_character_removed"))
        );
        assert_eq!(
            code(&read("Zoë\u{202E}evil\u{200B}", 20)),
            (Some("Zoëevil"), Some("control_character_removed"))
        );
        assert_eq!(code(&read("\u{FEFF}\u{200B}", 20)), (None, None));
        assert_eq!(
            code(&read("Campus\u{FFFD}", 20)),
            (Some("Campus\u{FFFD}"), Some("replacement_character"))
        );
        assert_eq!(code(&read("123456", 5)), (None, Some("text_too_long")));
    }

    #[test]
    fn links_are_of_the_web() {
        let good = "https://example.org/a?b=c";
        assert_eq!(code(&read_link(good)), (Some(good), None));
        assert_eq!(
            code(&read_link("HTTP://WWW.EXAMPLE.ORG")),
            (Some("http://www.example.org/"), Some("link_tidied"))
        );
        assert_eq!(
            code(&read_link("https://example.org/a report.pdf")),
            (
                Some("https://example.org/a%20report.pdf"),
                Some("link_tidied")
            )
        );
        assert_eq!(
            code(&read_link(
                "https://example.org/a\r\n\r\nhttps://example.org/b"
            )),
            (Some("https://example.org/a"), Some("link_first_of_several"))
        );
        assert_eq!(
            code(&read_link("https://example.org/a\u{200B}")),
            (Some("https://example.org/a"), Some("link_tidied"))
        );
        for bad in [
            "javascript:alert(1)",
            "https://the first nursery.example",
            "mailto:someone@example.org",
            "see our website",
            "https://user:secret@example.org/",
            "https://example.org/a and https://example.org/b",
            "https://example.org/gap Gap report of Example",
            "https://example.org/gap.pdf - pages 3-8",
        ] {
            assert_eq!(
                code(&read_link(bad)),
                (None, Some("link_malformed")),
                "{bad}"
            );
        }
        assert_eq!(read_link("  "), Reading::blank());
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(text in any::<String>()) {
            if let Some(value) = read(&text, 50).value {
                prop_assert!(!value.chars().any(is_unseen));
                prop_assert_eq!(read(&value, 50).value, Some(value));
            }
        }

        #[test]
        fn a_link_read_is_a_link_again(text in "(https?://[a-z]{1,5}\\.org[ -~]{0,20}|[ -~]{0,30})") {
            if let Some(link) = read_link(&text).value {
                prop_assert!(link.starts_with("http"));
                prop_assert!(!link.contains(' '));
                prop_assert_eq!(read_link(&link), Reading::clean(link));
            }
        }
    }
}
