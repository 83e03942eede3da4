//! What is known of an employer and its application when answers are judged.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::organisation_kinds::OrganisationKind;

use super::about::About;
use super::held::{Held, holdings};
use super::state::Assessment;
use crate::identity::rules::Organisation;
use crate::scheme::rules::{
    Circumstances, EmployerKind, Facts, Holding, PillarCode, Place, SchemeVersion, Sector,
};

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
    /// What it holds of others.
    pub holds: Vec<Holding>,
}

/// An employer as it is judged today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The organisation.
    pub organisation: Organisation,
    /// What it holds, or held, of others.
    pub held: Vec<Held>,
    /// The official code of the district of its main workplace.
    pub district_code: Option<String>,
}

impl Judged {
    /// Where its main workplace is, as far as rules tell places apart.
    pub fn place(&self) -> Place {
        place_of(self.district_code.as_deref())
    }

    /// What is known of it and of its assessment under a version.
    pub fn known(&self, assessment: &Assessment, version: &SchemeVersion) -> Known {
        let of = &self.organisation;
        let about = assessment
            .about
            .for_tier(version.tier(&assessment.tier_sought));
        Known {
            facts: Facts {
                kind: of.kind.map(employer_kind),
                ..facts_of(of.headcount, of.sector.as_deref())
            },
            place: self.place(),
            pillars: None,
            holds: holdings(&self.held),
        }
        .applying(&about)
    }
}

impl Known {
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
            .knowing(self.facts.clone())
            .holding(self.holds.clone());
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
fn place_of(district_code: Option<&str>) -> Place {
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
