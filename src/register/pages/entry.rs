//! `/register/:entry`: one entry.

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{ATTRIBUTION, for_a_minute};
use crate::accreditation::rules::Status;
use crate::certificate;
use crate::identity::rules::size_band_words;
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::Result;
use crate::register::reading::{get_entry, names_for};
use crate::register::rules::{PublicEntry, history, status_sentence};
use crate::web::page::{Shell, html};
use crate::web::routes::{Audience, Entry};

pub(super) fn routes() -> Vec<Entry> {
    vec![Entry::new("/register/:entry", Audience::Public).get(show_entry)]
}

/// What happened on a day.
struct Event {
    day: String,
    machine_day: String,
    words: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "register/entry.html")]
struct EntryPage {
    shell: Shell,
    entry: PublicEntry,
    sentence: String,
    status_words: &'static str,
    colour: &'static str,
    size: &'static str,
    since: String,
    last_day: String,
    awarded: String,
    events: Vec<Event>,
    /// Its certificate's page; empty until it is issued.
    certificate: String,
}

/// The colour of a status that is not active; colour never says it alone.
pub(super) const fn colour(status: Status) -> &'static str {
    match status {
        Status::NotYet => "blue",
        Status::Active => "green",
        Status::Suspended => "orange",
        Status::Withdrawn => "red",
        Status::Relinquished | Status::Superseded | Status::Lapsed => "grey",
    }
}

#[handler]
async fn show_entry(Data(ctx): Data<&Context>, Path(entry): Path<String>) -> Result<Response> {
    let found = get_entry(ctx, &entry).await?;
    let at = ctx.now();
    let names = names_for(ctx, found.holder.district_id).await?;
    let status = found.status_at(at);
    let issued = certificate::store::find_by_accreditation(ctx.read(), found.id).await?;
    let page = EntryPage {
        shell: Shell::new(found.holder.name.clone())
            .under("Register", "/register")
            .attribution(ATTRIBUTION),
        entry: PublicEntry::new(&found, &names, at, &ctx.config.base_url),
        sentence: status_sentence(&found, at),
        status_words: status.words(),
        colour: colour(status),
        size: found.holder.size_band.map_or("", size_band_words),
        since: long_date(found.term.since),
        last_day: found.term.last_day_words(),
        certificate: issued.map_or_else(String::new, |issued| {
            certificate::rules::page_path(&issued.number)
        }),
        awarded: long_date(london_date(found.awarded_at)),
        events: history(&found, at)
            .into_iter()
            .map(|happened| Event {
                day: long_date(happened.on),
                machine_day: happened.on.to_string(),
                words: happened.words,
                reason: happened.reason,
            })
            .collect(),
    };
    Ok(for_a_minute(html(StatusCode::OK, &page)))
}
