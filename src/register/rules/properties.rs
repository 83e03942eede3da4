//! The public list tells what its columns name and nothing else, whatever an accreditation holds.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use entity::ids::{AccreditationEventId, PersonId};
use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::accreditation::rules::properties::{sample, worlds};
use crate::accreditation::rules::{Accreditation, Term};
use crate::platform::calendar::london_midnight;

/// What nobody outside may learn, each of its own kind.
const NOTE: &str = "confidential note";
const HEADCOUNT: i32 = 83_719_465;
const SECRET: u128 = 0x5ec2_e75e_c2e7_5ec2_e75e_c2e7_5ec2_e75e;

/// An accreditation with a secret in every field that is not public, and public words beside them.
fn laden(
    term: Term,
    mut events: Vec<crate::accreditation::rules::AccreditationEvent>,
) -> Accreditation {
    let mut held = sample(term);
    let secret = Uuid::from_u128(SECRET);
    held.organisation_id = secret.into();
    held.assessment_id = secret.into();
    held.decision_id = secret.into();
    held.scheme_version_id = secret.into();
    held.holder.headcount = Some(HEADCOUNT);
    held.version = HEADCOUNT;
    for event in &mut events {
        event.id = AccreditationEventId(secret);
        event.done_by = Some(PersonId(secret));
        event.internal_note = NOTE.to_owned();
    }
    held.events = events;
    held
}

fn tells_a_secret(text: &str) -> bool {
    let uuid = Uuid::from_u128(SECRET).to_string();
    [NOTE, &HEADCOUNT.to_string(), &uuid]
        .iter()
        .any(|secret| text.contains(secret))
}

/// Instants before, inside and after a term.
fn instant(term: Term, hours: i64) -> DateTime<Utc> {
    london_midnight(term.since) + TimeDelta::hours(hours)
}

proptest! {
    /// Domain property 9: no file holds a field that its columns do not name, or a secret under a public name.
    #[test]
    fn an_entry_has_the_fields_of_the_columns_and_no_secret((term, events) in worlds(), hours in -2_000_i64..60_000) {
        let held = laden(term, events);
        let at = instant(term, hours);
        let entry = PublicEntry::new(&held, &Names::default(), at, "https://fairmark.example");
        let Value::Object(object) = serde_json::to_value(&entry).unwrap() else {
            return Err(TestCaseError::fail("an entry is an object"));
        };
        let fields: BTreeSet<&str> = object.keys().map(String::as_str).collect();
        let columns: BTreeSet<&str> = COLUMNS.iter().map(|column| column.name).collect();
        prop_assert_eq!(fields, columns);
        for (name, value) in &object {
            prop_assert!(!value.is_object() && !value.is_array(), "{} holds fields of its own", name);
        }
        let mut told = vec![Value::Object(object).to_string(), entry.cells().join(","), status_sentence(&held, at)];
        told.extend(history(&held, at).into_iter().flat_map(|one| [one.words, one.reason]));
        for text in told {
            prop_assert!(!tells_a_secret(&text), "{}", text);
        }
    }

    /// Domain property 9, in time: what has not happened yet is not told.
    #[test]
    fn nothing_is_told_before_it_happens((term, mut events) in worlds(), hours in -2_000_i64..60_000) {
        let at = instant(term, hours);
        for event in &mut events {
            event.public_reason = if event.effective_at > at { "Not yet" } else { "By now" }.to_owned();
        }
        let held = laden(term, events);
        let entry = PublicEntry::new(&held, &Names::default(), at, "https://fairmark.example");
        prop_assert_ne!(entry.reason, "Not yet");
        prop_assert!(history(&held, at).iter().all(|one| one.reason != "Not yet" && one.on <= london_date(at).max(london_date(held.awarded_at))));
    }
}
