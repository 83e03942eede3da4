//! What the invented employers answer to the model charter.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::employers::Quality;
use crate::platform::error::Result;
use crate::scheme::rules::{Answer, CriterionCode};

fn yes() -> Value {
    json!({ "kind": "yes_no", "value": "yes" })
}

fn option(code: &str) -> Value {
    json!({ "kind": "choice", "option": code })
}

fn percent(numerator: u64, denominator: u64) -> Value {
    json!({ "kind": "percentage", "numerator": numerator, "denominator": denominator })
}

fn words(text: &str) -> Value {
    json!({ "kind": "text", "text": text })
}

/// Too few contractors' workers, but for the licence, which has a plan for the others.
pub(super) fn share_on_licence() -> Value {
    percent(4, 6)
}

/// A day so many days earlier.
fn before(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_sub_days(Days::new(days)).unwrap_or(today)
}

/// Every criterion with its answer and a comment.
#[expect(clippy::too_many_lines, reason = "one table of answers")]
pub(super) fn answers(
    quality: Quality,
    today: NaiveDate,
    people: u64,
) -> Result<Vec<(CriterionCode, Answer, &'static str)>> {
    let best = quality == Quality::Exemplary;
    let promising = quality == Quality::Promising;
    let later = today.checked_add_days(Days::new(240)).unwrap_or(today);
    let not_yet = || json!({ "kind": "not_yet", "by": later.to_string() });
    let managers = people.div_ceil(9).max(1);
    let pence = match (promising, best) {
        (true, _) => 1242,
        (_, true) => 1410,
        _ => 1345,
    };
    let table: Vec<(&str, Value, &'static str)> = vec![
        (
            "SEC-1",
            yes(),
            "Terms are signed on the first morning; we keep a copy for each person.",
        ),
        (
            "SEC-2",
            option(if promising {
                "reviewing"
            } else if best {
                "none"
            } else {
                "by_consent"
            }),
            "",
        ),
        (
            "SEC-3",
            if promising { not_yet() } else { yes() },
            "Hours are compared in March and September.",
        ),
        (
            "SEC-4",
            json!({ "kind": "number", "value": if best { "4" } else { "2" } }),
            "Rotas go up on the staff board and by text message.",
        ),
        ("FLEX-1", yes(), "Requests are answered within two weeks."),
        (
            "FLEX-2",
            option(if best {
                "always"
            } else if promising {
                "planned"
            } else {
                "mostly"
            }),
            "",
        ),
        ("FLEX-3", percent(if best { 11 } else { 8 }, 12), ""),
        (
            "FLEX-4",
            words(
                "People on fixed shifts swap through a shared calendar without asking a manager, start times can move by an hour, and nobody is asked to stay on without a day's notice.",
            ),
            "",
        ),
        ("PAY-1", json!({ "kind": "money", "pence": pence }), ""),
        (
            "PAY-2",
            percent(if promising { 3 } else { 6 }, 6),
            "Six cleaners from one contractor.",
        ),
        (
            "PAY-3",
            option(if best {
                "full_for_all"
            } else if promising {
                "improving"
            } else {
                "above_for_all"
            }),
            "",
        ),
        (
            "PAY-4",
            json!({ "kind": "date", "date": before(today, 200).to_string() }),
            "",
        ),
        ("PAY-5", json!({ "kind": "yes_no", "value": "no" }), ""),
        (
            "VOICE-1",
            option(if best {
                "recognised"
            } else if promising {
                "setting_up"
            } else {
                "forum"
            }),
            "",
        ),
        ("VOICE-2", if promising { not_yet() } else { yes() }, ""),
        (
            "VOICE-3",
            json!({ "kind": "date", "date": before(today, 120).to_string() }),
            "",
        ),
        (
            "VOICE-4",
            words(
                "After the spring survey we moved the weekly meeting so that part-time staff can come, and replaced the break-room chairs that people had complained about for years.",
            ),
            "",
        ),
        ("REC-1", yes(), ""),
        (
            "REC-2",
            option(if best {
                "reserved"
            } else if promising {
                "starting"
            } else {
                "partners"
            }),
            "",
        ),
        (
            "REC-3",
            json!({ "kind": "number", "value": if best { "26" } else { "12.5" } }),
            "",
        ),
        ("REC-4", yes(), ""),
        (
            "PEOPLE-1",
            percent(if promising { managers / 2 } else { managers }, managers),
            "",
        ),
        ("PEOPLE-2", if promising { not_yet() } else { yes() }, ""),
        ("PEOPLE-3", yes(), ""),
        (
            "PEOPLE-4",
            json!({ "kind": "declaration", "signatory": "Jo Marsden", "role": "Director" }),
            "",
        ),
        (
            "HEALTH-1",
            yes(),
            "Stress was part of the assessment for the first time this year.",
        ),
        (
            "HEALTH-2",
            option(if best {
                "full"
            } else if promising {
                "arranging"
            } else {
                "some"
            }),
            "",
        ),
        ("HEALTH-3", yes(), ""),
        ("HEALTH-4", json!({ "kind": "number", "value": "5.4" }), ""),
    ];
    let mut read = Vec::with_capacity(table.len());
    for (code, value, comment) in table {
        let code = CriterionCode::parse(code).map_err(crate::platform::error::Error::internal)?;
        read.push((code, serde_json::from_value(value)?, comment));
    }
    Ok(read)
}
