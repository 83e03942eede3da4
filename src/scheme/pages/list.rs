//! The schemes of an authority, and its drafts; a pack becomes a draft here.

use std::collections::BTreeMap;

use askama::Template;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use crate::identity::guard::{Caller, Officer};
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::actions::draft;
use crate::scheme::pack::load_files;
use crate::scheme::store;
use crate::web::page::{Notice, Shell, html};
use crate::web::upload::{UploadedFile, UploadedForm};
use crate::web::visit::Visit;

/// A scheme in the list.
struct SchemeLine {
    name: String,
    label: String,
    href: String,
}

/// A draft in the list.
struct DraftLine {
    name: String,
    label: String,
    stage: &'static str,
    changed: String,
    href: String,
}

#[derive(Template)]
#[template(path = "scheme/list.html")]
struct SchemesPage {
    shell: Shell,
    schemes: Vec<SchemeLine>,
    drafts: Vec<DraftLine>,
    errors: FieldErrors,
    problems: Vec<String>,
}

async fn page(ctx: &Context, visit: &Visit, caller: &Caller) -> Result<SchemesPage, Error> {
    let own: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
    let versions = store::list_current_versions(ctx.read(), ctx.today()).await?;
    let drafts = store::list_drafts(ctx.read(), own.clone()).await?;
    Ok(SchemesPage {
        shell: caller.shell(visit, "Schemes"),
        schemes: versions
            .into_iter()
            .filter(|version| own.contains(&version.authority_id))
            .map(|version| SchemeLine {
                name: version.content.scheme.name.to_string(),
                label: version.content.label.clone(),
                href: format!("/home/schemes/versions/{}", version.id),
            })
            .collect(),
        drafts: drafts
            .into_iter()
            .map(|draft| DraftLine {
                name: draft.content.scheme.name.to_string(),
                label: draft.content.label.clone(),
                stage: super::draft::stage_words(draft.stage),
                changed: long_date(london_date(draft.updated_at)),
                href: format!("/home/schemes/drafts/{}", draft.id),
            })
            .collect(),
        errors: FieldErrors::new(),
        problems: Vec::new(),
    })
}

#[handler]
pub(super) async fn show_schemes(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    caller.any_officer()?;
    Ok(html(StatusCode::OK, &page(ctx, &visit, &caller).await?))
}

/// The files of a pack by their names in it: a browser sends names without folders.
fn pack_files(files: &[UploadedFile]) -> Result<BTreeMap<String, String>, Error> {
    let mut found = BTreeMap::new();
    for file in files {
        let name = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
        let content = file.content.as_ref().ok_or_else(|| {
            Error::invalid("pack", format!("{name} is too large for a file of a pack."))
        })?;
        let text = std::str::from_utf8(content).map_err(|_| {
            Error::invalid(
                "pack",
                format!("{name} is not UTF-8 text. Save it as UTF-8."),
            )
        })?;
        let path = if name == "scheme.yaml" {
            name.to_owned()
        } else {
            format!("pillars/{name}")
        };
        found.insert(path, text.to_owned());
    }
    if found.is_empty() {
        return Err(Error::invalid(
            "pack",
            "Choose scheme.yaml and the files of the pillars, all together.",
        ));
    }
    Ok(found)
}

#[handler]
pub(super) async fn submit_upload(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    form: UploadedForm,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let (errors, problems) = match pack_files(&form.files) {
        Err(Error::Invalid(errors)) => (errors, Vec::new()),
        Err(other) => return Err(other),
        Ok(files) => {
            match load_files(&files) {
                Ok(pack) => {
                    let draft = draft::start_from_pack(ctx, &officer, pack).await?;
                    return Ok(visit.done(
                        &format!("/home/schemes/drafts/{}", draft.id),
                        &Notice::success("The pack is read. Look at what it asks, then publish it"),
                    ));
                }
                Err(found) => {
                    let mut errors = FieldErrors::new();
                    errors.add("pack", "The pack cannot be used. Mend what is listed, then choose the files again.");
                    let lines = found.0.iter().map(ToString::to_string).collect();
                    (errors, lines)
                }
            }
        }
    };
    let mut page = page(ctx, &visit, &caller).await?;
    page.shell = page.shell.wrong(&errors);
    page.errors = errors;
    page.problems = problems;
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}
