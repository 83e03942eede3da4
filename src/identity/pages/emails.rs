//! Emails as officers see them: what was sent to whom, what became of it, and sending one again.

use askama::Template;
use entity::ids::OutboxEmailId;
use entity::support_kinds::EmailClass;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use super::refusal;
use crate::identity::actions::bounce;
use crate::identity::guard::{Caller, Officer};
use crate::identity::store;
use crate::notification::rules::{Fate, KeptEmail, Narrow};
use crate::platform::calendar::long_instant;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::platform::paging::PageRequest;
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Facet, Notice, PageLinks, Shell, grouped, html, narrowed_address};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::Visit;

const PATH: &str = "/home/emails";
/// Longest words searched for, in characters.
const WORDS_MAX: usize = 200;

pub(super) fn routes() -> Vec<Entry> {
    let officer = |path| Entry::new(path, Audience::Officer);
    vec![
        officer("/home/emails").get(show_emails),
        officer("/home/emails/:id").get(show_email),
        officer("/home/emails/:id/again").post(submit_again),
        officer("/home/emails/:id/bounce").post(submit_bounce),
    ]
}

#[derive(Debug, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    show: String,
    #[serde(default)]
    q: String,
    page: Option<u64>,
}

struct Row {
    href: String,
    subject: String,
    to: String,
    written: String,
    state: &'static str,
    colour: &'static str,
}

impl From<&KeptEmail> for Row {
    fn from(email: &KeptEmail) -> Self {
        let (state, colour) = email.fate.words();
        Self {
            href: format!("{PATH}/{}", email.id),
            subject: email.subject.clone(),
            to: email.to_email.clone(),
            written: long_instant(email.written_at),
            state,
            colour,
        }
    }
}

#[derive(Template)]
#[template(path = "identity/support/emails.html")]
struct EmailsPage {
    shell: Shell,
    path: &'static str,
    query: String,
    show: &'static str,
    facets: Vec<Facet>,
    counted: String,
    found: u64,
    rows: Vec<Row>,
    pages: PageLinks,
}

fn address(narrow: Narrow, words: &str, page: u64) -> String {
    let shown = (narrow != Narrow::All).then(|| narrow.as_str());
    narrowed_address(PATH, shown, words, page)
}

#[handler]
async fn show_emails(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Error> {
    let authority = caller.any_officer()?.authority();
    let narrow = Narrow::parse(&wanted.show);
    let words: String = wanted
        .q
        .replace('\0', "")
        .trim()
        .chars()
        .take(WORDS_MAX)
        .collect();
    let page = PageRequest::number(wanted.page);
    let listed = store::list_emails(ctx.read(), authority, narrow, &words, page).await?;
    let counts = store::count_emails(ctx.read(), authority, &words).await?;
    let page = EmailsPage {
        shell: caller
            .shell(&visit, "Emails")
            .wide()
            .under("Home", "/home")
            .under("People", "/home/people"),
        path: PATH,
        show: narrow.as_str(),
        facets: counts
            .into_iter()
            .map(|(each, count)| {
                let current = each == narrow;
                let to = if current { Narrow::All } else { each };
                Facet::new(each.words(), count, address(to, &words, 1)).current(current)
            })
            .collect(),
        found: listed.total,
        counted: grouped(listed.total),
        pages: PageLinks::new(listed.page.number, listed.last_page(), |number| {
            address(narrow, &words, number)
        }),
        rows: listed.rows.iter().map(Row::from).collect(),
        query: words,
    };
    Ok(html(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "identity/support/email.html")]
struct EmailPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    to: String,
    person: Option<String>,
    written: String,
    state: &'static str,
    colour: &'static str,
    what: String,
    original: Option<String>,
    reminder: bool,
    text: Option<String>,
    why_hidden: &'static str,
    may_send: bool,
    may_bounce: bool,
    reason: String,
    told: String,
}

/// The email, and the proof that fits it.
async fn find(ctx: &Context, caller: &Caller, id: OutboxEmailId) -> Result<(KeptEmail, Officer)> {
    for officer in caller.officers() {
        match store::get_email(ctx.read(), officer.authority(), id).await {
            Ok(found) => return Ok((found, officer)),
            Err(Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Err(Error::NotFound)
}

async fn page(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    (email, officer): (&KeptEmail, &Officer),
    (typed, errors): (&Fields, FieldErrors),
) -> Result<EmailPage> {
    let (state, colour) = email.fate.words();
    let what = match &email.fate {
        Fate::Waiting(None) => "It is sent within a few seconds.".to_owned(),
        Fate::Waiting(Some(said)) => {
            format!("It is tried again by itself. The mail server said: {said}")
        }
        Fate::Sent(at) => format!("The mail server took it on {}.", long_instant(*at)),
        Fate::Failed(at, said) => format!("It was given up on {}: {said}", long_instant(*at)),
        Fate::Bounced(at, said) => format!("It came back on {}: {said}", long_instant(*at)),
    };
    let person = match store::find_person_by_email(ctx.read(), &email.to_email).await? {
        Some(person) => store::get_person_in_reach(ctx.read(), officer.authority(), person.id)
            .await
            .ok()
            .map(|person| format!("/home/people/{}", person.id)),
        None => None,
    };
    // An email does not say which case it is about, so who may have to do with one reads none.
    let own = email.to_email == caller.person.email;
    let apart = own || !store::is_entangled(ctx.read(), caller.person.id).await?;
    let why_hidden = match (&email.text, apart) {
        (None, _) => {
            "This email carries a link that signs in, so nobody but its recipient can read it."
        }
        (Some(_), false) => {
            "You act or acted for an employer, or declared a conflict once, so the words of emails to others are not shown to you."
        }
        (Some(_), true) => "",
    };
    let title = if why_hidden.is_empty() || email.text.is_none() {
        email.subject.clone()
    } else {
        "An email".to_owned()
    };
    Ok(EmailPage {
        shell: caller
            .shell(visit, title)
            .under("Home", "/home")
            .under("People", "/home/people")
            .under("Emails", PATH)
            .wrong(&errors),
        errors,
        path: format!("{PATH}/{}", email.id),
        to: if email.to_name.is_empty() {
            email.to_email.clone()
        } else {
            format!("{} ({})", email.to_name, email.to_email)
        },
        person,
        written: long_instant(email.written_at),
        state,
        colour,
        what,
        original: email.copy_of.map(|id| format!("{PATH}/{id}")),
        reminder: email.class == EmailClass::Reminder,
        may_send: email.can_be_sent_again() && !matches!(email.fate, Fate::Bounced(..)),
        may_bounce: matches!(email.fate, Fate::Sent(_) | Fate::Failed(..)),
        text: email.text.clone().filter(|_| apart),
        why_hidden,
        reason: typed.get("reason").to_owned(),
        told: typed.get("told").to_owned(),
    })
}

#[handler]
async fn show_email(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OutboxEmailId>,
) -> Result<Response, Error> {
    let (email, officer) = find(ctx, &caller, id).await?;
    let nothing = (&Fields::default(), FieldErrors::new());
    let page = page(ctx, &visit, &caller, (&email, &officer), nothing).await?;
    Ok(html(StatusCode::OK, &page))
}

#[handler]
async fn submit_again(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OutboxEmailId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (email, officer) = find(ctx, &caller, id).await?;
    match bounce::send_again(ctx, &officer, id, fields.get("reason")).await {
        Ok(copy) => Ok(visit.done(
            &format!("{PATH}/{copy}"),
            &Notice::success("The email is sent again"),
        )),
        Err(error) => {
            let (status, errors) = refusal(error)?;
            let found = (&email, &officer);
            let page = page(ctx, &visit, &caller, found, (&fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}

#[handler]
async fn submit_bounce(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<OutboxEmailId>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let (email, officer) = find(ctx, &caller, id).await?;
    match bounce::record(ctx, &officer, id, fields.get("told")).await {
        Ok(()) => Ok(visit.done(
            &format!("{PATH}/{id}"),
            &Notice::success("The address is marked: emails to it come back"),
        )),
        Err(error) => {
            let (status, mut errors) = refusal(error)?;
            for error in &mut errors.0 {
                // The page has two reasons; this is the second.
                if error.field == "reason" {
                    "told".clone_into(&mut error.field);
                }
            }
            let found = (&email, &officer);
            let page = page(ctx, &visit, &caller, found, (&fields, errors)).await?;
            Ok(html(status, &page))
        }
    }
}
