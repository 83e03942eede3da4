//! Signing in, one's account, and one's organisations.

use crate::web::routes::Entry;

mod account;
mod organisations;
mod people;
mod sign_in;

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    let mut entries = sign_in::routes();
    entries.extend(account::routes());
    entries.extend(organisations::routes());
    entries.extend(people::routes());
    entries
}
