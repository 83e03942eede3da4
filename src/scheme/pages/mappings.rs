//! Mapping sets: which are in use, and taking another into use.

use askama::Template;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{Response, handler};

use crate::identity::guard::{Caller, Officer};
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::actions::mapping;
use crate::scheme::pack::load_mapping;
use crate::scheme::rules::{AskedIn, MappingSet, Pair, SchemeVersion};
use crate::scheme::store;
use crate::web::form::Submitted;
use crate::web::page::{Notice, Shell, html};
use crate::web::upload::UploadedForm;
use crate::web::visit::Visit;

/// One pair as it reads.
struct PairLine {
    from: String,
    to: String,
    note: String,
}

/// A set in use.
struct SetView {
    slug: String,
    name: String,
    since: String,
    pairs: Vec<PairLine>,
}

#[derive(Template)]
#[template(path = "scheme/mappings.html")]
struct MappingsPage {
    shell: Shell,
    sets: Vec<SetView>,
    errors: FieldErrors,
    problems: Vec<String>,
}

fn pair_line(versions: &[SchemeVersion], pair: &Pair) -> PairLine {
    let end = |asked: &AskedIn| {
        let version = versions
            .iter()
            .find(|version| version.scheme.slug == asked.scheme);
        let title = version
            .and_then(|version| version.criterion(&asked.criterion))
            .map_or_else(
                || "not asked any more".to_owned(),
                |criterion| criterion.title.to_string(),
            );
        let scheme =
            version.map_or_else(|| asked.scheme.to_string(), |v| v.scheme.name.to_string());
        format!("{scheme}: {} {title}", asked.criterion)
    };
    PairLine {
        from: end(&pair.from),
        to: end(&pair.to),
        note: pair.note.clone(),
    }
}

async fn page(ctx: &Context, visit: &Visit, caller: &Caller) -> Result<MappingsPage, Error> {
    let own: Vec<_> = caller.officers().iter().map(Officer::authority).collect();
    let versions: Vec<SchemeVersion> = store::list_current_versions(ctx.read(), ctx.today())
        .await?
        .into_iter()
        .filter(|version| own.contains(&version.authority_id))
        .map(|version| version.content)
        .collect();
    let sets = store::list_mappings(ctx.read(), own).await?;
    Ok(MappingsPage {
        shell: caller
            .shell(visit, "Answers used in several schemes")
            .under("Schemes", "/home/schemes"),
        sets: sets
            .into_iter()
            .map(|set| SetView {
                slug: set.content.slug.to_string(),
                name: set.content.name.clone(),
                since: long_date(london_date(set.created_at)),
                pairs: set
                    .content
                    .pairs
                    .iter()
                    .map(|pair| pair_line(&versions, pair))
                    .collect(),
            })
            .collect(),
        errors: FieldErrors::new(),
        problems: Vec::new(),
    })
}

#[handler]
pub(super) async fn show_mappings(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    caller.any_officer()?;
    Ok(html(StatusCode::OK, &page(ctx, &visit, &caller).await?))
}

/// The set in an uploaded file, or what is wrong with it, each with its line.
async fn read(
    ctx: &Context,
    officer: &Officer,
    form: &UploadedForm,
) -> Result<Result<MappingSet, Vec<String>>, Error> {
    let file = form
        .files
        .first()
        .ok_or_else(|| Error::invalid("mapping", "Choose the YAML file of the mapping set."))?;
    let content = file
        .content
        .as_ref()
        .ok_or_else(|| Error::invalid("mapping", "The file is too large for a mapping set."))?;
    let text = std::str::from_utf8(content)
        .map_err(|_| Error::invalid("mapping", "The file is not UTF-8 text. Save it as UTF-8."))?;
    let versions = store::list_mappable(ctx.read(), officer.authority(), ctx.today()).await?;
    Ok(load_mapping(&file.name, text, &versions)
        .map_err(|found| found.0.iter().map(ToString::to_string).collect()))
}

#[handler]
pub(super) async fn submit_mapping(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    form: UploadedForm,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let (errors, problems) = match read(ctx, &officer, &form).await {
        Ok(Ok(set)) => {
            mapping::use_mapping(ctx, &officer, &set).await?;
            return Ok(visit.done(
                "/home/schemes/mappings",
                &Notice::success("The mapping set is in use. Answers are proposed from now on"),
            ));
        }
        Ok(Err(problems)) => (
            FieldErrors::one(
                "mapping",
                "The mapping set cannot be used. Mend what is listed, then choose the file again.",
            ),
            problems,
        ),
        Err(Error::Invalid(errors)) => (errors, Vec::new()),
        Err(other) => return Err(other),
    };
    let mut page = page(ctx, &visit, &caller).await?;
    page.shell = page.shell.wrong(&errors);
    page.errors = errors;
    page.problems = problems;
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

#[handler]
pub(super) async fn submit_retire(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    mapping::retire(ctx, &officer, fields.get("slug")).await?;
    Ok(visit.done(
        "/home/schemes/mappings",
        &Notice::success("The mapping set is out of use. Answers taken over before stay"),
    ))
}
