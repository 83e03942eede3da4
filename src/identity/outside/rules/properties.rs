//! Whatever lists follow one another, what is held is what the last one says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate};
use entity::ids::{AuthorityId, OutsideAccreditationId};
use entity::outside_kinds::OutsideSource;
use proptest::prelude::*;
use uuid::Uuid;

use super::{Entry, Outside, Read, plan};

pub(super) fn outside(entry: Entry) -> Outside {
    Outside {
        id: OutsideAccreditationId(Uuid::nil()),
        authority_id: AuthorityId(Uuid::nil()),
        accreditation: "living-wage".to_owned(),
        title: "Living Wage Employer".to_owned(),
        issuer: "Living Wage Foundation".to_owned(),
        source: OutsideSource::List,
        entry,
        organisation_id: None,
        tier_on: None,
        gone_on: None,
        list_id: None,
        note: String::new(),
        first_seen_at: DateTime::UNIX_EPOCH,
        last_seen_at: DateTime::UNIX_EPOCH,
        version: 1,
    }
}

type Stored = Vec<(String, Outside)>;

/// Does to what is stored what a store does with a plan.
fn bring_in(mut stored: Stored, read: &Read, as_of: NaiveDate) -> Stored {
    let plan = plan(&stored, read, as_of);
    for (_, held) in &mut stored {
        if let Some(changed) = plan.changed.iter().find(|changed| changed.id == held.id) {
            held.entry = changed.entry.clone();
            held.tier_on = changed.tier_on;
            held.gone_on = None;
        }
        if plan.gone.iter().any(|(id, _)| *id == held.id) {
            held.gone_on = Some(as_of);
        }
    }
    for (key, entry) in plan.added {
        let mut new = outside(entry);
        new.id = OutsideAccreditationId(Uuid::from_u128(stored.len() as u128 + 1));
        stored.push((key, new));
    }
    stored
}

fn held(stored: &Stored) -> BTreeMap<String, Entry> {
    stored
        .iter()
        .filter(|(_, held)| held.gone_on.is_none())
        .map(|(key, held)| (key.clone(), held.entry.clone()))
        .collect()
}

prop_compose! {
    fn row()(number in 0_u8..12, tier in 0_u8..3, moved in any::<bool>()) -> Entry {
        Entry {
            holder: if moved { format!("Moved {number}") } else { format!("Employer {number}") },
            reference: Some(format!("LW{number}")),
            tier: ["", "silver", "gold"].get(usize::from(tier)).filter(|t| !t.is_empty()).map(|t| (*t).to_owned()),
            ..Entry::default()
        }
    }
}

fn list() -> impl Strategy<Value = Read> {
    proptest::collection::vec(row(), 1..10).prop_map(|rows| {
        let entries: BTreeMap<String, Entry> = rows
            .into_iter()
            .map(|row| (row.key().unwrap(), row))
            .collect();
        Read {
            rows: entries.len(),
            entries,
            ..Read::default()
        }
    })
}

proptest! {
    #[test]
    fn what_is_held_is_the_last_list(lists in proptest::collection::vec(list(), 1..8)) {
        let mut day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let mut stored = Stored::new();
        for list in &lists {
            let before = held(&stored);
            let planned = plan(&stored, list, day);
            let counts = planned.counts(list);
            stored = bring_in(stored, list, day);
            prop_assert_eq!(&held(&stored), &list.entries);
            // Every row is told of exactly once, and so is everything that went.
            prop_assert_eq!(counts.added + counts.changed + counts.same, counts.read);
            let went = before.keys().filter(|key| !list.entries.contains_key(*key)).count();
            prop_assert_eq!(usize::try_from(counts.gone).unwrap(), went);
            // Nothing is there twice.
            let keys: BTreeSet<&String> = stored.iter().map(|(key, _)| key).collect();
            prop_assert_eq!(keys.len(), stored.len());
            // The same list again changes nothing.
            let again = plan(&stored, list, day).counts(list);
            prop_assert_eq!((again.added, again.changed, again.gone), (0, 0, 0));
            day = day + Days::new(1);
        }
    }

    #[test]
    fn a_row_that_was_left_out_ends_nothing(first in list(), second in list()) {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let stored = bring_in(Stored::new(), &first, day);
        let second = Read { withheld: first.entries.keys().filter(|key| !second.entries.contains_key(*key)).cloned().collect(), ..second };
        prop_assert!(plan(&stored, &second, day).gone.is_empty());
    }
}
