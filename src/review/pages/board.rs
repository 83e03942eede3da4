//! The officers' board: how much waits where, then case by case whose turn it is.

use std::collections::BTreeMap;

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::marked::{MarkLink, mark_links, mark_words};
use super::tier_words;
use crate::identity;
use crate::identity::guard::Caller;
use crate::identity::rules::size_band_words;
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::Error;
use crate::platform::paging::PageRequest;
use crate::review::rules::{
    Case, CaseFilter, CaseNumbers, MarkFilter, Marks, Reader, Turn, due_words,
};
use crate::review::store;
use crate::scheme;
use crate::scheme::store::PublishedVersion;
use crate::web::page::{PageLinks, Shell, html};
use crate::web::visit::Visit;

const PATH: &str = "/home/cases";

/// A case in the table.
struct Row {
    /// Where the reader goes on; empty when the reader has no business there.
    href: String,
    employer: String,
    reference: String,
    tier: String,
    rung: u32,
    about: String,
    turn: String,
    mine: bool,
    assessor: String,
    when: String,
    late: bool,
    /// Its marks, each with a colour.
    marks: Vec<(String, String)>,
}

/// A way to narrow the list.
struct Part {
    words: &'static str,
    href: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "review/board.html")]
struct BoardPage {
    shell: Shell,
    authority: String,
    numbers: CaseNumbers,
    parts: Vec<Part>,
    marks: Vec<MarkLink>,
    listed: &'static str,
    nothing: &'static str,
    rows: Vec<Row>,
    total: u64,
    pages: PageLinks,
}

#[derive(Debug, Deserialize)]
pub(super) struct BoardQuery {
    #[serde(default)]
    show: String,
    #[serde(default)]
    mark: String,
    #[serde(default)]
    tag: String,
    page: Option<u64>,
}

fn address(filter: CaseFilter, marks: &MarkFilter, page: u64) -> String {
    let narrowed = format!("{PATH}?show={}{}", filter.as_str(), marks.query());
    match page {
        1 => narrowed,
        page => format!("{narrowed}&page={page}"),
    }
}

/// What an empty list says: what appears here, and how.
const fn nothing(filter: CaseFilter) -> &'static str {
    match filter {
        CaseFilter::Open => {
            "No case is open. When an employer submits an assessment, it appears here and you get an email."
        }
        CaseFilter::ToAllocate => "Every open case has an assessor.",
        CaseFilter::WithOfficers => "Nothing waits for an officer.",
        CaseFilter::InReview => "No case is with an assessor or an employer.",
        CaseFilter::OverTime => "No recommendation is late.",
        CaseFilter::AwaitingDecision => {
            "No case waits for a decision. One does as soon as its assessor recommends."
        }
        CaseFilter::ToAnnounce => "No decision waits to be announced.",
        CaseFilter::Closed => "No case was decided or withdrawn yet.",
    }
}

fn row(
    ctx: &Context,
    caller: &Caller,
    (case, marks): (&Case, Option<&Marks>),
    versions: &[PublishedVersion],
    review_working_days: u32,
) -> Row {
    let version = versions.iter().find(|v| v.id == case.scheme_version_id);
    let (tier, rung) = version.map_or_else(
        || (case.tier_sought.to_string(), 0),
        |version| tier_words(&version.content, &case.tier_sought),
    );
    let acts_for_it = caller.employer(case.organisation_id).is_ok();
    let own_review = case
        .review
        .as_ref()
        .filter(|review| review.assessor_id == caller.person.id);
    let turn = case.turn();
    let due_on = case.due_on(review_working_days, ctx.today());
    let waits = case.is_open() && !matches!(turn, Turn::OfficerDecides | Turn::OfficerAnnounces);
    let mut about: Vec<String> = Vec::new();
    about.extend(case.size_band.map(|band| size_band_words(band).to_owned()));
    about.extend(case.place.clone());
    let mut row = Row {
        href: match own_review {
            Some(review) => format!("/home/reviews/{}", review.id),
            None => format!("{PATH}/{}", case.assessment_id),
        },
        employer: case.organisation_name.clone(),
        reference: case.reference.clone(),
        tier,
        rung,
        about: about.join(", "),
        turn: match turn {
            Turn::Nobody => "Closed".to_owned(),
            turn => format!("{}: {}", turn.who(), turn.words()),
        },
        mine: matches!(
            turn,
            Turn::OfficerAllocates
                | Turn::OfficerAppoints
                | Turn::OfficerDecides
                | Turn::OfficerAnnounces
        ),
        assessor: case.assessor_name.clone(),
        when: match case.closed_at {
            Some(at) => format!("closed on {}", long_date(london_date(at))),
            None if waits && case.is_paused() && marks.is_some() => {
                format!("{}; the clock stands still", due_words(ctx.today(), due_on))
            }
            None if waits => due_words(ctx.today(), due_on),
            None if turn == Turn::OfficerAnnounces => "decided".to_owned(),
            None => "recommended".to_owned(),
        },
        late: waits && due_on < ctx.today(),
        marks: mark_words(marks),
    };
    if acts_for_it {
        // Nobody watches their own employer's case from the other side.
        row.href = String::new();
        "You act for this employer: other officers see to it".clone_into(&mut row.turn);
        row.mine = false;
        row.assessor = String::new();
        row.when = String::new();
        row.late = false;
        row.marks = Vec::new();
    }
    row
}

#[handler]
pub(super) async fn show_board(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(query): Query<BoardQuery>,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let authority = identity::store::get_authority(ctx.read(), officer.authority()).await?;
    let standard = authority.review_working_days;
    let filter = CaseFilter::parse(&query.show);
    let request = PageRequest::number(query.page);
    let today = ctx.today();
    let marks = MarkFilter::parse(&query.mark, &query.tag);
    let reader = caller.person.id;
    let which = (filter, &marks, reader);
    let listed =
        store::list_marked_cases(ctx.read(), authority.id, which, today, standard, request).await?;
    let known = match listed.rows.as_slice() {
        [] => BTreeMap::new(),
        rows => {
            let ids = rows.iter().map(|case| case.assessment_id);
            store::list_marks(ctx.read(), ids, reader).await?
        }
    };
    let tags =
        store::list_tags_in_use(ctx.read(), authority.id, Reader::Officer(reader), None).await?;
    let numbers = store::count_cases(ctx.read(), authority.id, today, standard).await?;
    let versions = match listed.rows.as_slice() {
        [] => Vec::new(),
        rows => {
            let ids = rows.iter().map(|case| case.scheme_version_id);
            scheme::store::list_versions(ctx.read(), ids).await?
        }
    };
    let page = BoardPage {
        shell: caller.shell(&visit, "Cases").wide(),
        authority: authority.name,
        numbers,
        parts: CaseFilter::ALL
            .iter()
            .map(|each| Part {
                words: each.words(),
                href: address(*each, &MarkFilter::default(), 1),
                current: *each == filter,
            })
            .collect(),
        nothing: if marks.narrows() {
            "No case that is shown here has this mark."
        } else {
            nothing(filter)
        },
        marks: mark_links(&marks, tags, |narrowed| address(filter, narrowed, 1)),
        listed: filter.words(),
        total: listed.total,
        pages: PageLinks::new(listed.page.number, listed.last_page(), |number| {
            address(filter, &marks, number)
        }),
        rows: listed
            .rows
            .iter()
            .map(|case| {
                let marks = known.get(&case.assessment_id);
                row(ctx, &caller, (case, marks), &versions, standard)
            })
            .collect(),
    };
    Ok(html(StatusCode::OK, &page))
}
