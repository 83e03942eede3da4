//! What an authority says in its emails besides our text: written, looked at, taken back.

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Path};
use poem::{Response, handler};

use super::refusal;
use crate::identity::actions::wording;
use crate::identity::guard::{Caller, Officer};
use crate::identity::rules::{WORDABLE, Wordable, find_wordable};
use crate::identity::store;
use crate::notification::rules::{Placeholder, Values, Wording, Words};
use crate::notification::wordings;
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::Visit;

const PATH: &str = "/home/emails/wording";
/// What stands for our text in a preview.
const OUR_TEXT: &str = "Our text stands here, with the link to open.\n";

pub(super) fn routes() -> Vec<Entry> {
    let officer = |path| Entry::new(path, Audience::Officer);
    vec![
        officer("/home/emails/wording").get(show_kinds),
        officer("/home/emails/wording/:kind")
            .get(show_wording)
            .post(submit_wording),
    ]
}

struct Row {
    href: String,
    title: &'static str,
    changed: bool,
}

#[derive(Template)]
#[template(path = "identity/support/wordings.html")]
struct KindsPage {
    shell: Shell,
    rows: Vec<Row>,
}

#[handler]
async fn show_kinds(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
) -> Result<Response, Error> {
    let authority = caller.any_officer()?.authority();
    let changed = wordings::list_changed(ctx.read(), authority).await?;
    let page = KindsPage {
        shell: shell(&caller, &visit, "Words of your own in emails"),
        rows: WORDABLE
            .iter()
            .map(|one| Row {
                href: format!("{PATH}/{}", one.kind),
                title: one.title,
                changed: changed.iter().any(|kind| kind == one.kind),
            })
            .collect(),
    };
    Ok(html(StatusCode::OK, &page))
}

fn shell(caller: &Caller, visit: &Visit, title: &str) -> Shell {
    caller
        .shell(visit, title)
        .under("Home", "/home")
        .under("People", "/home/people")
        .under("Emails", "/home/emails")
}

#[derive(Template)]
#[template(path = "identity/support/wording.html")]
struct WordingPage {
    shell: Shell,
    errors: FieldErrors,
    path: String,
    version: i32,
    sample: &'static str,
    placeholders: Vec<(&'static str, &'static str)>,
    subject: String,
    opening: String,
    closing: String,
    changed: bool,
    preview: Option<(String, String)>,
}

/// The email with sample values.
async fn preview(
    ctx: &Context,
    officer: &Officer,
    (kind, wording): (Wordable, &Wording),
) -> Result<(String, String)> {
    let signature = store::get_authority(ctx.read(), officer.authority())
        .await?
        .signature();
    let values = Values {
        name: "Amira Sample".to_owned(),
        subject: kind.sample.to_owned(),
        team: signature.team.clone(),
        authority: signature.authority.clone(),
        phone: signature.phone.clone(),
        email: signature.email.clone(),
    };
    let ours = Words {
        subject: kind.sample.to_owned(),
        text: format!(
            "{OUR_TEXT}\n--\n{}\n{}\n",
            signature.team, signature.authority
        ),
        html: String::new(),
    };
    let words = wording.around(ours, &values)?;
    Ok((words.subject, words.text))
}

fn page(
    (visit, caller): (&Visit, &Caller),
    (kind, version): (Wordable, i32),
    (subject, opening, closing): (&str, &str, &str),
    errors: FieldErrors,
) -> WordingPage {
    WordingPage {
        shell: shell(caller, visit, kind.title)
            .under("Words of your own", PATH)
            .wrong(&errors),
        errors,
        path: format!("{PATH}/{}", kind.kind),
        version,
        sample: kind.sample,
        placeholders: Placeholder::ALL
            .iter()
            .map(|one| (one.as_str(), one.words()))
            .collect(),
        subject: subject.to_owned(),
        opening: opening.to_owned(),
        closing: closing.to_owned(),
        changed: version > 0,
        preview: None,
    }
}

#[handler]
async fn show_wording(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(kind): Path<String>,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let kind = find_wordable(&kind).ok_or(Error::NotFound)?;
    let (kept, version) = wordings::get(ctx.read(), officer.authority(), kind.kind).await?;
    let texts = (
        kept.subject.as_str(),
        kept.opening.as_str(),
        kept.closing.as_str(),
    );
    let mut page = page(
        (&visit, &caller),
        (kind, version),
        texts,
        FieldErrors::new(),
    );
    page.preview = Some(preview(ctx, &officer, (kind, &kept)).await?);
    page.changed = !kept.is_ours();
    Ok(html(StatusCode::OK, &page))
}

#[handler]
async fn submit_wording(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(kind): Path<String>,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let officer = caller.any_officer()?;
    let kind = find_wordable(&kind).ok_or(Error::NotFound)?;
    let version = fields.get("version").parse().unwrap_or(-1);
    let texts = texts(&fields);
    let wording = if fields.get("act") == "reset" {
        Ok(Wording::default())
    } else {
        Wording::checked(texts.0, texts.1, texts.2)
    };
    let error = match wording {
        Ok(wording) if fields.get("act") == "preview" => {
            let mut page = page(
                (&visit, &caller),
                (kind, version),
                texts,
                FieldErrors::new(),
            );
            page.preview = Some(preview(ctx, &officer, (kind, &wording)).await?);
            return Ok(html(StatusCode::OK, &page));
        }
        Ok(wording) => match wording::change(ctx, &officer, kind.kind, &wording, version).await {
            Ok(()) => {
                let notice = if wording.is_ours() {
                    "These emails say what Fairmark says"
                } else {
                    "Your words are in these emails from now on"
                };
                let to = format!("{PATH}/{}", kind.kind);
                return Ok(visit.done(&to, &Notice::success(notice)));
            }
            Err(error) => error,
        },
        Err(error) => error,
    };
    let (status, errors) = refusal(error)?;
    let page = page((&visit, &caller), (kind, version), texts, errors);
    Ok(html(status, &page))
}

fn texts(fields: &Fields) -> (&str, &str, &str) {
    (
        fields.get("subject"),
        fields.get("opening"),
        fields.get("closing"),
    )
}
