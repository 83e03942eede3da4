//! What becomes of an assessment that moves to a newer version of its scheme.

use std::collections::{BTreeMap, BTreeSet};

use super::about::About;
use super::given::{Given, SavedAnswer};
use crate::scheme::rules::{Answer, CriterionCode, SchemeVersion, TierCode, carry_over, compare};

/// What becomes of an assessment that moves to a newer version. No answer is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moving {
    /// Answers that count as they are: the criterion they were given to, and what it is called now.
    pub kept: BTreeMap<CriterionCode, CriterionCode>,
    /// Answers that somebody must look at again, by the criterion's code now.
    pub to_confirm: BTreeMap<CriterionCode, SavedAnswer>,
    /// Those of them whose time is over, at a renewal; what is asked did not change.
    pub expired: BTreeSet<CriterionCode>,
    /// Answers that are not asked for any more, by the code they were given to.
    pub archived: BTreeMap<CriterionCode, SavedAnswer>,
    /// Criteria that are called otherwise now, by what they were called; evidence follows them.
    pub renamed: BTreeMap<CriterionCode, CriterionCode>,
    /// The tier that is sought from now on.
    pub tier: TierCode,
    /// What the application says of itself, as far as the newer version knows it.
    pub about: About,
}

impl Moving {
    /// In words: how many answers come along, and how.
    pub fn words(&self) -> String {
        let kept = match self.kept.len() {
            0 => "No answer comes along as it is".to_owned(),
            1 => "1 answer comes along as it is".to_owned(),
            n => format!("{n} answers come along as they are"),
        };
        let to_confirm = match self.to_confirm.len() {
            0 => String::new(),
            1 => ", 1 must be looked at again because the question changed".to_owned(),
            n => format!(", {n} must be looked at again because their questions changed"),
        };
        let archived = match self.archived.len() {
            0 => String::new(),
            1 => ", and 1 is not asked for any more but kept".to_owned(),
            n => format!(", and {n} are not asked for any more but kept"),
        };
        format!("{kept}{to_confirm}{archived}.")
    }

    /// What becomes of what was given, under a newer version.
    pub fn of(
        old: &SchemeVersion,
        new: &SchemeVersion,
        (tier, about): (&TierCode, &About),
        given: &Given,
    ) -> Self {
        let comparison = compare(old, new);
        let carried = carry_over(new, &comparison, &given.answers());
        let mut moving = Self {
            kept: BTreeMap::new(),
            to_confirm: BTreeMap::new(),
            expired: BTreeSet::new(),
            archived: BTreeMap::new(),
            renamed: BTreeMap::new(),
            tier: tier_in(old, new, tier),
            about: About {
                moved_from: Some(old.label.clone()),
                ..about_in(new, about)
            },
        };
        for one in &comparison.criteria {
            if let Some(was) = &one.was {
                moving.renamed.insert(was.clone(), one.code.clone());
            }
        }
        for (code, taken) in carried.answers {
            if !taken.to_confirm {
                moving.kept.insert(taken.from, code);
            } else if let Some(saved) = given.answers.get(&taken.from) {
                moving.to_confirm.insert(code, saved.clone());
            }
        }
        for code in carried.archived.into_keys() {
            if let Some(saved) = given.answers.get(&code) {
                moving.archived.insert(code, saved.clone());
            }
        }
        moving
    }
}

/// The tier that takes the place of one: of the same code, else of the same rank, else the highest
/// below it, else the lowest.
fn tier_in(old: &SchemeVersion, new: &SchemeVersion, tier: &TierCode) -> TierCode {
    if new.tier(tier).is_some() {
        return tier.clone();
    }
    let rank = old.tier(tier).map_or(0, |tier| tier.rank);
    new.tiers
        .iter()
        .filter(|tier| tier.rank <= rank)
        .max_by_key(|tier| tier.rank)
        .or_else(|| new.tiers.iter().min_by_key(|tier| tier.rank))
        .map_or_else(|| tier.clone(), |tier| tier.code.clone())
}

fn about_in(new: &SchemeVersion, about: &About) -> About {
    let mut about = about.clone();
    about.pillars.retain(|code| new.pillar(code).is_some());
    about.language = about
        .language
        .filter(|language| new.scheme.languages.contains(language));
    about
}

/// An answer of an older version that did not come along as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The answer; none when only a comment was given.
    pub value: Option<Answer>,
    /// What the employer added in words.
    pub comment: String,
    /// What the version it was given under is called.
    pub from_label: String,
    /// Whether its time is over, though what is asked did not change.
    pub expired: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::pack::built_in;
    use crate::scheme::rules::{ChangeLog, Declared, DeclaredChange, Text, YesOrNo};
    use chrono::DateTime;
    use entity::ids::PersonId;
    use uuid::Uuid;

    fn saved(comment: &str) -> SavedAnswer {
        SavedAnswer {
            value: Some(Answer::YesNo {
                value: YesOrNo::Yes,
            }),
            comment: comment.to_owned(),
            saved_by: PersonId(Uuid::nil()),
            saved_at: DateTime::UNIX_EPOCH,
            version: 1,
        }
    }

    /// A version, its first four criteria that are answered with yes or no, and answers to them.
    fn answered() -> (SchemeVersion, Vec<CriterionCode>, Given) {
        let version = built_in("gm-like").unwrap().version;
        let codes: Vec<CriterionCode> = version
            .criteria()
            .filter(|(_, criterion)| criterion.answer.name() == "yes_no")
            .map(|(_, criterion)| criterion.code.clone())
            .take(4)
            .collect();
        let mut given = Given::default();
        for code in &codes {
            given.answers.insert(code.clone(), saved(code.as_str()));
        }
        (version, codes, given)
    }

    fn change(
        version: &mut SchemeVersion,
        code: &CriterionCode,
        by: impl Fn(&mut crate::scheme::rules::Criterion),
    ) {
        for pillar in &mut version.pillars {
            for criterion in &mut pillar.criteria {
                if criterion.code == *code {
                    by(criterion);
                }
            }
        }
    }

    #[test]
    fn every_answer_is_kept_looked_at_again_or_archived() {
        let (old, codes, given) = answered();
        let mut new = old.clone();
        new.label = "2027.1".to_owned();
        change(&mut new, &codes[0], |c| {
            c.title = Text::english("Other words");
        });
        change(&mut new, &codes[1], |c| c.evidence.min_items += 3);
        for pillar in &mut new.pillars {
            pillar.criteria.retain(|c| c.code != codes[2]);
        }
        let seeks = (&old.tiers[0].code, &About::default());
        let moving = Moving::of(&old, &new, seeks, &given);
        assert_eq!(moving.kept.len(), 2);
        assert!(
            [&codes[0], &codes[3]]
                .iter()
                .all(|code| moving.kept.contains_key(*code))
        );
        assert_eq!(moving.to_confirm.keys().collect::<Vec<_>>(), [&codes[1]]);
        assert_eq!(moving.archived.keys().collect::<Vec<_>>(), [&codes[2]]);
        let all = moving.kept.len() + moving.to_confirm.len() + moving.archived.len();
        assert_eq!(all, given.answers.len());
    }

    #[test]
    fn an_answer_follows_a_criterion_that_has_another_code() {
        let (old, codes, given) = answered();
        let mut new = old.clone();
        new.label = "2027.1".to_owned();
        let renamed = CriterionCode::parse("NEW-1").unwrap();
        change(&mut new, &codes[0], |c| {
            c.code = CriterionCode::parse("NEW-1").unwrap();
            c.evidence.min_items += 3;
        });
        let say = |change| {
            Some(ChangeLog {
                since: old.label.clone(),
                criteria: vec![DeclaredChange {
                    criterion: CriterionCode::parse("NEW-1").unwrap(),
                    was: Some(codes[0].clone()),
                    change,
                    note: Text::default(),
                }],
            })
        };
        let seeks = (&old.tiers[0].code, &About::default());
        let archived = Moving::of(&old, &new, seeks, &given).archived;
        assert!(archived.contains_key(&codes[0]));

        new.changes = say(None);
        let moving = Moving::of(&old, &new, seeks, &given);
        assert!(moving.to_confirm.contains_key(&renamed));
        assert!(moving.archived.is_empty());

        new.changes = say(Some(Declared::Relaxed));
        let moving = Moving::of(&old, &new, seeks, &given);
        assert_eq!(moving.kept.get(&codes[0]), Some(&renamed));

        // What is said of another version than the one that was answered does not count.
        if let Some(log) = &mut new.changes {
            log.since = "2020.1".to_owned();
        }
        let moving = Moving::of(&old, &new, seeks, &given);
        assert!(moving.to_confirm.contains_key(&renamed));
    }

    #[test]
    fn a_tier_that_is_gone_gives_way_to_the_nearest_below() {
        let (old, _, given) = answered();
        let mut new = old.clone();
        let top = new.tiers.pop().unwrap();
        let seeks = (&top.code, &About::default());
        let moving = Moving::of(&old, &new, seeks, &given);
        assert_eq!(Some(&moving.tier), new.tiers.last().map(|tier| &tier.code));
    }
}
