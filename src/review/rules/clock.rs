//! The service standard of a case, which stands still while the employer or the authority has to do
//! something else first.

use chrono::{Days, NaiveDate};

use crate::platform::calendar::{add_working_days, working_days_between};

/// Days on which a clock stood still: from the one on which it stopped to the one on which it went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The day on which it stopped.
    pub from: NaiveDate,
    /// The day on which it went on; none while it stands still.
    pub until: Option<NaiveDate>,
}

/// Working days on which a clock stood still so far. A day that lies in two pauses counts once.
pub fn working_days_paused(pauses: &[Pause], today: NaiveDate) -> u32 {
    let mut spans: Vec<(NaiveDate, NaiveDate)> = pauses
        .iter()
        .map(|pause| (pause.from, pause.until.unwrap_or(today).min(today)))
        .collect();
    spans.sort_unstable();
    let mut reached = NaiveDate::MIN;
    let mut days = 0;
    for (from, until) in spans {
        let from = from.max(reached);
        if until > from {
            days += working_days_between(from, until);
            reached = until;
        }
    }
    u32::try_from(days).unwrap_or(0)
}

/// The clock of a case: when a recommendation is due, and whether that day moves on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Day by which a recommendation is due, the pause that runs now left out.
    pub due_on: NaiveDate,
    /// Day since which the clock stands still; none while it runs.
    pub paused_since: Option<NaiveDate>,
}

impl Clock {
    /// A clock that runs.
    pub const fn running(due_on: NaiveDate) -> Self {
        Self {
            due_on,
            paused_since: None,
        }
    }

    /// Day by which a recommendation is due as things stand: a clock that stands still moves it on by a
    /// working day a working day. What was late when the clock stopped stays late, and nothing becomes
    /// late while it stands still.
    pub fn due_at(&self, today: NaiveDate) -> NaiveDate {
        let Some(since) = self.paused_since else {
            return self.due_on;
        };
        let days = u32::try_from(working_days_between(since, today)).unwrap_or(0);
        let moved = add_working_days(self.due_on, days);
        if self.due_on < since {
            let yesterday = today.checked_sub_days(Days::new(1)).unwrap_or(today);
            moved.min(yesterday)
        } else {
            moved.max(today)
        }
    }

    /// Whether a recommendation is late: what the lists count, in the same words.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.due_on < self.paused_since.unwrap_or(today)
    }

    /// The clock once it stands still or runs, as it should from today on.
    #[must_use]
    pub fn turned(self, stands_still: bool, today: NaiveDate) -> Self {
        match (self.paused_since, stands_still) {
            (Some(_), true) | (None, false) => self,
            (None, true) => Self {
                paused_since: Some(today),
                ..self
            },
            (Some(_), false) => Self::running(self.due_at(today)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_pause_moves_the_day_by_its_working_days() {
        let clock = Clock::running(day("2026-12-22")).turned(true, day("2026-11-24"));
        assert_eq!(clock.due_at(day("2026-11-24")), day("2026-12-22"));
        // Thursday to Monday, with a week between: six working days on, past Christmas and Boxing Day.
        assert_eq!(clock.due_at(day("2026-12-02")), day("2027-01-04"));
        let on = clock.turned(false, day("2026-12-02"));
        assert_eq!(on, Clock::running(day("2027-01-04")));
        assert_eq!(on.turned(false, day("2026-12-09")), on);
    }

    #[test]
    fn a_day_in_two_pauses_counts_once() {
        let pause = |from, until| Pause {
            from: day(from),
            until: Some(day(until)),
        };
        let both = [
            pause("2026-11-23", "2026-11-27"),
            pause("2026-11-25", "2026-12-01"),
        ];
        assert_eq!(working_days_paused(&both, day("2026-12-24")), 6);
        assert_eq!(working_days_paused(&both, day("2026-11-24")), 1);
        assert_eq!(working_days_paused(&[], day("2026-11-24")), 0);
    }

    proptest! {
        #[test]
        fn the_clock_moves_by_the_days_paused(start in 0_u64..4000, standard in 5_u32..60, steps in prop::collection::vec((0_u64..9, 0_u64..9), 0..6), after in 0_u64..9) {
            let begun = day("2020-01-01") + Days::new(start);
            let base = add_working_days(begun, standard);
            let (mut clock, mut today, mut pauses) = (Clock::running(base), begun, Vec::new());
            for (wait, rest) in steps {
                let from = today + Days::new(wait);
                if from > clock.due_on {
                    break;
                }
                today = from + Days::new(rest);
                clock = clock.turned(true, from).turned(false, today);
                pauses.push(Pause { from, until: Some(today) });
            }
            prop_assert_eq!(working_days_between(base, clock.due_on), i32::try_from(working_days_paused(&pauses, today)).unwrap());
            if today <= clock.due_on {
                let running = clock.turned(true, today);
                pauses.push(Pause { from: today, until: None });
                let now = today + Days::new(after);
                prop_assert_eq!(working_days_between(base, running.due_at(now)), i32::try_from(working_days_paused(&pauses, now)).unwrap());
            }
        }

        #[test]
        fn nothing_becomes_late_or_punctual_while_the_clock_stands_still(due in 0_u64..60, since in 0_u64..60, later in 0_u64..60) {
            let base = day("2026-11-02");
            let (due_on, since) = (base + Days::new(due), base + Days::new(since));
            let clock = Clock::running(due_on);
            let paused = clock.turned(true, since);
            let today = since + Days::new(later);
            prop_assert_eq!(paused.is_late(today), clock.is_late(since));
            prop_assert_eq!(paused.is_late(today), paused.due_at(today) < today);
        }
    }
}
