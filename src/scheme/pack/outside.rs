//! What a scheme takes from outside: reference values, accreditations of others; and its fees.

use super::condition::condition;
use super::criteria::wording;
use super::sheet::{At, Sheet};
use crate::scheme::rules::{
    Fee, OutsideAccreditation, Place, Reference, ReferenceUnit, ReferenceValue, parse_pence,
};

pub(super) fn reference(sheet: &mut Sheet, at: &At<'_>) -> Option<Reference> {
    let fields = sheet.map(at, &["code", "name", "unit", "source", "values"])?;
    let code = fields
        .required(sheet, "code")
        .and_then(|at| sheet.parsed(&at));
    let name = wording(sheet, &fields, "name");
    let unit = fields.required(sheet, "unit").and_then(|at| {
        sheet.word(
            &at,
            &[
                ("money", ReferenceUnit::Money),
                ("percentage", ReferenceUnit::Percentage),
                ("number", ReferenceUnit::Number),
            ],
        )
    });
    let source = fields.optional("source").and_then(|at| sheet.line(&at));
    let parts = fields
        .required(sheet, "values")
        .and_then(|at| sheet.list(&at, "values"))?;
    let values: Vec<Option<ReferenceValue>> = parts.iter().map(|part| value(sheet, part)).collect();
    Some(Reference {
        code: code?,
        name,
        unit: unit?,
        source: source.unwrap_or_default(),
        values: sheet.readable(values),
    })
}

fn value(sheet: &mut Sheet, at: &At<'_>) -> Option<ReferenceValue> {
    let fields = sheet.map(at, &["place", "from", "value", "announced", "holders_by"])?;
    let place = fields
        .required(sheet, "place")
        .and_then(|at| sheet.parsed::<Place>(&at));
    let from = fields
        .required(sheet, "from")
        .and_then(|at| sheet.date(&at));
    let value = fields
        .required(sheet, "value")
        .and_then(|at| sheet.figure(&at));
    let announced = fields.optional("announced").and_then(|at| sheet.date(&at));
    let holders_by = fields.optional("holders_by").and_then(|at| sheet.date(&at));
    Some(ReferenceValue {
        place: place?,
        from: from?,
        value: value?,
        announced,
        holders_by,
    })
}

/// An accreditation somebody else awards.
pub(super) fn accreditation(sheet: &mut Sheet, at: &At<'_>) -> Option<OutsideAccreditation> {
    let fields = sheet.map(at, &["code", "name", "issuer", "tiers", "recheck_months"])?;
    let code = fields
        .required(sheet, "code")
        .and_then(|at| sheet.parsed(&at));
    let name = wording(sheet, &fields, "name");
    let issuer = fields
        .required(sheet, "issuer")
        .and_then(|at| sheet.line(&at));
    let parts = sheet.optional_list(fields.optional("tiers"), "tiers");
    let tiers: Vec<Option<String>> = parts.iter().map(|part| sheet.line(part)).collect();
    let recheck_months = fields
        .optional("recheck_months")
        .and_then(|at| sheet.whole(&at));
    Some(OutsideAccreditation {
        code: code?,
        name,
        issuer: issuer?,
        tiers: tiers.into_iter().collect::<Option<_>>()?,
        recheck_months,
    })
}

/// What an application costs some employers.
pub(super) fn fee(sheet: &mut Sheet, at: &At<'_>) -> Option<Fee> {
    let fields = sheet.map(at, &["when", "amount"])?;
    let when = fields.optional("when").map(|at| condition(sheet, &at, 1));
    let amount = fields.required(sheet, "amount").and_then(|at| {
        let pence = at.scalar().and_then(|text| parse_pence(text).ok());
        if pence.is_none() {
            sheet.fault(&at, "Write an amount here, like £69.");
        }
        pence
    });
    Some(Fee {
        when: match when {
            None => None,
            Some(read) => Some(read?),
        },
        pence: amount?,
    })
}
