//! Sign-off by a second person, or back to the colleague who asked.

use askama::Template;
use entity::ids::AssessmentId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::check::{Section, sections};
use super::task_list::Standing;
use super::{Opened, listed, refusal, seen_version};
use crate::assessment::actions::sign_off::{return_to_draft, sign_off_and_submit};
use crate::assessment::rules::{State, standing};
use crate::assessment::store;
use crate::identity;
use crate::identity::guard::Caller;
use crate::identity::rules::may_sign_off;
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::{Visit, see_other};

#[derive(Template)]
#[template(path = "assessment/sign_off.html")]
struct SignOffPage {
    shell: Shell,
    path: String,
    organisation: String,
    organisation_path: String,
    scheme: String,
    tier: String,
    version: i32,
    waiting: bool,
    asked: String,
    may_sign: bool,
    asked_by_me: bool,
    may_answer: bool,
    sections: Vec<Section>,
    standing: Standing,
    errors: FieldErrors,
    declared: bool,
    words: String,
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    opened: &Opened,
) -> Result<SignOffPage, Error> {
    let given = store::load_given(ctx.read(), opened.assessment.id).await?;
    let me = caller.person.id;
    let (asker, asked_at) = match &opened.assessment.state {
        State::AwaitingSignOff {
            requested_by,
            requested_at,
        } => (Some(*requested_by), Some(*requested_at)),
        State::Draft { .. }
        | State::Submitted(_)
        | State::Decided { .. }
        | State::Withdrawn { .. } => (None, None),
    };
    let asked_by = match asker {
        Some(id) => identity::store::find_person(ctx.read(), id).await?,
        None => None,
    };
    let name = asked_by
        .as_ref()
        .map_or("A colleague", |person| person.display_name());
    let evaluation = standing(
        opened.version(),
        &given.answers(),
        &opened.circumstances(ctx),
    );
    Ok(SignOffPage {
        shell: opened.shell(caller, visit, "Sign off and submit"),
        path: opened.path(),
        organisation: opened.organisation.clone(),
        organisation_path: format!("/home/organisations/{}", opened.assessment.organisation_id),
        scheme: opened.words(&opened.version().scheme.name),
        tier: opened.tier_name(),
        version: opened.assessment.version,
        waiting: asker.is_some(),
        asked: asked_at.map_or_else(String::new, |at| {
            format!("{name} asked for sign-off on {}.", long_instant(at))
        }),
        may_sign: may_sign_off(opened.employer.role()) && asker != Some(me),
        asked_by_me: asker == Some(me),
        may_answer: opened.employer.must_answer().is_ok(),
        sections: sections(ctx, opened, &given),
        standing: Standing::of(opened, &evaluation),
        errors: FieldErrors::new(),
        declared: false,
        words: String::new(),
    })
}

async fn again(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    fields: &Fields,
    error: Error,
    id: AssessmentId,
) -> Result<Response, Error> {
    let (status, errors) = refusal(error)?;
    let opened = Opened::load(ctx, caller, id).await?;
    let mut page = page(ctx, visit, caller, &opened).await?;
    page.shell = page.shell.errors(listed(&errors));
    page.errors = errors;
    page.declared = fields.get("declared") == "yes";
    fields.get("note").clone_into(&mut page.words);
    Ok(html(status, &page))
}

#[handler]
pub(super) async fn show_sign_off(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    if let State::Submitted(_) = opened.assessment.state {
        return Ok(see_other(&format!("{}/submitted", opened.path())));
    }
    let page = page(ctx, &visit, &caller, &opened).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_sign_off(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let receipt = format!("{}/submitted", opened.path());
    let declared = fields.get("declared") == "yes";
    match sign_off_and_submit(ctx, &opened.employer, id, seen_version(&fields), declared).await {
        Ok(_) => Ok(visit.done(
            &receipt,
            &Notice::success("The assessment is signed off and submitted"),
        )),
        // Pressed twice, or a colleague was quicker: it is done either way.
        Err(Error::Conflict(refusal)) if refusal.code == "assessment.already_submitted" => {
            Ok(visit.done(&receipt, &Notice::important(refusal.message)))
        }
        Err(error) => again(ctx, &visit, &caller, &fields, error, id).await,
    }
}

#[handler]
pub(super) async fn submit_send_back(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AssessmentId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let opened = Opened::load(ctx, &caller, id).await?;
    let (version, note) = (seen_version(&fields), fields.get("note"));
    match return_to_draft(ctx, &opened.employer, id, version, note).await {
        Ok(_) => Ok(visit.done(
            &opened.path(),
            &Notice::success("The assessment is open again and can be changed"),
        )),
        Err(error) => again(ctx, &visit, &caller, &fields, error, id).await,
    }
}
