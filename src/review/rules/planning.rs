//! What waits for an assessor, and who could take it, as the rules of allocation read them.

use std::collections::BTreeSet;

use entity::ids::PersonId;

use super::allocation::{self, Assessor, Failure, Plan};
use super::{Affiliate, Case, Profile, Review, find_conflict, may_officer_read};
use crate::identity::directory::rules::sic::section_name;
use crate::identity::rules::Person;
use crate::scheme::languages::language_name;

/// A case that waits for an assessor, with what decides who can have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The case.
    pub case: Case,
    /// The language of its answers, where that is not the scheme's first.
    pub language: Option<String>,
    /// Letter of the SIC 2007 section of the employer.
    pub sector: Option<char>,
    /// Everybody who acts or acted for the employer. Confidential.
    pub affiliates: Vec<Affiliate>,
    /// Its reviews so far: each went back.
    pub reviews: Vec<Review>,
    /// Who assessed the employer for this scheme last time.
    pub assessed_by: BTreeSet<PersonId>,
}

impl Waiting {
    /// Whether this officer may give it to somebody: they do not act for the employer, and have
    /// declared no conflict in it.
    pub fn is_for(&self, officer: PersonId) -> bool {
        let acts = |affiliate: &Affiliate| affiliate.person == officer;
        !self.affiliates.iter().any(acts) && may_officer_read(officer, &self.reviews)
    }
}

/// An assessor, and the work they have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Available {
    /// Who.
    pub person: Person,
    /// What they can take on.
    pub profile: Profile,
    /// Reviews that are theirs to do.
    pub reviews: u32,
}

/// Who could take what: what waits longest is served first.
///
/// # Errors
/// When somebody or something is named twice, or no solution could be verified.
pub fn plan(waiting: &[Waiting], available: &[Available]) -> Result<Plan, Failure> {
    let cases: Vec<allocation::Case> = waiting
        .iter()
        .enumerate()
        .map(|(place, one)| case_of(place, one, available))
        .collect();
    let assessors: Vec<Assessor> = available.iter().map(assessor_of).collect();
    allocation::allocate(&cases, &assessors)
}

fn case_of(place: usize, waiting: &Waiting, available: &[Available]) -> allocation::Case {
    let has_conflict = |one: &&Available| {
        find_conflict(&one.person, &waiting.affiliates, &waiting.reviews).is_some()
    };
    allocation::Case {
        id: waiting.case.assessment_id,
        queue: u32::try_from(place).unwrap_or(u32::MAX),
        needs: 1,
        work: 1,
        languages: waiting
            .language
            .iter()
            .map(|tag| language_name(tag))
            .collect(),
        competences: waiting
            .sector
            .iter()
            .map(|section| section_name(*section).to_owned())
            .collect(),
        held_by: BTreeSet::new(),
        assessed_by: waiting.assessed_by.clone(),
        conflicts: available
            .iter()
            .filter(has_conflict)
            .map(|one| one.person.id)
            .collect(),
    }
}

fn assessor_of(one: &Available) -> Assessor {
    let profile = &one.profile;
    Assessor {
        id: one.person.id,
        capacity_left: profile.capacity.saturating_sub(one.reviews),
        load: one.reviews,
        languages: profile
            .languages
            .iter()
            .map(|tag| language_name(tag))
            .collect(),
        competences: profile
            .sectors
            .iter()
            .map(|section| section_name(*section).to_owned())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::rules::allocation::Why;
    use chrono::DateTime;
    use entity::kinds::AssessmentStatus;
    use uuid::Uuid;

    fn waiting(id: u128) -> Waiting {
        let id = Uuid::from_u128(id);
        Waiting {
            case: Case {
                assessment_id: id.into(),
                reference: String::new(),
                authority_id: id.into(),
                organisation_id: id.into(),
                organisation_name: String::new(),
                size_band: None,
                place: None,
                scheme_version_id: id.into(),
                tier_sought: crate::scheme::rules::TierCode::parse("member").unwrap(),
                status: AssessmentStatus::Submitted,
                submitted_at: DateTime::UNIX_EPOCH,
                closed_at: None,
                review: None,
                assessor_name: String::new(),
                clock: None,
                open_clarifications: 0,
                judged: 0,
                decision_id: None,
                bench: crate::review::rules::Bench::default(),
            },
            language: None,
            sector: None,
            affiliates: Vec::new(),
            reviews: Vec::new(),
            assessed_by: BTreeSet::new(),
        }
    }

    fn available(id: u128, email: &str, reviews: u32) -> Available {
        Available {
            person: Person {
                id: Uuid::from_u128(id).into(),
                email: email.to_owned(),
                name: String::new(),
            },
            profile: Profile::default(),
            reviews,
        }
    }

    fn takers(plan: &Plan) -> Vec<Option<u128>> {
        let taker = |one: &allocation::Allocation| Some(one.chosen.first()?.assessor.0.as_u128());
        plan.cases.iter().map(taker).collect()
    }

    #[test]
    fn the_longest_wait_is_served_first_and_nobody_beyond_what_they_can_take() {
        let mut busy = available(1, "asha@authority.example", 7);
        let cases = [waiting(1), waiting(2), waiting(3)];
        let none = available(2, "alan@authority.example", 8);
        let made = plan(&cases, &[busy.clone(), none.clone()]).unwrap();
        assert_eq!(takers(&made), [Some(1), None, None]);
        busy.profile.capacity = 9;
        let made = plan(&cases, &[busy, none]).unwrap();
        assert_eq!(takers(&made), [Some(1), Some(1), None]);
    }

    #[test]
    fn language_sector_and_what_was_before_decide() {
        let mut case = waiting(1);
        case.language = Some("cy".to_owned());
        case.sector = Some('Q');
        let english = available(1, "asha@authority.example", 0);
        let mut welsh = available(2, "alan@authority.example", 5);
        welsh.profile.languages.insert("cy".to_owned());
        let made = plan(
            std::slice::from_ref(&case),
            &[english.clone(), welsh.clone()],
        )
        .unwrap();
        assert_eq!(takers(&made), [Some(2)]);
        assert!(matches!(
            made.cases[0].passed_over[0].why,
            Why::Language { .. }
        ));
        case.assessed_by.insert(welsh.person.id);
        let made = plan(std::slice::from_ref(&case), &[english.clone(), welsh]).unwrap();
        assert_eq!(takers(&made), [None]);
        case.language = None;
        let mut knows = available(3, "kim@authority.example", 0);
        knows.profile.sectors.insert('Q');
        let made = plan(&[case], &[english, knows]).unwrap();
        assert_eq!(takers(&made), [Some(3)]);
    }

    #[test]
    fn nobody_with_an_address_of_the_employer_gets_its_case() {
        let mut case = waiting(1);
        case.affiliates.push(Affiliate {
            person: Uuid::from_u128(9).into(),
            email: "lena@quarrybank.example".to_owned(),
            ended: false,
        });
        let cora = available(1, "cora@quarrybank.example", 0);
        let made = plan(std::slice::from_ref(&case), &[cora]).unwrap();
        assert_eq!(takers(&made), [None]);
        assert_eq!(made.cases[0].passed_over[0].why, Why::MayNotSee);
        assert!(!case.is_for(Uuid::from_u128(9).into()));
        assert!(case.is_for(Uuid::from_u128(1).into()));
    }
}
