//! What a criterion may be answered with, from YAML.

use super::rule::stage;
use super::sheet::{At, Fields, Sheet};
use crate::scheme::rules::{AnswerKind, ChoiceOption, DateWindow, Text, YesOrNo, parse_pence};

mod parts;

const YES_OR_NO: &[(&str, YesOrNo)] = &[("yes", YesOrNo::Yes), ("no", YesOrNo::No)];

/// A kind: what else may be said about it, and how that is read.
type Reader = fn(&mut Sheet, &Fields<'_>) -> Option<AnswerKind>;
type Kind = (&'static [&'static str], Reader);

const KINDS: &[(&str, Kind)] = &[
    ("yes_no", (&["kind", "commitment", "met_by"], yes_no)),
    ("choice", (&["kind", "options"], choice)),
    (
        "number",
        (&["kind", "unit", "decimals", "min", "max"], number),
    ),
    ("money", (&["kind", "min", "max"], money)),
    (
        "percentage",
        (
            &["kind", "numerator", "denominator", "minimum_denominator"],
            percentage,
        ),
    ),
    ("text", (&["kind", "max_characters", "max_words"], text)),
    ("date", (&["kind", "when"], date)),
    ("declaration", (&["kind", "statement"], declaration)),
    ("multi_choice", (&["kind", "options"], parts::multi_choice)),
    ("maturity", (&["kind", "levels"], parts::maturity)),
    ("workforce", (&["kind", "counts"], parts::workforce)),
    ("period", (&["kind"], parts::period)),
    ("document", (&["kind"], parts::document)),
    (
        "held_accreditation",
        (
            &["kind", "accepts", "commitment"],
            parts::held_accreditation,
        ),
    ),
    ("confirmation", (&["kind", "by"], parts::confirmation)),
    (
        "list",
        (&["kind", "columns", "min_rows", "max_rows"], parts::list),
    ),
];

/// Reads `answer: yes_no`, or a map with a `kind` and what that kind takes.
pub(super) fn answer_kind(sheet: &mut Sheet, at: &At<'_>) -> Option<AnswerKind> {
    if at.scalar() == Some("yes_no") {
        return Some(AnswerKind::YesNo {
            commitment: true,
            met_by: YesOrNo::Yes,
        });
    }
    // The kind first, quietly; then the whole map, against what that kind takes.
    let every: Vec<&str> = KINDS
        .iter()
        .flat_map(|(_, (takes, _))| takes.iter().copied())
        .collect();
    let mut quiet = Sheet::new("", "");
    let kind = quiet
        .map(at, &every)
        .and_then(|fields| fields.optional("kind"));
    let Some(kind) = kind else {
        let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
        sheet.fault(
            at,
            format!("Write a map here with a “kind”: {}.", names.join(", ")),
        );
        return None;
    };
    let (takes, read) = sheet.word(&kind, KINDS)?;
    let fields = sheet.map(at, takes)?;
    read(sheet, &fields)
}

fn wording(sheet: &mut Sheet, fields: &Fields<'_>, name: &str) -> Option<Text> {
    fields.required(sheet, name).and_then(|at| sheet.text(&at))
}

fn yes_no(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let commitment = match fields.optional("commitment") {
        None => Some(true),
        Some(at) => sheet.flag(&at),
    };
    let met_by = match fields.optional("met_by") {
        None => Some(YesOrNo::Yes),
        Some(at) => sheet.word(&at, YES_OR_NO),
    };
    Some(AnswerKind::YesNo {
        commitment: commitment?,
        met_by: met_by?,
    })
}

fn choice(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let parts = fields
        .required(sheet, "options")
        .and_then(|at| sheet.list(&at, "options"))?;
    let options: Vec<Option<ChoiceOption>> = parts.iter().map(|part| option(sheet, part)).collect();
    Some(AnswerKind::Choice {
        options: options.into_iter().collect::<Option<_>>()?,
    })
}

fn option(sheet: &mut Sheet, at: &At<'_>) -> Option<ChoiceOption> {
    let fields = sheet.map(at, &["code", "label", "stage"])?;
    let code = fields
        .required(sheet, "code")
        .and_then(|at| option_code(sheet, &at));
    let label = wording(sheet, &fields, "label");
    let stage = fields
        .required(sheet, "stage")
        .and_then(|at| stage(sheet, &at));
    Some(ChoiceOption {
        code: code?,
        label: label?,
        stage: stage?,
    })
}

fn option_code(sheet: &mut Sheet, at: &At<'_>) -> Option<String> {
    let text = sheet.line(at)?;
    let good = text.len() <= 60
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !good {
        sheet.fault(
            at,
            "Write an option's code in lower-case letters, digits and underscores, starting with a letter.",
        );
    }
    good.then_some(text)
}

fn number(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let unit = wording(sheet, fields, "unit");
    let decimals = match fields.optional("decimals") {
        None => Some(0),
        Some(at) => sheet.whole(&at),
    };
    let min = limit(sheet, fields, "min", Sheet::figure);
    let max = limit(sheet, fields, "max", Sheet::figure);
    Some(AnswerKind::Number {
        unit: unit?,
        decimals: decimals?,
        min,
        max,
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every kind's reader has the same form"
)]
fn money(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let min_pence = limit(sheet, fields, "min", pence);
    let max_pence = limit(sheet, fields, "max", pence);
    Some(AnswerKind::Money {
        min_pence,
        max_pence,
    })
}

/// A limit that may be left out; one that cannot be read is noted.
fn limit<T>(
    sheet: &mut Sheet,
    fields: &Fields<'_>,
    name: &str,
    read: impl FnOnce(&mut Sheet, &At<'_>) -> Option<T>,
) -> Option<T> {
    fields.optional(name).and_then(|at| read(sheet, &at))
}

fn pence(sheet: &mut Sheet, at: &At<'_>) -> Option<i64> {
    let pence = at.scalar().and_then(|text| parse_pence(text).ok());
    if pence.is_none() {
        sheet.fault(at, "Write an amount here, like £12.60.");
    }
    pence
}

fn percentage(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let numerator = wording(sheet, fields, "numerator");
    let denominator = wording(sheet, fields, "denominator");
    let minimum_denominator = match fields.optional("minimum_denominator") {
        None => Some(1),
        Some(at) => sheet.whole(&at),
    };
    Some(AnswerKind::Percentage {
        numerator: numerator?,
        denominator: denominator?,
        minimum_denominator: minimum_denominator?,
    })
}

fn text(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let max_characters = fields
        .required(sheet, "max_characters")
        .and_then(|at| sheet.whole(&at));
    let max_words = limit(sheet, fields, "max_words", Sheet::whole);
    Some(AnswerKind::Text {
        max_characters: max_characters?,
        max_words,
    })
}

fn date(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let windows = [
        ("past", DateWindow::Past),
        ("future", DateWindow::Future),
        ("any", DateWindow::Any),
    ];
    let when = fields
        .required(sheet, "when")
        .and_then(|at| sheet.word(&at, &windows))?;
    Some(AnswerKind::Date { when })
}

fn declaration(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    Some(AnswerKind::Declaration {
        statement: wording(sheet, fields, "statement")?,
    })
}
