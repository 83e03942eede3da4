//! The verbs of the command line: read arguments, call one action, say what happened.
//!
//! Every failure is one plain sentence on standard error and a non-zero exit.

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::platform::clock::Clock;
use crate::platform::config::Config;
use crate::platform::context::Context;
use crate::platform::database::Database;
use crate::platform::error::{Error, Result};
use crate::platform::random::Randomness;
use crate::platform::storage::Storage;

mod demo;
mod import;
mod import_accreditations;
mod migrate;
mod people;
mod publish;
mod scheme;
mod serve;

/// Good-employment charters: self-assessment, evidence review, award, certificate, register,
/// statistics.
#[derive(Debug, Parser)]
#[command(name = "fairmark", version, about)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Set up and serve a small invented world.
    Demo(demo::Demo),
    /// Serve the web pages and the API, with a worker inside.
    Serve(serve::Serve),
    /// Do jobs and send emails only.
    Worker,
    /// Bring the database to the newest form, back to an empty one, or say where it stands.
    Migrate(migrate::Migrate),
    /// Work with scheme packs.
    #[command(subcommand)]
    Scheme(scheme::Scheme),
    /// Set up authorities.
    #[command(subcommand)]
    Authority(people::AuthorityVerb),
    /// Bring real files in.
    #[command(subcommand)]
    Import(import::Import),
    /// Look after the people who run the schemes.
    #[command(subcommand)]
    User(people::User),
    /// Make API tokens.
    #[command(subcommand)]
    Token(people::Token),
    /// Take the public register out.
    #[command(subcommand)]
    Register(publish::Register),
    /// Compute statistics, and attack them.
    #[command(subcommand)]
    Statistics(publish::Statistics),
    /// Look at the record of what was done.
    #[command(subcommand)]
    Audit(migrate::Audit),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&Error::internal(error)),
    };
    match runtime.block_on(run(arguments.verb)) {
        Ok(code) => code,
        Err(error) => fail(&error),
    }
}

async fn run(verb: Verb) -> Result<ExitCode> {
    match verb {
        Verb::Demo(demo) => demo.run().await,
        Verb::Serve(serve) => serve.run().await,
        Verb::Worker => serve::work().await,
        Verb::Migrate(migrate) => migrate.run().await,
        Verb::Scheme(scheme) => scheme.run().await,
        Verb::Authority(authority) => authority.run().await,
        Verb::Import(import) => import.run().await,
        Verb::User(user) => user.run().await,
        Verb::Token(token) => token.run().await,
        Verb::Register(register) => register.run().await,
        Verb::Statistics(statistics) => statistics.run().await,
        Verb::Audit(audit) => audit.run().await,
    }
}

fn fail(error: &Error) -> ExitCode {
    let sentence = match error {
        Error::Invalid(errors) => errors
            .0
            .iter()
            .map(|error| error.message.as_str())
            .collect::<Vec<_>>()
            .join(". "),
        other => other.to_string(),
    };
    complain(&sentence);
    ExitCode::FAILURE
}

/// Says a sentence on standard error.
#[expect(clippy::print_stderr, reason = "the command line speaks there")]
fn complain(sentence: &str) {
    eprintln!("fairmark: {sentence}");
}

/// Says a line on standard output.
fn say(line: impl std::fmt::Display) {
    use std::io::Write as _;
    // A reader that has gone, such as `head`, has read enough.
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Opens everything that the settings name.
async fn open(config: Config) -> Result<Context> {
    let filter = EnvFilter::try_new(&config.log).map_err(|error| {
        Error::refused(
            "config",
            format!("FAIRMARK_LOG is not understood: {error}."),
        )
    })?;
    // Another subscriber is there already when a test calls twice; that is as good.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
    std::fs::create_dir_all(&config.data_dir)?;
    Ok(Context {
        db: Database::connect(&config.database_url).await?,
        clock: Clock::System,
        random: Randomness::System,
        storage: Storage::open(&config.storage_url)?,
        config: Arc::new(config),
    })
}

/// Opens what the environment names, for verbs beside the server.
async fn open_environment() -> Result<Context> {
    open(Config::from_environment()?).await
}
