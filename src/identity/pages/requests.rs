//! Requests that take two officers.

use askama::Template;
use entity::ids::SupportRequestId;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::refusal;
use crate::identity::actions::support::{Close, close};
use crate::identity::guard::{Caller, Officer};
use crate::identity::rules::{Ask, Person, RequestState, SupportRequest, ask_words, status_words};
use crate::identity::store;
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::platform::paging::PageRequest;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, PageLinks, Shell, html};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::Visit;

const PATH: &str = "/home/requests";

pub(super) fn routes() -> Vec<Entry> {
    let officer = |path| Entry::new(path, Audience::Officer);
    vec![
        officer("/home/requests").get(show_requests),
        officer("/home/requests/:id")
            .get(show_request)
            .post(submit_request),
    ]
}

fn name_of(people: &[Person], id: entity::ids::PersonId) -> String {
    people
        .iter()
        .find(|person| person.id == id)
        .map_or("Somebody", Person::display_name)
        .to_owned()
}

#[derive(Debug, Default, Deserialize)]
struct Wanted {
    page: Option<u64>,
}

struct Row {
    href: String,
    what: &'static str,
    about: String,
    by: String,
    at: String,
    state: &'static str,
    colour: &'static str,
}

#[derive(Template)]
#[template(path = "identity/support/requests.html")]
struct RequestsPage {
    shell: Shell,
    rows: Vec<Row>,
    pages: PageLinks,
}

#[handler]
async fn show_requests(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    let authority = caller.any_officer()?.authority();
    let page = PageRequest::number(wanted.page);
    let listed = store::list_requests(ctx.read(), authority, page).await?;
    let ids = listed
        .rows
        .iter()
        .flat_map(|one| [one.person_id, one.proposed_by]);
    let people = store::list_people(ctx.read(), ids).await?;
    let page = RequestsPage {
        shell: caller
            .shell(&visit, "Requests that take two officers")
            .under("Home", "/home")
            .under("People", "/home/people"),
        pages: PageLinks::new(listed.page.number, listed.last_page(), |number| {
            format!("{PATH}?page={number}")
        }),
        rows: listed
            .rows
            .iter()
            .map(|one| {
                let (state, colour) = status_words(one.state.status());
                Row {
                    href: format!("{PATH}/{}", one.id),
                    what: ask_words(one.ask.kind()),
                    about: name_of(&people, one.person_id),
                    by: name_of(&people, one.proposed_by),
                    at: long_instant(one.proposed_at),
                    state,
                    colour,
                }
            })
            .collect(),
    };
    Ok(html(StatusCode::OK, &page))
}

async fn find(
    ctx: &Context,
    caller: &Caller,
    id: SupportRequestId,
) -> Result<(SupportRequest, Officer)> {
    for officer in caller.officers() {
        match store::get_request(ctx.read(), officer.authority(), id).await {
            Ok(found) => return Ok((found, officer)),
            Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Err(Error::NotFound)
}

#[derive(Template)]
#[template(path = "identity/support/request.html")]
struct RequestPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    about: String,
    person: String,
    facts: Vec<(&'static str, String)>,
    state: &'static str,
    colour: &'static str,
    open: bool,
    own: bool,
    choices: Vec<Choice>,
    reason: String,
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    request: &SupportRequest,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<RequestPage> {
    let mut ids = vec![request.person_id, request.proposed_by];
    ids.extend(request.state.closing().map(|closing| closing.by));
    let people = store::list_people(ctx.read(), ids).await?;
    let mut facts = match &request.ask {
        Ask::ChangeAddress { from, to } => {
            vec![("Address now", from.clone()), ("New address", to.clone())]
        }
        Ask::ReplaceLead {
            organisation_id,
            email,
            name,
        } => {
            let organisation = store::get_organisation(ctx.read(), *organisation_id).await?;
            let new = if name.is_empty() {
                email.clone()
            } else {
                format!("{name} ({email})")
            };
            vec![("Organisation", organisation.name), ("New lead", new)]
        }
    };
    let by = name_of(&people, request.proposed_by);
    facts.push((
        "Proposed by",
        format!("{by}, {}", long_instant(request.proposed_at)),
    ));
    facts.push(("Reason", request.reason.clone()));
    if let Some(closing) = request.state.closing() {
        let by = name_of(&people, closing.by);
        facts.push(("Closed by", format!("{by}, {}", long_instant(closing.at))));
        facts.push(("Reason for that", closing.reason.clone()));
    }
    let own = request.proposed_by == caller.person.id;
    let choice =
        |value, label: &str| Choice::new(value, label).selected(own || typed.get("how") == value);
    let choices = if own {
        vec![choice("withdraw", "Take it back")]
    } else {
        vec![
            choice("confirm", "Confirm: it is done at once"),
            choice("decline", "Decline: nothing changes"),
        ]
    };
    let (state, colour) = status_words(request.state.status());
    Ok(RequestPage {
        shell: caller
            .shell(visit, ask_words(request.ask.kind()))
            .under("Home", "/home")
            .under("People", "/home/people")
            .under("Requests", PATH)
            .wrong(&errors),
        errors,
        path: format!("{PATH}/{}", request.id),
        about: name_of(&people, request.person_id),
        person: format!("/home/people/{}", request.person_id),
        facts,
        state,
        colour,
        open: request.state == RequestState::Proposed,
        own,
        choices,
        reason: typed.get("reason").to_owned(),
    })
}

#[handler]
async fn show_request(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SupportRequestId>,
) -> Result<Response, Error> {
    let (request, _) = find(ctx, &caller, id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(ctx, &visit, &caller, &request, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

async fn act(
    ctx: &Context,
    officer: &Officer,
    id: SupportRequestId,
    fields: &Fields,
) -> Result<&'static str> {
    let (how, said) = match fields.get("how") {
        "confirm" => (
            Close::Confirm,
            "It is done, and everybody concerned is told",
        ),
        "decline" => (Close::Decline, "The request is declined"),
        "withdraw" => (Close::Withdraw, "The request is taken back"),
        _ => return Err(Error::invalid("how", "Choose what becomes of the request")),
    };
    close(ctx, officer, id, how, fields.get("reason")).await?;
    Ok(said)
}

#[handler]
async fn submit_request(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SupportRequestId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = find(ctx, &caller, id).await?;
    match act(ctx, &officer, id, &fields).await {
        Ok(said) => Ok(visit.done(&format!("{PATH}/{id}"), &Notice::success(said))),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let (request, _) = find(ctx, &caller, id).await?;
            let page = page(ctx, &visit, &caller, &request, (&fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}
