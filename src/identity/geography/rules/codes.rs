//! Codes of the Government Statistical Service: a letter for the country, two digits for what it
//! is, six for which one.

use chrono::NaiveDate;
use entity::area_kinds::AreaKind;

/// What a code names, by its first three characters.
const PREFIXES: &[(&str, AreaKind)] = &[
    ("E01", AreaKind::Lsoa),
    ("W01", AreaKind::Lsoa),
    ("E05", AreaKind::Ward),
    ("W05", AreaKind::Ward),
    ("S13", AreaKind::Ward),
    ("N08", AreaKind::Ward),
    ("E06", AreaKind::District),
    ("E07", AreaKind::District),
    ("E08", AreaKind::District),
    ("E09", AreaKind::District),
    ("W06", AreaKind::District),
    ("S12", AreaKind::District),
    ("N09", AreaKind::District),
    ("E10", AreaKind::County),
    ("E12", AreaKind::Region),
    ("E47", AreaKind::Authority),
    ("E61", AreaKind::Authority),
];

/// Districts that went on under a new code: from, to, the day it took effect.
const RECODES: &[(&str, &str, (i32, u32, u32))] = &[
    ("E07000100", "E07000240", (2012, 4, 1)),
    ("E07000104", "E07000241", (2012, 4, 1)),
    ("E06000048", "E06000057", (2013, 4, 1)),
    ("E07000097", "E07000242", (2013, 4, 1)),
    ("E07000101", "E07000243", (2013, 4, 1)),
    ("E08000020", "E08000037", (2013, 4, 1)),
    ("S12000015", "S12000047", (2018, 4, 1)),
    ("S12000024", "S12000048", (2018, 4, 1)),
    ("S12000044", "S12000050", (2019, 4, 1)),
    ("S12000046", "S12000049", (2019, 4, 1)),
    ("E08000016", "E08000038", (2025, 4, 1)),
    ("E08000019", "E08000039", (2025, 4, 1)),
];

/// Authorities that were dissolved, and the day.
const DISSOLVED: &[(&str, (i32, u32, u32))] = &[
    ("E47000005", (2018, 11, 2)),
    ("E47000010", (2024, 5, 7)),
    ("E47000011", (2024, 5, 7)),
];

/// What a code names; none when it is no code, or one of a kind that is not kept.
pub fn kind_of(code: &str) -> Option<AreaKind> {
    let (prefix, number) = code.split_at_checked(3)?;
    if number.len() != 6 || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    PREFIXES
        .iter()
        .find(|(known, _)| *known == prefix)
        .map(|(_, kind)| *kind)
}

/// One code of a chain of recodings, and when it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedCode {
    /// The code.
    pub code: String,
    /// From when; none as far back as is known.
    pub valid_from: Option<NaiveDate>,
    /// Until when, half-open; none while it lasts.
    pub valid_until: Option<NaiveDate>,
}

/// Every code a district is known to have had with this one, the oldest first.
pub fn known_codes(code: &str) -> Vec<DatedCode> {
    let before = |code: &str| RECODES.iter().find(|(_, to, _)| *to == code);
    let after = |code: &str| RECODES.iter().find(|(from, _, _)| *from == code);
    let mut first = code;
    while let Some((from, _, _)) = before(first) {
        first = from;
    }
    let mut chain = Vec::new();
    let mut current = first;
    loop {
        let next = after(current);
        chain.push(DatedCode {
            code: current.to_owned(),
            valid_from: before(current).and_then(|(_, _, on)| day(*on)),
            valid_until: next.and_then(|(_, _, on)| day(*on)),
        });
        let Some((_, to, _)) = next else {
            return chain;
        };
        current = to;
    }
}

/// When an authority was dissolved, if its code is one of those.
pub fn dissolved_on(code: &str) -> Option<NaiveDate> {
    DISSOLVED
        .iter()
        .find(|(dead, _)| *dead == code)
        .and_then(|(_, on)| day(*on))
}

fn day((year, month, day): (i32, u32, u32)) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_say_what_they_name() {
        assert_eq!(kind_of("E08000016"), Some(AreaKind::District));
        assert_eq!(kind_of("W01000001"), Some(AreaKind::Lsoa));
        assert_eq!(kind_of("E47000001"), Some(AreaKind::Authority));
        for text in ["", "E08", "E0800001", "E080000166", "E02000001", "e08000016", "E0800001x", "ÉÉ"] {
            assert_eq!(kind_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_recoded_district_has_dated_codes() {
        let on = NaiveDate::from_ymd_opt(2025, 4, 1);
        let both = known_codes("E08000038");
        assert_eq!(both, known_codes("E08000016"));
        assert_eq!(both[0].code, "E08000016");
        assert_eq!((both[0].valid_from, both[0].valid_until), (None, on));
        assert_eq!((both[1].valid_from, both[1].valid_until), (on, None));
        let alone = known_codes("E08000001");
        assert_eq!(alone.len(), 1);
        assert_eq!((alone[0].valid_from, alone[0].valid_until), (None, None));
    }

    #[test]
    fn recodings_make_chains_without_circles() {
        for (from, to, on) in RECODES {
            assert_eq!(kind_of(from), Some(AreaKind::District));
            assert!(day(*on).is_some());
            assert!(known_codes(from).iter().any(|code| code.code == *to));
        }
    }
}
