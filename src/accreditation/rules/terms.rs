//! What a decision says beside its outcome: conditions of an award, reasons criterion by criterion, a plan.

use chrono::NaiveDate;
use entity::ids::AwardConditionId;
use serde::{Deserialize, Serialize};

use super::Verdict;
use super::condition::{CONDITION_MAX_CHARACTERS, CONDITIONS_MAX};
use crate::platform::calendar::long_date;
use crate::platform::error::{FieldErrors, Result};
use crate::scheme::rules::{CriterionCode, SchemeVersion};

/// What a decision says beside its outcome. The employer reads all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What the holder of an award has to do by a day.
    pub conditions: Vec<Asked>,
    /// What was missing, criterion by criterion; with a day for each, where it is a plan.
    pub points: Vec<Point>,
}

/// Something that the holder of an award has to do by a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Names the condition that it becomes.
    pub id: AwardConditionId,
    /// What.
    pub words: String,
    /// The last day for it.
    pub due_on: NaiveDate,
}

/// What was missing on a criterion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Code of the criterion.
    pub criterion: String,
    /// Why it counts against the employer, or what to do.
    pub words: String,
    /// By when, where it is a plan.
    pub due_on: Option<NaiveDate>,
}

impl Point {
    /// Title of the criterion, or its code where the version does not know it.
    pub fn title(&self, version: &SchemeVersion) -> String {
        version
            .criteria()
            .find(|(_, criterion)| criterion.code.as_str() == self.criterion)
            .map_or_else(
                || self.criterion.clone(),
                |(_, criterion)| criterion.title.to_string(),
            )
    }
}

/// The same as typed, row by row: a row without words and without a day says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What the holder of an award should have to do, and the last day for it.
    pub conditions: Vec<(String, Option<NaiveDate>)>,
    /// What is missing, criterion by criterion.
    pub points: Vec<Point>,
}

impl Wanted {
    /// Reads what was typed: what does not belong to the outcome is left out, the rest must be complete.
    ///
    /// # Errors
    /// Sentences at `condition_1`, `condition_1_due`, `point_1`, `point_1_criterion`, `point_1_due` and so
    /// on, by row.
    pub fn check(
        self,
        verdict: &Verdict,
        version: &SchemeVersion,
        today: NaiveDate,
        new_id: impl FnMut() -> AwardConditionId,
    ) -> Result<Terms> {
        let mut errors = FieldErrors::new();
        let mut terms = Terms::default();
        match verdict {
            Verdict::Award { .. } => {
                terms.conditions = conditions(self.conditions, today, new_id, &mut errors);
            }
            Verdict::Decline => {
                terms.points = points(self.points, version, None, &mut errors);
            }
            Verdict::NotYet => {
                terms.points = points(self.points, version, Some(today), &mut errors);
                if terms.points.is_empty() {
                    errors.add(
                        "point_1",
                        "Say for at least one criterion what the employer should do, and by when",
                    );
                }
            }
            Verdict::Defer => {}
        }
        errors.into_result()?;
        Ok(terms)
    }
}

impl Terms {
    /// Whether the last day of one of its conditions or of a point of its plan is over, or today.
    pub fn is_overtaken(&self, today: NaiveDate) -> bool {
        let conditions = self.conditions.iter().map(|asked| asked.due_on);
        let points = self.points.iter().filter_map(|point| point.due_on);
        conditions.chain(points).any(|day| day <= today)
    }

    /// The conditions in words: what the basis of a decision keeps.
    pub fn condition_words(&self) -> Vec<String> {
        self.conditions
            .iter()
            .map(|asked| format!("{} (by {})", asked.words, long_date(asked.due_on)))
            .collect()
    }
}

/// What was typed, or what is wrong with it.
fn words(typed: &str, field: &str, errors: &mut FieldErrors) -> String {
    let text = typed.trim().replace("\r\n", "\n");
    if text.chars().count() > CONDITION_MAX_CHARACTERS {
        errors.add(
            field,
            format!("Write {CONDITION_MAX_CHARACTERS} characters or fewer"),
        );
    }
    text
}

fn conditions(
    typed: Vec<(String, Option<NaiveDate>)>,
    today: NaiveDate,
    mut new_id: impl FnMut() -> AwardConditionId,
    errors: &mut FieldErrors,
) -> Vec<Asked> {
    let mut kept = Vec::new();
    for (n, (typed, due_on)) in typed.into_iter().enumerate() {
        let field = format!("condition_{}", n + 1);
        let words = words(&typed, &field, errors);
        match (words.is_empty(), due_on) {
            (true, None) => {}
            (true, Some(_)) => errors.add(field, "Say what the employer has to do"),
            (false, None) => errors.add(format!("{field}_due"), "Enter the last day for it"),
            (false, Some(day)) if day <= today => {
                errors.add(format!("{field}_due"), "The last day must be after today");
            }
            (false, Some(due_on)) => kept.push(Asked {
                id: new_id(),
                words,
                due_on,
            }),
        }
    }
    if kept.len() > CONDITIONS_MAX {
        errors.add(
            "condition_1",
            format!("An award has {CONDITIONS_MAX} conditions at most"),
        );
    }
    kept
}

fn points(
    typed: Vec<Point>,
    version: &SchemeVersion,
    plan_from: Option<NaiveDate>,
    errors: &mut FieldErrors,
) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::new();
    for (n, mut point) in typed.into_iter().enumerate() {
        let field = format!("point_{}", n + 1);
        point.words = words(&point.words, &field, errors);
        match (point.words.is_empty(), point.due_on) {
            (true, None) => continue,
            (true, Some(_)) => errors.add(&field, "Say what is missing, and what to do about it"),
            (false, _) => {}
        }
        let known = CriterionCode::parse(&point.criterion)
            .is_ok_and(|code| version.criterion(&code).is_some());
        if !known {
            errors.add(format!("{field}_criterion"), "Choose the criterion");
        } else if kept.iter().any(|one| one.criterion == point.criterion) {
            errors.add(
                format!("{field}_criterion"),
                "Choose each criterion once: say all of it there",
            );
        }
        match (plan_from, point.due_on) {
            (Some(today), Some(day)) if day <= today => {
                errors.add(format!("{field}_due"), "The day must be after today");
            }
            (Some(_), None) => errors.add(format!("{field}_due"), "Say by when"),
            (Some(_), Some(_)) => {}
            (None, _) => point.due_on = None,
        }
        kept.push(point);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::pack::built_in;
    use crate::scheme::rules::TierCode;
    use proptest::prelude::*;
    use std::sync::LazyLock;
    use uuid::Uuid;

    static VERSION: LazyLock<SchemeVersion> =
        LazyLock::new(|| built_in("gm-like").unwrap().version);

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn award() -> Verdict {
        Verdict::Award {
            tier: TierCode::parse("member").unwrap(),
        }
    }

    fn typed(condition: &str, criterion: &str, point: &str, due: Option<NaiveDate>) -> Wanted {
        Wanted {
            conditions: vec![(condition.to_owned(), due)],
            points: vec![Point {
                criterion: criterion.to_owned(),
                words: point.to_owned(),
                due_on: due,
            }],
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_belongs_to_the_outcome_and_is_complete(
            condition in "[a ]{0,2}",
            point in "[a ]{0,2}",
            criterion in prop::sample::select(vec!["PAY-1", "NOT-9", ""]),
            days in prop::option::of(-2_i64..3),
            outcome in 0_u8..4,
        ) {
            let version = &*VERSION;
            let today = day("2026-11-28");
            let due = days.map(|days| today + chrono::TimeDelta::days(days));
            let verdict = match outcome {
                0 => award(),
                1 => Verdict::Decline,
                2 => Verdict::NotYet,
                _ => Verdict::Defer,
            };
            if let Ok(kept) = typed(&condition, criterion, &point, due).check(&verdict, version, today, || Uuid::nil().into()) {
                prop_assert!(kept.conditions.is_empty() || verdict == award());
                prop_assert!(kept.points.is_empty() || matches!(verdict, Verdict::Decline | Verdict::NotYet));
                prop_assert!(kept.conditions.iter().all(|one| !one.words.is_empty() && one.due_on > today));
                prop_assert!(kept.points.iter().all(|one| one.criterion == "PAY-1" && !one.words.is_empty()));
                prop_assert!(verdict != Verdict::NotYet || kept.points.iter().all(|one| one.due_on.is_some_and(|day| day > today)));
                prop_assert!(verdict != Verdict::NotYet || !kept.points.is_empty());
            }
        }
    }
}
