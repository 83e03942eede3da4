//! The test of a figure, an option or a date, as one form.

use super::Typed;
use crate::platform::error::FieldErrors;
use crate::scheme::rules::{Decimal, Direction, Operand, ReferenceCode, Test};

mod fields;
mod filled;

pub use fields::{fields, kinds_for};
pub use filled::{is_made_by_form, values};

/// Leaves a test that the form cannot make as it is.
pub const KEEP: &str = "keep";
/// Longer than any scheme looks back.
const MOST_MONTHS: u32 = 1_200;
/// Where the fields of a share's own test begin.
const SHARE: &str = "share_";
/// Where the fields of a row's own test begin.
const ROW: &str = "row_";

/// A test as it is read.
struct Form<'a> {
    start: String,
    typed: Typed<'a>,
    errors: FieldErrors,
}

impl Form<'_> {
    fn get(&self, name: &str) -> String {
        (self.typed)(&format!("{}{name}", self.start))
    }

    fn wrong<T>(&mut self, name: &str, message: impl Into<String>) -> Option<T> {
        self.errors.add(format!("{}{name}", self.start), message);
        None
    }

    fn operand(&mut self, to: &str) -> Option<Operand> {
        let (figure, reference) = (format!("figure{to}"), format!("reference{to}"));
        let (number, code) = (self.get(&figure), self.get(&reference));
        match (number.is_empty(), code.is_empty()) {
            (true, true) => self.wrong(&figure, "Enter a figure, or choose a reference value."),
            (false, false) => self.wrong(
                &figure,
                "Enter a figure or choose a reference value, not both.",
            ),
            (true, false) => match ReferenceCode::parse(&code) {
                Ok(code) => Some(Operand::Reference(code)),
                Err(_) => self.wrong(
                    &reference,
                    "Choose one of the reference values that are offered.",
                ),
            },
            (false, true) => match Decimal::parse(&number) {
                Ok(value) => Some(Operand::Value(value)),
                Err(error) => self.wrong(
                    &figure,
                    format!("Enter a number, like 12.60: this is {error}."),
                ),
            },
        }
    }

    fn months(&mut self) -> Option<u32> {
        let months = self.get("figure").parse().ok();
        match months.filter(|months| (1..=MOST_MONTHS).contains(months)) {
            Some(months) => Some(months),
            None => self.wrong(
                "figure",
                format!("Enter a number of months, from 1 to {MOST_MONTHS}."),
            ),
        }
    }

    /// Several words, separated by commas.
    fn list(&self, name: &str) -> Vec<String> {
        self.get(name)
            .split(',')
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect()
    }

    fn some(&mut self, name: &str, message: &str) -> Option<Vec<String>> {
        let found = self.list(name);
        if found.is_empty() {
            return self.wrong(name, message);
        }
        Some(found)
    }

    fn operands(&mut self) -> Option<Test> {
        let found = self.some("options", "Enter at least one figure.")?;
        let read = |word: &String| match (Decimal::parse(word), ReferenceCode::parse(word)) {
            (Ok(value), _) => Some(Operand::Value(value)),
            (_, Ok(code)) => Some(Operand::Reference(code)),
            _ => None,
        };
        match found.iter().map(read).collect() {
            Some(operands) => Some(Test::OneOf(operands)),
            None => self.wrong(
                "options",
                "Enter figures separated by commas, like 12, 18, 24.",
            ),
        }
    }

    fn better(&mut self) -> Option<Test> {
        let direction = match self.get("direction").as_str() {
            "up" => Direction::Up,
            "down" => Direction::Down,
            _ => return self.wrong("direction", "Choose which way is better."),
        };
        let by = match self.get("by").as_str() {
            "" => Ok(Decimal::default()),
            text => Decimal::parse(text),
        };
        match by {
            Ok(by) => Some(Test::BetterThanBefore { direction, by }),
            Err(error) => self.wrong("by", format!("Enter a number, like 5: this is {error}.")),
        }
    }

    /// A test that holds no other.
    fn plain(&mut self) -> Option<Test> {
        const OPTIONS: &str = "Enter the code of at least one option.";
        match self.get("test").as_str() {
            "at_least" => self.operand("").map(Test::AtLeast),
            "at_most" => self.operand("").map(Test::AtMost),
            "equals" => self.operand("").map(Test::Equals),
            "between" => {
                let (from, to) = (self.operand(""), self.operand("_to"));
                from.zip(to).map(|(from, to)| Test::Between { from, to })
            }
            "within_months" => self.months().map(Test::WithinMonths),
            "within_next_months" => self.months().map(Test::WithinNextMonths),
            "chosen" => self.some("options", OPTIONS).map(Test::Chosen),
            "includes" => self.some("options", OPTIONS).map(Test::Includes),
            "one_of" => self.operands(),
            "held" => Some(Test::Held {
                tiers: self.list("tiers"),
            }),
            "better" => self.better(),
            _ => self.wrong("test", "Choose what its answer must be."),
        }
    }

    /// The test of a share, or of a row.
    fn inner(&mut self, part: &str) -> Option<Box<Test>> {
        let mut inner = Form {
            start: format!("{}{part}", self.start),
            typed: self.typed,
            errors: FieldErrors::new(),
        };
        let test = inner.plain();
        self.errors.0.extend(inner.errors.0);
        test.map(Box::new)
    }

    fn ratio(&mut self) -> Option<Test> {
        let part = self.some("part", "Enter the code of at least one count.");
        let whole = self.get("whole");
        if whole.is_empty() {
            self.wrong::<()>("whole", "Choose out of which count the share is.");
        }
        let minimum = self.get("minimum");
        let minimum = if minimum.is_empty() {
            Some(1)
        } else {
            minimum.parse().ok()
        };
        if minimum.is_none() {
            self.wrong::<()>("minimum", "Enter a whole number, like 10.");
        }
        let passes = self.inner(SHARE);
        let ((part, minimum), passes) = part.zip(minimum).zip(passes)?;
        (!whole.is_empty()).then_some(Test::Ratio {
            part,
            whole,
            minimum,
            passes,
        })
    }
}

/// The test as it was typed, under names that begin with `start`; `now` is the test before.
///
/// # Errors
/// What is wrong, under the names of the fields.
pub fn read(start: &str, typed: Typed<'_>, now: Option<&Test>) -> Result<Test, FieldErrors> {
    let mut form = Form {
        start: start.to_owned(),
        typed,
        errors: FieldErrors::new(),
    };
    let test = match form.get("test").as_str() {
        KEEP if now.is_some_and(|now| !is_made_by_form(now)) => now.cloned(),
        "ratio" => form.ratio(),
        "every_row" => {
            let column = form.get("column");
            if column.is_empty() {
                form.wrong::<()>("column", "Choose the column that is tested.");
            }
            let passes = form.inner(ROW).filter(|_| !column.is_empty());
            passes.map(|passes| Test::EveryRow { column, passes })
        }
        _ => form.plain(),
    };
    test.ok_or(form.errors)
}

#[cfg(test)]
mod tests;
