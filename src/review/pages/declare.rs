//! The assessor declares whether there is a conflict; until then they see who it is and no more.

use askama::Template;
use entity::ids::ReviewId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{refusal, tier_words};
use crate::identity::guard::Caller;
use crate::identity::rules::size_band_words;
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::declare::{Declaration, declare};
use crate::review::rules::{CaseFile, Event, due_words};
use crate::review::store;
use crate::scheme;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::{Visit, see_other};

#[derive(Template)]
#[template(path = "review/declare.html")]
struct DeclarePage {
    shell: Shell,
    errors: FieldErrors,
    action: String,
    employer: String,
    tier: String,
    rung: u32,
    size: &'static str,
    place: String,
    due: String,
    choices: Vec<Choice>,
    statement: String,
}

/// The page on which an assessor declares, with what was typed and what is wrong with it.
pub(super) async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    file: &CaseFile,
    typed: &Fields,
    (status, errors): (StatusCode, FieldErrors),
) -> Result<Response> {
    let review = file.review()?;
    let case = &file.case;
    let version = scheme::store::get_version(ctx.read(), case.scheme_version_id).await?;
    let (tier, rung) = tier_words(&version.content, &case.tier_sought);
    let chosen = typed.get("conflict");
    let due_on = case.review_due_on(review, ctx.today());
    let page = DeclarePage {
        shell: caller
            .shell(visit, "Do you have a conflict of interest?")
            .under("My reviews", "/home/reviews")
            .wrong(&errors),
        errors,
        action: format!("/home/reviews/{}/declaration", review.id),
        employer: case.organisation_name.clone(),
        tier,
        rung,
        size: case.size_band.map_or("", size_band_words),
        place: case.place.clone().unwrap_or_default(),
        due: format!("{} ({})", due_words(ctx.today(), due_on), long_date(due_on)),
        choices: vec![
            Choice::new("no", "No, I have no conflict")
                .hint("The case opens to you")
                .selected(chosen == "no"),
            Choice::new("yes", "Yes, I have or may seem to have one")
                .hint("The case goes back to the officer; you will not see it")
                .selected(chosen == "yes"),
        ],
        statement: typed.get("statement").to_owned(),
    };
    Ok(html(status, &page))
}

#[handler]
pub(super) async fn show_declaration(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
) -> Result<Response, Error> {
    let file = store::get_file_for_assessors(ctx.read(), &caller.assessors(), id).await?;
    let may = file
        .case
        .review
        .as_ref()
        .is_some_and(|review| review.can(Event::DeclareConflict).is_ok());
    if !may || !file.case.is_open() {
        return Ok(see_other(&format!("/home/reviews/{id}")));
    }
    let nothing = (StatusCode::OK, FieldErrors::new());
    page(ctx, &visit, &caller, &file, &Fields::default(), nothing).await
}

#[handler]
pub(super) async fn submit_declaration(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ReviewId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let assessors = caller.assessors();
    let review = store::get_own_review(ctx.read(), &assessors, id).await?;
    let assessor = caller.assessor(review.authority_id)?;
    let outcome = match fields.get("conflict") {
        "no" => declare(ctx, &assessor, id, Declaration::NoConflict).await,
        "yes" => {
            let statement = fields.get("statement").to_owned();
            declare(ctx, &assessor, id, Declaration::Conflict { statement }).await
        }
        _ => Err(Error::invalid(
            "conflict",
            "Choose whether you have a conflict of interest",
        )),
    };
    match outcome {
        Ok(declared) if declared.is_live() => Ok(visit.done(
            &format!("/home/reviews/{id}"),
            &Notice::success("You declared no conflict of interest. The case is open."),
        )),
        Ok(_) => Ok(visit.done(
            "/home/reviews",
            &Notice::success("You declared a conflict of interest. The officers are told and give the case to somebody else."),
        )),
        Err(error) => {
            let wrong = refusal(error)?;
            let file = store::get_file_for_assessors(ctx.read(), &assessors, id).await?;
            if file.case.review.is_none() {
                // It went back meanwhile: the page of the review says so.
                return Ok(see_other(&format!("/home/reviews/{id}")));
            }
            page(ctx, &visit, &caller, &file, &fields, wrong).await
        }
    }
}
