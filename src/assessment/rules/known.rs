//! What is known of an employer and its application when answers are judged.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::organisation_kinds::OrganisationKind;

use super::about::About;
use crate::identity::rules::Organisation;
use crate::scheme::rules::{Circumstances, EmployerKind, Facts, PillarCode, Place, Sector};

/// Codes of London's districts begin with this (Office for National Statistics, GSS codes).
const LONDON_DISTRICT: &str = "E09";

/// What is known of an employer and its application; with a day, the circumstances of a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Facts that conditions turn on.
    pub facts: Facts,
    /// Where its main workplace is.
    pub place: Place,
    /// The pillars it chose, where its tier lets it choose.
    pub pillars: Option<BTreeSet<PillarCode>>,
}

impl Known {
    /// What is known of an organisation whose main workplace stands at a place, and of its application.
    pub fn of(organisation: &Organisation, place: Place, about: &About) -> Self {
        Self {
            facts: Facts {
                kind: organisation.kind.map(employer_kind),
                ..facts_of(organisation.headcount, organisation.sector.as_deref())
            },
            place,
            pillars: None,
        }
        .applying(about)
    }

    /// The same, with what an application says.
    #[must_use]
    pub fn applying(mut self, about: &About) -> Self {
        self.facts.grant_value = about.grant_value();
        self.pillars = about.chosen();
        self
    }

    /// Where its answers are judged on a day.
    pub fn on(&self, day: NaiveDate) -> Circumstances {
        let mut circumstances = Circumstances::on(day)
            .at(self.place.clone())
            .knowing(self.facts.clone());
        circumstances.pillars.clone_from(&self.pillars);
        circumstances
    }
}

/// What rules may know of an employer by its figures.
pub(super) fn facts_of(headcount: Option<i32>, sector: Option<&str>) -> Facts {
    Facts {
        headcount: headcount.and_then(|people| u64::try_from(people).ok()),
        sector: sector.and_then(Sector::parse),
        ..Facts::default()
    }
}

/// The kind that rules know, of the kind an organisation says it is.
pub(super) fn employer_kind(kind: OrganisationKind) -> EmployerKind {
    match kind {
        OrganisationKind::Company => EmployerKind::Company,
        OrganisationKind::Charity => EmployerKind::Charity,
        OrganisationKind::PublicBody => EmployerKind::PublicBody,
        OrganisationKind::Partnership => EmployerKind::Partnership,
        OrganisationKind::SoleTrader => EmployerKind::SoleTrader,
        OrganisationKind::Cooperative => EmployerKind::Cooperative,
        OrganisationKind::Other => EmployerKind::Other,
    }
}

/// The place of a district, by its official code: London, or the country as a whole.
pub fn place_of(district_code: Option<&str>) -> Place {
    match district_code {
        Some(code) if code.starts_with(LONDON_DISTRICT) => Place::london(),
        Some(_) | None => Place::uk(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_districts_of_london_are_in_london() {
        assert_eq!(place_of(Some("E09000033")), Place::london());
        assert_eq!(place_of(Some("E08000006")), Place::uk());
        assert_eq!(place_of(None), Place::uk());
    }
}
