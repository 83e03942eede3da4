//! The assessor's own work, what is due first, first.

use std::collections::BTreeMap;

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::marked::{MarkLink, mark_links, mark_words};
use super::tier_words;
use crate::identity::guard::Caller;
use crate::identity::rules::size_band_words;
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::platform::paging::PageRequest;
use crate::review::rules::{MarkFilter, Reader, Seat, Turn, due_words};
use crate::review::store;
use crate::scheme;
use crate::web::page::{PageLinks, Shell, html};
use crate::web::visit::Visit;

struct QueueRow {
    href: String,
    employer: String,
    reference: String,
    tier: String,
    rung: u32,
    size: &'static str,
    place: String,
    due: String,
    late: bool,
    turn: &'static str,
    mine: bool,
    judged: u64,
    /// Its marks, each with a colour.
    marks: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "review/queue.html")]
struct QueuePage {
    shell: Shell,
    marks: Vec<MarkLink>,
    narrowed: bool,
    rows: Vec<QueueRow>,
    total: u64,
    pages: PageLinks,
}

#[derive(Debug, Deserialize)]
pub(super) struct QueueQuery {
    #[serde(default)]
    mark: String,
    #[serde(default)]
    tag: String,
    page: Option<u64>,
}

#[handler]
pub(super) async fn show_queue(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(query): Query<QueueQuery>,
) -> Result<Response, Error> {
    let authority = caller.any_assessor()?.authority();
    let (request, reader) = (PageRequest::number(query.page), caller.person.id);
    let marks = MarkFilter::parse(&query.mark, &query.tag);
    let own = caller.assessors();
    let listed = store::list_marked_queue(ctx.read(), &own, &marks, request).await?;
    let known = match listed.rows.as_slice() {
        [] => BTreeMap::new(),
        rows => {
            let ids = rows.iter().map(|case| case.assessment_id);
            store::list_marks(ctx.read(), ids, reader).await?
        }
    };
    let tags =
        store::list_tags_in_use(ctx.read(), authority, Reader::Assessor(reader), None).await?;
    let address =
        |narrowed: &MarkFilter, page: u64| format!("/home/reviews?page={page}{}", narrowed.query());
    let versions = match listed.rows.as_slice() {
        [] => Vec::new(),
        rows => {
            let ids = rows.iter().map(|case| case.scheme_version_id);
            scheme::store::list_versions(ctx.read(), ids).await?
        }
    };
    let today = ctx.today();
    let last_page = listed.last_page();
    let total = listed.total;
    let rows = listed
        .rows
        .into_iter()
        .filter_map(|case| {
            let review = case.review.as_ref()?;
            let version = versions.iter().find(|v| v.id == case.scheme_version_id);
            let (tier, rung) = version.map_or_else(
                || (case.tier_sought.to_string(), 0),
                |version| tier_words(&version.content, &case.tier_sought),
            );
            let turn = case.turn_of_review();
            let due_on = case.review_due_on(review, today);
            Some(QueueRow {
                href: format!("/home/reviews/{}", review.id),
                due: if case.is_paused() {
                    format!("{}; the clock stands still", due_words(today, due_on))
                } else {
                    due_words(today, due_on)
                },
                late: due_on < today,
                mine: matches!(turn, Turn::AssessorDeclares | Turn::AssessorJudges),
                turn: match turn {
                    Turn::AssessorDeclares => "Declare conflicts",
                    Turn::AssessorJudges if review.seat == Seat::Moderator => "Settle differences",
                    Turn::AssessorJudges => "Judge the evidence",
                    Turn::EmployerAnswers => "Waits for the employer",
                    Turn::OfficerDecides => "With the officer",
                    Turn::OfficerAllocates
                    | Turn::OfficerAppoints
                    | Turn::OfficerAnnounces
                    | Turn::Nobody => "Closed",
                },
                judged: case.judged,
                marks: mark_words(known.get(&case.assessment_id)),
                size: case.size_band.map_or("", size_band_words),
                place: case.place.clone().unwrap_or_default(),
                employer: case.organisation_name.clone(),
                reference: case.reference.clone(),
                tier,
                rung,
            })
        })
        .collect();
    let page = QueuePage {
        shell: caller.shell(&visit, "My reviews").wide(),
        rows,
        total,
        narrowed: marks.narrows(),
        marks: mark_links(&marks, tags, |narrowed| address(narrowed, 1)),
        pages: PageLinks::new(request.number, last_page, |n| address(&marks, n)),
    };
    Ok(html(StatusCode::OK, &page))
}
