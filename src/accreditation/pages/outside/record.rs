//! Recording one by hand.

use askama::Template;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use super::{DayParts, PATH, day};
use crate::accreditation::actions::outside::{Typed, record};
use crate::accreditation::pages::refusal;
use crate::accreditation::store::list_recognised;
use crate::identity::guard::{Caller, Officer};
use crate::identity::outside::rules::Outside;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "accreditation/outside/new.html")]
struct NewPage {
    shell: Shell,
    errors: FieldErrors,
    choices: Vec<Choice>,
    tiers: Vec<Choice>,
    holder: String,
    reference: String,
    company_number: String,
    postcode: String,
    note: String,
    since: DayParts,
    until: DayParts,
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    typed: &Fields,
    errors: FieldErrors,
) -> Result<NewPage> {
    let officer = caller.any_officer()?;
    let recognised = list_recognised(ctx.read(), officer.authority(), ctx.today()).await?;
    let own = |name: &str| typed.get(name).to_owned();
    let (chosen, tier) = (own("accreditation"), own("tier"));
    let mut choices = vec![Choice::new("", "Choose an accreditation")];
    let mut tiers = vec![Choice::new("", "No tier")];
    for one in &recognised {
        let label = format!("{} ({})", one.title, one.issuer);
        choices.push(Choice::new(one.code.clone(), label).selected(one.code == chosen));
        for known in &one.tiers {
            let label = format!("{known} ({})", one.title);
            let first = tiers.iter().all(|choice| choice.value != *known);
            tiers.push(Choice::new(known.clone(), label).selected(first && *known == tier));
        }
    }
    Ok(NewPage {
        shell: caller
            .shell(visit, "Record an accreditation of others")
            .under("Home", "/home")
            .under("Accreditations of others", PATH)
            .wrong(&errors),
        errors,
        choices,
        tiers,
        holder: own("holder"),
        reference: own("reference"),
        company_number: own("company_number"),
        postcode: own("postcode"),
        note: own("note"),
        since: DayParts::typed(typed, "since"),
        until: DayParts::typed(typed, "until"),
    })
}

async fn save(ctx: &Context, officer: &Officer, fields: &Fields) -> Result<Outside> {
    let mut errors = FieldErrors::new();
    let own = |name: &str| fields.get(name).to_owned();
    let typed = Typed {
        holder: own("holder"),
        reference: own("reference"),
        company_number: own("company_number"),
        postcode: own("postcode"),
        tier: own("tier"),
        since: day(fields, "since", &mut errors),
        until: day(fields, "until", &mut errors),
        note: own("note"),
    };
    errors.into_result()?;
    record(ctx, officer, fields.get("accreditation"), &typed).await
}

#[handler]
pub(super) async fn show_new(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    let page = page(ctx, &visit, &caller, &Fields::default(), FieldErrors::new()).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_new(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    match save(ctx, &officer, &fields).await {
        Ok(held) => Ok(visit.done(
            &format!("{PATH}/held/{}", held.id),
            &Notice::success("The accreditation is recorded"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = page(ctx, &visit, &caller, &fields, errors).await?;
            Ok(html(status, &page))
        }
    }
}
