//! The change log of a draft: what the authority says became of each question that reads otherwise.

use askama::Template;
use entity::ids::SchemeDraftId;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::draft::open;
use crate::identity::guard::Caller;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::actions::draft;
use crate::scheme::rules::{
    Change, ChangeLog, Comparison, CriterionChange, CriterionCode, Declared, DeclaredChange,
    SchemeVersion, Text,
};
use crate::scheme::store::Draft;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Choice, Notice, Shell, html};
use crate::web::visit::Visit;

/// The most characters of a note.
const NOTE_CHARACTERS: usize = 2_000;

/// A question that reads otherwise.
struct Line {
    code: String,
    title: String,
    was: Vec<Choice>,
    change: Vec<Choice>,
    note: String,
    error: String,
}

#[derive(Template)]
#[template(path = "scheme/log.html")]
struct LogPage {
    shell: Shell,
    path: String,
    version: i32,
    open: bool,
    since: String,
    lines: Vec<Line>,
    errors: FieldErrors,
}

/// The codes that are gone, or are said to have become something.
fn gone(comparison: &Comparison) -> impl Iterator<Item = &CriterionCode> {
    comparison
        .criteria
        .iter()
        .filter_map(|one| match one.change {
            Change::Removed => Some(&one.code),
            _ => one.was.as_ref(),
        })
}

fn field(fields: &Fields, part: &str, code: &CriterionCode) -> String {
    fields.get(&format!("{part}_{code}")).to_owned()
}

fn line(
    content: &SchemeVersion,
    comparison: &Comparison,
    one: &CriterionChange,
    typed: Option<&Fields>,
    errors: &FieldErrors,
) -> Line {
    let said = content.declared(&one.code);
    let (was, change, note) = match typed {
        Some(fields) => (
            field(fields, "was", &one.code),
            field(fields, "change", &one.code),
            field(fields, "note", &one.code),
        ),
        None => (
            one.was
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            said.and_then(|said| said.change)
                .map_or_else(String::new, |change| change.as_str().to_owned()),
            said.map_or_else(String::new, |said| said.note.to_string()),
        ),
    };
    let mut earlier = vec![Choice::new("", "It is new").selected(was.is_empty())];
    earlier.extend(gone(comparison).map(|code| {
        let words = format!("It was {code}");
        Choice::new(code.to_string(), words).selected(was == code.as_str())
    }));
    let worked_out = format!("As worked out: {}", one.shown.words());
    let mut changes = vec![Choice::new("", worked_out).selected(change.is_empty())];
    changes.extend(Declared::WORDS.iter().map(|(word, _)| {
        let words = match *word {
            "clarified" => "It asks the same in other words",
            "relaxed" => "It asks less",
            _ => "It asks more",
        };
        Choice::new(*word, words).selected(change == *word)
    }));
    let is_new = one.change == Change::New || one.was.is_some();
    Line {
        code: one.code.to_string(),
        title: one.title.clone(),
        was: if is_new && earlier.len() > 1 {
            earlier
        } else {
            Vec::new()
        },
        change: if one.change == Change::New {
            Vec::new()
        } else {
            changes
        },
        note,
        error: errors.of(&format!("note_{}", one.code)).to_owned(),
    }
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    draft: &Draft,
    typed: Option<&Fields>,
    (status, errors): (StatusCode, FieldErrors),
) -> Result<Response, Error> {
    let before = draft::before(ctx.read(), draft).await?;
    let path = format!("/home/schemes/drafts/{}", draft.id);
    let compared = before.comparison.as_ref();
    let page = LogPage {
        shell: caller
            .shell(visit, "What became of each question")
            .under("Schemes", "/home/schemes")
            .under(
                format!("{} {}", draft.content.scheme.name, draft.content.label),
                path.clone(),
            )
            .wrong(&errors),
        version: draft.version,
        open: draft.is_open(),
        since: before.label.clone(),
        lines: compared
            .map(|comparison| {
                let changed = comparison
                    .criteria
                    .iter()
                    .filter(|one| one.change != Change::Identical && one.change != Change::Removed);
                changed
                    .map(|one| line(&draft.content, comparison, one, typed, &errors))
                    .collect()
            })
            .unwrap_or_default(),
        errors,
        path,
    };
    Ok(html(status, &page))
}

#[handler]
pub(super) async fn show_log(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
) -> Result<Response, Error> {
    let (draft, _) = open(ctx, &caller, id).await?;
    let fine = (StatusCode::OK, FieldErrors::new());
    page(ctx, &visit, &caller, &draft, None, fine).await
}

/// What was said, question by question; nothing at all is no log.
fn read(
    comparison: &Comparison,
    since: &str,
    fields: &Fields,
) -> Result<Option<ChangeLog>, FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut criteria = Vec::new();
    for one in &comparison.criteria {
        let (was, change) = (
            field(fields, "was", &one.code),
            field(fields, "change", &one.code),
        );
        let note = field(fields, "note", &one.code);
        if note.chars().count() > NOTE_CHARACTERS {
            errors.add(
                format!("note_{}", one.code),
                format!("Shorten this to {NOTE_CHARACTERS} characters or fewer."),
            );
        }
        let was = gone(comparison).find(|code| code.as_str() == was).cloned();
        let change = Declared::WORDS
            .iter()
            .find(|(word, _)| *word == change)
            .map(|(_, declared)| *declared);
        if was.is_none() && change.is_none() && note.is_empty() {
            continue;
        }
        criteria.push(DeclaredChange {
            criterion: one.code.clone(),
            was,
            change,
            note: Text::english(note),
        });
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok((!criteria.is_empty()).then(|| ChangeLog {
        since: since.to_owned(),
        criteria,
    }))
}

#[handler]
pub(super) async fn submit_log(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (draft, officer) = open(ctx, &caller, id).await?;
    let before = draft::before(ctx.read(), &draft).await?;
    let Some(comparison) = &before.comparison else {
        return Err(Error::NotFound);
    };
    let version = fields.get("version").parse().unwrap_or(-1);
    let saved = match read(comparison, &before.label, &fields) {
        Ok(changes) => {
            let content = SchemeVersion {
                changes,
                ..draft.content.clone()
            };
            draft::save_content(ctx, &officer, id, version, content).await
        }
        Err(errors) => Err(Error::Invalid(errors)),
    };
    let left = match saved {
        Ok(()) => {
            return Ok(visit.done(
                &format!("/home/schemes/drafts/{id}"),
                &Notice::success("Saved"),
            ));
        }
        Err(Error::Invalid(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Err(Error::Conflict(refusal)) => {
            (StatusCode::CONFLICT, FieldErrors::one("", refusal.message))
        }
        Err(other) => return Err(other),
    };
    let (draft, _) = open(ctx, &caller, id).await?;
    page(ctx, &visit, &caller, &draft, Some(&fields), left).await
}
