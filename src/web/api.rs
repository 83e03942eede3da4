//! What every API answer shares: entity tags for things that change.

use crate::platform::error::{Error, Refusal, Result};

/// The entity tag of a version.
pub fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

/// Reads `If-Match` as the version the caller saw.
///
/// # Errors
/// A sentence when the header is missing or is no tag of ours.
pub fn if_match(header: Option<&str>) -> Result<i32> {
    let value = header.ok_or_else(|| {
        Error::Malformed(Refusal::new(
            "if_match.missing",
            "Send the `ETag` of the newest version you read as `If-Match`, so that nobody's change is overwritten.",
        ))
    })?;
    value.trim().trim_matches('"').parse().map_err(|_| {
        Error::Malformed(Refusal::new(
            "if_match.malformed",
            "`If-Match` must be the `ETag` this API gave, for example \"3\".",
        ))
    })
}
