//! How soon the authority acknowledges and answers, for its officers.

use askama::Template;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use super::{refusal, seen_version};
use crate::accreditation::actions::standard::change_standard;
use crate::accreditation::rules::Days;
use crate::accreditation::store;
use crate::identity;
use crate::identity::guard::Caller;
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

const PATH: &str = "/home/standards";

/// A number of days, as a field.
struct Number {
    name: String,
    label: String,
    hint: String,
    unit: String,
    value: String,
    error: String,
}

#[derive(Template)]
#[template(path = "accreditation/standards.html")]
struct StandardsPage {
    shell: Shell,
    errors: FieldErrors,
    version: i32,
    numbers: Vec<Number>,
    reason: String,
    /// Why it was changed last, and when; empty while nobody changed it.
    changed: String,
    when: String,
}

fn words(name: &str) -> (&'static str, &'static str, &'static str) {
    let working = "working days";
    match name {
        "review" => (
            "Review a case",
            "The service standard, from the day the employer submits",
            working,
        ),
        "concern_acknowledge" => (
            "Acknowledge a concern",
            "From the day it is raised",
            working,
        ),
        "concern_answer" => ("Answer a concern", "From the day it is raised", working),
        "appeal_lodge" => (
            "Lodge an appeal",
            "How long employers have, from the day of the decision",
            working,
        ),
        "appeal_answer" => ("Answer an appeal", "From the day it is lodged", working),
        "complaint_answer" => (
            "Answer a data-protection complaint",
            "From the day it comes. The law gives 30 days to acknowledge it; nobody can change that",
            "days",
        ),
        _ => (
            "Warn officers before a last day",
            "They get one email then, and one when it is over",
            working,
        ),
    }
}

async fn page(
    ctx: &Context,
    (visit, caller): (&Visit, &Caller),
    (typed, errors): (&Fields, FieldErrors),
) -> Result<StandardsPage> {
    let officer = caller.any_officer()?;
    let authority = identity::store::get_authority(ctx.read(), officer.authority()).await?;
    let standard = store::get_standard(ctx.read(), &authority).await?;
    let numbers = standard.days.all().into_iter().map(|(name, days, _)| {
        let (label, hint, unit) = words(name);
        Number {
            name: name.to_owned(),
            label: label.to_owned(),
            hint: hint.to_owned(),
            unit: unit.to_owned(),
            value: if typed.has(name) {
                typed.get(name).to_owned()
            } else {
                days.to_string()
            },
            error: errors.of(name).to_owned(),
        }
    });
    let numbers = numbers.collect();
    let changed = standard.changed.as_ref();
    Ok(StandardsPage {
        shell: caller
            .shell(visit, "How soon we answer")
            .under("Home", "/home")
            .under("Accreditations", "/home/accreditations")
            .wrong(&errors),
        errors,
        version: standard.version,
        numbers,
        reason: typed.get("reason").to_owned(),
        changed: changed.map_or_else(String::new, |said| said.words.clone()),
        when: changed.map_or_else(String::new, |said| long_instant(said.at)),
    })
}

#[handler]
pub(super) async fn show_standards(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(ctx, (&visit, &caller), nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_standards(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let reason = fields.get("reason");
    let done = match Days::parse(|name| fields.get(name)) {
        Ok(days) => change_standard(ctx, &officer, seen_version(&fields), days, reason).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(visit.done(
            PATH,
            &Notice::success("Saved. What has begun keeps its days until its next step"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = page(ctx, (&visit, &caller), (&fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}
