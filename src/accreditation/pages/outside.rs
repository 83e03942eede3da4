//! Accreditations of others, for officers: lists offered, looked at and brought in; single ones
//! recorded by hand; whose each is.

mod list;
mod one;
mod record;

use chrono::NaiveDate;

use crate::identity::outside::rules::Outside;
use crate::platform::calendar::long_date;
use crate::platform::error::FieldErrors;
use crate::web::form::Fields;
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

/// A day in three fields; blank is none.
fn day(fields: &Fields, name: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
    let part = |part: &str| fields.get(&format!("{name}_{part}"));
    let (day, month, year) = (part("day"), part("month"), part("year"));
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return None;
    }
    let found = match (day.parse(), month.parse(), year.parse::<i32>()) {
        (Ok(day), Ok(month), Ok(year)) if (1990..=2199).contains(&year) => {
            NaiveDate::from_ymd_opt(year, month, day)
        }
        _ => None,
    };
    if found.is_none() {
        errors.add(name, "Enter a day that exists, like 31 3 2027");
    }
    found
}

/// A day as three fields show it.
#[derive(Default)]
struct DayParts {
    day: String,
    month: String,
    year: String,
}

impl DayParts {
    fn typed(fields: &Fields, name: &str) -> Self {
        let part = |part: &str| fields.get(&format!("{name}_{part}")).to_owned();
        Self {
            day: part("day"),
            month: part("month"),
            year: part("year"),
        }
    }

    fn of(day: NaiveDate) -> Self {
        Self {
            day: day.format("%-d").to_string(),
            month: day.format("%-m").to_string(),
            year: day.format("%Y").to_string(),
        }
    }
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
