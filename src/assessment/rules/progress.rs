//! How far an employer is: derived from answers and evidence, never stored.

use std::collections::BTreeSet;

use super::given::Given;
use crate::scheme::rules::{
    Answers, Circumstances, Criterion, CriterionCode, Evaluation, NodeOutcome, Outcome, Pillar,
    PillarCode, SchemeVersion, Stage, Staged, TierCode, TraceNode, evaluate, stage_of,
};

/// Where one pillar stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PillarState {
    /// Nothing answered.
    NotStarted,
    /// Some of it, or evidence is still needed.
    Answered {
        /// Questions answered.
        answered: usize,
        /// Questions in all.
        of: usize,
    },
    /// Everything answered, with the evidence the answers need.
    Ready,
    /// The assessor asks about some answers.
    MoreDetailAsked {
        /// About how many.
        count: usize,
    },
}

impl PillarState {
    /// What a task list says.
    pub fn words(self) -> String {
        match self {
            Self::NotStarted => "Not started".to_owned(),
            Self::Answered { answered, of } => format!("{answered} of {of} answered"),
            Self::Ready => "Ready".to_owned(),
            Self::MoreDetailAsked { .. } => "More detail asked".to_owned(),
        }
    }

    /// The colour of its tag.
    pub fn colour(self) -> &'static str {
        match self {
            Self::NotStarted => "grey",
            Self::Answered { .. } => "blue",
            Self::Ready => "green",
            Self::MoreDetailAsked { .. } => "orange",
        }
    }
}

/// One pillar of the task list.
#[derive(Clone, Debug)]
pub struct PillarProgress<'a> {
    /// Which pillar.
    pub pillar: &'a Pillar,
    /// Where it stands.
    pub state: PillarState,
    /// How long what is unanswered would take.
    pub minutes_left: u32,
    /// Answers that still need evidence.
    pub evidence_lacking: usize,
}

/// Where every pillar stands. `asked` are the criteria an assessor asks about now.
pub fn progress<'a>(
    version: &'a SchemeVersion,
    given: &Given,
    asked: &BTreeSet<CriterionCode>,
    circumstances: &Circumstances,
) -> Vec<PillarProgress<'a>> {
    let answers = given.answers();
    version
        .pillars
        .iter()
        .filter(|pillar| circumstances.has_chosen(&pillar.code))
        .map(|pillar| {
            let own: Vec<&Criterion> = pillar
                .criteria
                .iter()
                .filter(|criterion| criterion.is_asked(circumstances, None))
                .collect();
            let count =
                |holds: &dyn Fn(&Criterion) -> bool| own.iter().filter(|c| holds(c)).count();
            let of = own.len();
            let answered = count(&|c| answers.is_answered(&c.code));
            let asked = count(&|c| asked.contains(&c.code));
            let evidence_lacking =
                count(&|c| lacks_evidence(version, c, &answers, circumstances).is_some());
            let state = if asked > 0 {
                PillarState::MoreDetailAsked { count: asked }
            } else if answered == 0 && of > 0 {
                PillarState::NotStarted
            } else if answered < of || evidence_lacking > 0 {
                PillarState::Answered { answered, of }
            } else {
                PillarState::Ready
            };
            let minutes_left = own
                .iter()
                .filter(|c| !answers.is_answered(&c.code))
                .map(|c| u32::from(c.minutes))
                .sum();
            PillarProgress {
                pillar,
                state,
                minutes_left,
                evidence_lacking,
            }
        })
        .collect()
}

/// The tiers reached on these answers alone, and what is missing for the others.
pub fn standing(
    version: &SchemeVersion,
    answers: &Answers,
    circumstances: &Circumstances,
) -> Evaluation {
    evaluate(version, answers, circumstances)
}

/// What a criterion still lacks before sign-off may be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacks {
    /// An answer.
    Answer,
    /// Evidence.
    Evidence {
        /// Items there are.
        have: u32,
        /// Items there must be.
        need: u32,
    },
}

impl Lacks {
    /// What to do about it.
    pub fn words(self) -> String {
        match self {
            Self::Answer => "Answer this question".to_owned(),
            Self::Evidence { have: 0, need: 1 } => "Add a piece of evidence".to_owned(),
            Self::Evidence { have: 0, need } => format!("Add {need} pieces of evidence"),
            Self::Evidence { have, need } => {
                format!("Add more evidence: {have} of {need} pieces are there")
            }
        }
    }
}

/// Something to do before sign-off may be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// In which pillar.
    pub pillar: PillarCode,
    /// At which criterion.
    pub criterion: CriterionCode,
    /// Its short title.
    pub title: String,
    /// What it lacks.
    pub lacks: Lacks,
}

/// Everything that must be done before sign-off may be asked for: every criterion that the tier's
/// rule still turns on is answered, and has its evidence. What an alternative made needless is left
/// out; an answer that falls short is no gap, the employer may say so and apply.
pub fn gaps(
    version: &SchemeVersion,
    tier: &TierCode,
    answers: &Answers,
    circumstances: &Circumstances,
) -> Vec<Gap> {
    let evaluation = evaluate(version, answers, circumstances);
    let Some(outcome) = evaluation.tier(tier) else {
        return Vec::new();
    };
    let mut open = BTreeSet::new();
    if outcome.outcome != Outcome::Met {
        collect_open(&outcome.trace, &mut open);
    }
    version
        .criteria()
        .filter(|(_, criterion)| open.contains(&criterion.code))
        .filter_map(|(pillar, criterion)| {
            let lacks = if answers.is_answered(&criterion.code) {
                lacks_evidence(version, criterion, answers, circumstances)?
            } else {
                Lacks::Answer
            };
            Some(Gap {
                pillar: pillar.code.clone(),
                criterion: criterion.code.clone(),
                title: criterion.title.to_string(),
                lacks,
            })
        })
        .collect()
}

fn collect_open(node: &TraceNode, open: &mut BTreeSet<CriterionCode>) {
    match node.outcome {
        NodeOutcome::Met | NodeOutcome::NotApplicable => {}
        NodeOutcome::NotMet | NodeOutcome::Undetermined => {
            open.extend(node.criterion.clone());
            for child in &node.children {
                collect_open(child, open);
            }
        }
    }
}

/// Whether an answer would meet its criterion if only the evidence were there.
fn lacks_evidence(
    version: &SchemeVersion,
    criterion: &Criterion,
    answers: &Answers,
    circumstances: &Circumstances,
) -> Option<Lacks> {
    let response = answers.get(&criterion.code)?;
    let need = criterion.evidence_for(circumstances, None).required_items();
    let have = response.evidence_items;
    if have >= need {
        return None;
    }
    let doing = |response| {
        matches!(
            stage_of(version, criterion, Some(response), circumstances),
            Staged::At(stage) if stage >= Stage::Doing
        )
    };
    let complete = response.clone().with_evidence(need);
    (!doing(response) && doing(&complete)).then_some(Lacks::Evidence { have, need })
}
