//! A test as a form is filled with it.

use std::collections::BTreeMap;

use super::{KEEP, ROW, SHARE};
use crate::scheme::rules::{Direction, Operand, Test};

/// What fills the form of a test, under names that begin with `start`.
pub fn values(test: &Test, start: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    if !put(test, start, true, &mut values) {
        values = BTreeMap::from([(format!("{start}test"), KEEP.to_owned())]);
    }
    values
}

/// Fills the form; whether the form can make such a test.
fn put(test: &Test, start: &str, outer: bool, values: &mut BTreeMap<String, String>) -> bool {
    let mut set = |name: &str, value: String| {
        values.insert(format!("{start}{name}"), value);
    };
    let mut one = |kind: &str, operand: &Operand, to: &str| {
        set("test", kind.to_owned());
        match operand {
            Operand::Value(value) => set(&format!("figure{to}"), value.to_string()),
            Operand::Reference(code) => set(&format!("reference{to}"), code.to_string()),
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
        Test::WithinMonths(months) => {
            set("test", "within_months".to_owned());
            set("figure", months.to_string());
        }
        Test::WithinNextMonths(months) => {
            set("test", "within_next_months".to_owned());
            set("figure", months.to_string());
        }
        Test::Chosen(options) => {
            set("test", "chosen".to_owned());
            set("options", options.join(", "));
        }
        Test::Includes(options) => {
            set("test", "includes".to_owned());
            set("options", options.join(", "));
        }
        Test::OneOf(operands) => {
            let words = operands.iter().map(|operand| match operand {
                Operand::Value(value) => value.to_string(),
                Operand::Reference(code) => code.to_string(),
            });
            set("test", "one_of".to_owned());
            set("options", words.collect::<Vec<_>>().join(", "));
        }
        Test::Held { tiers } => {
            set("test", "held".to_owned());
            set("tiers", tiers.join(", "));
        }
        Test::BetterThanBefore { direction, by } => {
            let way = match direction {
                Direction::Up => "up",
                Direction::Down => "down",
            };
            set("test", "better".to_owned());
            set("direction", way.to_owned());
            set("by", by.to_string());
        }
        Test::Ratio {
            part,
            whole,
            minimum,
            passes,
        } => {
            set("test", "ratio".to_owned());
            set("part", part.join(", "));
            set("whole", whole.clone());
            set("minimum", minimum.to_string());
            return outer && put(passes, &format!("{start}{SHARE}"), false, values);
        }
        Test::EveryRow { column, passes } => {
            set("test", "every_row".to_owned());
            set("column", column.clone());
            return outer && put(passes, &format!("{start}{ROW}"), false, values);
        }
    }
    true
}

/// Whether the form can make such a test.
pub fn is_made_by_form(test: &Test) -> bool {
    values(test, "").get("test").is_none_or(|kind| kind != KEEP)
}
