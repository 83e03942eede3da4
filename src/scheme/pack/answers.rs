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

use super::problem::PackProblems;
use super::read_text;
use super::sheet::{At, Fields, Sheet};
use crate::scheme::rules::{
    Answer, AnswerKind, Answers, Criterion, CriterionCode, Place, Response, SchemeVersion, Verdict,
    field,
};
use chrono::{Days, NaiveDate};
use std::path::Path;

/// What may be written for one criterion.
const FIELDS: &[&str] = &[
    "answer",
    "numerator",
    "denominator",
    "not_yet_by",
    "signatory",
    "role",
    "not_applicable",
    "evidence",
    "covers_months",
    "verdict",
];

/// What an answers file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnswersFile {
    /// The day to evaluate on, where one is given.
    pub on: Option<NaiveDate>,
    /// The place to evaluate at, where one is given.
    pub place: Option<Place>,
    /// The answers.
    pub answers: Answers,
}

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
        if let Some(fields) = sheet.map(&root, &["on", "place", "answers"]) {
            circumstances(&mut sheet, &fields, &mut file);
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

/// Reads `on` and `place`.
pub(super) fn circumstances(sheet: &mut Sheet, fields: &Fields<'_>, file: &mut AnswersFile) {
    if let Some(at) = fields.optional("on") {
        file.on = sheet.date(&at).or(file.on);
    }
    if let Some(at) = fields.optional("place") {
        file.place = sheet.parsed(&at).or(file.place.take());
    }
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

fn response(
    sheet: &mut Sheet,
    criterion: &Criterion,
    at: &At<'_>,
    today: NaiveDate,
) -> Option<Response> {
    if let Some(text) = at.scalar() {
        let answer = from_fields(sheet, criterion, at, &scalar_fields(criterion, text), today)?;
        return Some(Response::answered(answer));
    }
    let fields = sheet.map(at, FIELDS)?;
    let evidence_items = match fields.optional("evidence") {
        None => Some(0),
        Some(at) => sheet.whole(&at),
    };
    let months_covered = match fields.optional("covers_months") {
        None => Some(0),
        Some(at) => sheet.whole(&at),
    };
    let verdict = match fields.optional("verdict") {
        None => Some(Verdict::Unchecked),
        Some(at) => sheet.word(
            &at,
            &[
                ("unchecked", Verdict::Unchecked),
                ("confirmed", Verdict::Confirmed),
                ("not_confirmed", Verdict::NotConfirmed),
            ],
        ),
    };
    let answer = if let Some(at) = fields.optional("not_yet_by") {
        promise(sheet, criterion, &at)
    } else {
        let given = given_fields(criterion, &fields);
        from_fields(sheet, criterion, at, &given, today)
    };
    Some(Response {
        answer: Some(answer?),
        evidence_items: evidence_items?,
        months_covered: months_covered?,
        verdict: verdict?,
    })
}

/// A promise, which in a file may have passed.
fn promise(sheet: &mut Sheet, criterion: &Criterion, at: &At<'_>) -> Option<Answer> {
    let by = sheet.date(at)?;
    let answer = Answer::NotYet { by };
    match criterion.validate(&answer, by.checked_sub_days(Days::new(1)).unwrap_or(by)) {
        Ok(()) => Some(answer),
        Err(problems) => {
            for problem in problems {
                sheet.fault(at, problem.message);
            }
            None
        }
    }
}

/// The form fields that a bare value fills.
fn scalar_fields(criterion: &Criterion, text: &str) -> Vec<(&'static str, String)> {
    if let AnswerKind::Date { .. } = criterion.answer {
        let mut parts = text.splitn(3, '-');
        return [field::YEAR, field::MONTH, field::DAY]
            .into_iter()
            .map(|name| (name, parts.next().unwrap_or_default().to_owned()))
            .collect();
    }
    vec![(field::VALUE, text.to_owned())]
}

fn given_fields(criterion: &Criterion, fields: &Fields<'_>) -> Vec<(&'static str, String)> {
    let text = |name: &str| {
        fields
            .optional(name)
            .and_then(|at| at.scalar())
            .map(str::to_owned)
    };
    let mut given = text("answer").map_or_else(Vec::new, |text| scalar_fields(criterion, &text));
    for (name, field) in [
        ("numerator", field::NUMERATOR),
        ("denominator", field::DENOMINATOR),
        ("signatory", field::SIGNATORY),
        ("role", field::ROLE),
        ("not_applicable", field::NOT_APPLICABLE_REASON),
    ] {
        given.extend(text(name).map(|text| (field, text)));
    }
    if text("signatory").is_some() {
        given.push((field::AGREED, "yes".to_owned()));
    }
    if text("not_applicable").is_some() {
        given.push((field::NOT_APPLICABLE, "yes".to_owned()));
    }
    given
}

fn from_fields(
    sheet: &mut Sheet,
    criterion: &Criterion,
    at: &At<'_>,
    fields: &[(&'static str, String)],
    today: NaiveDate,
) -> Option<Answer> {
    let borrowed: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    match criterion.parse_fields(&borrowed, today) {
        Ok(Some(answer)) => Some(answer),
        Ok(None) => {
            sheet.fault(
                at,
                format!(
                    "There is no {} answer here. Write one, or leave the criterion out.",
                    criterion.answer.name()
                ),
            );
            None
        }
        Err(problems) => {
            for problem in problems {
                sheet.fault(at, problem.message);
            }
            None
        }
    }
}
