//! Rules, findings and what is missing, in plain words.

use super::answer::{Answer, AnswerKind, YesOrNo};
use super::compile::{Ask, Leaf, Plan, Shape};
use super::content::SchemeVersion;
use super::criterion::Criterion;
use super::evaluate::{Circumstances, NodeOutcome};
use super::judge::{has_evidence, passes};
use super::missing::Wanted;
use super::quantity::{Decimal, format_date, group_thousands};
use super::references::ReferenceUnit;
use super::response::{Response, Stage, Verdict};
use super::tree::{Operand, Requirement, Test};
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
        Shape::Not => "Not this".to_owned(),
    }
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
    };
    (
        format!("{} {}: {asks}", criterion.code, criterion.title),
        describe_response(criterion, response),
    )
}

fn describe_response(criterion: &Criterion, response: Option<&Response>) -> String {
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

fn items(count: u32) -> String {
    if count == 1 {
        "1 item of evidence".to_owned()
    } else {
        format!("{} items of evidence", group_thousands(&count.to_string()))
    }
}

/// A test in words that follow “must be”.
pub(super) fn describe_test(
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

/// The labels of the options of a choice for which something holds.
fn labels(criterion: &Criterion, holds: impl Fn(&str, Stage) -> bool) -> String {
    match &criterion.answer {
        AnswerKind::Choice { options } => options
            .iter()
            .filter(|option| holds(&option.code, option.stage))
            .map(|option| format!("“{}”", option.label))
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
            Some(reference) => match reference.value_on(&circumstances.place, circumstances.on) {
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
        AnswerKind::Percentage { .. } => ReferenceUnit::Percentage.format(value),
        AnswerKind::Number { unit, .. } if !unit.is_empty() => {
            format!("{} {unit}", value.grouped())
        }
        _ => value.grouped(),
    }
}

/// Why a criterion is missing: what is wrong now, and what is needed instead.
pub(super) fn missing_reason(
    version: &SchemeVersion,
    plan: &Plan<'_>,
    wanted: &[Wanted],
    response: Option<&Response>,
    circumstances: &Circumstances,
) -> String {
    let mut sentences: Vec<String> = Vec::new();
    let mut needs: Vec<String> = Vec::new();
    let mut add = |sentence: String, to: Which| {
        let sentences = match to {
            Which::Whole => &mut sentences,
            Which::Need => &mut needs,
        };
        if !sentence.is_empty() && !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    };
    for wanted in wanted {
        let Some(leaf) = plan.leaves.get(wanted.leaf) else {
            continue;
        };
        if wanted.goal == NodeOutcome::NotMet {
            let (asks, _) = describe_leaf(version, leaf, response, circumstances);
            add(format!("This must not be so: {asks}."), Which::Whole);
        } else {
            match leaf_reason(version, leaf, response, circumstances) {
                Some(sentence) => add(sentence, Which::Whole),
                None => add(asked_for(version, leaf, circumstances), Which::Need),
            }
        }
    }
    if sentences.is_empty() || !needs.is_empty() {
        let criterion = wanted
            .first()
            .and_then(|wanted| plan.leaves.get(wanted.leaf))
            .map(|leaf| leaf.criterion);
        let answer = response.and_then(|response| response.answer.as_ref());
        sentences.push(match criterion.zip(answer) {
            Some((criterion, answer)) => {
                format!("The answer is {}.", describe_answer(criterion, answer))
            }
            None => "Answer this question.".to_owned(),
        });
    }
    sentences.extend(needs);
    sentences.join(" ")
}

/// Whether a sentence says all there is to say, or only what is needed.
enum Which {
    Whole,
    Need,
}

/// What is wrong where more is wrong than the answer itself; `None` where the answer must change.
fn leaf_reason(
    version: &SchemeVersion,
    leaf: &Leaf<'_>,
    response: Option<&Response>,
    circumstances: &Circumstances,
) -> Option<String> {
    let criterion = leaf.criterion;
    let response = response?;
    let answer = response.answer.as_ref()?;
    if response.verdict == Verdict::NotConfirmed {
        return Some("The assessor did not confirm this answer.".to_owned());
    }
    if let Answer::NotApplicable { .. } = answer {
        return Some("That this does not apply must be confirmed by an assessor.".to_owned());
    }
    if let Ask::At(requirement) = leaf.ask
        && meets_its_standard(version, criterion, answer, circumstances)
    {
        if !has_evidence(criterion, response) {
            return Some(evidence_reason(criterion, response));
        }
        let chosen = matches!(answer, Answer::Choice { .. });
        if requirement.stage() == Stage::Embedded && !chosen {
            return Some("Add evidence that covers at least 12 months.".to_owned());
        }
    }
    if let Answer::NotYet { by } = answer {
        return Some(if *by < circumstances.on {
            format!(
                "The date given, {}, has passed. Answer again.",
                format_date(*by)
            )
        } else if leaf.ask_stage() == Some(Stage::Planned) {
            format!("Promised by {}. Attach the plan.", format_date(*by))
        } else {
            format!(
                "Promised by {}. This counts here once it is done.",
                format_date(*by)
            )
        });
    }
    None
}

impl Leaf<'_> {
    fn ask_stage(&self) -> Option<Stage> {
        match self.ask {
            Ask::At(requirement) => Some(requirement.stage()),
            Ask::Passes(_) => None,
        }
    }
}

fn describe_answer(criterion: &Criterion, answer: &Answer) -> String {
    match answer {
        Answer::YesNo { .. } | Answer::Choice { .. } => format!("“{}”", criterion.summary(answer)),
        _ => criterion.summary(answer),
    }
}

fn evidence_reason(criterion: &Criterion, response: &Response) -> String {
    let needed = criterion.evidence.required_items();
    let lacking = needed.saturating_sub(response.evidence_items);
    let add = if response.evidence_items == 0 {
        format!("Add {}.", items(lacking))
    } else {
        let more = if lacking == 1 {
            "1 more item".to_owned()
        } else {
            format!("{lacking} more items")
        };
        format!(
            "Add {more} of evidence: {} of {needed} attached.",
            response.evidence_items
        )
    };
    if criterion.evidence.hint.is_empty() {
        add
    } else {
        format!("{add} {}", criterion.evidence.hint)
    }
}

fn meets_its_standard(
    version: &SchemeVersion,
    criterion: &Criterion,
    answer: &Answer,
    circumstances: &Circumstances,
) -> bool {
    match (&criterion.answer, answer) {
        (AnswerKind::YesNo { met_by, .. }, Answer::YesNo { value }) => met_by == value,
        (AnswerKind::Choice { .. }, Answer::Choice { option }) => criterion
            .answer
            .option(option)
            .is_some_and(|option| option.stage >= Stage::Doing),
        (_, Answer::NotYet { .. } | Answer::NotApplicable { .. }) => false,
        _ => criterion.meets.as_ref().is_none_or(|test| {
            passes(version, criterion, test, answer, circumstances) == NodeOutcome::Met
        }),
    }
}

/// What a leaf asks for, as a sentence.
fn asked_for(version: &SchemeVersion, leaf: &Leaf<'_>, circumstances: &Circumstances) -> String {
    let criterion = leaf.criterion;
    let requirement = match leaf.ask {
        Ask::Passes(test) => return must_be(version, criterion, test, circumstances),
        Ask::At(requirement) => requirement,
    };
    let promise_will_do = requirement.stage() <= Stage::Planned;
    let mut sentence = match &criterion.answer {
        _ if requirement.stage() <= Stage::Aware => "Any answer will do.".to_owned(),
        AnswerKind::YesNo { met_by, commitment } => {
            let word = match met_by {
                YesOrNo::Yes => "“Yes”",
                YesOrNo::No => "“No”",
            };
            if promise_will_do && *commitment {
                format!("It needs {word}, or a date by which it will be so.")
            } else {
                format!("It needs {word}.")
            }
        }
        AnswerKind::Choice { .. } => {
            format!(
                "It needs {}.",
                labels(criterion, |_, stage| stage >= requirement.stage())
            )
        }
        AnswerKind::Number { .. }
        | AnswerKind::Money { .. }
        | AnswerKind::Percentage { .. }
        | AnswerKind::Date { .. }
        | AnswerKind::Text { .. }
        | AnswerKind::Declaration { .. } => match &criterion.meets {
            Some(test) => must_be(version, criterion, test, circumstances),
            None => String::new(),
        },
    };
    let needed = criterion.evidence.required_items();
    if !promise_will_do && needed > 0 {
        let _ = write!(sentence, " Attach {}.", items(needed));
    }
    sentence.trim().to_owned()
}

fn must_be(
    version: &SchemeVersion,
    criterion: &Criterion,
    test: &Test,
    circumstances: &Circumstances,
) -> String {
    let mut sentence = format!(
        "It must be {}.",
        describe_test(version, criterion, test, circumstances)
    );
    if let AnswerKind::Percentage {
        minimum_denominator,
        denominator,
        ..
    } = &criterion.answer
        && *minimum_denominator > 1
    {
        let _ = write!(
            sentence,
            " A percentage needs at least {} {denominator}.",
            group_thousands(&minimum_denominator.to_string())
        );
    }
    sentence
}
