//! What anybody can raise without an account: a concern about an employer, and a complaint about how data
//! about them is handled. Who is signed in is not looked at.

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::matter::{Fact, fact};
use super::refusal;
use crate::accreditation::actions::complaint::complain;
use crate::accreditation::actions::concern::raise;
use crate::accreditation::rules::concern::{outcome_words, progress_words};
use crate::accreditation::store::{self, ListFilter, Order};
use crate::identity;
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::platform::paging::PageRequest;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Shell, html};
use crate::web::visit::Visit;

/// The most employers that a search shows.
const SHOWN: u64 = 20;

struct Found {
    name: String,
    tier: String,
    href: String,
}

#[derive(Template)]
#[template(path = "accreditation/concern_choose.html")]
struct ChoosePage {
    shell: Shell,
    query: String,
    rows: Vec<Found>,
    more: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

#[handler]
pub(super) async fn show_choose(
    Data(ctx): Data<&Context>,
    visit: Visit,
    Query(search): Query<Search>,
) -> Result<Response, Error> {
    let query: String = search
        .q
        .trim()
        .replace('\0', "")
        .chars()
        .take(200)
        .collect();
    let (mut rows, mut more) = (Vec::new(), false);
    if !query.is_empty() {
        let filter = ListFilter {
            words: query.clone(),
            ..ListFilter::default()
        };
        let first = PageRequest::new(Some(1), Some(SHOWN));
        let found = store::list_public(ctx.read(), &filter, ctx.now(), Order::Name, first).await?;
        more = found.total > SHOWN;
        rows = found
            .rows
            .into_iter()
            .map(|one| Found {
                href: format!("/register/{}/concern", one.entry),
                name: one.holder.name,
                tier: one.tier.name,
            })
            .collect();
    }
    let page = ChoosePage {
        shell: visit.shell("Raise a concern"),
        query,
        rows,
        more,
    };
    Ok(html(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "accreditation/concern_raise.html")]
struct RaisePage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    employer: String,
    team: String,
    acknowledge: u32,
    answer: u32,
    words: String,
    told: bool,
    email: String,
}

async fn raise_page(
    ctx: &Context,
    visit: &Visit,
    entry: &str,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<RaisePage> {
    let held = store::find_by_entry(ctx.read(), entry)
        .await?
        .ok_or(Error::NotFound)?;
    let authority = identity::store::get_authority(ctx.read(), held.authority_id).await?;
    let days = store::get_standard(ctx.read(), &authority).await?.days;
    Ok(RaisePage {
        shell: visit
            .shell("Raise a concern")
            .under("Register", "/register")
            .under(held.holder.name.clone(), format!("/register/{entry}"))
            .wrong(&errors),
        errors,
        path: format!("/register/{}/concern", held.entry),
        employer: held.holder.name,
        team: authority.team_name,
        acknowledge: days.concern_acknowledge,
        answer: days.concern_answer,
        words: typed.get("words").to_owned(),
        told: typed.has("told"),
        email: typed.get("email").to_owned(),
    })
}

#[handler]
pub(super) async fn show_raise(
    Data(ctx): Data<&Context>,
    visit: Visit,
    Path(entry): Path<String>,
) -> Result<Response, Error> {
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = raise_page(ctx, &visit, &entry, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "accreditation/concern_raised.html")]
struct RaisedPage {
    shell: Shell,
    reference: String,
    code: String,
    contact: String,
}

#[handler]
pub(super) async fn submit_raise(
    Data(ctx): Data<&Context>,
    visit: Visit,
    Path(entry): Path<String>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    // An address that was typed without asking to be told is not kept.
    let contact = fields.has("told").then(|| fields.get("email"));
    match raise(ctx, &entry, fields.get("words"), contact).await {
        Ok(raised) => {
            let page = RaisedPage {
                shell: visit.shell("We have your concern"),
                reference: raised.reference,
                code: raised.code,
                contact: raised.contact.unwrap_or_default(),
            };
            Ok(html(StatusCode::OK, &page))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = raise_page(ctx, &visit, &entry, (&fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}

#[derive(Template)]
#[template(path = "accreditation/concern_look_up.html")]
struct LookUpPage {
    shell: Shell,
    errors: FieldErrors,
    reference: String,
}

#[handler]
pub(super) fn show_look_up(visit: Visit) -> Response {
    let page = LookUpPage {
        shell: visit.shell("How your concern goes"),
        errors: FieldErrors::new(),
        reference: String::new(),
    };
    html(StatusCode::OK, &page)
}

#[derive(Template)]
#[template(path = "accreditation/concern_progress.html")]
struct ProgressPage {
    shell: Shell,
    lede: String,
    facts: Vec<Fact>,
    conclusion: String,
}

#[handler]
pub(super) async fn submit_look_up(
    Data(ctx): Data<&Context>,
    visit: Visit,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (reference, code) = (fields.get("reference"), fields.get("code"));
    let Some(one) = store::find_concern_by_code(ctx.read(), reference, code).await? else {
        // One sentence for both, so that nobody learns which references there are.
        let errors = FieldErrors::one(
            "reference",
            "No concern has this reference and this code. Check both: the code has 16 letters and digits",
        );
        let page = LookUpPage {
            shell: visit.shell("How your concern goes").wrong(&errors),
            errors,
            reference: reference.to_owned(),
        };
        return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let mut facts = vec![fact(
        "Raised on",
        long_date(crate::platform::calendar::london_date(one.received_at())),
    )];
    if let Some(day) = one.due_on() {
        facts.push(fact("Next news by", long_date(day)));
    }
    if let Some(outcome) = one.outcome {
        facts.push(fact("What came of it", outcome_words(outcome)));
    }
    let page = ProgressPage {
        shell: visit.shell(format!("Concern {}", one.reference)),
        lede: progress_words(one.status).to_owned(),
        facts,
        conclusion: one.conclusion.map(|said| said.words).unwrap_or_default(),
    };
    Ok(html(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "accreditation/complaint_new.html")]
struct ComplainPage {
    shell: Shell,
    errors: FieldErrors,
    authorities: Vec<Choice>,
    name: String,
    email: String,
    words: String,
}

async fn complain_page(
    ctx: &Context,
    visit: &Visit,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<ComplainPage> {
    let chosen = typed.get("authority");
    let authorities = identity::store::list_authorities(ctx.read()).await?;
    Ok(ComplainPage {
        shell: visit
            .shell("Complain about how data about you is handled")
            .wrong(&errors),
        errors,
        authorities: authorities
            .into_iter()
            .map(|one| {
                let is_chosen = one.slug == chosen;
                Choice::new(one.slug, one.name).selected(is_chosen)
            })
            .collect(),
        name: typed.get("name").to_owned(),
        email: typed.get("email").to_owned(),
        words: typed.get("words").to_owned(),
    })
}

#[handler]
pub(super) async fn show_complain(
    Data(ctx): Data<&Context>,
    visit: Visit,
) -> Result<Response, Error> {
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = complain_page(ctx, &visit, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "accreditation/complaint_received.html")]
struct ReceivedPage {
    shell: Shell,
    reference: String,
    email: String,
    due: String,
}

#[handler]
pub(super) async fn submit_complain(
    Data(ctx): Data<&Context>,
    visit: Visit,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let typed = (fields.get("name"), fields.get("email"), fields.get("words"));
    match complain(ctx, fields.get("authority"), typed).await {
        Ok(one) => {
            let page = ReceivedPage {
                shell: visit.shell("We have your complaint"),
                due: one.due_on().map(long_date).unwrap_or_default(),
                reference: one.reference,
                email: one.contact,
            };
            Ok(html(StatusCode::OK, &page))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = complain_page(ctx, &visit, (&fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}
