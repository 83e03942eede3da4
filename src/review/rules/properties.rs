//! Properties of the way a case goes: they hold for every run of events, whoever tries what.

use chrono::TimeDelta;
use entity::ids::{AccreditationId, FindingId};
use entity::kinds::Judgement;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::identity::rules::Person;
use crate::scheme::rules::CriterionCode;

fn now() -> DateTime<Utc> {
    "2026-11-24T10:00:00Z".parse().unwrap()
}

/// Six people: 0 and 1 assess, 2 assesses and is an officer, 3 is an officer, 4 assesses with an
/// address of the employer's, 5 assesses and acts for the employer.
fn person(number: usize) -> Person {
    // Each has a desk of its own, so that one who joins the employer brings nobody along.
    let domain = match number {
        4 => "bakery.example".to_owned(),
        5 => "freelance.example".to_owned(),
        _ => format!("desk{number}.example"),
    };
    Person {
        id: PersonId(Uuid::from_u128(number as u128 + 1)),
        email: format!("person{number}@{domain}"),
        name: String::new(),
    }
}

fn affiliates() -> Vec<Affiliate> {
    [
        ("owner@bakery.example", 100),
        ("person5@freelance.example", 6),
    ]
    .map(|(email, id)| Affiliate {
        person: PersonId(Uuid::from_u128(id)),
        email: email.to_owned(),
        ended: false,
    })
    .to_vec()
}

fn finding(code: &CriterionCode, at: DateTime<Utc>) -> Finding {
    Finding {
        id: FindingId(Uuid::nil()),
        criterion: code.clone(),
        judgement: Judgement::Met,
        reason: "The payroll export shows it".to_owned(),
        internal_note: String::new(),
        saved_at: at,
        version: 1,
    }
}

/// A case as the actions keep it, driven by the same rules and nothing else.
#[derive(Default)]
struct World {
    reviews: Vec<Review>,
    findings: Vec<Finding>,
    awarded: Option<(Review, PersonId, AccreditationId)>,
    /// Who came to act for the employer on the way, and whether that is over.
    joined: Vec<(usize, bool)>,
    /// Who declared a conflict on the way.
    conflicted: Vec<usize>,
}

impl World {
    /// The first assessor judged everything and recommended.
    fn recommended() -> Self {
        let mut world = Self::default();
        for event in [
            Event::Allocate,
            Event::DeclareNone,
            Event::Recommend,
            Event::Recommend,
            Event::Recommend,
        ] {
            let _ = world.attempt(event, 0, now());
        }
        world
    }

    fn affiliates(&self) -> Vec<Affiliate> {
        let joined = self.joined.iter().map(|(number, ended)| Affiliate {
            person: person(*number).id,
            email: person(*number).email,
            ended: *ended,
        });
        affiliates().into_iter().chain(joined).collect()
    }

    /// Who may have no part in the case any more, from what happened alone.
    fn has_no_part(&self, who: usize) -> bool {
        matches!(who, 4 | 5)
            || self.conflicted.contains(&who)
            || self.joined.iter().any(|(number, _)| *number == who)
    }

    fn live(&self) -> Option<usize> {
        self.reviews.iter().position(Review::is_live)
    }

    /// Somebody tries something; what the rules refuse does not happen.
    fn attempt(&mut self, event: Event, number: usize, at: DateTime<Utc>) -> Result<()> {
        let who = person(number);
        let people = self.affiliates();
        let to_judge: Vec<CriterionCode> = ["PAY-1", "PAY-2"]
            .iter()
            .map(|c| CriterionCode::parse(c).unwrap())
            .collect();
        let conflict = find_conflict(&who, &people, &self.reviews);
        let Some(live) = self.live() else {
            if event == Event::Allocate {
                let allocation = Allocation {
                    id: ReviewId(Uuid::from_u128(self.reviews.len() as u128)),
                    assessment_id: AssessmentId(Uuid::nil()),
                    authority_id: AuthorityId(Uuid::nil()),
                    assessor_id: who.id,
                    seat: Seat::FIRST,
                    allocated_by: person(3).id,
                    submitted_at: now(),
                    review_working_days: 20,
                };
                let allocated = Review::allocate(allocation, conflict.as_ref(), at)?;
                assert!(!self.has_no_part(number), "a conflicted person is given it");
                self.reviews.push(allocated);
                self.findings.clear();
            }
            return Ok(());
        };
        let review = self.reviews[live].clone();
        let is_assessor = review.assessor_id == who.id;
        let changed = match event {
            Event::Allocate => {
                review.can(event)?;
                review
            }
            Event::DeclareNone if is_assessor => {
                let known = find_conflict(&who, &people, &[]);
                review.declare_none(known.as_ref(), at)?
            }
            Event::DeclareConflict if is_assessor => {
                let returned = review.declare_conflict("My sister works there", at)?;
                self.conflicted.push(number);
                returned
            }
            Event::Recommend if is_assessor => {
                let progress = Progress::of(&to_judge, &self.findings, &[]);
                let advice = Advice::Award {
                    tier: TierCode::parse("member").unwrap(),
                };
                match review
                    .clone()
                    .recommend(advice, "All of it is met", &progress, at)
                {
                    Ok(done) => done,
                    Err(error) => {
                        // Judging is possible only in an open review that the person holds.
                        if review.may_read_case(who.id) && review.status() == ReviewStatus::Open {
                            let code = &to_judge[self.findings.len() % 2];
                            self.findings.push(finding(code, at));
                        }
                        return Err(error);
                    }
                }
            }
            Event::Replace => review.replace("The assessor is away", at)?,
            Event::Defer => review.reopen()?,
            Event::AnswersChanged => review.answers_changed()?,
            Event::Decide => {
                let assessed: Vec<PersonId> = self.reviews.iter().map(|r| r.assessor_id).collect();
                may_decide(who.id, &assessed, &people)?;
                let assessor = (0..6).map(person).find(|p| p.id == review.assessor_id);
                may_be_decided_on(&assessor.unwrap(), &people)?;
                let decided = review.decide()?;
                self.awarded = Some((decided.clone(), who.id, AccreditationId(Uuid::nil())));
                decided
            }
            Event::DeclareNone | Event::DeclareConflict | Event::Recommend => {
                return Err(Error::NotFound);
            }
        };
        self.reviews[live] = changed;
        Ok(())
    }
}

/// What is tried next, often enough what leads on; none: somebody comes to act for the employer, or did so once.
fn tried() -> impl Strategy<Value = Option<Event>> {
    prop_oneof![
        6 => Just(Some(Event::Allocate)),
        6 => Just(Some(Event::DeclareNone)),
        1 => Just(Some(Event::DeclareConflict)),
        1 => Just(Some(Event::Replace)),
        12 => Just(Some(Event::Recommend)),
        1 => Just(Some(Event::Defer)),
        4 => Just(Some(Event::Decide)),
        1 => Just(None),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn an_award_always_has_a_declared_unconflicted_assessor_and_another_decider(
        tries in prop::collection::vec((tried(), 0_usize..6, any::<bool>()), 0..150)
    ) {
        let mut world = World::default();
        let mut at = now();
        for (event, who, either) in tries {
            if world.awarded.is_some() {
                break;
            }
            at += TimeDelta::minutes(1);
            let Some(event) = event else {
                world.joined.push((who, either));
                continue;
            };
            // Half of what is tried is tried by the assessor of the moment.
            let assessor = world.live().map(|live| world.reviews[live].assessor_id);
            let by = (0..6).find(|n| either && Some(person(*n).id) == assessor);
            let _ = world.attempt(event, by.unwrap_or(who), at);
        }
        if let Some((review, decider, _)) = &world.awarded {
            let number = |id| (0..6).find(|number| person(*number).id == id).unwrap();
            prop_assert!(review.declared_at().is_some());
            prop_assert!(review.recommendation().is_some());
            prop_assert!(!world.has_no_part(number(review.assessor_id)), "a conflicted assessor");
            prop_assert!(world.reviews.iter().all(|r| r.assessor_id != *decider));
            prop_assert!(world.affiliates().iter().all(|a| a.person != *decider));
            prop_assert!(Progress::of(&["PAY-1", "PAY-2"].map(|c| CriterionCode::parse(c).unwrap()), &world.findings, &[]).is_complete());
        }
        prop_assert!(world.reviews.iter().filter(|r| r.is_live()).count() <= 1);
    }
}

#[test]
fn the_straight_way_leads_to_an_award() {
    let mut world = World::default();
    let tries = [
        (Event::Allocate, 0, true),
        (Event::Recommend, 0, false),
        (Event::DeclareNone, 1, false),
        (Event::DeclareNone, 0, true),
        (Event::Recommend, 0, false),
        (Event::Recommend, 0, false),
        (Event::Decide, 3, false),
        (Event::Recommend, 0, true),
        (Event::Decide, 0, false),
        (Event::Decide, 5, false),
        (Event::Decide, 3, true),
        (Event::Decide, 2, false),
    ];
    for (step, (event, who, done)) in (0_i64..).zip(tries) {
        let outcome = world.attempt(event, who, now() + TimeDelta::minutes(step));
        assert_eq!(
            outcome.is_ok(),
            done,
            "{step}: {event:?} by {who}: {outcome:?}"
        );
    }
    assert!(world.awarded.is_some());
}

/// Between the recommendation and the decision the assessor comes to act for the employer, or did so for a while.
#[test]
fn an_assessor_who_joins_the_employer_leads_to_no_award() {
    for ended in [false, true] {
        let mut world = World::recommended();
        world.joined.push((0, ended));
        let refused = world.attempt(Event::Decide, 3, now()).unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("cannot be decided on this review"),
            "{refused}"
        );
        world.joined.clear();
        assert!(world.attempt(Event::Decide, 3, now()).is_ok());
    }
}

/// Whoever acts or acted for the employer does not decide for it, however long ago that was.
#[test]
fn whoever_acted_for_the_employer_does_not_decide_it() {
    for ended in [false, true] {
        let mut world = World::recommended();
        world.joined.push((3, ended));
        let refused = world.attempt(Event::Decide, 3, now()).unwrap_err();
        assert!(
            refused.to_string().contains("You act or acted"),
            "{refused}"
        );
        assert!(world.attempt(Event::Decide, 2, now()).is_ok());
    }
}

#[test]
fn whoever_assessed_an_earlier_review_of_the_case_does_not_decide_it() {
    let mut world = World::default();
    for (event, who) in [
        (Event::Allocate, 2),
        (Event::DeclareNone, 2),
        (Event::Replace, 3),
        (Event::Allocate, 0),
        (Event::DeclareNone, 0),
        (Event::Recommend, 0),
        (Event::Recommend, 0),
        (Event::Recommend, 0),
    ] {
        let _ = world.attempt(event, who, now());
    }
    let refused = world.attempt(Event::Decide, 2, now()).unwrap_err();
    assert!(
        refused.to_string().contains("You assessed this case"),
        "{refused}"
    );
    assert!(world.attempt(Event::Decide, 3, now()).is_ok());
}

/// One review in every state.
fn every_state() -> Vec<State> {
    let recommendation = Recommendation {
        advice: Advice::Decline,
        reason: "Not enough".to_owned(),
        at: now(),
    };
    vec![
        State::Allocated,
        State::Open { declared_at: now() },
        State::Recommended {
            declared_at: now(),
            recommendation: recommendation.clone(),
        },
        State::Decided {
            declared_at: now(),
            recommendation,
        },
        State::Returned {
            at: now(),
            why: Return::Conflict {
                statement: "A friend".to_owned(),
            },
            declared_at: None,
        },
        State::Returned {
            at: now(),
            why: Return::Replaced {
                reason: "Away".to_owned(),
            },
            declared_at: None,
        },
    ]
}

fn review(state: State) -> Review {
    Review {
        id: ReviewId(Uuid::nil()),
        assessment_id: AssessmentId(Uuid::nil()),
        authority_id: AuthorityId(Uuid::nil()),
        assessor_id: person(0).id,
        seat: Seat::FIRST,
        allocated_by: person(3).id,
        allocated_at: now(),
        due_on: "2026-12-22".parse().unwrap(),
        state,
        version: 1,
    }
}

#[test]
fn the_transitions_are_those_of_the_table() {
    let nothing_left = Progress {
        criteria: Vec::new(),
        open_clarifications: 0,
    };
    for state in every_state() {
        for event in Event::ALL {
            let before = review(state.clone());
            let from = before.status();
            let after = match event {
                // Allocating is a way into the first state only.
                Event::Allocate => before.can(*event).map(|()| before),
                Event::DeclareNone => before.declare_none(None, now()),
                Event::DeclareConflict => before.declare_conflict("A friend", now()),
                Event::Replace => before.replace("Away", now()),
                Event::Recommend => before.recommend(Advice::Decline, "Why", &nothing_left, now()),
                Event::Defer => before.reopen(),
                Event::AnswersChanged => before.answers_changed(),
                Event::Decide => before.decide(),
            };
            assert_eq!(
                after.ok().map(|review| review.status()),
                next_status(Some(from), *event),
                "{from:?} {event:?}"
            );
        }
    }
}

#[test]
fn the_case_is_closed_to_an_assessor_who_has_not_declared() {
    for (state, open) in every_state()
        .into_iter()
        .zip([false, true, true, true, false, false])
    {
        let review = review(state);
        assert_eq!(
            review.may_read_case(person(0).id),
            open,
            "{:?}",
            review.state
        );
        assert!(!review.may_read_case(person(1).id));
    }
}

#[test]
fn an_officer_who_is_its_assessor_reads_it_only_as_its_assessor_may() {
    let (me, other) = (person(0).id, person(1).id);
    for (state, may) in every_state()
        .into_iter()
        .zip([false, true, true, true, false, true])
    {
        let reviews = [review(state)];
        assert_eq!(
            may_officer_read(me, &reviews),
            may,
            "{:?}",
            reviews[0].state
        );
        assert!(may_officer_read(other, &reviews));
    }
}

#[test]
fn a_known_conflict_cannot_be_declared_away() {
    let refused = review(State::Allocated).declare_none(Some(&Conflict::ActsForEmployer), now());
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("acts for this employer")
    );
}

#[test]
fn a_reply_asks_for_another_look() {
    let code = CriterionCode::parse("PAY-1").unwrap();
    let asked = Clarification::ask(
        Question {
            id: Uuid::nil().into(),
            review_id: Uuid::nil().into(),
            assessment_id: Uuid::nil().into(),
            criterion: code.clone(),
            asked_by: person(0).id,
            due_on: "2026-12-08".parse().unwrap(),
        },
        "Which month does the export cover?",
        &[],
        now(),
    )
    .unwrap();
    let judged = [finding(&code, now())];
    let codes = [code.clone()];
    let waiting = Progress::of(&codes, &judged, std::slice::from_ref(&asked));
    assert_eq!(
        waiting.state(&code),
        Some(JudgedState::Judged(Judgement::Met))
    );
    assert!(
        waiting
            .must_be_complete()
            .unwrap_err()
            .message
            .contains("1 clarification")
    );
    let again = Clarification::ask(
        Question {
            id: Uuid::nil().into(),
            review_id: asked.review_id,
            assessment_id: asked.assessment_id,
            criterion: code.clone(),
            asked_by: person(0).id,
            due_on: asked.due_on,
        },
        "And again?",
        std::slice::from_ref(&asked),
        now(),
    );
    assert!(matches!(again, Err(Error::Conflict(_))));
    let replied = asked
        .clone()
        .reply("It covers May", person(1).id, now() + TimeDelta::minutes(5))
        .unwrap();
    let changed = Progress::of(&codes, &judged, std::slice::from_ref(&replied));
    assert_eq!(
        changed.state(&code),
        Some(JudgedState::Changed(Judgement::Met))
    );
    assert!(!changed.is_complete());
    let looked = [finding(&code, now() + TimeDelta::minutes(6))];
    assert!(Progress::of(&codes, &looked, std::slice::from_ref(&replied)).is_complete());
    assert!(replied.reply("Once more", person(1).id, now()).is_err());
    let withdrawn = asked.withdraw(now()).unwrap();
    assert!(Progress::of(&codes, &judged, std::slice::from_ref(&withdrawn)).is_complete());
}

#[test]
fn a_finding_needs_a_judgement_and_a_reason() {
    let Err(Error::Invalid(errors)) =
        FindingText::parse("perhaps", " ", &"x".repeat(NOTE_MAX_CHARACTERS + 1))
    else {
        panic!("taken");
    };
    let fields: Vec<_> = errors.0.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(fields, ["judgement", "reason", "internal_note"]);
    assert!(FindingText::parse("not_met", "No evidence of it", "").is_ok());
}
