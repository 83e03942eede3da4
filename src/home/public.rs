//! The pages anybody reads first: the start, an authority, accessibility, privacy.

use askama::Template;
use poem::http::{StatusCode, header};
use poem::web::{Data, Path};
use poem::{Response, handler};

use crate::accreditation::store as accreditations;
use crate::accreditation::store::ListFilter;
use crate::identity::rules::Authority;
use crate::identity::store as identity;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::scheme;
use crate::scheme::store::PublishedVersion;
use crate::web::page::{Colour, Shell, html};
use crate::web::routes::{Audience, Entry};

/// The addresses of this file.
pub fn routes() -> Vec<Entry> {
    vec![
        Entry::new("/", Audience::Public).get(show_start),
        Entry::new("/authorities/:slug", Audience::Public).get(show_authority),
        Entry::new("/authorities/:slug/logo.png", Audience::Public).get(show_logo),
        Entry::new("/accessibility", Audience::Public).get(show_accessibility),
        Entry::new("/privacy", Audience::Public).get(show_privacy),
        Entry::new("/.well-known/security.txt", Audience::Public).get(show_security),
    ]
}

#[derive(Template)]
#[template(path = "home/start.html")]
struct StartPage {
    shell: Shell,
    authorities: Vec<Authority>,
    accredited: u64,
    demo: bool,
}

#[derive(Template)]
#[template(path = "home/authority.html")]
struct AuthorityPage {
    shell: Shell,
    authority: Authority,
    schemes: Vec<PublishedVersion>,
    accredited: u64,
}

#[derive(Template)]
#[template(path = "home/accessibility.html")]
struct AccessibilityPage {
    shell: Shell,
    authorities: Vec<Authority>,
}

#[derive(Template)]
#[template(path = "home/privacy.html")]
struct PrivacyPage {
    shell: Shell,
    authorities: Vec<Authority>,
}

#[handler]
async fn show_start(Data(ctx): Data<&Context>) -> Result<Response, Error> {
    let authorities = identity::list_authorities(ctx.read()).await?;
    let page = StartPage {
        shell: Shell::new("Fairmark"),
        accredited: accreditations::count_public(ctx.read(), &ListFilter::in_force(), ctx.now())
            .await?,
        authorities,
        demo: ctx.config.demo,
    };
    Ok(html(StatusCode::OK, &page))
}

#[handler]
async fn show_authority(
    Data(ctx): Data<&Context>,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let authority = identity::find_authority(ctx.read(), &slug)
        .await?
        .ok_or(Error::NotFound)?;
    let schemes = scheme::store::list_current_versions(ctx.read(), ctx.today())
        .await?
        .into_iter()
        .filter(|version| version.authority_id == authority.id)
        .collect();
    let filter = ListFilter {
        authority: Some(authority.id),
        ..ListFilter::in_force()
    };
    let page = AuthorityPage {
        shell: Shell::new(authority.name.clone()).of(
            authority.name.clone(),
            authority.slug.clone(),
            Colour::parse(&authority.brand_colour),
        ),
        accredited: accreditations::count_public(ctx.read(), &filter, ctx.now()).await?,
        schemes,
        authority,
    };
    Ok(html(StatusCode::OK, &page))
}

#[handler]
async fn show_logo(Data(ctx): Data<&Context>, Path(slug): Path<String>) -> Result<Response, Error> {
    let key = identity::find_authority(ctx.read(), &slug)
        .await?
        .and_then(|authority| authority.logo_key)
        .ok_or(Error::NotFound)?;
    let bytes = ctx.storage.get(&key).await?;
    Ok(Response::builder()
        .content_type("image/png")
        .header(header::CACHE_CONTROL, "public, max-age=3600")
        .body(bytes))
}

#[handler]
async fn show_accessibility(Data(ctx): Data<&Context>) -> Result<Response, Error> {
    let page = AccessibilityPage {
        shell: Shell::new("Accessibility statement"),
        authorities: identity::list_authorities(ctx.read()).await?,
    };
    Ok(html(StatusCode::OK, &page))
}

#[handler]
async fn show_privacy(Data(ctx): Data<&Context>) -> Result<Response, Error> {
    let page = PrivacyPage {
        shell: Shell::new("Privacy"),
        authorities: identity::list_authorities(ctx.read()).await?,
    };
    Ok(html(StatusCode::OK, &page))
}

/// RFC 9116; the contact is the first authority's, who runs the installation.
#[handler]
async fn show_security(Data(ctx): Data<&Context>) -> Result<Response, Error> {
    let authority = identity::list_authorities(ctx.read())
        .await?
        .into_iter()
        .next()
        .ok_or(Error::NotFound)?;
    let expires = ctx.now() + chrono::TimeDelta::days(180);
    let text = format!(
        "Contact: mailto:{}\nExpires: {}\nPreferred-Languages: en\nCanonical: {}\n",
        authority.contact_email,
        expires.format("%Y-%m-%dT00:00:00Z"),
        ctx.url("/.well-known/security.txt"),
    );
    Ok(Response::builder()
        .content_type("text/plain; charset=utf-8")
        .header(header::CACHE_CONTROL, "public, max-age=86400")
        .body(text))
}
