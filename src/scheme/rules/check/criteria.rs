//! Faults of single criteria.

use super::{Faults, known_reference};
use crate::scheme::rules::answer::AnswerKind;
use crate::scheme::rules::content::SchemeVersion;
use crate::scheme::rules::criterion::{Criterion, EvidenceNeed};
use crate::scheme::rules::quantity::Decimal;
use crate::scheme::rules::references::ReferenceUnit;
use crate::scheme::rules::response::Stage;
use crate::scheme::rules::tree::{Operand, Test};

/// Longer than anybody reads.
const MOST_CHARACTERS: u32 = 20_000;
/// Longer than one question takes.
const MOST_MINUTES: u16 = 240;
/// More files than one answer needs.
const MOST_ITEMS: u32 = 50;

pub(super) fn check(version: &SchemeVersion, faults: &mut Faults) {
    for (p, pillar) in version.pillars.iter().enumerate() {
        for (c, criterion) in pillar.criteria.iter().enumerate() {
            let path = format!("pillars[{p}].criteria[{c}]");
            answer_kind(criterion, &format!("{path}.answer"), faults);
            evidence(criterion, &format!("{path}.evidence"), faults);
            if !(1..=MOST_MINUTES).contains(&criterion.minutes) {
                faults.error(
                    format!("{path}.minutes"),
                    format!("Say how many minutes the question takes, from 1 to {MOST_MINUTES}."),
                );
            }
            if let Some(meets) = &criterion.meets {
                test(version, criterion, meets, &format!("{path}.meets"), faults);
            }
        }
    }
}

fn evidence(criterion: &Criterion, path: &str, faults: &mut Faults) {
    let rule = &criterion.evidence;
    match rule.need {
        EvidenceNeed::Required if !(1..=MOST_ITEMS).contains(&rule.min_items) => faults.error(
            format!("{path}.min_items"),
            format!("Evidence is required, so say how many items at the least, from 1 to {MOST_ITEMS}."),
        ),
        EvidenceNeed::None | EvidenceNeed::Optional if rule.min_items > 0 => faults.error(
            format!("{path}.min_items"),
            "A number of items may be asked for only where evidence is required. Set need: required, or remove min_items.",
        ),
        EvidenceNeed::Required | EvidenceNeed::None | EvidenceNeed::Optional => {}
    }
}

fn answer_kind(criterion: &Criterion, path: &str, faults: &mut Faults) {
    match &criterion.answer {
        AnswerKind::YesNo { .. } | AnswerKind::Date { .. } | AnswerKind::Declaration { .. } => {}
        AnswerKind::Choice { options } => {
            if options.len() < 2 {
                faults.error(
                    format!("{path}.options"),
                    "A choice has at least two options.",
                );
            }
            faults.unique(
                "option code",
                options
                    .iter()
                    .enumerate()
                    .map(|(o, option)| (format!("{path}.options[{o}].code"), option.code.as_str())),
            );
            for (o, option) in options.iter().enumerate() {
                if option.stage == Stage::None {
                    faults.error(
                        format!("{path}.options[{o}].stage"),
                        "An option chosen is an answer, so its stage is at least aware.",
                    );
                }
            }
            if options.iter().all(|option| option.stage < Stage::Doing) {
                faults.error(
                    format!("{path}.options"),
                    "No option satisfies the criterion. Give at least one the stage doing or embedded.",
                );
            }
        }
        AnswerKind::Number {
            decimals, min, max, ..
        } => {
            if *decimals > 3 {
                faults.error(
                    format!("{path}.decimals"),
                    "A number has at most three decimal places.",
                );
            }
            range(*min, *max, path, faults);
        }
        AnswerKind::Money {
            min_pence,
            max_pence,
        } => {
            range(
                min_pence.map(Decimal::from_pence),
                max_pence.map(Decimal::from_pence),
                path,
                faults,
            );
        }
        AnswerKind::Percentage {
            minimum_denominator,
            ..
        } => {
            if *minimum_denominator == 0 {
                faults.error(
                    format!("{path}.minimum_denominator"),
                    "A percentage of nobody means nothing. Ask for at least 1.",
                );
            }
        }
        AnswerKind::Text { max_characters } => {
            if !(1..=MOST_CHARACTERS).contains(max_characters) {
                faults.error(
                    format!("{path}.max_characters"),
                    format!("Allow from 1 to {MOST_CHARACTERS} characters."),
                );
            }
        }
    }
}

fn range(min: Option<Decimal>, max: Option<Decimal>, path: &str, faults: &mut Faults) {
    if let (Some(min), Some(max)) = (min, max)
        && min > max
    {
        faults.error(
            format!("{path}.max"),
            format!("The most, {max}, is less than the least, {min}. Swap them."),
        );
    }
}

/// Whether a test can be put to a criterion's answers.
pub(super) fn test(
    version: &SchemeVersion,
    criterion: &Criterion,
    test: &Test,
    path: &str,
    faults: &mut Faults,
) {
    let kind = criterion.answer.name();
    let fits = match test {
        Test::AtLeast(_)
        | Test::AtMost(_)
        | Test::Equals(_)
        | Test::Between { .. }
        | Test::OneOf(_) => unit(&criterion.answer).is_some(),
        Test::Chosen(_) => matches!(criterion.answer, AnswerKind::Choice { .. }),
        Test::WithinMonths(_) => matches!(criterion.answer, AnswerKind::Date { .. }),
    };
    if !fits {
        faults.across(
            path,
            format!(
                "This test does not fit: {} is answered with {kind}. Figures (number, money, percentage) take at_least, at_most, equals, between and in; a choice takes in; a date takes within_months.",
                criterion.code
            ),
        );
        return;
    }
    match test {
        Test::Chosen(options) => {
            if options.is_empty() {
                faults.error(path, "The list of options is empty. Name at least one.");
            }
            for option in options {
                if criterion.answer.option(option).is_none() {
                    faults.across(
                        path,
                        format!(
                            "{} has no option “{option}”. Name one that it has.",
                            criterion.code
                        ),
                    );
                }
            }
        }
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
        Test::WithinMonths(0) => faults.error(path, "Allow at least one month."),
        _ => {}
    }
    for operand in test.operands() {
        fit_operand(version, criterion, operand, path, faults);
    }
}

fn fit_operand(
    version: &SchemeVersion,
    criterion: &Criterion,
    operand: &Operand,
    path: &str,
    faults: &mut Faults,
) {
    let Some(wanted) = unit(&criterion.answer) else {
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
                format!("The reference value {code} is of another kind than the answers of {}. Compare like with like.", criterion.code),
            ),
            Some(_) => {}
        },
    }
}

fn unit(kind: &AnswerKind) -> Option<ReferenceUnit> {
    match kind {
        AnswerKind::Number { .. } => Some(ReferenceUnit::Number),
        AnswerKind::Money { .. } => Some(ReferenceUnit::Money),
        AnswerKind::Percentage { .. } => Some(ReferenceUnit::Percentage),
        AnswerKind::YesNo { .. }
        | AnswerKind::Choice { .. }
        | AnswerKind::Text { .. }
        | AnswerKind::Date { .. }
        | AnswerKind::Declaration { .. } => None,
    }
}
