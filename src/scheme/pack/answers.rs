//! Answers files: a set of answers written by hand, to evaluate or to keep as a golden case.
//!
//! ```yaml
//! on: 2026-11-24
//! place: london
//! answers:
//!   SEC-1: yes
//!   SEC-2: {not_yet_by: 2027-03-31}
//!   PAY-1: {answer: £14.80, evidence: 1}
//!   PAY-2: {numerator: 96, denominator: 100}
//!   PAY-4: {not_applicable: We have no contractors}
//!   DEC-1: {signatory: A Person, role: Director}
//! ```

use super::condition::facts;
use super::problem::PackProblems;
use super::read_text;
use super::sheet::{At, Fields, Sheet};
use crate::scheme::rules::{
    AccreditationCode, Answers, Circumstances, CriterionCode, Facts, Holding, PillarCode, Place,
    SchemeVersion, TierCode,
};
use chrono::NaiveDate;
use response::response;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

mod response;

/// What an answers file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswersFile {
    /// The day to evaluate on, where one is given.
    pub on: Option<NaiveDate>,
    /// The place to evaluate at, where one is given.
    pub place: Option<Place>,
    /// What is known of the employer and the case.
    pub facts: Facts,
    /// When an existing holder was first accredited.
    pub holder_since: Option<NaiveDate>,
    /// The pillars chosen, where the employer chose.
    pub pillars: Option<BTreeSet<PillarCode>>,
    /// Accreditations of others, from their issuers' lists.
    pub holds: Vec<Holding>,
    /// The tiers awarded, and since when.
    pub stays: BTreeMap<TierCode, NaiveDate>,
    /// The answers.
    pub answers: Answers,
}

impl AnswersFile {
    /// Where, when and for whom the answers stand, on a day.
    pub fn circumstances(&self, on: NaiveDate) -> Circumstances {
        let mut circumstances = Circumstances::on(on)
            .at(self.place.clone().unwrap_or_else(Place::uk))
            .knowing(self.facts.clone());
        circumstances.holder_since = self.holder_since;
        circumstances.pillars.clone_from(&self.pillars);
        circumstances.holds.clone_from(&self.holds);
        circumstances.stays.clone_from(&self.stays);
        circumstances
    }
}

/// What may be written beside the answers.
pub(super) const BESIDE: &[&str] = &[
    "on",
    "place",
    "facts",
    "holder_since",
    "pillars",
    "holds",
    "stays",
    "answers",
];

/// Reads an answers file for a version. `today` stands in where the file gives no day.
pub fn read_answers_file(
    version: &SchemeVersion,
    path: &Path,
    today: NaiveDate,
) -> Result<AnswersFile, PackProblems> {
    let name = path.display().to_string();
    match read_text(path) {
        Ok(Some(source)) => read_answers(version, &name, &source, today),
        Ok(None) => Err(PackProblems::file(
            name,
            "There is no such file. Give the path of an answers file.",
        )),
        Err(message) => Err(PackProblems::file(name, message)),
    }
}

/// Reads the text of an answers file; `name` is what its problems are reported under.
pub fn read_answers(
    version: &SchemeVersion,
    name: &str,
    source: &str,
    today: NaiveDate,
) -> Result<AnswersFile, PackProblems> {
    let mut sheet = Sheet::new(name, "");
    let mut file = AnswersFile::default();
    if let Some(node) = sheet.parse(source) {
        let root = sheet.root(&node);
        if let Some(fields) = sheet.map(&root, BESIDE) {
            circumstances(&mut sheet, version, &fields, &mut file);
            if let Some(at) = fields.required(&mut sheet, "answers") {
                answers(
                    &mut sheet,
                    version,
                    &at,
                    file.on.unwrap_or(today),
                    &mut file.answers,
                );
            }
        }
    }
    if sheet.problems.is_empty() {
        Ok(file)
    } else {
        Err(PackProblems(sheet.problems))
    }
}

/// Reads where, when and for whom the answers stand, on top of what was there before.
pub(super) fn circumstances(
    sheet: &mut Sheet,
    version: &SchemeVersion,
    fields: &Fields<'_>,
    file: &mut AnswersFile,
) {
    if let Some(at) = fields.optional("on") {
        file.on = sheet.date(&at).or(file.on);
    }
    if let Some(at) = fields.optional("place") {
        file.place = sheet.parsed(&at).or(file.place.take());
    }
    if let Some(at) = fields.optional("facts") {
        file.facts = facts(sheet, &at).unwrap_or_default();
    }
    if let Some(at) = fields.optional("holder_since") {
        file.holder_since = sheet.date(&at);
    }
    if let Some(at) = fields.optional("pillars") {
        let parts = sheet.list(&at, "pillars").unwrap_or_default();
        file.pillars = Some(parts.iter().filter_map(|part| sheet.parsed(part)).collect());
    }
    if let Some(at) = fields.optional("holds") {
        let parts = sheet.list(&at, "accreditations").unwrap_or_default();
        file.holds = parts
            .iter()
            .filter_map(|part| holding(sheet, version, part))
            .collect();
    }
    if let Some(at) = fields.optional("stays") {
        let parts = sheet.open_map(&at, "days by tier").unwrap_or_default();
        file.stays = parts
            .iter()
            .filter_map(|(name, at)| {
                let tier = match TierCode::parse(name) {
                    Ok(tier) => Some(tier),
                    Err(error) => {
                        sheet.fault(at, format!("{error}."));
                        None
                    }
                };
                let tier = tier?;
                let tier = known(sheet, at, version.tier(&tier).is_some(), "tier", tier)?;
                Some((tier, sheet.date(at)?))
            })
            .collect();
    }
}

/// A code, where the scheme has it; a problem, where it has not.
fn known<T: std::fmt::Display>(
    sheet: &mut Sheet,
    at: &At<'_>,
    exists: bool,
    what: &str,
    code: T,
) -> Option<T> {
    if exists {
        return Some(code);
    }
    sheet.fault(
        at,
        format!("There is no {what} “{code}” in this scheme. Use one that it has."),
    );
    None
}

fn holding(sheet: &mut Sheet, version: &SchemeVersion, at: &At<'_>) -> Option<Holding> {
    let fields = sheet.map(at, &["accreditation", "reference", "tier", "valid_to"])?;
    let accreditation = fields.required(sheet, "accreditation").and_then(|at| {
        let code: AccreditationCode = sheet.parsed(&at)?;
        let exists = version.accreditation(&code).is_some();
        known(sheet, &at, exists, "accreditation", code)
    });
    let reference = fields
        .required(sheet, "reference")
        .and_then(|at| sheet.line(&at));
    let tier = fields.optional("tier").and_then(|at| {
        let tier = sheet.line(&at)?;
        let exists = accreditation
            .as_ref()
            .and_then(|code| version.accreditation(code))
            .is_none_or(|outside| outside.tiers.contains(&tier));
        known(sheet, &at, exists, "tier of that accreditation", tier)
    });
    let valid_to = fields.optional("valid_to").and_then(|at| sheet.date(&at));
    Some(Holding {
        accreditation: accreditation?,
        reference: reference?,
        tier,
        valid_to,
    })
}

/// Reads answers on top of those already there; one left blank takes away the one before.
pub(super) fn answers(
    sheet: &mut Sheet,
    version: &SchemeVersion,
    at: &At<'_>,
    today: NaiveDate,
    answers: &mut Answers,
) {
    for (name, at) in sheet
        .open_map(at, "answers by criterion")
        .unwrap_or_default()
    {
        let criterion = CriterionCode::parse(name)
            .ok()
            .and_then(|code| version.criterion(&code));
        let Some(criterion) = criterion else {
            sheet.fault(
                &at,
                format!("There is no criterion “{name}” in this scheme. Use one of its codes."),
            );
            continue;
        };
        if at.is_nothing() {
            answers.remove(&criterion.code);
        } else if let Some(response) = response(sheet, criterion, &at, today) {
            answers.insert(criterion.code.clone(), response);
        }
    }
}
