//! Golden cases: answers, and what must come of them, kept beside the pack they test.
//!
//! ```yaml
//! name: One pillar short of Member
//! extends: member.yaml
//! answers:
//!   PAY-1: £12.60
//! expect:
//!   reached: supporter
//!   tiers:
//!     member: {outcome: not_met, missing: [PAY-1]}
//! ```

use super::answers::{AnswersFile, answers, circumstances};
use super::problem::PackProblems;
use super::read_text;
use super::sheet::{At, Sheet};
use crate::scheme::rules::{
    Circumstances, Evaluation, Outcome, Place, SchemeVersion, TierCode, evaluate,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::Path;

/// How far one case may build on another.
const LONGEST_CHAIN: usize = 8;

/// How a golden case came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldenOutcome {
    /// The file.
    pub file: String,
    /// What the case is called.
    pub name: String,
    /// Everything that came out otherwise than expected; empty when the case passes.
    pub failures: Vec<String>,
}

struct Case {
    name: String,
    file: AnswersFile,
    reached: Reached,
    tiers: Vec<Expected>,
}

/// Which tier must be reached.
enum Reached {
    /// Not said.
    Any,
    /// None at all.
    None,
    /// This one.
    Tier(TierCode),
}

struct Expected {
    tier: TierCode,
    outcome: Option<Outcome>,
    missing: Option<Vec<String>>,
}

/// Runs every golden case in a pack's `golden` folder.
pub fn run_golden_folder(
    pack: &Path,
    version: &SchemeVersion,
) -> Result<Vec<GoldenOutcome>, PackProblems> {
    let folder = pack.join("golden");
    let mut files = BTreeMap::new();
    let unreadable = |error: std::io::Error| {
        PackProblems::file(
            "golden",
            format!("The folder of golden cases cannot be read: {error}."),
        )
    };
    for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
        let name = entry
            .map_err(unreadable)?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if Path::new(&name)
            .extension()
            .is_some_and(|ending| ending == "yaml")
            && let Some(text) = read_text(&folder.join(&name))
                .map_err(|message| PackProblems::file(&name, message))?
        {
            files.insert(name, text);
        }
    }
    run_golden(&files, version)
}

/// Runs golden cases given by name.
pub fn run_golden(
    files: &BTreeMap<String, String>,
    version: &SchemeVersion,
) -> Result<Vec<GoldenOutcome>, PackProblems> {
    let mut outcomes = Vec::new();
    let mut problems = Vec::new();
    for name in files.keys() {
        match read_case(files, name, version, 0) {
            Ok(case) => outcomes.push(run(name, &case, version)),
            Err(found) => problems.extend(found.0),
        }
    }
    if problems.is_empty() {
        Ok(outcomes)
    } else {
        Err(PackProblems(problems))
    }
}

fn read_case(
    files: &BTreeMap<String, String>,
    name: &str,
    version: &SchemeVersion,
    depth: usize,
) -> Result<Case, PackProblems> {
    let shown = format!("golden/{name}");
    let Some(source) = files.get(name) else {
        return Err(PackProblems::file(
            shown,
            "There is no such golden case. Check the name after “extends”.",
        ));
    };
    if depth > LONGEST_CHAIN {
        return Err(PackProblems::file(
            shown,
            "Golden cases extend each other in a circle. Break it.",
        ));
    }
    let mut sheet = Sheet::new(shown, "");
    let mut case = Case {
        name: name.to_owned(),
        file: AnswersFile::default(),
        reached: Reached::Any,
        tiers: Vec::new(),
    };
    if let Some(node) = sheet.parse(source) {
        let root = sheet.root(&node);
        if let Some(fields) = sheet.map(
            &root,
            &["name", "extends", "on", "place", "answers", "expect"],
        ) {
            if let Some(base) = fields.optional("extends").and_then(|at| sheet.line(&at)) {
                case.file = read_case(files, &base, version, depth + 1)?.file;
            }
            if let Some(at) = fields.required(&mut sheet, "name") {
                case.name = sheet.line(&at).unwrap_or_default();
            }
            circumstances(&mut sheet, &fields, &mut case.file);
            let today = case.file.on.unwrap_or_default();
            if case.file.on.is_none() {
                sheet.fault(
                    &root,
                    "“on” is missing: a golden case always stands on the same day. Add it.",
                );
            }
            if let Some(at) = fields.optional("answers") {
                answers(&mut sheet, version, &at, today, &mut case.file.answers);
            }
            if let Some(at) = fields.required(&mut sheet, "expect") {
                expect(&mut sheet, version, &at, &mut case);
            }
        }
    }
    if sheet.problems.is_empty() {
        Ok(case)
    } else {
        Err(PackProblems(sheet.problems))
    }
}

fn expect(sheet: &mut Sheet, version: &SchemeVersion, at: &At<'_>, case: &mut Case) {
    let Some(fields) = sheet.map(at, &["reached", "tiers"]) else {
        return;
    };
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
        let Some((tier, fields)) =
            tier(sheet, version, &at, name).zip(sheet.map(&at, &["outcome", "missing"]))
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
        let missing = fields.optional("missing").and_then(|at| {
            let parts = sheet.list(&at, "criteria")?;
            Some(parts.iter().filter_map(|part| sheet.line(part)).collect())
        });
        case.tiers.push(Expected {
            tier,
            outcome,
            missing,
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

fn run(file: &str, case: &Case, version: &SchemeVersion) -> GoldenOutcome {
    let place = case.file.place.clone().unwrap_or_else(Place::uk);
    let on: NaiveDate = case.file.on.unwrap_or_default();
    let evaluation = evaluate(
        version,
        &case.file.answers,
        &Circumstances::on(on).at(place),
    );
    let mut failures = Vec::new();
    let expected = match &case.reached {
        Reached::Any => evaluation.reached.as_ref(),
        Reached::None => None,
        Reached::Tier(tier) => Some(tier),
    };
    if evaluation.reached.as_ref() != expected {
        let name = |code: Option<&TierCode>| code.map_or("none".to_owned(), TierCode::to_string);
        failures.push(format!(
            "reached {} instead of {}",
            name(evaluation.reached.as_ref()),
            name(expected)
        ));
    }
    for expected in &case.tiers {
        compare(&evaluation, expected, &mut failures);
    }
    GoldenOutcome {
        file: file.to_owned(),
        name: case.name.clone(),
        failures,
    }
}

fn compare(evaluation: &Evaluation, expected: &Expected, failures: &mut Vec<String>) {
    let Some(found) = evaluation.tier(&expected.tier) else {
        failures.push(format!("{} was not evaluated", expected.tier));
        return;
    };
    if let Some(outcome) = expected.outcome
        && found.outcome != outcome
    {
        failures.push(format!(
            "{} is {:?} instead of {outcome:?}",
            expected.tier, found.outcome
        ));
    }
    if let Some(missing) = &expected.missing {
        let mut expected_codes = missing.clone();
        let mut found_codes: Vec<String> = found
            .missing
            .iter()
            .map(|missing| missing.criterion.to_string())
            .collect();
        expected_codes.sort();
        found_codes.sort();
        if expected_codes != found_codes {
            failures.push(format!(
                "{} is missing [{}] instead of [{}]",
                expected.tier,
                found_codes.join(", "),
                expected_codes.join(", ")
            ));
        }
    }
}
