//! When an accreditation may be renewed, and when its holder is reminded.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{Accreditation, Status, Term};
use crate::platform::calendar::{london_date, long_date};
use crate::scheme::rules::{SchemeVersion, Tier};

/// How many days before the end of a term renewal opens, where the scheme says nothing else.
pub const STANDARD_WINDOW_DAYS: u32 = crate::scheme::rules::RENEWAL_WINDOW_DAYS;
/// How many days before the end of a term holders are reminded, where the scheme says nothing else; 0 is
/// the day it lapses.
pub const STANDARD_LADDER_DAYS: [u32; 5] = [90, 60, 30, 7, 0];

/// What a scheme says of renewal at a tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenewalTerms {
    /// How many days before the first day after the term it opens.
    pub window_days: u32,
    /// How many days it stays open after the term.
    pub grace_days: u32,
    /// Whether the tier can be awarded a second time.
    pub renewable: bool,
}

/// Whether an accreditation may be renewed at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// Not before a day.
    Early {
        /// The first day it may.
        opens_on: NaiveDate,
    },
    /// Yes, until a day.
    Open {
        /// The last day it may.
        last_day: NaiveDate,
    },
    /// No more.
    Closed {
        /// The last day it might have been.
        last_day: NaiveDate,
    },
    /// Its tier is not awarded twice.
    NotRenewable,
    /// It was withdrawn, given up or replaced.
    Over,
}

fn before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MIN)
}

fn after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days)))
        .unwrap_or(NaiveDate::MAX)
}

impl RenewalTerms {
    /// What a version says of renewal at a tier.
    pub fn of(version: &SchemeVersion, tier: &Tier) -> Self {
        Self {
            window_days: version.scheme.renewal_window_days,
            grace_days: tier.grace_days,
            renewable: tier.renewable,
        }
    }

    /// Whether an accreditation may be renewed at an instant.
    pub fn at(self, of: &Accreditation, now: DateTime<Utc>) -> Renewal {
        match of.status_at(now) {
            Status::Withdrawn | Status::Relinquished | Status::Superseded => return Renewal::Over,
            Status::NotYet | Status::Active | Status::Suspended | Status::Lapsed => {}
        }
        if !self.renewable {
            return Renewal::NotRenewable;
        }
        let today = london_date(now);
        let opens_on = before(of.term.until, self.window_days).max(of.term.since);
        let last_day = before(after(of.term.until, self.grace_days), 1);
        if today < opens_on {
            Renewal::Early { opens_on }
        } else if today <= last_day {
            Renewal::Open { last_day }
        } else {
            Renewal::Closed { last_day }
        }
    }
}

impl Renewal {
    /// Whether it may be renewed now.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// In words, for its holder.
    pub fn words(self) -> String {
        match self {
            Self::Early { opens_on } => {
                format!("You can renew it from {}.", long_date(opens_on))
            }
            Self::Open { last_day } => format!(
                "You can renew it until {}. Everything that still holds is filled in for you.",
                long_date(last_day)
            ),
            Self::Closed { last_day } => format!(
                "It could be renewed until {}. Apply again instead.",
                long_date(last_day)
            ),
            Self::NotRenewable => {
                "This tier is not awarded a second time. Apply for a higher one instead.".to_owned()
            }
            Self::Over => "It is over and cannot be renewed. Apply again instead.".to_owned(),
        }
    }
}

/// The day of a reminder: so many days before the first day after the term.
pub fn reminder_day(term: Term, days_before: u32) -> NaiveDate {
    before(term.until, days_before)
}

/// A reminder that is due, and those whose time went by without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The one to send: so many days before the end.
    pub send: u32,
    /// Earlier ones that are not sent any more.
    pub skip: Vec<u32>,
}

/// The reminder that is due on a day, after those that were sent or skipped before. A reminder is never
/// sent twice, never after one that is nearer to the end, and never once the grace is over.
pub fn next_due(
    term: Term,
    grace_days: u32,
    ladder_days: &[u32],
    done: &BTreeSet<u32>,
    today: NaiveDate,
) -> Option<Due> {
    if today > after(term.until, grace_days) {
        return None;
    }
    let nearest_done = done.first().copied();
    let mut due: Vec<u32> = ladder_days
        .iter()
        .copied()
        .filter(|days| reminder_day(term, *days) <= today)
        .filter(|days| nearest_done.is_none_or(|done| *days < done))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    if due.is_empty() {
        return None;
    }
    let send = due.remove(0);
    Some(Due { send, skip: due })
}

#[cfg(test)]
mod tests {
    use super::super::properties::{sample, terms};
    use super::*;
    use crate::platform::calendar::london_midnight;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn term() -> Term {
        Term::of_months(day("2026-11-24"), 24)
    }

    #[test]
    fn renewal_opens_before_the_end_and_stays_open_through_the_grace() {
        let held = sample(term());
        let terms = RenewalTerms {
            window_days: 90,
            grace_days: 30,
            renewable: true,
        };
        let on = |text: &str| terms.at(&held, london_midnight(day(text)));
        let opens_on = day("2028-08-26");
        assert_eq!(on("2028-08-25"), Renewal::Early { opens_on });
        let last_day = day("2028-12-23");
        assert_eq!(on("2028-08-26"), Renewal::Open { last_day });
        assert_eq!(on("2028-12-23"), Renewal::Open { last_day });
        assert_eq!(on("2028-12-24"), Renewal::Closed { last_day });
        let once = RenewalTerms {
            renewable: false,
            ..terms
        };
        let at = london_midnight(day("2028-11-01"));
        assert_eq!(once.at(&held, at), Renewal::NotRenewable);
        // Without grace, the last day of the term is the last day to renew.
        let strict = RenewalTerms {
            grace_days: 0,
            ..terms
        };
        let last_day = day("2028-11-23");
        assert_eq!(strict.at(&held, at), Renewal::Open { last_day });
    }

    #[test]
    fn only_the_newest_of_several_late_reminders_is_sent() {
        let due = |done: &[u32], today: &str| {
            let done = done.iter().copied().collect();
            next_due(term(), 0, &STANDARD_LADDER_DAYS, &done, day(today))
        };
        assert_eq!(due(&[], "2028-08-25"), None);
        let send = |send, skip: &[u32]| {
            Some(Due {
                send,
                skip: skip.to_vec(),
            })
        };
        assert_eq!(due(&[], "2028-08-26"), send(90, &[]));
        assert_eq!(due(&[90], "2028-08-26"), None);
        assert_eq!(due(&[90], "2028-11-01"), send(30, &[60]));
        assert_eq!(due(&[30, 60, 90], "2028-11-24"), send(0, &[7]));
        assert_eq!(due(&[30, 60, 90], "2028-11-25"), None);
    }

    proptest! {
        #[test]
        fn each_reminder_comes_once_in_order_and_never_early(
            term in terms(),
            grace in 0_u32..60,
            ladder in prop::collection::vec(0_u32..200, 0..7),
            mut days in prop::collection::vec(-250_i64..120, 0..60)
        ) {
            // The calendar runs on any days, some of them twice.
            days.sort_unstable();
            let mut done = BTreeSet::new();
            let mut sent: Vec<u32> = Vec::new();
            for offset in days {
                let today = term.until + chrono::TimeDelta::days(offset);
                while let Some(due) = next_due(term, grace, &ladder, &done, today) {
                    prop_assert!(ladder.contains(&due.send));
                    prop_assert!(reminder_day(term, due.send) <= today);
                    // It is the newest that is due.
                    prop_assert!(ladder.iter().all(|days| *days >= due.send || reminder_day(term, *days) > today));
                    prop_assert!(sent.last().is_none_or(|last| due.send < *last));
                    for days in std::iter::once(due.send).chain(due.skip) {
                        prop_assert!(done.insert(days), "{days} twice");
                    }
                    sent.push(due.send);
                }
            }
        }
    }
}
