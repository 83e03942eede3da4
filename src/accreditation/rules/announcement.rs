//! How far a decision has come: taken, then announced, or undone before anybody was told.

use chrono::{DateTime, NaiveDate, Utc};
use entity::decision_kinds::DecisionStatus;
use entity::ids::PersonId;

use super::{Decision, Succession};
use crate::platform::error::{Error, Refusal, Result};

/// Longest reason for undoing a decision, in characters.
pub const UNDO_REASON_MAX_CHARACTERS: usize = 2_000;

/// What can happen to a decision that ends a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecisionEvent {
    /// An officer decides, and everybody is told at once.
    DecideAndAnnounce,
    /// An officer decides, and nobody is told yet.
    DecideForLater,
    /// An officer lets everybody know.
    Announce,
    /// An officer takes it back before anybody was told.
    Undo,
}

impl DecisionEvent {
    /// The word used in addresses, records and diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DecideAndAnnounce => "decide and announce",
            Self::DecideForLater => "decide, announce later",
            Self::Announce => "announce",
            Self::Undo => "undo",
        }
    }
}

/// One way from one status to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecisionTransition {
    /// Where it stands before; `None` before it is taken.
    pub from: Option<DecisionStatus>,
    /// What happens.
    pub event: DecisionEvent,
    /// Where it stands afterwards.
    pub to: DecisionStatus,
    /// Who does it.
    pub who: &'static str,
}

/// Who decides, announces and undoes.
const OFFICER: &str = "officer who assessed none of it and has no part in the employer";

/// Every way there is. Nothing leaves announced or undone.
pub const DECISION_TRANSITIONS: &[DecisionTransition] = {
    use DecisionEvent::{Announce, DecideAndAnnounce, DecideForLater, Undo};
    use DecisionStatus::{Announced, Undone, Waiting};
    &[
        DecisionTransition {
            from: None,
            event: DecideAndAnnounce,
            to: Announced,
            who: OFFICER,
        },
        DecisionTransition {
            from: None,
            event: DecideForLater,
            to: Waiting,
            who: OFFICER,
        },
        DecisionTransition {
            from: Some(Waiting),
            event: Announce,
            to: Announced,
            who: OFFICER,
        },
        DecisionTransition {
            from: Some(Waiting),
            event: Undo,
            to: Undone,
            who: OFFICER,
        },
    ]
};

/// Where an event leads, if it can happen there.
pub fn next_decision_status(
    from: Option<DecisionStatus>,
    event: DecisionEvent,
) -> Option<DecisionStatus> {
    DECISION_TRANSITIONS
        .iter()
        .find(|way| way.from == from && way.event == event)
        .map(|way| way.to)
}

/// How far a decision has come, with the facts of standing there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Taken; nobody outside has been told.
    Waiting,
    /// It counts.
    Announced {
        /// Which officer announced it.
        by: PersonId,
        /// When.
        at: DateTime<Utc>,
    },
    /// Taken back before anybody was told.
    Undone {
        /// Which officer.
        by: PersonId,
        /// When.
        at: DateTime<Utc>,
        /// Why. Confidential.
        reason: String,
    },
}

impl Stage {
    /// The word the row carries.
    pub const fn status(&self) -> DecisionStatus {
        match self {
            Self::Waiting => DecisionStatus::Waiting,
            Self::Announced { .. } => DecisionStatus::Announced,
            Self::Undone { .. } => DecisionStatus::Undone,
        }
    }
}

impl Decision {
    /// When the employer could know of it: when it was announced.
    pub fn told_at(&self) -> DateTime<Utc> {
        match self.stage {
            Stage::Announced { at, .. } => at,
            Stage::Waiting | Stage::Undone { .. } => self.decided_at,
        }
    }

    /// Whether it ended its case or is about to: it is final, and nobody took it back.
    pub fn ends_case(&self) -> bool {
        self.verdict.is_final()
            && match self.stage {
                Stage::Waiting | Stage::Announced { .. } => true,
                Stage::Undone { .. } => false,
            }
    }

    /// Whether it is taken and nobody outside has been told.
    pub fn is_waiting(&self) -> bool {
        self.stage == Stage::Waiting
    }

    /// Lets it count.
    ///
    /// # Errors
    /// Why it cannot be announced.
    pub fn announce(mut self, by: PersonId, now: DateTime<Utc>) -> Result<Self> {
        self.must_allow(DecisionEvent::Announce)?;
        self.stage = Stage::Announced { by, at: now };
        Ok(self)
    }

    /// Takes it back: the case awaits a decision again.
    ///
    /// # Errors
    /// A sentence at `reason`, or why it cannot be undone.
    pub fn undo(mut self, typed: &str, by: PersonId, now: DateTime<Utc>) -> Result<Self> {
        self.must_allow(DecisionEvent::Undo)?;
        let reason = typed.trim().replace("\r\n", "\n");
        if reason.is_empty() {
            return Err(Error::invalid(
                "reason",
                "Say why the decision is undone; colleagues read it",
            ));
        }
        if reason.chars().count() > UNDO_REASON_MAX_CHARACTERS {
            return Err(Error::invalid(
                "reason",
                format!("The reason must be {UNDO_REASON_MAX_CHARACTERS} characters or fewer"),
            ));
        }
        self.stage = Stage::Undone {
            by,
            at: now,
            reason,
        };
        Ok(self)
    }

    fn must_allow(&self, event: DecisionEvent) -> Result<()> {
        if next_decision_status(Some(self.stage.status()), event).is_some() {
            return Ok(());
        }
        let message = match self.stage {
            Stage::Waiting => "The decision waits to be announced.",
            Stage::Announced { .. } => {
                "This decision was announced already. The employer has been told."
            }
            Stage::Undone { .. } => {
                "This decision was undone. The case awaits a decision: decide it again."
            }
        };
        Err(Error::Conflict(Refusal::new(
            "decision.not_waiting",
            message,
        )))
    }
}

/// Reads the day on which a term should begin.
///
/// # Errors
/// A sentence at `start`.
pub fn check_start(start_on: Option<NaiveDate>, today: NaiveDate) -> Result<()> {
    match start_on {
        Some(day) if day < today => Err(Error::invalid(
            "start",
            "The first day of the term must be today or later",
        )),
        Some(day) if day > today + chrono::Days::new(START_MAX_DAYS) => Err(Error::invalid(
            "start",
            "The first day of the term must be within a year from today",
        )),
        Some(_) | None => Ok(()),
    }
}

/// A term begins so many days from today at most.
const START_MAX_DAYS: u64 = 366;

/// The first day of a term: the day that was named, or, without one, the first possible. Where the award
/// follows or replaces another, never before that allows, and never with a day between them.
pub fn first_day(plan: &Succession, named: Option<NaiveDate>) -> NaiveDate {
    match named {
        Some(day) if plan.replaces.is_empty() => day.max(plan.since),
        Some(_) | None => plan.since,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn waiting() -> Decision {
        let id = Uuid::nil();
        Decision {
            id: id.into(),
            assessment_id: id.into(),
            review_id: id.into(),
            bundle_id: id.into(),
            authority_id: id.into(),
            verdict: Verdict::Decline,
            reason: "So".to_owned(),
            decided_by: id.into(),
            decided_at: DateTime::UNIX_EPOCH,
            stage: Stage::Waiting,
            basis: None,
            start_on: None,
            terms: super::super::Terms::default(),
            version: 1,
        }
    }

    proptest! {
        #[test]
        fn no_order_of_acts_leaves_the_table(acts in prop::collection::vec(any::<bool>(), 0..6)) {
            let (by, now) = (Uuid::nil().into(), DateTime::UNIX_EPOCH);
            let mut one = waiting();
            for announces in acts {
                let event = if announces { DecisionEvent::Announce } else { DecisionEvent::Undo };
                let may = next_decision_status(Some(one.stage.status()), event);
                let done = if announces {
                    one.clone().announce(by, now)
                } else {
                    one.clone().undo("Wrong form", by, now)
                };
                match done {
                    Ok(after) => {
                        prop_assert_eq!(Some(after.stage.status()), may);
                        prop_assert_eq!(after.ends_case(), announces);
                        one = after;
                    }
                    Err(_) => prop_assert!(may.is_none()),
                }
            }
        }

        #[test]
        fn a_term_never_begins_before_the_plan_allows(named in prop::option::of(0_u64..400), since in 0_u64..400, replaces in any::<bool>()) {
            let today: NaiveDate = "2026-11-28".parse().unwrap();
            let plan = Succession {
                since: today + chrono::Days::new(since),
                replaces: if replaces { vec![Uuid::nil().into()] } else { Vec::new() },
            };
            let day = first_day(&plan, named.map(|days| today + chrono::Days::new(days)));
            prop_assert!(day >= plan.since);
            prop_assert!(!replaces || day == plan.since);
        }
    }

    #[test]
    fn an_undone_decision_has_its_reason_and_a_start_lies_ahead() {
        let (by, now) = (Uuid::nil().into(), DateTime::UNIX_EPOCH);
        assert!(waiting().undo("  ", by, now).is_err());
        let long = "w".repeat(UNDO_REASON_MAX_CHARACTERS + 1);
        assert!(waiting().undo(&long, by, now).is_err());
        let today: NaiveDate = "2026-11-28".parse().unwrap();
        assert!(check_start(None, today).is_ok());
        assert!(check_start(Some(today), today).is_ok());
        assert!(check_start(today.pred_opt(), today).is_err());
        assert!(check_start(Some(today + chrono::Days::new(400)), today).is_err());
    }
}
