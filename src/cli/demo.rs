//! `demo`: everything in one folder, with an invented world to walk through.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use migration::MigratorTrait;

use super::{open, say, serve};
use crate::identity::actions::sign_in::issue_link;
use crate::notification::mailer::Mailer;
use crate::platform::config::Config;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::platform::random::Randomness;
use crate::worker;

mod aftermath;
mod answers;
mod employers;
mod outside;
mod people;
mod schemes;
mod story;
mod world;

/// How long the printed links work, in minutes (7 days).
const LINK_MINUTES: i64 = 7 * 24 * 60;
/// What marks a folder as one that may be emptied.
const KEY_FILE: &str = "demo.key";

/// Set up and serve a small invented world.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Folder for the database, files and emails.
    #[arg(long, default_value = "./fairmark-data")]
    data_dir: PathBuf,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Begin again with an empty folder.
    #[arg(long)]
    fresh: bool,
    /// Set everything up, print the links, and stop.
    #[arg(long)]
    no_serve: bool,
}

impl Demo {
    pub(super) async fn run(self) -> Result<ExitCode> {
        if self.fresh {
            empty(&self.data_dir)?;
        }
        std::fs::create_dir_all(&self.data_dir).map_err(|error| {
            Error::refused(
                "demo.folder",
                format!(
                    "Cannot make {}: {error}. Choose another folder with --data-dir.",
                    self.data_dir.display()
                ),
            )
        })?;
        let config =
            Config::demonstration(&self.data_dir, &self.listen, secret_key(&self.data_dir)?);
        let ctx = open(config).await?;
        migration::Migrator::up(ctx.db.write(), None).await?;
        if !world::exists(&ctx).await? {
            say("Setting up an invented world …");
            Box::pin(world::seed(&ctx, &self.data_dir, |done, all| {
                if done % 10 == 0 || done == all {
                    say(format_args!("  {done} of {all} employers"));
                }
            }))
            .await?;
            let mailer = Mailer::new(&ctx.config)?;
            worker::drain(&ctx, &mailer).await?;
        }
        introduce(&ctx).await?;
        if !self.no_serve {
            serve::serve(ctx, true).await?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Prints the addresses, and one link for each person.
async fn introduce(ctx: &Context) -> Result<()> {
    say("");
    say(format_args!(
        "Fairmark demonstration: {}",
        ctx.config.base_url
    ));
    say(
        "Everybody in it is invented. Each link signs in once; run the command again for new ones.",
    );
    say("");
    for (what, (email, name)) in [
        ("Employer ", world::EMPLOYER),
        ("Signatory", world::SIGNATORY),
        ("Assessor ", world::ASSESSOR),
        ("Officer  ", world::OFFICER),
    ] {
        // Fails with a plain sentence when somebody changed the world by hand.
        world::person(ctx, email).await?;
        let tx = ctx.begin().await?;
        let path = issue_link(ctx, &tx, email, Some("/home".to_owned()), LINK_MINUTES).await?;
        tx.commit().await?;
        say(format_args!("  {what}  {name:<15} {}", ctx.url(&path)));
    }
    say("");
    say(format_args!("  Register     {}", ctx.url("/register")));
    say(format_args!("  Statistics   {}", ctx.url("/statistics")));
    say(format_args!(
        "  Emails       {}",
        ctx.config.data_dir.join("mail").display()
    ));
    say("");
    Ok(())
}

/// The key of this demonstration, made on its first run.
fn secret_key(folder: &Path) -> Result<[u8; 32]> {
    let path = folder.join(KEY_FILE);
    if let Ok(text) = std::fs::read_to_string(&path) {
        let mut key = [0; 32];
        if hex::decode_to_slice(text.trim(), &mut key).is_ok() {
            return Ok(key);
        }
    }
    let key = Randomness::System.bytes::<32>();
    std::fs::write(&path, hex::encode(key))?;
    Ok(key)
}

/// Empties a folder that a demonstration made; any other is left alone.
fn empty(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    if !folder.join(KEY_FILE).exists() {
        return Err(Error::refused(
            "demo.not_ours",
            format!(
                "{} was not made by `fairmark demo`, so it is not emptied. Choose another folder with --data-dir.",
                folder.display()
            ),
        ));
    }
    std::fs::remove_dir_all(folder)?;
    Ok(())
}
