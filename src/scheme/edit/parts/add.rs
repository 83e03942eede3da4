//! New pillars, criteria and tiers, as they were typed.

use crate::platform::error::FieldErrors;
use crate::scheme::edit::Typed;
use crate::scheme::rules::{
    AnswerKind, ChoiceOption, Confidentiality, Criterion, CriterionCode, DateWindow, Decimal,
    EvidenceNeed, EvidenceRule, NotApplicablePolicy, Pillar, PillarCode, RuleNode, SchemeVersion,
    Stage, Text, Tier, TierCode, TierKind, TierShape, YesOrNo,
};

/// Kinds of answers a new criterion may have, as what is sent and what is read.
pub const KINDS: &[(&str, &str)] = &[
    ("yes_no", "Yes or no"),
    ("promise", "Yes, no, or not yet but by a date"),
    ("choice", "One of several options"),
    ("number", "A number"),
    ("money", "An amount of money"),
    ("percentage", "A share of two counts"),
    ("text", "Words"),
    ("date", "A day that has passed"),
    ("period", "From one day to another"),
    ("declaration", "A statement that is declared true"),
    ("document", "A document"),
];
/// The most characters of a line.
const MOST_CHARACTERS: usize = 2_000;

/// What was typed, as it is read.
struct Form<'a> {
    typed: Typed<'a>,
    errors: FieldErrors,
}

impl Form<'_> {
    fn line(&mut self, name: &str, message: &str) -> Text {
        let text = (self.typed)(name).replace("\r\n", "\n");
        if text.is_empty() {
            self.errors.add(name, message);
        } else if text.chars().count() > MOST_CHARACTERS {
            self.errors.add(
                name,
                format!("Shorten this to {MOST_CHARACTERS} characters or fewer."),
            );
        }
        Text::english(text)
    }

    fn code<T, E: std::fmt::Display>(
        &mut self,
        name: &str,
        code: Result<T, E>,
        taken: impl Fn(&T) -> bool,
    ) -> Option<T> {
        match code {
            Err(error) => {
                self.errors.add(name, format!("{error}."));
                None
            }
            Ok(code) if taken(&code) => {
                self.errors.add(name, "This code is taken. Choose another.");
                None
            }
            Ok(code) => Some(code),
        }
    }

    fn done(self, changed: SchemeVersion) -> Result<SchemeVersion, FieldErrors> {
        if self.errors.is_empty() {
            Ok(changed)
        } else {
            Err(self.errors)
        }
    }
}

/// The version with a new pillar at the end, from `pillar_code`, `pillar_name` and `pillar_intent`.
///
/// # Errors
/// What is wrong, under the names of the fields.
pub fn add_pillar(version: &SchemeVersion, typed: Typed<'_>) -> Result<SchemeVersion, FieldErrors> {
    let mut form = Form {
        typed,
        errors: FieldErrors::new(),
    };
    let code = PillarCode::parse(&typed("pillar_code"));
    let code = form.code("pillar_code", code, |code| version.pillar(code).is_some());
    let name = form.line("pillar_name", "Name the pillar.");
    let intent = form.line("pillar_intent", "Say what the pillar is after.");
    let mut changed = version.clone();
    if let Some(code) = code {
        changed.pillars.push(Pillar {
            code,
            name,
            intent,
            criteria: Vec::new(),
        });
    }
    form.done(changed)
}

/// The version with a new tier on top, from `tier_code`, `tier_name`, `tier_description` and
/// `tier_months`. Its rule is an empty group.
///
/// # Errors
/// What is wrong, under the names of the fields.
pub fn add_tier(version: &SchemeVersion, typed: Typed<'_>) -> Result<SchemeVersion, FieldErrors> {
    let mut form = Form {
        typed,
        errors: FieldErrors::new(),
    };
    let code = TierCode::parse(&typed("tier_code"));
    let code = form.code("tier_code", code, |code| version.tier(code).is_some());
    let name = form.line("tier_name", "Name the tier.");
    let description = form.line(
        "tier_description",
        "Say what the tier says about an employer.",
    );
    let months = typed("tier_months")
        .parse()
        .ok()
        .filter(|months| (1..=120).contains(months));
    if months.is_none() {
        form.errors.add(
            "tier_months",
            "Enter how many months an award lasts, from 1 to 120.",
        );
    }
    let mut changed = version.clone();
    if let Some((code, validity_months)) = code.zip(months) {
        let highest = changed.tiers.iter().map(|tier| tier.rank).max();
        changed.tiers.push(Tier {
            code,
            rank: highest.unwrap_or(0).saturating_add(1),
            name,
            description,
            kind: TierKind::Achieved,
            validity_months,
            requires: changed.tiers.last().map(|below| below.code.clone()),
            rule: RuleNode::All(Vec::new()),
            shape: TierShape::FilledRing,
            opens_on: None,
            closes_on: None,
            max_stay_months: None,
            renewable: true,
            grace_days: 0,
            choose_pillars: None,
        });
    }
    form.done(changed)
}

/// What a new criterion is answered with. Options come one a line, the best first: it is what
/// meets the criterion.
fn kind(form: &mut Form<'_>) -> Option<AnswerKind> {
    let question = Text::english((form.typed)("criterion_question"));
    Some(match (form.typed)("criterion_kind").as_str() {
        word @ ("yes_no" | "promise") => AnswerKind::YesNo {
            commitment: word == "promise",
            met_by: YesOrNo::Yes,
        },
        "choice" => {
            let lines = (form.typed)("criterion_options");
            let labels: Vec<&str> = lines
                .lines()
                .map(str::trim)
                .filter(|l| !l.is_empty())
                .collect();
            if !(2..=20).contains(&labels.len()) {
                form.errors
                    .add("criterion_options", "Write 2 to 20 options, one a line.");
                return None;
            }
            let option = |(place, label): (usize, &&str)| ChoiceOption {
                code: format!("option-{}", place + 1),
                label: Text::english(*label),
                stage: if place == 0 {
                    Stage::Doing
                } else {
                    Stage::Aware
                },
            };
            AnswerKind::Choice {
                options: labels.iter().enumerate().map(option).collect(),
            }
        }
        "number" => AnswerKind::Number {
            unit: Text::default(),
            decimals: 0,
            min: Some(Decimal::whole(0)),
            max: None,
        },
        "money" => AnswerKind::Money {
            min_pence: Some(0),
            max_pence: None,
        },
        "percentage" => AnswerKind::Percentage {
            numerator: form.line("criterion_numerator", "Say what is counted."),
            denominator: form.line("criterion_denominator", "Say out of what it is counted."),
            minimum_denominator: 1,
        },
        "text" => AnswerKind::Text {
            max_characters: 2_000,
            max_words: None,
        },
        "date" => AnswerKind::Date {
            when: DateWindow::Past,
        },
        "period" => AnswerKind::Period {},
        "declaration" => AnswerKind::Declaration {
            statement: question,
        },
        "document" => AnswerKind::Document {},
        _ => {
            form.errors
                .add("criterion_kind", "Choose how it is answered.");
            return None;
        }
    })
}

/// The version with a new criterion at the end of a pillar. Nothing names it yet: add it to a rule.
///
/// # Errors
/// What is wrong, under the names of the fields.
pub fn add_criterion(
    version: &SchemeVersion,
    typed: Typed<'_>,
) -> Result<SchemeVersion, FieldErrors> {
    let mut form = Form {
        typed,
        errors: FieldErrors::new(),
    };
    let mut changed = version.clone();
    let of = typed("criterion_pillar");
    let pillar = changed
        .pillars
        .iter_mut()
        .find(|pillar| pillar.code.as_str() == of);
    if pillar.is_none() {
        form.errors
            .add("criterion_pillar", "Choose the pillar it belongs to.");
    }
    let code = CriterionCode::parse(&typed("criterion_code"));
    let code = form.code("criterion_code", code, |code| {
        version.criterion(code).is_some()
    });
    let title = form.line("criterion_title", "Give it a few words for lists.");
    let question = form.line("criterion_question", "Write the question.");
    let why = form.line("criterion_why", "Say in a line why it matters.");
    let good = form.line("criterion_good", "Say what good looks like.");
    let answer = kind(&mut form);
    if let (Some(pillar), Some(code), Some(answer)) = (pillar, code, answer) {
        pillar.criteria.push(Criterion {
            code,
            title,
            question,
            why,
            good,
            guidance: Text::default(),
            answer,
            meets: None,
            evidence: EvidenceRule {
                need: EvidenceNeed::Optional,
                min_items: 0,
                hint: Text::default(),
            },
            evidence_when: Vec::new(),
            applies_when: None,
            active_from: None,
            retired_from: None,
            superseded_by_law_on: None,
            equivalents: Vec::new(),
            weight: Decimal::whole(1),
            statutory: None,
            tags: Vec::new(),
            not_applicable: NotApplicablePolicy::No,
            confidentiality: Confidentiality::Confidential,
            minutes: 5,
        });
    }
    form.done(changed)
}
