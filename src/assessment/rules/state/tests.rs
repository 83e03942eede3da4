use super::super::about::About;
use super::super::transition::{Event, TRANSITIONS, next_status};
use super::*;
use proptest::prelude::*;
use uuid::Uuid;

fn person(n: u8) -> PersonId {
    PersonId(Uuid::from_u128(u128::from(n)))
}

fn instant(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_000 + minute * 60_000).unwrap()
}

fn draft() -> Assessment {
    let id = Uuid::from_u128(9);
    Assessment {
        id: AssessmentId(id),
        reference: "EX-22222".to_owned(),
        organisation_id: OrganisationId(id),
        authority_id: AuthorityId(id),
        scheme_id: SchemeId(id),
        scheme_version_id: SchemeVersionId(id),
        tier_sought: TierCode::parse("member").unwrap(),
        about: About::default(),
        started_by: person(1),
        started_at: instant(0),
        state: State::Draft { sent_back: None },
        version: 1,
    }
}

/// What somebody tries to do to an assessment that there is.
const ACTS: &[Event] = &[
    Event::RequestSignOff,
    Event::SendBack,
    Event::SignOff,
    Event::Withdraw,
    Event::Move,
    Event::Decide,
];

fn perform(event: Event, on: Assessment, by: PersonId, now: DateTime<Utc>) -> Result<Assessment> {
    match event {
        Event::Start => panic!("it is started already"),
        Event::RequestSignOff => on.request_sign_off(by, now),
        Event::SendBack => on.send_back(by, now, "Look again"),
        Event::SignOff => on.sign_off(by, now),
        Event::Withdraw => on.withdraw(by, now, ""),
        Event::Move => {
            let version = SchemeVersionId(Uuid::from_u128(99));
            let tier = on.tier_sought.clone();
            on.move_to(version, tier, About::default())
        }
        Event::Decide => on.decide(now),
    }
}

proptest! {
    #[test]
    fn nothing_is_submitted_without_a_second_person(
        acts in prop::collection::vec((prop::option::of(prop::sample::select(ACTS)), 1_u8..4), 0..24),
    ) {
        let mut now = draft();
        for (minute, (act, who)) in acts.into_iter().enumerate() {
            let at = instant(i64::try_from(minute).unwrap());
            let before = now.state.status();
            // Seeking another tier is no change of state.
            let (tried, expected) = match act {
                None => (now.clone().seek(TierCode::parse("advocate").unwrap()), Some(before)),
                Some(event) => (
                    perform(event, now.clone(), person(who), at),
                    next_status(Some(before), event),
                ),
            };
            let Ok(after) = tried else {
                continue;
            };
            // Every change of state is one of the table, and the row says the same as the state.
            prop_assert_eq!(Some(after.state.status()), expected);
            prop_assert_eq!(after.state.facts().state(), Ok(after.state.clone()));
            if let Some(submission) = after.state.submission() {
                prop_assert_ne!(submission.requested_by, submission.signed_off_by);
                // What was submitted never changes afterwards.
                if let Some(earlier) = now.state.submission() {
                    prop_assert_eq!(earlier, submission);
                }
            } else {
                prop_assert!(now.state.submission().is_none());
            }
            now = after;
        }
    }
}

/// One assessment in each state, as it gets there.
fn in_every_state() -> Vec<Assessment> {
    let asked = draft().request_sign_off(person(1), instant(1)).unwrap();
    let submitted = asked.clone().sign_off(person(2), instant(2)).unwrap();
    let decided = submitted.clone().decide(instant(3)).unwrap();
    let withdrawn = submitted
        .clone()
        .withdraw(person(2), instant(3), "")
        .unwrap();
    vec![draft(), asked, submitted, decided, withdrawn]
}

#[test]
fn an_event_can_happen_exactly_where_the_table_says() {
    let all = in_every_state();
    let statuses: Vec<_> = all.iter().map(|one| one.state.status()).collect();
    assert_eq!(statuses, AssessmentStatus::ALL);
    for start in all {
        let from = start.state.status();
        for event in ACTS {
            let after = perform(*event, start.clone(), person(2), instant(5)).ok();
            assert_eq!(
                after.map(|after| after.state.status()),
                next_status(Some(from), *event),
                "{from:?}: {event:?}"
            );
        }
    }
    let of_nothing: Vec<_> = TRANSITIONS
        .iter()
        .filter(|way| way.from.is_none())
        .collect();
    assert_eq!(of_nothing.len(), 1);
    assert_eq!(of_nothing[0].event, Event::Start);
    assert_eq!(of_nothing[0].to, draft().state.status());
    for event in Event::ALL {
        assert!(TRANSITIONS.iter().any(|way| way.event == *event));
    }
}

#[test]
fn a_row_that_nobody_could_have_written_has_a_name() {
    let good = draft()
        .request_sign_off(person(1), instant(1))
        .and_then(|a| a.sign_off(person(2), instant(2)))
        .unwrap()
        .state
        .facts();
    assert!(good.state().is_ok());
    for bad in [
        Facts {
            signed_off_by: good.requested_by,
            ..good.clone()
        },
        Facts {
            submitted_at: None,
            ..good.clone()
        },
        Facts {
            closed_at: good.submitted_at,
            ..good.clone()
        },
        Facts {
            status: AssessmentStatus::Draft,
            ..good.clone()
        },
        Facts {
            status: AssessmentStatus::AwaitingSignOff,
            ..good.clone()
        },
        Facts {
            status: AssessmentStatus::Decided,
            ..good.clone()
        },
        Facts {
            status: AssessmentStatus::Withdrawn,
            ..good.clone()
        },
    ] {
        assert!(bad.state().is_err(), "{bad:?}");
    }
}

#[test]
fn who_sends_it_back_says_why_unless_it_is_their_own() {
    let asked = draft().request_sign_off(person(1), instant(1)).unwrap();
    assert!(
        asked
            .clone()
            .send_back(person(2), instant(2), "  ")
            .is_err()
    );
    assert!(asked.clone().send_back(person(1), instant(2), "").is_ok());
    let long = "x".repeat(NOTE_MAX_CHARACTERS + 1);
    assert!(asked.send_back(person(2), instant(2), &long).is_err());
}
