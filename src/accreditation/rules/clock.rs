//! How long something may take: days as people in England count them, and pauses in which none count.
//!
//! There are four clocks, and none knows of another: the service standard of a review and the clocks of
//! concerns and appeals count working days, bank holidays left out; that of a data-protection complaint
//! counts every day, as the law does.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::platform::calendar::{is_working_day, london_date, long_date};
use crate::platform::error::{Error, Result};

/// Days until a data-protection complaint is acknowledged, by law: section 164A(4) of the Data Protection
/// Act 2018, as the Data (Use and Access) Act 2025 has it. No authority can change it.
pub const COMPLAINT_ACKNOWLEDGE_DAYS: u32 = 30;

/// How much time there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// So many working days.
    Working(u32),
    /// So many days, whatever days they are.
    Calendar(u32),
}

impl Span {
    /// How many days.
    pub const fn days(self) -> u32 {
        match self {
            Self::Working(days) | Self::Calendar(days) => days,
        }
    }

    fn counts(self, day: NaiveDate) -> bool {
        match self {
            Self::Working(_) => is_working_day(day),
            Self::Calendar(_) => true,
        }
    }

    fn word(self, days: u32) -> String {
        let what = match self {
            Self::Working(_) => "working day",
            Self::Calendar(_) => "day",
        };
        let plural = if days == 1 { "" } else { "s" };
        format!("{days} {what}{plural}")
    }
}

/// A time in which a clock stands still: from the day of its beginning until the day before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when; still, when none.
    pub until: Option<DateTime<Utc>>,
}

impl Pause {
    fn holds(self, day: NaiveDate) -> bool {
        london_date(self.from) <= day && self.until.is_none_or(|until| day < london_date(until))
    }
}

/// How long something may take. The day it begins on does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// When it began.
    pub from: DateTime<Utc>,
    /// How much time there is.
    pub span: Span,
    /// When it stood still, the first first.
    pub pauses: Vec<Pause>,
}

impl Clock {
    /// A clock that begins.
    pub const fn new(from: DateTime<Utc>, span: Span) -> Self {
        Self {
            from,
            span,
            pauses: Vec::new(),
        }
    }

    /// Whether it stands still.
    pub fn is_paused(&self) -> bool {
        self.pauses.iter().any(|pause| pause.until.is_none())
    }

    /// It stands still from now on.
    ///
    /// # Errors
    /// A conflict when it does already.
    pub fn pause(&mut self, now: DateTime<Utc>) -> Result<()> {
        if self.is_paused() {
            return Err(Error::conflict(
                "clock.paused",
                "The clock is paused already. Reload the page.",
            ));
        }
        self.pauses.push(Pause {
            from: now,
            until: None,
        });
        Ok(())
    }

    /// It goes on now.
    ///
    /// # Errors
    /// A conflict when it does not stand still.
    pub fn resume(&mut self, now: DateTime<Utc>) -> Result<()> {
        let open = self.pauses.iter_mut().find(|pause| pause.until.is_none());
        let Some(open) = open else {
            return Err(Error::conflict(
                "clock.running",
                "The clock is running already. Reload the page.",
            ));
        };
        open.until = Some(now);
        Ok(())
    }

    fn counts(&self, day: NaiveDate) -> bool {
        self.span.counts(day) && !self.pauses.iter().any(|pause| pause.holds(day))
    }

    /// How many days have counted up to the end of a day.
    pub fn elapsed(&self, today: NaiveDate) -> u32 {
        let mut days = 0;
        let mut day = london_date(self.from);
        while day < today {
            let Some(next) = day.succ_opt() else { break };
            day = next;
            days += u32::from(self.counts(day));
        }
        days
    }

    /// The last day; none while it stands still and its time is not over.
    pub fn due_on(&self) -> Option<NaiveDate> {
        let still = self.pauses.iter().find(|pause| pause.until.is_none());
        let still = still.map(|pause| london_date(pause.from));
        let mut left = self.span.days();
        let mut day = london_date(self.from);
        while left > 0 {
            day = day.succ_opt()?;
            if still.is_some_and(|since| since <= day) {
                return None;
            }
            left -= u32::from(self.counts(day));
        }
        Some(day)
    }

    /// Days that are left after a day; none of them once the last day has come.
    pub fn left(&self, today: NaiveDate) -> u32 {
        self.span.days().saturating_sub(self.elapsed(today))
    }

    /// Whether the last day is over.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.due_on().is_some_and(|due| due < today)
    }

    /// How much time there is, for people: `by 3 December 2026, 4 working days left`.
    pub fn words(&self, today: NaiveDate) -> String {
        let left = self.left(today);
        match self.due_on() {
            None => format!("paused, {} left", self.span.word(left)),
            Some(due) if due < today => format!("over time since {}", long_date(due)),
            Some(due) if due == today => "due today".to_owned(),
            Some(due) => format!("by {}, {} left", long_date(due), self.span.word(left)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::calendar::{add_working_days, london_midnight};
    use chrono::{Days, TimeDelta};
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn spans() -> impl Strategy<Value = Span> {
        (1_u32..60, any::<bool>()).prop_map(|(days, working)| {
            if working {
                Span::Working(days)
            } else {
                Span::Calendar(days)
            }
        })
    }

    prop_compose! {
        /// A clock that stood still any number of times, and what it would be without pauses.
        fn clocks()(
            start in 0_u64..1200,
            minutes in 0_i64..1440,
            span in spans(),
            rests in prop::collection::vec((0_i64..200, 0_i64..400), 0..5),
            open in any::<bool>(),
        ) -> (Clock, Clock) {
            let first = day("2026-01-01").checked_add_days(Days::new(start)).unwrap();
            let from = london_midnight(first) + TimeDelta::minutes(minutes);
            let plain = Clock::new(from, span);
            let mut clock = plain.clone();
            let mut now = from;
            let last = rests.len();
            for (place, (before, during)) in rests.into_iter().enumerate() {
                now += TimeDelta::hours(before);
                clock.pause(now).unwrap();
                if open && place + 1 == last {
                    break;
                }
                now += TimeDelta::hours(during);
                clock.resume(now).unwrap();
            }
            (clock, plain)
        }
    }

    proptest! {
        #[test]
        fn paused_days_never_count((clock, plain) in clocks()) {
            let mut today = london_date(clock.from);
            for _ in 0..120 {
                let before = clock.elapsed(today);
                today = today.succ_opt().unwrap();
                let after = clock.elapsed(today);
                // It never runs backwards, and never faster than a day a day.
                prop_assert!(after == before || after == before + 1);
                if clock.pauses.iter().any(|pause| pause.holds(today)) || !clock.span.counts(today) {
                    prop_assert_eq!(after, before);
                } else {
                    prop_assert_eq!(after, before + 1);
                }
                prop_assert!(clock.elapsed(today) <= plain.elapsed(today));
                prop_assert!(clock.left(today) >= plain.left(today));
            }
        }

        #[test]
        fn the_last_day_is_the_first_with_nothing_left((clock, plain) in clocks()) {
            let Some(due) = clock.due_on() else {
                prop_assert!(clock.is_paused());
                return Ok(());
            };
            prop_assert_eq!(clock.left(due), 0);
            prop_assert_eq!(clock.left(due.pred_opt().unwrap()), 1);
            prop_assert!(!clock.is_over(due));
            prop_assert!(clock.is_over(due.succ_opt().unwrap()));
            prop_assert!(Some(due) >= plain.due_on());
        }

        #[test]
        fn the_hour_does_not_matter_nor_do_changing_clocks(
            start in 0_u64..1200, minutes in 0_i64..1379, span in spans(),
        ) {
            let first = day("2026-01-01").checked_add_days(Days::new(start)).unwrap();
            let early = Clock::new(london_midnight(first), span);
            let late = Clock::new(london_midnight(first) + TimeDelta::minutes(minutes), span);
            prop_assert_eq!(early.due_on(), late.due_on());
            if let Span::Working(days) = span {
                prop_assert_eq!(early.due_on(), Some(add_working_days(first, days)));
            }
            if let Span::Calendar(days) = span {
                prop_assert_eq!(early.due_on(), first.checked_add_days(Days::new(days.into())));
            }
        }
    }

    #[test]
    fn holidays_pauses_and_words() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let mut clock = Clock::new(at("2026-12-23T10:00:00Z"), Span::Working(3));
        assert_eq!(clock.due_on(), Some(day("2026-12-30")));
        assert_eq!(
            clock.words(day("2026-12-24")),
            "by 30 December 2026, 2 working days left"
        );
        assert_eq!(clock.words(day("2026-12-30")), "due today");
        assert_eq!(
            clock.words(day("2026-12-31")),
            "over time since 30 December 2026"
        );
        clock.pause(at("2026-12-29T10:00:00Z")).unwrap();
        assert!(clock.pause(at("2026-12-29T11:00:00Z")).is_err());
        assert_eq!(clock.due_on(), None);
        assert_eq!(
            clock.words(day("2027-02-01")),
            "paused, 2 working days left"
        );
        clock.resume(at("2027-02-01T10:00:00Z")).unwrap();
        assert!(clock.resume(at("2027-02-01T10:00:00Z")).is_err());
        assert_eq!(clock.due_on(), Some(day("2027-02-02")));
        // The clocks go forward on 28 March 2027: thirty days are thirty days.
        let from = at("2027-03-10T23:30:00Z");
        let law = Clock::new(from, Span::Calendar(COMPLAINT_ACKNOWLEDGE_DAYS));
        assert_eq!(law.due_on(), Some(day("2027-04-09")));
        assert_eq!(law.words(day("2027-04-08")), "by 9 April 2027, 1 day left");
    }
}
