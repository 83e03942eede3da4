//! The settings of an answer as they were typed.

use super::typed;
use crate::platform::error::FieldErrors;
use crate::scheme::edit::field::read_wording;
use crate::scheme::edit::{Typed, uses};
use crate::scheme::rules::{
    AccreditationCode, AnswerKind, Confirmer, CriterionCode, DateWindow, Decimal, SchemeVersion,
    Text, YesOrNo, parse_pence,
};

/// The most characters of a wording.
const MOST_CHARACTERS: usize = 2_000;

/// A form as it is read.
pub(super) struct Form<'a> {
    pub(super) version: &'a SchemeVersion,
    pub(super) typed: Typed<'a>,
    pub(super) errors: FieldErrors,
}

impl Form<'_> {
    pub(super) fn get(&self, name: &str) -> String {
        (self.typed)(name)
    }

    pub(super) fn wrong<T>(
        &mut self,
        name: impl Into<String>,
        message: impl Into<String>,
    ) -> Option<T> {
        self.errors.add(name, message);
        None
    }

    fn ticked(&self, name: &str) -> bool {
        self.get(name) == "yes"
    }

    /// Wording; with `needed`, there must be some.
    pub(super) fn words(&mut self, name: &str, kept: Option<&Text>, needed: bool) -> Option<Text> {
        let languages = &self.version.scheme.languages;
        let text = read_wording(languages, name, kept, self.typed);
        let field = format!("{name}_en");
        for language in languages {
            let field = format!("{name}_{language}");
            if self.get(&field).chars().count() > MOST_CHARACTERS {
                let message = format!("Shorten this to {MOST_CHARACTERS} characters or fewer.");
                return self.wrong(field, message);
            }
        }
        match text {
            Some(text) => Some(text),
            None if needed => self.wrong(field, "Write something here."),
            None => Some(Text::default()),
        }
    }

    pub(super) fn whole<N: std::str::FromStr>(&mut self, name: &str) -> Option<N> {
        match self.get(name).parse() {
            Ok(number) => Some(number),
            Err(_) => self.wrong(name, "Enter a whole number, like 12."),
        }
    }

    /// A number that may be left out.
    fn maybe<N>(&mut self, name: &str, read: impl Fn(&str) -> Option<N>) -> Option<N> {
        let text = self.get(name);
        if text.is_empty() {
            return None;
        }
        let number = read(&text);
        if number.is_none() {
            let message = "Enter a number, like 12.50, or leave this blank.";
            self.errors.add(name, message);
        }
        number
    }
}

/// The answer as its settings were typed; `code` is whose answer it is.
///
/// # Errors
/// What is wrong, under the names of the fields.
pub fn read(
    version: &SchemeVersion,
    code: &CriterionCode,
    now: &AnswerKind,
    typed: Typed<'_>,
) -> Result<AnswerKind, FieldErrors> {
    let mut form = Form {
        version,
        typed,
        errors: FieldErrors::new(),
    };
    let read = settings(&mut form, code, now);
    match read {
        Some(kind) if form.errors.is_empty() => Ok(kind),
        _ => Err(form.errors),
    }
}

/// What is chosen, in the order in which it is kept; what is new comes last.
fn in_order<T: PartialEq + Clone>(kept: &[T], chosen: Vec<T>) -> Vec<T> {
    let still = kept.iter().filter(|one| chosen.contains(one)).cloned();
    let mut all: Vec<T> = still.collect();
    all.extend(chosen.into_iter().filter(|one| !kept.contains(one)));
    all
}

fn settings(form: &mut Form<'_>, code: &CriterionCode, now: &AnswerKind) -> Option<AnswerKind> {
    Some(match now {
        AnswerKind::YesNo { .. } => {
            let met_by = match form.get("met_by").as_str() {
                "yes" => YesOrNo::Yes,
                "no" => YesOrNo::No,
                _ => return form.wrong("met_by", "Choose which answer meets it."),
            };
            AnswerKind::YesNo {
                commitment: form.ticked("commitment"),
                met_by,
            }
        }
        AnswerKind::Number { unit, .. } => {
            let unit = form.words("unit", Some(unit), false);
            let decimals = form.whole("decimals");
            let (min, max) = (
                form.maybe("min", |text| Decimal::parse(text).ok()),
                form.maybe("max", |text| Decimal::parse(text).ok()),
            );
            let (unit, decimals) = unit.zip(decimals)?;
            AnswerKind::Number {
                unit,
                decimals,
                min,
                max,
            }
        }
        AnswerKind::Money { .. } => {
            let pence = |text: &str| parse_pence(text).ok();
            let (min_pence, max_pence) = (form.maybe("min", pence), form.maybe("max", pence));
            AnswerKind::Money {
                min_pence,
                max_pence,
            }
        }
        AnswerKind::Percentage {
            numerator,
            denominator,
            ..
        } => {
            let numerator = form.words("numerator", Some(numerator), true);
            let denominator = form.words("denominator", Some(denominator), true);
            let minimum = form.whole("minimum");
            let ((numerator, denominator), minimum_denominator) =
                numerator.zip(denominator).zip(minimum)?;
            AnswerKind::Percentage {
                numerator,
                denominator,
                minimum_denominator,
            }
        }
        AnswerKind::Text { .. } => {
            let characters = form.whole("max_characters");
            let max_words = form.maybe("max_words", |text| text.parse().ok());
            let max_characters = characters?;
            AnswerKind::Text {
                max_characters,
                max_words,
            }
        }
        AnswerKind::Date { .. } => AnswerKind::Date {
            when: match form.get("when").as_str() {
                "past" => DateWindow::Past,
                "future" => DateWindow::Future,
                "any" => DateWindow::Any,
                _ => return form.wrong("when", "Choose which days can be true."),
            },
        },
        AnswerKind::Declaration { statement } => AnswerKind::Declaration {
            statement: form.words("statement", Some(statement), true)?,
        },
        AnswerKind::HeldAccreditation { accepts: kept, .. } => {
            let known: Vec<AccreditationCode> = form
                .version
                .accreditations
                .iter()
                .map(|one| one.code.clone())
                .collect();
            let ticked = known
                .iter()
                .filter(|code| form.ticked(&format!("accepts_{code}")));
            let accepts = in_order(kept, ticked.cloned().collect());
            if let (true, Some(first)) = (accepts.is_empty(), known.first()) {
                return form.wrong(format!("accepts_{first}"), "Tick at least one that counts.");
            }
            AnswerKind::HeldAccreditation {
                accepts,
                commitment: form.ticked("commitment"),
            }
        }
        AnswerKind::Confirmation { by: kept } => {
            let ticked = Confirmer::WORDS
                .iter()
                .filter(|(word, _)| form.ticked(&format!("by_{word}")));
            let by = in_order(kept, ticked.map(|(_, who)| *who).collect());
            if by.is_empty() {
                return form.wrong("by_union", "Tick at least one who may confirm it.");
            }
            AnswerKind::Confirmation { by }
        }
        AnswerKind::Period {} | AnswerKind::Document {} => now.clone(),
        AnswerKind::Choice { .. }
        | AnswerKind::MultiChoice { .. }
        | AnswerKind::Maturity { .. }
        | AnswerKind::Workforce { .. }
        | AnswerKind::List { .. } => {
            let tests = uses::tests_of(form.version, code);
            typed::read(form, now, &tests)?
        }
    })
}
