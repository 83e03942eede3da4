//! When the term of a new award begins, and what it takes the place of: never two in force at once,
//! never a day without one between a term and its renewal.

use chrono::{DateTime, NaiveDate, Utc};
use entity::ids::AccreditationId;
use entity::kinds::AccreditationEventKind;

use super::{Accreditation, Status};
use crate::platform::calendar::london_date;

/// When the term of a new award begins, and what it takes the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The first day of its term.
    pub since: NaiveDate,
    /// What gives way to it.
    pub replaces: Vec<AccreditationId>,
}

/// What becomes of what an organisation holds, or is to hold, under a scheme when a tier of a rank is
/// awarded now.
///
/// Where a term runs at the same tier or a higher one, the new term begins the day after it ends.
/// Otherwise it begins today: because nothing is in force, or because a higher tier takes the place of
/// what is. An award that still waited for its term gives way to the newer decision in any case. An
/// accreditation that was withdrawn or given up today had its day: then the new term begins tomorrow.
pub fn succeed(held: &[Accreditation], rank: u32, now: DateTime<Utc>) -> Succession {
    let today = london_date(now);
    let mut replaces = Vec::new();
    let mut follows = None;
    for one in held {
        match one.status_at(now) {
            Status::NotYet => replaces.push(one.id),
            Status::Active | Status::Suspended if rank > one.tier.rank => replaces.push(one.id),
            Status::Active | Status::Suspended => follows = follows.max(Some(one.term.until)),
            Status::Withdrawn | Status::Relinquished | Status::Superseded | Status::Lapsed => {}
        }
    }
    let earliest = if held.iter().any(|one| had_its_day(one, today)) {
        today.succ_opt().unwrap_or(today)
    } else {
        today
    };
    Succession {
        since: follows.unwrap_or(earliest),
        replaces,
    }
}

/// Whether it was in force on a day and was ended in the course of it.
fn had_its_day(one: &Accreditation, today: NaiveDate) -> bool {
    one.term.since <= today
        && one.term.until > today
        && one.events.iter().any(|event| {
            matches!(
                event.kind,
                AccreditationEventKind::Withdrawn | AccreditationEventKind::Relinquished
            ) && london_date(event.effective_at) == today
        })
}

#[cfg(test)]
mod tests {
    use super::super::properties::sample;
    use super::super::{Event, Reasons, Stamp, Term};
    use super::*;
    use chrono::TimeDelta;
    use entity::ids::{AccreditationEventId, PersonId};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn stamp(now: DateTime<Utc>) -> Stamp {
        Stamp {
            id: AccreditationEventId(Uuid::nil()),
            now,
            by: PersonId(Uuid::nil()),
        }
    }

    /// Awards a tier as the action does.
    fn award(held: &mut Vec<Accreditation>, rank: u32, months: u32, now: DateTime<Utc>) {
        let plan = succeed(held, rank, now);
        for one in held.iter_mut() {
            if plan.replaces.contains(&one.id) {
                *one = one
                    .clone()
                    .supersede("Member", plan.since, stamp(now))
                    .unwrap();
            }
        }
        let mut new = sample(Term::of_months(plan.since, months));
        new.id = AccreditationId(Uuid::from_u128(held.len() as u128 + 1));
        new.awarded_at = now;
        new.tier.rank = rank;
        held.push(new);
    }

    fn live(held: &[Accreditation], at: DateTime<Utc>) -> usize {
        held.iter()
            .filter(|one| matches!(one.status_at(at), Status::Active | Status::Suspended))
            .count()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_renewal_follows_on_without_a_gap() {
        let mut held = Vec::new();
        award(&mut held, 2, 12, at("2026-11-24T10:00:00Z"));
        award(&mut held, 2, 12, at("2027-10-01T10:00:00Z"));
        assert_eq!(held[1].term.since, held[0].term.until);
        assert_eq!(
            held[1].status_at(at("2027-11-01T10:00:00Z")),
            Status::NotYet
        );
        assert_eq!(
            held[0].status_at(at("2027-11-01T10:00:00Z")),
            Status::Active
        );
        assert_eq!(
            held[0].status_at(at("2027-11-24T00:00:00Z")),
            Status::Lapsed
        );
        assert_eq!(
            held[1].status_at(at("2027-11-24T00:00:00Z")),
            Status::Active
        );
        // In the grace there is nothing to follow: today.
        award(&mut held, 2, 12, at("2028-12-05T10:00:00Z"));
        assert_eq!(held[2].term.since.to_string(), "2028-12-05");
    }

    #[test]
    fn a_higher_tier_takes_the_place_of_what_is_and_of_what_waits() {
        let mut held = Vec::new();
        award(&mut held, 1, 24, at("2026-11-24T10:00:00Z"));
        award(&mut held, 1, 24, at("2028-10-01T10:00:00Z"));
        award(&mut held, 2, 24, at("2028-10-20T10:00:00Z"));
        let then = at("2028-10-20T10:00:01Z");
        let stand: Vec<_> = held.iter().map(|one| one.status_at(then)).collect();
        assert_eq!(
            stand,
            [Status::Superseded, Status::Superseded, Status::Active]
        );
        // From the first instant of its day, and not before.
        assert_eq!(
            held[0].status_at(at("2028-10-19T22:59:59Z")),
            Status::Active
        );
        assert_eq!(
            held[0].status_at(at("2028-10-19T23:00:00Z")),
            Status::Superseded
        );
    }

    #[test]
    fn what_was_withdrawn_today_had_its_day() {
        let mut held = Vec::new();
        award(&mut held, 1, 24, at("2026-11-24T10:00:00Z"));
        let done = held[0].clone().withdraw(
            Reasons::parse("Wrong", "").unwrap(),
            stamp(at("2027-03-01T09:00:00Z")),
        );
        held[0] = done.unwrap();
        award(&mut held, 1, 24, at("2027-03-01T12:00:00Z"));
        assert_eq!(held[1].term.since.to_string(), "2027-03-02");
    }

    proptest! {
        #[test]
        fn there_are_never_two_at_once(
            acts in prop::collection::vec((0_usize..9, 1_u32..4, 1_u32..5, 0_i64..400_000), 1..14),
            probes in prop::collection::vec(0_i64..5_000_000, 40)
        ) {
            let start = at("2026-11-24T10:00:00Z");
            let mut now = start;
            let mut held: Vec<Accreditation> = Vec::new();
            for (act, rank, months, minutes) in acts {
                // Half of the acts come on the same day.
                now += TimeDelta::minutes(if minutes % 2 == 0 { minutes } else { minutes % 90 });
                let event = match act {
                    0 => Event::Suspend,
                    1 => Event::Reinstate,
                    2 => Event::Withdraw,
                    3 => Event::Relinquish,
                    _ => {
                        let before = held.clone();
                        award(&mut held, rank, months * 3, now);
                        let new = held.last().unwrap();
                        // No gap: something is in force until it begins, unless it begins today or,
                        // after one that had its day, tomorrow.
                        let begins = crate::platform::calendar::london_midnight(new.term.since);
                        if (new.term.since - london_date(now)).num_days() > 1 {
                            prop_assert_eq!(live(&held, begins - TimeDelta::milliseconds(1)), 1);
                        }
                        prop_assert_eq!(live(&held, begins), 1);
                        prop_assert!(live(&held, now) == 1 || live(&before, now) == 0);
                        continue;
                    }
                };
                let reasons = Reasons::parse("A reason", "").unwrap();
                if let Some(one) = held.iter_mut().rev().find(|one| {
                    super::super::next_status(one.status_at(now), event).is_some()
                }) {
                    *one = one.clone().happen(event, reasons, stamp(now)).unwrap();
                }
            }
            for minutes in probes {
                let probe = start - TimeDelta::days(1) + TimeDelta::minutes(minutes);
                prop_assert!(live(&held, probe) <= 1, "{probe}");
            }
            for one in &held {
                let (begin, end) = one.term.edges();
                for probe in [begin, end, end - TimeDelta::milliseconds(1), one.awarded_at] {
                    prop_assert!(live(&held, probe) <= 1, "{probe}");
                }
            }
        }
    }
}
