//! Tiers, from YAML.

use super::criteria::wording;
use super::head::Head;
use super::rule::rule;
use super::sheet::{At, Sheet};
use crate::scheme::rules::{Pillar, RuleNode, Tier, TierKind, TierShape};

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
            "opens_on",
            "closes_on",
            "max_stay_months",
            "renewable",
            "grace_days",
            "choose_pillars",
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
    let opens_on = fields.optional("opens_on").and_then(|at| sheet.date(&at));
    let closes_on = fields.optional("closes_on").and_then(|at| sheet.date(&at));
    let max_stay_months = fields
        .optional("max_stay_months")
        .and_then(|at| sheet.whole(&at));
    let renewable = match fields.optional("renewable") {
        None => Some(true),
        Some(at) => sheet.flag(&at),
    };
    let grace_days = match fields.optional("grace_days") {
        None => Some(0),
        Some(at) => sheet.whole(&at),
    };
    let choose_pillars = fields
        .optional("choose_pillars")
        .and_then(|at| sheet.whole(&at));
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
        opens_on,
        closes_on,
        max_stay_months,
        renewable: renewable?,
        grace_days: grace_days?,
        choose_pillars,
    })
}
