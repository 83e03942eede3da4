//! Which employer a filing is about.

use std::collections::{BTreeSet, HashMap, HashSet};

use entity::directory_kinds::IdentifierKind;
use entity::ids::DirectoryEmployerId;

use super::Fault;
use super::filing::Filing;

/// The same employer was in the file before.
pub const REPEATED: Fault = Fault::new(
    "employer_repeated",
    "An earlier row of this file is about the same employer; that one was taken.",
);
/// Nothing tells who it is.
pub const ANONYMOUS: Fault = Fault::new(
    "employer_not_identified",
    "No company number, no id of the service, and no address to tell the name by.",
);
/// Several known employers fit.
pub const AMBIGUOUS: Fault = Fault::new(
    "employer_ambiguous",
    "No company number and no id of the service, and several known employers have this name at this place.",
);
/// The number says one, the id says another.
pub const TORN: Fault = Fault::new(
    "employer_id_of_another",
    "The service's id belongs to another known employer; the company number was followed.",
);

/// Whom a filing is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// An employer that is known.
    Known(DirectoryEmployerId),
    /// One that is known by its number, while the service's id is another's.
    Torn(DirectoryEmployerId),
    /// One that was not known.
    New,
    /// Cannot be told: several fit.
    Ambiguous,
    /// Cannot be told: nothing to go by.
    Anonymous,
}

/// The employers that the filings of one batch may be about.
#[derive(Clone, Debug, Default)]
pub struct Index {
    by_identifier: HashMap<(IdentifierKind, String), BTreeSet<DirectoryEmployerId>>,
    with_service_id: HashSet<DirectoryEmployerId>,
}

impl Index {
    /// Adds what an employer is known by.
    pub fn add(&mut self, kind: IdentifierKind, value: String, employer: DirectoryEmployerId) {
        self.by_identifier
            .entry((kind, value))
            .or_default()
            .insert(employer);
        if kind == IdentifierKind::ServiceId {
            self.with_service_id.insert(employer);
        }
    }

    /// What a filing gives that its employer is not yet known by.
    pub fn news(
        &self,
        filing: &Filing,
        employer: DirectoryEmployerId,
    ) -> Vec<(IdentifierKind, String)> {
        identifiers(filing)
            .into_iter()
            .filter(|(kind, value)| {
                let holders = self.by_identifier.get(&(*kind, value.clone()));
                match kind {
                    // A number or id has one holder, the first.
                    IdentifierKind::CompanyNumber | IdentifierKind::ServiceId => holders.is_none(),
                    IdentifierKind::NameAtPlace => {
                        holders.is_none_or(|holders| !holders.contains(&employer))
                    }
                }
            })
            .collect()
    }

    /// Whom a filing is about.
    pub fn find(&self, filing: &Filing) -> Match {
        let holder = |kind, value: &Option<String>| {
            let value = value.clone()?;
            self.by_identifier
                .get(&(kind, value))
                .and_then(BTreeSet::first)
                .copied()
        };
        let by_number = holder(IdentifierKind::CompanyNumber, &filing.company_number);
        let by_id = holder(IdentifierKind::ServiceId, &filing.service_id);
        match (by_number, by_id) {
            (Some(number), Some(id)) if number != id => Match::Torn(number),
            // The service says it is the same employer: it gained a number, or got a new one.
            (Some(known), _) | (None, Some(known)) => Match::Known(known),
            (None, None) if filing.company_number.is_some() => Match::New,
            (None, None) => self.by_name(filing),
        }
    }

    /// An employer without a number, told by its name at its place.
    fn by_name(&self, filing: &Filing) -> Match {
        let keys = filing.names_at_place();
        let identified = filing.service_id.is_some();
        if keys.is_empty() && !identified {
            return Match::Anonymous;
        }
        let candidates: BTreeSet<DirectoryEmployerId> = keys
            .into_iter()
            .filter_map(|key| self.by_identifier.get(&(IdentifierKind::NameAtPlace, key)))
            .flatten()
            // Only filings without a number leave their name and place, so whoever is found was once
            // such an employer, even if it has a number now.
            .filter(|employer| !(identified && self.with_service_id.contains(employer)))
            .copied()
            .collect();
        match (candidates.first(), candidates.len()) {
            (None, _) => Match::New,
            (Some(only), 1) => Match::Known(*only),
            // With an id of its own it is told apart from all of them.
            _ if identified => Match::New,
            _ => Match::Ambiguous,
        }
    }
}

/// What a filing says its employer is known by.
pub fn identifiers(filing: &Filing) -> Vec<(IdentifierKind, String)> {
    let mut found = Vec::new();
    if let Some(number) = &filing.company_number {
        found.push((IdentifierKind::CompanyNumber, number.clone()));
    }
    if let Some(id) = &filing.service_id {
        found.push((IdentifierKind::ServiceId, id.clone()));
    }
    if filing.company_number.is_none() {
        let keys = filing.names_at_place();
        found.extend(
            keys.into_iter()
                .map(|key| (IdentifierKind::NameAtPlace, key)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::identity::directory::rules::filing::tests::filing;

    fn employer(number: u128) -> DirectoryEmployerId {
        DirectoryEmployerId(Uuid::from_u128(number))
    }

    /// A filing by number, id, name and postcode; `-` is none.
    fn row(number: &str, id: &str, name: &str, postcode: &str) -> Filing {
        let some = |text: &str| (text != "-").then(|| text.to_owned());
        Filing {
            company_number: some(number),
            service_id: some(id),
            name: name.to_owned(),
            current_name: name.to_owned(),
            address: None,
            postcode: some(postcode),
            ..filing()
        }
    }

    fn index(rows: &[(u128, Filing)]) -> Index {
        let mut index = Index::default();
        for (id, filing) in rows {
            for (kind, value) in index.news(filing, employer(*id)) {
                index.add(kind, value, employer(*id));
            }
        }
        index
    }

    #[test]
    fn the_number_comes_first_then_the_id() {
        let known = index(&[
            (1, row("01000001", "11", "ONE LTD", "M1 1AA")),
            (2, row("-", "22", "Invented Council", "M2 2AA")),
        ]);
        let find = |filing: &Filing| known.find(filing);
        assert_eq!(
            find(&row("01000001", "-", "OTHER NAME", "-")),
            Match::Known(employer(1))
        );
        assert_eq!(
            find(&row("01000001", "99", "ONE LTD", "-")),
            Match::Known(employer(1))
        );
        assert_eq!(
            find(&row("01000009", "22", "Invented Council", "-")),
            Match::Known(employer(2))
        );
        assert_eq!(
            find(&row("01000001", "22", "ONE LTD", "-")),
            Match::Torn(employer(1))
        );
        assert_eq!(
            find(&row("01000009", "99", "ONE LTD", "M1 1AA")),
            Match::New
        );
        assert_eq!(find(&row("-", "99", "ONE LTD", "M1 1AA")), Match::New);
    }

    #[test]
    fn one_name_with_two_numbers_is_two_employers() {
        let known = index(&[(1, row("SC100001", "1", "SAME NAME LIMITED", "AB1 1AA"))]);
        assert_eq!(
            known.find(&row("SC100002", "2", "SAME NAME LIMITED", "AB1 1AA")),
            Match::New
        );
    }

    #[test]
    fn without_number_and_id_the_name_needs_its_place() {
        let known = index(&[
            (1, row("-", "1", "Invented Council", "M1 1AA")),
            (2, row("02000002", "2", "Invented Union", "M2 2AA")),
        ]);
        let find = |filing: &Filing| known.find(filing);
        assert_eq!(
            find(&row("-", "-", "INVENTED COUNCIL", "M1 1AA")),
            Match::Known(employer(1))
        );
        assert_eq!(
            find(&row("-", "-", "Invented Council", "M9 9AA")),
            Match::New
        );
        assert_eq!(
            find(&row("-", "-", "Invented Council", "-")),
            Match::Anonymous
        );
        assert_eq!(
            find(&row("-", "-", "Invented Union", "M2 2AA")),
            Match::New,
            "a company with a number is another body than one without"
        );
    }

    #[test]
    fn one_that_gained_a_number_is_still_known_by_its_name() {
        let known = index(&[
            (1, row("-", "1", "Invented Institute", "M1 1AA")),
            (1, row("RC000001", "1", "Invented Institute", "M1 1AA")),
        ]);
        assert_eq!(
            known.find(&row("-", "-", "Invented Institute", "M1 1AA")),
            Match::Known(employer(1))
        );
    }

    #[test]
    fn two_that_fit_are_not_guessed_between() {
        let known = index(&[
            (1, row("-", "1", "Twin Trust", "M1 1AA")),
            (2, row("-", "2", "Twin Trust", "M1 1AA")),
        ]);
        assert_eq!(
            known.find(&row("-", "-", "Twin Trust", "M1 1AA")),
            Match::Ambiguous
        );
        assert_eq!(
            known.find(&row("-", "3", "Twin Trust", "M1 1AA")),
            Match::New
        );
    }

    #[test]
    fn an_id_is_given_to_the_one_known_by_name_before() {
        let known = index(&[(1, row("-", "-", "Old Council", "M1 1AA"))]);
        let newer = row("-", "7", "Old Council", "M1 1AA");
        assert_eq!(known.find(&newer), Match::Known(employer(1)));
        assert_eq!(
            known.news(&newer, employer(1)),
            [(IdentifierKind::ServiceId, "7".to_owned())]
        );
    }
}
