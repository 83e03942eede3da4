//! A node of a rule, in plain words.

use super::{RuleNode, STAGES, stage_word};
use crate::scheme::rules::{
    Circumstances, CriterionCode, Points, Requirement, SchemeVersion, describe_test,
};

fn criterion(version: &SchemeVersion, code: &CriterionCode) -> String {
    match version.criterion(code) {
        Some(criterion) => format!("{code} {}", criterion.title),
        None => format!("{code} (no such question)"),
    }
}

fn stage(at: Requirement) -> String {
    let word = stage_word(at);
    STAGES
        .iter()
        .find(|(known, _)| *known == word)
        .map_or(word, |(_, words)| words)
        .to_lowercase()
}

/// What a node asks, in words that stand above its children; reference values as on the day given.
pub fn describe(version: &SchemeVersion, node: &RuleNode, on: &Circumstances) -> String {
    match node {
        RuleNode::All(_) => "All of these".to_owned(),
        RuleNode::Any(_) => "Any one of these".to_owned(),
        RuleNode::AtLeast { k, .. } => format!("At least {k} of these"),
        RuleNode::InEachGroup { k, .. } => format!("At least {k} of each of these groups"),
        RuleNode::Not(_) => "Not this".to_owned(),
        RuleNode::Gate { message, .. } => {
            format!("A gate: nothing else counts until this is met. “{message}”")
        }
        RuleNode::Criterion { code, at } => {
            format!("{}: {}", criterion(version, code), stage(*at))
        }
        RuleNode::Predicate { code, test } => match version.criterion(code) {
            Some(of) => format!(
                "{}: {}",
                criterion(version, code),
                describe_test(version, of, test, on)
            ),
            None => criterion(version, code),
        },
        RuleNode::Score { pillar, at_least } => {
            let of = pillar
                .as_ref()
                .and_then(|code| version.pillar(code))
                .map_or_else(|| "all questions".to_owned(), |one| one.name.to_string());
            match at_least {
                Points::Absolute(points) => format!("At least {points} points of {of}"),
                Points::Share(share) => format!("At least {share}% of the points of {of}"),
            }
        }
        RuleNode::Pillar { code, k, at } => {
            let name = version
                .pillar(code)
                .map_or_else(|| code.to_string(), |one| one.name.to_string());
            let questions = if *k == 1 { "question" } else { "questions" };
            format!("At least {k} {questions} of {name}: {}", stage(*at))
        }
    }
}
