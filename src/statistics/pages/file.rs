//! A release as a file.

use poem::Response;
use poem::http::{HeaderMap, StatusCode, header};

use crate::platform::audit::digest;
use crate::platform::error::{Error, Result};
use crate::statistics::rules::{CellKey, Release, Run};

/// Its columns; `[c]` stands for a confidential figure, `[x]` for one that nobody gave.
const COLUMNS: [&str; 8] = [
    "as_of",
    "authority",
    "council_code",
    "council",
    "sector_group",
    "size_band",
    "employers",
    "employees",
];
/// Every cell that adds others up says so.
const ALL: &str = "all";

/// The tables of a release as CSV (RFC 4180): one row a cell, totals before their parts.
pub(super) fn csv(release: &Release, authority: &str) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(Error::internal)?;
    let as_of = release.as_of().to_string();
    for row in release.rows() {
        let [code, council, sector, size] = words(release, row.key);
        let count = row.employers.to_string();
        let people = row.employees.to_string();
        writer
            .write_record([
                as_of.as_str(),
                authority,
                code,
                council,
                sector,
                size,
                &count,
                &people,
            ])
            .map_err(Error::internal)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::internal(error.into_error()))
}

fn words(release: &Release, key: CellKey) -> [&str; 4] {
    [
        key.place.map_or("", |place| release.place_code(place)),
        key.place.map_or(ALL, |place| release.place_name(place)),
        key.sector.map_or(ALL, |sector| sector.as_str()),
        key.size.map_or(ALL, |size| size.as_str()),
    ]
}

/// The file, or only its tag when the reader has it already.
pub(super) fn answer(run: &Run, authority: &str, asked: &HeaderMap) -> Result<Response> {
    let body = csv(&run.release, authority)?;
    let tag = format!("\"{}\"", digest(&body));
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| {
            tags.split(',')
                .any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*")
        });
    let response = Response::builder()
        .header(header::ETAG, tag)
        .header(header::CACHE_CONTROL, "public, max-age=3600")
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    if known {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    Ok(response
        .content_type("text/csv; charset=utf-8; header=present")
        .header(
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"statistics-{}.csv\"", run.slug),
        )
        .header(
            header::LINK,
            "<https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>; rel=\"license\"",
        )
        .body(body))
}
