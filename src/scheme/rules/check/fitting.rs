//! Whether tests can be put to the answers of a criterion.

use super::{Faults, known_reference};
use crate::scheme::rules::answer_kind::{AnswerKind, ColumnKind};
use crate::scheme::rules::content::SchemeVersion;
use crate::scheme::rules::criterion::Criterion;
use crate::scheme::rules::references::ReferenceUnit;
use crate::scheme::rules::tree::{Operand, Test};

/// What a test is put to.
#[derive(Clone, Copy)]
struct Subject<'a> {
    /// What it is called: a criterion's code.
    name: &'a str,
    /// What it is answered with.
    kind: &'a str,
    /// What its figure is, where it has one.
    unit: Option<ReferenceUnit>,
    /// Whether it is a day.
    is_date: bool,
}

/// Whether a test can be put to a criterion's answers.
pub(super) fn test(
    version: &SchemeVersion,
    criterion: &Criterion,
    test: &Test,
    path: &str,
    faults: &mut Faults,
) {
    let subject = Subject {
        name: criterion.code.as_str(),
        kind: criterion.answer.name(),
        unit: unit(&criterion.answer),
        is_date: matches!(
            criterion.answer,
            AnswerKind::Date { .. } | AnswerKind::Period {}
        ),
    };
    match (test, &criterion.answer) {
        (Test::Chosen(options), AnswerKind::Choice { .. }) => {
            let known = |option: &str| criterion.answer.option(option).is_some();
            listed(options, known, subject.name, path, faults);
        }
        (Test::Includes(wanted), AnswerKind::MultiChoice { options }) => {
            let known = |code: &str| options.iter().any(|option| option.code == code);
            listed(wanted, known, subject.name, path, faults);
        }
        (
            Test::Ratio {
                part,
                whole,
                passes,
                ..
            },
            AnswerKind::Workforce { counts },
        ) => {
            let known = |code: &str| counts.iter().any(|count| count.code == code);
            if part.is_empty() {
                faults.error(path, "A share needs a part. Name at least one count.");
            }
            for code in part.iter().chain([whole]).filter(|code| !known(code)) {
                faults.across(
                    path,
                    format!(
                        "{} has no count “{code}”. Name one that it has.",
                        subject.name
                    ),
                );
            }
            let share = Subject {
                kind: "a share",
                unit: Some(ReferenceUnit::Percentage),
                is_date: false,
                ..subject
            };
            figure(version, share, passes, path, faults);
        }
        (Test::Held { tiers }, AnswerKind::HeldAccreditation { accepts, .. }) => {
            for tier in tiers {
                let known = accepts
                    .iter()
                    .filter_map(|code| version.accreditation(code))
                    .any(|accreditation| accreditation.tiers.contains(tier));
                if !known {
                    faults.across(
                        path,
                        format!(
                            "None of the accreditations {} takes has a tier “{tier}”. Name one.",
                            subject.name
                        ),
                    );
                }
            }
        }
        (Test::EveryRow { column, passes }, AnswerKind::List { columns, .. }) => {
            let Some(column) = columns.iter().find(|known| known.code == *column) else {
                faults.across(
                    path,
                    format!(
                        "{} has no column “{column}”. Name one that it has.",
                        subject.name
                    ),
                );
                return;
            };
            if let (Test::Chosen(words), ColumnKind::YesNo) = (passes.as_ref(), column.kind) {
                let known = |word: &str| matches!(word, "yes" | "no");
                listed(words, known, subject.name, path, faults);
                return;
            }
            let cell = Subject {
                kind: "a cell",
                unit: match column.kind {
                    ColumnKind::Number => Some(ReferenceUnit::Number),
                    ColumnKind::Money => Some(ReferenceUnit::Money),
                    ColumnKind::Words | ColumnKind::Date | ColumnKind::YesNo => None,
                },
                is_date: column.kind == ColumnKind::Date,
                ..subject
            };
            figure(version, cell, passes, path, faults);
        }
        (Test::BetterThanBefore { by, .. }, _) if subject.unit.is_some() => {
            if by.thousandths() < 0 {
                faults.error(
                    path,
                    "An improvement is 0 or more. Turn the direction instead.",
                );
            }
        }
        _ => figure(version, subject, test, path, faults),
    }
}

/// A list of options that exist.
fn listed(
    options: &[String],
    known: impl Fn(&str) -> bool,
    name: &str,
    path: &str,
    faults: &mut Faults,
) {
    if options.is_empty() {
        faults.error(path, "The list of options is empty. Name at least one.");
    }
    for option in options.iter().filter(|option| !known(option)) {
        faults.across(
            path,
            format!("{name} has no option “{option}”. Name one that it has."),
        );
    }
}

/// A test of a figure or of a date.
fn figure(
    version: &SchemeVersion,
    subject: Subject<'_>,
    test: &Test,
    path: &str,
    faults: &mut Faults,
) {
    let fits = match test {
        Test::AtLeast(_)
        | Test::AtMost(_)
        | Test::Equals(_)
        | Test::Between { .. }
        | Test::OneOf(_) => subject.unit.is_some(),
        Test::WithinMonths(_) | Test::WithinNextMonths(_) => subject.is_date,
        Test::Chosen(_)
        | Test::Includes(_)
        | Test::Ratio { .. }
        | Test::Held { .. }
        | Test::EveryRow { .. }
        | Test::BetterThanBefore { .. } => false,
    };
    if !fits {
        faults.across(
            path,
            format!(
                "This test does not fit: {} is answered with {}. Figures (number, money, percentage, points, levels, months, rows) take at_least, at_most, equals, between and in; a choice takes in; several options take includes; a date takes within_months and within_next_months; a workforce takes ratio; an accreditation takes held; a list takes every_row.",
                subject.name, subject.kind
            ),
        );
        return;
    }
    match test {
        Test::OneOf(values) if values.is_empty() => {
            faults.error(path, "The list of values is empty. Name at least one.");
        }
        Test::Between {
            from: Operand::Value(from),
            to: Operand::Value(to),
        } if from > to => {
            faults.error(
                path,
                format!("The range from {from} to {to} is empty. Swap them."),
            );
        }
        Test::WithinMonths(0) | Test::WithinNextMonths(0) => {
            faults.error(path, "Allow at least one month.");
        }
        _ => {}
    }
    for operand in test.operands() {
        fit_operand(version, subject, operand, path, faults);
    }
}

fn fit_operand(
    version: &SchemeVersion,
    subject: Subject<'_>,
    operand: &Operand,
    path: &str,
    faults: &mut Faults,
) {
    let Some(wanted) = subject.unit else {
        return;
    };
    match operand {
        Operand::Value(value) if wanted == ReferenceUnit::Money && value.places() > 2 => {
            faults.error(path, "An amount of money has at most two decimal places.");
        }
        Operand::Value(value) if wanted == ReferenceUnit::Percentage && !(0..=100_000).contains(&value.thousandths()) => {
            faults.error(path, "A percentage lies between 0 and 100.");
        }
        Operand::Value(_) => {}
        Operand::Reference(code) => match known_reference(version, code) {
            None => faults.across(path, format!("There is no reference value {code}. Define it under references, or name one that is there.")),
            Some(reference) if reference.unit != wanted => faults.across(
                path,
                format!("The reference value {code} is of another kind than the answers of {}. Compare like with like.", subject.name),
            ),
            Some(_) => {}
        },
    }
}

fn unit(kind: &AnswerKind) -> Option<ReferenceUnit> {
    match kind {
        AnswerKind::Number { .. }
        | AnswerKind::MultiChoice { .. }
        | AnswerKind::Maturity { .. }
        | AnswerKind::Period {}
        | AnswerKind::List { .. } => Some(ReferenceUnit::Number),
        AnswerKind::Money { .. } => Some(ReferenceUnit::Money),
        AnswerKind::Percentage { .. } => Some(ReferenceUnit::Percentage),
        AnswerKind::YesNo { .. }
        | AnswerKind::Choice { .. }
        | AnswerKind::Text { .. }
        | AnswerKind::Date { .. }
        | AnswerKind::Declaration { .. }
        | AnswerKind::Workforce { .. }
        | AnswerKind::Document {}
        | AnswerKind::HeldAccreditation { .. }
        | AnswerKind::Confirmation { .. } => None,
    }
}
