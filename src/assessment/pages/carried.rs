//! What a renewal carried from the last award, as its task list shows it.

use super::Opened;
use crate::assessment::rules::{CarriedAs, Fate, Given};
use crate::assessment::store;
use crate::platform::context::Context;
use crate::platform::error::Result;
use crate::scheme::rules::CriterionCode;

/// One question, and what became of the answer to it.
pub(super) struct Line {
    pub(super) title: String,
    /// Where it is answered; empty when it is not asked any more.
    pub(super) href: String,
    pub(super) why: String,
    pub(super) done: bool,
}

/// What was carried from the last award.
pub(super) struct Overview {
    pub(super) words: String,
    /// What must be looked at again.
    pub(super) again: Vec<Line>,
    /// What is new.
    pub(super) new: Vec<Line>,
    /// What reads otherwise, and counts as it is.
    pub(super) reads_otherwise: Vec<Line>,
    /// What counts as it is.
    pub(super) kept: Vec<Line>,
    /// What is not asked any more.
    pub(super) archived: Vec<Line>,
}

/// What was carried from the last award, where the assessment renews one.
pub(super) async fn overview(
    ctx: &Context,
    opened: &Opened,
    given: &Given,
) -> Result<Option<Overview>> {
    // Whatever renews was carried from some version; the others need not be asked about.
    if opened.assessment.about.moved_from.is_none() {
        return Ok(None);
    }
    let Some(renewal) = store::find_renewal(ctx.read(), opened.assessment.id).await? else {
        return Ok(None);
    };
    let line = |(code, carried): (&CriterionCode, &CarriedAs)| {
        let criterion = opened.version().criterion(code);
        Line {
            title: criterion.map_or_else(|| code.to_string(), |found| opened.words(&found.title)),
            href: criterion.map_or_else(String::new, |_| opened.path_to(code)),
            why: match carried.fate {
                Fate::Tightened => "What is asked has changed.".to_owned(),
                Fate::Kept | Fate::Clarified | Fate::Expired | Fate::New | Fate::Archived => {
                    carried.why.clone()
                }
            },
            done: given
                .answers
                .get(code)
                .is_some_and(|saved| saved.value.is_some()),
        }
    };
    let lines = |fates: &[Fate]| -> Vec<Line> { renewal.with(fates).map(line).collect() };
    let again = lines(&[Fate::Expired, Fate::Tightened]);
    let new = lines(&[Fate::New]);
    let reads_otherwise = lines(&[Fate::Clarified]);
    let kept = lines(&[Fate::Kept]);
    Ok(Some(Overview {
        words: format!(
            "{} filled in as at your last award, {} to look at again, {} new.",
            answers_words(kept.len() + reads_otherwise.len()),
            again.len(),
            new.len()
        ),
        again,
        new,
        reads_otherwise,
        kept,
        archived: lines(&[Fate::Archived]),
    }))
}

fn answers_words(number: usize) -> String {
    match number {
        1 => "1 answer is".to_owned(),
        n => format!("{n} answers are"),
    }
}
