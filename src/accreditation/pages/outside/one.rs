//! One accreditation of others: what is said of it, whose it is, and its end.

use askama::Template;
use entity::ids::{OrganisationId, OutsideAccreditationId};
use entity::outside_kinds::OutsideSource;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::{PATH, standing};
use crate::accreditation::actions::outside;
use crate::accreditation::pages::{refusal, seen_version};
use crate::identity::guard::{Caller, Officer};
use crate::identity::outside::rules::{Known, Outside, matched, proposals};
use crate::identity::outside::store;
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "accreditation/outside/one.html")]
struct OnePage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    version: i32,
    title: String,
    issuer: String,
    facts: Vec<(&'static str, String)>,
    whose: String,
    confirmed: bool,
    proposals: Vec<Choice>,
    may_end: bool,
    note: String,
    typed: String,
}

/// Whose it is, in a sentence.
fn whose(held: &Outside, known: &[Known]) -> String {
    let named = |id: OrganisationId| known.iter().find(|one| one.id == id);
    match (
        held.organisation_id.and_then(named),
        matched(&held.entry, known),
    ) {
        (Some(one), _) => format!("{}, as an officer confirmed.", one.name),
        (None, Some(one)) => format!("{}, by company number.", one.name),
        (None, None) => "Nobody’s here, as far as is known.".to_owned(),
    }
}

async fn open(
    ctx: &Context,
    caller: &Caller,
    id: OutsideAccreditationId,
) -> Result<(Outside, Officer)> {
    let own: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
    let held = store::get_outside(ctx.read(), own, id).await?;
    let officer = caller.officer(held.authority_id)?;
    Ok((held, officer))
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    held: &Outside,
    (typed, errors): (&Fields, FieldErrors),
) -> Result<OnePage> {
    let known = store::list_known(ctx.read()).await?;
    let proposed = if held.organisation_id.is_none() && matched(&held.entry, &known).is_none() {
        proposals(&held.entry, &known)
    } else {
        Vec::new()
    };
    let entry = &held.entry;
    let some = |what, value: &Option<String>| value.clone().map(|value| (what, value));
    let source = match held.source {
        OutsideSource::List => "Its issuer’s list",
        OutsideSource::Officer => "An officer, who saw proof",
    };
    let mut facts = vec![("Where it stands", standing(held, ctx.today()))];
    facts.extend(some("Reference", &entry.reference));
    facts.extend(some("Tier", &entry.tier));
    facts.extend(some("Company number", &entry.company_number));
    facts.extend(some("Postcode", &entry.postcode));
    facts.push(("Known from", source.to_owned()));
    facts.push(("First seen", long_date(london_date(held.first_seen_at))));
    facts.push(("Last seen", long_date(london_date(held.last_seen_at))));
    facts.extend(held.gone_on.map(|day| ("Gone since", long_date(day))));
    Ok(OnePage {
        shell: caller
            .shell(visit, entry.holder.clone())
            .under("Home", "/home")
            .under("Accreditations of others", PATH)
            .wrong(&errors),
        errors,
        path: format!("{PATH}/held/{}", held.id),
        version: held.version,
        title: held.title.clone(),
        issuer: held.issuer.clone(),
        facts,
        whose: whose(held, &known),
        confirmed: held.organisation_id.is_some(),
        proposals: proposed
            .into_iter()
            .map(|one| {
                let place = one.postcode.clone().unwrap_or_default();
                Choice::new(one.id.to_string(), one.name.clone()).hint(place)
            })
            .collect(),
        may_end: held.source == OutsideSource::Officer && held.gone_on.is_none(),
        note: held.note.clone(),
        typed: typed.get("note").to_owned(),
    })
}

#[handler]
pub(super) async fn show_one(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OutsideAccreditationId>,
) -> Result<Response, Error> {
    let (held, _) = open(ctx, &caller, id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(ctx, &visit, &caller, &held, nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

/// What was done, or the page again with what is wrong.
async fn answer(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    id: OutsideAccreditationId,
    (typed, done, words): (&Fields, Result<()>, &str),
) -> Result<Response> {
    match done {
        Ok(()) => Ok(visit.done(&format!("{PATH}/held/{id}"), &Notice::success(words))),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let (held, _) = open(ctx, caller, id).await?;
            let page = page(ctx, visit, caller, &held, (typed, errors)).await?;
            Ok(html(status, &page))
        }
    }
}

#[handler]
pub(super) async fn submit_end(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OutsideAccreditationId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = open(ctx, &caller, id).await?;
    let done = outside::end(ctx, &officer, id, seen_version(&fields), fields.get("note")).await;
    let words = "It is ended. What rested on it is looked at again";
    answer(ctx, &visit, &caller, id, (&fields, done, words)).await
}

#[handler]
pub(super) async fn submit_holder(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OutsideAccreditationId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (_, officer) = open(ctx, &caller, id).await?;
    let chosen = match fields.get("organisation") {
        "nobody" => Ok(None),
        text => text
            .parse::<OrganisationId>()
            .map(Some)
            .map_err(|_| Error::invalid("organisation", "Choose an organisation from the list")),
    };
    let done = match chosen {
        Ok(chosen) => outside::confirm(ctx, &officer, id, seen_version(&fields), chosen).await,
        Err(error) => Err(error),
    };
    answer(ctx, &visit, &caller, id, (&fields, done, "Saved")).await
}
