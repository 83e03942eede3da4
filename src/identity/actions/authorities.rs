//! Setting up an authority; the command line's act.

use std::io::Cursor;

use bytes::Bytes;
use entity::ids::AuthorityId;
use image::{ImageFormat, ImageReader};
use serde_json::json;

use crate::identity::geography::store as geography;
use crate::identity::rules::{Authority, parse_email};
use crate::identity::store;
use crate::platform::audit::{self, Actor};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::page::Colour;

/// Service standard for a review, in working days, until the authority says otherwise.
const REVIEW_WORKING_DAYS: u32 = 20;
/// Time to answer a clarification, in working days, until the authority says otherwise.
const CLARIFICATION_WORKING_DAYS: u32 = 10;

/// Largest logo, in bytes.
const LOGO_MAX_BYTES: usize = 1024 * 1024;
/// Largest side of a logo, in pixels: what a certificate can carry.
const LOGO_MAX_PIXELS: u32 = 2_500;

/// What an authority is set up with.
#[derive(Clone, Debug)]
pub struct NewAuthority {
    /// Short name in addresses.
    pub slug: String,
    /// Full name.
    pub name: String,
    /// Letters that start its certificate numbers.
    pub number_prefix: String,
    /// The team that signs its emails.
    pub team_name: String,
    /// Public address of the team.
    pub contact_email: String,
    /// Public telephone number of the team.
    pub contact_phone: String,
    /// Brand colour as `#rrggbb`.
    pub brand_colour: String,
    /// Who signs certificates.
    pub signatory_name: String,
    /// The office of that person.
    pub signatory_role: String,
    /// Its name in the imported geography, when it differs.
    pub area: Option<String>,
}

impl NewAuthority {
    fn check(&self) -> Result<()> {
        let mut errors = FieldErrors::new();
        let slug_fits = !self.slug.is_empty()
            && self
                .slug
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !slug_fits {
            errors.add(
                "slug",
                "The short name must be lower-case letters, digits and hyphens",
            );
        }
        if self.name.trim().is_empty() {
            errors.add("name", "Give the full name of the authority");
        }
        let prefix_fits = (2..=6).contains(&self.number_prefix.len())
            && self
                .number_prefix
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            && self
                .number_prefix
                .starts_with(|c: char| c.is_ascii_uppercase());
        if !prefix_fits {
            errors.add(
                "prefix",
                "The prefix must be 2 to 6 capital letters or digits, a letter first",
            );
        }
        if Colour::parse(&self.brand_colour).is_none() {
            errors.add(
                "colour",
                "The colour must be six hexadecimal digits, for example #0b5c4a",
            );
        }
        if parse_email(&self.contact_email).is_err() {
            errors.add(
                "email",
                "Give the email address of the team in the form name@example.org",
            );
        }
        if self.signatory_name.trim().is_empty() {
            errors.add("signatory", "Say who signs certificates");
        }
        if self.signatory_role.trim().is_empty() {
            errors.add(
                "signatory_role",
                "Give the office of the person who signs certificates, for example Director of Economy (--signatory-role)",
            );
        }
        errors.into_result()
    }
}

/// Sets up an authority, tied to its place in the imported geography where there is one.
///
/// # Errors
/// Sentences at the fields, or a conflict when the short name is taken.
pub async fn add(ctx: &Context, new: NewAuthority) -> Result<Authority> {
    new.check()?;
    let tx = ctx.begin().await?;
    let wanted = new.area.as_deref().unwrap_or(&new.name).to_lowercase();
    let area_id = geography::list_authorities(&tx, ctx.today())
        .await?
        .into_iter()
        .find(|place| place.name.to_lowercase() == wanted)
        .map(|place| place.id);
    let authority = Authority {
        id: ctx.new_id(),
        slug: new.slug,
        name: new.name,
        area_id,
        number_prefix: new.number_prefix,
        team_name: new.team_name,
        contact_email: new.contact_email,
        contact_phone: new.contact_phone,
        brand_colour: new.brand_colour,
        signatory_name: new.signatory_name,
        signatory_role: new.signatory_role,
        logo_key: None,
        review_working_days: REVIEW_WORKING_DAYS,
        clarification_working_days: CLARIFICATION_WORKING_DAYS,
    };
    store::insert_authority(ctx, &tx, authority.clone()).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(authority.id),
            actor: Actor::system(),
            action: "authority.add",
            object_kind: "authority",
            object_id: authority.id.to_string(),
            detail: json!({ "slug": authority.slug }),
            before: None,
            after: None,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(authority)
}

/// Gives an authority its logo: a PNG, as it stands on certificates and on its page.
///
/// # Errors
/// A sentence at `logo` when it is no PNG that a certificate can carry.
pub async fn set_logo(ctx: &Context, id: AuthorityId, png: Bytes) -> Result<()> {
    check_logo(&png)?;
    let hash = audit::digest(&png);
    let key = format!("authority/{id}/logo-{hash}.png");
    ctx.storage.put(&key, png).await?;
    let tx = ctx.begin().await?;
    let before = store::get_authority(&tx, id).await?;
    store::update_authority_logo(&tx, id, &key).await?;
    audit::record(
        ctx,
        &tx,
        audit::Event {
            authority: Some(id),
            actor: Actor::system(),
            action: "authority.set_logo",
            object_kind: "authority",
            object_id: id.to_string(),
            detail: json!({}),
            before: before.logo_key,
            after: Some(hash),
        },
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

fn check_logo(png: &Bytes) -> Result<()> {
    let wrong = || {
        Error::invalid(
            "logo",
            format!(
                "The logo must be a PNG image of at most {LOGO_MAX_PIXELS} by {LOGO_MAX_PIXELS} pixels and 1 MB"
            ),
        )
    };
    if png.len() > LOGO_MAX_BYTES {
        return Err(wrong());
    }
    let (width, height) = ImageReader::with_format(Cursor::new(png), ImageFormat::Png)
        .into_dimensions()
        .map_err(|_| wrong())?;
    if (1..=LOGO_MAX_PIXELS).contains(&width) && (1..=LOGO_MAX_PIXELS).contains(&height) {
        Ok(())
    } else {
        Err(wrong())
    }
}
