//! `register` and `statistics`: what the public reads, from the command line.

use std::io::{BufWriter, Write};
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Subcommand, ValueEnum};

use super::{open_environment, people, say};
use crate::identity::rules::Authority;
use crate::identity::store as identity;
use crate::platform::audit::Actor;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::register::export;
use crate::statistics::actions as statistics;
use crate::statistics::store as runs;

/// The form of a file.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    /// Comma-separated, for programs: no cell is changed for the sake of a spreadsheet.
    Csv,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Ndjson,
}

/// Take the public register out.
#[derive(Debug, Subcommand)]
pub(super) enum Register {
    /// Write the register to standard output.
    Export {
        /// The form of the file.
        #[arg(long, value_enum, default_value_t = Format::Csv)]
        format: Format,
        /// As it stood at the end of that day; as it stands now when left out.
        #[arg(long)]
        on: Option<NaiveDate>,
    },
}

impl Register {
    pub(super) async fn run(self) -> Result<ExitCode> {
        let Self::Export { format, on } = self;
        let ctx = open_environment().await?;
        if on.is_some_and(|on| on > ctx.today()) {
            return Err(Error::invalid(
                "on",
                "The day must be today or earlier: nobody knows yet who will be accredited then",
            ));
        }
        let mut out = BufWriter::new(std::io::stdout());
        match format {
            Format::Csv => export::csv(&ctx, on, &mut out).await?,
            Format::Json => export::json(&ctx, on, &mut out).await?,
            Format::Ndjson => export::ndjson(&ctx, on, &mut out).await?,
        };
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Compute statistics, and attack them.
#[derive(Debug, Subcommand)]
pub(super) enum Statistics {
    /// Compute a run for a day and freeze it; an officer publishes it.
    Run {
        /// The day it describes.
        #[arg(long)]
        as_of: NaiveDate,
        /// Short name of the authority; needed when there are several.
        #[arg(long)]
        authority: Option<String>,
    },
    /// Attack a published run with what anybody can read, and say how close that comes.
    Attack {
        /// Its name in addresses.
        run: String,
    },
}

impl Statistics {
    pub(super) async fn run(self) -> Result<ExitCode> {
        let ctx = open_environment().await?;
        match self {
            Self::Run { as_of, authority } => {
                let authority = which(&ctx, authority).await?;
                let id = statistics::run(&ctx, authority.id, Actor::system(), as_of).await?;
                let run = runs::get_in_authority(ctx.read(), authority.id, id).await?;
                say(format_args!(
                    "Run {} is frozen. An officer reads and publishes it at {}",
                    run.slug,
                    ctx.url(&format!("/home/statistics/{id}"))
                ));
                Ok(ExitCode::SUCCESS)
            }
            Self::Attack { run } => {
                let report = statistics::attack(&ctx, &run).await?;
                let exact = report.exact();
                say(format_args!(
                    "suppressed={} found_exactly={exact}",
                    report.guesses.len()
                ));
                Ok(if exact == 0 {
                    ExitCode::SUCCESS
                } else {
                    ExitCode::FAILURE
                })
            }
        }
    }
}

/// The authority that is named, or the only one.
pub(super) async fn which(ctx: &Context, slug: Option<String>) -> Result<Authority> {
    if let Some(slug) = slug {
        return people::find(ctx, &slug).await;
    }
    let mut all = identity::list_authorities(ctx.read()).await?;
    match (all.pop(), all.is_empty()) {
        (Some(only), true) => Ok(only),
        (_, _) => Err(Error::invalid(
            "authority",
            "Say which authority with --authority; `fairmark authority list` names them",
        )),
    }
}
