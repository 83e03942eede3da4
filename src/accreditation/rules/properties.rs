//! Properties of the status: they hold for every term and every run of events, possible or not.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use entity::ids::{AccreditationEventId, PersonId};
use entity::kinds::AccreditationEventKind;
use proptest::prelude::*;
use uuid::Uuid;

use super::status::status_at;
use super::*;
use crate::platform::calendar::london_midnight;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn event(
    kind: AccreditationEventKind,
    effective_at: DateTime<Utc>,
    sequence: i32,
) -> AccreditationEvent {
    AccreditationEvent {
        id: AccreditationEventId(Uuid::nil()),
        kind,
        effective_at,
        public_reason: "A reason".to_owned(),
        internal_note: String::new(),
        done_by: None,
        sequence,
    }
}

pub(crate) fn sample(term: Term) -> Accreditation {
    let id = Uuid::nil();
    Accreditation::award(
        AwardFacts {
            id: id.into(),
            entry: "harbour-street-bakery-ltd-7k2q".to_owned(),
            organisation_id: id.into(),
            authority_id: id.into(),
            scheme_id: id.into(),
            scheme_version_id: id.into(),
            assessment_id: id.into(),
            decision_id: id.into(),
            holder: Holder {
                name: "Harbour Street Bakery Ltd".to_owned(),
                ..Holder::default()
            },
        },
        AwardedTier {
            code: TierCode::parse("member").unwrap(),
            name: "Member".to_owned(),
            rank: 2,
        },
        term,
        london_midnight(term.since) + TimeDelta::hours(10),
    )
}

fn stamp(now: DateTime<Utc>) -> Stamp {
    Stamp {
        id: AccreditationEventId(Uuid::nil()),
        now,
        by: PersonId(Uuid::nil()),
    }
}

fn reasons() -> Reasons {
    Reasons::parse("Payroll evidence is being checked", "").unwrap()
}

prop_compose! {
    /// Any term of up to four years, across many changes of the clocks.
    pub(crate) fn terms()(start in 0_u64..8000, length in 1_u64..1500) -> Term {
        let since = day("2015-01-01") + Days::new(start);
        Term { since, until: since + Days::new(length) }
    }
}

prop_compose! {
    /// Any events, in any order, inside and outside the term.
    pub(crate) fn histories(term: Term)(
        raw in prop::collection::vec((0_usize..5, -100_000_i64..2_500_000), 0..8)
    ) -> Vec<AccreditationEvent> {
        raw.into_iter()
            .zip(1..)
            .map(|((kind, minutes), sequence)| {
                let kind = AccreditationEventKind::ALL[kind];
                event(kind, london_midnight(term.since) + TimeDelta::minutes(minutes), sequence)
            })
            .collect()
    }
}

pub(crate) fn worlds() -> impl Strategy<Value = (Term, Vec<AccreditationEvent>)> {
    terms().prop_flat_map(|term| (Just(term), histories(term)))
}

proptest! {
    #[test]
    fn it_is_constant_between_events_and_edges((term, events) in worlds(), share in 0_i64..1000) {
        let (begin, end) = term.edges();
        let mut breaks: Vec<_> = events.iter().map(|event| event.effective_at).collect();
        breaks.extend([begin, end, begin - TimeDelta::days(400), end + TimeDelta::days(400)]);
        breaks.sort();
        for pair in breaks.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if from == to { continue; }
            let inside = from + TimeDelta::milliseconds((to - from).num_milliseconds() / 1000 * share);
            let inside = inside.min(to - TimeDelta::milliseconds(1));
            prop_assert_eq!(status_at(term, &events, from), status_at(term, &events, inside));
        }
    }

    #[test]
    fn it_begins_and_ends_at_midnight_in_london(term in terms()) {
        let (begin, end) = term.edges();
        let tick = TimeDelta::milliseconds(1);
        prop_assert_eq!(status_at(term, &[], begin - tick), Status::NotYet);
        prop_assert_eq!(status_at(term, &[], begin), Status::Active);
        prop_assert_eq!(status_at(term, &[], end - tick), Status::Active);
        prop_assert_eq!(status_at(term, &[], end), Status::Lapsed);
    }

    #[test]
    fn time_and_an_award_lead_where_the_table_says(term in terms()) {
        let to = |from: Option<Status>, event| {
            let way = TRANSITIONS.iter().find(|way| way.from == from && way.event == event);
            way.map(|way| way.to)
        };
        let awarded = sample(term);
        let (begin, end) = term.edges();
        let tick = TimeDelta::milliseconds(1);
        prop_assert_eq!(Some(awarded.status_at(awarded.awarded_at)), to(None, Event::Award));
        let before = awarded.status_at(begin - tick);
        prop_assert_eq!(Some(awarded.status_at(begin)), to(Some(before), Event::Begin));
        let last = awarded.status_at(end - tick);
        prop_assert_eq!(Some(awarded.status_at(end)), to(Some(last), Event::Lapse));
        let events = vec![event(AccreditationEventKind::Suspended, begin, 1)];
        let last = status_at(term, &events, end - tick);
        prop_assert_eq!(last, Status::Suspended);
        prop_assert_eq!(Some(status_at(term, &events, end)), to(Some(last), Event::Lapse));
    }

    #[test]
    fn what_is_ended_stays_ended((term, events) in worlds(), hours in 0_i64..100_000) {
        let first = events.iter().map(|event| event.effective_at).min();
        let Some(first) = first else { return Ok(()) };
        // The authority's word counts before the employer's, and both before a newer award.
        let ends = [Status::Withdrawn, Status::Relinquished, Status::Superseded];
        let mut ended = None;
        for step in 0..50 {
            let status = status_at(term, &events, first + TimeDelta::hours(step * hours / 50));
            if let Some(before) = ended {
                prop_assert!(status == before || ends.iter().position(|end| *end == status) < ends.iter().position(|end| *end == before));
            }
            if ends.contains(&status) {
                ended = Some(status);
            }
        }
    }

    #[test]
    fn every_change_is_in_the_table(term in terms(), acts in prop::collection::vec((0_usize..4, 1_i64..200_000), 0..8)) {
        let mut accreditation = sample(term);
        let mut now = accreditation.awarded_at;
        for (act, minutes) in acts {
            now += TimeDelta::minutes(minutes);
            let event = [Event::Suspend, Event::Reinstate, Event::Withdraw, Event::Relinquish][act];
            let before = accreditation.status_at(now);
            let done = accreditation.clone().happen(event, reasons(), stamp(now));
            match next_status(before, event) {
                Some(after) => {
                    accreditation = done.unwrap();
                    prop_assert_eq!(accreditation.status_at(now), after);
                    prop_assert_eq!(accreditation.status_at(now - TimeDelta::milliseconds(1)), before);
                }
                None => prop_assert!(done.is_err()),
            }
        }
    }
}

#[test]
fn summer_time_moves_the_edges_by_an_hour() {
    let term = Term {
        since: day("2026-06-01"),
        until: day("2027-01-01"),
    };
    assert_eq!(
        status_at(term, &[], at("2026-05-31T22:59:59.999Z")),
        Status::NotYet
    );
    assert_eq!(
        status_at(term, &[], at("2026-05-31T23:00:00Z")),
        Status::Active
    );
    assert_eq!(
        status_at(term, &[], at("2026-12-31T23:59:59.999Z")),
        Status::Active
    );
    assert_eq!(
        status_at(term, &[], at("2027-01-01T00:00:00Z")),
        Status::Lapsed
    );
}

#[test]
fn a_day_of_changing_clocks_belongs_to_the_term_as_a_whole() {
    // The clocks go forward on 28 March 2027 and back on 31 October 2027, at one in the morning.
    for changing in ["2027-03-28", "2027-10-31"] {
        let term = Term::of_months(day(changing), 1);
        let (begin, _) = term.edges();
        assert_eq!(
            status_at(term, &[], begin - TimeDelta::milliseconds(1)),
            Status::NotYet
        );
        for hours in 0..23 {
            assert_eq!(
                status_at(term, &[], begin + TimeDelta::hours(hours)),
                Status::Active
            );
        }
        let ends = Term {
            since: day("2026-01-01"),
            until: day(changing),
        };
        assert_eq!(status_at(ends, &[], ends.edges().1), Status::Lapsed);
    }
}

#[test]
fn months_end_where_people_expect() {
    let term = |since, months| Term::of_months(day(since), months).until.to_string();
    assert_eq!(term("2026-11-24", 24), "2028-11-24");
    assert_eq!(term("2027-08-31", 6), "2028-02-29");
    assert_eq!(term("2028-02-29", 12), "2029-02-28");
}

#[test]
fn a_suspension_outlives_neither_the_term_nor_a_withdrawal() {
    let term = Term {
        since: day("2026-11-24"),
        until: day("2028-11-24"),
    };
    let suspended = sample(term)
        .suspend(reasons(), stamp(at("2027-01-10T10:00:00Z")))
        .unwrap();
    assert_eq!(
        suspended.status_at(at("2027-01-10T09:59:59.999Z")),
        Status::Active
    );
    assert_eq!(
        suspended.status_at(at("2027-01-10T10:00:00Z")),
        Status::Suspended
    );
    assert_eq!(
        suspended.status_at(at("2028-11-24T00:00:00Z")),
        Status::Lapsed
    );
    let withdrawn = suspended
        .withdraw(reasons(), stamp(at("2027-02-01T10:00:00Z")))
        .unwrap();
    assert_eq!(
        withdrawn.status_at(at("2029-01-01T00:00:00Z")),
        Status::Withdrawn
    );
    assert!(withdrawn.possible_at(at("2027-03-01T00:00:00Z")).is_empty());
}

#[test]
fn what_cannot_be_done_says_why() {
    let term = Term {
        since: day("2026-11-24"),
        until: day("2027-11-24"),
    };
    let refused = sample(term).suspend(reasons(), stamp(at("2028-01-01T00:00:00Z")));
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("its term ended on 23 November 2027"),
    );
    let refused = sample(term).reinstate(reasons(), stamp(at("2027-01-01T00:00:00Z")));
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("it is active, not suspended")
    );
}

#[test]
fn a_public_reason_is_needed_and_fits() {
    assert!(Reasons::parse("  ", "").is_err());
    assert!(Reasons::parse(&"é".repeat(PUBLIC_REASON_MAX_CHARACTERS), "").is_ok());
    assert!(Reasons::parse(&"é".repeat(PUBLIC_REASON_MAX_CHARACTERS + 1), "").is_err());
}
