//! Whom the employer asked to confirm what, and asking somebody.

use askama::Template;
use chrono::{DateTime, Utc};
use entity::confirmation_kinds::ConfirmationStatus;
use entity::ids::{AssessmentId, ConfirmationId};
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::{Opened, refusal};
use crate::assessment::actions::confirmation::{Asking, ask, resend, revoke};
use crate::assessment::rules::confirmation::{
    Confirmation, is_given_by_confirmation, statement, who_may_confirm,
};
use crate::assessment::store;
use crate::identity::guard::Caller;
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::scheme::rules::{Confirmer, Criterion, CriterionCode};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

/// What is to be confirmed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ConfirmationsQuery {
    #[serde(default)]
    about: String,
}

/// A confirmation in its row. What was answered beside a confirmation, the employer is not told.
struct Row {
    about: String,
    asked_of: &'static str,
    /// Whom; empty once the address is erased.
    email: String,
    asked: String,
    state: String,
    colour: String,
    /// Where it is sent again and taken back; empty when it cannot be.
    path: String,
}

#[derive(Template)]
#[template(path = "assessment/confirmations.html")]
struct ConfirmationsPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    open: bool,
    rows: Vec<Row>,
    criteria: Vec<Choice>,
    by: Vec<Choice>,
    email: String,
    /// What exactly is sent; empty while no criterion is chosen.
    statement: String,
    chosen: String,
}

fn row(opened: &Opened, one: &Confirmation, open: bool, now: DateTime<Utc>) -> Row {
    let day = |at| long_date(london_date(at));
    let (state, colour) = match (one.status, one.closed_at) {
        (ConfirmationStatus::Asked, _) if one.is_waiting(now) => {
            (format!("Waits until {}", day(one.expires_at)), "yellow")
        }
        (ConfirmationStatus::Asked, _) => {
            (format!("Link over since {}", day(one.expires_at)), "grey")
        }
        (ConfirmationStatus::Confirmed, Some(at)) => (format!("Confirmed on {}", day(at)), "green"),
        (ConfirmationStatus::NotConfirmed | ConfirmationStatus::Declined, Some(at)) => {
            (format!("Answered on {}, not confirmed", day(at)), "grey")
        }
        (ConfirmationStatus::Revoked, Some(at)) => (format!("Taken back on {}", day(at)), "grey"),
        (
            ConfirmationStatus::Confirmed
            | ConfirmationStatus::NotConfirmed
            | ConfirmationStatus::Declined
            | ConfirmationStatus::Revoked,
            None,
        ) => ("Closed".to_owned(), "grey"),
    };
    Row {
        about: opened.version().criterion(&one.criterion).map_or_else(
            || one.criterion.to_string(),
            |criterion| opened.words(&criterion.title),
        ),
        asked_of: one.asked_of.label(),
        email: one.email.clone().unwrap_or_default(),
        asked: day(one.asked_at),
        state,
        colour: colour.to_owned(),
        path: if open && one.status == ConfirmationStatus::Asked {
            format!("{}/confirmations/{}", opened.path(), one.id)
        } else {
            String::new()
        },
    }
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    opened: &Opened,
    about: &str,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<ConfirmationsPage> {
    let id = opened.assessment.id;
    let given = store::load_given(ctx.read(), id).await?;
    let asked = store::list_confirmations(ctx.read(), id).await?;
    let open = opened.assessment.is_open() && opened.employer.must_answer().is_ok();
    let wanted = if typed.has("criterion") {
        typed.get("criterion")
    } else {
        about
    };
    let value = |criterion: &Criterion| {
        let saved = given.answers.get(&criterion.code);
        saved.and_then(|saved| saved.value.as_ref())
    };
    let possible: Vec<&Criterion> = opened
        .version()
        .criteria()
        .map(|(_, criterion)| criterion)
        .filter(|criterion| opened.shows(ctx, &given, criterion))
        .filter(|one| is_given_by_confirmation(one) || value(one).is_some())
        .collect();
    let chosen = possible.iter().find(|one| one.code.as_str() == wanted);
    let who = chosen.map_or_else(
        || Confirmer::WORDS.iter().map(|(_, who)| *who).collect(),
        |criterion| who_may_confirm(criterion),
    );
    Ok(ConfirmationsPage {
        shell: opened
            .shell(caller, visit, "Confirmation by somebody outside")
            .wrong(&errors),
        errors,
        path: format!("{}/confirmations", opened.path()),
        open,
        rows: asked
            .iter()
            .map(|one| row(opened, one, open, ctx.now()))
            .collect(),
        statement: chosen
            .and_then(|one| statement(&opened.organisation, one, value(one)).ok())
            .unwrap_or_default(),
        criteria: std::iter::once(Choice::new("", "Choose a question"))
            .chain(possible.iter().map(|one| {
                let title = opened.words(&one.title);
                Choice::new(one.code.to_string(), format!("{}: {title}", one.code))
                    .selected(one.code.as_str() == wanted)
            }))
            .collect(),
        by: who
            .into_iter()
            .map(|who| {
                Choice::new(who.as_str(), who.label()).selected(who.as_str() == typed.get("by"))
            })
            .collect(),
        email: typed.get("email").to_owned(),
        chosen: chosen.map_or_else(String::new, |one| one.code.to_string()),
    })
}

#[handler]
pub(super) async fn show_confirmations(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Query(query): Query<ConfirmationsQuery>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(ctx, &visit, &caller, &opened, &query.about, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

fn asking(fields: &Fields) -> Result<Asking> {
    let mut errors = FieldErrors::new();
    let criterion = CriterionCode::parse(fields.get("criterion"));
    if criterion.is_err() {
        errors.add("criterion", "Choose what should be confirmed");
    }
    let by = Confirmer::WORDS
        .iter()
        .find(|(word, _)| *word == fields.get("by"));
    if by.is_none() {
        errors.add("by", "Choose what this person is to your organisation");
    }
    if fields.get("email").trim().is_empty() {
        errors.add("email", "Enter an email address");
    }
    errors.into_result()?;
    match (criterion, by) {
        (Ok(criterion), Some((_, by))) => Ok(Asking {
            criterion,
            by: *by,
            email: fields.get("email").to_owned(),
        }),
        (Err(_), _) | (_, None) => Err(Error::internal("what was missing was not named")),
    }
}

#[handler]
pub(super) async fn submit_confirmations(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let done = match asking(&fields) {
        Ok(asking) => ask(ctx, &opened.employer, id, asking).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(visit.done(
            &format!("{}/confirmations", opened.path()),
            &Notice::success("The link is on its way. You get an email when it is answered"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let left = (&fields, errors);
            let page = page(ctx, &visit, &caller, &opened, "", left).await?;
            Ok(html(status, &page))
        }
    }
}

#[handler]
pub(super) async fn submit_step(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, confirmation, step)): Path<(AssessmentId, ConfirmationId, String)>,
    Submitted(_): Submitted,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let ids = (id, confirmation);
    let (done, said) = match step.as_str() {
        "resend" => (
            resend(ctx, &opened.employer, ids).await,
            "Another link is on its way. The one before works no more",
        ),
        "revoke" => (
            revoke(ctx, &opened.employer, ids).await,
            "The link is taken back. It works no more",
        ),
        _ => return Err(Error::NotFound),
    };
    match done {
        Ok(_) => Ok(visit.done(
            &format!("{}/confirmations", opened.path()),
            &Notice::success(said),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let left = (&Fields::default(), errors);
            let page = page(ctx, &visit, &caller, &opened, "", left).await?;
            Ok(html(status, &page))
        }
    }
}
