//! Names of files as they may be shown: one line, no path, nothing that reads backwards.

/// Longest name shown, in characters.
const NAME_MAX_CHARACTERS: usize = 120;

/// What is before and after the last dot; the ending in lower case, without its dot.
fn split(name: &str) -> (&str, String) {
    match name.rsplit_once('.') {
        Some((stem, ending))
            if (1..=8).contains(&ending.len())
                && ending.chars().all(|c| c.is_ascii_alphanumeric()) =>
        {
            (stem, ending.to_ascii_lowercase())
        }
        _ => (name, String::new()),
    }
}

/// The ending of a name, in lower case, without its dot.
pub(super) fn extension(name: &str) -> String {
    split(name).1
}

/// Characters that change how others read, or that nobody can see.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A file's name as it may be shown and stored.
pub fn display_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .map(|c| {
            if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') {
                '_'
            } else {
                c
            }
        })
        .collect();
    let tidy = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    let tidy = tidy.trim_matches(['.', ' ']);
    let (stem, ending) = split(tidy);
    let stem = stem.trim_end_matches(['.', ' ']);
    let room = NAME_MAX_CHARACTERS.saturating_sub(ending.chars().count() + 1);
    let cut: String = stem.chars().take(room).collect();
    let mut short = cut.trim_end_matches(['.', ' ']).to_owned();
    if short.is_empty() {
        "file".clone_into(&mut short);
    }
    if ending.is_empty() {
        short
    } else {
        format!("{short}.{ending}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_keeps_what_people_gave_it() {
        for (given, shown) in [
            ("Pay policy 2026.pdf", "Pay policy 2026.pdf"),
            ("C:\\Users\\amira\\Cyflog – gŵyl.PDF", "Cyflog – gŵyl.pdf"),
            ("../../etc/passwd", "passwd"),
            ("scan\u{202e}fdp.exe", "scanfdp.exe"),
            ("line\r\nbreak.txt", "line break.txt"),
            (".pdf", "pdf"),
            ("...", "file"),
            ("", "file"),
            ("archive.tar.gz", "archive.tar.gz"),
            ("no ending", "no ending"),
        ] {
            assert_eq!(display_name(given), shown, "{given:?}");
        }
    }

    proptest! {
        #[test]
        fn no_name_leads_anywhere_or_hides_anything(name in any::<String>()) {
            let shown = display_name(&name);
            prop_assert!(!shown.is_empty());
            prop_assert!(shown.chars().count() <= NAME_MAX_CHARACTERS);
            prop_assert!(!shown.contains(['/', '\\', '"', '\r', '\n']));
            prop_assert!(!shown.chars().any(is_invisible));
            prop_assert!(!shown.starts_with('.'));
            if name.chars().count() <= NAME_MAX_CHARACTERS {
                prop_assert_eq!(display_name(&shown), shown);
            }
        }

        #[test]
        fn a_long_name_keeps_its_ending(stem in "[a-zé]{100,300}") {
            let shown = display_name(&format!("{stem}.docx"));
            prop_assert_eq!(shown.rsplit('.').next(), Some("docx"));
        }
    }
}
