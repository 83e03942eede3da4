//! What a renewal carries from the submission that was awarded on. No answer is lost.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::ids::{AccreditationId, AssessmentId, BundleId};
use serde::{Deserialize, Serialize};

use super::about::About;
use super::bundle::BundleContent;
use super::expiry::expired;
use super::given::{Given, SavedAnswer};
use super::moving::Moving;
use crate::evidence::rules::Item;
use crate::scheme::rules::{
    Change, Circumstances, CriterionCode, SchemeVersion, TierCode, compare,
};

/// What became of an answer at a renewal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It counts as it is.
    Kept,
    /// It counts as it is, though the question reads otherwise.
    Clarified,
    /// What is asked changed: to be looked at again.
    Tightened,
    /// Its time is over: to be looked at again.
    Expired,
    /// The question was not asked before.
    New,
    /// It is not asked any more: kept to be read.
    Archived,
}

/// What became of one answer, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedAs {
    /// What became of it.
    pub fate: Fate,
    /// Why, where there is more to say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// An assessment that renews an accreditation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewal {
    /// Which assessment.
    pub assessment_id: AssessmentId,
    /// What it renews.
    pub accreditation_id: AccreditationId,
    /// What that was awarded on.
    pub from_assessment_id: AssessmentId,
    /// The frozen submission everything was carried from.
    pub from_bundle_id: BundleId,
    /// What became of each answer, by the criterion as the newer version calls it; archived ones by the
    /// code they were given to.
    pub carried: BTreeMap<CriterionCode, CarriedAs>,
}

impl Renewal {
    /// The criteria with one of some fates.
    pub fn with<'a>(
        &'a self,
        fates: &'a [Fate],
    ) -> impl Iterator<Item = (&'a CriterionCode, &'a CarriedAs)> {
        self.carried
            .iter()
            .filter(|(_, carried)| fates.contains(&carried.fate))
    }
}

/// What a renewal begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewing {
    /// What becomes of the answers.
    pub moving: Moving,
    /// What became of each, for people to read.
    pub carried: BTreeMap<CriterionCode, CarriedAs>,
    /// Evidence that comes along, with the criterion it is for now.
    pub evidence: Vec<(Item, CriterionCode)>,
}

/// What was given in a frozen submission, with the items that its evidence is kept as.
pub fn given_in(content: &BundleContent, items: Vec<Item>) -> Given {
    let answers = content
        .answers
        .iter()
        .map(|(code, answer)| {
            let saved = SavedAnswer {
                value: answer.value.clone(),
                comment: answer.comment.clone(),
                saved_by: answer.saved_by,
                saved_at: answer.saved_at,
                version: 1,
            };
            (code.clone(), saved)
        })
        .collect();
    let evidence = items
        .into_iter()
        .filter(|item| content.evidence.iter().any(|frozen| frozen.id == item.id))
        .collect();
    Given { answers, evidence }
}

impl Renewing {
    /// What becomes of what was awarded on, under the version in force on a day. `then` is where and when
    /// it was awarded.
    pub fn of(
        (old, new): (&SchemeVersion, &SchemeVersion),
        (tier, about): (&TierCode, &About),
        given: &Given,
        then: &Circumstances,
        today: NaiveDate,
    ) -> Self {
        let mut moving = Moving::of(old, new, (tier, about), given);
        let comparison = compare(old, new);
        let mut carried = BTreeMap::new();
        let plain = |fate| CarriedAs {
            fate,
            why: String::new(),
        };
        for code in moving.to_confirm.keys() {
            carried.insert(code.clone(), plain(Fate::Tightened));
        }
        for code in moving.archived.keys() {
            carried.insert(code.clone(), plain(Fate::Archived));
        }
        let responses = given.answers();
        for (from, to) in moving.kept.clone() {
            let response = responses.get(&from);
            let why = new
                .criterion(&to)
                .zip(response)
                .and_then(|(criterion, response)| {
                    let documents = given
                        .evidence_for(&from)
                        .filter_map(|item| item.document_on)
                        .collect::<Vec<_>>();
                    expired(new, criterion, response, documents, then, today)
                });
            if let (Some(why), Some(saved)) = (why, given.answers.get(&from)) {
                moving.kept.remove(&from);
                moving.to_confirm.insert(to.clone(), saved.clone());
                moving.expired.insert(to.clone());
                let fate = Fate::Expired;
                carried.insert(to, CarriedAs { fate, why });
                continue;
            }
            let change = comparison
                .criteria
                .iter()
                .find(|one| one.code == to)
                .map(|one| one.change);
            carried.insert(
                to,
                plain(match change {
                    Some(Change::Clarified | Change::Relaxed) => Fate::Clarified,
                    _ => Fate::Kept,
                }),
            );
        }
        for one in &comparison.criteria {
            if one.change == Change::New && !carried.contains_key(&one.code) {
                carried.insert(one.code.clone(), plain(Fate::New));
            }
        }
        let evidence = given
            .evidence
            .iter()
            .filter_map(|item| {
                let from = CriterionCode::parse(&item.criterion).ok()?;
                let to = moving.renamed.get(&from).cloned().unwrap_or(from);
                let comes = new.criterion(&to).is_some()
                    && carried.get(&to).is_none_or(|carried| match carried.fate {
                        Fate::Kept | Fate::Clarified | Fate::Tightened => true,
                        // What is out of date is added anew; the old stays where it was submitted.
                        Fate::Expired | Fate::New | Fate::Archived => false,
                    });
                comes.then(|| (item.clone(), to))
            })
            .collect();
        Self {
            moving,
            carried,
            evidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::pack::built_in;
    use crate::scheme::rules::{Answer, Text, YesOrNo};
    use chrono::DateTime;
    use entity::ids::PersonId;
    use uuid::Uuid;

    fn saved(value: Answer) -> SavedAnswer {
        SavedAnswer {
            value: Some(value),
            comment: String::new(),
            saved_by: PersonId(Uuid::nil()),
            saved_at: DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn every_answer_is_somewhere_and_only_what_still_holds_is_filled_in() {
        let old = built_in("gm-like").unwrap().version;
        let codes: Vec<CriterionCode> = old
            .criteria()
            .filter(|(_, criterion)| criterion.answer.name() == "yes_no")
            .map(|(_, criterion)| criterion.code.clone())
            .take(5)
            .collect();
        let mut given = Given::default();
        for code in &codes {
            let value = YesOrNo::Yes;
            given
                .answers
                .insert(code.clone(), saved(Answer::YesNo { value }));
        }
        let by = day("2027-06-01");
        given
            .answers
            .insert(codes[4].clone(), saved(Answer::NotYet { by }));
        let mut new = old.clone();
        new.label = "2028.1".to_owned();
        for pillar in &mut new.pillars {
            for criterion in &mut pillar.criteria {
                if criterion.code == codes[1] {
                    criterion.question = Text::english("In other words?");
                }
                if criterion.code == codes[2] {
                    criterion.evidence.min_items += 2;
                }
                if criterion.code == codes[3] {
                    criterion.code = CriterionCode::parse("NEW-1").unwrap();
                }
            }
        }
        let seeks = (&old.tiers[0].code, &About::default());
        let then = Circumstances::on(day("2026-11-24"));
        let begun = Renewing::of((&old, &new), seeks, &given, &then, day("2028-09-01"));
        let fate = |code: &str| begun.carried[&CriterionCode::parse(code).unwrap()].fate;
        let fates: Vec<Fate> = codes.iter().map(|code| fate(code.as_str())).collect();
        assert_eq!(
            fates,
            [
                Fate::Kept,
                Fate::Clarified,
                Fate::Tightened,
                Fate::Archived,
                Fate::Expired
            ]
        );
        assert_eq!(fate("NEW-1"), Fate::New);
        let moving = &begun.moving;
        assert_eq!(
            moving.kept.len() + moving.to_confirm.len() + moving.archived.len(),
            given.answers.len()
        );
        assert!(moving.expired.contains(&codes[4]));
        // On the day of the award nothing has expired.
        let at_once = Renewing::of((&old, &old), seeks, &given, &then, then.on);
        assert!(at_once.carried.values().all(|one| one.fate == Fate::Kept));
    }
}
