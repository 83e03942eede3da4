//! The second reading: batch by batch, compared and stored.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use entity::ids::{DirectoryEmployerId, DirectoryImportId};
use sea_orm::DatabaseTransaction;

use super::{BATCH_ROWS, WholeFile, file_name, open, stop_if_asked};
use crate::identity::directory::rules::compare::Change;
use crate::identity::directory::rules::dates::ReportingYear;
use crate::identity::directory::rules::filing::{self, Filing, row_rejected};
use crate::identity::directory::rules::identity::{
    AMBIGUOUS, ANONYMOUS, Index, Match, REPEATED, TORN,
};
use crate::identity::directory::rules::import::{
    Counts, Effect, ImportReport, Recency, Stored, effect, names_to_store, number_to_fill, speaks,
};
use crate::identity::directory::rules::schema::{Column, Schema};
use crate::identity::directory::store::importing::{self as store, Writes};
use crate::platform::context::Context;
use crate::platform::error::Result;
use crate::platform::table::{Issue, Outcome, Phase, Progress, Row, Tally, Watch, in_file};

/// After so many batches, and each time there are twice as many, the database is told how much
/// was stored.
const BATCHES_BEFORE_STATISTICS: u64 = 8;
/// Filings looked at in one go when the removed ones are told.
const PAGE: u64 = 1_000;

/// An import under way.
struct Run<'a> {
    ctx: &'a Context,
    tx: &'a DatabaseTransaction,
    watch: &'a mut dyn Watch,
    file: String,
    schema: Schema,
    import_id: DirectoryImportId,
    year: ReportingYear,
    older_file: bool,
    seen: HashMap<(DirectoryEmployerId, ReportingYear), u64>,
    counts: Counts,
    new_employers: u64,
    public_sector: u64,
    blanks: BTreeMap<&'static str, u64>,
    tally: Tally,
}

pub(super) async fn run(
    ctx: &Context,
    tx: &DatabaseTransaction,
    path: &Path,
    whole: &WholeFile,
    recency: Recency,
    watch: &mut dyn Watch,
) -> Result<ImportReport> {
    store::lock(tx).await?;
    let before = store::latest_submission(tx, whole.year).await?;
    let older_file = match recency {
        Recency::BySubmissions => before
            .zip(whole.latest_submission)
            .is_some_and(|(before, now)| before > now),
        Recency::Newest => false,
    };
    let import_id = ctx.new_id();
    let file = file_name(path);
    store::insert_import(
        tx,
        import_id,
        &file,
        whole.year,
        whole.latest_submission,
        ctx.now(),
    )
    .await?;
    let (mut reader, _) = open(path)?;
    let mut run = Run {
        ctx,
        tx,
        watch,
        file,
        schema: Schema::recognise(reader.header())?,
        import_id,
        year: whole.year,
        older_file,
        seen: HashMap::new(),
        counts: Counts::default(),
        new_employers: 0,
        public_sector: 0,
        blanks: BTreeMap::new(),
        tally: Tally::default(),
    };
    let mut batch = Vec::with_capacity(BATCH_ROWS);
    let mut batches: u64 = 0;
    loop {
        let row = reader.next_row().map_err(|error| in_file(path, error))?;
        let ended = row.is_none();
        if let Some(row) = row {
            run.counts.read += 1;
            batch.extend(run.read(&row)?);
        }
        if batch.len() == BATCH_ROWS || ended {
            run.store(std::mem::take(&mut batch)).await?;
            batches += 1;
            if batches >= BATCHES_BEFORE_STATISTICS && batches.is_power_of_two() {
                store::refresh_statistics(tx).await?;
            }
            stop_if_asked(run.watch)?;
            run.watch.progress(Progress {
                phase: Phase::Importing,
                bytes: reader.bytes_read().min(whole.bytes),
                bytes_total: whole.bytes,
                rows: run.counts.read,
            });
        }
        if ended {
            break;
        }
    }
    if !older_file {
        run.mark_removed().await?;
    }
    run.report().await
}

impl Run<'_> {
    fn issue(&mut self, issue: &Issue) -> Result<()> {
        self.tally.add(issue);
        self.watch.issue(&self.file, issue)
    }

    /// Reads one row; none when it is left out.
    fn read(&mut self, row: &Row) -> Result<Option<Filing>> {
        let (filing, issues) = filing::read(&self.schema, row);
        for issue in &issues {
            self.issue(issue)?;
        }
        if let Some(filing) = &filing {
            self.public_sector += u64::from(filing.public_sector);
            for (place, text) in row.fields.iter().enumerate() {
                if text.trim().is_empty()
                    && let Some(column) = self.schema.column_at(place)
                {
                    *self.blanks.entry(column.name()).or_default() += 1;
                }
            }
        }
        Ok(filing)
    }

    /// Recognises, compares and stores a batch.
    async fn store(&mut self, filings: Vec<Filing>) -> Result<()> {
        if filings.is_empty() {
            return Ok(());
        }
        let mut index = store::load_index(self.tx, &filings).await?;
        let mut writes = Writes::default();
        let mut about = Vec::with_capacity(filings.len());
        for filing in filings {
            if let Some(employer) = self.recognise(&mut index, &mut writes, &filing)? {
                about.push((employer, filing));
            }
        }
        while !about.is_empty() {
            // A file of several years may have an employer twice; the later row is compared with
            // what the earlier one stored.
            let mut first = HashSet::new();
            let (round, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut about)
                .into_iter()
                .partition(|(employer, _)| first.insert(*employer));
            about = rest;
            let employers: Vec<DirectoryEmployerId> = first.into_iter().collect();
            let years: BTreeSet<ReportingYear> =
                round.iter().map(|(_, filing)| filing.year()).collect();
            let mut stored = store::load_stored(self.tx, &employers, &years).await?;
            for (employer, filing) in round {
                let known = stored.remove(&employer).unwrap_or_default();
                self.compare(&mut writes, employer, filing, &known);
            }
            std::mem::take(&mut writes).write(self.tx).await?;
        }
        Ok(())
    }

    /// Which employer a filing is about; none when its row is left out.
    fn recognise(
        &mut self,
        index: &mut Index,
        writes: &mut Writes,
        filing: &Filing,
    ) -> Result<Option<DirectoryEmployerId>> {
        let employer = match index.find(filing) {
            Match::Known(employer) => employer,
            Match::Torn(employer) => {
                self.issue(&Issue {
                    line: filing.line,
                    field: Column::EmployerId.name().to_owned(),
                    value: filing.service_id.clone().unwrap_or_default(),
                    outcome: Outcome::FieldNoted,
                    stored: String::new(),
                    reason: TORN.code,
                    explanation: TORN.sentence.to_owned(),
                })?;
                employer
            }
            Match::New => {
                self.new_employers += 1;
                self.ctx.new_id()
            }
            fault @ (Match::Ambiguous | Match::Anonymous) => {
                let fault = if fault == Match::Ambiguous {
                    AMBIGUOUS
                } else {
                    ANONYMOUS
                };
                let said = fault.sentence.to_owned();
                self.issue(&row_rejected(filing.line, &filing.name, fault, said))?;
                return Ok(None);
            }
        };
        let key = (employer, filing.year());
        if let Some(first) = self.seen.get(&key) {
            let said = format!("{} It is on line {first}.", REPEATED.sentence);
            self.issue(&row_rejected(filing.line, &filing.name, REPEATED, said))?;
            return Ok(None);
        }
        self.seen.insert(key, filing.line);
        for (kind, value) in index.news(filing, employer) {
            index.add(kind, value.clone(), employer);
            writes.identifier(employer, kind, value);
        }
        Ok(Some(employer))
    }

    /// Compares a filing with what is stored, and gathers what there is to write.
    fn compare(
        &mut self,
        writes: &mut Writes,
        employer: DirectoryEmployerId,
        mut filing: Filing,
        known: &Stored,
    ) {
        let older_file = self.older_file && filing.year() == self.year;
        for name in names_to_store(known, &filing) {
            writes.name(employer, name);
        }
        let found = effect(&self.schema, known, &mut filing, older_file);
        if speaks(known, &filing, &found) {
            writes.employer(employer, &filing, known.head.as_ref(), self.ctx.now());
        } else if let Some(number) = number_to_fill(known, &filing) {
            writes.number(employer, number);
        }
        match found {
            Effect::Inserted => {
                self.counts.inserted += 1;
                writes.filing(employer, self.import_id, &filing);
            }
            Effect::Updated(changes) => {
                self.counts.updated += 1;
                writes.filing(employer, self.import_id, &filing);
                for change in changes {
                    writes.change(employer, self.import_id, &filing.current_name, change);
                }
            }
            Effect::Unchanged => self.counts.unchanged += 1,
        }
    }

    /// Marks what the year's files had so far and this one has not.
    async fn mark_removed(&mut self) -> Result<()> {
        let mut after = None;
        loop {
            let page = store::list_listed(self.tx, self.year, after, PAGE).await?;
            let Some((last, _)) = page.last() else {
                return Ok(());
            };
            after = Some(*last);
            let gone: Vec<(DirectoryEmployerId, String)> = page
                .into_iter()
                .filter(|(employer, _)| !self.seen.contains_key(&(*employer, self.year)))
                .collect();
            if gone.is_empty() {
                continue;
            }
            let ids: Vec<DirectoryEmployerId> = gone.iter().map(|(id, _)| *id).collect();
            let now = self.ctx.now();
            store::mark_removed(self.tx, self.year, &ids, self.import_id, now).await?;
            let mut writes = Writes::default();
            for (employer, name) in gone {
                self.counts.removed += 1;
                writes.change(employer, self.import_id, &name, Change::listed(false));
            }
            writes.write(self.tx).await?;
            stop_if_asked(self.watch)?;
        }
    }

    async fn report(self) -> Result<ImportReport> {
        let counts = self.counts.with_fields(&self.tally);
        store::finish_import(self.tx, self.import_id, &counts).await?;
        Ok(ImportReport {
            import_id: self.import_id,
            year: self.year,
            counts,
            new_employers: self.new_employers,
            public_sector: self.public_sector,
            blanks: self.blanks,
            tally: self.tally,
            older_file: self.older_file,
        })
    }
}
