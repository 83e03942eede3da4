//! Signing in and out. Opening a link shows a button; only pressing it uses the
//! link up, so that programs which look at emails cannot.

use askama::Template;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Response, handler};
use serde::Deserialize;

use crate::identity::actions::sign_in;
use crate::identity::guard::SESSION_PERSON;
use crate::identity::rules::{LINK_MINUTES, safe_path};
use crate::platform::context::Context;
use crate::platform::error::{Error, FieldErrors};
use crate::web::form::Submitted;
use crate::web::page::{Shell, html};
use crate::web::routes::{Audience, Entry};
use crate::web::visit::{Visit, see_other};

pub(super) fn routes() -> Vec<Entry> {
    vec![
        Entry::new("/sign-in", Audience::Visitor)
            .get(show_sign_in)
            .post(submit_sign_in),
        Entry::new("/sign-in/:secret", Audience::Visitor)
            .get(show_link)
            .post(submit_link),
        Entry::new("/sign-out", Audience::Visitor).post(submit_sign_out),
    ]
}

#[derive(Template)]
#[template(path = "identity/sign_in.html")]
struct SignInPage {
    shell: Shell,
    errors: FieldErrors,
    email: String,
    after: String,
}

#[derive(Template)]
#[template(path = "identity/link_sent.html")]
struct LinkSentPage {
    shell: Shell,
    email: String,
    minutes: i64,
    demo: bool,
}

#[derive(Template)]
#[template(path = "identity/link.html")]
struct LinkPage {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "identity/link_refused.html")]
struct LinkRefusedPage {
    shell: Shell,
    sentence: String,
}

#[derive(Debug, Deserialize)]
struct SignInQuery {
    #[serde(default)]
    after: String,
}

#[handler]
fn show_sign_in(visit: Visit, Query(query): Query<SignInQuery>) -> Response {
    let after = safe_path(&query.after).unwrap_or_default();
    if visit.remembered(SESSION_PERSON).is_some() {
        return see_other(if after.is_empty() { "/home" } else { &after });
    }
    let page = SignInPage {
        shell: visit.shell("Sign in"),
        errors: FieldErrors::new(),
        email: String::new(),
        after,
    };
    html(StatusCode::OK, &page)
}

#[handler]
async fn submit_sign_in(
    Data(ctx): Data<&Context>,
    visit: Visit,
    Submitted(fields): Submitted,
) -> Result<Response, Error> {
    let again = |status, errors: FieldErrors| {
        let shell = visit.shell("Sign in").errors(
            errors
                .0
                .iter()
                .map(|e| (e.field.clone(), e.message.clone())),
        );
        html(
            status,
            &SignInPage {
                shell,
                errors,
                email: fields.get("email").to_owned(),
                after: fields.get("after").to_owned(),
            },
        )
    };
    match sign_in::request_link(ctx, fields.get("email"), fields.get("after")).await {
        Ok(email) => Ok(html(
            StatusCode::OK,
            &LinkSentPage {
                shell: visit.shell("Check your email"),
                email,
                minutes: LINK_MINUTES,
                demo: ctx.config.demo,
            },
        )),
        Err(Error::Invalid(errors)) => Ok(again(StatusCode::UNPROCESSABLE_ENTITY, errors)),
        Err(Error::TooMany(refusal)) => Ok(again(
            StatusCode::TOO_MANY_REQUESTS,
            FieldErrors::one("email", refusal.message),
        )),
        Err(other) => Err(other),
    }
}

#[handler]
fn show_link(visit: Visit, Path(_secret): Path<String>) -> Response {
    html(
        StatusCode::OK,
        &LinkPage {
            shell: visit.shell("Sign in to Fairmark"),
        },
    )
}

#[handler]
async fn submit_link(
    Data(ctx): Data<&Context>,
    visit: Visit,
    Path(secret): Path<String>,
    Submitted(_fields): Submitted,
) -> Result<Response, Error> {
    match sign_in::use_link(ctx, &secret).await {
        Ok(signed_in) => {
            visit.renew();
            visit.remember(SESSION_PERSON, &signed_in.person.id.to_string());
            let after = signed_in.after.unwrap_or_else(|| "/home".to_owned());
            if signed_in.person.name.is_empty() {
                let after: String =
                    url::form_urlencoded::byte_serialize(after.as_bytes()).collect();
                return Ok(see_other(&format!("/home/account?after={after}")));
            }
            Ok(see_other(&after))
        }
        Err(Error::Conflict(refusal)) => Ok(html(
            StatusCode::CONFLICT,
            &LinkRefusedPage {
                shell: visit.shell("This link cannot be used"),
                sentence: refusal.message,
            },
        )),
        Err(other) => Err(other),
    }
}

#[handler]
fn submit_sign_out(visit: Visit, Submitted(_fields): Submitted) -> Response {
    visit.end();
    see_other("/")
}
