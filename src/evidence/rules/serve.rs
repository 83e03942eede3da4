//! How a file is handed back: as something to save, in a sandbox that runs nothing.

use std::fmt::Write as _;

use super::{FileKind, StoredFile};

/// Nothing runs, nothing is fetched, nothing is framed, whatever the file holds.
const POLICY: &str =
    "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// How a reader wants to see a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Saved to the reader's machine.
    Download,
    /// In the page's viewer, where the kind allows it; for assessors.
    Inline,
}

impl FileKind {
    /// Whether a browser can show it in a sandbox: pictures and words. A PDF needs the browser's
    /// own viewer, which a sandbox forbids, so it is always saved.
    pub const fn may_be_inline(self) -> bool {
        match self {
            Self::Png | Self::Jpeg | Self::Csv | Self::Txt => true,
            Self::Pdf | Self::Docx | Self::Xlsx | Self::Pptx | Self::Odt | Self::Ods => false,
        }
    }
}

/// The headers a file is served with.
pub fn headers(file: &StoredFile, shown: Shown) -> [(&'static str, String); 5] {
    let inline = shown == Shown::Inline && file.kind.may_be_inline();
    let media_type = match file.kind {
        // Shown as plain words; `text/csv` makes browsers save it.
        FileKind::Csv if inline => "text/plain; charset=utf-8".to_owned(),
        FileKind::Csv | FileKind::Txt => format!("{}; charset=utf-8", file.kind.media_type()),
        _ => file.kind.media_type().to_owned(),
    };
    [
        ("content-type", media_type),
        (
            "content-disposition",
            content_disposition(&file.name, inline),
        ),
        ("content-security-policy", POLICY.to_owned()),
        ("x-content-type-options", "nosniff".to_owned()),
        ("cache-control", "private, no-store".to_owned()),
    ]
}

/// `Content-Disposition` after RFC 6266: a plain name for old readers, the true one for others.
pub fn content_disposition(name: &str, inline: bool) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            ' ' | '.' | '-' | '_' | '(' | ')' | ',' => c,
            c if c.is_ascii_alphanumeric() => c,
            _ => '_',
        })
        .collect();
    let mut exact = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            exact.push(char::from(byte));
        } else {
            let _ = write!(exact, "%{byte:02X}");
        }
    }
    let kind = if inline { "inline" } else { "attachment" };
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(kind: FileKind) -> StoredFile {
        StoredFile {
            name: "Cyflog gŵyl.pdf".to_owned(),
            kind,
            size_bytes: 1,
            sha256: "00".to_owned(),
            storage_key: "k".to_owned(),
        }
    }

    #[test]
    fn a_name_survives_in_both_forms() {
        assert_eq!(
            content_disposition("Cyflog gŵyl.pdf", false),
            "attachment; filename=\"Cyflog g_yl.pdf\"; filename*=UTF-8''Cyflog%20g%C5%B5yl.pdf"
        );
    }

    #[test]
    fn only_pictures_and_words_are_ever_shown_in_place() {
        for kind in FileKind::ALL {
            let said = headers(&file(kind), Shown::Inline);
            let disposition = &said
                .iter()
                .find(|(n, _)| *n == "content-disposition")
                .unwrap()
                .1;
            assert_eq!(
                disposition.starts_with("inline"),
                matches!(
                    kind,
                    FileKind::Png | FileKind::Jpeg | FileKind::Csv | FileKind::Txt
                ),
                "{kind:?}"
            );
            let download = headers(&file(kind), Shown::Download);
            assert!(download.iter().any(|(_, v)| v.starts_with("attachment")));
            assert!(
                download
                    .iter()
                    .any(|(_, v)| v.contains("sandbox; default-src 'none'"))
            );
        }
    }

    proptest! {
        #[test]
        fn no_name_breaks_out_of_the_header(name in any::<String>()) {
            let header = content_disposition(&name, false);
            prop_assert!(header.is_ascii() && !header.contains(['\r', '\n', '\\']));
            prop_assert_eq!(header.matches('"').count(), 2);
        }
    }
}
