//! What is known of an accreditation that somebody else gave, and until when it stands.

mod compare;
mod read;
mod words;

#[cfg(test)]
mod properties;

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::{AuthorityId, OrganisationId, OutsideAccreditationId, OutsideListId, PersonId};
use entity::outside_kinds::{OutsideListStage, OutsideSource};

use crate::identity::directory::rules::names::search_name;
use crate::platform::error::{Error, Result};

pub use compare::{Change, Changed, Counts, Plan, plan};
pub use read::{Read, read_list};
pub use words::{CellFault, read_day, read_tier};

/// Longest name, in characters.
pub const HOLDER_MAX_CHARACTERS: usize = 300;
/// Longest number or tier, in characters.
pub const REFERENCE_MAX_CHARACTERS: usize = 100;
/// Longest note, in characters.
pub const NOTE_MAX_CHARACTERS: usize = 1_000;
/// Rows of a list at most.
pub const ROWS_MAX: usize = 100_000;

/// An accreditation of others that an authority's schemes recognise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// What schemes call it.
    pub code: String,
    /// Its name.
    pub title: String,
    /// Who gives it.
    pub issuer: String,
    /// Its tiers, where it has any.
    pub tiers: Vec<String>,
}

/// What a list, or an officer, says of one accreditation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Who holds it, as named there.
    pub holder: String,
    /// Its number.
    pub reference: Option<String>,
    /// Its tier.
    pub tier: Option<String>,
    /// Companies House number, eight characters.
    pub company_number: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// The first day it is valid, where it is known.
    pub since: Option<NaiveDate>,
    /// The last day it is valid, where it ends.
    pub until: Option<NaiveDate>,
}

impl Entry {
    /// What it is recognised by in the next list: its number, else the company's, else the name at a
    /// postcode. A name alone tells nobody apart: none.
    pub fn key(&self) -> Option<String> {
        if let Some(reference) = &self.reference {
            let compact: String = reference.chars().filter(|c| !c.is_whitespace()).collect();
            return Some(format!("reference:{}", compact.to_uppercase()));
        }
        if let Some(number) = &self.company_number {
            return Some(format!("company:{number}"));
        }
        let postcode = self.postcode.as_ref()?;
        Some(format!("name:{}|{postcode}", search_name(&self.holder)))
    }

    /// Its number; where it has none, what tells it apart instead.
    pub fn reference(&self) -> String {
        self.reference
            .clone()
            .or_else(|| self.company_number.clone())
            .unwrap_or_else(|| self.holder.clone())
    }
}

/// An accreditation that somebody else gave, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// Which.
    pub id: OutsideAccreditationId,
    /// For whom it is kept.
    pub authority_id: AuthorityId,
    /// Its code, as the authority's schemes call it.
    pub accreditation: String,
    /// Its name.
    pub title: String,
    /// Who gives it.
    pub issuer: String,
    /// Where it is known from.
    pub source: OutsideSource,
    /// What is said of it.
    pub entry: Entry,
    /// The organisation an officer confirmed it to be.
    pub organisation_id: Option<OrganisationId>,
    /// Since when it is at this tier, where it was seen at another before.
    pub tier_on: Option<NaiveDate>,
    /// The first day it was not listed any more, or the day an officer ended it.
    pub gone_on: Option<NaiveDate>,
    /// The newest list that names it.
    pub list_id: Option<OutsideListId>,
    /// What an officer saw, and why it was ended. Confidential.
    pub note: String,
    /// When it was first seen.
    pub first_seen_at: DateTime<Utc>,
    /// When it was last seen.
    pub last_seen_at: DateTime<Utc>,
    /// The version read.
    pub version: i32,
}

impl Outside {
    /// The last day it is valid: its own, or the one before it was gone.
    pub fn last_day(&self) -> Option<NaiveDate> {
        let gone = self.gone_on.and_then(|day| day.pred_opt());
        match (self.entry.until, gone) {
            (Some(until), Some(gone)) => Some(until.min(gone)),
            (until, gone) => until.or(gone),
        }
    }

    /// Whether it is valid on a day.
    pub fn stands_on(&self, day: NaiveDate) -> bool {
        self.has_begun(day) && self.last_day().is_none_or(|last| day <= last)
    }

    /// Whether it has begun on a day.
    pub fn has_begun(&self, day: NaiveDate) -> bool {
        self.entry.since.is_none_or(|since| since <= day)
    }

    /// Since when it is not valid any more.
    pub fn ended_on(&self) -> Option<NaiveDate> {
        self.last_day().and_then(|last| last.succ_opt())
    }
}

/// A list, as it was read from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideList {
    /// Which.
    pub id: OutsideListId,
    /// For whom it is kept.
    pub authority_id: AuthorityId,
    /// Code of the accreditation.
    pub accreditation: String,
    /// Name of the accreditation.
    pub title: String,
    /// Who gives it.
    pub issuer: String,
    /// The day it shows.
    pub as_of: NaiveDate,
    /// Name of the file.
    pub file_name: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// How far it is.
    pub stage: OutsideListStage,
    /// Counts the lists brought in of one accreditation, from 1; none before it is.
    pub number: Option<i32>,
    /// What it changed; nothing before it is brought in.
    pub counts: Counts,
    /// Who offered it; nobody at the command line.
    pub offered_by: Option<PersonId>,
    /// When.
    pub offered_at: DateTime<Utc>,
    /// Who brought it in.
    pub imported_by: Option<PersonId>,
    /// When.
    pub imported_at: Option<DateTime<Utc>>,
}

/// An older list than the one brought in last would bring back what is gone.
///
/// # Errors
/// A refusal that names both days.
pub fn must_not_be_older(as_of: NaiveDate, last: Option<&OutsideList>) -> Result<()> {
    match last {
        Some(last) if as_of < last.as_of => Err(Error::refused(
            "outside.older_list",
            format!(
                "This list shows {}, and the one brought in last shows {}. Bring in a list of that day or later.",
                crate::platform::calendar::long_date(as_of),
                crate::platform::calendar::long_date(last.as_of),
            ),
        )),
        _ => Ok(()),
    }
}

/// An organisation, as far as rows of a list are matched with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Which.
    pub id: OrganisationId,
    /// Legal name.
    pub name: String,
    /// Companies House number, eight characters.
    pub company_number: Option<String>,
    /// Postcode of the main workplace.
    pub postcode: Option<String>,
}

/// The organisation of a company number.
pub fn matched<'a>(entry: &Entry, known: &'a [Known]) -> Option<&'a Known> {
    let number = entry.company_number.as_ref()?;
    known
        .iter()
        .find(|one| one.company_number.as_ref() == Some(number))
}

/// Organisations of the same name, for an officer to confirm; none where company numbers say that they
/// are others.
pub fn proposals<'a>(entry: &Entry, known: &'a [Known]) -> Vec<&'a Known> {
    let name = search_name(&entry.holder);
    known
        .iter()
        .filter(|one| search_name(&one.name) == name)
        .filter(|one| {
            entry.company_number.is_none()
                || one.company_number.is_none()
                || one.company_number == entry.company_number
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn known(name: &str, number: Option<&str>) -> Known {
        Known {
            id: OrganisationId(uuid::Uuid::nil()),
            name: name.to_owned(),
            company_number: number.map(str::to_owned),
            postcode: None,
        }
    }

    #[test]
    fn what_tells_it_apart_is_its_number_first() {
        let mut entry = Entry {
            holder: "Bread & Sons Limited".to_owned(),
            reference: Some("lw 12".to_owned()),
            company_number: Some("01234567".to_owned()),
            postcode: Some("M5 4WT".to_owned()),
            ..Entry::default()
        };
        assert_eq!(entry.key().unwrap(), "reference:LW12");
        entry.reference = None;
        assert_eq!(entry.key().unwrap(), "company:01234567");
        entry.company_number = None;
        assert_eq!(entry.key().unwrap(), "name:bread and sons ltd|M5 4WT");
        entry.postcode = None;
        assert_eq!(entry.key(), None);
    }

    #[test]
    fn a_name_is_a_proposal_and_another_company_number_none() {
        let orgs = [
            known("Bread and Sons Ltd", None),
            known("BREAD & SONS LIMITED", Some("07654321")),
        ];
        let mut entry = Entry {
            holder: "Bread & Sons Limited".to_owned(),
            ..Entry::default()
        };
        assert_eq!(proposals(&entry, &orgs).len(), 2);
        assert_eq!(matched(&entry, &orgs), None);
        entry.company_number = Some("01234567".to_owned());
        assert_eq!(proposals(&entry, &orgs), [&orgs[0]]);
        entry.company_number = Some("07654321".to_owned());
        assert_eq!(matched(&entry, &orgs), Some(&orgs[1]));
    }

    #[test]
    fn it_ends_by_its_own_last_day_or_by_being_gone() {
        let mut held = properties::outside(Entry {
            since: Some(day("2026-01-01")),
            until: Some(day("2026-12-31")),
            ..Entry::default()
        });
        assert!(!held.stands_on(day("2025-12-31")));
        assert!(held.stands_on(day("2026-01-01")) && held.stands_on(day("2026-12-31")));
        assert_eq!(held.ended_on(), Some(day("2027-01-01")));
        held.gone_on = Some(day("2026-06-01"));
        assert!(held.stands_on(day("2026-05-31")) && !held.stands_on(day("2026-06-01")));
        assert_eq!(held.ended_on(), Some(day("2026-06-01")));
        held.gone_on = Some(day("2027-06-01"));
        assert_eq!(held.ended_on(), Some(day("2027-01-01")));
    }
}
