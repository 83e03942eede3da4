//! What evidence a criterion needs, from YAML.

use crate::scheme::pack::condition::condition;
use crate::scheme::pack::sheet::{At, Fields, Sheet};
use crate::scheme::rules::{ContextualEvidence, EvidenceNeed, EvidenceRule, Text};

/// No evidence at all.
pub(super) fn none() -> EvidenceRule {
    EvidenceRule {
        need: EvidenceNeed::None,
        min_items: 0,
        hint: Text::default(),
    }
}

/// Reads `none`, a rule, or a list of rules of which all but the last have a condition.
pub(super) fn rules(
    sheet: &mut Sheet,
    at: &At<'_>,
) -> Option<(EvidenceRule, Vec<ContextualEvidence>)> {
    if at.scalar() == Some("none") {
        return Some((none(), Vec::new()));
    }
    if at.is_map() {
        let fields = sheet.map(at, &["need", "min_items", "hint"])?;
        return Some((evidence(sheet, &fields)?, Vec::new()));
    }
    let parts = sheet.list(at, "evidence rules")?;
    let Some((last, particular)) = parts.split_last() else {
        sheet.fault(
            at,
            "The list is empty. Write “evidence: none” where none is needed.",
        );
        return None;
    };
    let mut contextual = Vec::new();
    for part in particular {
        let fields = sheet.map(part, &["when", "need", "min_items", "hint"])?;
        let when = fields
            .required(sheet, "when")
            .and_then(|at| condition(sheet, &at, 1));
        let evidence = evidence(sheet, &fields);
        contextual.extend(
            when.zip(evidence)
                .map(|(when, evidence)| ContextualEvidence { when, evidence }),
        );
    }
    if contextual.len() < particular.len() {
        sheet.incomplete = true;
    }
    let fields = sheet.map(last, &["need", "min_items", "hint"])?;
    Some((evidence(sheet, &fields)?, contextual))
}

fn evidence(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<EvidenceRule> {
    let need = fields.required(sheet, "need").and_then(|at| {
        sheet.word(
            &at,
            &[
                ("none", EvidenceNeed::None),
                ("optional", EvidenceNeed::Optional),
                ("required", EvidenceNeed::Required),
            ],
        )
    });
    let hint = match (need, fields.optional("hint")) {
        (Some(EvidenceNeed::None), None) => Some(Text::default()),
        _ => fields
            .required(sheet, "hint")
            .and_then(|at| sheet.text(&at)),
    };
    let min_items = match fields.optional("min_items") {
        Some(at) => sheet.whole(&at),
        None => Some(u32::from(need == Some(EvidenceNeed::Required))),
    };
    Some(EvidenceRule {
        need: need?,
        min_items: min_items?,
        hint: hint?,
    })
}
