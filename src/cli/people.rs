//! `user` and `token`.

use std::process::ExitCode;

use clap::Subcommand;
use entity::kinds::StaffRole;

use super::{open_environment, say};
use crate::identity::actions::{authorities, sign_in, tokens};
use crate::identity::rules::{INVITATION_MINUTES, parse_email};
use crate::identity::store;
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
        let Some(found) = store::find_authority(ctx.read(), &authority).await? else {
            let known: Vec<String> = store::list_authorities(ctx.read())
                .await?
                .into_iter()
                .map(|found| found.slug)
                .collect();
            return Err(Error::refused(
                "authority.unknown",
                format!(
                    "There is no authority `{authority}`. Known: {}.",
                    known.join(", ")
                ),
            ));
        };
        let path =
            sign_in::invite_staff(&ctx, found.id, &email, &name, role, INVITATION_MINUTES).await?;
        say(format_args!(
            "Sign in once, within 7 days, at {}",
            ctx.url(&path)
        ));
        Ok(ExitCode::SUCCESS)
    }
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
        /// The office of that person.
        #[arg(long, default_value = "")]
        signatory_role: String,
        /// Name of the authority in the imported geography, when it differs.
        #[arg(long)]
        area: Option<String>,
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
