//! What a piece of evidence is, which files and links are taken, and how a file is handed back.

mod check;
mod kind;
mod link;
mod name;
mod picture;
mod serve;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AssessmentId, EvidenceItemId, OrganisationId, PersonId};

use crate::platform::calendar::long_instant;

pub use check::{Checked, check_file, too_large};
pub use kind::{ACCEPT, FileKind};
pub use link::{LINK_MAX_CHARACTERS, parse_link};
pub use name::display_name;
pub use picture::without_notes;
pub use serve::{Shown, content_disposition, headers};

/// Items offered for one answer, at most.
pub const ITEMS_PER_ANSWER_MAX: usize = 20;
/// Longest title an employer may give an item, in characters.
pub const TITLE_MAX_CHARACTERS: usize = 200;

/// A file or a link offered for one answer. Confidential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Which item.
    pub id: EvidenceItemId,
    /// Whose.
    pub organisation_id: OrganisationId,
    /// Offered in which assessment.
    pub assessment_id: AssessmentId,
    /// For which criterion.
    pub criterion: String,
    /// What it is, in the employer's words; the file's name or the address when none were given.
    pub title: String,
    /// The file or the link.
    pub content: Content,
    /// Date of the document, if given.
    pub document_on: Option<NaiveDate>,
    /// Who added it.
    pub added_by: PersonId,
    /// When.
    pub added_at: DateTime<Utc>,
    /// When it was taken back.
    pub removed_at: Option<DateTime<Utc>>,
}

/// A file as it was offered.
#[derive(Clone, Debug)]
pub struct OfferedFile {
    /// Its name on the sender's machine.
    pub name: String,
    /// Its bytes; none when it was over the limit and not kept.
    pub content: Option<Bytes>,
    /// How large it is, in bytes.
    pub size: usize,
}

/// What an item holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A file we keep.
    File(StoredFile),
    /// An address we only show.
    Link {
        /// `http` or `https`.
        url: String,
    },
}

/// A file we keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Its name, safe to show.
    pub name: String,
    /// What it was found to be.
    pub kind: FileKind,
    /// How large it is.
    pub size_bytes: u64,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Where it is kept.
    pub storage_key: String,
}

impl Item {
    /// The file, when it is one.
    pub fn file(&self) -> Option<&StoredFile> {
        match &self.content {
            Content::File(file) => Some(file),
            Content::Link { .. } => None,
        }
    }

    /// The address, when it is a link.
    pub fn url(&self) -> Option<&str> {
        match &self.content {
            Content::File(_) => None,
            Content::Link { url } => Some(url),
        }
    }

    /// What the person who added it can keep: name, size, digest and when.
    pub fn receipt(&self) -> Receipt {
        let (name, detail) = match &self.content {
            Content::File(file) => (
                file.name.clone(),
                format!(
                    "{}, {}, SHA-256 {}…",
                    file.kind.words(),
                    size_words(file.size_bytes),
                    file.sha256.get(..12).unwrap_or(&file.sha256)
                ),
            ),
            Content::Link { url } => (url.clone(), "link".to_owned()),
        };
        Receipt {
            name,
            detail,
            added: long_instant(self.added_at),
        }
    }
}

/// What the person who added an item can keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Name of the file, or the address.
    pub name: String,
    /// Kind, size and digest of the file.
    pub detail: String,
    /// When it was added, London time.
    pub added: String,
}

/// A size as people say it: `840 bytes`, `12 KB`, `1.4 MB`. Rounded up, so that nothing reads smaller than it is.
pub fn size_words(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * KB;
    if bytes < KB {
        return format!("{bytes} byte{}", if bytes == 1 { "" } else { "s" });
    }
    if bytes <= MB - KB {
        return format!("{} KB", bytes.div_ceil(KB));
    }
    let tenths = bytes.saturating_mul(10).div_ceil(MB);
    match tenths % 10 {
        0 => format!("{} MB", tenths / 10),
        tenth => format!("{}.{tenth} MB", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_never_read_smaller_than_they_are() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (1023, "1023 bytes"),
            (1025, "2 KB"),
            (1024 * 1024, "1 MB"),
            (1024 * 1024 - 1, "1 MB"),
            (20 * 1024 * 1024, "20 MB"),
            (20 * 1024 * 1024 + 1, "20.1 MB"),
            (u64::MAX, "1759218604441.6 MB"),
        ] {
            assert_eq!(size_words(bytes), words, "{bytes}");
        }
    }
}
