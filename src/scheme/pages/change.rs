//! What the pages of a draft share: fields as they are shown, and one change that is kept or told of.

use entity::ids::SchemeDraftId;
use poem::http::StatusCode;

use super::draft::open;
use crate::identity::guard::{Caller, Officer};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::scheme::actions::draft;
use crate::scheme::edit::applies::{APPLIES, EVERYBODY};
use crate::scheme::edit::{Field, Group, Shape};
use crate::scheme::rules::SchemeVersion;
use crate::scheme::store::{self, Draft};
use crate::web::form::Fields;
use crate::web::page::{Choice, Shell};
use crate::web::visit::Visit;

/// A field as a template shows it.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) value: String,
    pub(super) error: String,
    pub(super) shape: &'static str,
    pub(super) items: Vec<Choice>,
    pub(super) day: [String; 3],
}

impl Shown {
    /// A field as it was typed; as it is kept, where nothing was.
    fn of(field: Field, typed: Option<&Fields>, errors: &FieldErrors) -> Self {
        let sent = |name: &str| {
            let typed = typed.filter(|typed| typed.has(name))?;
            Some(typed.get(name).to_owned())
        };
        let mut value = sent(&field.name).unwrap_or(field.value);
        let mut error = errors.of(&field.name).to_owned();
        let mut day = [String::new(), String::new(), String::new()];
        let mut items = Vec::new();
        let shape = match field.shape {
            Shape::Line => "line",
            Shape::Long => "long",
            Shape::Number => "number",
            Shape::Hidden => "hidden",
            Shape::Tick => {
                // A box without a tick is not sent.
                if typed.is_some_and(|typed| !typed.has(&field.name)) {
                    value = String::new();
                }
                "tick"
            }
            Shape::Choice(options) => {
                items = options
                    .into_iter()
                    .map(|(option, label)| {
                        let selected = option == value;
                        Choice::new(option, label).selected(selected)
                    })
                    .collect();
                "choice"
            }
            Shape::Day => {
                let mut kept: Vec<&str> = value.split('-').collect();
                kept.reverse();
                for (place, part) in ["day", "month", "year"].into_iter().enumerate() {
                    let name = format!("{}_{part}", field.name);
                    let kept = kept
                        .get(place)
                        .map_or("", |part| part.trim_start_matches('0'));
                    if let Some(slot) = day.get_mut(place) {
                        *slot = sent(&name).unwrap_or_else(|| kept.to_owned());
                    }
                }
                errors
                    .of(&format!("{}_day", field.name))
                    .clone_into(&mut error);
                "day"
            }
        };
        Self {
            name: field.name,
            label: field.label,
            hint: field.hint,
            value,
            error,
            shape,
            items,
            day,
        }
    }

    /// Whether a box is ticked.
    pub(super) fn is_ticked(&self) -> bool {
        self.value == "yes"
    }

    /// What may be chosen.
    pub(super) fn choices(&self) -> Vec<Choice> {
        self.items.clone()
    }

    /// One part of a day.
    pub(super) fn part(&self, place: usize) -> &str {
        self.day.get(place).map_or("", String::as_str)
    }
}

/// Fields under one heading.
pub(super) struct ShownGroup {
    pub(super) heading: String,
    pub(super) fields: Vec<Shown>,
}

impl ShownGroup {
    /// Whether all but its first field say more of what is chosen there.
    pub(super) fn folds(&self) -> bool {
        self.fields
            .first()
            .is_some_and(|first| first.name == APPLIES)
    }

    /// Whether what says more is to be seen from the start.
    pub(super) fn is_unfolded(&self) -> bool {
        let asks_some = |field: &Shown| field.name == APPLIES && field.value != EVERYBODY;
        self.fields
            .iter()
            .any(|field| asks_some(field) || !field.error.is_empty())
    }

    /// What is always seen.
    pub(super) fn shown_at_once(&self) -> &[Shown] {
        let end = if self.folds() { 1 } else { self.fields.len() };
        self.fields.get(..end).unwrap_or_default()
    }

    /// What says more.
    pub(super) fn folded(&self) -> &[Shown] {
        self.fields.get(1..).unwrap_or_default()
    }
}

/// Fields as they were typed.
pub(super) fn shown(
    fields: Vec<Field>,
    typed: Option<&Fields>,
    errors: &FieldErrors,
) -> Vec<Shown> {
    let one = |field| Shown::of(field, typed, errors);
    fields.into_iter().map(one).collect()
}

/// Groups of fields as they were typed.
pub(super) fn shown_groups(
    groups: Vec<Group>,
    typed: Option<&Fields>,
    errors: &FieldErrors,
) -> Vec<ShownGroup> {
    groups
        .into_iter()
        .map(|group| ShownGroup {
            heading: group.heading,
            fields: shown(group.fields, typed, errors),
        })
        .collect()
}

/// What was typed, and what is wrong with it.
pub(super) struct Left<'a> {
    pub(super) status: StatusCode,
    pub(super) errors: FieldErrors,
    pub(super) typed: Option<&'a Fields>,
}

impl Left<'_> {
    /// Nothing was typed yet.
    pub(super) fn none() -> Self {
        Self {
            status: StatusCode::OK,
            errors: FieldErrors::new(),
            typed: None,
        }
    }
}

/// A draft that can be changed.
pub(super) async fn open_draft(
    ctx: &Context,
    caller: &Caller,
    id: SchemeDraftId,
) -> Result<(Draft, Officer), Error> {
    let (draft, officer) = open(ctx, caller, id).await?;
    if draft.is_open() {
        Ok((draft, officer))
    } else {
        Err(Error::NotFound)
    }
}

/// Where the pages of a draft begin.
pub(super) fn path_of(draft: &Draft) -> String {
    format!("/home/schemes/drafts/{}", draft.id)
}

/// The shell of a page of a draft. What is wrong leads to the field, where the page shows it.
pub(super) fn shell(
    visit: &Visit,
    caller: &Caller,
    draft: &Draft,
    title: impl Into<String>,
    errors: &FieldErrors,
    fields: &[&Shown],
) -> Shell {
    let content = &draft.content;
    let leads = |error: &str| {
        let id = error.strip_suffix("_day").unwrap_or(error);
        let at = fields
            .iter()
            .any(|field| field.name == id && field.shape != "hidden");
        if at { id.to_owned() } else { String::new() }
    };
    caller
        .shell(visit, title)
        .under("Schemes", "/home/schemes")
        .under(
            format!("{} {}", content.scheme.name, content.label),
            path_of(draft),
        )
        .errors(
            errors
                .0
                .iter()
                .map(|error| (leads(&error.field), error.message.clone())),
        )
}

/// How a change went.
pub(super) enum Attempt<T> {
    /// It is kept.
    Kept(T),
    /// It is not.
    Left(StatusCode, FieldErrors),
}

/// Changes what a draft says, as it stood on the page that was sent.
pub(super) async fn attempt<T: Send>(
    ctx: &Context,
    officer: &Officer,
    draft: &Draft,
    fields: &Fields,
    change: impl FnOnce(&SchemeVersion) -> Result<(SchemeVersion, T), FieldErrors> + Send,
) -> Result<Attempt<T>, Error> {
    let seen = fields.get("version").parse().unwrap_or(-1);
    let changed = if seen == draft.version {
        change(&draft.content).map_err(Error::Invalid)
    } else {
        Err(store::changed_meanwhile())
    };
    let saved = match changed {
        Ok((content, kept)) => draft::save_content(ctx, officer, draft.id, seen, content)
            .await
            .map(|()| kept),
        Err(error) => Err(error),
    };
    match saved {
        Ok(kept) => Ok(Attempt::Kept(kept)),
        Err(Error::Invalid(errors)) => Ok(Attempt::Left(StatusCode::UNPROCESSABLE_ENTITY, errors)),
        Err(Error::Conflict(refusal)) => Ok(Attempt::Left(
            StatusCode::CONFLICT,
            FieldErrors::one("version", refusal.message),
        )),
        Err(other) => Err(other),
    }
}
