//! Seats, comparisons, and which review a case is decided on.

use chrono::TimeDelta;
use entity::ids::{AssessmentId, AuthorityId, FindingId, PersonId};
use proptest::prelude::*;
use uuid::Uuid;

use super::super::{Advice, Recommendation, Return, State};
use super::*;
use crate::scheme::rules::TierCode;

fn now() -> DateTime<Utc> {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

fn recommended(tier: Option<&str>) -> State {
    State::Recommended {
        declared_at: now(),
        recommendation: Recommendation {
            advice: tier.map_or(Advice::Decline, |tier| Advice::Award {
                tier: TierCode::parse(tier).unwrap(),
            }),
            reason: "As found".to_owned(),
            at: now(),
        },
    }
}

fn review(number: u128, seat: Seat, state: State) -> Review {
    Review {
        id: ReviewId(Uuid::from_u128(number)),
        assessment_id: AssessmentId(Uuid::nil()),
        authority_id: AuthorityId(Uuid::nil()),
        assessor_id: PersonId(Uuid::from_u128(100 + number)),
        seat,
        allocated_by: PersonId(Uuid::nil()),
        allocated_at: now(),
        due_on: "2026-12-22".parse().unwrap(),
        state,
        version: 1,
    }
}

fn found(by: &Review, code: &str, judgement: Judgement) -> (ReviewId, Finding) {
    let finding = Finding {
        id: FindingId(Uuid::nil()),
        criterion: CriterionCode::parse(code).unwrap(),
        judgement,
        reason: "Seen".to_owned(),
        internal_note: String::new(),
        saved_at: now() + TimeDelta::minutes(1),
        version: 1,
    };
    (by.id, finding)
}

fn two(first: State, second: State) -> Vec<Review> {
    vec![
        review(1, Seat::Assessor(1), first),
        review(2, Seat::Assessor(2), second),
    ]
}

#[test]
fn a_case_is_compared_when_the_last_of_its_assessors_recommends() {
    let route = Route::of_assessors(2);
    let open = State::Open { declared_at: now() };
    let half = two(recommended(Some("member")), open);
    assert_eq!(compare(&route, &half, &[], now()), None);
    let both = two(recommended(Some("member")), recommended(Some("member")));
    let same = [
        found(&both[0], "PAY-1", Judgement::Met),
        found(&both[1], "PAY-1", Judgement::Met),
    ];
    let agreement = compare(&route, &both, &same, now()).unwrap();
    assert_eq!((agreement.criteria, agreement.agreed), (1, 1));
    assert_eq!(agreement.moderation, Moderation::NotNeeded);
    assert_eq!(compare(&Route::standard(), &both[..1], &same, now()), None);
}

#[test]
fn another_tier_or_another_judgement_needs_a_moderator() {
    let route = Route::of_assessors(2);
    let tiers = two(recommended(Some("member")), recommended(None));
    let differ = compare(&route, &tiers, &[], now()).unwrap();
    assert_eq!(differ.moderation, Moderation::Needed);
    let both = two(recommended(Some("member")), recommended(Some("member")));
    let findings = [
        found(&both[0], "PAY-1", Judgement::Met),
        found(&both[1], "PAY-1", Judgement::Partly),
        found(&both[0], "PAY-2", Judgement::Met),
        found(&both[1], "PAY-2", Judgement::Met),
    ];
    let differ = compare(&route, &both, &findings, now()).unwrap();
    assert_eq!((differ.criteria, differ.agreed), (2, 1));
    assert_eq!(differ.moderation, Moderation::Needed);
    let agreed = agreed_findings(&both, &findings);
    assert_eq!(agreed.len(), 1);
    assert_eq!(agreed[0].criterion.as_str(), "PAY-2");
    // What one of them did not judge at all is not agreed on either.
    let alone = compare(&route, &both, &findings[2..3], now()).unwrap();
    assert_eq!(alone.moderation, Moderation::Needed);
    assert!(agreed_findings(&both, &findings[2..3]).is_empty());
}

#[test]
fn seats_fill_from_the_first_and_a_moderator_sits_only_where_assessors_differ() {
    let seat = |reviews: &[Review], moderation| free_seat(reviews, 2, moderation);
    assert_eq!(seat(&[], None).unwrap(), Seat::Assessor(1));
    let both = two(State::Allocated, recommended(None));
    assert_eq!(seat(&both[1..], None).unwrap(), Seat::Assessor(1));
    assert_eq!(seat(&both[..1], None).unwrap(), Seat::Assessor(2));
    assert!(seat(&both, None).is_err());
    let done = two(recommended(None), recommended(None));
    assert!(seat(&done, Some(Moderation::NotNeeded)).is_err());
    let needed = Some(Moderation::Needed);
    assert_eq!(seat(&done, needed).unwrap(), Seat::Moderator);
    let mut moderated = done;
    moderated.push(review(3, Seat::Moderator, State::Allocated));
    assert!(seat(&moderated, needed).is_err());
    assert!(may_be_replaced(&moderated[0], &moderated).is_err());
    assert!(may_be_replaced(&moderated[2], &moderated).is_ok());
}

#[test]
fn a_case_is_decided_on_the_moderator_or_on_assessors_who_agree() {
    let done = two(recommended(Some("member")), recommended(Some("member")));
    let on = |reviews: &[Review], moderation| {
        to_decide_on(reviews, 2, moderation)
            .map(|review| review.seat)
            .map_err(|error| error.to_string())
    };
    let agree = Some(Moderation::NotNeeded);
    assert_eq!(on(&done, agree), Ok(Seat::Assessor(1)));
    assert!(on(&done, None).unwrap_err().contains("Appoint a moderator"));
    let needed = Some(Moderation::Needed);
    assert!(
        on(&done, needed)
            .unwrap_err()
            .contains("Appoint a moderator")
    );
    assert!(
        on(&done[..1], agree)
            .unwrap_err()
            .contains("2 assessors have to judge")
    );
    assert!(on(&[], agree).unwrap_err().contains("Nobody has reviewed"));
    let mut moderated = done.clone();
    moderated.push(review(
        3,
        Seat::Moderator,
        State::Open { declared_at: now() },
    ));
    assert!(on(&moderated, needed).is_err());
    moderated[2].state = recommended(None);
    assert_eq!(on(&moderated, needed), Ok(Seat::Moderator));
    let mut twice = done;
    twice[1].assessor_id = twice[0].assessor_id;
    assert!(on(&twice, agree).is_err(), "one person in two seats");
}

/// Any state a review can be in.
fn state() -> impl Strategy<Value = State> {
    let tier = prop::option::of(prop::sample::select(vec!["member", "leader"]));
    prop_oneof![
        Just(State::Allocated),
        Just(State::Open { declared_at: now() }),
        tier.prop_map(recommended),
        Just(State::Returned {
            at: now(),
            why: Return::Replaced {
                reason: "Away".to_owned()
            },
            declared_at: None,
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    /// Whatever the reviews are: what may be decided has the number of different assessors asked for, each of
    /// them with a recommendation, and a moderator where they differ.
    #[test]
    fn nothing_is_decided_without_every_assessor_the_scheme_asks_for(
        wanted in 1_u32..=3,
        states in prop::collection::vec((state(), 0_u128..4, 0_i32..4), 0..7),
        moderation in prop::sample::select(vec![None, Some(Moderation::Needed), Some(Moderation::NotNeeded)]),
    ) {
        let reviews: Vec<Review> = states
            .into_iter()
            .zip(1_u128..)
            .map(|((state, person, seat), number)| {
                let mut one = review(number, Seat::of(seat).unwrap(), state);
                one.assessor_id = PersonId(Uuid::from_u128(person));
                one
            })
            .collect();
        if let Ok(on) = to_decide_on(&reviews, wanted, moderation) {
            let live: Vec<&Review> = reviews.iter().filter(|one| one.is_live()).collect();
            prop_assert!(live.iter().all(|one| one.recommendation().is_some()));
            let people: BTreeSet<_> = live
                .iter()
                .filter(|one| one.seat != Seat::Moderator)
                .map(|one| one.assessor_id)
                .collect();
            prop_assert!(people.len() >= wanted as usize);
            if wanted > 1 && moderation != Some(Moderation::NotNeeded) {
                prop_assert_eq!(on.seat, Seat::Moderator);
            }
            prop_assert_eq!(Some(on.id), present(&reviews).map(|one| one.id));
        }
    }
}
