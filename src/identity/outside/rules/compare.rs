//! A list against what is stored of the one before: added, changed, gone, same.

use chrono::NaiveDate;
use entity::ids::OutsideAccreditationId;

use super::{Entry, Outside, Read};

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which, in words.
    pub field: &'static str,
    /// What it was; empty when nothing.
    pub before: String,
    /// What it is; empty when nothing.
    pub after: String,
}

/// An accreditation that the list says something new of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which.
    pub id: OutsideAccreditationId,
    /// What the list says.
    pub entry: Entry,
    /// What of it is new; never empty.
    pub changes: Vec<Change>,
    /// Since when it is at its tier, where it was at another before.
    pub tier_on: Option<NaiveDate>,
}

/// What bringing a list in does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// New ones, with what they are recognised by.
    pub added: Vec<(String, Entry)>,
    /// Known ones that the list says something new of.
    pub changed: Vec<Changed>,
    /// Known ones that the list no longer has.
    pub gone: Vec<(OutsideAccreditationId, Entry)>,
    /// Known ones that are as before.
    pub same: Vec<OutsideAccreditationId>,
}

/// A list in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows read.
    pub read: i32,
    /// New ones.
    pub added: i32,
    /// Known ones that changed.
    pub changed: i32,
    /// Known ones that it no longer has.
    pub gone: i32,
    /// Known ones that are as before.
    pub same: i32,
    /// Rows left out.
    pub rejected: i32,
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "read={} added={} changed={} gone={} same={} rejected={}",
            self.read, self.added, self.changed, self.gone, self.same, self.rejected
        )
    }
}

impl Plan {
    /// The plan in numbers.
    pub fn counts(&self, read: &Read) -> Counts {
        // No list is longer than ROWS_MAX, and no more is stored than lists had rows.
        let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        Counts {
            read: count(read.rows),
            added: count(self.added.len()),
            changed: count(self.changed.len()),
            gone: count(self.gone.len()),
            same: count(self.same.len()),
            rejected: count(read.rejected),
        }
    }
}

/// What bringing a list of a day in does. `stored` are all that lists of this accreditation ever named,
/// each with what it is recognised by.
pub fn plan(stored: &[(String, Outside)], read: &Read, as_of: NaiveDate) -> Plan {
    let mut plan = Plan::default();
    let mut known = std::collections::BTreeSet::new();
    for (key, held) in stored {
        known.insert(key.as_str());
        match read.entries.get(key) {
            Some(entry) => {
                let changes = changes(held, entry);
                if changes.is_empty() {
                    plan.same.push(held.id);
                } else {
                    let tier_on = if held.entry.tier == entry.tier {
                        held.tier_on
                    } else {
                        Some(as_of)
                    };
                    plan.changed.push(Changed {
                        id: held.id,
                        entry: entry.clone(),
                        changes,
                        tier_on,
                    });
                }
            }
            None if read.withheld.contains(key) || held.gone_on.is_some() => {}
            None => plan.gone.push((held.id, held.entry.clone())),
        }
    }
    plan.added = read
        .entries
        .iter()
        .filter(|(key, _)| !known.contains(key.as_str()))
        .map(|(key, entry)| (key.clone(), entry.clone()))
        .collect();
    plan
}

/// What a list says that is not stored.
fn changes(held: &Outside, entry: &Entry) -> Vec<Change> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let day = |value: Option<NaiveDate>| value.map_or_else(String::new, |day| day.to_string());
    let before = &held.entry;
    let mut changes: Vec<Change> = [
        ("name", before.holder.clone(), entry.holder.clone()),
        ("reference", text(&before.reference), text(&entry.reference)),
        ("tier", text(&before.tier), text(&entry.tier)),
        (
            "company number",
            text(&before.company_number),
            text(&entry.company_number),
        ),
        ("postcode", text(&before.postcode), text(&entry.postcode)),
        ("first day", day(before.since), day(entry.since)),
        ("last day", day(before.until), day(entry.until)),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(field, before, after)| Change {
        field,
        before,
        after,
    })
    .collect();
    if let Some(gone) = held.gone_on {
        changes.push(Change {
            field: "listed",
            before: format!("not since {gone}"),
            after: "again".to_owned(),
        });
    }
    changes
}
