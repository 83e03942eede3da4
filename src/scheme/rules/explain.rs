//! Rules and findings, in plain words.

use super::answer::Answer;
use super::answer_kind::AnswerKind;
use super::compile::{Ask, Leaf, Shape};
use super::content::SchemeVersion;
use super::criterion::Criterion;
use super::evaluate::{Circumstances, NodeOutcome};
use super::quantity::{Decimal, format_date, group_thousands};
use super::references::ReferenceUnit;
use super::response::{Response, Stage, Verdict};
use super::tree::{Direction, Operand, Points, Requirement, Test};
use std::fmt::Write as _;

/// What a group asks.
pub(super) fn describe_shape(shape: Shape<'_>) -> String {
    match shape {
        Shape::Tier(tier) => format!("Tier {}", tier.name),
        Shape::All => "All of these".to_owned(),
        Shape::Any => "Any of these".to_owned(),
        Shape::AtLeast(k) => format!("At least {k} of these"),
        Shape::Gate(message) => format!("Gate: {message}"),
        Shape::Pillar(pillar, k, at) => {
            format!(
                "Pillar {}: at least {k} {}",
                pillar.name,
                describe_requirement(at)
            )
        }
        Shape::InEachGroup(k) => format!("At least {k} of each of these groups"),
        Shape::Score(pillar, points) => {
            let of = pillar.map_or_else(
                || "All criteria".to_owned(),
                |pillar| format!("Pillar {}", pillar.name),
            );
            match points {
                Points::Absolute(points) => format!("{of}: at least {} points", points.grouped()),
                Points::Share(percent) => format!("{of}: at least {percent}% of the points"),
            }
        }
        Shape::Not => "Not this".to_owned(),
    }
}

/// How many points there are so far; nothing for any other group.
pub(super) fn describe_score(
    shape: Shape<'_>,
    children: impl Iterator<Item = (NodeOutcome, u64)>,
) -> Option<String> {
    let Shape::Score(..) = shape else {
        return None;
    };
    let (mut met, mut open, mut all) = (0u64, 0u64, 0u64);
    for (outcome, weight) in children {
        match outcome {
            NodeOutcome::Met => met += weight,
            NodeOutcome::NotMet => {}
            NodeOutcome::Undetermined => open += weight,
            NodeOutcome::NotApplicable => continue,
        }
        all += weight;
    }
    let points = |thousandths: u64| {
        Decimal::from_thousandths(i64::try_from(thousandths).unwrap_or(i64::MAX)).grouped()
    };
    let still = if open == 0 {
        String::new()
    } else {
        format!(", {} still open", points(open))
    };
    Some(format!("{} of {} points{still}", points(met), points(all)))
}

fn describe_requirement(requirement: Requirement) -> String {
    match requirement {
        Requirement::Satisfied => "satisfied".to_owned(),
        Requirement::Stage(stage) => format!("at stage {stage} or further"),
    }
}

/// What a leaf asks, and what was found.
pub(super) fn describe_leaf(
    version: &SchemeVersion,
    leaf: &Leaf<'_>,
    response: Option<&Response>,
    circumstances: &Circumstances,
) -> (String, String) {
    let criterion = leaf.criterion;
    let asks = match leaf.ask {
        Ask::At(requirement) => describe_requirement(requirement),
        Ask::Passes(test) => describe_test(version, criterion, test, circumstances),
        Ask::Points(points) => describe_points(criterion, points),
    };
    (
        format!("{} {}: {asks}", criterion.code, criterion.title),
        describe_response(leaf, response, circumstances),
    )
}

/// So many points of a criterion.
pub(super) fn describe_points(criterion: &Criterion, points: u32) -> String {
    match &criterion.answer {
        AnswerKind::Maturity { levels } => levels
            .iter()
            .position(|level| level.points >= points)
            .map_or_else(
                || format!("{points} points"),
                |place| format!("level {} or higher", place + 1),
            ),
        AnswerKind::MultiChoice { .. } => match points {
            1 => "at least one of the options".to_owned(),
            _ => format!("options worth {points} points or more"),
        },
        _ => "satisfied".to_owned(),
    }
}

fn describe_response(
    leaf: &Leaf<'_>,
    response: Option<&Response>,
    circumstances: &Circumstances,
) -> String {
    let criterion = leaf.criterion;
    if !circumstances.has_chosen(&leaf.pillar.code) {
        return "not among the pillars chosen".to_owned();
    }
    if let Some(day) = criterion.active_from.filter(|day| *day > circumstances.on) {
        return format!("counts from {}", format_date(day));
    }
    if !criterion.is_asked(circumstances, Some(&leaf.tier.code)) {
        return "not asked of this employer".to_owned();
    }
    let by_list = circumstances.holds.iter().find(|held| {
        held.is_valid(circumstances.on, &[])
            && criterion
                .equivalents
                .iter()
                .any(|equivalent| equivalent.accreditation == held.accreditation)
    });
    if let Some(held) = by_list {
        return format!("by {}, {}", held.accreditation, held.reference);
    }
    let Some((response, answer)) = response.and_then(|r| r.answer.as_ref().map(|a| (r, a))) else {
        return "not answered".to_owned();
    };
    let mut found = match answer {
        Answer::Text { .. } => "answered".to_owned(),
        _ => criterion.summary(answer),
    };
    if response.evidence_items > 0 {
        let _ = write!(found, ", {}", items(response.evidence_items));
    }
    match response.verdict {
        Verdict::Unchecked => {}
        Verdict::Confirmed => found.push_str(", confirmed"),
        Verdict::NotConfirmed => found.push_str(", not confirmed"),
    }
    found
}

pub(super) fn items(count: u32) -> String {
    if count == 1 {
        "1 item of evidence".to_owned()
    } else {
        format!("{} items of evidence", group_thousands(&count.to_string()))
    }
}

/// A test in words that follow “must be”.
pub fn describe_test(
    version: &SchemeVersion,
    criterion: &Criterion,
    test: &Test,
    circumstances: &Circumstances,
) -> String {
    let read = |operand: &Operand| describe_operand(version, criterion, operand, circumstances);
    match test {
        Test::AtLeast(value) => format!("at least {}", read(value)),
        Test::AtMost(value) => format!("at most {}", read(value)),
        Test::Equals(value) => format!("exactly {}", read(value)),
        Test::Between { from, to } => format!("from {} to {}", read(from), read(to)),
        Test::OneOf(values) => {
            format!(
                "one of {}",
                values.iter().map(read).collect::<Vec<_>>().join(", ")
            )
        }
        Test::Chosen(options) => labels(criterion, |code, _| {
            options.iter().any(|option| option == code)
        }),
        Test::Includes(wanted) => match &criterion.answer {
            AnswerKind::MultiChoice { options } => options
                .iter()
                .filter(|option| wanted.contains(&option.code))
                .map(|option| format!("“{}”", option.label))
                .collect::<Vec<_>>()
                .join(" and "),
            _ => wanted.join(" and "),
        },
        Test::WithinNextMonths(months) => {
            let latest = circumstances
                .on
                .checked_add_months(chrono::Months::new(*months))
                .unwrap_or(circumstances.on);
            format!(
                "a date from {} to {}",
                format_date(circumstances.on),
                format_date(latest)
            )
        }
        Test::Ratio {
            part,
            whole,
            minimum,
            passes,
        } => describe_ratio(
            version,
            criterion,
            (part, whole, *minimum),
            passes,
            circumstances,
        ),
        Test::Held { tiers } if tiers.is_empty() => "held and valid".to_owned(),
        Test::Held { tiers } => format!("held and valid at {}", tiers.join(" or ")),
        Test::EveryRow { column, passes } => {
            let test = describe_test(version, criterion, passes, circumstances);
            let label = match &criterion.answer {
                AnswerKind::List { columns, .. } => {
                    columns.iter().find(|known| known.code == *column)
                }
                _ => None,
            }
            .map_or(column.as_str(), |column| column.label.as_str());
            format!("{test} in every row ({label})")
        }
        Test::BetterThanBefore { direction, by } => {
            let way = match direction {
                Direction::Up => "higher",
                Direction::Down => "lower",
            };
            if *by == Decimal::default() {
                format!("{way} than at the last award")
            } else {
                format!("{way} by {by} or more than at the last award")
            }
        }
        Test::WithinMonths(months) => match circumstances
            .on
            .checked_sub_months(chrono::Months::new(*months))
        {
            Some(earliest) => format!(
                "a date from {} to {}",
                format_date(earliest),
                format_date(circumstances.on)
            ),
            None => format!("a date of {} or earlier", format_date(circumstances.on)),
        },
    }
}

fn describe_ratio(
    version: &SchemeVersion,
    criterion: &Criterion,
    (part, whole, minimum): (&[String], &str, u64),
    test: &Test,
    circumstances: &Circumstances,
) -> String {
    let label = |code: &str| match &criterion.answer {
        AnswerKind::Workforce { counts } => counts
            .iter()
            .find(|count| count.code == code)
            .map_or_else(|| code.to_owned(), |count| count.label.to_string()),
        _ => code.to_owned(),
    };
    let parts: Vec<String> = part.iter().map(|code| label(code)).collect();
    let few = if minimum > 1 {
        format!(", of {} or more", group_thousands(&minimum.to_string()))
    } else {
        String::new()
    };
    format!(
        "{} for {} as a share of “{}”{few}",
        describe_test(version, criterion, test, circumstances),
        parts
            .iter()
            .map(|part| format!("“{part}”"))
            .collect::<Vec<_>>()
            .join(" and "),
        label(whole),
    )
}

/// The labels of the options of a choice, or of the levels of a scale, for which something holds.
pub(super) fn labels(criterion: &Criterion, holds: impl Fn(&str, Stage) -> bool) -> String {
    match &criterion.answer {
        AnswerKind::Choice { options } => options
            .iter()
            .filter(|option| holds(&option.code, option.stage))
            .map(|option| format!("“{}”", option.label))
            .collect::<Vec<_>>()
            .join(" or "),
        AnswerKind::Maturity { levels } => levels
            .iter()
            .filter(|level| holds("", level.stage))
            .map(|level| format!("“{}”", level.label))
            .collect::<Vec<_>>()
            .join(" or "),
        _ => String::new(),
    }
}

fn describe_operand(
    version: &SchemeVersion,
    criterion: &Criterion,
    operand: &Operand,
    circumstances: &Circumstances,
) -> String {
    match operand {
        Operand::Value(value) => describe_value(&criterion.answer, *value),
        Operand::Reference(code) => match version.reference(code) {
            None => format!("the value {code}"),
            Some(reference) => match reference.binding_on(
                &circumstances.place,
                circumstances.on,
                circumstances.holder_since,
            ) {
                None => format!("the {} (no value is known for that day)", reference.name),
                Some(value) => format!(
                    "{} (the {}, {}, from {})",
                    reference.format(value.value),
                    reference.name,
                    match value.place.as_str() {
                        "uk" => "UK",
                        "london" => "London",
                        place => place,
                    },
                    format_date(value.from)
                ),
            },
        },
    }
}

fn describe_value(kind: &AnswerKind, value: Decimal) -> String {
    match kind {
        AnswerKind::Money { .. } => ReferenceUnit::Money.format(value),
        AnswerKind::Percentage { .. } | AnswerKind::Workforce { .. } => {
            ReferenceUnit::Percentage.format(value)
        }
        AnswerKind::MultiChoice { .. } => format!("{} points", value.grouped()),
        AnswerKind::Maturity { .. } => format!("level {}", value.grouped()),
        AnswerKind::Period {} => format!("{} months", value.grouped()),
        AnswerKind::Number { unit, .. } if !unit.is_empty() => {
            format!("{} {unit}", value.grouped())
        }
        _ => value.grouped(),
    }
}
