//! An officer or the assessor gives the employer more time for a reply.

use askama::Template;
use entity::ids::{AssessmentId, ClarificationId, ReviewId};
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::refusal;
use super::within::{DayParts, Within};
use crate::identity::guard::Caller;
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::extend::extend;
use crate::review::rules::due_words;
use crate::review::store;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

/// More time that was given already.
struct Earlier {
    from: String,
    to: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "review/extension.html")]
struct ExtensionPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    question: String,
    due: String,
    earlier: Vec<Earlier>,
    open: bool,
    reason: String,
    new: DayParts,
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    (within, id): (&Within, ClarificationId),
    (typed, errors): (&Fields, FieldErrors),
) -> Result<ExtensionPage> {
    let case = within.file.case.assessment_id;
    let asked = store::get_clarification_of_case(ctx.read(), case, id).await?;
    let given = store::list_extensions(ctx.read(), case).await?;
    Ok(ExtensionPage {
        shell: within
            .shell(caller, visit, "Give more time to answer")
            .wrong(&errors),
        errors,
        path: format!("{}/clarifications/{id}/extension", within.path()),
        due: format!(
            "{} ({})",
            due_words(ctx.today(), asked.due_on),
            long_date(asked.due_on)
        ),
        open: asked.is_open() && within.file.case.is_open(),
        question: asked.question,
        earlier: given
            .into_iter()
            .filter(|one| one.clarification_id == id)
            .map(|one| Earlier {
                from: long_date(one.from_on),
                to: long_date(one.to_on),
                reason: one.reason,
            })
            .collect(),
        reason: typed.get("reason").to_owned(),
        new: DayParts::typed(typed, "due"),
    })
}

async fn show(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    of: (&Within, ClarificationId),
) -> Result<Response> {
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(ctx, visit, caller, of, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

async fn submit(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    (within, id): (&Within, ClarificationId),
    fields: &Fields,
) -> Result<Response> {
    let case = within.file.case.assessment_id;
    // Whether there is such a question comes before what is typed.
    store::get_clarification_of_case(ctx.read(), case, id).await?;
    let missing = || Error::invalid("due", "Enter the new day");
    let done = match DayParts::typed(fields, "due").read("due") {
        Ok(Some(due_on)) => extend(ctx, within.staff(), id, due_on, fields.get("reason")).await,
        Ok(None) => Err(missing()),
        Err(error) => Err(error),
    };
    match done {
        Ok(asked) => {
            let said = format!(
                "The employer has until {} to answer, and has an email",
                long_date(asked.due_on)
            );
            Ok(visit.done(&within.path(), &Notice::success(said)))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = page(ctx, visit, caller, (within, id), (fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}

#[handler]
pub(super) async fn show_to_officer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, clarification)): Path<(AssessmentId, ClarificationId)>,
) -> Result<Response, Error> {
    let within = Within::as_officer(ctx, &caller, id).await?;
    show(ctx, &visit, &caller, (&within, clarification)).await
}

#[handler]
pub(super) async fn submit_by_officer(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, clarification)): Path<(AssessmentId, ClarificationId)>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let within = Within::as_officer(ctx, &caller, id).await?;
    submit(ctx, &visit, &caller, (&within, clarification), &fields).await
}

#[handler]
pub(super) async fn show_to_assessor(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, clarification)): Path<(ReviewId, ClarificationId)>,
) -> Result<Response, Error> {
    let within = Within::as_assessor(ctx, &caller, id).await?;
    show(ctx, &visit, &caller, (&within, clarification)).await
}

#[handler]
pub(super) async fn submit_by_assessor(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, clarification)): Path<(ReviewId, ClarificationId)>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let within = Within::as_assessor(ctx, &caller, id).await?;
    submit(ctx, &visit, &caller, (&within, clarification), &fields).await
}
