//! `scheme.yaml`: what the scheme is, its reference values, its tiers, and which pillar files it has.

use super::criteria::wording;
use super::rule::rule;
use super::sheet::{At, Sheet};
use crate::scheme::rules::{
    CONTENT_FORMAT, Pillar, Place, Reference, ReferenceUnit, ReferenceValue, RuleNode, SchemeHead,
    SchemeSlug, Tier, TierKind, TierShape,
};
use std::path::Path;

/// What `scheme.yaml` may hold.
const FIELDS: &[&str] = &[
    "format",
    "slug",
    "name",
    "award_noun",
    "description",
    "languages",
    "label",
    "pillars",
    "references",
    "tiers",
];

/// The part of a scheme that `scheme.yaml` gives.
pub(super) struct Head<'n> {
    pub(super) scheme: Option<SchemeHead>,
    pub(super) label: String,
    /// The pillar files, in order, as written.
    pub(super) pillar_files: Vec<(At<'n>, String)>,
    pub(super) references: Vec<Reference>,
    tiers: Vec<At<'n>>,
}

/// Reads everything but the rules, which need the pillars.
pub(super) fn head<'n>(sheet: &mut Sheet, at: &At<'n>) -> Option<Head<'n>> {
    let fields = sheet.map(at, FIELDS)?;
    if let Some(at) = fields.required(sheet, "format")
        && sheet
            .whole::<u32>(&at)
            .is_some_and(|format| format != CONTENT_FORMAT)
    {
        sheet.fault(&at, format!("This program reads packs of format {CONTENT_FORMAT}. Write “format: {CONTENT_FORMAT}”."));
    }
    let slug = fields
        .required(sheet, "slug")
        .and_then(|at| sheet.parsed(&at));
    let name = wording(sheet, &fields, "name");
    let award_noun = wording(sheet, &fields, "award_noun");
    let description = wording(sheet, &fields, "description");
    let languages: Vec<Option<String>> = fields
        .required(sheet, "languages")
        .and_then(|at| sheet.list(&at, "languages"))
        .unwrap_or_default()
        .iter()
        .map(|at| language(sheet, at))
        .collect();
    let label = fields
        .required(sheet, "label")
        .and_then(|at| label(sheet, &at));
    let listed = fields
        .required(sheet, "pillars")
        .and_then(|at| sheet.list(&at, "pillar files"));
    let pillar_files: Vec<Option<(At<'n>, String)>> = sheet
        .vital(listed)
        .unwrap_or_default()
        .into_iter()
        .map(|at| pillar_file(sheet, &at).map(|name| (at, name)))
        .collect();
    let pillar_files = sheet.readable(pillar_files);
    let references: Vec<Option<Reference>> = sheet
        .optional_list(fields.optional("references"), "references")
        .iter()
        .map(|at| reference(sheet, at))
        .collect();
    let references = sheet.readable(references);
    let tiers = fields
        .required(sheet, "tiers")
        .and_then(|at| sheet.list(&at, "tiers"));
    let tiers = sheet.vital(tiers).unwrap_or_default();
    let mut languages: Vec<String> = languages.into_iter().flatten().collect();
    if languages.is_empty() {
        languages.push("en".to_owned());
    }
    let slug = slug.or_else(|| SchemeSlug::parse("unnamed").ok());
    let scheme = slug.map(|slug| SchemeHead {
        slug,
        name,
        award_noun,
        description,
        languages,
    });
    Some(Head {
        scheme,
        label: label.unwrap_or_default(),
        pillar_files,
        references,
        tiers,
    })
}

fn language(sheet: &mut Sheet, at: &At<'_>) -> Option<String> {
    let text = sheet.line(at)?;
    let good = (2..=3).contains(&text.len()) && text.chars().all(|c| c.is_ascii_lowercase());
    if !good {
        sheet.fault(
            at,
            "Write a language as its two- or three-letter code, like en or cy.",
        );
    }
    good.then_some(text)
}

fn label(sheet: &mut Sheet, at: &At<'_>) -> Option<String> {
    let text = sheet.line(at)?;
    let good = text.len() <= 40
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    if !good {
        sheet.fault(
            at,
            "Write a label in letters, digits, points and hyphens, at most 40, like 2026.1.",
        );
    }
    good.then_some(text)
}

/// The name of a file in the `pillars` folder; nothing that could lead out of it.
fn pillar_file(sheet: &mut Sheet, at: &At<'_>) -> Option<String> {
    let text = sheet.line(at)?;
    let good = Path::new(&text)
        .extension()
        .is_some_and(|ending| ending == "yaml")
        && !text.starts_with('.')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if !good {
        sheet.fault(at, "Write the name of a file in the pillars folder that ends in .yaml, like secure-work.yaml.");
    }
    good.then_some(text)
}

fn reference(sheet: &mut Sheet, at: &At<'_>) -> Option<Reference> {
    let fields = sheet.map(at, &["code", "name", "unit", "source", "values"])?;
    let code = fields
        .required(sheet, "code")
        .and_then(|at| sheet.parsed(&at));
    let name = wording(sheet, &fields, "name");
    let unit = fields.required(sheet, "unit").and_then(|at| {
        sheet.word(
            &at,
            &[
                ("money", ReferenceUnit::Money),
                ("percentage", ReferenceUnit::Percentage),
                ("number", ReferenceUnit::Number),
            ],
        )
    });
    let source = fields.optional("source").and_then(|at| sheet.line(&at));
    let parts = fields
        .required(sheet, "values")
        .and_then(|at| sheet.list(&at, "values"))?;
    let values: Vec<Option<ReferenceValue>> = parts.iter().map(|part| value(sheet, part)).collect();
    Some(Reference {
        code: code?,
        name,
        unit: unit?,
        source: source.unwrap_or_default(),
        values: sheet.readable(values),
    })
}

fn value(sheet: &mut Sheet, at: &At<'_>) -> Option<ReferenceValue> {
    let fields = sheet.map(at, &["place", "from", "value"])?;
    let place = fields
        .required(sheet, "place")
        .and_then(|at| sheet.parsed::<Place>(&at));
    let from = fields
        .required(sheet, "from")
        .and_then(|at| sheet.date(&at));
    let value = fields
        .required(sheet, "value")
        .and_then(|at| sheet.figure(&at));
    Some(ReferenceValue {
        place: place?,
        from: from?,
        value: value?,
    })
}

/// Reads the tiers, now that the pillars are known.
pub(super) fn tiers(sheet: &mut Sheet, head: &Head<'_>, pillars: &[Pillar]) -> Vec<Tier> {
    let tiers: Vec<Option<Tier>> = head
        .tiers
        .iter()
        .map(|at| tier(sheet, at, pillars))
        .collect();
    sheet.readable(tiers)
}

fn tier(sheet: &mut Sheet, at: &At<'_>, pillars: &[Pillar]) -> Option<Tier> {
    let fields = sheet.map(
        at,
        &[
            "code",
            "rank",
            "name",
            "description",
            "kind",
            "validity_months",
            "requires",
            "shape",
            "rule",
        ],
    )?;
    let code = fields
        .required(sheet, "code")
        .and_then(|at| sheet.parsed(&at));
    let rank = fields
        .required(sheet, "rank")
        .and_then(|at| sheet.whole(&at));
    let name = wording(sheet, &fields, "name");
    let description = wording(sheet, &fields, "description");
    let kind = fields.required(sheet, "kind").and_then(|at| {
        sheet.word(
            &at,
            &[
                ("commitment", TierKind::Commitment),
                ("achieved", TierKind::Achieved),
                ("exemplar", TierKind::Exemplar),
            ],
        )
    });
    let validity_months = fields
        .required(sheet, "validity_months")
        .and_then(|at| sheet.whole(&at));
    let requires = fields.optional("requires").and_then(|at| sheet.parsed(&at));
    let shape = fields.required(sheet, "shape").and_then(|at| {
        sheet.word(
            &at,
            &[
                ("ring", TierShape::Ring),
                ("filled_ring", TierShape::FilledRing),
                ("star", TierShape::Star),
            ],
        )
    });
    let rule = fields
        .required(sheet, "rule")
        .and_then(|at| rule(sheet, &at, pillars, 1));
    let rule = sheet
        .vital(rule)
        .unwrap_or_else(|| RuleNode::All(Vec::new()));
    Some(Tier {
        code: code?,
        rank: rank?,
        name,
        description,
        kind: kind.unwrap_or(TierKind::Achieved),
        validity_months: validity_months.unwrap_or(1),
        requires,
        rule,
        shape: shape.unwrap_or(TierShape::Ring),
    })
}
