//! The fields of a test, as far as a kind of answer takes them.

use std::collections::BTreeMap;

use super::{KEEP, ROW, SHARE, is_made_by_form, values};
use crate::scheme::edit::Field;
use crate::scheme::rules::{AnswerKind, SchemeVersion, Test};

/// A test, as what is sent and what is read.
type Kind = (&'static str, &'static str);

/// Tests of a figure.
const FIGURES: &[Kind] = &[
    ("at_least", "At least this figure"),
    ("at_most", "At most this figure"),
    ("equals", "Exactly this figure"),
    ("between", "From this figure to another"),
    ("one_of", "One of several figures"),
];
const BETTER: Kind = ("better", "Better than at the last award");
const PAST: Kind = ("within_months", "A date in so many months before");
const AHEAD: Kind = ("within_next_months", "A date in so many months to come");
const CHOSEN: Kind = ("chosen", "One of these options is chosen");
const INCLUDES: Kind = ("includes", "All of these options are chosen");
const HELD: Kind = ("held", "Held and valid");
const RATIO: Kind = ("ratio", "A share of the counts");
const EVERY_ROW: Kind = ("every_row", "A test that every row passes");

/// The tests that fit a kind of answer, as what is sent and what is read.
pub fn kinds_for(answer: &AnswerKind) -> Vec<Kind> {
    let figures = |more: &[Kind]| FIGURES.iter().chain(more).copied().collect();
    match answer {
        AnswerKind::Number { .. } | AnswerKind::Money { .. } | AnswerKind::Percentage { .. } => {
            figures(&[BETTER])
        }
        AnswerKind::Maturity { .. } => figures(&[BETTER]),
        AnswerKind::Period {} => figures(&[BETTER, PAST, AHEAD]),
        AnswerKind::MultiChoice { .. } => figures(&[BETTER, INCLUDES]),
        AnswerKind::List { .. } => figures(&[BETTER, EVERY_ROW]),
        AnswerKind::Choice { .. } => vec![CHOSEN],
        AnswerKind::Date { .. } => vec![PAST, AHEAD],
        AnswerKind::Workforce { .. } => vec![RATIO],
        AnswerKind::HeldAccreditation { .. } => vec![HELD],
        AnswerKind::YesNo { .. }
        | AnswerKind::Text { .. }
        | AnswerKind::Declaration { .. }
        | AnswerKind::Document {}
        | AnswerKind::Confirmation { .. } => Vec::new(),
    }
}

/// The codes that a test of this kind of answer may name, with what they stand for.
fn codes(answer: &AnswerKind) -> Vec<(String, String)> {
    match answer {
        AnswerKind::Choice { options } => options
            .iter()
            .map(|one| (one.code.clone(), one.label.to_string()))
            .collect(),
        AnswerKind::MultiChoice { options } => options
            .iter()
            .map(|one| (one.code.clone(), one.label.to_string()))
            .collect(),
        AnswerKind::Workforce { counts } => counts
            .iter()
            .map(|one| (one.code.clone(), one.label.to_string()))
            .collect(),
        AnswerKind::List { columns, .. } => columns
            .iter()
            .map(|one| (one.code.clone(), one.label.to_string()))
            .collect(),
        _ => Vec::new(),
    }
}

/// The fields of a test of this kind of answer, under names that begin with `start`; filled from
/// `test`. With `none`, its words stand for having no test.
pub fn fields(
    version: &SchemeVersion,
    answer: &AnswerKind,
    start: &str,
    test: Option<&Test>,
    none: Option<&'static str>,
) -> Vec<Field> {
    let held = test.map(|test| values(test, start)).unwrap_or_default();
    let mut kinds = kinds_for(answer);
    if test.is_some_and(|test| !is_made_by_form(test)) {
        kinds.insert(0, (KEEP, "As it is now"));
    }
    if let Some(words) = none {
        kinds.insert(0, ("", words));
    }
    let mut form = Form {
        version,
        codes: codes(answer),
        held,
        fields: Vec::new(),
    };
    form.of(&kinds, start);
    if kinds.contains(&RATIO) {
        form.ratio(start);
    }
    if kinds.contains(&EVERY_ROW) {
        form.every_row(start);
    }
    form.fields
}

struct Form<'a> {
    version: &'a SchemeVersion,
    codes: Vec<(String, String)>,
    held: BTreeMap<String, String>,
    fields: Vec<Field>,
}

impl Form<'_> {
    fn push(&mut self, field: Field) {
        self.fields.push(field.held(&self.held));
    }

    /// The codes that can be named, in words.
    fn offered(&self) -> String {
        let words: Vec<String> = self
            .codes
            .iter()
            .map(|(code, label)| format!("{code} for “{label}”"))
            .collect();
        format!("Codes, separated by commas: {}", words.join("; "))
    }

    fn references(&self, name: String, label: &str) -> Option<Field> {
        if self.version.references.is_empty() {
            return None;
        }
        let none = (String::new(), "None".to_owned());
        let known = self.version.references.iter();
        let known = known.map(|one| (one.code.to_string(), one.name.to_string()));
        Some(Field::choice(
            name,
            label,
            std::iter::once(none).chain(known),
        ))
    }

    /// The fields of tests that hold no other.
    fn of(&mut self, kinds: &[Kind], start: &str) {
        let has = |word: &str| kinds.iter().any(|(kind, _)| *kind == word);
        match kinds {
            [(only, _)] => self.push(Field::hidden(format!("{start}test"), *only)),
            _ => self.push(Field::choice(
                format!("{start}test"),
                "Its answer must be",
                kinds.iter().copied(),
            )),
        }
        let months = has(PAST.0);
        if has("at_least") || months {
            let label = match (has("at_least"), months) {
                (true, true) => "Figure, or number of months",
                (false, true) => "Number of months",
                _ => "Figure",
            };
            self.push(Field::number(format!("{start}figure"), label));
        }
        if has("at_least") {
            let reference = format!("{start}reference");
            if let Some(field) = self.references(reference, "Or a reference value") {
                self.push(field);
            }
            let only = "Only from one figure to another";
            self.push(Field::number(format!("{start}figure_to"), "Up to this figure").hint(only));
            let reference = format!("{start}reference_to");
            if let Some(field) = self.references(reference, "Or up to a reference value") {
                self.push(field.hint(only));
            }
        }
        let name = format!("{start}options");
        if has(CHOSEN.0) || has(INCLUDES.0) {
            let mut hint = self.offered();
            if has("one_of") {
                hint = format!("{hint}. For one of several figures, those figures");
            }
            self.push(Field::line(name, "Options").hint(hint));
        } else if has("one_of") {
            let hint = "Only for one of several figures. Separated by commas, like 12, 18, 24";
            self.push(Field::line(name, "Several figures").hint(hint));
        }
        if has(HELD.0) {
            let hint = "Separated by commas. Leave blank for any level";
            self.push(Field::line(format!("{start}tiers"), "Levels that count").hint(hint));
        }
        if has(BETTER.0) {
            let ways = [("up", "More is better"), ("down", "Less is better")];
            let only = "Only for better than at the last award";
            self.push(Field::choice(format!("{start}direction"), "Which way", ways).hint(only));
            let any = "Leave blank where any improvement will do";
            self.push(Field::number(format!("{start}by"), "By how much at least").hint(any));
        }
    }

    fn ratio(&mut self, start: &str) {
        let hint = self.offered();
        self.push(Field::line(format!("{start}part"), "The counts that are added up").hint(hint));
        let whole = Field::choice(format!("{start}whole"), "As a share of", self.codes.clone());
        self.push(whole);
        let few = "With fewer, the share is not computed. Leave blank for 1";
        self.push(Field::number(format!("{start}minimum"), "Computed from this many").hint(few));
        self.of(FIGURES, &format!("{start}{SHARE}"));
        self.rename(&format!("{start}{SHARE}"), "share", "The share must be");
    }

    fn every_row(&mut self, start: &str) {
        let column = Field::choice(format!("{start}column"), "Column", self.codes.clone())
            .hint("The fields from here on are only for a test that every row passes");
        self.push(column);
        let kinds: Vec<Kind> = FIGURES.iter().chain(&[PAST, AHEAD]).copied().collect();
        let kinds = [kinds, vec![("chosen", "Yes, or no: name which below")]].concat();
        self.codes = vec![
            ("yes".to_owned(), "Yes".to_owned()),
            ("no".to_owned(), "No".to_owned()),
        ];
        self.of(&kinds, &format!("{start}{ROW}"));
        self.rename(&format!("{start}{ROW}"), "cell", "Every cell must be");
    }

    /// Says whose the fields of a test inside a test are.
    fn rename(&mut self, start: &str, of: &str, test: &str) {
        for field in &mut self.fields {
            if let Some(name) = field.name.strip_prefix(start) {
                field.label = if name == "test" {
                    test.to_owned()
                } else {
                    format!("{} of the {of}", field.label)
                };
            }
        }
    }
}
