//! Who acts for an organisation, and inviting a colleague.

use askama::Template;
use chrono::NaiveDate;
use entity::ids::OrganisationId;
use entity::kinds::MemberRole;
use entity::outside_kinds::OutsideSource;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use crate::identity::actions::organisations;
use crate::identity::guard::Caller;
use crate::identity::outside;
use crate::identity::outside::rules::Outside;
use crate::identity::rules::{Organisation, may_manage, role_can, role_words, size_band_words};
use crate::identity::store;
use crate::notification::bounces;
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::Visit;

pub(super) fn routes() -> Vec<Entry> {
    vec![
        Entry::new("/home/organisations/:id", Audience::Employer).get(show_organisation),
        Entry::new("/home/organisations/:id/people", Audience::Employer).post(submit_invitation),
    ]
}

struct MemberRow {
    href: String,
    bounced: bool,
    name: String,
    email: String,
    role: &'static str,
    can: &'static str,
}

/// An accreditation that somebody else gave.
struct HeldRow {
    title: String,
    issuer: String,
    reference: String,
    tier: String,
    since: String,
    until: String,
    source: String,
}

impl HeldRow {
    fn of(held: &Outside, today: NaiveDate) -> Self {
        let last_seen = long_date(london_date(held.last_seen_at));
        Self {
            title: held.title.clone(),
            issuer: held.issuer.clone(),
            reference: held.entry.reference.clone().unwrap_or_default(),
            tier: held.entry.tier.clone().unwrap_or_default(),
            since: held
                .entry
                .since
                .map_or_else(|| "Not said".to_owned(), long_date),
            until: match held.last_day() {
                Some(last) if last < today => format!("Over since {}", long_date(last)),
                Some(last) => long_date(last),
                None => "No end is known".to_owned(),
            },
            source: match held.source {
                OutsideSource::List => format!("Its issuer’s list, last seen {last_seen}"),
                OutsideSource::Officer => format!("The charter team, {last_seen}"),
            },
        }
    }
}

#[derive(Template)]
#[template(path = "identity/organisation.html")]
struct OrganisationPage {
    shell: Shell,
    errors: FieldErrors,
    organisation: Organisation,
    size: &'static str,
    district: String,
    members: Vec<MemberRow>,
    held: Vec<HeldRow>,
    may_manage: bool,
    typed_email: String,
    typed_name: String,
    roles: Vec<Choice>,
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    id: OrganisationId,
    typed: &Fields,
    errors: FieldErrors,
) -> Result<OrganisationPage, Error> {
    let employer = caller.employer(id)?;
    let organisation = store::get_organisation(ctx.read(), id).await?;
    let members = store::list_members(ctx.read(), id).await?;
    let emails = members.iter().map(|(person, _)| person.email.clone());
    let bounced = bounces::list(ctx.read(), emails).await?;
    let held = outside::store::list_held(ctx.read(), None, &organisation).await?;
    let district = match organisation.district_id {
        Some(district) => store::find_area_name(ctx.read(), district)
            .await?
            .unwrap_or_default(),
        None => String::new(),
    };
    let chosen = typed.get("role").parse().unwrap_or(MemberRole::Contributor);
    let roles = MemberRole::ALL
        .iter()
        .map(|role| {
            let mut label = role_words(*role).to_owned();
            if let Some(first) = label.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            Choice::new(role.as_str(), label)
                .hint(format!("Can {}", role_can(*role)))
                .selected(*role == chosen)
        })
        .collect();
    let shell = caller
        .shell(visit, organisation.name.clone())
        .under("Home", "/home")
        .errors(
            errors
                .0
                .iter()
                .map(|e| (e.field.clone(), e.message.clone())),
        );
    Ok(OrganisationPage {
        shell,
        errors,
        size: organisation.size_band.map_or("", size_band_words),
        district,
        organisation,
        members: members
            .into_iter()
            .map(|(person, role)| MemberRow {
                href: format!("/home/organisations/{id}/people/{}", person.id),
                bounced: bounced.iter().any(|bounce| bounce.email == person.email),
                name: person.display_name().to_owned(),
                email: person.email,
                role: role_words(role),
                can: role_can(role),
            })
            .collect(),
        held: held
            .iter()
            .map(|one| HeldRow::of(one, ctx.today()))
            .collect(),
        may_manage: may_manage(employer.role()),
        typed_email: typed.get("email").to_owned(),
        typed_name: typed.get("name").to_owned(),
        roles,
    })
}

#[handler]
async fn show_organisation(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OrganisationId>,
) -> Result<Response, Error> {
    let page = page(
        ctx,
        &visit,
        &caller,
        id,
        &Fields::default(),
        FieldErrors::new(),
    )
    .await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
async fn submit_invitation(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OrganisationId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let employer = caller.employer(id)?;
    let outcome = match fields.get("role").parse::<MemberRole>() {
        Ok(role) => {
            organisations::invite(
                ctx,
                &employer,
                fields.get("email"),
                fields.get("name"),
                role,
            )
            .await
        }
        Err(_) => Err(Error::invalid("role", "Choose what your colleague may do")),
    };
    let errors = match outcome {
        Ok(_) => {
            let notice = Notice::success(format!(
                "We have sent an invitation to {}",
                fields.get("email")
            ));
            return Ok(visit.done(&format!("/home/organisations/{id}"), &notice));
        }
        Err(Error::Invalid(errors)) => errors,
        Err(Error::Refused(refusal)) => FieldErrors::one("email", refusal.message),
        Err(other) => return Err(other),
    };
    let page = page(ctx, &visit, &caller, id, &fields, errors).await?;
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
