//! Kinds of answer that have several parts, from YAML.

use super::{option_code, wording};
use crate::scheme::pack::rule::stage;
use crate::scheme::pack::sheet::{At, Fields, Sheet};
use crate::scheme::rules::{
    AccreditationCode, AnswerKind, Column, ColumnKind, Confirmer, Count, Level, ScoredOption,
};

/// The parts of a list, read one by one; `None` when one could not be read.
fn each<T>(
    sheet: &mut Sheet,
    fields: &Fields<'_>,
    name: &str,
    read: impl Fn(&mut Sheet, &At<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let parts = fields
        .required(sheet, name)
        .and_then(|at| sheet.list(&at, name))?;
    let read: Vec<Option<T>> = parts.iter().map(|part| read(sheet, part)).collect();
    read.into_iter().collect()
}

fn code(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<String> {
    fields
        .required(sheet, "code")
        .and_then(|at| option_code(sheet, &at))
}

pub(super) fn multi_choice(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let options = each(sheet, fields, "options", |sheet, at| {
        let fields = sheet.map(at, &["code", "label", "points"])?;
        let code = code(sheet, &fields);
        let label = wording(sheet, &fields, "label");
        let points = match fields.optional("points") {
            None => Some(1),
            Some(at) => sheet.whole(&at),
        };
        Some(ScoredOption {
            code: code?,
            label: label?,
            points: points?,
        })
    })?;
    Some(AnswerKind::MultiChoice { options })
}

pub(super) fn maturity(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let parts = fields
        .required(sheet, "levels")
        .and_then(|at| sheet.list(&at, "levels"))?;
    let levels: Vec<Option<Level>> = parts
        .iter()
        .zip(1u32..)
        .map(|(at, place)| level(sheet, at, place))
        .collect();
    Some(AnswerKind::Maturity {
        levels: levels.into_iter().collect::<Option<_>>()?,
    })
}

fn level(sheet: &mut Sheet, at: &At<'_>, place: u32) -> Option<Level> {
    let fields = sheet.map(at, &["label", "descriptor", "stage", "points"])?;
    let label = wording(sheet, &fields, "label");
    let descriptor = wording(sheet, &fields, "descriptor");
    let stage = fields
        .required(sheet, "stage")
        .and_then(|at| stage(sheet, &at));
    let points = match fields.optional("points") {
        None => Some(place),
        Some(at) => sheet.whole(&at),
    };
    Some(Level {
        label: label?,
        descriptor: descriptor?,
        stage: stage?,
        points: points?,
    })
}

pub(super) fn workforce(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let counts = each(sheet, fields, "counts", |sheet, at| {
        let fields = sheet.map(at, &["code", "label", "part_of"])?;
        let code = code(sheet, &fields);
        let label = wording(sheet, &fields, "label");
        let part_of = fields.optional("part_of").and_then(|at| sheet.line(&at));
        Some(Count {
            code: code?,
            label: label?,
            part_of,
        })
    })?;
    Some(AnswerKind::Workforce { counts })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every kind's reader has the same form"
)]
pub(super) fn period(_: &mut Sheet, _: &Fields<'_>) -> Option<AnswerKind> {
    Some(AnswerKind::Period {})
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every kind's reader has the same form"
)]
pub(super) fn document(_: &mut Sheet, _: &Fields<'_>) -> Option<AnswerKind> {
    Some(AnswerKind::Document {})
}

pub(super) fn held_accreditation(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let accepts = each(sheet, fields, "accepts", |sheet, at| {
        sheet.parsed::<AccreditationCode>(at)
    });
    let commitment = match fields.optional("commitment") {
        None => Some(true),
        Some(at) => sheet.flag(&at),
    };
    Some(AnswerKind::HeldAccreditation {
        accepts: accepts?,
        commitment: commitment?,
    })
}

pub(super) fn confirmation(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let by = each(sheet, fields, "by", |sheet, at| {
        sheet.word(at, Confirmer::WORDS)
    })?;
    Some(AnswerKind::Confirmation { by })
}

pub(super) fn list(sheet: &mut Sheet, fields: &Fields<'_>) -> Option<AnswerKind> {
    let columns = each(sheet, fields, "columns", |sheet, at| {
        let fields = sheet.map(at, &["code", "label", "kind"])?;
        let code = code(sheet, &fields);
        let label = wording(sheet, &fields, "label");
        let kind = fields
            .required(sheet, "kind")
            .and_then(|at| sheet.word(&at, ColumnKind::WORDS));
        Some(Column {
            code: code?,
            label: label?,
            kind: kind?,
        })
    });
    let min_rows = match fields.optional("min_rows") {
        None => Some(0),
        Some(at) => sheet.whole(&at),
    };
    let max_rows = fields
        .required(sheet, "max_rows")
        .and_then(|at| sheet.whole(&at));
    Some(AnswerKind::List {
        columns: columns?,
        min_rows: min_rows?,
        max_rows: max_rows?,
    })
}
