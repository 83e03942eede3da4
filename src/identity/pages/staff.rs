//! Who works for an authority, and ending a role.

use askama::Template;
use entity::ids::PersonId;
use entity::kinds::StaffRole;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::refusal;
use crate::identity::actions::leaving;
use crate::identity::guard::Caller;
use crate::identity::rules::Person;
use crate::identity::store;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::Visit;

const PATH: &str = "/home/staff";

pub(super) fn routes() -> Vec<Entry> {
    let officer = |path| Entry::new(path, Audience::Officer);
    vec![
        officer("/home/staff").get(show_staff),
        officer("/home/staff/:id/:role")
            .get(show_end)
            .post(submit_end),
    ]
}

struct Row {
    href: String,
    name: String,
    email: String,
    role: &'static str,
}

#[derive(Template)]
#[template(path = "identity/support/staff.html")]
struct StaffPage {
    shell: Shell,
    rows: Vec<Row>,
}

#[handler]
async fn show_staff(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    let authority = caller.any_officer()?.authority();
    let mut rows = Vec::new();
    for role in StaffRole::ALL {
        for person in store::list_staff(ctx.read(), authority, *role).await? {
            rows.push(Row {
                href: format!("{PATH}/{}/{}", person.id, role.as_str()),
                name: person.display_name().to_owned(),
                email: person.email,
                role: role.as_str(),
            });
        }
    }
    let page = StaffPage {
        shell: caller
            .shell(&visit, "Officers and assessors")
            .under("Home", "/home")
            .under("People", "/home/people"),
        rows,
    };
    Ok(html(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "identity/support/end.html")]
struct EndPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    back: String,
    says: String,
    button: &'static str,
    reason: String,
}

fn page(
    visit: &Visit,
    caller: &Caller,
    (person, role): (&Person, StaffRole),
    (typed, errors): (&Fields, FieldErrors),
) -> EndPage {
    let name = person.display_name();
    let role = role.as_str();
    let then = match role {
        "assessor" => " Give open cases to another assessor first, on the page of each case.",
        _ => "",
    };
    EndPage {
        shell: caller
            .shell(visit, format!("End the role of {name}"))
            .under("Home", "/home")
            .under("People", "/home/people")
            .under("Officers and assessors", PATH)
            .wrong(&errors),
        errors,
        path: format!("{PATH}/{}/{role}", person.id),
        back: PATH.to_owned(),
        says: format!(
            "{name} ({}) is {role} no more, from now on. What {name} did stays in the records, and {name} is told.{then}",
            person.email
        ),
        button: "End the role",
        reason: typed.get("reason").to_owned(),
    }
}

async fn find(
    ctx: &Context,
    caller: &Caller,
    (id, role): (PersonId, &str),
) -> Result<(Person, StaffRole)> {
    let authority = caller.any_officer()?.authority();
    let role: StaffRole = role.parse().map_err(|_| Error::NotFound)?;
    store::list_staff(ctx.read(), authority, role)
        .await?
        .into_iter()
        .find(|person| person.id == id)
        .map(|person| (person, role))
        .ok_or(Error::NotFound)
}

#[handler]
async fn show_end(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, role)): Path<(PersonId, String)>,
) -> Result<Response, Error> {
    let (person, role) = find(ctx, &caller, (id, &role)).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(&visit, &caller, (&person, role), nothing);
    Ok(html(StatusCode::OK, &page))
}

#[handler]
async fn submit_end(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path((id, role)): Path<(PersonId, String)>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let (person, role) = find(ctx, &caller, (id, &role)).await?;
    match leaving::end_staff_role(ctx, &officer, id, role, fields.get("reason")).await {
        Ok(()) => {
            let to = if id == caller.person.id {
                "/home"
            } else {
                PATH
            };
            Ok(visit.done(to, &Notice::success("The role has ended")))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = page(&visit, &caller, (&person, role), (&fields, errors));
            Ok(html(status, &page))
        }
    }
}
