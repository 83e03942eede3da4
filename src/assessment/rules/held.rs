//! The accreditations of others that an employer is judged with.

use chrono::NaiveDate;
use entity::ids::OutsideAccreditationId;
use entity::outside_kinds::OutsideSource;
use serde::{Deserialize, Serialize};

use crate::identity::outside::rules::Outside;
use crate::platform::calendar::long_date;
use crate::scheme::rules::{
    AccreditationCode, Circumstances, Criterion, Holding, SchemeVersion, counting,
};

/// An accreditation of others, as it was known on the day of judging.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// As it is kept.
    pub id: OutsideAccreditationId,
    /// Where it is known from.
    pub source: OutsideSource,
    /// The first day it is valid, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// As rules read it.
    pub holding: Holding,
}

impl Held {
    /// What is known on a day of one; nothing of one that has not begun, or whose code is none.
    fn of(found: &Outside, on: NaiveDate) -> Option<Self> {
        let accreditation = AccreditationCode::parse(&found.accreditation).ok()?;
        found.has_begun(on).then(|| Self {
            id: found.id,
            source: found.source,
            since: found.entry.since,
            holding: Holding {
                accreditation,
                reference: found.entry.reference(),
                tier: found.entry.tier.clone(),
                valid_to: found.last_day(),
            },
        })
    }
}

/// What an employer is judged with on a day, in an order that never changes.
pub fn held_on(found: &[Outside], on: NaiveDate) -> Vec<Held> {
    let mut held: Vec<Held> = found.iter().filter_map(|one| Held::of(one, on)).collect();
    held.sort_by_key(|one| one.id);
    held
}

/// As rules read them.
pub fn holdings(held: &[Held]) -> Vec<Holding> {
    held.iter().map(|one| one.holding.clone()).collect()
}

/// What counts for a criterion of what is held of others, in words: `Living Wage accreditation LW1, valid
/// to 31 December 2026`.
pub fn counting_words(
    version: &SchemeVersion,
    criterion: &Criterion,
    at: &Circumstances,
) -> Vec<String> {
    counting(criterion, at)
        .into_iter()
        .map(|held| {
            let name = version.accreditation(&held.accreditation).map_or_else(
                || held.accreditation.to_string(),
                |known| known.name.to_string(),
            );
            let until = held.valid_to.map_or_else(String::new, |last| {
                format!(", valid to {}", long_date(last))
            });
            format!("{name} {}{until}", held.reference)
        })
        .collect()
}
