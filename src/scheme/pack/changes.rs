//! What a version changes, as its authority says.

use super::criteria::wording;
use super::sheet::{At, Sheet};
use crate::scheme::rules::{ChangeLog, Declared, DeclaredChange, Text};

pub(super) fn change_log(sheet: &mut Sheet, at: &At<'_>) -> Option<ChangeLog> {
    let fields = sheet.map(at, &["since", "criteria"])?;
    let since = fields
        .required(sheet, "since")
        .and_then(|at| sheet.line(&at));
    let parts = fields
        .required(sheet, "criteria")
        .and_then(|at| sheet.list(&at, "criteria that changed"))?;
    let criteria: Vec<Option<DeclaredChange>> =
        parts.iter().map(|part| declared(sheet, part)).collect();
    Some(ChangeLog {
        since: since?,
        criteria: sheet.readable(criteria),
    })
}

fn declared(sheet: &mut Sheet, at: &At<'_>) -> Option<DeclaredChange> {
    let fields = sheet.map(at, &["criterion", "was", "change", "note"])?;
    let criterion = fields
        .required(sheet, "criterion")
        .and_then(|at| sheet.parsed(&at));
    let was = fields.optional("was").map(|at| sheet.parsed(&at));
    let change = fields
        .optional("change")
        .map(|at| sheet.word(&at, Declared::WORDS));
    let note = match fields.optional("note") {
        None => Text::default(),
        Some(_) => wording(sheet, &fields, "note"),
    };
    Some(DeclaredChange {
        criterion: criterion?,
        was: match was {
            None => None,
            Some(read) => Some(read?),
        },
        change: match change {
            None => None,
            Some(read) => Some(read?),
        },
        note,
    })
}
