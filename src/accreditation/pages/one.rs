//! One accreditation, for the officers of its authority.

use askama::Template;
use entity::ids::AccreditationId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::condition::Shown;
use super::words::{Checked, Happened, Reader, history, standing_words, status_colour};
use crate::accreditation::rules::{Event, Status};
use crate::accreditation::store::{list_checks, list_conditions, open_as_officer};
use crate::identity;
use crate::identity::guard::Caller;
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::web::page::{Shell, html};
use crate::web::visit::Visit;

/// Something that can be done to it now.
struct Act {
    words: &'static str,
    href: String,
    kind: &'static str,
}

#[derive(Template)]
#[template(path = "accreditation/one.html")]
struct OnePage {
    shell: Shell,
    standing: String,
    status: &'static str,
    colour: &'static str,
    tier: String,
    rung: u32,
    since: String,
    last_day: String,
    headcount: Option<i32>,
    entry: String,
    decision: String,
    path: String,
    /// Whether a condition can be set.
    asks: bool,
    conditions: Vec<Shown>,
    checks: Vec<Checked>,
    history: Vec<Happened>,
    acts: Vec<Act>,
}

#[handler]
pub(super) async fn show_accreditation(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
) -> Result<Response, Error> {
    let (found, _) = open_as_officer(ctx, &caller, id).await?;
    let doers = found.events.iter().filter_map(|event| event.done_by);
    let people = identity::store::list_people(ctx.read(), doers).await?;
    let checks = list_checks(ctx.read(), id).await?;
    let conditions = list_conditions(ctx.read(), id).await?;
    let path = format!("/home/accreditations/{id}");
    let now = ctx.now();
    let status = found.status_at(now);
    let acts = found
        .possible_at(now)
        .into_iter()
        .filter_map(|event| {
            let (words, kind) = match event {
                Event::Suspend => ("Suspend", "secondary"),
                Event::Reinstate => ("Reinstate", ""),
                Event::Withdraw => ("Withdraw", "warning"),
                Event::Relinquish
                | Event::Award
                | Event::AwardAhead
                | Event::Begin
                | Event::Supersede
                | Event::Restore
                | Event::Lapse => return None,
            };
            Some(Act {
                words,
                href: format!("/home/accreditations/{id}/{}", event.as_str()),
                kind,
            })
        })
        .collect();
    let page = OnePage {
        shell: caller
            .shell(&visit, found.holder.name.clone())
            .under("Home", "/home")
            .under("Accreditations", "/home/accreditations"),
        standing: standing_words(&found, now),
        status: status.words(),
        colour: status_colour(status),
        tier: found.tier.name.clone(),
        rung: found.tier.rank,
        since: long_date(found.term.since),
        last_day: found.term.last_day_words(),
        headcount: found.holder.headcount,
        decision: format!("/home/cases/{}/decision", found.assessment_id),
        asks: matches!(status, Status::NotYet | Status::Active | Status::Suspended),
        conditions: conditions
            .iter()
            .map(|one| Shown::of(one, &path, ctx.today()))
            .collect(),
        path,
        checks: checks
            .iter()
            .map(|check| Checked::of(check, true))
            .collect(),
        history: history(&found, now, Reader::Officer(&people)),
        acts,
        entry: found.entry,
    };
    Ok(html(StatusCode::OK, &page))
}
