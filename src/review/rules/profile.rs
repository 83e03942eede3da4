//! What an assessor can take on: how many reviews at once, in which languages, of which sectors.

use std::collections::BTreeSet;

use crate::platform::error::FieldErrors;

/// Reviews at once of an assessor of whom nothing else is said.
pub const USUAL_CAPACITY: u32 = 8;
/// The most reviews at once that can be said.
pub const CAPACITY_MAX: u32 = 200;

/// What an assessor can take on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Reviews at once; nought for somebody who takes none at present.
    pub capacity: u32,
    /// Tags of the languages they read besides a scheme's first one.
    pub languages: BTreeSet<String>,
    /// Letters of the SIC 2007 sections they know.
    pub sectors: BTreeSet<char>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            capacity: USUAL_CAPACITY,
            languages: BTreeSet::new(),
            sectors: BTreeSet::new(),
        }
    }
}

impl Profile {
    /// Reads what an officer typed; languages and sectors are those that can be chosen.
    ///
    /// # Errors
    /// A sentence at `capacity`, `languages` or `sectors`.
    pub fn read<'a>(
        capacity: &str,
        languages: impl Iterator<Item = &'a str>,
        sectors: impl Iterator<Item = &'a str>,
        offered: &BTreeSet<String>,
    ) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut profile = Self::default();
        match capacity.trim().parse::<u32>() {
            Ok(number) if number <= CAPACITY_MAX => profile.capacity = number,
            Ok(_) | Err(_) => errors.add(
                "capacity",
                format!("Enter how many reviews they can have at once, a whole number from 0 to {CAPACITY_MAX}"),
            ),
        }
        for tag in languages {
            if offered.contains(tag) {
                profile.languages.insert(tag.to_owned());
            } else {
                errors.add("languages", "Choose languages from the list");
            }
        }
        for letter in sectors {
            match letter.chars().next() {
                Some(section @ 'A'..='U') if letter.len() == 1 => {
                    profile.sectors.insert(section);
                }
                Some(_) | None => errors.add("sectors", "Choose sectors from the list"),
            }
        }
        if errors.is_empty() {
            Ok(profile)
        } else {
            Err(errors)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(capacity: &str, languages: &[&str], sectors: &[&str]) -> Result<Profile, FieldErrors> {
        let offered = BTreeSet::from(["cy".to_owned()]);
        Profile::read(
            capacity,
            languages.iter().copied(),
            sectors.iter().copied(),
            &offered,
        )
    }

    #[test]
    fn what_was_typed_is_read_or_refused_where_it_is_wrong() {
        let profile = read(" 3 ", &["cy"], &["Q"]).unwrap();
        assert_eq!(profile.capacity, 3);
        assert!(profile.languages.contains("cy") && profile.sectors.contains(&'Q'));
        assert_eq!(read("0", &[], &[]).unwrap().capacity, 0);
        for (wrong, field) in [
            (read("many", &[], &[]), "capacity"),
            (read("-1", &[], &[]), "capacity"),
            (read("201", &[], &[]), "capacity"),
            (read("1", &["tlh"], &[]), "languages"),
            (read("1", &[], &["Z"]), "sectors"),
            (read("1", &[], &["QQ"]), "sectors"),
        ] {
            assert!(!wrong.unwrap_err().of(field).is_empty(), "{field}");
        }
    }
}
