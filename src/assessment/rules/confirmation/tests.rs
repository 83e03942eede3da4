//! What can happen to a confirmation, and what its answer says.

use super::*;
use uuid::Uuid;

fn asked(status: ConfirmationStatus) -> Confirmation {
    let now = DateTime::UNIX_EPOCH;
    Confirmation {
        id: Uuid::nil().into(),
        assessment_id: Uuid::nil().into(),
        authority_id: Uuid::nil().into(),
        criterion: CriterionCode::parse("VOICE-3").unwrap(),
        asked_of: Confirmer::Union,
        statement: String::new(),
        status,
        asked_by: Uuid::nil().into(),
        asked_at: now,
        email: Some("una@union.example".to_owned()),
        token_hash: Some("x".to_owned()),
        expires_at: now + TimeDelta::days(LINK_DAYS),
        sent: 1,
        closed_at: None,
        capacity: String::new(),
        words: String::new(),
        version: 1,
    }
}

fn perform(event: ConfirmationEvent, on: Confirmation) -> Result<Confirmation> {
    let now = DateTime::UNIX_EPOCH;
    match event {
        ConfirmationEvent::Ask => panic!("it is asked already"),
        ConfirmationEvent::Resend => on.resend("y".to_owned(), now),
        ConfirmationEvent::Revoke => on.revoke(now),
        ConfirmationEvent::Confirm | ConfirmationEvent::NotConfirm | ConfirmationEvent::Decline => {
            let given = Answered {
                event,
                capacity: String::new(),
                words: String::new(),
            };
            on.answer(given, now)
        }
    }
}

#[test]
fn an_event_can_happen_exactly_where_the_table_says() {
    for start in ConfirmationStatus::ALL {
        for way in &CONFIRMATION_TRANSITIONS[1..] {
            let expected = CONFIRMATION_TRANSITIONS
                .iter()
                .find(|one| one.from == Some(*start) && one.event == way.event)
                .map(|one| one.to);
            let after = perform(way.event, asked(*start)).ok();
            assert_eq!(
                after.map(|one| one.status),
                expected,
                "{start:?} {:?}",
                way.event
            );
        }
    }
}

#[test]
fn a_link_works_for_a_while_and_is_sent_so_often() {
    let over = DateTime::UNIX_EPOCH + TimeDelta::days(LINK_DAYS);
    let mut one = asked(ConfirmationStatus::Asked);
    assert!(one.must_wait(over).is_err());
    for _ in 1..SENT_MAX {
        one = one.resend("y".to_owned(), over).unwrap();
        assert!(one.must_wait(over).is_ok());
    }
    assert!(one.resend("y".to_owned(), over).is_err());
}

#[test]
fn only_a_confirmation_gives_an_answer_and_it_names_nobody() {
    let confirmed = perform(ConfirmationEvent::Confirm, asked(ConfirmationStatus::Asked)).unwrap();
    let Some(Answer::Confirmation { by, name }) = confirmed.as_answer() else {
        panic!("no answer");
    };
    assert_eq!(
        (by, name.as_str()),
        (Confirmer::Union, "confirmed on 1 January 1970")
    );
    let declined = perform(ConfirmationEvent::Decline, asked(ConfirmationStatus::Asked));
    assert_eq!(declined.unwrap().as_answer(), None);
    assert!(Answered::parse("perhaps", "", "").is_err());
    assert!(Answered::parse("confirm", &"x".repeat(101), "").is_err());
}
