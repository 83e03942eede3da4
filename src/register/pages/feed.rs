//! What happened in the register lately, as an Atom feed (RFC 4287).

use askama::Template;
use poem::web::Data;
use poem::{Request, Response, handler};

use super::files::file;
use super::question;
use crate::accreditation::store::{self as accreditations, Order};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::platform::paging::PageRequest;
use crate::register::reading::Reading;
use crate::register::rules::status_sentence;
use crate::web::routes::{Audience, Entry};

/// Entries in the feed.
const NEWEST: u64 = 50;

pub(super) fn routes() -> Vec<Entry> {
    vec![Entry::new("/register.atom", Audience::Public).get(show_feed)]
}

/// An entry of the feed.
struct Item {
    address: String,
    heading: String,
    summary: String,
    published: String,
    updated: String,
}

#[derive(Template)]
#[template(path = "register/feed.xml")]
struct Feed {
    own: String,
    page: String,
    updated: String,
    items: Vec<Item>,
}

#[handler]
async fn show_feed(req: &Request, Data(ctx): Data<&Context>) -> Result<Response> {
    let asked = question(req.uri().query()).ask(ctx.today())?;
    let reading = Reading::open(ctx, &asked).await?;
    let newest = accreditations::list_public(
        ctx.read(),
        &reading.filter,
        reading.at,
        Order::Newest,
        PageRequest::new(Some(1), Some(NEWEST)),
    )
    .await?;
    let mut updated = Vec::new();
    let mut items = Vec::new();
    for row in &newest.rows {
        let changed = row
            .events
            .iter()
            .map(|event| event.effective_at)
            .filter(|instant| *instant <= reading.at)
            .max()
            .map_or(row.awarded_at, |event| event.max(row.awarded_at));
        updated.push(changed);
        items.push(Item {
            address: ctx.url(&format!("/register/{}", row.entry)),
            heading: format!("{}: {}", row.holder.name, row.tier.name),
            summary: status_sentence(row, reading.at),
            published: row.awarded_at.to_rfc3339(),
            updated: changed.to_rfc3339(),
        });
    }
    let feed = Feed {
        own: ctx.url("/register.atom"),
        page: ctx.url("/register"),
        updated: updated
            .into_iter()
            .max()
            .unwrap_or(chrono::DateTime::UNIX_EPOCH)
            .to_rfc3339(),
        items,
    };
    let content = feed.render().map_err(Error::internal)?;
    Ok(file(
        req,
        "application/atom+xml; charset=utf-8",
        content.into_bytes(),
    ))
}
