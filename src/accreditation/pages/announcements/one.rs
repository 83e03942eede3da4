//! One decision that waits: what it says, what it was made on, what changed since; and undoing it.

use askama::Template;
use entity::ids::DecisionId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{Waits, load, shell};
use crate::accreditation::actions::announce::undo;
use crate::accreditation::pages::decide::says;
use crate::accreditation::pages::{refusal, seen_version};
use crate::accreditation::rules::{Basis, BasisChange};
use crate::identity;
use crate::identity::guard::Caller;
use crate::platform::calendar::{long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "accreditation/announcement.html")]
struct OnePage {
    shell: Shell,
    errors: FieldErrors,
    id: String,
    path: String,
    case: String,
    employer: String,
    reference: String,
    said: String,
    decided: String,
    who: String,
    start: String,
    why: String,
    says: Vec<String>,
    basis: String,
    changes: Vec<BasisChange>,
    version: i32,
    reason: String,
}

async fn open(ctx: &Context, caller: &Caller, id: DecisionId) -> Result<Waits> {
    let found = load(ctx, caller, Some(id)).await?;
    found.into_iter().next().ok_or(Error::NotFound)
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    one: &Waits,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<OnePage> {
    let decision = &one.waiting.decision;
    let by = identity::store::find_person(ctx.read(), decision.decided_by).await?;
    Ok(OnePage {
        shell: shell(caller, visit, "A decision that waits")
            .under("Decisions to announce", "/home/announcements")
            .wrong(&errors),
        errors,
        id: decision.id.to_string(),
        path: one.path(),
        case: format!("/home/cases/{}", decision.assessment_id),
        employer: one.employer.clone(),
        reference: one.waiting.reference.clone(),
        said: one.said.clone(),
        decided: long_instant(decision.decided_at),
        who: by.map_or_else(String::new, |by| by.display_name().to_owned()),
        start: decision.start_on.map_or_else(String::new, long_date),
        why: decision.reason.clone(),
        says: says(&decision.terms),
        basis: decision
            .basis
            .as_ref()
            .map(Basis::sha256)
            .unwrap_or_default(),
        changes: one.changes.clone(),
        version: decision.version,
        reason: typed.get("reason").to_owned(),
    })
}

#[handler]
pub(in crate::accreditation::pages) async fn show_announcement(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<DecisionId>,
) -> Result<Response, Error> {
    let one = open(ctx, &caller, id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(ctx, &visit, &caller, &one, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(in crate::accreditation::pages) async fn submit_announcement(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<DecisionId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let one = open(ctx, &caller, id).await?;
    let officer = caller.officer(one.waiting.decision.authority_id)?;
    let seen = seen_version(&fields);
    match undo(ctx, &officer, id, seen, fields.get("reason")).await {
        Ok(undone) => Ok(visit.done(
            &format!("/home/cases/{}/decision", undone.assessment_id),
            &Notice::success("The decision is undone. The case awaits a decision again"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = page(ctx, &visit, &caller, &one, (&fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}
