//! When a decision is announced, and on which day the term of an award begins.

use chrono::NaiveDate;

use crate::accreditation::pages::day::day;
use crate::platform::error::{Error, FieldErrors, Result};
use crate::web::form::Fields;
use crate::web::page::Choice;

/// Told in the moment of the decision.
pub(super) const NOW: &str = "now";
/// Told when an officer says so.
pub(super) const LATER: &str = "later";

/// Whether it is announced later, and the first day of the term, as the form says.
pub(super) fn when(fields: &Fields) -> Result<(bool, Option<NaiveDate>)> {
    let later = match fields.get("announce") {
        "" | NOW => false,
        LATER => true,
        _ => return Err(Error::invalid("announce", "Choose when it is announced")),
    };
    let mut errors = FieldErrors::new();
    let start = day(fields, "start", &mut errors);
    errors.into_result()?;
    Ok((later, start))
}

/// The two ways, for the form.
pub(super) fn ways(chosen: &str) -> Vec<Choice> {
    let chosen = if chosen.is_empty() { NOW } else { chosen };
    [
        (NOW, "Now", "The employer gets its letters, and the register shows an award, when you confirm"),
        (
            LATER,
            "Later",
            "The decision waits. An officer reads every letter and announces it, alone or with others",
        ),
    ]
    .into_iter()
    .map(|(value, words, hint)| Choice::new(value, words).hint(hint).selected(value == chosen))
    .collect()
}
