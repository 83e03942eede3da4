//! `import accreditations`: an issuer's list of the accreditations it gave.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;

use super::import::{Terminal, say_tally};
use super::{open_environment, publish, say};
use crate::accreditation::actions::outside::{SentFile, import_file};
use crate::identity::outside::rules::{Entry, Plan};
use crate::platform::error::{Error, Result};
use crate::platform::table::{Tally, Watch};

/// Rows of a kind listed on the terminal at most.
const ROWS_SHOWN: usize = 200;

/// Accreditations that others gave, from their issuer's list.
#[derive(Debug, Args)]
pub(super) struct Accreditations {
    /// The CSV file.
    file: PathBuf,
    /// Which accreditation, as the authority's schemes call it: living-wage.
    #[arg(long)]
    accreditation: String,
    /// The day the list shows.
    #[arg(long)]
    as_of: NaiveDate,
    /// Short name of the authority; needed when there are several.
    #[arg(long)]
    authority: Option<String>,
    /// Say what the list would do, and change nothing.
    #[arg(long)]
    check: bool,
    /// Write every rejected row and field into this CSV file.
    #[arg(long)]
    rejects: Option<PathBuf>,
}

impl Accreditations {
    pub(super) async fn run(self) -> Result<ExitCode> {
        let ctx = open_environment().await?;
        let authority = publish::which(&ctx, self.authority).await?;
        let name = file_name(&self.file);
        let content = std::fs::read(&self.file).map_err(|error| {
            Error::refused(
                "import.unreadable",
                format!("Cannot read {}: {error}.", self.file.display()),
            )
        })?;
        let mut watch = Terminal::new(self.rejects.as_deref(), std::slice::from_ref(&self.file))?;
        let sent = SentFile {
            name: name.clone(),
            content: content.into(),
        };
        let (list, preview) = import_file(
            &ctx,
            authority.id,
            &self.accreditation,
            self.as_of,
            sent,
            self.check,
        )
        .await?;
        let mut tally = Tally::default();
        for issue in &preview.read.issues {
            tally.add(issue);
            watch.issue(&name, issue)?;
        }
        watch.finish()?;
        say_tally(&tally);
        say_plan(&preview.plan);
        if self.check {
            say("Nothing was changed.");
            say(preview.plan.counts(&preview.read));
        } else {
            say(list.counts);
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn say_plan(plan: &Plan) {
    let said = |what: &str, entry: &Entry, more: &str| {
        say(format_args!(
            "{what}: {} ({}){more}",
            entry.holder,
            entry.reference()
        ));
    };
    for changed in plan.changed.iter().take(ROWS_SHOWN) {
        let changes: Vec<String> = changed
            .changes
            .iter()
            .map(|change| format!(" · {}: {} → {}", change.field, change.before, change.after))
            .collect();
        said("changed", &changed.entry, &changes.concat());
    }
    for (_, entry) in plan.gone.iter().take(ROWS_SHOWN) {
        said("gone", entry, "");
    }
}
