use super::*;

#[test]
fn a_test_sent_as_it_was_stays_as_it_was() {
    let value = |text: &str| Operand::Value(Decimal::parse(text).unwrap());
    let rate = || Operand::Reference(ReferenceCode::parse("RLW").unwrap());
    for test in [
        Test::AtLeast(rate()),
        Test::AtMost(value("12.6")),
        Test::Equals(value("-3")),
        Test::Between {
            from: value("1"),
            to: rate(),
        },
        Test::WithinMonths(24),
        Test::WithinNextMonths(6),
        Test::Chosen(vec!["all".to_owned(), "most".to_owned()]),
        Test::Includes(vec!["one".to_owned()]),
        Test::OneOf(vec![value("1"), rate()]),
        Test::Held {
            tiers: vec!["gold".to_owned()],
        },
        Test::BetterThanBefore {
            direction: Direction::Down,
            by: Decimal::parse("2.5").unwrap(),
        },
        Test::Ratio {
            part: vec!["women".to_owned(), "men".to_owned()],
            whole: "all".to_owned(),
            minimum: 10,
            passes: Box::new(Test::AtLeast(value("40"))),
        },
        Test::EveryRow {
            column: "due".to_owned(),
            passes: Box::new(Test::WithinMonths(12)),
        },
        Test::EveryRow {
            column: "odd".to_owned(),
            passes: Box::new(Test::EveryRow {
                column: "odder".to_owned(),
                passes: Box::new(Test::WithinMonths(12)),
            }),
        },
    ] {
        let values = values(&test, "t_");
        let typed = |name: &str| values.get(name).cloned().unwrap_or_default();
        assert_eq!(read("t_", &typed, Some(&test)).unwrap(), test);
    }
}

#[test]
fn what_does_not_make_a_test_is_said_at_its_field() {
    let wrong = |pairs: &[(&str, &str)]| {
        let typed = |name: &str| {
            let found = pairs.iter().find(|(known, _)| *known == name);
            found.map_or_else(String::new, |(_, value)| (*value).to_owned())
        };
        read("", &typed, None).unwrap_err().0.remove(0).field
    };
    assert_eq!(wrong(&[]), "test");
    assert_eq!(wrong(&[("test", "keep")]), "test");
    assert_eq!(wrong(&[("test", "at_least")]), "figure");
    let both = [("test", "at_most"), ("figure", "1"), ("reference", "RLW")];
    assert_eq!(wrong(&both), "figure");
    assert_eq!(
        wrong(&[("test", "equals"), ("reference", "no one")]),
        "reference"
    );
    assert_eq!(wrong(&[("test", "between"), ("figure", "1")]), "figure_to");
    assert_eq!(
        wrong(&[("test", "within_months"), ("figure", "0")]),
        "figure"
    );
    assert_eq!(wrong(&[("test", "chosen"), ("options", " , ")]), "options");
}
