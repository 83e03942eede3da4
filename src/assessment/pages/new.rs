//! Starting an assessment: which scheme, which tier.

use askama::Template;
use entity::ids::{OrganisationId, SchemeId};
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::{listed, refusal};
use crate::assessment::actions::start::start;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme;
use crate::web::form::Submitted;
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "assessment/new.html")]
struct NewPage {
    shell: Shell,
    errors: FieldErrors,
    organisations: Vec<Choice>,
    tiers: Vec<Choice>,
}

#[derive(Debug, Deserialize)]
pub(super) struct NewQuery {
    #[serde(default)]
    organisation: String,
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    organisation: &str,
    apply_for: &str,
) -> Result<NewPage, Error> {
    let several = caller.memberships.len() > 1;
    let mut tiers = Vec::new();
    for version in scheme::store::list_current_versions(ctx.read(), ctx.today()).await? {
        for tier in &version.content.tiers {
            let code = format!("{}/{}", version.scheme_id, tier.code);
            let words = format!("{}: {}", version.content.scheme.name, tier.name);
            tiers.push(
                Choice::new(code.clone(), words)
                    .hint(tier.description.to_string())
                    .selected(code == apply_for),
            );
        }
    }
    let organisations = caller
        .memberships
        .iter()
        .map(|membership| {
            let id = membership.organisation_id.to_string();
            let chosen = !several || id == organisation;
            Choice::new(id, membership.organisation_name.clone()).selected(chosen)
        })
        .collect();
    Ok(NewPage {
        shell: caller
            .shell(visit, "What do you want to apply for?")
            .under("Home", "/home"),
        errors: FieldErrors::new(),
        organisations,
        tiers,
    })
}

#[handler]
pub(super) async fn show_new(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(query): Query<NewQuery>,
) -> Result<Response, Error> {
    let page = page(ctx, &visit, &caller, &query.organisation, "").await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_new(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (organisation, apply_for) = (fields.get("organisation"), fields.get("apply_for"));
    let started = async {
        let organisation: OrganisationId = organisation
            .parse()
            .map_err(|_| Error::invalid("organisation", "Choose the organisation that applies"))?;
        let employer = caller.employer(organisation)?;
        let choose = || Error::invalid("apply_for", "Choose what you want to apply for");
        let (scheme, tier) = apply_for.split_once('/').ok_or_else(choose)?;
        let scheme: SchemeId = scheme.parse().map_err(|_| choose())?;
        start(ctx, &employer, scheme, tier).await
    }
    .await;
    match started {
        Ok(assessment) => Ok(visit.done(
            &format!("/home/assessments/{}", assessment.id),
            &Notice::success(format!(
                "Your assessment {} is started. Answer in any order; everything is saved as you go.",
                assessment.reference
            )),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let mut page = page(ctx, &visit, &caller, organisation, apply_for).await?;
            page.shell = page.shell.errors(listed(&errors));
            page.errors = errors;
            Ok(html(status, &page))
        }
    }
}
