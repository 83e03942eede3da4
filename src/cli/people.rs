//! `user` and `token`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use entity::kinds::StaffRole;

use super::{open_environment, say};
use crate::identity::actions::{authorities, sign_in, tokens};
use crate::identity::rules::{Authority, INVITATION_MINUTES, parse_email};
use crate::identity::store;
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};

/// Look after the people who run the schemes.
#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Give somebody a role at an authority, and print a link to sign in with.
    Invite {
        /// The person's email address.
        email: String,
        /// `officer` or `assessor`.
        #[arg(long)]
        role: String,
        /// Short name of the authority.
        #[arg(long)]
        authority: String,
        /// The person's name.
        #[arg(long, default_value = "")]
        name: String,
    },
}

impl User {
    pub(super) async fn run(self) -> Result<ExitCode> {
        let Self::Invite {
            email,
            role,
            authority,
            name,
        } = self;
        let role: StaffRole = role
            .parse()
            .map_err(|_| Error::invalid("role", "The role must be `officer` or `assessor`"))?;
        let ctx = open_environment().await?;
        let found = find(&ctx, &authority).await?;
        let path =
            sign_in::invite_staff(&ctx, found.id, &email, &name, role, INVITATION_MINUTES).await?;
        say(format_args!(
            "Sign in once, within 7 days, at {}",
            ctx.url(&path)
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// The authority of a short name.
pub(super) async fn find(ctx: &Context, slug: &str) -> Result<Authority> {
    if let Some(found) = store::find_authority(ctx.read(), slug).await? {
        return Ok(found);
    }
    let known: Vec<String> = store::list_authorities(ctx.read())
        .await?
        .into_iter()
        .map(|found| found.slug)
        .collect();
    Err(Error::refused(
        "authority.unknown",
        format!(
            "There is no authority `{slug}`. Known: {}.",
            known.join(", ")
        ),
    ))
}

/// Set up authorities.
#[derive(Debug, Subcommand)]
pub(super) enum AuthorityVerb {
    /// Set up an authority.
    Add {
        /// Short name in addresses, for example `greater-exampleshire`.
        slug: String,
        /// Full name, as printed on certificates.
        #[arg(long)]
        name: String,
        /// Letters that start its certificate numbers.
        #[arg(long)]
        prefix: String,
        /// The team that signs its emails.
        #[arg(long, default_value = "The charter team")]
        team: String,
        /// Public email address of the team.
        #[arg(long)]
        email: String,
        /// Public telephone number of the team.
        #[arg(long, default_value = "")]
        phone: String,
        /// Brand colour as `#rrggbb`.
        #[arg(long, default_value = "#0b5c4a")]
        colour: String,
        /// Who signs certificates.
        #[arg(long)]
        signatory: String,
        /// The office of that person, as printed below the name.
        #[arg(long)]
        signatory_role: String,
        /// Name of the authority in the imported geography, when it differs.
        #[arg(long)]
        area: Option<String>,
    },
    /// Give an authority the logo that stands on its page and its certificates.
    Logo {
        /// Short name of the authority.
        slug: String,
        /// A PNG image of at most 2,500 by 2,500 pixels.
        file: PathBuf,
    },
    /// List the authorities.
    List,
}

impl AuthorityVerb {
    pub(super) async fn run(self) -> Result<ExitCode> {
        let ctx = open_environment().await?;
        match self {
            Self::List => {
                for found in store::list_authorities(ctx.read()).await? {
                    say(format_args!("{}  {}", found.slug, found.name));
                }
            }
            Self::Logo { slug, file } => {
                let authority = find(&ctx, &slug).await?;
                let bytes = std::fs::read(&file).map_err(|error| {
                    Error::refused(
                        "logo.unreadable",
                        format!("Cannot read {}: {error}.", file.display()),
                    )
                })?;
                authorities::set_logo(&ctx, authority.id, bytes.into()).await?;
                say(format_args!("{} has its logo.", authority.name));
            }
            Self::Add {
                slug,
                name,
                prefix,
                team,
                email,
                phone,
                colour,
                signatory,
                signatory_role,
                area,
            } => {
                let new = authorities::NewAuthority {
                    slug,
                    name,
                    number_prefix: prefix,
                    team_name: team,
                    contact_email: email,
                    contact_phone: phone,
                    brand_colour: colour,
                    signatory_name: signatory,
                    signatory_role,
                    area,
                };
                let added = authorities::add(&ctx, new).await?;
                say(format_args!(
                    "{} is set up. Invite its first officer with `fairmark user invite EMAIL --role officer --authority {}`.",
                    added.name, added.slug
                ));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Make API tokens.
#[derive(Debug, Subcommand)]
pub(super) enum Token {
    /// Make a token that acts as a person, and print it once.
    Create {
        /// The person's email address.
        #[arg(long)]
        user: String,
        /// How long it works.
        #[arg(long, default_value_t = 90)]
        expires_in_days: i64,
        /// What it is for.
        #[arg(long, default_value = "made on the command line")]
        label: String,
    },
}

impl Token {
    pub(super) async fn run(self) -> Result<ExitCode> {
        let Self::Create {
            user,
            expires_in_days,
            label,
        } = self;
        let ctx = open_environment().await?;
        let email = parse_email(&user)?;
        let Some(person) = store::find_person_by_email(ctx.read(), &email).await? else {
            return Err(Error::refused(
                "user.unknown",
                "Nobody has signed in with that address yet. Invite the person first.",
            ));
        };
        say(tokens::create(&ctx, person.id, &label, expires_in_days).await?);
        Ok(ExitCode::SUCCESS)
    }
}
