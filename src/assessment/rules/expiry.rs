//! Whether an answer that was awarded on still holds on a later day.

use chrono::{Months, NaiveDate};

use crate::scheme::rules::{
    Answer, Circumstances, Criterion, Response, SchemeVersion, Staged, stage_of,
};

/// How old a dated document may be before it must be looked at again at a renewal, in months.
pub const DOCUMENT_MAX_MONTHS: u32 = 24;

/// Why an answer that was given and not changed must be looked at again on a later day; `None` where it
/// still holds. `then` is where and when it was awarded, `documents` are the dates of its evidence, where
/// they are known.
///
/// It has expired when the criterion was further then than it would be today, with the very same answer: a
/// survey too long ago, an accreditation that ended, a promise whose day passed, a reference value that
/// rose. It has as well when a document beside it is older than [`DOCUMENT_MAX_MONTHS`].
pub fn expired(
    version: &SchemeVersion,
    criterion: &Criterion,
    response: &Response,
    documents: impl IntoIterator<Item = NaiveDate>,
    then: &Circumstances,
    today: NaiveDate,
) -> Option<String> {
    let now = Circumstances {
        on: today,
        ..then.clone()
    };
    let before = stage_of(version, criterion, Some(response), then);
    let after = stage_of(version, criterion, Some(response), &now);
    let fell = match (before, after) {
        (Staged::At(before), Staged::At(after)) => after < before,
        (Staged::At(_), Staged::Undetermined) => true,
        (Staged::At(_) | Staged::NotApplicable | Staged::Undetermined, _) => false,
    };
    if fell {
        return Some(why(response.answer.as_ref(), today));
    }
    let earliest = today.checked_sub_months(Months::new(DOCUMENT_MAX_MONTHS))?;
    documents
        .into_iter()
        .any(|day| day < earliest)
        .then(|| format!("A document beside it is more than {DOCUMENT_MAX_MONTHS} months old."))
}

fn why(answer: Option<&Answer>, today: NaiveDate) -> String {
    match answer {
        Some(Answer::NotYet { by }) if *by <= today => {
            "The day by which you promised it has passed."
        }
        Some(Answer::HeldAccreditation { .. }) => "The accreditation it names is over.",
        _ => {
            "It met the standard at your last award and does not today: a date in it is too long ago, or a reference value has changed."
        }
    }
    .to_owned()
}
