//! What must come of a golden case, from YAML.

use super::{Also, At, Case, Due, Expected, Reached, Sheet};
use crate::scheme::pack::sheet::Fields;
use crate::scheme::rules::{CriterionCode, Outcome, SchemeVersion, TierCode, parse_pence};

pub(super) fn expect(sheet: &mut Sheet, version: &SchemeVersion, at: &At<'_>, case: &mut Case) {
    let Some(fields) = sheet.map(
        at,
        &[
            "reached", "tiers", "evidence", "hidden", "lapsed", "overdue", "fee",
        ],
    ) else {
        return;
    };
    also(sheet, version, &fields, &mut case.also);
    if let Some(at) = fields.required(sheet, "reached") {
        case.reached = match at.scalar().unwrap_or_default() {
            "none" => Reached::None,
            name => tier(sheet, version, &at, name).map_or(Reached::Any, Reached::Tier),
        };
    }
    let Some(tiers) = fields.optional("tiers") else {
        return;
    };
    for (name, at) in sheet.open_map(&tiers, "tiers").unwrap_or_default() {
        let Some((tier, fields)) = tier(sheet, version, &at, name)
            .zip(sheet.map(&at, &["outcome", "missing", "available"]))
        else {
            continue;
        };
        let outcome = fields.optional("outcome").and_then(|at| {
            sheet.word(
                &at,
                &[
                    ("met", Outcome::Met),
                    ("not_met", Outcome::NotMet),
                    ("undetermined", Outcome::Undetermined),
                ],
            )
        });
        let missing = fields.optional("missing").and_then(|at| names(sheet, &at));
        let available = fields.optional("available").and_then(|at| sheet.flag(&at));
        case.tiers.push(Expected {
            tier,
            outcome,
            missing,
            available,
        });
    }
}

fn tier(sheet: &mut Sheet, version: &SchemeVersion, at: &At<'_>, name: &str) -> Option<TierCode> {
    let found = version.tiers.iter().find(|tier| tier.code.as_str() == name);
    if found.is_none() {
        sheet.fault(
            at,
            format!("There is no tier “{name}”. Name one that the scheme has, or none."),
        );
    }
    found.map(|tier| tier.code.clone())
}

fn names(sheet: &mut Sheet, at: &At<'_>) -> Option<Vec<String>> {
    let parts = sheet.list(at, "codes")?;
    Some(parts.iter().filter_map(|part| sheet.line(part)).collect())
}

fn also(sheet: &mut Sheet, version: &SchemeVersion, fields: &Fields<'_>, also: &mut Also) {
    if let Some(at) = fields.optional("evidence") {
        for (name, at) in sheet
            .open_map(&at, "numbers by criterion")
            .unwrap_or_default()
        {
            let criterion = CriterionCode::parse(name)
                .ok()
                .filter(|code| version.criterion(code).is_some());
            if criterion.is_none() {
                sheet.fault(
                    &at,
                    format!("There is no criterion “{name}” in this scheme."),
                );
            }
            also.evidence.extend(criterion.zip(sheet.whole(&at)));
        }
    }
    let mut list = |name: &str| fields.optional(name).and_then(|at| names(sheet, &at));
    also.hidden = list("hidden");
    also.lapsed = list("lapsed");
    also.overdue = list("overdue");
    if let Some(at) = fields.optional("fee") {
        also.fee = match at.scalar() {
            Some("none") => Some(Due(None)),
            text => text
                .and_then(|text| parse_pence(text).ok())
                .map(|pence| Due(Some(pence))),
        };
        if also.fee.is_none() {
            sheet.fault(&at, "Write an amount here, like £69.");
        }
    }
}
