//! What can be done to the directory: a file of the gender pay gap service is imported.
//!
//! The file is read twice, each time as a stream: once to see that it is whole and which year it
//! is of, once to compare it with what is stored, batch by batch, in one transaction. What stays
//! in memory is a batch and, for every row, which employer it was about (a few bytes), so that
//! repeated rows and removed employers are told.

mod import;

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::identity::directory::rules::dates::{self, ReportingYear};
use crate::identity::directory::rules::filing;
use crate::identity::directory::rules::import::{ImportReport, Recency};
use crate::identity::directory::rules::schema::{Column, Schema};
use crate::platform::audit::{self, Actor, Event};
use crate::platform::context::Context;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::table::{Phase, Progress, Row, TableReader, Watch, in_file};

/// Rows between two looks at whether the import should end.
const BATCH_ROWS: usize = 500;

/// Imports a file of employers: all of it, or nothing.
///
/// # Errors
/// A sentence when the file is not of this service, stops in the middle of a row, or cannot be
/// read; `import.cancelled` when the watcher ended it. The database is then as before.
pub async fn import_employers(
    ctx: &Context,
    path: &Path,
    recency: Recency,
    watch: &mut dyn Watch,
) -> Result<ImportReport> {
    let whole = check(path, watch)?;
    let tx = ctx.begin().await?;
    let outcome = import::run(ctx, &tx, path, &whole, recency, watch).await;
    let report = match outcome {
        Ok(report) => report,
        Err(error) => {
            tx.rollback().await?;
            return Err(error);
        }
    };
    audit::record(
        ctx,
        &tx,
        Event {
            authority: None,
            actor: Actor::system(),
            action: "directory.import",
            object_kind: "directory_import",
            object_id: report.import_id.to_string(),
            detail: serde_json::json!({
                "file": file_name(path),
                "reporting_year": report.year.to_string(),
                "summary": report.to_string(),
            }),
            before: None,
            after: None,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(report)
}

/// What the first reading of a file tells.
#[derive(Clone, Debug)]
struct WholeFile {
    bytes: u64,
    year: ReportingYear,
    latest_submission: Option<DateTime<Utc>>,
}

/// Opens a file.
fn open(path: &Path) -> Result<(TableReader<File>, u64)> {
    let unreadable = |source: std::io::Error| {
        Error::Malformed(Refusal::new(
            "file.unreadable",
            format!("{} cannot be read: {source}.", path.display()),
        ))
    };
    let file = File::open(path).map_err(unreadable)?;
    let facts = file.metadata().map_err(unreadable)?;
    if facts.is_dir() {
        return Err(Error::Malformed(Refusal::new(
            "file.unreadable",
            format!("{} is a folder. Name a file in it.", path.display()),
        )));
    }
    let reader = TableReader::open(file).map_err(|error| in_file(path, error))?;
    Ok((reader, facts.len()))
}

/// Reads a file from end to end and stores nothing: a file that is not whole is refused here.
fn check(path: &Path, watch: &mut dyn Watch) -> Result<WholeFile> {
    let (mut reader, bytes) = open(path)?;
    let schema = Schema::recognise(reader.header()).map_err(|error| in_file(path, error))?;
    let mut rows = 0;
    let mut years: HashMap<ReportingYear, (u64, Option<DateTime<Utc>>)> = HashMap::new();
    let mut form = None;
    while let Some(row) = reader.next_row().map_err(|error| in_file(path, error))? {
        rows += 1;
        if filing::looks_cut(&schema, &row, form) {
            return Err(Error::Malformed(Refusal::new(
                "file.stops_mid_row",
                format!(
                    "{}: The file stops in the middle of a row: the last field on line {} is cut \
                     short. Nothing was imported. Download the file again.",
                    path.display(),
                    row.line
                ),
            )));
        }
        let moment = |column| moment(&schema, &row, column);
        let submitted = moment(Column::DateSubmitted);
        form = submitted.map(|(_, form)| form).or(form);
        if let Some((due, _)) = moment(Column::DueDate) {
            let year = years
                .entry(ReportingYear::due_on(due.date()))
                .or_insert((0, None));
            year.0 += 1;
            year.1 = year
                .1
                .max(submitted.map(|(at, _)| dates::london_instant(at)));
        }
        if rows % u64::try_from(BATCH_ROWS).unwrap_or(1) == 0 {
            stop_if_asked(watch)?;
            watch.progress(Progress {
                phase: Phase::Checking,
                bytes: reader.bytes_read(),
                bytes_total: bytes,
                rows,
            });
        }
    }
    let main = years
        .into_iter()
        .max_by_key(|(year, (count, _))| (*count, *year));
    let Some((year, (_, latest_submission))) = main else {
        return Err(Error::Malformed(Refusal::new(
            "import.no_rows",
            format!(
                "{}: The file has no row with a readable DueDate, so there is nothing to import.",
                path.display()
            ),
        )));
    };
    Ok(WholeFile {
        bytes,
        year,
        latest_submission,
    })
}

fn moment(
    schema: &Schema,
    row: &Row,
    column: Column,
) -> Option<(chrono::NaiveDateTime, dates::Form)> {
    dates::read(row.get(schema.place(column)?))
}

fn stop_if_asked(watch: &dyn Watch) -> Result<()> {
    if watch.cancelled() {
        return Err(Error::refused(
            "import.cancelled",
            "The import was interrupted. The database is as it was before.",
        ));
    }
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
