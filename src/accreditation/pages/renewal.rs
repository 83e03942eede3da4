//! Renewing an accreditation: what it means, and starting it.

use askama::Template;
use entity::ids::AccreditationId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::refusal;
use crate::accreditation::actions::renewal::{renew, renewal_of};
use crate::accreditation::rules::Renewal;
use crate::accreditation::store::open_as_employer;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::Submitted;
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "accreditation/renew.html")]
struct RenewPage {
    shell: Shell,
    holder: String,
    tier: String,
    rung: u32,
    last_day: String,
    words: String,
    open: bool,
    back: String,
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    id: AccreditationId,
    errors: &FieldErrors,
) -> Result<RenewPage> {
    let (found, employer) = open_as_employer(ctx, caller, id).await?;
    let renewal = renewal_of(ctx, &found).await?;
    let may_answer = employer.must_answer().is_ok();
    let words = match renewal {
        None => {
            "A newer award follows this accreditation already. Nothing more is needed.".to_owned()
        }
        Some(Renewal::Open { .. }) if !may_answer => {
            "You may read only. Ask the lead of your organisation to start the renewal.".to_owned()
        }
        Some(renewal) => renewal.words(),
    };
    Ok(RenewPage {
        shell: caller
            .shell(visit, "Renew your accreditation")
            .under("Home", "/home")
            .under("Your accreditation", format!("/home/held/{id}"))
            .wrong(errors),
        holder: found.holder.name.clone(),
        tier: found.tier.name.clone(),
        rung: found.tier.rank,
        last_day: found.term.last_day_words(),
        words,
        open: may_answer && renewal.is_some_and(Renewal::is_open),
        back: format!("/home/held/{id}"),
    })
}

#[handler]
pub(super) async fn show_renew(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
) -> Result<Response, Error> {
    let page = page(ctx, &visit, &caller, id, &FieldErrors::new()).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_renew(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<AccreditationId>,
    Submitted(_): Submitted,
) -> Result<Response, Error> {
    let (_, employer) = open_as_employer(ctx, &caller, id).await?;
    match renew(ctx, &employer, id).await {
        Ok(assessment) => Ok(visit.done(
            &format!("/home/assessments/{}", assessment.id),
            &Notice::success(format!(
                "Your renewal {} is started. What still holds of your last award is filled in.",
                assessment.reference
            )),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = page(ctx, &visit, &caller, id, &errors).await?;
            Ok(html(status, &page))
        }
    }
}
