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

use super::answers::{AnswersFile, BESIDE, answers, circumstances};
use super::problem::PackProblems;
use super::read_text;
use super::sheet::{At, Sheet};
use crate::scheme::rules::{
    Circumstances, CriterionCode, Evaluation, Outcome, SchemeVersion, TierCode, evaluate,
    format_pence,
};
use expect::expect;
use std::collections::BTreeMap;
use std::path::Path;

mod expect;

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
    also: Also,
}

/// What is due, in pence; nothing, when none.
#[derive(Clone, Copy)]
struct Due(Option<i64>);

/// What else is expected, besides tiers.
#[derive(Default)]
struct Also {
    /// How many items of evidence criteria need.
    evidence: Vec<(CriterionCode, u32)>,
    /// The criteria that are not asked.
    hidden: Option<Vec<String>>,
    /// The accreditations of others that are no longer valid.
    lapsed: Option<Vec<String>>,
    /// The criteria whose promised day has passed.
    overdue: Option<Vec<String>>,
    /// What an application costs.
    fee: Option<Due>,
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
    available: Option<bool>,
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
        also: Also::default(),
    };
    if let Some(node) = sheet.parse(source) {
        let root = sheet.root(&node);
        let mut allowed = vec!["name", "extends", "expect"];
        allowed.extend(BESIDE);
        if let Some(fields) = sheet.map(&root, &allowed) {
            if let Some(base) = fields.optional("extends").and_then(|at| sheet.line(&at)) {
                case.file = read_case(files, &base, version, depth + 1)?.file;
            }
            if let Some(at) = fields.required(&mut sheet, "name") {
                case.name = sheet.line(&at).unwrap_or_default();
            }
            circumstances(&mut sheet, version, &fields, &mut case.file);
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

fn run(file: &str, case: &Case, version: &SchemeVersion) -> GoldenOutcome {
    let circumstances = case.file.circumstances(case.file.on.unwrap_or_default());
    let evaluation = evaluate(version, &case.file.answers, &circumstances);
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
    compare_also(
        version,
        &circumstances,
        &evaluation,
        &case.also,
        &mut failures,
    );
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
        let found_codes = found
            .missing
            .iter()
            .map(|missing| missing.criterion.to_string());
        let what = format!("{} is missing", expected.tier);
        same_codes(&what, found_codes, missing, failures);
    }
    if let Some(available) = expected.available
        && available != found.unavailable.is_none()
    {
        failures.push(format!(
            "{} is {} instead of {available}",
            expected.tier,
            if available {
                "not available"
            } else {
                "available"
            },
        ));
    }
}

fn same_codes(
    what: &str,
    found: impl Iterator<Item = String>,
    expected: &[String],
    failures: &mut Vec<String>,
) {
    let mut found: Vec<String> = found.collect();
    let mut expected = expected.to_vec();
    found.sort();
    expected.sort();
    if found != expected {
        failures.push(format!(
            "{what} [{}] instead of [{}]",
            found.join(", "),
            expected.join(", ")
        ));
    }
}

fn compare_also(
    version: &SchemeVersion,
    circumstances: &Circumstances,
    evaluation: &Evaluation,
    also: &Also,
    failures: &mut Vec<String>,
) {
    for (code, expected) in &also.evidence {
        let found = version.criterion(code).map_or(0, |criterion| {
            criterion.evidence_for(circumstances, None).required_items()
        });
        if found != *expected {
            failures.push(format!(
                "{code} needs {found} items of evidence instead of {expected}"
            ));
        }
    }
    if let Some(expected) = &also.hidden {
        let asked: Vec<&CriterionCode> = version
            .asked(circumstances, None)
            .map(|(_, criterion)| &criterion.code)
            .collect();
        let hidden = version
            .criteria()
            .map(|(_, criterion)| &criterion.code)
            .filter(|code| !asked.contains(code))
            .map(ToString::to_string);
        same_codes("hidden are", hidden, expected, failures);
    }
    if let Some(expected) = &also.lapsed {
        let lapsed = evaluation.lapsed.iter().map(ToString::to_string);
        same_codes("lapsed are", lapsed, expected, failures);
    }
    if let Some(expected) = &also.overdue {
        let overdue = evaluation.overdue.iter().map(ToString::to_string);
        same_codes("overdue are", overdue, expected, failures);
    }
    if let Some(Due(expected)) = also.fee {
        let words = |fee: Option<i64>| fee.map_or_else(|| "none".to_owned(), format_pence);
        let found = version.fee(circumstances);
        if found != expected {
            failures.push(format!(
                "the fee is {} instead of {}",
                words(found),
                words(expected)
            ));
        }
    }
}
