//! The wording, the figures and the evidence of a pillar's questions, changed by forms.

use askama::Template;
use entity::ids::SchemeDraftId;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::draft::open;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::actions::draft;
use crate::scheme::edit::{self, Line};
use crate::scheme::store::Draft;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

#[derive(Template)]
#[template(path = "scheme/words.html")]
struct WordsPage {
    shell: Shell,
    path: String,
    part: String,
    version: i32,
    groups: Vec<Group>,
    errors: FieldErrors,
}

/// The fields of one thing.
struct Group {
    heading: String,
    lines: Vec<Line>,
}

impl Group {
    /// Whether something in it must be mended.
    fn is_wrong(&self, errors: &FieldErrors) -> bool {
        let is_wrong = |line: &Line| !errors.of(&line.name).is_empty();
        self.lines.iter().any(is_wrong)
    }
}

fn grouped(lines: Vec<Line>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for line in lines {
        match groups.last_mut() {
            Some(group) if line.heading.is_empty() => group.lines.push(line),
            _ => groups.push(Group {
                heading: line.heading.clone(),
                lines: vec![line],
            }),
        }
    }
    groups
}

#[derive(Deserialize)]
struct Part {
    #[serde(default = "whole")]
    part: String,
}

fn whole() -> String {
    edit::SCHEME.to_owned()
}

/// A draft that can be changed, and the name of one of its parts.
fn page(
    visit: &Visit,
    caller: &Caller,
    draft: &Draft,
    part: &str,
    typed: Option<&Fields>,
    errors: FieldErrors,
) -> Result<WordsPage, Error> {
    let (title, mut lines) = edit::lines(&draft.content, part).ok_or(Error::NotFound)?;
    if let Some(typed) = typed {
        for line in &mut lines {
            if typed.has(&line.name) {
                typed.get(&line.name).clone_into(&mut line.value);
            }
        }
    }
    let path = format!("/home/schemes/drafts/{}", draft.id);
    Ok(WordsPage {
        shell: caller
            .shell(visit, title)
            .under("Schemes", "/home/schemes")
            .under(
                format!("{} {}", draft.content.scheme.name, draft.content.label),
                path.clone(),
            )
            .wrong(&errors),
        path,
        part: part.to_owned(),
        version: draft.version,
        groups: grouped(lines),
        errors,
    })
}

#[handler]
pub(super) async fn show_words(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Query(query): Query<Part>,
) -> Result<Response, Error> {
    let (draft, _) = open(ctx, &caller, id).await?;
    if !draft.is_open() {
        return Err(Error::NotFound);
    }
    let page = page(
        &visit,
        &caller,
        &draft,
        &query.part,
        None,
        FieldErrors::new(),
    )?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn submit_words(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (draft, officer) = open(ctx, &caller, id).await?;
    let part = Some(fields.get("part"))
        .filter(|part| !part.is_empty())
        .map_or_else(whole, ToOwned::to_owned);
    let seen = fields.get("version").parse().unwrap_or(-1);
    let saved = match edit::apply(&draft.content, &part, &|name| {
        fields.has(name).then(|| fields.get(name).to_owned())
    }) {
        Ok(changed) => draft::save_content(ctx, &officer, id, seen, changed).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    let (status, errors) = match saved {
        Ok(()) => {
            return Ok(visit.done(
                &format!("/home/schemes/drafts/{id}"),
                &Notice::success("Saved"),
            ));
        }
        Err(Error::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Err(Error::Conflict(refusal)) => {
            let mut errors = FieldErrors::new();
            errors.add("version", refusal.message);
            (StatusCode::CONFLICT, errors)
        }
        Err(other) => return Err(other),
    };
    let page = page(&visit, &caller, &draft, &part, Some(&fields), errors)?;
    Ok(html(status, &page))
}
