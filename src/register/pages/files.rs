//! The register as files to download.

use poem::http::{HeaderValue, StatusCode, header};
use poem::web::Data;
use poem::{Request, Response, handler};
use sha2::{Digest, Sha256};

use super::{for_a_minute, question};
use crate::platform::context::Context;
use crate::platform::error::{Error, Result};
use crate::register::export::{LICENCE, Reader, metadata, write_csv, write_json};
use crate::register::rules::{Asked, Field};
use crate::web::routes::{Audience, Entry};

const CSV: &str = "text/csv; charset=utf-8; header=present";
const JSON: &str = "application/json";

pub(super) fn routes() -> Vec<Entry> {
    vec![
        Entry::new("/register.csv", Audience::Public).get(show_csv),
        Entry::new("/register.json", Audience::Public).get(show_json),
        Entry::new("/register.csv-metadata.json", Audience::Public).get(show_metadata),
    ]
}

/// A file, or that it has not changed since it was read.
pub(super) fn file(req: &Request, kind: &'static str, content: Vec<u8>) -> Response {
    let tag = format!("\"{}\"", hex::encode(Sha256::digest(&content)));
    let known = req.header(header::IF_NONE_MATCH).is_some_and(|tags| {
        tags.split(',')
            .map(|one| one.trim().trim_start_matches("W/"))
            .any(|one| one == "*" || one == tag)
    });
    let mut response = if known {
        Response::builder()
            .status(StatusCode::NOT_MODIFIED)
            .finish()
    } else {
        Response::builder().content_type(kind).body(content)
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    for_a_minute(response)
}

/// Names the file for whoever keeps it.
fn attachment(mut response: Response, asked: &Asked, ending: &str) -> Response {
    let name = match asked.on {
        Some(on) => format!("attachment; filename=\"register-{on}.{ending}\""),
        None => format!("attachment; filename=\"register.{ending}\""),
    };
    if let Ok(name) = HeaderValue::from_str(&name) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

fn links(mut response: Response, ctx: &Context) -> Response {
    let described = ctx.url("/register.csv-metadata.json");
    let links = format!(
        "<{described}>; rel=\"describedby\"; type=\"application/csvm+json\", <{LICENCE}>; rel=\"license\""
    );
    if let Ok(links) = HeaderValue::from_str(&links) {
        response.headers_mut().insert(header::LINK, links);
    }
    response
}

fn reader(query: Option<&str>) -> Result<Reader> {
    let said = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(key, _)| key == "for")
        .map(|(_, value)| value.into_owned());
    match said.as_deref() {
        None | Some("" | "program") => Ok(Reader::Program),
        Some("spreadsheet") => Ok(Reader::Spreadsheet),
        Some(_) => Err(Error::invalid(
            "for",
            "Say for=spreadsheet to open the file in a spreadsheet, or leave it out",
        )),
    }
}

#[handler]
async fn show_csv(req: &Request, Data(ctx): Data<&Context>) -> Result<Response> {
    let query = req.uri().query();
    let reader = reader(query)?;
    let asked = question(query).ask(ctx.today())?;
    let mut content = Vec::new();
    write_csv(ctx, &asked, reader, &mut content).await?;
    let response = attachment(file(req, CSV, content), &asked, "csv");
    Ok(links(response, ctx))
}

#[handler]
async fn show_json(req: &Request, Data(ctx): Data<&Context>) -> Result<Response> {
    let asked = question(req.uri().query()).ask(ctx.today())?;
    let mut content = Vec::new();
    write_json(ctx, &asked, &mut content).await?;
    Ok(file(req, JSON, content))
}

#[handler]
async fn show_metadata(req: &Request, Data(ctx): Data<&Context>) -> Result<Response> {
    let mut table = metadata(&ctx.config.base_url);
    let asked = question(req.uri().query());
    let on = asked.get(Field::On);
    if let (Some(object), Some(on)) = (
        table.as_object_mut(),
        asked.ask(ctx.today())?.on.filter(|_| !on.is_empty()),
    ) {
        let address = ctx.url(&format!("/register.csv?on={on}"));
        object.insert("url".to_owned(), address.into());
    }
    let content = serde_json::to_vec_pretty(&table)?;
    Ok(file(req, "application/csvm+json", content))
}
