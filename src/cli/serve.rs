//! `serve` and `worker`.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use migration::MigratorTrait;
use poem::Server;
use poem::listener::TcpListener;

use super::{open_environment, say};
use crate::notification::mailer::Mailer;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::{app, worker};

/// How long open requests may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Serve the web pages and the API.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Leave jobs and emails to `fairmark worker`.
    #[arg(long)]
    no_worker: bool,
}

impl Serve {
    pub(super) async fn run(self) -> Result<ExitCode> {
        let ctx = open_environment().await?;
        must_be_current(&ctx).await?;
        say(format_args!(
            "Fairmark listens on {} and is reached at {}",
            ctx.config.listen, ctx.config.base_url
        ));
        serve(ctx, !self.no_worker).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Does jobs until told to stop.
pub(super) async fn work() -> Result<ExitCode> {
    let ctx = open_environment().await?;
    must_be_current(&ctx).await?;
    let mailer = Mailer::new(&ctx.config)?;
    say("The worker is at work. Stop it with Ctrl-C.");
    tokio::select! {
        () = worker::run(ctx, mailer) => {}
        () = told_to_stop() => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// Serves until told to stop.
pub(super) async fn serve(ctx: Context, with_worker: bool) -> Result<()> {
    let mailer = Mailer::new(&ctx.config)?;
    let application = app::build(&ctx);
    if with_worker {
        tokio::spawn(worker::run(ctx.clone(), mailer));
    }
    Server::new(TcpListener::bind(ctx.config.listen.clone()))
        .run_with_graceful_shutdown(application, told_to_stop(), Some(GRACE))
        .await
        .map_err(|error| {
            Error::refused("serve", format!("Cannot listen on {}: {error}. Choose another address with FAIRMARK_LISTEN or --listen.", ctx.config.listen))
        })
}

/// Refuses to run on a database of another form.
async fn must_be_current(ctx: &Context) -> Result<()> {
    let pending = migration::Migrator::get_pending_migrations(ctx.db.write()).await?;
    if pending.is_empty() {
        return Ok(());
    }
    Err(Error::refused(
        "migrate.pending",
        format!(
            "The database lacks {} changes. Run `fairmark migrate up` first.",
            pending.len()
        ),
    ))
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
}
