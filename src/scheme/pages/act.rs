//! What an officer does with a draft.

use chrono::NaiveDate;
use entity::ids::{SchemeDraftId, SchemeVersionId};
use entity::kinds::SchemeDraftStage;
use entity::version_kinds::OpenCases;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::draft::{Left, open, page};
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::actions::draft;
use crate::scheme::store::{self, Terms};
use crate::web::form::{Fields, Submitted};
use crate::web::page::Notice;
use crate::web::visit::Visit;

/// The most characters of a note.
const NOTE_CHARACTERS: usize = 4_000;

fn seen(fields: &Fields) -> i32 {
    fields.get("version").parse().unwrap_or(-1)
}

#[handler]
pub(super) async fn submit_start(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeVersionId>,
    Submitted(_): Submitted,
) -> Result<Response, Error> {
    if caller.officers().is_empty() {
        return Err(Error::NotFound);
    }
    let version = store::get_version(ctx.read(), id).await?;
    let officer = caller.officer(version.authority_id)?;
    let begun = draft::start(ctx, &officer, id).await?;
    Ok(visit.done(
        &format!("/home/schemes/drafts/{}", begun.id),
        &Notice::success("A draft is begun. Nobody else sees it until you publish it"),
    ))
}

/// A day in three fields; blank is none.
fn day(fields: &Fields, name: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
    let part = |part: &str| fields.get(&format!("{name}_{part}"));
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return None;
    }
    let found = match (day.parse(), month.parse(), year.parse::<i32>()) {
        (Ok(day), Ok(month), Ok(year)) if (2000..=2999).contains(&year) => {
            NaiveDate::from_ymd_opt(year, month, day)
        }
        _ => None,
    };
    if found.is_none() {
        errors.add(
            format!("{name}_day"),
            "Enter a day that exists, like 31 3 2027, or leave it blank.",
        );
    }
    found
}

fn terms(fields: &Fields) -> Result<Terms, FieldErrors> {
    let mut errors = FieldErrors::new();
    let terms = Terms {
        new_from: day(fields, "new_from", &mut errors),
        holders_by: day(fields, "holders_by", &mut errors),
        open_cases: match fields.get("open_cases") {
            "" => OpenCases::default(),
            word => word.parse().unwrap_or_else(|_| {
                errors.add("open_cases", "Choose one of the three.");
                OpenCases::default()
            }),
        },
        move_on: day(fields, "move_on", &mut errors),
        health_note: fields.get("health_note").to_owned(),
        equality_note: fields.get("equality_note").to_owned(),
    };
    for (name, text) in [
        ("health_note", &terms.health_note),
        ("equality_note", &terms.equality_note),
    ] {
        if text.chars().count() > NOTE_CHARACTERS {
            errors.add(
                name,
                format!("Shorten this to {NOTE_CHARACTERS} characters or fewer."),
            );
        }
    }
    if errors.0.is_empty() {
        Ok(terms)
    } else {
        Err(errors)
    }
}

/// Shows the draft again with what was sent and what is wrong with it; passes on what cannot be
/// mended there.
async fn again(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    id: SchemeDraftId,
    typed: Option<&Fields>,
    error: Error,
) -> Result<Response, Error> {
    let (status, errors) = match error {
        Error::Invalid(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Error::Conflict(refusal) => {
            let mut errors = FieldErrors::new();
            errors.add("version", refusal.message);
            (StatusCode::CONFLICT, errors)
        }
        other => return Err(other),
    };
    let (draft, _) = open(ctx, caller, id).await?;
    let left = Left {
        status,
        errors,
        typed,
    };
    page(ctx, visit, caller, &draft, left).await
}

#[handler]
pub(super) async fn submit_terms(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (draft, officer) = open(ctx, &caller, id).await?;
    let saved = match terms(&fields) {
        Ok(terms) => draft::set_terms(ctx, &officer, draft.id, seen(&fields), terms).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    match saved {
        Ok(()) => Ok(visit.done(
            &format!("/home/schemes/drafts/{id}"),
            &Notice::success("Saved"),
        )),
        Err(error) => again(ctx, &visit, &caller, id, Some(&fields), error).await,
    }
}

#[handler]
pub(super) async fn submit_stage(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = open(ctx, &caller, id).await?;
    let (stage, words, to) = match fields.get("to") {
        "consultation" => (
            SchemeDraftStage::Consultation,
            "The draft is open to comments",
            format!("/home/schemes/drafts/{id}"),
        ),
        "draft" => (
            SchemeDraftStage::Draft,
            "The consultation is closed",
            format!("/home/schemes/drafts/{id}"),
        ),
        "discarded" => (
            SchemeDraftStage::Discarded,
            "The draft is discarded",
            "/home/schemes".to_owned(),
        ),
        _ => {
            let error = Error::invalid("to", "Choose one of the buttons of the page.");
            return again(ctx, &visit, &caller, id, None, error).await;
        }
    };
    match draft::set_stage(ctx, &officer, id, seen(&fields), stage).await {
        Ok(()) => Ok(visit.done(&to, &Notice::success(words))),
        Err(error) => again(ctx, &visit, &caller, id, None, error).await,
    }
}

#[handler]
pub(super) async fn submit_publish(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = open(ctx, &caller, id).await?;
    match draft::publish(ctx, &officer, id, seen(&fields)).await {
        Ok(version) => Ok(visit.done(
            &format!("/home/schemes/versions/{version}"),
            &Notice::success("The version is published. It never changes from now on"),
        )),
        Err(error) => again(ctx, &visit, &caller, id, None, error).await,
    }
}
