//! A second look at an accreditation: why, and what comes of it.

use askama::Template;
use entity::ids::{AccreditationCheckId, AccreditationId};
use entity::outside_kinds::CheckOutcome;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::words::{Checked, standing_words};
use super::{refusal, seen_version};
use crate::accreditation::actions::check::{Closing, close};
use crate::accreditation::rules::event_of;
use crate::accreditation::store::{self, open_as_officer};
use crate::identity::guard::{Caller, Officer};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "accreditation/check.html")]
struct CheckPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    back: String,
    decision: String,
    outside: Option<String>,
    version: i32,
    standing: String,
    check: Checked,
    outcomes: Vec<Choice>,
    note: String,
    public_reason: String,
}

type Ids = (AccreditationId, AccreditationCheckId);

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    (id, check): Ids,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<CheckPage> {
    let (found, _) = open_as_officer(ctx, caller, id).await?;
    let check = store::get_check(ctx.read(), id, check).await?;
    let (now, back) = (ctx.now(), format!("/home/accreditations/{id}"));
    let status = found.status_at(now);
    let outcomes = CheckOutcome::ALL
        .iter()
        .filter(|outcome| event_of(**outcome, status).is_ok())
        .map(|outcome| {
            let (label, hint) = match outcome {
                CheckOutcome::Kept => ("Keep it", "Nothing changes"),
                CheckOutcome::Suspended => ("Suspend it", "Until it is reinstated"),
                CheckOutcome::Withdrawn => ("Withdraw it", "For good"),
            };
            Choice::new(outcome.as_str(), label)
                .hint(hint)
                .selected(typed.get("outcome") == outcome.as_str())
        })
        .collect();
    Ok(CheckPage {
        shell: caller
            .shell(visit, "Look at this accreditation again")
            .under("Home", "/home")
            .under("Accreditations", "/home/accreditations")
            .under(found.holder.name.clone(), back.clone())
            .wrong(&errors),
        errors,
        path: format!("{back}/checks/{}", check.id),
        back,
        decision: format!("/home/cases/{}/decision", found.assessment_id),
        outside: check
            .lapse
            .outside_id
            .map(|outside| format!("/home/outside/held/{outside}")),
        version: found.version,
        standing: standing_words(&found, now),
        check: Checked::of(&check, true),
        outcomes,
        note: typed.get("note").to_owned(),
        public_reason: typed.get("public_reason").to_owned(),
    })
}

#[handler]
pub(super) async fn show_check(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(ids): Path<Ids>,
) -> Result<Response, Error> {
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(ctx, &visit, &caller, ids, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

async fn decide(ctx: &Context, officer: &Officer, ids: Ids, fields: &Fields) -> Result<()> {
    let outcome = fields
        .get("outcome")
        .parse()
        .map_err(|_| Error::invalid("outcome", "Choose what comes of it"))?;
    let closing = Closing {
        outcome,
        note: fields.get("note").to_owned(),
        public_reason: fields.get("public_reason").to_owned(),
    };
    close(ctx, officer, ids, seen_version(fields), closing)
        .await
        .map(|_| ())
}

#[handler]
pub(super) async fn submit_check(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(ids): Path<Ids>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = open_as_officer(ctx, &caller, ids.0).await?;
    // Whether there is such a check comes before what is typed.
    store::get_check(ctx.read(), ids.0, ids.1).await?;
    match decide(ctx, &officer, ids, &fields).await {
        Ok(()) => Ok(visit.done(
            &format!("/home/accreditations/{}", ids.0),
            &Notice::success("The check is closed"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = page(ctx, &visit, &caller, ids, (&fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}
