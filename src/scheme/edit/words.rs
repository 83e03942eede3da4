//! Wording, figures and settings, changed field by field.
//!
//! A field is named by where it stands in the content (a JSON pointer, RFC 6901). What may be changed
//! so is what [`lines`] lists; [`apply`] takes nothing else.

use serde_json::Value;

use super::found::Found;
use super::parts::Part;
use super::{put::put, test};
use crate::platform::error::FieldErrors;
use crate::scheme::rules::{Criterion, SchemeVersion, Tier};
use crate::web::page::Choice;

/// The part that holds the scheme's own words and its tiers.
pub const SCHEME: &str = "scheme";
/// What a yes or no is kept as.
const YES_NO: &[(&str, &str)] = &[("true", "Yes"), ("false", "No")];
/// Kinds of tiers.
const TIER_KINDS: &[(&str, &str)] = &[
    ("commitment", "A promise to improve"),
    ("achieved", "The standard, met"),
    ("exemplar", "An example to others"),
];
/// Whether evidence is needed.
const NEEDS: &[(&str, &str)] = &[
    ("none", "Not taken"),
    ("optional", "May be added"),
    ("required", "Must be added"),
];
/// Whether an employer may say that it does not apply.
const POLICIES: &[(&str, &str)] = &[
    ("no", "No, it applies to everybody"),
    ("with_reason", "Yes, with a reason"),
    (
        "assessor_confirms",
        "Yes, once an assessor confirms the reason",
    ),
];
/// Who may see an answer.
const SEEN_BY: &[(&str, &str)] = &[
    ("public", "Anybody"),
    ("partner", "The authority and its partners"),
    ("confidential", "The employer and its assessors"),
];
/// The most characters of a field.
const MOST_CHARACTERS: usize = 8_000;

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it belongs to, where that begins with it; empty otherwise.
    pub heading: String,
    /// Where it stands in the content.
    pub name: String,
    /// What it is.
    pub label: String,
    /// What it holds.
    pub value: String,
    /// Whether it takes several lines.
    pub is_long: bool,
    /// Whether it is a number.
    pub is_number: bool,
    /// Whether it may be left blank, which takes it away.
    pub is_optional: bool,
    /// Whether it holds several words, separated by commas.
    pub is_list: bool,
    /// What may be chosen, as what is kept and what is read; nothing, when it is typed.
    pub options: Vec<(&'static str, &'static str)>,
}

impl Line {
    /// What may be chosen, for a list.
    pub fn choices(&self) -> Vec<Choice> {
        self.options
            .iter()
            .map(|(value, label)| Choice::new(*value, *label).selected(*value == self.value))
            .collect()
    }
}

/// The fields of a part: [`SCHEME`], a pillar by its code, `tier:…` or `criterion:…`; with a title. `None` when there is no
/// such part.
pub fn lines(version: &SchemeVersion, part: &str) -> Option<(String, Vec<Line>)> {
    let content = serde_json::to_value(version).ok()?;
    let mut found = Found::of(version);
    if part == SCHEME {
        found.words(&content, "/label", "Name of the version, such as 2027.1");
        found.words(&content, "/scheme/name", "Name of the scheme");
        found.words(&content, "/scheme/award_noun", "What an award is called");
        found.long(&content, "/scheme/description", "What it is for");
        found.optional(
            &content,
            "/scheme/notice_days",
            "Days of notice for holders",
            true,
        );
        found.optional(
            &content,
            "/scheme/renewal_window_days",
            "Days before the end of a term from which it can be renewed (90 when blank)",
            true,
        );
        for (t, tier) in version.tiers.iter().enumerate() {
            tier_lines(&mut found, &content, t, tier);
        }
        return Some(("The scheme and its tiers".to_owned(), found.lines));
    }
    match Part::parse(part) {
        Some(Part::Tier(code)) => {
            let mut tiers = version.tiers.iter().enumerate();
            let (t, tier) = tiers.find(|(_, tier)| tier.code == code)?;
            tier_lines(&mut found, &content, t, tier);
            return Some((format!("The tier {}", tier.name), found.lines));
        }
        Some(Part::Criterion(code)) => {
            let (p, c) = super::parts::place_of(version, &code)?;
            let criterion = version.criterion(&code)?;
            let base = format!("/pillars/{p}/criteria/{c}");
            criterion_lines(&mut found, &content, &base, criterion);
            return Some((format!("{code} {}", criterion.title), found.lines));
        }
        Some(Part::Pillar(_)) | None => {}
    }
    let (p, pillar) = version
        .pillars
        .iter()
        .enumerate()
        .find(|(_, pillar)| pillar.code.as_str() == part)?;
    let base = format!("/pillars/{p}");
    found.words(&content, &format!("{base}/name"), "Name of the pillar");
    found.long(&content, &format!("{base}/intent"), "What it is after");
    for (c, criterion) in pillar.criteria.iter().enumerate() {
        let base = format!("{base}/criteria/{c}");
        criterion_lines(&mut found, &content, &base, criterion);
    }
    Some((pillar.name.to_string(), found.lines))
}

/// The fields of a tier.
fn tier_lines(found: &mut Found, content: &Value, t: usize, tier: &Tier) {
    let base = format!("/tiers/{t}");
    found.heading = format!("Tier {}", tier.name);
    found.words(content, &format!("{base}/name"), "Name");
    found.long(
        content,
        &format!("{base}/description"),
        "What it says about an employer",
    );
    found.number(
        content,
        &format!("{base}/validity_months"),
        "Months an award lasts",
    );
    found.choice(content, &format!("{base}/kind"), "Kind", TIER_KINDS, "");
    found.optional(
        content,
        &format!("{base}/requires"),
        "The tier that must be reached as well, by its code",
        false,
    );
    found.choice(
        content,
        &format!("{base}/renewable"),
        "Can be awarded again",
        YES_NO,
        "true",
    );
    for (name, label) in [
        ("opens_on", "Opens on (year-month-day)"),
        ("closes_on", "Last day (year-month-day)"),
    ] {
        found.optional(content, &format!("{base}/{name}"), label, false);
    }
    found.optional(
        content,
        &format!("{base}/max_stay_months"),
        "Months an employer may stay",
        true,
    );
    found.optional(
        content,
        &format!("{base}/choose_pillars"),
        "Pillars the employer chooses",
        true,
    );
}

/// The fields of a criterion, which stands at `base`.
fn criterion_lines(found: &mut Found, content: &Value, base: &str, criterion: &Criterion) {
    found.heading = format!("{} {}", criterion.code, criterion.title);
    found.words(content, &format!("{base}/title"), "Title");
    for (name, label) in [
        ("question", "Question"),
        ("why", "Why it matters"),
        ("good", "What good looks like"),
        ("guidance", "How to answer"),
        ("statutory", "The law"),
        ("evidence/hint", "What evidence to attach"),
    ] {
        found.long(content, &format!("{base}/{name}"), label);
    }
    if criterion.statutory.is_none() {
        found.optional(content, &format!("{base}/statutory"), "The law", false);
    }
    for (name, label, options) in [
        ("evidence/need", "Evidence", NEEDS),
        ("not_applicable", "May it not apply?", POLICIES),
        ("confidentiality", "Who may see the answer", SEEN_BY),
    ] {
        found.choice(content, &format!("{base}/{name}"), label, options, "");
    }
    found.list(
        content,
        &format!("{base}/tags"),
        "Counted in statistics under, separated by commas: pay, contract, hours, wlb, voice, progression, design, health, support, inclusion",
    );
    found.number(
        content,
        &format!("{base}/evidence/min_items"),
        "Pieces of evidence needed",
    );
    found.number(content, &format!("{base}/minutes"), "Minutes it takes");
    found.optional(
        content,
        &format!("{base}/weight"),
        "Weight in scores (1 when left blank)",
        false,
    );
    // What its own form cannot make is changed figure by figure.
    let by_form = criterion.meets.as_ref().is_none_or(test::is_made_by_form);
    if !by_form {
        found.rule(content, &format!("{base}/meets"), "Meets: ");
    }
    for (name, label) in [
        ("active_from", "Counts from (year-month-day)"),
        ("retired_from", "Not asked from (year-month-day)"),
        (
            "superseded_by_law_on",
            "The law asks as much from (year-month-day)",
        ),
    ] {
        found.optional(content, &format!("{base}/{name}"), label, false);
    }
}

/// The version with the fields of a part as they were typed; a field that was not sent stays.
///
/// # Errors
/// What is wrong, under the names of the fields.
pub fn apply(
    version: &SchemeVersion,
    part: &str,
    typed: &dyn Fn(&str) -> Option<String>,
) -> Result<SchemeVersion, FieldErrors> {
    let mut errors = FieldErrors::new();
    let Some((_, fields)) = lines(version, part) else {
        errors.add(
            "part",
            "There is no such part of the scheme any more. Go back to the draft.",
        );
        return Err(errors);
    };
    let mut content = serde_json::to_value(version).unwrap_or(Value::Null);
    for field in fields {
        let Some(text) = typed(&field.name) else {
            continue;
        };
        let text = text.trim().replace("\r\n", "\n");
        if text == field.value {
            continue;
        }
        if text.chars().count() > MOST_CHARACTERS {
            errors.add(
                field.name,
                format!("Shorten this to {MOST_CHARACTERS} characters or fewer."),
            );
            continue;
        }
        let mut changed = content.clone();
        if let Err(message) = put(&mut changed, &field, text) {
            errors.add(field.name, message);
            continue;
        }
        // Field by field, so that what does not fit is known by its name.
        match serde_json::from_value::<SchemeVersion>(changed.clone()) {
            Ok(_) => content = changed,
            Err(error) => errors.add(field.name, format!("This does not fit here: {error}.")),
        }
    }
    if !errors.0.is_empty() {
        return Err(errors);
    }
    serde_json::from_value(content).map_err(|error| {
        let mut errors = FieldErrors::new();
        errors.add("part", format!("The changes do not fit together: {error}."));
        errors
    })
}

#[cfg(test)]
mod tests;
