//! What each assessor can take on, and has.

use std::collections::BTreeSet;

use askama::Template;
use entity::ids::PersonId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::refusal;
use crate::identity::directory::rules::sic::section_name;
use crate::identity::guard::{Caller, Officer};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::review::actions::profile::change_profile;
use crate::review::rules::Profile;
use crate::review::store::{self, AssessorLoad};
use crate::scheme;
use crate::scheme::languages::language_name;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

const PATH: &str = "/home/assessors";
/// The SIC 2007 sections.
const SECTIONS: std::ops::RangeInclusive<char> = 'A'..='U';

/// An assessor in the table.
struct Row {
    href: String,
    name: String,
    reviews: u64,
    late: u64,
    capacity: u32,
    knows: String,
}

#[derive(Template)]
#[template(path = "review/assessors.html")]
struct AssessorsPage {
    shell: Shell,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "review/assessor.html")]
struct AssessorPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    capacity: String,
    languages: Vec<Choice>,
    sectors: Vec<Choice>,
}

fn row(load: AssessorLoad) -> Row {
    let profile = load.profile;
    let languages = profile.languages.iter().map(|tag| language_name(tag));
    let sectors = profile
        .sectors
        .iter()
        .map(|one| section_name(*one).to_owned());
    let knows: Vec<String> = languages.chain(sectors).collect();
    Row {
        href: format!("{PATH}/{}", load.person.id),
        name: load.person.display_name().to_owned(),
        reviews: load.reviews,
        late: load.over_time,
        capacity: profile.capacity,
        knows: knows.join(", "),
    }
}

#[handler]
pub(super) async fn show_assessors(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let loads = store::list_assessor_loads(ctx.read(), officer.authority(), ctx.today()).await?;
    let page = AssessorsPage {
        shell: caller
            .shell(&visit, "Assessors")
            .under("Cases", "/home/cases")
            .wide(),
        rows: loads.into_iter().map(row).collect(),
    };
    Ok(html(StatusCode::OK, &page))
}

/// The languages that an assessor of this authority could be asked for.
async fn offered(ctx: &Context, officer: &Officer) -> Result<BTreeSet<String>> {
    let authority = officer.authority();
    let versions = scheme::store::list_current_versions(ctx.read(), ctx.today()).await?;
    Ok(versions
        .iter()
        .filter(|version| version.authority_id == authority)
        .flat_map(|version| version.content.scheme.languages.iter().skip(1).cloned())
        .collect())
}

async fn load(ctx: &Context, officer: &Officer, id: PersonId) -> Result<AssessorLoad> {
    store::list_assessor_loads(ctx.read(), officer.authority(), ctx.today())
        .await?
        .into_iter()
        .find(|one| one.person.id == id)
        .ok_or(Error::NotFound)
}

fn page(
    visit: &Visit,
    caller: &Caller,
    assessor: &AssessorLoad,
    offered: &BTreeSet<String>,
    typed: &Fields,
    (status, errors): (StatusCode, FieldErrors),
) -> Response {
    let is_chosen = |field: &str, value: &str| typed.all(field).any(|one| one == value);
    let page = AssessorPage {
        shell: caller
            .shell(visit, assessor.person.display_name().to_owned())
            .under("Cases", "/home/cases")
            .under("Assessors", PATH)
            .wrong(&errors),
        errors,
        path: format!("{PATH}/{}", assessor.person.id),
        capacity: typed.get("capacity").to_owned(),
        languages: offered
            .iter()
            .map(|tag| {
                let chosen = is_chosen("languages", tag);
                Choice::new(tag.clone(), language_name(tag)).selected(chosen)
            })
            .collect(),
        sectors: SECTIONS
            .map(|letter| {
                let value = letter.to_string();
                let chosen = is_chosen("sectors", &value);
                Choice::new(value, section_name(letter)).selected(chosen)
            })
            .collect(),
    };
    html(status, &page)
}

/// A profile as the form would send it.
fn fields_of(profile: &Profile) -> Fields {
    let mut pairs = vec![("capacity".to_owned(), profile.capacity.to_string())];
    let languages = profile.languages.iter().cloned();
    pairs.extend(languages.map(|tag| ("languages".to_owned(), tag)));
    let sectors = profile.sectors.iter().map(char::to_string);
    pairs.extend(sectors.map(|letter| ("sectors".to_owned(), letter)));
    Fields::from_pairs(pairs)
}

#[handler]
pub(super) async fn show_assessor(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<PersonId>,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let assessor = load(ctx, &officer, id).await?;
    let offered = offered(ctx, &officer).await?;
    let typed = fields_of(&assessor.profile);
    let nothing = (StatusCode::OK, FieldErrors::new());
    Ok(page(&visit, &caller, &assessor, &offered, &typed, nothing))
}

#[handler]
pub(super) async fn submit_assessor(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<PersonId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let assessor = load(ctx, &officer, id).await?;
    let offered = offered(ctx, &officer).await?;
    let read = Profile::read(
        fields.get("capacity"),
        fields.all("languages"),
        fields.all("sectors"),
        &offered,
    );
    let outcome = match read {
        Ok(profile) => change_profile(ctx, &officer, id, &profile).await,
        Err(errors) => Err(errors.into()),
    };
    match outcome {
        Ok(()) => Ok(visit.done(PATH, &Notice::success("Saved."))),
        Err(error) => {
            let wrong = refusal(error)?;
            Ok(page(&visit, &caller, &assessor, &offered, &fields, wrong))
        }
    }
}
