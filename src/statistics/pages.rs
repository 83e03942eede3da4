//! The statistics for everybody, and the officers' page where they are computed and published.

mod file;
mod officer;
mod public;
mod view;

use crate::web::routes::{Audience, Entry};

/// The addresses of this room.
pub fn routes() -> Vec<Entry> {
    vec![
        Entry::new("/statistics", Audience::Public).get(public::show_statistics),
        Entry::new("/statistics/releases/:slug", Audience::Public).get(public::show_release),
        Entry::new("/home/statistics", Audience::Officer)
            .get(officer::show_runs)
            .post(officer::submit_run),
        Entry::new("/home/statistics/:id", Audience::Officer).get(officer::show_run),
        Entry::new("/home/statistics/:id/release", Audience::Officer).post(officer::submit_release),
    ]
}
