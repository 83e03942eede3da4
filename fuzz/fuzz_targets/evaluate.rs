//! Whatever a version and its answers hold, checking and evaluating ends without a panic, and twice
//! the same.

#![no_main]

use chrono::NaiveDate;
use fairmark::scheme::rules::{
    Answers, Circumstances, SchemeVersion, canonical_json, check, evaluate, render_evaluation_text,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut parts = text.splitn(2, "\n=====\n");
    let Ok(version) = serde_json::from_str::<SchemeVersion>(parts.next().unwrap_or_default()) else {
        return;
    };
    let answers: Answers = parts
        .next()
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let _ = check(&version);
    let at = Circumstances::on(NaiveDate::from_ymd_opt(2026, 11, 24).unwrap_or_default());
    let found = evaluate(&version, &answers, &at);
    let again = evaluate(&version, &answers, &at);
    assert_eq!(canonical_json(&found), canonical_json(&again));
    let _ = render_evaluation_text(&found);
});
