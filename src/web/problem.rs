//! The one place that turns a failure into an HTTP status: a page for people,
//! `application/problem+json` (RFC 9457) for programs.

use askama::Template;
use poem::error::ResponseError;
use poem::http::{Method, StatusCode, header};
use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response};
use serde_json::{Value, json};

use crate::platform::error::Error;
use crate::web::page::{Shell, html};
use crate::web::visit::see_other;

impl ResponseError for Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignInNeeded => StatusCode::UNAUTHORIZED,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused(_) | Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

#[derive(Template)]
#[template(path = "web/problem.html")]
struct ProblemPage {
    shell: Shell,
    sentence: String,
    fields: Vec<(String, String)>,
}

/// What is said of a status when nothing better is known.
fn words(status: StatusCode) -> (&'static str, &'static str) {
    match status {
        StatusCode::NOT_FOUND => (
            "Page not found",
            "Check the address. If you followed a link, the page may have moved, or it may belong to somebody else.",
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "This page cannot be used that way",
            "Go back and use the buttons of the page.",
        ),
        StatusCode::CONFLICT => (
            "Somebody was here before you",
            "Read the newest version of the page.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => ("That is too large", "Send less."),
        StatusCode::TOO_MANY_REQUESTS => {
            ("Too many attempts", "Wait a few minutes, then try again.")
        }
        StatusCode::BAD_REQUEST => (
            "The request could not be read",
            "Go back, reload the page and try again.",
        ),
        StatusCode::UNPROCESSABLE_ENTITY => ("That cannot be done", "Check what you entered."),
        status if status.is_client_error() => {
            ("That cannot be done", "Go back and try another way.")
        }
        _ => (
            "Sorry, there is a problem with the service",
            "Nothing you saved is lost. Try again in a few minutes.",
        ),
    }
}

/// What a failure says: a stable code, a sentence, and its fields.
fn telling(error: &poem::Error) -> (StatusCode, &'static str, String, Vec<(String, String)>) {
    let status = error.status();
    let (_, usual) = words(status);
    match error.downcast_ref::<Error>() {
        Some(
            Error::Refused(refusal)
            | Error::Conflict(refusal)
            | Error::Malformed(refusal)
            | Error::TooLarge(refusal)
            | Error::TooMany(refusal),
        ) => (status, refusal.code, refusal.message.clone(), Vec::new()),
        Some(Error::Invalid(errors)) => (
            status,
            "invalid",
            "Some answers need another look.".to_owned(),
            errors
                .0
                .iter()
                .map(|e| (e.field.clone(), e.message.clone()))
                .collect(),
        ),
        Some(Error::Internal(source)) => {
            tracing::error!(error = %source, "a request failed");
            (status, "internal", usual.to_owned(), Vec::new())
        }
        Some(Error::NotFound) => (status, "not_found", usual.to_owned(), Vec::new()),
        Some(Error::SignInNeeded) => (
            status,
            "sign_in_needed",
            "Send a valid token as `Authorization: Bearer …`.".to_owned(),
            Vec::new(),
        ),
        // The framework's own refusal of a missing token.
        None if status == StatusCode::UNAUTHORIZED => telling(&Error::SignInNeeded.into()),
        None => {
            if status.is_server_error() {
                tracing::error!(%error, "a request failed");
                return (status, "internal", usual.to_owned(), Vec::new());
            }
            (status, "request", usual.to_owned(), Vec::new())
        }
    }
}

/// The page a person gets for a failure; who is not signed in is sent to sign in.
pub fn page(error: &poem::Error, path: &str) -> Response {
    if matches!(error.downcast_ref::<Error>(), Some(Error::SignInNeeded)) {
        let after: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        return see_other(&format!("/sign-in?after={after}"));
    }
    let (status, _, sentence, fields) = telling(error);
    let page = ProblemPage {
        shell: Shell::new(words(status).0),
        sentence,
        fields,
    };
    html(status, &page)
}

/// The problem document a program gets for a failure.
pub fn document(error: &poem::Error) -> Response {
    let (status, code, sentence, fields) = telling(error);
    // The framework's own words name the parameter that could not be read.
    let (code, sentence) = match error.downcast_ref::<Error>() {
        None if status.is_client_error()
            && status != StatusCode::NOT_FOUND
            && status != StatusCode::UNAUTHORIZED =>
        {
            (code, error.to_string())
        }
        Some(_) | None => (code, sentence),
    };
    let errors: Vec<Value> = fields
        .iter()
        .map(|(field, message)| json!({ "field": field, "message": message }))
        .collect();
    let mut problem = json!({
        "type": "about:blank",
        "title": words(status).0,
        "status": status.as_u16(),
        "code": code,
        "detail": sentence,
    });
    if let (Some(object), false) = (problem.as_object_mut(), errors.is_empty()) {
        object.insert("errors".to_owned(), Value::Array(errors));
    }
    let mut response = Response::builder()
        .status(status)
        .content_type("application/problem+json")
        .body(Body::from(problem.to_string()));
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(
            header::WWW_AUTHENTICATE,
            poem::http::HeaderValue::from_static("Bearer"),
        );
    }
    response
}

/// Who reads the failures of the routes below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A person with a browser.
    Person,
    /// A program.
    Program,
    /// A program below `/api`, a person anywhere else.
    ByAddress,
}

/// Turns every failure below it into an answer, so that the layers above it, the session
/// among them, still see an answer. The answer to `HEAD` has no body, like that of a success.
#[derive(Clone, Copy, Debug)]
pub struct Problems(pub Reader);

impl<E: Endpoint> Middleware<E> for Problems {
    type Output = ProblemsEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        ProblemsEndpoint {
            inner,
            reader: self.0,
        }
    }
}

/// See [`Problems`].
pub struct ProblemsEndpoint<E> {
    inner: E,
    reader: Reader,
}

impl<E: Endpoint> Endpoint for ProblemsEndpoint<E> {
    type Output = Response;

    async fn call(&self, req: Request) -> poem::Result<Response> {
        let path = req
            .original_uri()
            .path_and_query()
            .map_or_else(String::new, ToString::to_string);
        let wants_head_only = req.method() == Method::HEAD;
        let error = match self.inner.call(req).await {
            Ok(answer) => return Ok(answer.into_response()),
            Err(error) => error,
        };
        let mut answer = match self.reader {
            Reader::Program => document(&error),
            Reader::ByAddress if path.starts_with("/api/v") => document(&error),
            Reader::Person | Reader::ByAddress => page(&error, &path),
        };
        if wants_head_only {
            answer.set_body(());
        }
        Ok(answer)
    }
}
