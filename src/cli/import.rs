//! `import`: real files in, with a progress bar, an account of every row, and Ctrl-C that
//! leaves the database as before.

use std::fs::File;
use std::io::{BufWriter, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::{open_environment, say};
use crate::identity::directory::actions::import_employers;
use crate::identity::directory::rules::import::Recency;
use crate::identity::directory::store::list_changes;
use crate::identity::geography::actions::import_geography;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::platform::table::{Issue, IssueFile, Phase, Progress, Tally, Watch};

/// Changes listed on the terminal at most; all of them are kept in the database.
const CHANGES_SHOWN: u64 = 200;

/// Bring real files in.
#[derive(Debug, Subcommand)]
pub(super) enum Import {
    /// Employers, from a download of the gender pay gap service.
    Employers(Employers),
    /// Accreditations that others gave, from their issuer's list.
    Accreditations(super::import_accreditations::Accreditations),
    /// Authorities, districts, wards and small areas, from the published look-up files.
    Geography {
        /// The CSV files, in any order.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Write every rejected or repaired row and field into this CSV file.
        #[arg(long)]
        rejects: Option<PathBuf>,
    },
}

/// Employers, from a download of the gender pay gap service.
#[derive(Debug, Args)]
pub(super) struct Employers {
    /// The CSV file.
    file: PathBuf,
    /// Write every rejected or repaired row and field into this CSV file.
    #[arg(long)]
    rejects: Option<PathBuf>,
    /// Take the file as the newest of its year, even when an earlier import had later submissions.
    #[arg(long)]
    newest: bool,
}

impl Import {
    pub(super) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Employers(verb) => verb.run().await,
            Self::Accreditations(verb) => verb.run().await,
            Self::Geography { files, rejects } => {
                let ctx = open_environment().await?;
                let mut watch = Terminal::new(rejects.as_deref(), &files)?;
                let report = import_geography(&ctx, &files, &mut watch).await?;
                watch.finish()?;
                for file in &report.files {
                    say(format_args!("{}: {file}", file.file));
                }
                say_tally(&report.total().tally);
                for ((kind, census), count) in &report.places {
                    // Only small areas are of a census.
                    let census = Some(census).filter(|year| **year > 0);
                    let census = census.map_or_else(String::new, |year| format!(" {year}"));
                    say(format_args!("{count:>7}  {}{census}", kind.as_str()));
                }
                say(&report);
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

impl Employers {
    async fn run(self) -> Result<ExitCode> {
        let ctx = open_environment().await?;
        let files = std::slice::from_ref(&self.file);
        let mut watch = Terminal::new(self.rejects.as_deref(), files)?;
        let recency = if self.newest {
            Recency::Newest
        } else {
            Recency::BySubmissions
        };
        let report = import_employers(&ctx, &self.file, recency, &mut watch).await?;
        watch.finish()?;
        say_tally(&report.tally);
        say_changes(&ctx, &report).await?;
        if report.older_file {
            say(
                "The file is an older download than one imported before: only employers and names that were not known were taken from it.",
            );
        }
        say(&report);
        Ok(ExitCode::SUCCESS)
    }
}

async fn say_changes(
    ctx: &Context,
    report: &crate::identity::directory::rules::import::ImportReport,
) -> Result<()> {
    let changes = list_changes(ctx.read(), report.import_id, 0, CHANGES_SHOWN + 1).await?;
    let shown = usize::try_from(CHANGES_SHOWN).unwrap_or(usize::MAX);
    for change in changes.iter().take(shown) {
        say(format_args!(
            "changed: {} · {}: {} → {}",
            change.employer_name,
            change.field,
            change.before.as_deref().unwrap_or("(blank)"),
            change.after.as_deref().unwrap_or("(blank)"),
        ));
    }
    if changes.len() > shown {
        say(format_args!(
            "… and more; the first {CHANGES_SHOWN} are listed."
        ));
    }
    Ok(())
}

/// Says how often each thing was wrong.
pub(super) fn say_tally(tally: &Tally) {
    for ((outcome, field, reason), count) in &tally.0 {
        say(format_args!(
            "{count:>7}  {} · {field} · {reason}",
            outcome.as_str()
        ));
    }
}

/// Creates the file of issues, unless that would overwrite what is to be imported.
fn create_rejects(path: &Path, files: &[PathBuf]) -> Result<File> {
    let refused = |sentence| Error::refused("import.rejects", sentence);
    if let Ok(existing) = path.canonicalize()
        && files
            .iter()
            .any(|file| file.canonicalize().is_ok_and(|file| file == existing))
    {
        return Err(refused(format!(
            "{} is itself to be imported. Name another file for --rejects; nothing was imported.",
            path.display()
        )));
    }
    File::create(path)
        .map_err(|error| refused(format!("Cannot write {}: {error}.", path.display())))
}

/// Shows progress on a terminal, notes issues in a file, and listens for Ctrl-C.
pub(super) struct Terminal {
    bar: ProgressBar,
    issues: Option<IssueFile<BufWriter<File>>>,
    stop: Arc<AtomicBool>,
}

impl Terminal {
    /// Begins to watch the import of `files`; `rejects` is where issues are noted.
    pub(super) fn new(rejects: Option<&Path>, files: &[PathBuf]) -> Result<Self> {
        let issues = match rejects {
            None => None,
            Some(path) => {
                let file = create_rejects(path, files)?;
                Some(IssueFile::new(BufWriter::new(file))?)
            }
        };
        let bar = if std::io::stderr().is_terminal() {
            ProgressBar::new(0)
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{msg:9} {wide_bar} {percent:>3}% {eta}") {
            bar.set_style(style);
        }
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                told.store(true, Ordering::Relaxed);
            }
        });
        Ok(Self { bar, issues, stop })
    }

    /// Ends the bar and the file of issues.
    pub(super) fn finish(self) -> Result<()> {
        self.bar.finish_and_clear();
        match self.issues {
            Some(issues) => issues.finish(),
            None => Ok(()),
        }
    }
}

impl Watch for Terminal {
    fn progress(&mut self, progress: Progress) {
        self.bar.set_length(progress.bytes_total);
        self.bar.set_position(progress.bytes);
        self.bar.set_message(match progress.phase {
            Phase::Checking => "checking",
            Phase::Importing => "importing",
        });
    }

    fn issue(&mut self, file: &str, issue: &Issue) -> Result<()> {
        match &mut self.issues {
            Some(issues) => issues.write(file, issue),
            None => Ok(()),
        }
    }

    fn cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_issues_never_overwrites_what_is_imported() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("employers.csv");
        std::fs::write(&input, "kept").unwrap();
        let again = folder.path().join(".").join("employers.csv");
        let files = [folder.path().join("missing.csv"), input.clone()];
        let said = create_rejects(&again, &files).unwrap_err().to_string();
        assert!(said.contains("is itself to be imported"), "{said}");
        assert_eq!(std::fs::read_to_string(&input).unwrap(), "kept");
        create_rejects(&folder.path().join("rejects.csv"), &files).unwrap();
        create_rejects(&folder.path().join("rejects.csv"), &files).unwrap();
    }
}
