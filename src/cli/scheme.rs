//! `scheme`: check a pack, load it, evaluate answers against it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Subcommand;

use super::{complain, open_environment, say};
use crate::identity::rules::Authority;
use crate::identity::store as identity;
use crate::platform::calendar::london_date;
use crate::platform::clock::Clock;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::scheme::actions::{Outcome, load_pack};
use crate::scheme::pack::{self, LoadedPack};
use crate::scheme::rules::{Place, evaluate, render_evaluation_text};

mod compare;
mod draw;

/// Work with scheme packs.
#[derive(Debug, Subcommand)]
pub(super) enum Scheme {
    /// Validate a pack; list everything that is wrong with it, by file and line.
    Check {
        /// The folder of the pack.
        path: PathBuf,
        /// Run its golden cases as well.
        #[arg(long)]
        golden: bool,
    },
    /// Publish a pack as the newest version of its scheme.
    Load {
        /// The folder of the pack.
        path: PathBuf,
        /// Short name of the authority; needed when there are several.
        #[arg(long)]
        authority: Option<String>,
    },
    /// Say what reads otherwise in a pack than in the version published last.
    Diff {
        /// The folder of the pack.
        path: PathBuf,
        /// Short name of the authority; needed when there are several.
        #[arg(long)]
        authority: Option<String>,
    },
    /// Say who of those accredited would fall, should a pack be published.
    Preview {
        /// The folder of the pack.
        path: PathBuf,
        /// Short name of the authority; needed when there are several.
        #[arg(long)]
        authority: Option<String>,
        /// The day from which it would bind them; their next renewal when left out.
        #[arg(long)]
        holders_by: Option<NaiveDate>,
    },
    /// Draw what a spot check of a case looks at: the same for the same case, day and secret key.
    Draw {
        /// The folder of the pack.
        path: PathBuf,
        /// The case, by its reference.
        #[arg(long)]
        case: String,
        /// The day of the draw; today when left out.
        #[arg(long)]
        on: Option<NaiveDate>,
        /// How much speaks for a closer look, from 0 to 1000.
        #[arg(long, default_value_t = 0)]
        risk: u16,
    },
    /// Evaluate a set of answers against every tier.
    Evaluate {
        /// The folder of the pack.
        path: PathBuf,
        /// The answers (YAML).
        #[arg(long)]
        answers: PathBuf,
        /// The day to evaluate on; today when left out.
        #[arg(long)]
        on: Option<NaiveDate>,
        /// `uk` or `london`.
        #[arg(long)]
        place: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

impl Scheme {
    pub(super) async fn run(self) -> Result<ExitCode> {
        match self {
            Self::Check { path, golden } => {
                if path.is_file() {
                    return Ok(check_mapping(&path));
                }
                let Some(loaded) = read(&path) else {
                    return Ok(ExitCode::FAILURE);
                };
                let criteria: usize = loaded
                    .version
                    .pillars
                    .iter()
                    .map(|pillar| pillar.criteria.len())
                    .sum();
                say(format_args!(
                    "{} {} is sound: {} pillars, {criteria} criteria, {} tiers, {} warnings. Content hash {}.",
                    loaded.version.scheme.slug,
                    loaded.version.label,
                    loaded.version.pillars.len(),
                    loaded.version.tiers.len(),
                    loaded.warnings.len(),
                    loaded.content_hash,
                ));
                if golden {
                    return Ok(run_golden(&path, &loaded));
                }
                Ok(ExitCode::SUCCESS)
            }
            Self::Load { path, authority } => load(path, authority).await,
            Self::Diff { path, authority } => compare::diff(&path, authority.as_deref()).await,
            Self::Preview {
                path,
                authority,
                holders_by,
            } => compare::preview(&path, authority.as_deref(), holders_by).await,
            Self::Draw {
                path,
                case,
                on,
                risk,
            } => draw::draw(&path, &case, on, risk),
            Self::Evaluate {
                path,
                answers,
                on,
                place,
                json,
            } => {
                let Some(loaded) = read(&path) else {
                    return Ok(ExitCode::FAILURE);
                };
                let today = on.unwrap_or_else(|| london_date(Clock::System.now()));
                let file = match pack::read_answers_file(&loaded.version, &answers, today) {
                    Ok(file) => file,
                    Err(problems) => {
                        complain(&problems.to_string());
                        return Ok(ExitCode::FAILURE);
                    }
                };
                let day = on.or(file.on).unwrap_or(today);
                let mut circumstances = file.circumstances(day);
                if let Some(text) = place {
                    circumstances.place = Place::parse(&text).map_err(|error| {
                        Error::refused("scheme.place", format!("--place {text}: {error}"))
                    })?;
                }
                let evaluation = evaluate(&loaded.version, &file.answers, &circumstances);
                if json {
                    say(serde_json::to_string_pretty(&evaluation)?);
                } else {
                    say(render_evaluation_text(&evaluation).trim_end());
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

/// Checks a mapping set beside the packs that come with the program and those in the folders beside it.
fn check_mapping(path: &std::path::Path) -> ExitCode {
    let source = match std::fs::read_to_string(path) {
        Ok(source) => source,
        Err(error) => {
            complain(&format!("{} cannot be read: {error}.", path.display()));
            return ExitCode::FAILURE;
        }
    };
    let mut versions = BTreeMap::new();
    for slug in pack::built_in_slugs() {
        if let Ok(loaded) = pack::built_in(slug) {
            versions.insert(loaded.version.scheme.slug.clone(), loaded.version);
        }
    }
    let beside = path.parent().and_then(|folder| folder.read_dir().ok());
    for entry in beside.into_iter().flatten().flatten() {
        if entry.path().join("scheme.yaml").is_file()
            && let Ok(loaded) = pack::load(&entry.path())
        {
            versions.insert(loaded.version.scheme.slug.clone(), loaded.version);
        }
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match pack::load_mapping(&name, &source, &versions) {
        Ok(set) => {
            say(format_args!(
                "{} is sound: {} pairs between {} schemes. Content hash {}.",
                set.slug,
                set.pairs.len(),
                set.schemes().len(),
                set.content_hash(),
            ));
            ExitCode::SUCCESS
        }
        Err(problems) => {
            complain(&problems.to_string());
            ExitCode::FAILURE
        }
    }
}

/// Runs the golden cases of a pack, and says how each came out.
fn run_golden(path: &std::path::Path, loaded: &LoadedPack) -> ExitCode {
    let outcomes = match pack::run_golden_folder(path, &loaded.version) {
        Ok(outcomes) => outcomes,
        Err(problems) => {
            complain(&problems.to_string());
            return ExitCode::FAILURE;
        }
    };
    let mut failed = 0;
    for outcome in &outcomes {
        if outcome.failures.is_empty() {
            continue;
        }
        failed += 1;
        complain(&format!("{} ({}):", outcome.file, outcome.name));
        for failure in &outcome.failures {
            complain(&format!("    {failure}"));
        }
    }
    say(format_args!(
        "{} golden cases passed, {failed} failed.",
        outcomes.len() - failed
    ));
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Reads a pack, saying its warnings; says everything that is wrong when it cannot be used.
fn read(path: &std::path::Path) -> Option<LoadedPack> {
    match pack::load(path) {
        Ok(loaded) => {
            for warning in &loaded.warnings {
                complain(&warning.to_string());
            }
            Some(loaded)
        }
        Err(problems) => {
            complain(&format!("the pack cannot be used.\n{problems}"));
            None
        }
    }
}

/// The authority named, or the only one there is.
async fn authority(ctx: &Context, slug: Option<&str>) -> Result<Authority> {
    let authorities = identity::list_authorities(ctx.read()).await?;
    let chosen = match slug {
        Some(slug) => authorities.iter().find(|found| found.slug == slug),
        None if authorities.len() == 1 => authorities.first(),
        None => None,
    };
    let Some(chosen) = chosen else {
        let known: Vec<&str> = authorities
            .iter()
            .map(|found| found.slug.as_str())
            .collect();
        return Err(Error::refused(
            "authority.unknown",
            if known.is_empty() {
                "There is no authority yet. Set one up with `fairmark authority add`.".to_owned()
            } else {
                format!(
                    "Say whose scheme it is with `--authority SLUG`. Known: {}.",
                    known.join(", ")
                )
            },
        ));
    };
    Ok(chosen.clone())
}

async fn load(path: PathBuf, authority: Option<String>) -> Result<ExitCode> {
    let Some(loaded) = read(&path) else {
        return Ok(ExitCode::FAILURE);
    };
    let ctx = open_environment().await?;
    let chosen = self::authority(&ctx, authority.as_deref()).await?;
    let done = load_pack(&ctx, chosen.id, &loaded).await?;
    let sentence = match done.outcome {
        Outcome::Inserted => "is published as a new scheme",
        Outcome::NewVersion => "is published as a new version",
        Outcome::Unchanged => "was published before; nothing changed",
    };
    say(format_args!(
        "{} {} of {} {sentence}.",
        loaded.version.scheme.slug, loaded.version.label, chosen.name
    ));
    Ok(ExitCode::SUCCESS)
}
