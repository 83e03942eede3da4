use super::super::samples::*;
use super::super::*;
use proptest::prelude::*;

fn base() -> SchemeVersion {
    version(all_criteria())
}

fn changed(change: impl FnOnce(&mut SchemeVersion)) -> SchemeVersion {
    let mut version = base();
    change(&mut version);
    version
}

fn change_of(text: &str, change: impl FnOnce(&mut SchemeVersion)) -> Option<Change> {
    compare(&base(), &changed(change)).of(&code(text))
}

#[test]
fn words_clarify_and_everything_else_tightens() {
    assert!(compare(&base(), &base()).is_empty());
    let criterion = |change: fn(&mut Criterion)| {
        change_of("A-1", |version| change(&mut version.pillars[0].criteria[0]))
    };
    assert_eq!(
        criterion(|c| c.question = Text::english("Another?")),
        Some(Change::Clarified)
    );
    assert_eq!(
        criterion(|c| c.evidence.hint = Text::english("More.")),
        Some(Change::Clarified)
    );
    assert_eq!(
        criterion(|c| c.evidence.min_items = 3),
        Some(Change::Tightened)
    );
    assert_eq!(
        criterion(|c| c.not_applicable = NotApplicablePolicy::No),
        Some(Change::Tightened)
    );
    assert_eq!(
        change_of("B-1", |version| {
            if let AnswerKind::Choice { options } = &mut version.pillars[1].criteria[0].answer {
                options[0].label = Text::english("In full");
            }
        }),
        Some(Change::Clarified)
    );
    assert_eq!(
        change_of("C-1", |version| {
            version.pillars.pop();
        }),
        Some(Change::Removed)
    );
    let added = changed(|version| {
        let extra = criterion_like(&version.pillars[0].criteria[0], "A-3");
        version.pillars[0].criteria.push(extra);
    });
    assert_eq!(compare(&base(), &added).of(&code("A-3")), Some(Change::New));
    assert!(compare(&base(), &added).is_stricter());
    let renamed = changed(|version| version.tiers[0].name = Text::english("Other"));
    let compared = compare(&base(), &renamed);
    assert_eq!(compared.tiers[0].change, Change::Clarified);
    assert!(!compared.is_stricter() && !compared.is_more_than_wording() && !compared.is_empty());
}

fn criterion_like(of: &Criterion, text: &str) -> Criterion {
    let mut like = of.clone();
    like.code = code(text);
    like
}

#[test]
fn holders_have_the_notice_they_were_promised() {
    let mut stricter = changed(|version| version.pillars[0].criteria[0].evidence.min_items = 3);
    stricter.scheme.notice_days = 60;
    let compared = compare(&base(), &stricter);
    let published = day(2026, 11, 24);
    let earliest = day(2027, 1, 23);
    let by = |day| notice(&stricter, &compared, published, day);
    assert_eq!(by(Some(day(2027, 1, 22))), Err(NoticeTooShort { earliest }));
    assert_eq!(by(Some(earliest)), Ok(()));
    assert_eq!(by(None), Ok(()));
    let mut wording = changed(|version| version.pillars[0].criteria[0].title = Text::english("T"));
    wording.scheme.notice_days = 60;
    let compared = compare(&base(), &wording);
    assert_eq!(
        notice(&wording, &compared, published, Some(published)),
        Ok(())
    );
}

#[test]
fn who_would_fall_is_named_with_the_day_and_the_criteria() {
    let old = version(satisfied("A-1"));
    let mut new = version(RuleNode::All(vec![satisfied("A-1"), satisfied("B-1")]));
    new.tiers
        .insert(0, tier("lower", 0, None, satisfied("A-1")));
    let full = |text: &str| {
        let answer = every_answer(text).remove(0);
        (code(text), Response::answered(answer).with_evidence(2))
    };
    let holder = |key: u32, answers: Answers, until| Holder {
        key,
        tier: old.tiers[0].code.clone(),
        until,
        answers,
        circumstances: Circumstances::on(today()),
    };
    let holders = [
        holder(1, [full("A-1")].into_iter().collect(), day(2028, 1, 1)),
        holder(
            2,
            [full("A-1"), full("B-1")].into_iter().collect(),
            day(2028, 1, 1),
        ),
        holder(3, [full("A-1")].into_iter().collect(), day(2027, 2, 1)),
    ];
    let found = loss_preview(&old, &new, &holders, Some(day(2027, 6, 1)));
    assert_eq!(found.holders, 3);
    let told: Vec<_> = found
        .losses
        .iter()
        .map(|loss| {
            (
                loss.key,
                loss.on,
                loss.to.as_ref().map(TierCode::as_str),
                loss.by.clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (3, day(2027, 2, 1), Some("lower"), vec![code("B-1")]),
            (1, day(2027, 6, 1), Some("lower"), vec![code("B-1")]),
        ]
    );
    let at_renewal = loss_preview(&old, &new, &holders, None);
    assert_eq!(at_renewal.losses[1].on, day(2028, 1, 1));
}

#[test]
fn what_ages_anyway_is_not_laid_at_the_door_of_the_new_version() {
    let survey = AnswerKind::Date {
        when: DateWindow::Past,
    };
    let mut old = version(RuleNode::All(vec![satisfied("A-1"), satisfied("A-2")]));
    old.pillars[0].criteria[1] = criterion("A-2", survey, 0, Some(Test::WithinMonths(12)));
    let mut new = old.clone();
    let held = Holder {
        key: 1,
        tier: old.tiers[0].code.clone(),
        until: day(2028, 1, 1),
        answers: [
            (
                code("A-1"),
                Response::answered(every_answer("A-1").remove(0)).with_evidence(1),
            ),
            (
                code("A-2"),
                Response::answered(Answer::Date { date: today() }),
            ),
        ]
        .into_iter()
        .collect(),
        circumstances: Circumstances::on(today()),
    };
    let holders = [held];
    assert!(loss_preview(&old, &new, &holders, None).losses.is_empty());
    new.pillars[0].criteria[0].evidence.min_items = 2;
    let found = loss_preview(&old, &new, &holders, None);
    assert_eq!(found.losses[0].by, [code("A-1")]);
}

proptest! {
    /// No answer is lost on the way to another version, and none appears.
    #[test]
    fn carrying_over_loses_no_answer(answers in answers(), removed in 0..3usize, stricter in 0..2usize) {
        let new = changed(|version| {
            version.pillars[0].criteria[stricter].evidence.min_items = 5;
            version.pillars.remove(removed);
        });
        let carried = carry_over(&new, &compare(&base(), &new), &answers);
        for (code, response) in answers.iter() {
            let found = carried.answers.get(code).map(|one| &one.response).or(carried.archived.get(code));
            prop_assert_eq!(found, Some(response));
        }
        prop_assert_eq!(carried.answers.len() + carried.archived.len(), answers.iter().count());
        for code in carried.answers.keys() {
            prop_assert!(new.criterion(code).is_some());
        }
    }

    /// A version that changed nothing takes nobody's tier away.
    #[test]
    fn the_same_version_takes_nothing_away(rule in rule(true), answers in answers()) {
        let version = version(rule);
        let at = Circumstances::on(today());
        let reached = evaluate(&version, &answers, &at).reached;
        let holders: Vec<Holder<u32>> = reached
            .into_iter()
            .map(|tier| Holder { key: 1, tier, until: today(), answers: answers.clone(), circumstances: at.clone() })
            .collect();
        prop_assert!(loss_preview(&version, &version, &holders, None).losses.is_empty());
    }
}

#[test]
fn an_answer_with_a_day_is_carried_whenever_the_day_was() {
    let old = crate::scheme::pack::built_in("gm-like").unwrap().version;
    let code = CriterionCode::parse("PAY-4").unwrap();
    let given = Response {
        answer: Some(Answer::Date {
            date: "2026-05-01".parse().unwrap(),
        }),
        ..Response::default()
    };
    let answers: Answers = [(code.clone(), given)].into_iter().collect();
    let mut new = old.clone();
    "2027.1".clone_into(&mut new.label);
    let carried = carry_over(&new, &compare(&old, &new), &answers);
    assert!(carried.answers.contains_key(&code), "{carried:?}");
    assert!(carried.archived.is_empty());
}
