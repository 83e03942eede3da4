//! What can go wrong, in words a person can act on.

use std::error::Error as StdError;

/// The outcome of anything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A rule said no. The code is stable; the message tells a person what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable, dotted, lower case, for example `assessment.already_submitted`.
    pub code: &'static str,
    /// A sentence or two, for a person.
    pub message: String,
}

impl Refusal {
    /// A refusal with its stable code and its sentence.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

/// What is wrong with one field of a form or body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field as sent.
    pub field: String,
    /// A sentence that says what to do.
    pub message: String,
}

/// Everything wrong with what was sent, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    /// Nothing wrong yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One thing wrong.
    pub fn one(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut errors = Self::new();
        errors.add(field, message);
        errors
    }

    /// Adds one thing wrong.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError {
            field: field.into(),
            message: message.into(),
        });
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first message for a field, or the empty string: what a template shows.
    pub fn of(&self, field: &str) -> &str {
        self.0
            .iter()
            .find(|error| error.field == field)
            .map_or("", |error| error.message.as_str())
    }

    /// `Ok` when nothing is wrong, else [`Error::Invalid`].
    ///
    /// # Errors
    /// [`Error::Invalid`] when anything was added.
    pub fn into_result(self) -> Result<()> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self))
        }
    }
}

impl From<validator::ValidationErrors> for FieldErrors {
    /// Keeps the message of every failed shape check; the attribute must give one.
    fn from(errors: validator::ValidationErrors) -> Self {
        let mut found = Self::new();
        for (field, problems) in errors.field_errors() {
            for problem in problems {
                let message = problem
                    .message
                    .as_ref()
                    .map_or_else(|| "Check this answer".to_owned(), ToString::to_string);
                found.add(field.to_string(), message);
            }
        }
        found.0.sort_by(|a, b| a.field.cmp(&b.field));
        found
    }
}

/// What can go wrong. Only `web::problem` turns it into an HTTP status.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the person may not know of it.
    #[error("there is no such thing")]
    NotFound,
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInNeeded,
    /// A rule said no.
    #[error("{}", .0.message)]
    Refused(Refusal),
    /// Somebody else was first, or the thing moved on.
    #[error("{}", .0.message)]
    Conflict(Refusal),
    /// What was sent cannot be read at all.
    #[error("{}", .0.message)]
    Malformed(Refusal),
    /// What was sent is larger than allowed.
    #[error("{}", .0.message)]
    TooLarge(Refusal),
    /// Too many attempts in a short time.
    #[error("{}", .0.message)]
    TooMany(Refusal),
    /// Fields need another look.
    #[error("some answers need another look")]
    Invalid(FieldErrors),
    /// Our fault.
    #[error("{0}")]
    Internal(#[source] Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// A rule said no.
    pub fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(code, message))
    }

    /// Somebody else was first.
    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self::Conflict(Refusal::new(code, message))
    }

    /// Somebody else changed the thing since it was read.
    pub fn stale() -> Self {
        Self::conflict(
            "stale_version",
            "This was changed since you opened it. Read the newest version, then make your change again.",
        )
    }

    /// One field needs another look.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(FieldErrors::one(field, message))
    }

    /// Our fault.
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Internal(source.into())
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(source: sea_orm::DbErr) -> Self {
        use sea_orm::SqlErr;
        match source.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::conflict(
                "already_exists",
                "This was already done, perhaps in another window. Read the newest version of the page.",
            ),
            _ if is_unkeepable_text(&source) => Self::Malformed(Refusal::new(
                "text.unkeepable",
                "Some of the text holds a character that cannot be kept (NUL). Remove it and send the text again.",
            )),
            _ => Self::internal(source),
        }
    }
}

/// PostgreSQL refuses NUL in a text (22021) and in JSON (22P05); what was sent is wrong, not we.
fn is_unkeepable_text(error: &sea_orm::DbErr) -> bool {
    use sea_orm::{DbErr, RuntimeErr, sqlx};
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) =
        error
    else {
        return false;
    };
    let sqlx::Error::Database(refusal) = &**cause else {
        return false;
    };
    matches!(refusal.code().as_deref(), Some("22021" | "22P05"))
}

impl From<serde_json::Error> for Error {
    fn from(source: serde_json::Error) -> Self {
        Self::internal(source)
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        Self::internal(source)
    }
}

impl From<object_store::Error> for Error {
    fn from(source: object_store::Error) -> Self {
        match source {
            object_store::Error::NotFound { .. } => Self::NotFound,
            other => Self::internal(other),
        }
    }
}

/// One row must have changed; none means that somebody else was first.
///
/// # Errors
/// A conflict when no row changed.
pub fn changed_one(rows_affected: u64) -> Result<()> {
    if rows_affected == 1 {
        Ok(())
    } else {
        Err(Error::stale())
    }
}
