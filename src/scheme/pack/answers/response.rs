//! The answer to one criterion, from YAML.

use super::{At, Fields, Sheet};
use crate::scheme::rules::{Answer, AnswerKind, Criterion, Filled, Response, Verdict, field};
use chrono::{Days, NaiveDate};

/// What may be written for any criterion, beside its answer.
const ALWAYS: &[&str] = &[
    "answer",
    "not_applicable",
    "evidence",
    "covers_months",
    "verdict",
    "before",
];

/// What an answer of a kind may be written with.
fn keys(kind: &AnswerKind) -> &'static [&'static str] {
    match kind {
        AnswerKind::YesNo { .. } => &["not_yet_by"],
        AnswerKind::Percentage { .. } => &["numerator", "denominator"],
        AnswerKind::Declaration { .. } => &["signatory", "role"],
        AnswerKind::MultiChoice { .. } => &["options"],
        AnswerKind::Workforce { .. } => &["counts"],
        AnswerKind::Period {} => &["from", "to"],
        AnswerKind::Document {} => &["document", "link"],
        AnswerKind::HeldAccreditation { .. } => &[
            "accreditation",
            "reference",
            "tier",
            "valid_to",
            "not_yet_by",
        ],
        AnswerKind::Confirmation { .. } => &["confirmed_by", "name", "received"],
        AnswerKind::List { .. } => &["rows"],
        AnswerKind::Choice { .. }
        | AnswerKind::Number { .. }
        | AnswerKind::Money { .. }
        | AnswerKind::Text { .. }
        | AnswerKind::Date { .. }
        | AnswerKind::Maturity { .. } => &[],
    }
}

/// Reads the answer to one criterion, and what stands beside it.
pub(super) fn response(
    sheet: &mut Sheet,
    criterion: &Criterion,
    at: &At<'_>,
    today: NaiveDate,
) -> Option<Response> {
    if let Some(text) = at.scalar() {
        let answer = from_fields(sheet, criterion, at, &scalar_fields(criterion, text), today)?;
        return Some(Response::answered(answer));
    }
    let fields = {
        let mut allowed = ALWAYS.to_vec();
        allowed.extend(keys(&criterion.answer));
        sheet.map(at, &allowed)?
    };
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
        let given = given_fields(sheet, criterion, &fields);
        from_fields(sheet, criterion, at, &given, today)
    };
    let received = match fields.optional("received") {
        None => Some(false),
        Some(at) => sheet.flag(&at),
    };
    let before = match fields.optional("before") {
        None => Some(None),
        Some(at) => sheet.figure(&at).map(Some),
    };
    Some(Response {
        answer: Some(answer?),
        evidence_items: evidence_items?,
        months_covered: months_covered?,
        verdict: verdict?,
        received: received?,
        before: before?,
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
fn scalar_fields(criterion: &Criterion, text: &str) -> Filled {
    if let AnswerKind::Date { .. } = criterion.answer {
        return date_fields([field::DAY, field::MONTH, field::YEAR], text);
    }
    vec![(field::VALUE.to_owned(), text.to_owned())]
}

fn date_fields([day, month, year]: [&str; 3], text: &str) -> Filled {
    let mut parts = text.splitn(3, '-');
    [year, month, day]
        .into_iter()
        .map(|name| (name.to_owned(), parts.next().unwrap_or_default().to_owned()))
        .collect()
}

fn given_fields(sheet: &mut Sheet, criterion: &Criterion, fields: &Fields<'_>) -> Filled {
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
        ("document", field::DOCUMENT),
        ("link", field::DOCUMENT_LINK),
        ("accreditation", field::VALUE),
        ("reference", field::REFERENCE),
        ("tier", field::TIER),
        ("confirmed_by", field::VALUE),
        ("name", field::NAME),
    ] {
        given.extend(text(name).map(|text| (field.to_owned(), text)));
    }
    for (name, field) in [
        (
            "from",
            [field::FROM_DAY, field::FROM_MONTH, field::FROM_YEAR],
        ),
        ("to", [field::TO_DAY, field::TO_MONTH, field::TO_YEAR]),
        ("valid_to", [field::TO_DAY, field::TO_MONTH, field::TO_YEAR]),
    ] {
        given.extend(
            text(name)
                .into_iter()
                .flat_map(|text| date_fields(field, &text)),
        );
    }
    if text("signatory").is_some() {
        given.push((field::AGREED.to_owned(), "yes".to_owned()));
    }
    if text("not_applicable").is_some() {
        given.push((field::NOT_APPLICABLE.to_owned(), "yes".to_owned()));
    }
    given.extend(parts(sheet, criterion, fields));
    given
}

/// The fields of options, counts and rows.
fn parts(sheet: &mut Sheet, criterion: &Criterion, fields: &Fields<'_>) -> Filled {
    let mut given = Filled::new();
    if let Some(at) = fields.optional("options") {
        let options = sheet.list(&at, "options").unwrap_or_default();
        if options.is_empty() {
            given.push((field::VALUE.to_owned(), field::NONE_OF_THESE.to_owned()));
        }
        for option in options {
            let code = option.scalar().unwrap_or_default().to_owned();
            given.push((field::VALUE.to_owned(), code));
        }
    }
    if let Some(at) = fields.optional("counts") {
        for (code, at) in sheet.open_map(&at, "numbers by count").unwrap_or_default() {
            let known = matches!(&criterion.answer, AnswerKind::Workforce { counts }
                if counts.iter().any(|count| count.code == code));
            if !known {
                sheet.fault(&at, format!("{} has no count “{code}”.", criterion.code));
            }
            let number = at.scalar().unwrap_or_default().to_owned();
            given.push((field::count(code), number));
        }
    }
    if let Some(at) = fields.optional("rows") {
        for (place, row) in sheet
            .list(&at, "rows")
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            for (column, at) in sheet.open_map(row, "cells by column").unwrap_or_default() {
                let known = matches!(&criterion.answer, AnswerKind::List { columns, .. }
                    if columns.iter().any(|known| known.code == column));
                if !known {
                    sheet.fault(&at, format!("{} has no column “{column}”.", criterion.code));
                }
                let text = at.scalar().unwrap_or_default().to_owned();
                given.push((field::cell(place + 1, column), text));
            }
        }
    }
    given
}

fn from_fields(
    sheet: &mut Sheet,
    criterion: &Criterion,
    at: &At<'_>,
    fields: &[(String, String)],
    today: NaiveDate,
) -> Option<Answer> {
    let borrowed: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
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
