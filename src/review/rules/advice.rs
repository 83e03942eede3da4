//! What the findings come to: which criteria are judged, and which tier they support.

use entity::kinds::Judgement;

use super::Finding;
use crate::scheme::rules::{
    Answers, Circumstances, CriterionCode, SchemeVersion, Tier, Verdict, evaluate,
};

/// What an assessor judges: every criterion that the employer answered, in the order asked.
pub fn criteria_to_judge(version: &SchemeVersion, answers: &Answers) -> Vec<CriterionCode> {
    version
        .criteria()
        .filter(|(_, criterion)| answers.is_answered(&criterion.code))
        .map(|(_, criterion)| criterion.code.clone())
        .collect()
}

/// The answers as far as the findings confirm them: only what is judged met counts as it is given.
pub fn confirmed_answers(answers: &Answers, findings: &[Finding]) -> Answers {
    answers
        .iter()
        .map(|(code, response)| {
            let judgement = findings
                .iter()
                .find(|finding| finding.criterion == *code)
                .map(|finding| finding.judgement);
            let verdict = match judgement {
                Some(Judgement::Met) => Verdict::Confirmed,
                None | Some(Judgement::Partly | Judgement::NotMet | Judgement::CannotTell) => {
                    Verdict::NotConfirmed
                }
            };
            (code.clone(), response.clone().with_verdict(verdict))
        })
        .collect()
}

/// The highest tier that the findings support, if they support any: advice, not a decision.
pub fn advised_tier<'a>(
    version: &'a SchemeVersion,
    answers: &Answers,
    findings: &[Finding],
    circumstances: &Circumstances,
) -> Option<&'a Tier> {
    let confirmed = confirmed_answers(answers, findings);
    let reached = evaluate(version, &confirmed, circumstances).reached?;
    version.tier(&reached)
}
