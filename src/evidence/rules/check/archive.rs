//! Office and OpenDocument files: archives with known parts. Nothing is ever unpacked here.

use std::io::Cursor;

use zip::ZipArchive;

use super::Found;

/// Parts of an archive, at most.
const PARTS_MAX: usize = 2000;
/// What its parts may come to once unpacked, in bytes (200 MiB).
const UNPACKED_MAX_BYTES: u64 = 200 * 1024 * 1024;
/// Below this, how well it is packed does not matter, in bytes (10 MiB).
const SMALL_BYTES: u64 = 10 * 1024 * 1024;
/// How many times larger than the file its parts may be.
const RATIO_MAX: u64 = 100;
/// Begins each entry of an archive's directory.
const ENTRY: &[u8] = b"PK\x01\x02";

const BOMB: Found = Found::Unsafe(
    "would be far larger once opened than a document is. Save it as PDF and choose that file.",
);

/// Word, Excel or PowerPoint, by the name of the main part.
pub(super) fn office(bytes: &[u8], main: &str) -> Result<(), Found> {
    let parts = parts(bytes)?;
    let has_main = parts.iter().any(|part| {
        part.strip_prefix(main)
            .and_then(|rest| rest.strip_suffix(".xml"))
            .is_some_and(|rest| !rest.contains('/'))
    });
    if !has_main || !parts.iter().any(|part| part == "[Content_Types].xml") {
        return Err(Found::SomethingElse);
    }
    for part in &parts {
        let part = part.to_ascii_lowercase();
        if part.contains("vbaproject") || part.contains("/activex/") {
            return Err(Found::Unsafe(
                "holds macros. Save it without them, or as PDF, and choose the new file.",
            ));
        }
        if part.contains("oleobject") {
            return Err(Found::Unsafe(
                "has another program's file inside it. Save it as PDF and choose that file.",
            ));
        }
        if part.contains("externallink") {
            return Err(Found::Unsafe(
                "takes figures from another workbook. Break the links (Data, Edit links), or save it as PDF, and choose the new file.",
            ));
        }
    }
    Ok(())
}

/// OpenDocument: its media type comes first, unpacked, in the file itself.
pub(super) fn open_document(bytes: &[u8], media_type: &str) -> Result<(), Found> {
    let declared = bytes
        .get(30..)
        .and_then(|rest| rest.strip_prefix(b"mimetype"));
    if !declared.is_some_and(|rest| rest.starts_with(media_type.as_bytes())) {
        return Err(Found::SomethingElse);
    }
    let parts = parts(bytes)?;
    if !parts.iter().any(|part| part == "content.xml") {
        return Err(Found::SomethingElse);
    }
    if parts
        .iter()
        .any(|part| part.starts_with("Basic/") || part.starts_with("Scripts/"))
    {
        return Err(Found::Unsafe(
            "holds macros. Save it without them, or as PDF, and choose the new file.",
        ));
    }
    Ok(())
}

/// Names of the parts, after the limits.
fn parts(bytes: &[u8]) -> Result<Vec<String>, Found> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(Found::SomethingElse);
    }
    // Counted before the directory is read, so that a directory of a million entries is not.
    if bytes
        .windows(ENTRY.len())
        .filter(|window| *window == ENTRY)
        .count()
        > PARTS_MAX
    {
        return Err(BOMB);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Found::SomethingElse)?;
    let (mut names, mut unpacked) = (Vec::new(), 0_u64);
    for index in 0..archive.len() {
        let part = archive
            .by_index_raw(index)
            .map_err(|_| Found::SomethingElse)?;
        let name = part
            .name()
            .map_err(|_| Found::SomethingElse)?
            .replace('\\', "/");
        if part.encrypted() {
            return Err(Found::Unsafe(
                "is protected with a password. Save it without one and choose the new file.",
            ));
        }
        if part.is_symlink() || name.starts_with('/') || name.split('/').any(|step| step == "..") {
            return Err(Found::SomethingElse);
        }
        unpacked = unpacked.saturating_add(part.size());
        names.push(name);
    }
    let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if unpacked > UNPACKED_MAX_BYTES
        || (unpacked > SMALL_BYTES && unpacked / packed.max(1) > RATIO_MAX)
    {
        return Err(BOMB);
    }
    Ok(names)
}
