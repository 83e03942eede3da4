//! Signing in, one's account, and one's organisations.

use crate::web::routes::Entry;

mod account;
mod sign_in;

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    let mut entries = sign_in::routes();
    entries.extend(account::routes());
    entries
}
