//! The page behind the link that somebody outside gets: what is to be confirmed, and nothing else.

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::refusal;
use crate::assessment::actions::confirmation::answer;
use crate::assessment::rules::confirmation::{Answered, Confirmation};
use crate::assessment::store;
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "assessment/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    errors: FieldErrors,
    statement: String,
    asked_of: &'static str,
    until: String,
    answers: Vec<Choice>,
    capacity: String,
    words: String,
}

#[derive(Template)]
#[template(path = "assessment/confirm_closed.html")]
struct ClosedPage {
    shell: Shell,
    sentence: String,
    /// Whether the link could not be used.
    refused: bool,
}

fn closed(visit: &Visit, status: StatusCode, title: &str, sentence: String) -> Response {
    let page = ClosedPage {
        shell: visit.shell(title),
        sentence,
        refused: status != StatusCode::OK,
    };
    html(status, &page)
}

fn page(visit: &Visit, of: &Confirmation, (typed, errors): (&Fields, FieldErrors)) -> ConfirmPage {
    let chosen = typed.get("answer");
    ConfirmPage {
        shell: visit.shell("Can you confirm this?").wrong(&errors),
        errors,
        statement: of.statement.clone(),
        asked_of: of.asked_of.label(),
        until: long_date(london_date(of.expires_at)),
        answers: [
            (
                "confirm",
                "I confirm it",
                "The employer and the charter team learn that you do",
            ),
            (
                "cannot",
                "I cannot confirm it",
                "The charter team learns it; the employer learns only that it is not confirmed",
            ),
            (
                "decline",
                "I would rather not say",
                "The charter team learns it; the employer learns only that it is not confirmed",
            ),
        ]
        .into_iter()
        .map(|(value, label, hint)| {
            Choice::new(value, label)
                .hint(hint)
                .selected(value == chosen)
        })
        .collect(),
        capacity: typed.get("capacity").to_owned(),
        words: typed.get("words").to_owned(),
    }
}

/// The page of a link that cannot be used any more, with why.
fn refused(visit: &Visit, error: Error) -> Result<Response> {
    match error {
        Error::Conflict(refusal) => Ok(closed(
            visit,
            StatusCode::CONFLICT,
            "This link cannot be used",
            refusal.message,
        )),
        other => Err(other),
    }
}

#[handler]
pub(super) async fn show_confirm(
    Data(ctx): Data<&Context>,
    visit: Visit,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let of = store::get_confirmation_by_secret(ctx.read(), &secret).await?;
    if let Err(error) = of.must_wait(ctx.now()) {
        return refused(&visit, error);
    }
    let nothing = (&Fields::default(), FieldErrors::new());
    Ok(html(StatusCode::OK, &page(&visit, &of, nothing)))
}

#[handler]
pub(super) async fn submit_confirm(
    Data(ctx): Data<&Context>,
    visit: Visit,
    Path(secret): Path<String>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let of = store::get_confirmation_by_secret(ctx.read(), &secret).await?;
    if let Err(error) = of.must_wait(ctx.now()) {
        return refused(&visit, error);
    }
    let (capacity, words) = (fields.get("capacity"), fields.get("words"));
    let done = match Answered::parse(fields.get("answer"), capacity, words) {
        Ok(given) => answer(ctx, &secret, given).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Ok(closed(
            &visit,
            StatusCode::OK,
            "Thank you",
            "Your answer is with the charter team. This link works no more, and your email address is erased in 30 days.".to_owned(),
        )),
        Err(Error::Conflict(conflict)) => refused(&visit, Error::Conflict(conflict)),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            Ok(html(status, &page(&visit, &of, (&fields, errors))))
        }
    }
}
