//! The way a case takes from submission to decision, as a scheme sets it.
//!
//! A route is a list of steps. A case begins at the first; each step says where it leads, and where else
//! when it comes out otherwise. The way ends with a decision, and nowhere else.

mod check;

use serde::{Deserialize, Serialize};

use super::codes::StepCode;

pub(super) use check::check;

/// What leads out of a route.
pub const END: &str = "end";
/// The most assessors who may judge one case apart from each other.
pub const MOST_ASSESSORS: u32 = 3;

/// The way a case takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The steps; a case begins at the first.
    pub steps: Vec<Step>,
}

/// One step of a route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What other steps call it.
    pub step: StepCode,
    /// What happens there.
    pub kind: StepKind,
    /// How many assessors judge, each without seeing what the others found; only at an assessment.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub assessors: u32,
    /// Who may take it on from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Vec<StepRole>>,
    /// Who is told when it goes on from here; whoever acts next, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tells: Option<Vec<StepRole>>,
    /// Where it leads.
    pub then: Target,
    /// Where it leads when it comes out otherwise: see [`StepKind::otherwise`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Target>,
}

fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde asks for")]
fn is_one(number: &u32) -> bool {
    *number == 1
}

/// Where a step leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Target {
    /// To another step.
    Step(StepCode),
    /// Out: the case is decided.
    End,
}

impl TryFrom<String> for Target {
    type Error = super::codes::CodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl std::str::FromStr for Target {
    type Err = super::codes::CodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == END {
            Ok(Self::End)
        } else {
            StepCode::parse(text).map(Self::Step)
        }
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        target.to_string()
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Step(code) => code.fmt(f),
            Self::End => f.write_str(END),
        }
    }
}

/// What happens at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Assessors judge the evidence and recommend.
    Assessment,
    /// Somebody who did not assess the case settles what the assessors saw differently.
    Moderation,
    /// The authority decides.
    Decision,
}

impl StepKind {
    /// Every one of them, with the word used in packs.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("assessment", Self::Assessment),
        ("moderation", Self::Moderation),
        ("decision", Self::Decision),
    ];

    /// The word used in packs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assessment => "assessment",
            Self::Moderation => "moderation",
            Self::Decision => "decision",
        }
    }

    /// What has to happen for a case to go on.
    pub const fn then(self) -> &'static str {
        match self {
            Self::Assessment => "recommended",
            Self::Moderation => "moderated",
            Self::Decision => "decided",
        }
    }

    /// What has to happen for a case to take the other way.
    pub const fn otherwise(self) -> &'static str {
        match self {
            Self::Assessment => "the assessors differ",
            Self::Moderation => "never",
            Self::Decision => "sent back",
        }
    }

    /// Who may act, unless the scheme says who; never anybody else.
    pub const fn actors(self) -> &'static [StepRole] {
        match self {
            Self::Assessment | Self::Moderation => &[StepRole::Assessor],
            Self::Decision => &[StepRole::Officer],
        }
    }
}

/// Who acts at a step, or is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepRole {
    /// People of the employer.
    Employer,
    /// Assessors of the case.
    Assessor,
    /// Officers of the authority.
    Officer,
}

impl StepRole {
    /// Every one of them, with the word used in packs.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("employer", Self::Employer),
        ("assessor", Self::Assessor),
        ("officer", Self::Officer),
    ];

    /// The word used in packs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::Assessor => "assessor",
            Self::Officer => "officer",
        }
    }
}

/// One way from one step to another, as the checker and the diagram read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way<'a> {
    /// From which step.
    pub from: &'a Step,
    /// What happens.
    pub what: &'static str,
    /// Where it leads.
    pub to: &'a Target,
    /// Who may take it.
    pub who: Vec<StepRole>,
    /// Who is told.
    pub told: Vec<StepRole>,
}

impl Step {
    /// Who may take a case on from here.
    pub fn actors(&self) -> &[StepRole] {
        self.by.as_deref().unwrap_or(self.kind.actors())
    }
}

impl Route {
    /// One assessor, then an officer: what a scheme has that says nothing else.
    pub fn standard() -> Self {
        Self::of_assessors(1)
    }

    /// So many assessors, a moderator where they differ, then an officer.
    pub fn of_assessors(assessors: u32) -> Self {
        let code = |kind: StepKind| {
            #[expect(clippy::expect_used, reason = "the words of kinds are codes")]
            StepCode::parse(kind.as_str()).expect("a word of a kind is a code")
        };
        let step = |kind, assessors, then, otherwise| Step {
            step: code(kind),
            kind,
            assessors,
            by: None,
            tells: None,
            then,
            otherwise,
        };
        let to = |kind| Target::Step(code(kind));
        let moderated = assessors > 1;
        let mut steps = vec![step(
            StepKind::Assessment,
            assessors,
            to(StepKind::Decision),
            moderated.then(|| to(StepKind::Moderation)),
        )];
        if moderated {
            steps.push(step(StepKind::Moderation, 1, to(StepKind::Decision), None));
        }
        steps.push(step(
            StepKind::Decision,
            1,
            Target::End,
            Some(to(StepKind::Assessment)),
        ));
        Self { steps }
    }

    /// Whether it is the one that a scheme has which says nothing.
    pub fn is_standard(&self) -> bool {
        *self == Self::standard()
    }

    /// A step by its code.
    pub fn step(&self, code: &StepCode) -> Option<&Step> {
        self.steps.iter().find(|step| step.step == *code)
    }

    /// The step a target names, unless it leads out.
    pub fn at(&self, target: &Target) -> Option<&Step> {
        match target {
            Target::Step(code) => self.step(code),
            Target::End => None,
        }
    }

    fn first_of(&self, kind: StepKind) -> Option<&Step> {
        self.steps.iter().find(|step| step.kind == kind)
    }

    /// How many assessors judge a case, each without seeing what the others found.
    pub fn assessors(&self) -> u32 {
        self.first_of(StepKind::Assessment)
            .map_or(1, |step| step.assessors.max(1))
    }

    /// Whether a moderator looks at a case whose assessors agree, or differ.
    pub fn is_moderated(&self, agree: bool) -> bool {
        let Some(step) = self.first_of(StepKind::Assessment) else {
            return false;
        };
        let target = match &step.otherwise {
            Some(otherwise) if !agree => otherwise,
            Some(_) | None => &step.then,
        };
        self.at(target)
            .is_some_and(|next| next.kind == StepKind::Moderation)
    }

    /// Whether somebody is told when a case goes on from a step of this kind, beside whoever acts next.
    pub fn tells(&self, kind: StepKind, role: StepRole) -> bool {
        self.first_of(kind)
            .and_then(|step| step.tells.as_ref())
            .is_some_and(|told| told.contains(&role))
    }

    /// Every way there is, in the order of the steps.
    pub fn ways(&self) -> Vec<Way<'_>> {
        let mut ways = Vec::new();
        for from in &self.steps {
            let targets = [
                (from.kind.then(), Some(&from.then)),
                (from.kind.otherwise(), from.otherwise.as_ref()),
            ];
            for (what, to) in targets {
                let Some(to) = to else { continue };
                let told = match &from.tells {
                    Some(told) => told.clone(),
                    // Whoever acts next; the employer, when it is over.
                    None => self
                        .at(to)
                        .map_or_else(|| vec![StepRole::Employer], |next| next.actors().to_vec()),
                };
                ways.push(Way {
                    from,
                    what,
                    to,
                    who: from.actors().to_vec(),
                    told,
                });
            }
        }
        ways
    }

    /// The route as a Mermaid state diagram.
    pub fn diagram(&self) -> String {
        use std::fmt::Write as _;
        let node = |text: &str| text.replace('-', "_");
        let mut text = "stateDiagram-v2\n".to_owned();
        if let Some(first) = self.steps.first() {
            let _ = writeln!(text, "    [*] --> {}", node(first.step.as_str()));
        }
        for way in self.ways() {
            let to = match way.to {
                Target::Step(code) => node(code.as_str()),
                Target::End => "[*]".to_owned(),
            };
            let from = node(way.from.step.as_str());
            let _ = writeln!(text, "    {from} --> {to}: {}", way.what);
        }
        text
    }
}

impl Default for Route {
    fn default() -> Self {
        Self::standard()
    }
}
