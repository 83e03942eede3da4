//! The one place that reads a form: within a limit, and only with the
//! anti-forgery token that this browser was given.

use poem::http::StatusCode;
use poem::web::CsrfVerifier;
use poem::{FromRequest, Request, RequestBody};
use serde::de::DeserializeOwned;
use validator::Validate;

use crate::platform::error::{Error, FieldErrors, Refusal, Result};

/// Largest form without a file, in bytes.
pub const FORM_MAX_BYTES: usize = 1024 * 1024;
/// Name of the field that carries the anti-forgery token.
pub const CSRF_FIELD: &str = "_csrf";

/// What a refused act leaves on the page of its form: the status, and the sentence at its field.
///
/// # Errors
/// Whatever is no refusal of the act.
pub fn refusal(error: Error) -> Result<(StatusCode, FieldErrors)> {
    match error {
        Error::Invalid(errors) => Ok((StatusCode::UNPROCESSABLE_ENTITY, errors)),
        Error::Refused(refusal) => Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            FieldErrors::one("", refusal.message),
        )),
        Error::Conflict(refusal) => {
            Ok((StatusCode::CONFLICT, FieldErrors::one("", refusal.message)))
        }
        Error::TooMany(refusal) => Ok((
            StatusCode::TOO_MANY_REQUESTS,
            FieldErrors::one("", refusal.message),
        )),
        other => Err(other),
    }
}

/// The fields of a form, in the order sent.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Fields as given, without the characters that nobody types and PostgreSQL cannot keep (NUL).
    pub fn from_pairs(mut pairs: Vec<(String, String)>) -> Self {
        for (_, value) in &mut pairs {
            value.retain(|character| character != '\0');
        }
        Self(pairs)
    }

    /// The first value of a field, without blanks around it; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// Whether a field was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.trim())
    }

    /// Every field but the token.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter(|(key, _)| key != CSRF_FIELD)
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Reads the fields as a typed form.
    ///
    /// # Errors
    /// [`Error::Malformed`] when a field is missing or of the wrong kind: our pages send them all.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        let encoded =
            serde_html_form::to_string(&self.0).map_err(|error| malformed(&error.to_string()))?;
        serde_html_form::from_str(&encoded).map_err(|error| malformed(&error.to_string()))
    }

    /// Reads the fields as a typed form and checks their shape; the form comes back even when
    /// it needs another look, so that nothing typed is lost.
    ///
    /// # Errors
    /// [`Error::Malformed`] when a field is missing or of the wrong kind.
    pub fn read_checked<T: DeserializeOwned + Validate>(&self) -> Result<(T, FieldErrors)> {
        let form: T = self.read()?;
        let errors = form
            .validate()
            .err()
            .map(FieldErrors::from)
            .unwrap_or_default();
        Ok((form, errors))
    }
}

fn malformed(detail: &str) -> Error {
    Error::Malformed(Refusal::new(
        "form.malformed",
        format!(
            "The form could not be read ({detail}). Go back, reload the page and send it again."
        ),
    ))
}

/// The token is missing or belongs to another browser.
pub(crate) fn check_token(req: &Request, token: &str) -> Result<()> {
    let valid = req
        .extensions()
        .get::<CsrfVerifier>()
        .is_some_and(|verifier| verifier.is_valid(token));
    if valid {
        Ok(())
    } else {
        Err(Error::Malformed(Refusal::new(
            "form.token",
            "This form was open for too long or was sent from another browser. Go back, reload the page and send it again; most browsers keep what you typed.",
        )))
    }
}

/// A form that was sent by this browser from one of our pages.
#[derive(Clone, Debug)]
pub struct Submitted(pub Fields);

impl<'a> FromRequest<'a> for Submitted {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let bytes = body
            .take()?
            .into_bytes_limit(FORM_MAX_BYTES)
            .await
            .map_err(|_| {
                Error::TooLarge(Refusal::new(
                    "form.too_large",
                    "The form is larger than 1 MB. Shorten the longest answer and send it again.",
                ))
            })?;
        let pairs: Vec<(String, String)> =
            serde_html_form::from_bytes(&bytes).map_err(|error| malformed(&error.to_string()))?;
        let fields = Fields::from_pairs(pairs);
        check_token(req, fields.get(CSRF_FIELD))?;
        Ok(Self(fields))
    }
}
