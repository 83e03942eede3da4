//! Signing in, one's account, and one's organisations.

use poem::http::StatusCode;

use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form;
use crate::web::routes::Entry;

mod account;
mod emails;
mod helped;
mod leaving;
mod organisations;
mod people;
mod reminders;
mod requests;
mod sign_in;
mod staff;
mod wording;

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    let mut entries = sign_in::routes();
    entries.extend(account::routes());
    entries.extend(organisations::routes());
    entries.extend(people::routes());
    entries.extend(leaving::routes());
    entries.extend(emails::routes());
    entries.extend(wording::routes());
    entries.extend(helped::routes());
    entries.extend(requests::routes());
    entries.extend(staff::routes());
    entries.extend(reminders::routes());
    entries
}

/// What a refused act leaves on the page: the status, and the sentence at its field.
fn refusal(error: Error) -> Result<(StatusCode, FieldErrors)> {
    match error {
        Error::TooMany(refusal) => Ok((
            StatusCode::TOO_MANY_REQUESTS,
            FieldErrors::one("", refusal.message),
        )),
        other => form::refusal(other),
    }
}
