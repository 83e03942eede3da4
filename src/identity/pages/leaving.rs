//! A lead ends somebody's part in the organisation.

use askama::Template;
use entity::ids::{OrganisationId, PersonId};
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::refusal;
use crate::identity::actions::leaving;
use crate::identity::guard::Caller;
use crate::identity::rules::{Person, role_words};
use crate::identity::store;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::Visit;

pub(super) fn routes() -> Vec<Entry> {
    vec![
        Entry::new("/home/organisations/:id/people/:person", Audience::Employer)
            .get(show_end)
            .post(submit_end),
    ]
}

type Ids = (OrganisationId, PersonId);

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

/// Somebody who acts for an organisation of the caller's, and what the person is there.
async fn find(
    ctx: &Context,
    caller: &Caller,
    (id, person): Ids,
) -> Result<(String, Person, &'static str)> {
    caller.employer(id)?;
    let organisation = store::get_organisation(ctx.read(), id).await?;
    store::list_members(ctx.read(), id)
        .await?
        .into_iter()
        .find(|(member, _)| member.id == person)
        .map(|(member, role)| (organisation.name, member, role_words(role)))
        .ok_or(Error::NotFound)
}

fn page(
    visit: &Visit,
    caller: &Caller,
    id: OrganisationId,
    (organisation, person, role): &(String, Person, &'static str),
    (typed, errors): (&Fields, FieldErrors),
) -> EndPage {
    let name = person.display_name();
    let home = format!("/home/organisations/{id}");
    EndPage {
        shell: caller
            .shell(visit, format!("End the part of {name}"))
            .under("Home", "/home")
            .under(organisation.clone(), home.clone())
            .wrong(&errors),
        errors,
        path: format!("{home}/people/{}", person.id),
        back: home,
        says: format!(
            "{name} ({}), {role}, does not act for {organisation} any more, from now on. What {name} did stays in the records, and {name} is told.",
            person.email
        ),
        button: "End this part",
        reason: typed.get("reason").to_owned(),
    }
}

#[handler]
async fn show_end(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(ids): Path<Ids>,
) -> Result<Response, Error> {
    let found = find(ctx, &caller, ids).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(&visit, &caller, ids.0, &found, nothing);
    Ok(html(StatusCode::OK, &page))
}

#[handler]
async fn submit_end(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(ids): Path<Ids>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let employer = caller.employer(ids.0)?;
    let found = find(ctx, &caller, ids).await?;
    match leaving::end_membership(ctx, &employer, ids.1, fields.get("reason")).await {
        Ok(()) => {
            // Who ended the own part cannot see the organisation any more.
            let own = ids.1 == caller.person.id;
            let to = format!("/home/organisations/{}", ids.0);
            let to = if own { "/home" } else { &to };
            Ok(visit.done(to, &Notice::success("The part has ended")))
        }
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let page = page(&visit, &caller, ids.0, &found, (&fields, errors));
            Ok(html(status, &page))
        }
    }
}
