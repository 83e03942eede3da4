//! Appeals in time, by grounds, answered by somebody new to it, and what comes back.

use super::super::properties::sample;
use super::super::{Event, Reasons, Stamp, Term};
use super::*;
use proptest::prelude::*;
use uuid::Uuid;

fn person(n: u128) -> PersonId {
    Uuid::from_u128(n).into()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn subject() -> Subject {
    let id = Uuid::nil();
    Subject {
        id,
        against: AppealAgainst::Withdrawal,
        happened_at: at("2026-11-24T10:00:00Z"),
        accreditation_id: Some(id.into()),
        assessment_id: id.into(),
        authority_id: id.into(),
        organisation_id: id.into(),
        organisation: "Quarry Bank Care Ltd".to_owned(),
    }
}

fn lodged(today: &str, grounds: Vec<Ground>, words: &str) -> Result<Appeal> {
    let done = Done {
        by: person(9),
        at: at("2026-11-25T10:00:00Z"),
    };
    let today = today.parse().unwrap();
    Appeal::lodge(
        (Uuid::nil().into(), "A-234567".to_owned(), subject()),
        (grounds, words),
        done,
        (Days::usual(20), today),
    )
}

proptest! {
    #[test]
    fn whoever_had_a_part_in_it_never_answers(
        acts in prop::collection::vec((0_u8..3, 1_u128..6), 0..8),
    ) {
        let involved = Involved {
            decided: vec![person(1)],
            assessed: vec![person(2)],
            allocated: vec![person(3)],
            acted: vec![person(4)],
        };
        let mut one = lodged("2026-11-25", vec![Ground::Facts], "Wrong").unwrap();
        for (act, by) in acts {
            let done = Done { by: person(by), at: at("2026-11-26T10:00:00Z") };
            let before = one.clone();
            let (event, tried) = match act {
                0 => (AppealEvent::Take, before.clone().take(done, &involved)),
                1 => (AppealEvent::Uphold, before.clone().uphold(Remedy::Restore, "So", done, &involved)),
                _ => (AppealEvent::Dismiss, before.clone().dismiss("So", done, &involved)),
            };
            let may = next_appeal_status(before.status, event);
            match tried {
                Ok(after) => {
                    prop_assert_eq!(by, 5);
                    prop_assert_eq!(Some(after.status), may);
                    prop_assert_eq!(after.due_on().is_some(), after.is_open());
                    one = after;
                }
                // Who has it does not take it twice.
                Err(_) => prop_assert!(may.is_none() || by != 5 || (act == 0 && before.taken.is_some())),
            }
        }
    }
}

#[test]
fn it_is_lodged_in_time_on_grounds() {
    assert!(lodged("2026-12-22", vec![Ground::Facts], "Wrong").is_ok());
    let late = lodged("2026-12-23", vec![Ground::Facts], "Wrong").unwrap_err();
    assert!(
        late.to_string()
            .contains("the last day was 22 December 2026")
    );
    let Err(Error::Invalid(errors)) = lodged("2026-11-25", Vec::new(), " ") else {
        panic!("it was taken");
    };
    assert_eq!(errors.0.len(), 2);
    assert_eq!(
        Ground::read(["facts", "no", "facts"].into_iter()),
        [Ground::Facts]
    );
}

#[test]
fn one_comes_back_only_alone_and_within_its_term() {
    let term = Term {
        since: "2026-11-24".parse().unwrap(),
        until: "2028-11-24".parse().unwrap(),
    };
    let stamp = |now| Stamp {
        id: Uuid::nil().into(),
        now,
        by: person(1),
    };
    let reasons = || Reasons::parse("A reason", "").unwrap();
    let gone = sample(term)
        .withdraw(reasons(), stamp(at("2027-01-10T10:00:00Z")))
        .unwrap();
    let now = at("2027-02-01T10:00:00Z");
    assert!(may_be_restored(&gone, std::slice::from_ref(&gone), now).is_ok());
    assert!(may_be_restored(&gone, &[], at("2028-11-24T00:00:00Z")).is_err());
    let mut other = sample(term);
    other.id = Uuid::from_u128(7).into();
    let why = may_be_restored(&gone, &[gone.clone(), other.clone()], now).unwrap_err();
    assert!(why.to_string().contains("another accreditation"));
    let over = other
        .relinquish(reasons(), stamp(at("2027-01-11T10:00:00Z")))
        .unwrap();
    assert!(may_be_restored(&gone, &[gone.clone(), over], now).is_ok());
    let back = gone
        .clone()
        .happen(Event::Restore, reasons(), stamp(now))
        .unwrap();
    assert_eq!(back.status_at(now), Status::Active);
    assert_eq!(back.term, gone.term);
    assert_eq!(
        back.status_at(at("2027-01-31T10:00:00Z")),
        Status::Withdrawn
    );
    assert_eq!(back.status_at(at("2028-11-24T00:00:00Z")), Status::Lapsed);
    assert!(
        sample(term)
            .happen(Event::Restore, reasons(), stamp(now))
            .is_err()
    );
    assert!(Subject::of(&gone, now).is_some());
    assert!(Subject::of(&back, now).is_none());
}
