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
        started_by: person(1),
        started_at: instant(0),
        state: State::Draft { sent_back: None },
        version: 1,
    }
}

/// What somebody tries to do.
#[derive(Clone, Copy, Debug)]
enum Act {
    Seek,
    Request,
    SendBack,
    SignOff,
    Withdraw,
    Decide,
}

impl Act {
    /// The word of the table of transitions; none when the state stays.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::Seek => None,
            Self::Request => Some("request sign-off"),
            Self::SendBack => Some("send back"),
            Self::SignOff => Some("sign off and submit"),
            Self::Withdraw => Some("withdraw"),
            Self::Decide => Some("decide"),
        }
    }

    fn perform(self, on: Assessment, by: PersonId, now: DateTime<Utc>) -> Result<Assessment> {
        match self {
            Self::Seek => on.seek(TierCode::parse("advocate").unwrap()),
            Self::Request => on.request_sign_off(by, now),
            Self::SendBack => on.send_back(by, now, "Look again"),
            Self::SignOff => on.sign_off(by, now),
            Self::Withdraw => on.withdraw(by, now, ""),
            Self::Decide => on.decide(now),
        }
    }
}

fn acts() -> impl Strategy<Value = Vec<(Act, u8)>> {
    let act = prop::sample::select(vec![
        Act::Seek,
        Act::Request,
        Act::SendBack,
        Act::SignOff,
        Act::Withdraw,
        Act::Decide,
    ]);
    prop::collection::vec((act, 1_u8..4), 0..24)
}

proptest! {
    #[test]
    fn nothing_is_submitted_without_a_second_person(acts in acts()) {
        let mut now = draft();
        for (minute, (act, who)) in acts.into_iter().enumerate() {
            let at = instant(i64::try_from(minute).unwrap());
            let before = now.state.status();
            let Ok(after) = act.perform(now.clone(), person(who), at) else {
                continue;
            };
            // Every change of state is one of the table, and the row says the same as the state.
            if let Some(word) = act.word() {
                prop_assert!(TRANSITIONS.contains(&(before, word, after.state.status())));
            } else {
                prop_assert_eq!(before, after.state.status());
            }
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

#[test]
fn every_transition_of_the_table_can_happen() {
    let two = |a: Assessment| {
        a.request_sign_off(person(1), instant(1))
            .and_then(|a| a.sign_off(person(2), instant(2)))
            .unwrap()
    };
    let asked = draft().request_sign_off(person(1), instant(1)).unwrap();
    for (from, word, to) in TRANSITIONS {
        let start = match from {
            AssessmentStatus::Draft => draft(),
            AssessmentStatus::AwaitingSignOff => asked.clone(),
            AssessmentStatus::Submitted => two(draft()),
            AssessmentStatus::Decided | AssessmentStatus::Withdrawn => {
                panic!("nothing leaves {from:?}")
            }
        };
        let act = [
            Act::Request,
            Act::SendBack,
            Act::SignOff,
            Act::Withdraw,
            Act::Decide,
        ]
        .into_iter()
        .find(|act| act.word() == Some(word))
        .unwrap();
        let after = act.perform(start, person(2), instant(3)).unwrap();
        assert_eq!(after.state.status(), *to, "{word}");
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
