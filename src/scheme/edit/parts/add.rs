//! New pillars, criteria and tiers, as they were typed.

use super::kinds;
use crate::platform::error::FieldErrors;
use crate::scheme::edit::Typed;
use crate::scheme::rules::{
    Confidentiality, Criterion, CriterionCode, Decimal, EvidenceNeed, EvidenceRule,
    NotApplicablePolicy, Pillar, PillarCode, RuleNode, SchemeVersion, Text, Tier, TierCode,
    TierKind, TierShape,
};

/// The most characters of a line.
const MOST_CHARACTERS: usize = 2_000;

/// What was typed, as it is read.
pub(super) struct Form<'a> {
    pub(super) typed: Typed<'a>,
    pub(super) errors: FieldErrors,
}

impl Form<'_> {
    pub(super) fn line(&mut self, name: &str, message: &str) -> Text {
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
    let answer = kinds::read(&mut form, version);
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
