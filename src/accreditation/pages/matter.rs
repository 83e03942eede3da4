//! What the pages of concerns, complaints and appeals have in common: one page, one list.

use askama::Template;
use chrono::NaiveDate;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::Deserialize;

use crate::accreditation::rules::Said;
use crate::accreditation::rules::clock::Clock;
use crate::accreditation::rules::matter::{Matter, MatterKind};
use crate::accreditation::store;
use crate::identity::guard::Caller;
use crate::platform::calendar::{long_date, long_instant};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::platform::paging::PageRequest;
use crate::web::form::Fields;
use crate::web::page::{Choice, PageLinks, Shell, html};
use crate::web::visit::Visit;

/// A fact, or words of somebody, under what they are called.
pub(super) struct Fact {
    pub(super) key: String,
    pub(super) value: String,
}

pub(super) fn fact(key: impl Into<String>, value: impl Into<String>) -> Fact {
    Fact {
        key: key.into(),
        value: value.into(),
    }
}

/// Words of somebody with when they were said; none where nothing was.
pub(super) fn spoken(whose: &str, said: Option<&Said>) -> Option<Fact> {
    said.map(|said| fact(format!("{whose}, {}", long_instant(said.at)), &said.words))
}

/// How much time there is; nothing once it is over.
pub(super) fn time(clock: &Clock, open: bool, today: NaiveDate) -> Option<Fact> {
    open.then(|| fact("Time", clock.words(today)))
}

/// One concern, complaint or appeal, with the form for the next step.
#[derive(Template)]
#[template(path = "accreditation/matter.html")]
pub(super) struct MatterPage {
    pub(super) shell: Shell,
    pub(super) errors: FieldErrors,
    pub(super) path: String,
    pub(super) version: i32,
    /// What the reader should know first; may be empty.
    pub(super) lede: String,
    pub(super) facts: Vec<Fact>,
    pub(super) texts: Vec<Fact>,
    pub(super) links: Vec<(String, String)>,
    /// What can be done; with none there is no choice, and with no button no form.
    pub(super) acts: Vec<Choice>,
    pub(super) choices: Vec<Choice>,
    pub(super) choices_name: String,
    pub(super) choices_label: String,
    pub(super) grounds: Vec<Choice>,
    pub(super) words: String,
    pub(super) words_label: String,
    pub(super) words_hint: String,
    pub(super) button: String,
}

impl MatterPage {
    /// A page without a form.
    pub(super) fn new(shell: Shell, path: impl Into<String>, version: i32) -> Self {
        Self {
            shell,
            errors: FieldErrors::new(),
            path: path.into(),
            version,
            lede: String::new(),
            facts: Vec::new(),
            texts: Vec::new(),
            links: Vec::new(),
            acts: Vec::new(),
            choices: Vec::new(),
            choices_name: String::new(),
            choices_label: String::new(),
            grounds: Vec::new(),
            words: String::new(),
            words_label: String::new(),
            words_hint: String::new(),
            button: String::new(),
        }
    }

    /// With what was typed and what is wrong with it.
    pub(super) fn typed(mut self, fields: &Fields, errors: FieldErrors) -> Self {
        fields.get("words").clone_into(&mut self.words);
        self.shell = self.shell.wrong(&errors);
        self.errors = errors;
        self
    }

    pub(super) fn answer(&self, status: StatusCode) -> Response {
        html(status, self)
    }
}

/// One of several things to choose: what it sends, what it is called, what it means.
pub(super) type Offer = (&'static str, &'static str, &'static str);

pub(super) fn choices(offers: impl IntoIterator<Item = Offer>, chosen: &str) -> Vec<Choice> {
    offers
        .into_iter()
        .map(|(value, label, hint)| {
            Choice::new(value, label)
                .hint(hint)
                .selected(value == chosen)
        })
        .collect()
}

/// The choice to stop a clock, or to let it go on.
pub(super) fn clock_offer(clock: &Clock) -> Offer {
    if clock.is_paused() {
        (
            "resume",
            "Let the clock go on",
            "From today, days count again",
        )
    } else {
        (
            "pause",
            "Pause the clock",
            "From today, no day counts until you let it go on",
        )
    }
}

struct Row {
    href: String,
    reference: String,
    name: String,
    turn: &'static str,
    due: String,
    late: bool,
}

#[derive(Template)]
#[template(path = "accreditation/matters.html")]
struct ListPage {
    shell: Shell,
    caption: &'static str,
    empty: &'static str,
    named: bool,
    rows: Vec<Row>,
    links: PageLinks,
}

#[derive(Debug, Deserialize)]
pub(super) struct Place {
    page: Option<String>,
}

fn row(matter: &Matter, today: NaiveDate) -> Row {
    let over = matter.is_over();
    Row {
        href: matter.path(),
        reference: matter.reference.clone(),
        name: matter.name.clone(),
        turn: matter.turn(),
        due: match (over, matter.due_on) {
            (false, Some(day)) => long_date(day),
            (false, None) => "No day is running".to_owned(),
            (true, _) => "Over".to_owned(),
        },
        late: !over && matter.due_on.is_some_and(|day| day < today),
    }
}

async fn list(
    ctx: &Context,
    (visit, caller, place): (&Visit, &Caller, &Place),
    kinds: &'static [MatterKind],
    (caption, path, empty): (&'static str, &'static str, &'static str),
) -> Result<Response> {
    let officer = caller.any_officer()?;
    let number = place.page.as_deref().and_then(|page| page.parse().ok());
    let page = PageRequest::number(number);
    let found = store::list_matters(ctx.read(), &officer, kinds, page).await?;
    let page = ListPage {
        shell: caller
            .shell(visit, caption)
            .under("Home", "/home")
            .under("Accreditations", "/home/accreditations"),
        caption,
        empty,
        named: kinds != [MatterKind::Complaint],
        links: PageLinks::new(page.number, found.last_page(), |number| {
            format!("{path}?page={number}")
        }),
        rows: found
            .rows
            .iter()
            .map(|matter| row(matter, ctx.today()))
            .collect(),
    };
    Ok(html(StatusCode::OK, &page))
}

#[handler]
pub(super) async fn show_concerns(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(place): Query<Place>,
) -> Result<Response, Error> {
    let words = (
        "Concerns",
        "/home/concerns",
        "Nobody has raised a concern that you may read. Anybody can raise one from an entry of the register.",
    );
    list(
        ctx,
        (&visit, &caller, &place),
        &[MatterKind::Concern],
        words,
    )
    .await
}

#[handler]
pub(super) async fn show_complaints(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(place): Query<Place>,
) -> Result<Response, Error> {
    let words = (
        "Data-protection complaints",
        "/home/complaints",
        "Nobody has complained about how data is handled. Anybody can, from the page about privacy.",
    );
    list(
        ctx,
        (&visit, &caller, &place),
        &[MatterKind::Complaint],
        words,
    )
    .await
}

#[handler]
pub(super) async fn show_appeals(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(place): Query<Place>,
) -> Result<Response, Error> {
    let words = (
        "Appeals",
        "/home/appeals",
        "No employer has appealed. Employers appeal from the page of their accreditation or of a decision.",
    );
    list(ctx, (&visit, &caller, &place), &[MatterKind::Appeal], words).await
}
