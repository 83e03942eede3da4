//! Is a file what its name says, and safe to hand to an assessor? By its ending and by what is in it.

mod archive;

use std::io::Cursor;

use image::{ImageFormat, ImageReader};

use super::kind::FileKind;
use super::name::{display_name, extension};
use super::size_words;
use crate::platform::config::EVIDENCE_FILE_MAX_BYTES;

/// Most pixels of an image (40 megapixels): more only costs whoever opens it.
const PIXELS_MAX: u64 = 40_000_000;
/// Where a PDF must have ended, counted from its last byte.
const PDF_TAIL_BYTES: usize = 4096;

/// A file that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What it was found to be.
    pub kind: FileKind,
    /// Its name, safe to show.
    pub name: String,
}

/// What is said of a file over the limit.
pub fn too_large(name: &str, size_bytes: u64) -> String {
    let limit = u64::try_from(EVIDENCE_FILE_MAX_BYTES).unwrap_or(u64::MAX);
    format!(
        "“{}” is {}. Choose a file of {} or less, or add a link to it instead.",
        display_name(name),
        size_words(size_bytes),
        size_words(limit)
    )
}

/// Checks a file by its ending and by what is in it.
///
/// # Errors
/// A sentence that says which file to choose instead.
pub fn check_file(name: &str, bytes: &[u8]) -> Result<Checked, String> {
    let shown = display_name(name);
    if bytes.is_empty() {
        return Err(format!(
            "“{shown}” is empty. Choose a file with something in it."
        ));
    }
    if bytes.len() > EVIDENCE_FILE_MAX_BYTES {
        return Err(too_large(
            name,
            u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        ));
    }
    let ending = extension(&shown);
    let Some(kind) = FileKind::of_extension(&ending) else {
        return Err(not_taken(&shown, &ending));
    };
    look_inside(kind, bytes).map_err(|found| match found {
        Found::SomethingElse => format!(
            "“{shown}” is not a {} inside, or it is damaged. Open it, save it again as {}, and choose the new file.",
            kind.words(),
            kind.words()
        ),
        Found::Unsafe(what) => format!("“{shown}” {what}"),
    })?;
    Ok(Checked { kind, name: shown })
}

/// Why a file is not taken.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    /// It is not what its name says.
    SomethingElse,
    /// It is, but holds what it should not.
    Unsafe(&'static str),
}

fn not_taken(shown: &str, ending: &str) -> String {
    let advice = match ending {
        "doc" | "dot" | "rtf" | "pages" => {
            "Open it, save it as .docx or PDF, and choose that file."
        }
        "xls" | "numbers" => "Open it, save it as .xlsx or PDF, and choose that file.",
        "ppt" | "pps" | "key" => "Open it, save it as .pptx or PDF, and choose that file.",
        "docm" | "xlsm" | "pptm" => {
            "It may hold macros. Save it as .docx, .xlsx, .pptx or PDF, and choose that file."
        }
        "heic" | "heif" | "webp" | "gif" | "tif" | "tiff" | "bmp" | "svg" => {
            "Save the picture as JPEG or PNG, and choose that file."
        }
        "zip" | "7z" | "rar" => "Take the files out of the archive and add them one by one.",
        _ => {
            "Choose a PDF, Word, Excel, PowerPoint or OpenDocument file, a PNG or JPEG image, or a CSV or text file."
        }
    };
    format!("“{shown}” is a kind of file that cannot be taken. {advice}")
}

fn look_inside(kind: FileKind, bytes: &[u8]) -> Result<(), Found> {
    match kind {
        FileKind::Pdf => pdf(bytes),
        FileKind::Docx => archive::office(bytes, "word/document"),
        FileKind::Xlsx => archive::office(bytes, "xl/workbook"),
        FileKind::Pptx => archive::office(bytes, "ppt/presentation"),
        FileKind::Odt | FileKind::Ods => archive::open_document(bytes, kind.media_type()),
        FileKind::Png => picture(bytes, ImageFormat::Png),
        FileKind::Jpeg => picture(bytes, ImageFormat::Jpeg),
        FileKind::Csv | FileKind::Txt => text(bytes),
    }
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

fn pdf(bytes: &[u8]) -> Result<(), Found> {
    let tail = bytes
        .get(bytes.len().saturating_sub(PDF_TAIL_BYTES)..)
        .unwrap_or_default();
    if !bytes.starts_with(b"%PDF-") || !contains(tail, b"%%EOF") {
        return Err(Found::SomethingElse);
    }
    for active in [&b"/JavaScript"[..], b"/Launch", b"/EmbeddedFile"] {
        if contains(bytes, active) {
            return Err(Found::Unsafe(
                "holds scripts or other files. Print it to PDF again, which leaves them out, and choose the new file.",
            ));
        }
    }
    Ok(())
}

fn picture(bytes: &[u8], format: ImageFormat) -> Result<(), Found> {
    let (width, height) = ImageReader::with_format(Cursor::new(bytes), format)
        .into_dimensions()
        .map_err(|_| Found::SomethingElse)?;
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(Found::Unsafe(
            "has more than 40 million pixels. Save it smaller and choose the new file.",
        ));
    }
    Ok(())
}

/// Words in UTF-8, or in the one-byte code that spreadsheets on Windows save: no control characters.
fn text(bytes: &[u8]) -> Result<(), Found> {
    let control = |byte: &u8| *byte < 0x20 && !matches!(*byte, b'\t' | b'\n' | b'\r' | 0x0c);
    if bytes.iter().any(|byte| control(byte) || *byte == 0x7f) {
        return Err(Found::SomethingElse);
    }
    let start: Vec<u8> = bytes
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .take(9)
        .map(u8::to_ascii_lowercase)
        .collect();
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    let markup: [&[u8]; 7] = [
        b"<!doct", b"<html", b"<svg", b"<?xml", b"<script", b"%pdf-", b"{\\rtf",
    ];
    if markup.iter().any(|opening| start.starts_with(opening)) {
        return Err(Found::SomethingElse);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
