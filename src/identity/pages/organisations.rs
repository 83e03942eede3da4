//! Setting up an organisation: look it up, claim it or create it.

use askama::Template;
use entity::ids::{AreaId, DirectoryEmployerId, OrganisationId};
use entity::organisation_kinds::OrganisationKind;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use crate::identity::actions::organisations::{self, OrganisationFacts};
use crate::identity::directory::rules::entry::DirectoryEntry;
use crate::identity::directory::rules::sic::section_name;
use crate::identity::directory::store as directory;
use crate::identity::guard::Caller;
use crate::identity::rules::{Organisation, kind_words};
use crate::identity::store;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::Visit;

/// Directory entries shown for a search.
const FOUND_MAX: u64 = 20;

pub(super) fn routes() -> Vec<Entry> {
    vec![
        Entry::new("/home/organisations/find", Audience::SignedIn).get(show_find),
        Entry::new("/home/organisations/new", Audience::SignedIn)
            .get(show_new)
            .post(submit_new),
        Entry::new("/home/organisations/:id/details", Audience::Employer)
            .get(show_details)
            .post(submit_details),
    ]
}

struct Found {
    entry: DirectoryEntry,
    claimed: bool,
}

#[derive(Template)]
#[template(path = "identity/organisation_find.html")]
struct FindPage {
    shell: Shell,
    query: String,
    found: Vec<Found>,
}

#[derive(Template)]
#[template(path = "identity/organisation_details.html")]
struct DetailsPage {
    shell: Shell,
    errors: FieldErrors,
    action: String,
    claimed: Option<(DirectoryEmployerId, String)>,
    version: i32,
    legal_name: String,
    company_number: String,
    headcount: String,
    area_headcount: String,
    postcode: String,
    website: String,
    kinds: Vec<Choice>,
    sectors: Vec<Choice>,
    districts: Vec<Choice>,
    button: &'static str,
}

#[derive(Debug, Deserialize)]
struct FindQuery {
    #[serde(default)]
    q: String,
}

#[derive(Debug, Deserialize)]
struct NewQuery {
    entry: Option<DirectoryEmployerId>,
    #[serde(default)]
    name: String,
}

#[handler]
async fn show_find(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(query): Query<FindQuery>,
) -> Result<Response, Error> {
    let entries = directory::search_directory(ctx.read(), &query.q, FOUND_MAX).await?;
    let claimed = store::list_claimed(ctx.read(), entries.iter().map(|entry| entry.id)).await?;
    let found = entries
        .into_iter()
        .map(|entry| Found {
            claimed: claimed.contains(&entry.id),
            entry,
        })
        .collect();
    let page = FindPage {
        shell: caller.shell(&visit, "Find your organisation").attribution(
            "Names come from the gender pay gap service, under the Open Government Licence v3.0.",
        ),
        query: query.q,
        found,
    };
    Ok(html(StatusCode::OK, &page))
}

/// The page with what an organisation says of itself, or with what was typed instead.
async fn page(
    ctx: &Context,
    shell: Shell,
    action: String,
    values: &Fields,
    errors: FieldErrors,
) -> Result<DetailsPage, Error> {
    let claimed = match values.get("entry").parse::<DirectoryEmployerId>() {
        Ok(id) => {
            let entry = directory::get_entry(ctx.read(), id).await?;
            Some((id, entry.name))
        }
        Err(_) => None,
    };
    let districts = store::list_all_districts(ctx.read()).await?;
    let mut sector_choices = vec![Choice::new("", "Choose a sector")];
    sector_choices.extend(('A'..='U').map(|letter| {
        let value = letter.to_string();
        let chosen = values.get("sector") == value;
        Choice::new(value, section_name(letter)).selected(chosen)
    }));
    let mut kind_choices = vec![Choice::new("", "Choose what it is")];
    kind_choices.extend(OrganisationKind::ALL.iter().map(|kind| {
        let chosen = values.get("kind") == kind.as_str();
        Choice::new(kind.as_str(), kind_words(*kind)).selected(chosen)
    }));
    let mut district_choices = vec![Choice::new("", "Choose a council")];
    district_choices.extend(districts.into_iter().map(|(id, name)| {
        let value = id.to_string();
        let chosen = values.get("district") == value;
        Choice::new(value, name).selected(chosen)
    }));
    let own = |name: &str| values.get(name).to_owned();
    Ok(DetailsPage {
        shell: shell.errors(
            errors
                .0
                .iter()
                .map(|e| (e.field.clone(), e.message.clone())),
        ),
        errors,
        action,
        claimed,
        version: values.get("version").parse().unwrap_or(1),
        legal_name: own("name"),
        company_number: own("company_number"),
        headcount: own("headcount"),
        area_headcount: own("area_headcount"),
        postcode: own("postcode"),
        website: own("website"),
        kinds: kind_choices,
        sectors: sector_choices,
        districts: district_choices,
        button: "Save and continue",
    })
}

/// Reads what was typed; what cannot be read is told at its field.
fn read_facts(fields: &Fields) -> Result<OrganisationFacts, FieldErrors> {
    let mut errors = FieldErrors::new();
    let text = |name: &str| Some(fields.get(name).to_owned()).filter(|value| !value.is_empty());
    let mut whole = |name: &str| {
        let typed = text(name)?;
        let digits: String = typed
            .chars()
            .filter(|c| *c != ',' && !c.is_whitespace())
            .collect();
        let number = digits.parse::<i32>().ok();
        if number.is_none() {
            errors.add(name, "Enter a whole number of people, for example 34");
        }
        number
    };
    let headcount = whole("headcount");
    let area_headcount = whole("area_headcount");
    let district_id = text("district").and_then(|value| {
        let chosen = value.parse::<AreaId>().ok();
        if chosen.is_none() {
            errors.add("district", "Choose a council from the list");
        }
        chosen
    });
    let kind = text("kind").and_then(|value| {
        let chosen = value.parse::<OrganisationKind>().ok();
        if chosen.is_none() {
            errors.add("kind", "Choose what your organisation is from the list");
        }
        chosen
    });
    if errors.is_empty() {
        Ok(OrganisationFacts {
            name: fields.get("name").to_owned(),
            company_number: text("company_number"),
            kind,
            sector: text("sector"),
            headcount,
            area_headcount,
            postcode: text("postcode"),
            district_id,
            website: text("website"),
        })
    } else {
        Err(errors)
    }
}

fn pairs_of(organisation: &Organisation) -> Fields {
    let or_empty = |value: &Option<String>| value.clone().unwrap_or_default();
    let number = |value: Option<i32>| value.map_or_else(String::new, |n| n.to_string());
    Fields::from_pairs(vec![
        ("name".into(), organisation.name.clone()),
        (
            "company_number".into(),
            or_empty(&organisation.company_number),
        ),
        (
            "kind".into(),
            organisation
                .kind
                .map_or_else(String::new, |kind| kind.as_str().to_owned()),
        ),
        ("sector".into(), or_empty(&organisation.sector)),
        ("headcount".into(), number(organisation.headcount)),
        ("area_headcount".into(), number(organisation.area_headcount)),
        ("postcode".into(), or_empty(&organisation.postcode)),
        (
            "district".into(),
            organisation
                .district_id
                .map_or_else(String::new, |id| id.to_string()),
        ),
        ("website".into(), or_empty(&organisation.website)),
        ("version".into(), organisation.version.to_string()),
    ])
}

#[handler]
async fn show_new(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(query): Query<NewQuery>,
) -> Result<Response, Error> {
    let mut values = vec![("name".to_owned(), query.name)];
    if let Some(id) = query.entry {
        let entry = directory::get_entry(ctx.read(), id).await?;
        values = vec![
            ("entry".to_owned(), id.to_string()),
            ("name".to_owned(), entry.name),
            (
                "company_number".to_owned(),
                entry.company_number.unwrap_or_default(),
            ),
            (
                "sector".to_owned(),
                entry
                    .section
                    .map_or_else(String::new, |letter| letter.to_string()),
            ),
            ("postcode".to_owned(), entry.postcode.unwrap_or_default()),
        ];
    }
    let shell = caller
        .shell(&visit, "About your organisation")
        .back("/home/organisations/find");
    let page = page(
        ctx,
        shell,
        "/home/organisations/new".to_owned(),
        &Fields::from_pairs(values),
        FieldErrors::new(),
    )
    .await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
async fn submit_new(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let claimed = fields.get("entry").parse::<DirectoryEmployerId>().ok();
    let outcome = match read_facts(&fields) {
        Ok(facts) => organisations::create(ctx, caller.person.id, facts, claimed).await,
        Err(errors) => Err(errors.into()),
    };
    let (status, errors) = match outcome {
        Ok(id) => {
            let notice = Notice::success("Your organisation is set up. You are its lead.");
            return Ok(visit.done(&format!("/home/organisations/{id}"), &notice));
        }
        Err(Error::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Err(Error::Conflict(refusal)) => (
            StatusCode::CONFLICT,
            FieldErrors::one("name", refusal.message),
        ),
        Err(other) => return Err(other),
    };
    let shell = caller
        .shell(&visit, "About your organisation")
        .back("/home/organisations/find");
    let page = page(
        ctx,
        shell,
        "/home/organisations/new".to_owned(),
        &fields,
        errors,
    )
    .await?;
    Ok(html(status, &page))
}

#[handler]
async fn show_details(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OrganisationId>,
) -> Result<Response, Error> {
    caller.employer(id)?;
    let organisation = store::get_organisation(ctx.read(), id).await?;
    let home = format!("/home/organisations/{id}");
    let shell = caller
        .shell(&visit, "About your organisation")
        .back(home.clone());
    let values = pairs_of(&organisation);
    let page = page(
        ctx,
        shell,
        format!("{home}/details"),
        &values,
        FieldErrors::new(),
    )
    .await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
async fn submit_details(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OrganisationId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let employer = caller.employer(id)?;
    let home = format!("/home/organisations/{id}");
    let version = fields.get("version").parse().unwrap_or(0);
    let outcome = match read_facts(&fields) {
        Ok(facts) => organisations::update(ctx, &employer, version, facts).await,
        Err(errors) => Err(errors.into()),
    };
    let (status, errors) = match outcome {
        Ok(_) => return Ok(visit.done(&home, &Notice::success("Your changes are saved"))),
        Err(Error::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Err(Error::Refused(refusal)) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            FieldErrors::one("name", refusal.message),
        ),
        Err(Error::Conflict(refusal)) => (
            StatusCode::CONFLICT,
            FieldErrors::one("name", refusal.message),
        ),
        Err(other) => return Err(other),
    };
    let shell = caller
        .shell(&visit, "About your organisation")
        .back(home.clone());
    let mut page = page(ctx, shell, format!("{home}/details"), &fields, errors).await?;
    if status == StatusCode::CONFLICT {
        // Sending the same again then means it: the newest version was shown beside it.
        page.version = store::get_organisation(ctx.read(), id).await?.version;
    }
    Ok(html(status, &page))
}
