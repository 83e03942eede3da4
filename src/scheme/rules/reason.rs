//! Why a criterion is missing: what is wrong now and what is needed, in plain words.

use super::answer::Answer;
use super::answer_kind::{AnswerKind, YesOrNo};
use super::compile::{Ask, Leaf, Plan};
use super::content::SchemeVersion;
use super::criterion::{Criterion, EvidenceRule};
use super::evaluate::{Circumstances, NodeOutcome};
use super::explain::{describe_leaf, describe_points, describe_test, items, labels};
use super::judge::{has_evidence, listed};
use super::measure::passes;
use super::missing::Wanted;
use super::quantity::{format_date, group_thousands};
use super::response::{Response, Stage, Verdict};
use super::tree::{Requirement, Test};
use std::fmt::Write as _;

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
    let note = wanted
        .first()
        .and_then(|wanted| plan.leaves.get(wanted.leaf))
        .and_then(|leaf| enough_people(leaf.criterion));
    // What several sentences end with is said once.
    if let Some(note) = note.filter(|_| sentences.iter().any(|one| one.starts_with("It must be"))) {
        sentences.push(note);
    }
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
    let rule = criterion.evidence_for(circumstances, Some(&leaf.tier.code));
    if let AnswerKind::HeldAccreditation { accepts, .. } = &criterion.answer
        && listed(accepts, &[], circumstances) == Some(false)
    {
        return Some("Its issuer’s list shows that it is no longer valid. Renew it.".to_owned());
    }
    if let Ask::Points(_) = leaf.ask
        && has_points(criterion)
        && !has_evidence(rule.required_items(), response)
    {
        return Some(evidence_reason(rule, response));
    }
    if let (Answer::Confirmation { name, .. }, false) = (answer, response.received) {
        return Some(format!("The confirmation by {name} has not come in."));
    }
    if let Some(requirement) = leaf.requirement()
        && meets_its_standard(version, criterion, response, circumstances)
    {
        if !has_evidence(rule.required_items(), response) {
            return Some(evidence_reason(rule, response));
        }
        let chosen = matches!(answer, Answer::Choice { .. } | Answer::Maturity { .. });
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
        self.requirement().map(Requirement::stage)
    }

    /// How far the criterion must be, where that is what is asked: points of an answer that has none
    /// of its own are had by satisfying it.
    fn requirement(&self) -> Option<Requirement> {
        match self.ask {
            Ask::At(requirement) => Some(requirement),
            Ask::Points(_) if !has_points(self.criterion) => Some(Requirement::Satisfied),
            Ask::Passes(_) | Ask::Points(_) => None,
        }
    }
}

/// Whether an answer has points of its own.
fn has_points(criterion: &Criterion) -> bool {
    matches!(
        criterion.answer,
        AnswerKind::MultiChoice { .. } | AnswerKind::Maturity { .. }
    )
}

fn describe_answer(criterion: &Criterion, answer: &Answer) -> String {
    match answer {
        Answer::YesNo { .. } | Answer::Choice { .. } => format!("“{}”", criterion.summary(answer)),
        _ => criterion.summary(answer),
    }
}

fn evidence_reason(rule: &EvidenceRule, response: &Response) -> String {
    let needed = rule.required_items();
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
    if rule.hint.is_empty() {
        add
    } else {
        format!("{add} {}", rule.hint)
    }
}

fn meets_its_standard(
    version: &SchemeVersion,
    criterion: &Criterion,
    response: &Response,
    circumstances: &Circumstances,
) -> bool {
    let Some(answer) = &response.answer else {
        return false;
    };
    match (&criterion.answer, answer) {
        (AnswerKind::YesNo { met_by, .. }, Answer::YesNo { value }) => met_by == value,
        (AnswerKind::Choice { .. }, Answer::Choice { option }) => criterion
            .answer
            .option(option)
            .is_some_and(|option| option.stage >= Stage::Doing),
        (AnswerKind::Maturity { .. }, Answer::Maturity { level }) if criterion.meets.is_none() => {
            criterion
                .answer
                .level(*level)
                .is_some_and(|level| level.stage >= Stage::Doing)
        }
        (AnswerKind::HeldAccreditation { .. }, Answer::YesNo { .. })
        | (_, Answer::NotYet { .. } | Answer::NotApplicable { .. }) => false,
        (AnswerKind::HeldAccreditation { .. }, _) if criterion.meets.is_none() => {
            let held = Test::Held { tiers: Vec::new() };
            passes(version, criterion, &held, response, circumstances) == NodeOutcome::Met
        }
        _ => criterion.meets.as_ref().is_none_or(|test| {
            passes(version, criterion, test, response, circumstances) == NodeOutcome::Met
        }),
    }
}

/// What a leaf asks for, as a sentence.
fn asked_for(version: &SchemeVersion, leaf: &Leaf<'_>, circumstances: &Circumstances) -> String {
    let criterion = leaf.criterion;
    let requirement = match (leaf.ask, leaf.requirement()) {
        (_, Some(requirement)) | (Ask::At(requirement), None) => requirement,
        (Ask::Passes(test), None) => return must_be(version, criterion, test, circumstances),
        (Ask::Points(points), None) => {
            return format!("It needs {}.", describe_points(criterion, points));
        }
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
        AnswerKind::Choice { .. } | AnswerKind::Maturity { .. } if criterion.meets.is_none() => {
            format!(
                "It needs {}.",
                labels(criterion, |_, stage| stage >= requirement.stage())
            )
        }
        AnswerKind::HeldAccreditation { .. } if criterion.meets.is_none() => {
            "It needs an accreditation that is valid.".to_owned()
        }
        AnswerKind::Confirmation { .. } => "It needs the confirmation.".to_owned(),
        AnswerKind::Choice { .. }
        | AnswerKind::Maturity { .. }
        | AnswerKind::HeldAccreditation { .. }
        | AnswerKind::Number { .. }
        | AnswerKind::Money { .. }
        | AnswerKind::Percentage { .. }
        | AnswerKind::Date { .. }
        | AnswerKind::Text { .. }
        | AnswerKind::Declaration { .. }
        | AnswerKind::MultiChoice { .. }
        | AnswerKind::Workforce { .. }
        | AnswerKind::Period {}
        | AnswerKind::Document {}
        | AnswerKind::List { .. } => match &criterion.meets {
            Some(test) => must_be(version, criterion, test, circumstances),
            None => String::new(),
        },
    };
    let needed = criterion
        .evidence_for(circumstances, Some(&leaf.tier.code))
        .required_items();
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
    format!(
        "It must be {}.",
        describe_test(version, criterion, test, circumstances)
    )
}

/// How many a percentage is computed from at the least.
fn enough_people(criterion: &Criterion) -> Option<String> {
    let AnswerKind::Percentage {
        minimum_denominator,
        denominator,
        ..
    } = &criterion.answer
    else {
        return None;
    };
    (*minimum_denominator > 1).then(|| {
        format!(
            "A percentage needs at least {} {denominator}.",
            group_thousands(&minimum_denominator.to_string())
        )
    })
}
