//! Links: shown to an assessor, never fetched by us.

use url::Url;

/// Longest address, in characters.
pub const LINK_MAX_CHARACTERS: usize = 2000;

/// Reads an address.
///
/// # Errors
/// A sentence that says what to enter.
pub fn parse_link(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("Enter the web address of the page or document".to_owned());
    }
    if text.chars().count() > LINK_MAX_CHARACTERS {
        return Err(format!(
            "The web address must be {LINK_MAX_CHARACTERS} characters or fewer"
        ));
    }
    let wanted =
        "Enter a web address that starts with https://, like https://www.example.org/policy";
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(wanted.to_owned());
    }
    let url = Url::parse(text).map_err(|_| wanted.to_owned())?;
    let host = url.host_str().unwrap_or_default();
    if !matches!(url.scheme(), "http" | "https") || !host.contains('.') {
        return Err(wanted.to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Take the user name and password out of the web address".to_owned());
    }
    let url = url.to_string();
    if url.chars().count() > LINK_MAX_CHARACTERS {
        return Err(format!(
            "The web address must be {LINK_MAX_CHARACTERS} characters or fewer"
        ));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_web_addresses_are_taken() {
        assert_eq!(
            parse_link("  https://www.example.org/Cyflog–2026.pdf "),
            Ok("https://www.example.org/Cyflog%E2%80%932026.pdf".to_owned())
        );
        assert_eq!(
            parse_link("HTTP://Example.org"),
            Ok("http://example.org/".to_owned())
        );
        for wrong in [
            "",
            "www.example.org",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "ftp://example.org",
            "https://",
            "https://intranet",
            "https://user:secret@example.org/",
            "https://example.org/a b",
            "https://example.org/\nX",
            &format!("https://example.org/{}", "x".repeat(2000)),
            &format!("https://example.org/{}", "é".repeat(1900)),
        ] {
            assert!(parse_link(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_is_plain(text in any::<String>()) {
            if let Ok(url) = parse_link(&text) {
                prop_assert!(url.starts_with("http://") || url.starts_with("https://"));
                prop_assert!(url.is_ascii() && !url.contains(['"', '<', '>', ' ', '\n']));
            }
        }
    }
}
