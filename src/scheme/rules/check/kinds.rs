//! Faults of what criteria may be answered with.

use super::Faults;
use super::criteria::outside;
use crate::scheme::rules::answer_kind::AnswerKind;
use crate::scheme::rules::compile::MOST_POINTS;
use crate::scheme::rules::content::SchemeVersion;
use crate::scheme::rules::criterion::Criterion;
use crate::scheme::rules::quantity::Decimal;
use crate::scheme::rules::response::Stage;

/// Longer than anybody reads.
const MOST_CHARACTERS: u32 = 20_000;
/// More rows than one answer needs.
const MOST_ROWS: u32 = 50;
/// More columns than fit a page.
const MOST_COLUMNS: usize = 6;
/// More counts than one question asks for.
const MOST_COUNTS: usize = 20;
/// More options than one question offers.
const MOST_OPTIONS: usize = 60;

pub(super) fn check(
    version: &SchemeVersion,
    criterion: &Criterion,
    path: &str,
    faults: &mut Faults,
) {
    match &criterion.answer {
        AnswerKind::YesNo { .. }
        | AnswerKind::Date { .. }
        | AnswerKind::Declaration { .. }
        | AnswerKind::Period {}
        | AnswerKind::Document {} => {}
        AnswerKind::MultiChoice { .. }
        | AnswerKind::Maturity { .. }
        | AnswerKind::Workforce { .. }
        | AnswerKind::HeldAccreditation { .. }
        | AnswerKind::Confirmation { .. }
        | AnswerKind::List { .. } => in_parts(version, criterion, path, faults),
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
        AnswerKind::Text {
            max_characters,
            max_words,
        } => {
            if *max_words == Some(0) {
                faults.error(format!("{path}.max_words"), "Allow at least one word.");
            }
            if !(1..=MOST_CHARACTERS).contains(max_characters) {
                faults.error(
                    format!("{path}.max_characters"),
                    format!("Allow from 1 to {MOST_CHARACTERS} characters."),
                );
            }
        }
    }
}

/// Answers that have several parts.
fn in_parts(version: &SchemeVersion, criterion: &Criterion, path: &str, faults: &mut Faults) {
    match &criterion.answer {
        AnswerKind::MultiChoice { options } => {
            how_many(
                options.len(),
                1,
                MOST_OPTIONS,
                &format!("{path}.options"),
                "options",
                faults,
            );
            faults.unique(
                "option code",
                options
                    .iter()
                    .enumerate()
                    .map(|(o, option)| (format!("{path}.options[{o}].code"), option.code.as_str())),
            );
            most_points(criterion, &format!("{path}.options"), faults);
        }
        AnswerKind::Maturity { levels } => {
            let path = format!("{path}.levels");
            how_many(levels.len(), 2, MOST_OPTIONS, &path, "levels", faults);
            for (place, pair) in levels.windows(2).enumerate() {
                let [lower, higher] = pair else { continue };
                if higher.points < lower.points || higher.stage < lower.stage {
                    faults.error(
                        format!("{path}[{}]", place + 1),
                        "A level counts no less, and goes no less far, than the one before. Put the lowest first.",
                    );
                }
            }
            if levels.iter().any(|level| level.stage == Stage::None) {
                faults.error(
                    &path,
                    "A level chosen is an answer, so its stage is at least aware.",
                );
            }
            if criterion.meets.is_none() && levels.iter().all(|level| level.stage < Stage::Doing) {
                faults.error(&path, "No level satisfies the criterion. Give at least one the stage doing or embedded.");
            }
            most_points(criterion, &path, faults);
        }
        AnswerKind::Workforce { counts } => {
            let path = format!("{path}.counts");
            how_many(counts.len(), 1, MOST_COUNTS, &path, "counts", faults);
            faults.unique(
                "count",
                counts
                    .iter()
                    .enumerate()
                    .map(|(c, count)| (format!("{path}[{c}].code"), count.code.as_str())),
            );
            for (c, count) in counts.iter().enumerate() {
                let Some(whole) = &count.part_of else {
                    continue;
                };
                // Only a count named before, so that none can be part of itself in a circle.
                if counts.iter().take(c).all(|before| before.code != *whole) {
                    faults.error(
                        format!("{path}[{c}].part_of"),
                        format!("There is no count “{whole}” before this one. Name one that comes before."),
                    );
                }
            }
        }
        AnswerKind::HeldAccreditation { accepts, .. } => {
            if accepts.is_empty() {
                faults.error(
                    format!("{path}.accepts"),
                    "No accreditation is taken. Name at least one.",
                );
            }
            for (a, code) in accepts.iter().enumerate() {
                outside(version, code, &[], &format!("{path}.accepts[{a}]"), faults);
            }
        }
        AnswerKind::Confirmation { by } => {
            if by.is_empty() {
                faults.error(
                    format!("{path}.by"),
                    "Nobody may confirm it. Name at least one.",
                );
            }
        }
        AnswerKind::List {
            columns,
            min_rows,
            max_rows,
        } => {
            how_many(
                columns.len(),
                1,
                MOST_COLUMNS,
                &format!("{path}.columns"),
                "columns",
                faults,
            );
            faults.unique(
                "column",
                columns
                    .iter()
                    .enumerate()
                    .map(|(c, column)| (format!("{path}.columns[{c}].code"), column.code.as_str())),
            );
            if !(1..=MOST_ROWS).contains(max_rows) || min_rows > max_rows {
                faults.error(
                    format!("{path}.max_rows"),
                    format!(
                        "Allow from 1 to {MOST_ROWS} rows, and no fewer than must be filled in."
                    ),
                );
            }
        }
        AnswerKind::YesNo { .. }
        | AnswerKind::Choice { .. }
        | AnswerKind::Number { .. }
        | AnswerKind::Money { .. }
        | AnswerKind::Percentage { .. }
        | AnswerKind::Text { .. }
        | AnswerKind::Date { .. }
        | AnswerKind::Declaration { .. }
        | AnswerKind::Period {}
        | AnswerKind::Document {} => {}
    }
}

fn how_many(has: usize, least: usize, most: usize, path: &str, what: &str, faults: &mut Faults) {
    if !(least..=most).contains(&has) {
        faults.error(
            path,
            format!("There are {has} {what}. Give from {least} to {most}."),
        );
    }
}

fn most_points(criterion: &Criterion, path: &str, faults: &mut Faults) {
    if criterion.answer.most_points() > MOST_POINTS {
        faults.error(
            path,
            format!("An answer can have at most {MOST_POINTS} points. Use a weight for more."),
        );
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
