//! The dated values of a draft's yardsticks.

use askama::Template;
use entity::ids::SchemeDraftId;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::change::{Attempt, Left, Shown, attempt, open_draft, path_of, shell, shown};
use crate::identity::guard::Caller;
use crate::platform::calendar::long_date;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::edit::{Field, reference};
use crate::scheme::rules::{Reference, ReferenceValue, SchemeVersion};
use crate::scheme::store::Draft;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::visit::Visit;

/// One dated value.
struct ValueLine {
    place: String,
    from: String,
    value: String,
    change: String,
    /// Which one it is, for those who cannot see the row.
    which: String,
}

/// A yardstick with its values.
struct Yardstick {
    code: String,
    name: String,
    source: String,
    values: Vec<ValueLine>,
    add: String,
}

/// The form that is open.
struct Open {
    heading: String,
    /// The value that is changed; empty for a new one.
    name: String,
    fields: Vec<Shown>,
    removal: Shown,
}

#[derive(Template)]
#[template(path = "scheme/values.html")]
struct ValuesPage {
    shell: Shell,
    path: String,
    version: i32,
    yardsticks: Vec<Yardstick>,
    open: Option<Open>,
}

/// What is looked at: a yardstick that gets a value, or a value that is changed.
#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    add: String,
    #[serde(default)]
    change: String,
}

fn place(value: &ReferenceValue) -> &str {
    match value.place.as_str() {
        "uk" => "UK",
        "london" => "London",
        place => place,
    }
}

fn yardstick(reference: &Reference, path: &str) -> Yardstick {
    let code = reference.code.as_str();
    // The newest first: it is what is looked for.
    let values = reference.values.iter().rev().map(|value| {
        let (place, from) = (place(value).to_owned(), long_date(value.from));
        ValueLine {
            which: format!("{} in {place} from {from}", reference.name),
            place,
            from,
            value: reference.format(value.value),
            change: format!("{path}?change={}#dated", reference::value_name(code, value)),
        }
    });
    Yardstick {
        code: code.to_owned(),
        name: reference.name.to_string(),
        source: reference.source.clone(),
        values: values.collect(),
        add: format!("{path}?add={code}#dated"),
    }
}

fn open_form(version: &SchemeVersion, asked: &Asked, left: &Left<'_>) -> Option<Open> {
    let act = left.typed.map_or("", |typed| typed.get("act"));
    let own = left.typed.filter(|_| act != "remove");
    let sure = || {
        let sure = Field::tick("remove", "Yes, remove this value", false);
        shown(
            vec![sure],
            left.typed.filter(|_| act == "remove"),
            &left.errors,
        )
        .pop()
    };
    for reference in &version.references {
        let code = reference.code.as_str();
        if !asked.add.is_empty() && asked.add == code {
            return Some(Open {
                heading: format!("A new value of {}", reference.name),
                name: String::new(),
                fields: shown(reference::fields(code, None), own, &left.errors),
                removal: sure()?,
            });
        }
        for value in &reference.values {
            let name = reference::value_name(code, value);
            if asked.change == name {
                let from = long_date(value.from);
                return Some(Open {
                    heading: format!("{} in {} from {from}", reference.name, place(value)),
                    fields: shown(reference::fields(code, Some(value)), own, &left.errors),
                    removal: sure()?,
                    name,
                });
            }
        }
    }
    None
}

fn page(visit: &Visit, caller: &Caller, draft: &Draft, asked: &Asked, left: &Left<'_>) -> Response {
    let path = path_of(draft);
    let own = format!("{path}/values");
    let open = open_form(&draft.content, asked, left);
    let fields: Vec<&Shown> = open
        .iter()
        .flat_map(|open| open.fields.iter().chain([&open.removal]))
        .filter(|field| field.name != "remove" || !asked.change.is_empty())
        .collect();
    let references = draft.content.references.iter();
    let page = ValuesPage {
        shell: shell(
            visit,
            caller,
            draft,
            "Reference values",
            &left.errors,
            &fields,
        ),
        version: draft.version,
        yardsticks: references.map(|one| yardstick(one, &own)).collect(),
        open,
        path,
    };
    html(left.status, &page)
}

#[handler]
pub(super) async fn show_values(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let (draft, _) = open_draft(ctx, &caller, id).await?;
    Ok(page(&visit, &caller, &draft, &asked, &Left::none()))
}

fn changed(
    version: &SchemeVersion,
    fields: &Fields,
) -> Result<(SchemeVersion, &'static str), FieldErrors> {
    let typed = |name: &str| fields.get(name).to_owned();
    match fields.get("act") {
        "add" => Ok((reference::add_value(version, &typed)?, "The value is added")),
        "change" => {
            let changed = reference::change_value(version, fields.get("name"), &typed)?;
            Ok((changed, "Saved"))
        }
        "remove" if fields.get("remove") != "yes" => {
            Err(FieldErrors::one("remove", "Tick this to remove it."))
        }
        "remove" => {
            let changed = reference::remove_value(version, fields.get("name"))?;
            Ok((changed, "The value is removed"))
        }
        _ => {
            let message = "Choose one of the buttons of the page.";
            Err(FieldErrors::one("act", message))
        }
    }
}

#[handler]
pub(super) async fn submit_values(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<SchemeDraftId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (draft, officer) = open_draft(ctx, &caller, id).await?;
    let name = fields.get("name");
    let code = match name.split('/').next() {
        Some("") | None => fields.get("reference"),
        Some(code) => code,
    };
    match attempt(ctx, &officer, &draft, &fields, |now| changed(now, &fields)).await? {
        Attempt::Kept(words) => Ok(visit.done(
            &format!("{}/values#{code}", path_of(&draft)),
            &Notice::success(words),
        )),
        Attempt::Left(status, errors) => {
            let asked = Asked {
                add: if name.is_empty() {
                    code.to_owned()
                } else {
                    String::new()
                },
                change: name.to_owned(),
            };
            let left = Left {
                status,
                errors,
                typed: Some(&fields),
            };
            Ok(page(&visit, &caller, &draft, &asked, &left))
        }
    }
}
