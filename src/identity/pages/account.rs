//! One's own name and tokens.

use askama::Template;
use entity::ids::ApiTokenId;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use crate::identity::actions::{sign_in, tokens};
use crate::identity::guard::Caller;
use crate::identity::rules::{ApiToken, safe_path};
use crate::identity::store;
use crate::platform::calendar::{london_date, long_date};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::web::form::{Fields, Submitted};
use crate::web::page::{Notice, Shell, html};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::{Visit, see_other};

pub(super) fn routes() -> Vec<Entry> {
    vec![
        Entry::new("/home/account", Audience::SignedIn)
            .get(show_account)
            .post(submit_name),
        Entry::new("/home/account/tokens", Audience::SignedIn).post(submit_token),
        Entry::new("/home/account/tokens/:id/revoke", Audience::SignedIn).post(submit_revoke),
    ]
}

struct TokenRow {
    id: ApiTokenId,
    label: String,
    until: String,
}

impl From<ApiToken> for TokenRow {
    fn from(row: ApiToken) -> Self {
        Self {
            id: row.id,
            label: row.label,
            until: row
                .expires_at
                .map_or_else(|| "no end".to_owned(), |end| long_date(london_date(end))),
        }
    }
}

#[derive(Template)]
#[template(path = "identity/account.html")]
struct AccountPage {
    shell: Shell,
    errors: FieldErrors,
    email: String,
    typed_name: String,
    after: String,
    tokens: Vec<TokenRow>,
    secret: Option<String>,
    typed_label: String,
    typed_days: String,
}

#[derive(Debug, Deserialize)]
struct AccountQuery {
    #[serde(default)]
    after: String,
}

async fn page(ctx: &Context, visit: &Visit, caller: &Caller) -> Result<AccountPage, Error> {
    let title = if caller.person.name.is_empty() {
        "What is your name?"
    } else {
        "Your account"
    };
    Ok(AccountPage {
        shell: caller.shell(visit, title),
        errors: FieldErrors::new(),
        email: caller.person.email.clone(),
        typed_name: caller.person.name.clone(),
        after: String::new(),
        tokens: store::list_tokens(ctx.read(), caller.person.id)
            .await?
            .into_iter()
            .map(Into::into)
            .collect(),
        secret: None,
        typed_label: String::new(),
        typed_days: "90".to_owned(),
    })
}

/// The page again, with what was typed and what is wrong with it.
async fn again(
    ctx: &Context,
    visit: &Visit,
    caller: &Caller,
    fields: &Fields,
    errors: FieldErrors,
) -> Result<Response, Error> {
    let mut page = page(ctx, visit, caller).await?;
    page.shell = page.shell.errors(
        errors
            .0
            .iter()
            .map(|e| (e.field.clone(), e.message.clone())),
    );
    page.errors = errors;
    for (name, slot) in [
        ("name", &mut page.typed_name),
        ("after", &mut page.after),
        ("label", &mut page.typed_label),
        ("days", &mut page.typed_days),
    ] {
        if fields.has(name) {
            fields.get(name).clone_into(slot);
        }
    }
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

#[handler]
async fn show_account(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Query(query): Query<AccountQuery>,
) -> Result<Response, Error> {
    let mut page = page(ctx, &visit, &caller).await?;
    page.after = safe_path(&query.after).unwrap_or_default();
    Ok(html(StatusCode::OK, &page))
}

#[handler]
async fn submit_name(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    match sign_in::rename(ctx, caller.person.id, fields.get("name")).await {
        Ok(()) => {
            let after = safe_path(fields.get("after"));
            Ok(match after {
                Some(after) => see_other(&after),
                None => visit.done("/home/account", &Notice::success("Your name is saved")),
            })
        }
        Err(Error::Invalid(errors)) => again(ctx, &visit, &caller, &fields, errors).await,
        Err(other) => Err(other),
    }
}

#[handler]
async fn submit_token(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    // Words are no number of days; 0 is refused with the sentence that says which are.
    let days = fields.get("days").parse().unwrap_or(0);
    match tokens::create(ctx, caller.person.id, fields.get("label"), days).await {
        Ok(secret) => {
            let mut page = page(ctx, &visit, &caller).await?;
            page.secret = Some(secret);
            Ok(html(StatusCode::OK, &page))
        }
        Err(Error::Invalid(errors)) => again(ctx, &visit, &caller, &fields, errors).await,
        Err(other) => Err(other),
    }
}

#[handler]
async fn submit_revoke(
    Data(ctx): Data<&Context>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<ApiTokenId>,
    Submitted(_fields): Submitted,
) -> Result<Response, Error> {
    tokens::revoke(ctx, caller.person.id, id).await?;
    Ok(visit.done(
        "/home/account",
        &Notice::success("The token no longer works"),
    ))
}
