//! What can be done to the geography: files of places are imported.
//!
//! Every file is read twice as a stream: once to see what it is and that it is whole, once to
//! compare it with what is stored, batch by batch, all files in one transaction.

use std::fs::File;
use std::path::{Path, PathBuf};

use entity::ids::AreaId;
use sea_orm::DatabaseTransaction;

use crate::identity::directory::rules::Fault;
use crate::identity::geography::rules::atlas::Effect;
use crate::identity::geography::rules::form::Form;
use crate::identity::geography::rules::report::{FileReport, GeographyReport};
use crate::identity::geography::rules::statement::{self, Said, Statement, row_rejected};
use crate::identity::geography::store;
use crate::platform::audit::{self, Actor, Event};
use crate::platform::context::Context;
use crate::platform::error::{Error, Refusal, Result};
use crate::platform::table::{Issue, Phase, Progress, Row, TableReader, Watch, in_file};

/// Rows compared with the database in one go.
const BATCH_ROWS: usize = 500;
/// Most rows of a file whose rows only make sense together.
const WHOLE_MAX_ROWS: u64 = 20_000;

/// Imports files of places: all of them, or nothing. They may be given in any order.
///
/// # Errors
/// A sentence when a file is none that is known, stops in the middle of a row, or cannot be read;
/// `import.cancelled` when the watcher ended it. The database is then as before.
pub async fn import_geography(
    ctx: &Context,
    paths: &[PathBuf],
    watch: &mut dyn Watch,
) -> Result<GeographyReport> {
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        files.push(check(path, watch)?);
    }
    files.sort_by_cached_key(|file| (file.form.order(), file.name.clone()));
    let tx = ctx.begin().await?;
    let report = match import(ctx, &tx, &files, watch).await {
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
            action: "geography.import",
            object_kind: "geography",
            object_id: String::new(),
            detail: serde_json::json!({
                "files": report.files.iter().map(|file| &file.file).collect::<Vec<_>>(),
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

/// A file that is whole and of a known form.
#[derive(Debug)]
struct Checked {
    path: PathBuf,
    name: String,
    form: Form,
    bytes: u64,
}

fn open(path: &Path) -> Result<(TableReader<File>, u64)> {
    let unreadable = |reason: String| {
        Error::Malformed(Refusal::new(
            "file.unreadable",
            format!("{} {reason}", path.display()),
        ))
    };
    let file = File::open(path).map_err(|error| unreadable(format!("cannot be read: {error}.")))?;
    let facts = file
        .metadata()
        .map_err(|error| unreadable(format!("cannot be read: {error}.")))?;
    if facts.is_dir() {
        return Err(unreadable("is a folder. Name the files in it.".to_owned()));
    }
    let reader = TableReader::open(file).map_err(|error| in_file(path, error))?;
    Ok((reader, facts.len()))
}

/// Reads a file from end to end and stores nothing.
fn check(path: &Path, watch: &mut dyn Watch) -> Result<Checked> {
    let (mut reader, bytes) = open(path)?;
    let form = Form::recognise(reader.header()).map_err(|error| in_file(path, error))?;
    let mut rows = 0_u64;
    while reader
        .next_row()
        .map_err(|error| in_file(path, error))?
        .is_some()
    {
        rows += 1;
        if rows.is_multiple_of(5_000) {
            stop_if_asked(watch)?;
            watch.progress(Progress {
                phase: Phase::Checking,
                bytes: reader.bytes_read(),
                bytes_total: bytes,
                rows,
            });
        }
    }
    if form.is_read_whole() && rows > WHOLE_MAX_ROWS {
        return Err(Error::Malformed(Refusal::new(
            "file.too_many_rows",
            format!(
                "{} has {rows} rows; a file of this kind has at most {WHOLE_MAX_ROWS}.",
                path.display()
            ),
        )));
    }
    Ok(Checked {
        path: path.to_owned(),
        name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        form,
        bytes,
    })
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

async fn import(
    ctx: &Context,
    tx: &DatabaseTransaction,
    files: &[Checked],
    watch: &mut dyn Watch,
) -> Result<GeographyReport> {
    store::importing::lock(tx).await?;
    let mut progress = Progress {
        phase: Phase::Importing,
        bytes: 0,
        bytes_total: files.iter().map(|file| file.bytes).sum(),
        rows: 0,
    };
    let mut report = GeographyReport::default();
    for file in files {
        let (mut reader, _) = open(&file.path)?;
        let mut run = Run {
            ctx,
            tx,
            watch,
            file,
            width: reader.header().len(),
            report: FileReport {
                file: file.name.clone(),
                ..FileReport::default()
            },
        };
        let before = progress.bytes;
        let mut batch = Vec::new();
        loop {
            let row = reader
                .next_row()
                .map_err(|error| in_file(&file.path, error))?;
            let ended = row.is_none();
            batch.extend(row);
            let full = batch.len() == BATCH_ROWS && !file.form.is_read_whole();
            if full || ended {
                progress.rows += u64::try_from(batch.len()).unwrap_or(0);
                run.store(&std::mem::take(&mut batch)).await?;
                stop_if_asked(run.watch)?;
                progress.bytes = before + reader.bytes_read().min(file.bytes);
                run.watch.progress(progress);
            }
            if ended {
                break;
            }
        }
        report.files.push(run.report);
    }
    report.places = store::count_places(tx).await?;
    Ok(report)
}

/// One file under way.
struct Run<'a> {
    ctx: &'a Context,
    tx: &'a DatabaseTransaction,
    watch: &'a mut dyn Watch,
    file: &'a Checked,
    width: usize,
    report: FileReport,
}

impl Run<'_> {
    fn issue(&mut self, issue: &Issue) -> Result<()> {
        self.report.tally.add(issue);
        self.watch.issue(&self.file.name, issue)
    }

    /// Compares a batch with what is stored, and stores what is new.
    async fn store(&mut self, rows: &[Row]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let said = statement::read(&self.file.form, self.width, rows);
        let statements = said
            .iter()
            .flat_map(|said| said.statements.iter().chain(&said.afterwards));
        let mut atlas = store::importing::load(self.tx, statements).await?;
        let mut new_id = || self.ctx.new_id::<AreaId>();
        let mut outcomes: Vec<Result<Effect, Fault>> = Vec::with_capacity(said.len());
        for said in &said {
            outcomes.push(take(&said.statements, &mut |statement| {
                atlas.apply(statement, &mut new_id)
            }));
        }
        for (said, outcome) in said.iter().zip(&mut outcomes) {
            let Ok(effect) = *outcome else { continue };
            let afterwards = take(&said.afterwards, &mut |statement| {
                atlas.apply(statement, &mut new_id)
            });
            *outcome = afterwards.map(|after| after.max(effect));
        }
        store::importing::write(self.tx, &atlas).await?;
        for (said, outcome) in said.iter().zip(outcomes) {
            self.count(said, outcome)?;
        }
        Ok(())
    }

    fn count(&mut self, said: &Said, outcome: Result<Effect, Fault>) -> Result<()> {
        self.report.read += 1;
        for issue in &said.issues {
            self.issue(issue)?;
        }
        match outcome {
            Ok(Effect::New) => self.report.inserted += 1,
            Ok(Effect::Changed) => self.report.updated += 1,
            Ok(Effect::Known) if said.is_rejected() => {}
            Ok(Effect::Known) => self.report.unchanged += 1,
            Err(fault) => self.issue(&row_rejected(said.line, &said.about, fault))?,
        }
        Ok(())
    }
}

/// Takes in what a row says, up to the first thing that cannot be.
fn take(
    statements: &[Statement],
    apply: &mut dyn FnMut(&Statement) -> Result<Effect, Fault>,
) -> Result<Effect, Fault> {
    let mut effect = Effect::Known;
    for statement in statements {
        effect = effect.max(apply(statement)?);
    }
    Ok(effect)
}
