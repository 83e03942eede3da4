//! What the holder of an accreditation has to do by a day, and what comes of it.

use chrono::{DateTime, NaiveDate, Utc};
use entity::condition_kinds::ConditionStatus;
use entity::ids::{AccreditationId, AuthorityId, AwardConditionId, PersonId};

use crate::platform::error::{Error, FieldErrors, Refusal, Result};

/// Longest condition, report or answer, in characters.
pub const CONDITION_MAX_CHARACTERS: usize = 2_000;
/// The most conditions of one accreditation.
pub const CONDITIONS_MAX: usize = 20;

/// What can happen to a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConditionEvent {
    /// An officer sets it.
    Set,
    /// The employer says that it is done.
    Report,
    /// An officer finds it met.
    Accept,
    /// An officer finds it not met yet, and gives another day.
    SendBack,
    /// An officer gives it up.
    Waive,
    /// An officer finds it missed, once its day is over.
    FindMissed,
}

impl ConditionEvent {
    /// The word used in addresses, records and diagrams.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Report => "report",
            Self::Accept => "accept",
            Self::SendBack => "send back",
            Self::Waive => "waive",
            Self::FindMissed => "find missed",
        }
    }
}

/// One way from one status to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionTransition {
    /// Where it stands before; `None` before it is set.
    pub from: Option<ConditionStatus>,
    /// What happens.
    pub event: ConditionEvent,
    /// Where it stands afterwards.
    pub to: ConditionStatus,
    /// Who does it.
    pub who: &'static str,
}

const EMPLOYER: &str = "employer: lead, signatory or contributor";
const OFFICER: &str = "officer";

const fn way(
    from: ConditionStatus,
    event: ConditionEvent,
    to: ConditionStatus,
    who: &'static str,
) -> ConditionTransition {
    ConditionTransition {
        from: Some(from),
        event,
        to,
        who,
    }
}

/// Every way there is. Nothing leaves met, missed or waived.
pub const CONDITION_TRANSITIONS: &[ConditionTransition] = {
    use ConditionEvent::{Accept, FindMissed, Report, SendBack, Set, Waive};
    use ConditionStatus::{Met, Missed, Open, Reported, Waived};
    &[
        ConditionTransition {
            from: None,
            event: Set,
            to: Open,
            who: OFFICER,
        },
        way(Open, Report, Reported, EMPLOYER),
        way(Reported, Accept, Met, OFFICER),
        way(Reported, SendBack, Open, OFFICER),
        way(Open, Waive, Waived, OFFICER),
        way(Reported, Waive, Waived, OFFICER),
        way(Open, FindMissed, Missed, "officer, once its day is over"),
        way(
            Reported,
            FindMissed,
            Missed,
            "officer, once its day is over",
        ),
    ]
};

/// Where an event leads, if it can happen there.
pub fn next_condition_status(
    from: ConditionStatus,
    event: ConditionEvent,
) -> Option<ConditionStatus> {
    CONDITION_TRANSITIONS
        .iter()
        .find(|way| way.from == Some(from) && way.event == event)
        .map(|way| way.to)
}

/// Words of somebody, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What.
    pub words: String,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// What the holder of an accreditation has to do by a day. Confidential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardCondition {
    /// Which condition.
    pub id: AwardConditionId,
    /// Of which accreditation.
    pub accreditation_id: AccreditationId,
    /// By whom.
    pub authority_id: AuthorityId,
    /// What has to be done, by which officer, since when.
    pub set: Said,
    /// The last day for it.
    pub due_on: NaiveDate,
    /// Where it stands.
    pub status: ConditionStatus,
    /// What the employer said last.
    pub report: Option<Said>,
    /// What an officer answered last.
    pub reply: Option<Said>,
    /// The version read.
    pub version: i32,
}

/// What an officer makes of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is met.
    Accept,
    /// It is not met yet: another last day.
    SendBack {
        /// Which.
        due_on: NaiveDate,
    },
    /// It is given up.
    Waive,
    /// It was missed.
    FindMissed,
}

impl Verdict {
    /// What it does to the condition.
    pub const fn event(&self) -> ConditionEvent {
        match self {
            Self::Accept => ConditionEvent::Accept,
            Self::SendBack { .. } => ConditionEvent::SendBack,
            Self::Waive => ConditionEvent::Waive,
            Self::FindMissed => ConditionEvent::FindMissed,
        }
    }
}

/// What was typed, or what is wrong with it.
fn words(typed: &str, missing: &str) -> Result<String, String> {
    let text = typed.trim().replace("\r\n", "\n");
    if text.is_empty() {
        return Err(missing.to_owned());
    }
    if text.chars().count() > CONDITION_MAX_CHARACTERS {
        return Err(format!(
            "Write {CONDITION_MAX_CHARACTERS} characters or fewer"
        ));
    }
    Ok(text)
}

/// Names a condition that is set.
#[derive(Clone, Copy, Debug)]
pub struct NewCondition {
    /// Names it.
    pub id: AwardConditionId,
    /// Of which accreditation.
    pub accreditation_id: AccreditationId,
    /// By whom.
    pub authority_id: AuthorityId,
}

impl AwardCondition {
    /// Sets a condition.
    ///
    /// # Errors
    /// Sentences at `words` and `due`.
    pub fn set(
        new: NewCondition,
        typed: &str,
        due_on: NaiveDate,
        (by, now, today): (PersonId, DateTime<Utc>, NaiveDate),
    ) -> Result<Self> {
        let mut errors = FieldErrors::new();
        let text = words(typed, "Say what the employer has to do").unwrap_or_else(|wrong| {
            errors.add("words", wrong);
            String::new()
        });
        if due_on <= today {
            errors.add("due", "The last day must be after today");
        }
        errors.into_result()?;
        Ok(Self {
            id: new.id,
            accreditation_id: new.accreditation_id,
            authority_id: new.authority_id,
            set: Said {
                words: text,
                by,
                at: now,
            },
            due_on,
            status: ConditionStatus::Open,
            report: None,
            reply: None,
            version: 1,
        })
    }

    /// The employer says that it is done.
    ///
    /// # Errors
    /// A sentence at `report`, or why it cannot be said now.
    pub fn report(mut self, typed: &str, by: PersonId, now: DateTime<Utc>) -> Result<Self> {
        self.status = self.after(ConditionEvent::Report)?;
        let missing = "Say what you did, and where it can be seen";
        self.report = Some(Said {
            words: words(typed, missing).map_err(|wrong| Error::invalid("report", wrong))?,
            by,
            at: now,
        });
        Ok(self)
    }

    /// An officer says what comes of it.
    ///
    /// # Errors
    /// Sentences at `reason` and `due`, or why it cannot be said now.
    pub fn judge(
        mut self,
        verdict: &Verdict,
        typed: &str,
        (by, now, today): (PersonId, DateTime<Utc>, NaiveDate),
    ) -> Result<Self> {
        let to = self.after(verdict.event())?;
        if matches!(verdict, Verdict::FindMissed) && !self.is_over_time(today) {
            return Err(Error::conflict(
                "condition.not_due",
                "Its last day is not over. It can be found missed after that.",
            ));
        }
        let missing = "Give the reason; the employer reads it";
        let reply = match (verdict, typed.trim()) {
            (Verdict::Accept, "") => String::new(),
            _ => words(typed, missing).map_err(|wrong| Error::invalid("reason", wrong))?,
        };
        if let Verdict::SendBack { due_on } = verdict {
            if *due_on <= today {
                return Err(Error::invalid("due", "The last day must be after today"));
            }
            self.due_on = *due_on;
        }
        self.status = to;
        self.reply = Some(Said {
            words: reply,
            by,
            at: now,
        });
        Ok(self)
    }

    fn after(&self, event: ConditionEvent) -> Result<ConditionStatus> {
        next_condition_status(self.status, event).ok_or_else(|| {
            let message = match self.status {
                ConditionStatus::Open => "The employer has not said yet that this is done.",
                ConditionStatus::Reported => {
                    "You have said already that this is done. An officer looks at it."
                }
                ConditionStatus::Met => "This condition was met. Nothing more is needed.",
                ConditionStatus::Missed => "This condition was found missed.",
                ConditionStatus::Waived => "This condition was given up. Nothing more is needed.",
            };
            Error::Conflict(Refusal::new("condition.not_possible", message))
        })
    }

    /// Whether something is still to be done about it.
    pub const fn is_pending(&self) -> bool {
        matches!(
            self.status,
            ConditionStatus::Open | ConditionStatus::Reported
        )
    }

    /// Whether its last day is over and it still waits.
    pub fn is_over_time(&self, today: NaiveDate) -> bool {
        self.is_pending() && self.due_on < today
    }

    /// Whether it is an officer's turn: the employer says that it is done, or its day is over.
    pub fn is_officers_turn(&self, today: NaiveDate) -> bool {
        self.status == ConditionStatus::Reported || self.is_over_time(today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn set_on(today: NaiveDate, due_on: NaiveDate) -> Result<AwardCondition> {
        let id = Uuid::nil();
        let new = NewCondition {
            id: id.into(),
            accreditation_id: id.into(),
            authority_id: id.into(),
        };
        let stamp = (id.into(), DateTime::UNIX_EPOCH, today);
        AwardCondition::set(new, "Publish the pay ratio", due_on, stamp)
    }

    proptest! {
        #[test]
        fn no_order_of_acts_leaves_the_table_or_finds_missed_what_is_not_due(
            acts in prop::collection::vec((0_u8..5, 0_u64..40), 0..12),
        ) {
            let first = day("2026-11-28");
            let by = Uuid::nil().into();
            let now = DateTime::UNIX_EPOCH;
            let mut one = set_on(first, day("2026-12-10")).unwrap();
            let mut today = first;
            for (act, later) in acts {
                today = today.checked_add_days(chrono::Days::new(later)).unwrap();
                let before = one.clone();
                let verdict = match act {
                    0 => None,
                    1 => Some(Verdict::Accept),
                    2 => Some(Verdict::SendBack { due_on: today.succ_opt().unwrap() }),
                    3 => Some(Verdict::Waive),
                    _ => Some(Verdict::FindMissed),
                };
                let event = verdict.as_ref().map_or(ConditionEvent::Report, Verdict::event);
                let done = match &verdict {
                    None => before.clone().report("Done", by, now),
                    Some(verdict) => before.clone().judge(verdict, "So", (by, now, today)),
                };
                let may = next_condition_status(before.status, event);
                let early = event == ConditionEvent::FindMissed && before.due_on >= today;
                match done {
                    Ok(after) => {
                        prop_assert_eq!(Some(after.status), may);
                        prop_assert!(!early);
                        prop_assert!(before.is_pending());
                        one = after;
                    }
                    Err(_) => prop_assert!(may.is_none() || early),
                }
                prop_assert!(!one.is_over_time(today) || one.is_officers_turn(today));
            }
        }
    }

    #[test]
    fn words_and_days_are_asked_for() {
        let today = day("2026-11-28");
        assert!(set_on(today, today).is_err());
        let one = set_on(today, day("2026-11-29")).unwrap();
        let by = Uuid::nil().into();
        assert!(one.clone().report("  ", by, DateTime::UNIX_EPOCH).is_err());
        let stamp = (by, DateTime::UNIX_EPOCH, today);
        assert!(one.clone().judge(&Verdict::Waive, "", stamp).is_err());
        let done = one.report("Done", by, DateTime::UNIX_EPOCH).unwrap();
        let back = Verdict::SendBack { due_on: today };
        assert!(done.clone().judge(&back, "Not all of it", stamp).is_err());
        let met = done.judge(&Verdict::Accept, "", stamp).unwrap();
        assert_eq!(met.status, ConditionStatus::Met);
        let long = "w".repeat(CONDITION_MAX_CHARACTERS + 1);
        let one = set_on(today, day("2026-11-29")).unwrap();
        assert!(one.report(&long, by, DateTime::UNIX_EPOCH).is_err());
    }
}
