//! A node of a rule as it was typed.

use super::{
    BTreeMap, CriterionCode, Decimal, FieldErrors, PillarCode, Points, Requirement, RuleNode,
    SchemeVersion, Stage, Text, Typed, test,
};

/// How far a criterion must be, as what is sent and what is read.
pub const STAGES: &[(&str, &str)] = &[
    ("satisfied", "Satisfied, with its evidence"),
    ("aware", "Answered"),
    ("committed", "Promised by a date"),
    ("planned", "Promised, with a plan attached"),
    ("doing", "Done, with its evidence"),
    ("embedded", "Done for a longer time"),
];
/// What can be added, as what is sent and what is read.
pub const ADDED: &[(&str, &str)] = &[
    ("criterion", "A question that must be at a stage"),
    ("figure", "A figure that must pass a test"),
    ("pillar", "So many questions of a pillar"),
    ("score", "So many points"),
    ("all", "A group: all of"),
    ("any", "A group: any of"),
    ("at_least", "A group: at least so many of"),
];
/// What a node can be put into, as what is sent and what is read.
pub const WRAPPERS: &[(&str, &str)] = &[
    ("all", "All of"),
    ("any", "Any of"),
    ("at_least", "At least so many of"),
    ("not", "Not"),
    ("gate", "A gate with a message"),
];
/// The most characters of a message.
const MOST_CHARACTERS: usize = 1_000;

pub(super) fn stage_word(at: Requirement) -> &'static str {
    match at {
        Requirement::Satisfied => "satisfied",
        Requirement::Stage(stage) => stage.as_str(),
    }
}

fn requirement(word: &str) -> Option<Requirement> {
    [
        Stage::Aware,
        Stage::Committed,
        Stage::Planned,
        Stage::Doing,
        Stage::Embedded,
    ]
    .into_iter()
    .find(|stage| stage.as_str() == word)
    .map(Requirement::Stage)
    .or_else(|| (word == "satisfied").then_some(Requirement::Satisfied))
}

/// A form as it is read: the first thing wrong does not hide the next.
struct Form<'a> {
    version: &'a SchemeVersion,
    start: &'static str,
    typed: Typed<'a>,
    errors: FieldErrors,
}

impl Form<'_> {
    fn get(&self, name: &str) -> String {
        (self.typed)(&format!("{}{name}", self.start))
    }

    fn wrong(&mut self, name: &str, message: &str) {
        self.errors.add(format!("{}{name}", self.start), message);
    }

    fn criterion(&mut self) -> Option<CriterionCode> {
        let code = CriterionCode::parse(&self.get("criterion")).ok();
        let code = code.filter(|code| self.version.criterion(code).is_some());
        if code.is_none() {
            self.wrong("criterion", "Choose one of the questions that are offered.");
        }
        code
    }

    fn pillar(&mut self) -> Option<PillarCode> {
        let code = PillarCode::parse(&self.get("pillar")).ok();
        let code = code.filter(|code| self.version.pillar(code).is_some());
        if code.is_none() {
            self.wrong("pillar", "Choose one of the pillars that are offered.");
        }
        code
    }

    fn stage(&mut self) -> Option<Requirement> {
        let at = requirement(&self.get("stage"));
        if at.is_none() {
            self.wrong("stage", "Choose how far it must be.");
        }
        at
    }

    fn k(&mut self) -> Option<u32> {
        let k = self
            .get("k")
            .parse()
            .ok()
            .filter(|k| (1..=1_000).contains(k));
        if k.is_none() {
            self.wrong("k", "Enter how many are needed, like 2.");
        }
        k
    }

    fn score(&mut self) -> Option<RuleNode> {
        let pillar = if self.get("pillar").is_empty() {
            Some(None)
        } else {
            self.pillar().map(Some)
        };
        let points = Decimal::parse(&self.get("points")).ok();
        let points = points.filter(|points| *points > Decimal::default());
        if points.is_none() {
            self.wrong("points", "Enter a number of points above 0, like 12.");
        }
        let at_least = match self.get("unit").as_str() {
            "points" => points.map(Points::Absolute),
            "share" => points.map(Points::Share),
            _ => {
                self.wrong("unit", "Choose points or a share of them.");
                None
            }
        };
        let (pillar, at_least) = pillar.zip(at_least)?;
        Some(RuleNode::Score { pillar, at_least })
    }

    fn message(&mut self) -> Option<Text> {
        let mut by_language = BTreeMap::new();
        for language in self.version.scheme.languages.clone() {
            let name = format!("message_{language}");
            let text = self.get(&name).replace("\r\n", "\n");
            if text.chars().count() > MOST_CHARACTERS {
                self.wrong(&name, "Shorten this to 1000 characters or fewer.");
            } else if !text.is_empty() {
                by_language.insert(language, text);
            }
        }
        let text = Text::from_languages(by_language);
        if text.is_none() && self.errors.is_empty() {
            self.wrong("message_en", "Say why nothing else counts.");
        }
        text
    }
}

/// The node as it was typed.
pub(super) fn save(
    version: &SchemeVersion,
    node: &RuleNode,
    typed: Typed<'_>,
) -> Result<RuleNode, FieldErrors> {
    let mut form = Form {
        version,
        start: "",
        typed,
        errors: FieldErrors::new(),
    };
    let saved = match node {
        RuleNode::All(of) | RuleNode::Any(of) | RuleNode::AtLeast { of, .. } => {
            match form.get("group").as_str() {
                "all" => Some(RuleNode::All(of.clone())),
                "any" => Some(RuleNode::Any(of.clone())),
                "at_least" => form.k().map(|k| RuleNode::AtLeast { k, of: of.clone() }),
                _ => {
                    form.wrong("group", "Choose how many of the group are needed.");
                    None
                }
            }
        }
        RuleNode::InEachGroup { groups, .. } => form.k().map(|k| RuleNode::InEachGroup {
            k,
            groups: groups.clone(),
        }),
        RuleNode::Not(_) => Some(node.clone()),
        RuleNode::Gate { rule, .. } => form.message().map(|message| RuleNode::Gate {
            message,
            rule: rule.clone(),
        }),
        RuleNode::Criterion { .. } => {
            let (code, at) = (form.criterion(), form.stage());
            code.zip(at)
                .map(|(code, at)| RuleNode::Criterion { code, at })
        }
        RuleNode::Predicate { test: now, .. } => {
            let code = form.criterion();
            let test = test::read("", typed, Some(now));
            predicate(&mut form, code, test)
        }
        RuleNode::Pillar { .. } => pillar(&mut form),
        RuleNode::Score { .. } => form.score(),
    };
    saved.ok_or(form.errors)
}

fn predicate(
    form: &mut Form<'_>,
    code: Option<CriterionCode>,
    test: Result<crate::scheme::rules::Test, FieldErrors>,
) -> Option<RuleNode> {
    match test {
        Ok(test) => code.map(|code| RuleNode::Predicate { code, test }),
        Err(errors) => {
            form.errors.0.extend(errors.0);
            None
        }
    }
}

fn pillar(form: &mut Form<'_>) -> Option<RuleNode> {
    let (code, k, at) = (form.pillar(), form.k(), form.stage());
    let ((code, k), at) = code.zip(k).zip(at)?;
    Some(RuleNode::Pillar { code, k, at })
}

/// A new node, from fields whose names begin with `new_`.
pub(super) fn new_node(version: &SchemeVersion, typed: Typed<'_>) -> Result<RuleNode, FieldErrors> {
    let mut form = Form {
        version,
        start: "new_",
        typed,
        errors: FieldErrors::new(),
    };
    let node = match form.get("kind").as_str() {
        "criterion" => {
            let (code, at) = (form.criterion(), form.stage());
            code.zip(at)
                .map(|(code, at)| RuleNode::Criterion { code, at })
        }
        "figure" => {
            let code = form.criterion();
            let test = test::read("new_", typed, None);
            predicate(&mut form, code, test)
        }
        "pillar" => pillar(&mut form),
        "score" => form.score(),
        "all" => Some(RuleNode::All(Vec::new())),
        "any" => Some(RuleNode::Any(Vec::new())),
        "at_least" => form.k().map(|k| RuleNode::AtLeast { k, of: Vec::new() }),
        _ => {
            form.wrong("kind", "Choose what to add.");
            None
        }
    };
    node.ok_or(form.errors)
}

/// A node put into another. A gate says for now that it is to be worded.
pub(super) fn wrapped(inner: RuleNode, typed: Typed<'_>) -> Result<RuleNode, FieldErrors> {
    match typed("wrap").as_str() {
        "all" => Ok(RuleNode::All(vec![inner])),
        "any" => Ok(RuleNode::Any(vec![inner])),
        "at_least" => {
            let k = match typed("wrap_k").as_str() {
                "" => Some(1),
                text => text.parse().ok().filter(|k| (1..=1_000).contains(k)),
            };
            match k {
                Some(k) => Ok(RuleNode::AtLeast { k, of: vec![inner] }),
                None => Err(FieldErrors::one(
                    "wrap_k",
                    "Enter how many are needed, like 2.",
                )),
            }
        }
        "not" => Ok(RuleNode::Not(Box::new(inner))),
        "gate" => {
            let message = typed("wrap_message");
            if message.is_empty() {
                return Err(FieldErrors::one(
                    "wrap_message",
                    "Say why nothing else counts.",
                ));
            }
            if message.chars().count() > MOST_CHARACTERS {
                return Err(FieldErrors::one(
                    "wrap_message",
                    "Shorten this to 1000 characters or fewer.",
                ));
            }
            let message = Text::english(message.replace("\r\n", "\n"));
            Ok(RuleNode::Gate {
                message,
                rule: Box::new(inner),
            })
        }
        _ => Err(FieldErrors::one("wrap", "Choose what to put it into.")),
    }
}
