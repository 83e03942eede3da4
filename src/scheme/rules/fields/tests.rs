use super::super::samples::{criterion, day, today, yes_no};
use super::super::*;
use super::*;
use proptest::prelude::*;

fn kinds() -> Vec<AnswerKind> {
    let option = |code: &str, stage| ChoiceOption {
        code: code.to_owned(),
        label: Text::english(code),
        stage,
    };
    vec![
        yes_no(),
        AnswerKind::Choice {
            options: vec![option("all", Stage::Doing), option("some", Stage::Aware)],
        },
        AnswerKind::Number {
            unit: Text::english("hours"),
            decimals: 1,
            min: Some(Decimal::whole(0)),
            max: Some(Decimal::whole(5000)),
        },
        AnswerKind::Money {
            min_pence: None,
            max_pence: Some(500_000),
        },
        AnswerKind::Percentage {
            numerator: Text::english("part"),
            denominator: Text::english("whole"),
            minimum_denominator: 5,
        },
        AnswerKind::Text {
            max_characters: 10,
            max_words: None,
        },
        AnswerKind::Date {
            when: DateWindow::Past,
        },
        AnswerKind::Declaration {
            statement: Text::english("It is so."),
        },
    ]
}

fn kind(name: &str) -> AnswerKind {
    kinds()
        .into_iter()
        .find(|kind| kind.name() == name)
        .unwrap()
}

fn read(name: &str, fields: &[(&str, &str)]) -> Result<Option<Answer>, Vec<FieldProblem>> {
    kind(name).parse_fields(fields, today())
}

fn refusal(name: &str, fields: &[(&str, &str)]) -> (String, String) {
    let problems = read(name, fields).unwrap_err();
    (problems[0].field.clone(), problems[0].message.clone())
}

#[test]
fn a_blank_form_has_no_answer() {
    for kind in kinds() {
        assert_eq!(kind.parse_fields(&[], today()), Ok(None), "{}", kind.name());
        let blank = [
            field::VALUE,
            field::NUMERATOR,
            field::DAY,
            field::SIGNATORY,
            field::BY_DAY,
        ]
        .map(|name| (name, "  "));
        assert_eq!(
            kind.parse_fields(&blank, today()),
            Ok(None),
            "{}",
            kind.name()
        );
    }
}

#[test]
fn forms_as_people_fill_them() {
    for (name, fields, answer) in [
        (
            "yes_no",
            vec![(field::VALUE, "no")],
            Answer::YesNo { value: YesOrNo::No },
        ),
        (
            "yes_no",
            vec![
                (field::VALUE, "not_yet"),
                (field::BY_DAY, "31"),
                (field::BY_MONTH, "March"),
                (field::BY_YEAR, "2027"),
            ],
            Answer::NotYet {
                by: day(2027, 3, 31),
            },
        ),
        (
            "choice",
            vec![(field::VALUE, "some")],
            Answer::Choice {
                option: "some".to_owned(),
            },
        ),
        (
            "number",
            vec![(field::VALUE, " 1,200.5 ")],
            Answer::Number {
                value: Decimal::parse("1200.5").unwrap(),
            },
        ),
        (
            "money",
            vec![(field::VALUE, "£1,200")],
            Answer::Money { pence: 120_000 },
        ),
        (
            "money",
            vec![(field::VALUE, "12.60")],
            Answer::Money { pence: 1260 },
        ),
        (
            "percentage",
            vec![(field::NUMERATOR, "0"), (field::DENOMINATOR, "1,000")],
            Answer::Percentage {
                numerator: 0,
                denominator: 1000,
            },
        ),
        (
            "text",
            vec![(field::VALUE, "  a\r\nb  ")],
            Answer::Text {
                text: "a\nb".to_owned(),
            },
        ),
        (
            "date",
            vec![
                (field::DAY, "1"),
                (field::MONTH, "feb"),
                (field::YEAR, "2024"),
            ],
            Answer::Date {
                date: day(2024, 2, 1),
            },
        ),
        (
            "declaration",
            vec![
                (field::AGREED, "yes"),
                (field::SIGNATORY, "A Person"),
                (field::ROLE, "Director"),
            ],
            Answer::Declaration {
                signatory: "A Person".to_owned(),
                role: "Director".to_owned(),
            },
        ),
    ] {
        assert_eq!(read(name, &fields), Ok(Some(answer)), "{name}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of refusals")]
fn every_refusal_names_its_field_and_says_what_to_do() {
    let date = |day, month, year| {
        vec![
            (field::DAY, day),
            (field::MONTH, month),
            (field::YEAR, year),
        ]
    };
    let by = |day, month, year| {
        vec![
            (field::VALUE, "not_yet"),
            (field::BY_DAY, day),
            (field::BY_MONTH, month),
            (field::BY_YEAR, year),
        ]
    };
    for (name, fields, at, words) in [
        (
            "yes_no",
            vec![(field::VALUE, "maybe")],
            field::VALUE,
            "Select one",
        ),
        (
            "yes_no",
            vec![(field::VALUE, "not_yet")],
            field::BY_DAY,
            "Enter the date by which",
        ),
        (
            "yes_no",
            by("24", "11", "2026"),
            field::BY_DAY,
            "in the future",
        ),
        (
            "yes_no",
            by("1", "", "2027"),
            field::BY_MONTH,
            "must include a month",
        ),
        (
            "choice",
            vec![(field::VALUE, "every")],
            field::VALUE,
            "Select one of the options",
        ),
        (
            "number",
            vec![(field::VALUE, "ten")],
            field::VALUE,
            "in figures",
        ),
        (
            "number",
            vec![(field::VALUE, "1.25")],
            field::VALUE,
            "one decimal place",
        ),
        (
            "number",
            vec![(field::VALUE, "-1")],
            field::VALUE,
            "0 or more",
        ),
        (
            "number",
            vec![(field::VALUE, "5001")],
            field::VALUE,
            "5,000 or less",
        ),
        (
            "number",
            vec![(field::VALUE, "12,5")],
            field::VALUE,
            "separate thousands",
        ),
        (
            "money",
            vec![(field::VALUE, "12.605")],
            field::VALUE,
            "two figures for the pence",
        ),
        (
            "money",
            vec![(field::VALUE, "twelve")],
            field::VALUE,
            "pounds and pence",
        ),
        (
            "money",
            vec![(field::VALUE, "-1")],
            field::VALUE,
            "£0 or more",
        ),
        (
            "money",
            vec![(field::VALUE, "5000.01")],
            field::VALUE,
            "£5,000 or less",
        ),
        (
            "percentage",
            vec![(field::NUMERATOR, "3")],
            field::DENOMINATOR,
            "both numbers",
        ),
        (
            "percentage",
            vec![(field::NUMERATOR, "2.5"), (field::DENOMINATOR, "3")],
            field::NUMERATOR,
            "whole number",
        ),
        (
            "percentage",
            vec![(field::NUMERATOR, "-2"), (field::DENOMINATOR, "3")],
            field::NUMERATOR,
            "0 or more",
        ),
        (
            "percentage",
            vec![(field::NUMERATOR, "11"), (field::DENOMINATOR, "10")],
            field::NUMERATOR,
            "10 or less",
        ),
        (
            "percentage",
            vec![(field::NUMERATOR, "1"), (field::DENOMINATOR, "999999999")],
            field::DENOMINATOR,
            "no larger",
        ),
        (
            "text",
            vec![(field::VALUE, "eleven char")],
            field::VALUE,
            "10 characters or fewer: it has 11",
        ),
        (
            "text",
            vec![(field::VALUE, "a\0b")],
            field::VALUE,
            "cannot be shown",
        ),
        (
            "date",
            date("31", "2", "2024"),
            field::DAY,
            "day that exists",
        ),
        (
            "date",
            date("1", "13", "2024"),
            field::MONTH,
            "from 1 to 12",
        ),
        ("date", date("1", "1", "24"), field::YEAR, "four figures"),
        (
            "date",
            date("1", "1", ""),
            field::YEAR,
            "must include a year",
        ),
        (
            "date",
            date("25", "11", "2026"),
            field::DAY,
            "24 November 2026, or earlier",
        ),
        (
            "date",
            date("1", "1", "1899"),
            field::DAY,
            "between 1900 and 2100",
        ),
        (
            "date",
            date("+1", "1", "2024"),
            field::DAY,
            "day that exists",
        ),
        (
            "declaration",
            vec![(field::SIGNATORY, "A Person")],
            field::AGREED,
            "Tick the box",
        ),
        (
            "declaration",
            vec![(field::AGREED, "yes"), (field::ROLE, "x")],
            field::SIGNATORY,
            "name of the person",
        ),
        (
            "declaration",
            vec![
                (field::AGREED, "yes"),
                (field::SIGNATORY, "A\nB"),
                (field::ROLE, "x"),
            ],
            field::SIGNATORY,
            "one line",
        ),
    ] {
        let (found, message) = refusal(name, &fields);
        assert_eq!(found, at, "{name} {fields:?}: {message}");
        assert!(message.contains(words), "{name} {fields:?}: {message}");
        assert!(message.ends_with('.'), "{message}");
    }
}

#[test]
fn characters_are_counted_as_scalar_values() {
    // Ten letters with an accent each, precomposed; a flag is two scalar values; a line end is one.
    assert!(read("text", &[(field::VALUE, "éééééééééé")]).is_ok());
    assert!(read("text", &[(field::VALUE, "🇬🇧🇬🇧🇬🇧🇬🇧🇬🇧")]).is_ok());
    assert!(read("text", &[(field::VALUE, "🇬🇧🇬🇧🇬🇧🇬🇧🇬🇧a")]).is_err());
    assert!(read("text", &[(field::VALUE, "a\r\nb\r\nc\r\nd\r\ne\r\n")]).is_ok());
    let long = Answer::Text {
        text: "a\r\nb\r\nc\r\nd\r\ne\r\nf".to_owned(),
    };
    assert!(kind("text").validate(&long, today()).is_err());
}

#[test]
fn several_wrong_fields_are_named_together() {
    let problems = read("date", &[(field::MONTH, "1")]).unwrap_err();
    let fields: Vec<&str> = problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(fields, [field::DAY, field::YEAR]);
    let problems = read(
        "percentage",
        &[(field::NUMERATOR, "x"), (field::DENOMINATOR, "y")],
    )
    .unwrap_err();
    assert_eq!(problems.len(), 2);
}

#[test]
fn does_not_apply_needs_the_scheme_s_leave_and_a_reason() {
    let claim = [
        (field::NOT_APPLICABLE, "yes"),
        (field::NOT_APPLICABLE_REASON, " We have no shifts. "),
    ];
    let mut asked = criterion("A-1", yes_no(), 0, None);
    assert_eq!(
        asked.parse_fields(&claim, today()),
        Ok(Some(Answer::NotApplicable {
            reason: "We have no shifts.".to_owned()
        }))
    );
    let problems = asked.parse_fields(&claim[..1], today()).unwrap_err();
    assert_eq!(problems[0].field, field::NOT_APPLICABLE_REASON);
    asked.not_applicable = NotApplicablePolicy::No;
    assert_eq!(
        asked.parse_fields(&claim, today()),
        Ok(None),
        "a box the page did not show"
    );
    let forged = Answer::NotApplicable {
        reason: "No.".to_owned(),
    };
    assert_eq!(
        asked.validate(&forged, today()).unwrap_err()[0].field,
        field::NOT_APPLICABLE
    );
}

#[test]
fn a_later_date_needs_the_scheme_s_leave() {
    let strict = AnswerKind::YesNo {
        commitment: false,
        met_by: YesOrNo::Yes,
    };
    let promise = Answer::NotYet {
        by: day(2027, 1, 1),
    };
    assert!(kind("yes_no").validate(&promise, today()).is_ok());
    assert!(
        strict.validate(&promise, today()).unwrap_err()[0]
            .message
            .contains("yes or no")
    );
    assert!(kind("money").validate(&promise, today()).is_err());
}

fn any_answer() -> impl Strategy<Value = Answer> {
    let days = (0..80_000i64).prop_map(|n| day(1950, 1, 1) + chrono::TimeDelta::days(n));
    prop_oneof![
        any::<bool>().prop_map(|yes| Answer::YesNo {
            value: if yes { YesOrNo::Yes } else { YesOrNo::No }
        }),
        days.clone().prop_map(|by| Answer::NotYet { by }),
        "[a-z]{1,5}".prop_map(|option| Answer::Choice { option }),
        any::<i64>().prop_map(|n| Answer::Number {
            value: Decimal::from_thousandths(n)
        }),
        any::<i64>().prop_map(|pence| Answer::Money { pence }),
        (any::<u64>(), any::<u64>()).prop_map(|(numerator, denominator)| Answer::Percentage {
            numerator,
            denominator
        }),
        "\\PC{0,12}".prop_map(|text| Answer::Text { text }),
        days.prop_map(|date| Answer::Date { date }),
        ("\\PC{0,12}", "\\PC{0,12}")
            .prop_map(|(signatory, role)| Answer::Declaration { signatory, role }),
        "\\PC{0,12}".prop_map(|reason| Answer::NotApplicable { reason }),
    ]
}

proptest! {
    /// Whatever is valid fills a form that reads as the same answer; whatever a form gives is valid.
    #[test]
    fn an_answer_survives_its_form(which in 0..8usize, answer in any_answer()) {
        let asked = criterion("A-1", kinds().swap_remove(which), 0, None);
        if asked.validate(&answer, today()).is_ok() {
            let fields = answer.to_fields();
            let borrowed: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let again = asked.parse_fields(&borrowed, today()).unwrap().unwrap();
            let trimmed = |answer: &Answer| serde_json::to_string(answer).unwrap().split_whitespace().collect::<String>();
            prop_assert_eq!(trimmed(&again), trimmed(&answer));
            prop_assert!(!asked.summary(&again).is_empty());
        }
    }

    /// No form makes the reader panic, and no answer makes the writer panic.
    #[test]
    fn no_form_makes_the_reader_panic(which in 0..8usize, values in prop::collection::vec("\\PC{0,8}|[0-9]{0,5}|yes|not_yet", 14), answer in any_answer()) {
        let names = [
            field::VALUE, field::BY_DAY, field::BY_MONTH, field::BY_YEAR, field::NUMERATOR, field::DENOMINATOR,
            field::DAY, field::MONTH, field::YEAR, field::AGREED, field::SIGNATORY, field::ROLE,
            field::NOT_APPLICABLE, field::NOT_APPLICABLE_REASON,
        ];
        let fields: Vec<(&str, &str)> = names.into_iter().zip(values.iter().map(String::as_str)).collect();
        let asked = criterion("A-1", kinds().swap_remove(which), 0, None);
        if let Ok(Some(answer)) = asked.parse_fields(&fields, today()) {
            prop_assert_eq!(asked.validate(&answer, today()), Ok(()));
        }
        let _ = (asked.summary(&answer), answer.to_fields(), asked.validate(&answer, today()));
    }
}
