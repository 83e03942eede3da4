//! The register as files: CSV, JSON, one JSON object a line. Only
//! [`super::rules::PublicEntry`] is written.

use std::io::Write;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::reading::Reading;
use super::rules::{Asked, COLUMNS};
use crate::platform::calendar::london_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::platform::table::spreadsheet_safe;

/// The licence of the files.
pub const LICENCE: &str =
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/";

/// For whom a CSV is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A program: cells as they are.
    Program,
    /// A spreadsheet: no cell is taken for a formula.
    Spreadsheet,
}

/// Writes the register of a day (today when none is named) as CSV; how many entries it holds.
///
/// # Errors
/// When the database or the writer refuses.
pub async fn csv(ctx: &Context, on: Option<NaiveDate>, writer: &mut impl Write) -> Result<u64> {
    write_csv(ctx, &of_day(on), Reader::Program, writer).await
}

/// The same as one JSON document.
///
/// # Errors
/// When the database or the writer refuses.
pub async fn json(ctx: &Context, on: Option<NaiveDate>, writer: &mut impl Write) -> Result<u64> {
    write_json(ctx, &of_day(on), writer).await
}

/// The same with one JSON object a line.
///
/// # Errors
/// When the database or the writer refuses.
pub async fn ndjson(ctx: &Context, on: Option<NaiveDate>, writer: &mut impl Write) -> Result<u64> {
    let mut written = 0;
    let reading = Reading::open(ctx, &of_day(on)).await?;
    reading
        .each(ctx, |entry| {
            serde_json::to_writer(&mut *writer, &entry)?;
            writer.write_all(b"\n")?;
            written += 1;
            Ok(())
        })
        .await?;
    Ok(written)
}

fn of_day(on: Option<NaiveDate>) -> Asked {
    Asked {
        on,
        ..Asked::default()
    }
}

/// RFC 4180: a header, lines that end in CRLF, UTF-8.
pub(super) async fn write_csv(
    ctx: &Context,
    asked: &Asked,
    reader: Reader,
    writer: &mut impl Write,
) -> Result<u64> {
    let mut written = 0;
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(writer);
    table
        .write_record(COLUMNS.iter().map(|column| column.name))
        .map_err(Error::internal)?;
    let reading = Reading::open(ctx, asked).await?;
    reading
        .each(ctx, |entry| {
            let cells = entry.cells();
            let done = match reader {
                Reader::Program => table.write_record(&cells),
                Reader::Spreadsheet => {
                    table.write_record(cells.map(|cell| spreadsheet_safe(&cell)))
                }
            };
            done.map_err(Error::internal)?;
            written += 1;
            Ok(())
        })
        .await?;
    table.flush()?;
    Ok(written)
}

/// `{"on": …, "licence": …, "entries": […]}`, written as it is read.
pub(super) async fn write_json(
    ctx: &Context,
    asked: &Asked,
    writer: &mut impl Write,
) -> Result<u64> {
    let mut written: u64 = 0;
    let reading = Reading::open(ctx, asked).await?;
    let on = asked.on.unwrap_or_else(|| london_date(reading.at));
    write!(
        writer,
        "{{\"on\":\"{on}\",\"licence\":\"{LICENCE}\",\"entries\":["
    )?;
    reading
        .each(ctx, |entry| {
            writer.write_all(if written == 0 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *writer, &entry)?;
            written += 1;
            Ok(())
        })
        .await?;
    writer.write_all(b"\n]}\n")?;
    Ok(written)
}

/// What the columns of the CSV mean (CSV on the Web).
pub(super) fn metadata(base: &str) -> Value {
    let required = |name: &str| {
        !matches!(
            name,
            "reason" | "council" | "sector" | "sector_name" | "size_band"
        )
    };
    let columns: Vec<Value> = COLUMNS
        .iter()
        .map(|column| {
            json!({
                "name": column.name,
                "titles": column.name,
                "dc:title": column.title,
                "dc:description": column.description,
                "datatype": column.datatype,
                "required": required(column.name),
            })
        })
        .collect();
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
        "url": format!("{}/register.csv", base.trim_end_matches('/')),
        "dc:title": "Register of accredited employers",
        "dc:description": "Who is accredited under a good-employment charter, at which tier, since when and until when, and where each accreditation stands.",
        "dc:license": { "@id": LICENCE },
        "dialect": { "header": true, "encoding": "utf-8", "lineTerminators": ["\r\n"] },
        "tableSchema": {
            "columns": columns,
            "primaryKey": "entry",
            "aboutUrl": format!("{}/register/{{entry}}", base.trim_end_matches('/')),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::rules::PublicEntry;

    fn sample() -> PublicEntry {
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        PublicEntry {
            entry: "a-2222".into(),
            url: "https://x.example/register/a-2222".into(),
            employer: "A \"quoted\", Ltd".into(),
            status: "active",
            status_since: day,
            reason: String::new(),
            tier: "member".into(),
            tier_name: "Member".into(),
            tier_rank: 2,
            authority: "exampleshire".into(),
            authority_name: "Exampleshire".into(),
            scheme: "charter".into(),
            scheme_name: "Charter".into(),
            council: "Salford".into(),
            sector: "C".into(),
            sector_name: "Manufacturing".into(),
            size_band: "small".into(),
            awarded_on: day,
            since: day,
            until: day,
        }
    }

    #[test]
    fn csv_and_json_say_the_same_under_the_same_names() {
        let entry = sample();
        let value = serde_json::to_value(&entry).unwrap();
        let object = value.as_object().unwrap();
        assert_eq!(object.len(), COLUMNS.len());
        for (column, cell) in COLUMNS.iter().zip(entry.cells()) {
            let said = match &object[column.name] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(said, cell, "{}", column.name);
        }
    }

    #[test]
    fn only_what_is_listed_is_public() {
        let names: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
        assert_eq!(
            names,
            [
                "entry",
                "url",
                "employer",
                "status",
                "status_since",
                "reason",
                "tier",
                "tier_name",
                "tier_rank",
                "authority",
                "authority_name",
                "scheme",
                "scheme_name",
                "council",
                "sector",
                "sector_name",
                "size_band",
                "awarded_on",
                "since",
                "until"
            ]
        );
    }
}
