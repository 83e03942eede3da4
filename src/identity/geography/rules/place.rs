//! A place, its other codes and names, and where it lies on a day.

use chrono::NaiveDate;
use entity::area_kinds::{AliasKind, AreaKind};
use entity::ids::AreaId;

/// A place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The place.
    pub id: AreaId,
    /// What it is.
    pub kind: AreaKind,
    /// Census year of a small area's boundaries; 0 for every other kind.
    pub vintage: i32,
    /// Its official name.
    pub name: String,
    /// Its present code; new authorities have none yet.
    pub code: Option<String>,
    /// Short name in addresses, for authorities.
    pub slug: Option<String>,
    /// The day the newest source that named it speaks of.
    pub known_on: Option<NaiveDate>,
    /// From when it exists, where that is known.
    pub valid_from: Option<NaiveDate>,
    /// Until when it existed, half-open.
    pub valid_until: Option<NaiveDate>,
}

impl Place {
    /// Whether it exists on a day, as far as is known.
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        holds_on(self.valid_from, self.valid_until, day)
    }
}

/// Whether a half-open span holds on a day.
pub fn holds_on(from: Option<NaiveDate>, until: Option<NaiveDate>, day: NaiveDate) -> bool {
    from.is_none_or(|from| from <= day) && until.is_none_or(|until| day < until)
}

/// Another word for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The place.
    pub area_id: AreaId,
    /// Code, name, or registry code.
    pub kind: AliasKind,
    /// As codes are written; names in comparable form.
    pub value: String,
    /// As it was first written.
    pub written: String,
    /// From when, where that is known.
    pub valid_from: Option<NaiveDate>,
    /// Until when, half-open.
    pub valid_until: Option<NaiveDate>,
}

/// A source's word that a place lies in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The larger place.
    pub within_id: AreaId,
    /// What that is.
    pub within_kind: AreaKind,
    /// The day the source speaks of.
    pub known_on: NaiveDate,
    /// From when it holds and not before, where that is known.
    pub starts_on: Option<NaiveDate>,
}

/// Where a place lies on a day: what the newest word before it says; before the first word, the
/// first, unless that has a beginning.
pub fn within_on(words: &[Membership], kind: AreaKind, day: NaiveDate) -> Option<AreaId> {
    let of_kind = || words.iter().filter(|word| word.within_kind == kind);
    let spoken = of_kind()
        .filter(|word| word.known_on <= day)
        .max_by_key(|word| word.known_on);
    let word = match spoken {
        Some(word) => word,
        None => of_kind()
            .min_by_key(|word| word.known_on)
            .filter(|word| word.starts_on.is_none())?,
    };
    word.starts_on
        .is_none_or(|starts| starts <= day)
        .then_some(word.within_id)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn area(number: u128) -> AreaId {
        AreaId(Uuid::from_u128(number))
    }

    fn year(year: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, 4, 1).unwrap()
    }

    fn word(within: u128, known: i32, starts: Option<i32>) -> Membership {
        Membership {
            within_id: area(within),
            within_kind: AreaKind::Authority,
            known_on: year(known),
            starts_on: starts.map(year),
        }
    }

    #[test]
    fn the_newest_word_before_a_day_holds() {
        let words = [word(1, 2018, None), word(2, 2024, Some(2024)), word(1, 2021, None)];
        let on = |day| within_on(&words, AreaKind::Authority, year(day));
        assert_eq!(on(2016), Some(area(1)));
        assert_eq!(on(2023), Some(area(1)));
        assert_eq!(on(2024), Some(area(2)));
        assert_eq!(on(2030), Some(area(2)));
        assert_eq!(within_on(&words, AreaKind::County, year(2024)), None);
    }

    #[test]
    fn nothing_holds_before_its_beginning() {
        let words = [word(1, 2026, Some(2026))];
        assert_eq!(within_on(&words, AreaKind::Authority, year(2025)), None);
        assert_eq!(within_on(&words, AreaKind::Authority, year(2026)), Some(area(1)));
    }

    #[test]
    fn spans_are_half_open() {
        assert!(holds_on(Some(year(2020)), Some(year(2021)), year(2020)));
        assert!(!holds_on(Some(year(2020)), Some(year(2021)), year(2021)));
        assert!(holds_on(None, None, year(1900)));
    }
}
