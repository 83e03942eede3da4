//! The test of a figure, an option or a date, as one form.

use std::collections::BTreeMap;

use super::Typed;
use crate::platform::error::FieldErrors;
use crate::scheme::rules::{Decimal, Operand, ReferenceCode, Test};

/// What can be made with the form, as what is sent and what is read.
pub const TESTS: &[(&str, &str)] = &[
    ("at_least", "At least this figure"),
    ("at_most", "At most this figure"),
    ("equals", "Exactly this figure"),
    ("between", "From this figure to another"),
    ("within_months", "A date in so many months before"),
    ("within_next_months", "A date in so many months to come"),
    ("chosen", "One of these options is chosen"),
    ("includes", "All of these options are chosen"),
];
/// Leaves a test that the form cannot make as it is.
pub const KEEP: &str = "keep";
/// Longer than any scheme looks back.
const MOST_MONTHS: u32 = 1_200;

/// What fills the form of a test, under names that begin with `start`.
pub fn values(test: &Test, start: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut put = |name: &str, value: String| {
        values.insert(format!("{start}{name}"), value);
    };
    let mut one = |kind: &str, operand: &Operand, to: &str| {
        put("test", kind.to_owned());
        match operand {
            Operand::Value(value) => put(&format!("figure{to}"), value.to_string()),
            Operand::Reference(code) => put(&format!("reference{to}"), code.to_string()),
        }
    };
    match test {
        Test::AtLeast(operand) => one("at_least", operand, ""),
        Test::AtMost(operand) => one("at_most", operand, ""),
        Test::Equals(operand) => one("equals", operand, ""),
        Test::Between { from, to } => {
            one("between", from, "");
            one("between", to, "_to");
        }
        Test::WithinMonths(months) | Test::WithinNextMonths(months) => {
            let ahead = matches!(test, Test::WithinNextMonths(_));
            let kind = if ahead {
                "within_next_months"
            } else {
                "within_months"
            };
            put("test", kind.to_owned());
            put("figure", months.to_string());
        }
        Test::Chosen(options) | Test::Includes(options) => {
            let all = matches!(test, Test::Includes(_));
            put("test", if all { "includes" } else { "chosen" }.to_owned());
            put("options", options.join(", "));
        }
        Test::OneOf(_)
        | Test::Ratio { .. }
        | Test::Held { .. }
        | Test::EveryRow { .. }
        | Test::BetterThanBefore { .. } => put("test", KEEP.to_owned()),
    }
    values
}

/// Whether the form can make such a test.
pub fn is_made_by_form(test: &Test) -> bool {
    values(test, "").get("test").is_none_or(|kind| kind != KEEP)
}

fn operand(start: &str, to: &str, typed: Typed<'_>, errors: &mut FieldErrors) -> Option<Operand> {
    let (figure, reference) = (
        format!("{start}figure{to}"),
        format!("{start}reference{to}"),
    );
    let (number, code) = (typed(&figure), typed(&reference));
    match (number.is_empty(), code.is_empty()) {
        (true, true) => {
            errors.add(figure, "Enter a figure, or choose a reference value.");
            None
        }
        (false, false) => {
            errors.add(
                figure,
                "Enter a figure or choose a reference value, not both.",
            );
            None
        }
        (true, false) => match ReferenceCode::parse(&code) {
            Ok(code) => Some(Operand::Reference(code)),
            Err(_) => {
                errors.add(
                    reference,
                    "Choose one of the reference values that are offered.",
                );
                None
            }
        },
        (false, true) => match Decimal::parse(&number) {
            Ok(value) => Some(Operand::Value(value)),
            Err(error) => {
                errors.add(
                    figure,
                    format!("Enter a number, like 12.60: this is {error}."),
                );
                None
            }
        },
    }
}

fn months(start: &str, typed: Typed<'_>, errors: &mut FieldErrors) -> Option<u32> {
    let name = format!("{start}figure");
    let months = typed(&name)
        .parse()
        .ok()
        .filter(|months| (1..=MOST_MONTHS).contains(months));
    if months.is_none() {
        errors.add(
            name,
            format!("Enter a number of months, from 1 to {MOST_MONTHS}."),
        );
    }
    months
}

fn options(start: &str, typed: Typed<'_>, errors: &mut FieldErrors) -> Option<Vec<String>> {
    let name = format!("{start}options");
    let found: Vec<String> = typed(&name)
        .split(',')
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    if found.is_empty() {
        errors.add(name, "Enter the code of at least one option.");
        return None;
    }
    Some(found)
}

/// The test as it was typed, under names that begin with `start`; `now` is the test before.
///
/// # Errors
/// What is wrong, under the names of the fields.
pub fn read(start: &str, typed: Typed<'_>, now: Option<&Test>) -> Result<Test, FieldErrors> {
    let mut errors = FieldErrors::new();
    let wrong = &mut errors;
    let test = match typed(&format!("{start}test")).as_str() {
        "at_least" => operand(start, "", typed, wrong).map(Test::AtLeast),
        "at_most" => operand(start, "", typed, wrong).map(Test::AtMost),
        "equals" => operand(start, "", typed, wrong).map(Test::Equals),
        "between" => {
            let from = operand(start, "", typed, wrong);
            let to = operand(start, "_to", typed, wrong);
            from.zip(to).map(|(from, to)| Test::Between { from, to })
        }
        "within_months" => months(start, typed, wrong).map(Test::WithinMonths),
        "within_next_months" => months(start, typed, wrong).map(Test::WithinNextMonths),
        "chosen" => options(start, typed, wrong).map(Test::Chosen),
        "includes" => options(start, typed, wrong).map(Test::Includes),
        KEEP if now.is_some_and(|now| !is_made_by_form(now)) => now.cloned(),
        _ => {
            wrong.add(format!("{start}test"), "Choose what its answer must be.");
            None
        }
    };
    test.ok_or(errors)
}

#[cfg(test)]
mod tests {
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
            Test::OneOf(vec![value("1"), value("2")]),
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
}
