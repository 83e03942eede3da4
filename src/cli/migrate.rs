//! `migrate` and `audit`.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use migration::MigratorTrait;

use super::{complain, open_environment, say};
use crate::platform::audit;
use crate::platform::error::Result;

/// Bring the database to the newest form.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    /// Which way.
    #[arg(value_enum, default_value_t = Way::Up)]
    way: Way,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Way {
    /// To the newest form.
    Up,
    /// One step back; what that step added is lost.
    Down,
    /// Say where it stands.
    Status,
}

impl Migrate {
    pub(super) async fn run(self) -> Result<ExitCode> {
        let ctx = open_environment().await?;
        let conn = ctx.db.write();
        match self.way {
            Way::Up => {
                migration::Migrator::up(conn, None).await?;
                say("The database has the newest form.");
            }
            Way::Down => {
                migration::Migrator::down(conn, Some(1)).await?;
                say("The newest change of the database was taken back.");
            }
            Way::Status => {
                for migration in migration::Migrator::get_migration_with_status(conn).await? {
                    say(format_args!("{} {}", migration.name(), migration.status()));
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Look at the record of what was done.
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Walk the chain of events; name the first broken link.
    Verify,
}

impl Audit {
    pub(super) async fn run(self) -> Result<ExitCode> {
        let ctx = open_environment().await?;
        match audit::verify(ctx.read()).await? {
            Ok(events) => {
                say(format_args!("All {events} events follow one another."));
                Ok(ExitCode::SUCCESS)
            }
            Err(broken) => {
                complain(&format!(
                    "event {} of chain {} does not hold: {}.",
                    broken.sequence, broken.chain, broken.problem
                ));
                Ok(ExitCode::FAILURE)
            }
        }
    }
}
