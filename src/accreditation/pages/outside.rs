//! Accreditations of others, for officers: lists offered, looked at and brought in; single ones
//! recorded by hand; whose each is.

mod list;
mod one;
mod record;

use chrono::NaiveDate;

use super::day::{DayParts, day};
use crate::identity::outside::rules::Outside;
use crate::platform::calendar::long_date;
use crate::web::routes::{Audience, Entry};

/// Where these pages begin.
const PATH: &str = "/home/outside";

/// The addresses of these pages.
pub(super) fn routes() -> Vec<Entry> {
    let officer = |path| Entry::new(path, Audience::Officer);
    vec![
        officer("/home/outside")
            .get(list::show_outside)
            .post(list::submit_list),
        officer("/home/outside/lists/:id")
            .get(list::show_list)
            .post(list::submit_import),
        officer("/home/outside/new")
            .get(record::show_new)
            .post(record::submit_new),
        officer("/home/outside/held/:id").get(one::show_one),
        officer("/home/outside/held/:id/end").post(one::submit_end),
        officer("/home/outside/held/:id/holder").post(one::submit_holder),
    ]
}

/// Since and until when one is held, in a sentence.
fn standing(held: &Outside, today: NaiveDate) -> String {
    let since = held.entry.since.map(long_date);
    match (since, held.last_day()) {
        (_, Some(last)) if last < today => format!("Over: held to {}", long_date(last)),
        (Some(since), None) => format!("Held since {since}"),
        (Some(since), Some(last)) => format!("Held from {since} to {}", long_date(last)),
        (None, Some(last)) => format!("Held to {}", long_date(last)),
        (None, None) => "Held".to_owned(),
    }
}
