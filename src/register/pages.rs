//! The register for everybody: a list, a page an entry, files. No session, no cookie.

mod entry;
mod feed;
mod files;
mod list;

use poem::Response;
use poem::http::{HeaderValue, header};

use super::rules::Question;
use crate::web::routes::Entry;

/// Words under every page of the register.
const ATTRIBUTION: &str = "The register is available under the Open Government Licence v3.0, except logos and employers’ marks.";

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    let mut entries = list::routes();
    entries.extend(entry::routes());
    entries.extend(files::routes());
    entries.extend(feed::routes());
    entries
}

/// The question in an address.
fn question(query: Option<&str>) -> Question {
    Question::read(url::form_urlencoded::parse(
        query.unwrap_or_default().as_bytes(),
    ))
}

/// Anybody may keep it for a minute.
fn for_a_minute(mut response: Response) -> Response {
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=60"),
    );
    response
}
