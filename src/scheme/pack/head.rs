//! `scheme.yaml`: what the scheme is, its reference values, its tiers, and which pillar files it has.

use super::changes::change_log;
use super::criteria::wording;
use super::outside::{self, reference};
use super::route::route;
use super::sheet::{At, Sheet};
use crate::scheme::rules::{
    CONTENT_FORMAT, ChangeLog, Fee, OutsideAccreditation, RENEWAL_WINDOW_DAYS, Reference, Route,
    SchemeHead, SchemeSlug,
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
    "notice_days",
    "renewal_window_days",
    "reminder_days",
    "route",
    "accreditations",
    "fees",
    "pillars",
    "references",
    "tiers",
    "changes",
];

/// The part of a scheme that `scheme.yaml` gives.
pub(super) struct Head<'n> {
    pub(super) scheme: Option<SchemeHead>,
    pub(super) label: String,
    /// The pillar files, in order, as written.
    pub(super) pillar_files: Vec<(At<'n>, String)>,
    pub(super) references: Vec<Reference>,
    pub(super) accreditations: Vec<OutsideAccreditation>,
    pub(super) fees: Vec<Fee>,
    pub(super) route: Route,
    pub(super) changes: Option<ChangeLog>,
    pub(super) tiers: Vec<At<'n>>,
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
    let notice_days = match fields.optional("notice_days") {
        None => Some(0),
        Some(at) => sheet.whole(&at),
    };
    let renewal_window_days = match fields.optional("renewal_window_days") {
        None => Some(RENEWAL_WINDOW_DAYS),
        Some(at) => sheet.whole(&at),
    };
    let reminder_days: Vec<Option<u32>> = sheet
        .optional_list(fields.optional("reminder_days"), "reminder days")
        .iter()
        .map(|at| sheet.whole(at))
        .collect();
    let accreditations: Vec<Option<OutsideAccreditation>> = sheet
        .optional_list(fields.optional("accreditations"), "accreditations")
        .iter()
        .map(|at| outside::accreditation(sheet, at))
        .collect();
    let accreditations = sheet.readable(accreditations);
    let fees: Vec<Option<Fee>> = sheet
        .optional_list(fields.optional("fees"), "fees")
        .iter()
        .map(|at| outside::fee(sheet, at))
        .collect();
    let fees = sheet.readable(fees);
    let route = match fields.optional("route") {
        None => Route::standard(),
        Some(at) => {
            let read = route(sheet, &at);
            sheet.vital(read).unwrap_or_default()
        }
    };
    let changes = fields
        .optional("changes")
        .and_then(|at| change_log(sheet, &at));
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
        notice_days: notice_days.unwrap_or(0),
        renewal_window_days: renewal_window_days.unwrap_or(RENEWAL_WINDOW_DAYS),
        reminder_days: reminder_days.into_iter().flatten().collect(),
    });
    Some(Head {
        scheme,
        label: label.unwrap_or_default(),
        pillar_files,
        references,
        accreditations,
        fees,
        route,
        changes,
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
